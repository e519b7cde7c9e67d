//! One's own sessions: which there are, and the end of one of them, or of all others.

use renrakucho_domain::{Act, Refusal, SessionId, audit::Event, session as rules};
use renrakucho_protocol::http::SessionLine;
use renrakucho_store::{
    audit::{self, About},
    revocation::{Subject, Why},
    session::{self, EndReason},
    suspension::Suspended,
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
            is_shared: open.is_shared,
            since: open.created_at,
            last_used: open.proved_at,
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

/// Ends all sessions of the actor's account but the one that asks. How many there were.
pub async fn end_others(app: &Shared, actor: &Actor) -> Result<usize> {
    attempt(app, actor, Act::UseOwnAccount, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        session::lock_all(&mut tx, actor.session, Suspended::Account(actor.account)).await?;
        // One that was ended itself ends no others.
        rules::check(&session::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        let ended = session::end_others(&mut tx, actor.account, actor.session, EndReason::SignedOut).await?;
        if ended.is_empty() {
            return Ok(0);
        }
        for session in &ended {
            let about = About { subject: Some(*session), ..About::default() };
            audit::record(&mut tx, Event::SessionEnded, &actor.origin(), about).await?;
        }
        let subjects: Vec<_> = ended.iter().copied().map(Subject::Session).collect();
        revocation::commit(&app, tx, &subjects, Why::SignedOut).await?;
        Ok(ended.len())
    })
    .await
}
