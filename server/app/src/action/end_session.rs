//! One's own sessions: which there are, and the end of one of them.

use renrakucho_domain::{Act, Refusal, SessionId, audit::Event};
use renrakucho_protocol::http::SessionLine;
use renrakucho_store::{
    audit::{self, About},
    revocation::{Subject, Why},
    session::{self, EndReason},
};

use super::{Actor, Result, attempt, require, revocation};
use crate::app::{App, Shared};

/// The sessions of the actor's account that count.
pub async fn own_sessions(app: &App, actor: &Actor) -> Result<Vec<SessionLine>> {
    require(app, actor, Act::UseOwnAccount).await?;
    let open = session::open_of(&app.database, actor.account).await?.into_iter();
    Ok(open
        .map(|open| SessionLine {
            session: open.session,
            device: open.device,
            since: open.created_at,
            expires_at: open.expires_at,
            is_this: open.session == actor.session.0,
        })
        .collect())
}

/// Ends a session of the actor's account. One that has ended, or is someone else's, does not exist.
pub async fn end_session(app: &Shared, actor: &Actor, session: SessionId) -> Result<()> {
    attempt(app, actor, Act::UseOwnAccount, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        if !session::end(&mut tx, session, actor.account, EndReason::SignedOut).await? {
            return Err(Refusal::NotFound.into());
        }
        let about = About { subject: Some(session.0), ..About::default() };
        audit::record(&mut tx, Event::SessionEnded, &actor.origin(), about).await?;
        revocation::commit(&app, tx, &[Subject::Session(session.0)], Why::SignedOut).await
    })
    .await
}
