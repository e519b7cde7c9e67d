//! Logout: ends the session everywhere.

use renrakucho_domain::audit::Event;
use renrakucho_store::{
    audit::{self, About},
    revocation::{Subject, Why},
    session::{self, EndReason},
};

use super::{Actor, Result, revocation};
use crate::app::Shared;

/// Ends the actor's session; once this has answered, no socket of it is sent anything more.
pub async fn sign_out(app: &Shared, actor: &Actor) -> Result<()> {
    let (held, actor) = (app.clone(), actor.clone());
    app.finish(async move {
        let mut tx = held.database.begin().await?;
        audit::record(&mut tx, Event::SignedOut, &actor.origin(), About::default()).await?;
        if session::end(&mut tx, actor.session, actor.account, EndReason::SignedOut).await? {
            revocation::commit(&held, tx, &[Subject::Session(actor.session.0)], Why::SignedOut).await?;
        }
        Ok(())
    })
    .await
}
