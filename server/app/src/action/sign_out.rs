//! Logout: ends the session everywhere.

use renrakucho_domain::audit::Event;
use renrakucho_store::{
    audit::{self, About},
    session,
};

use super::{Actor, Error, Result};
use crate::app::Shared;

/// Ends the actor's session; every node cuts its sockets.
pub async fn sign_out(app: &Shared, actor: &Actor) -> Result<()> {
    let (held, actor) = (app.clone(), actor.clone());
    app.finish(async move {
        let mut tx = held.database.begin().await?;
        audit::record(&mut tx, Event::SignedOut, &actor.origin(), About::default()).await?;
        session::sign_out(&mut tx, actor.session).await?;
        tx.commit().await.map_err(|error| Error::Store(error.into()))?;
        held.live.look_at_revocations();
        Ok(())
    })
    .await
}
