//! A session proves that it is still where it began: its key signs the server's nonce. Whoever took the cookie alone cannot;
//! and whoever answers with another key is not the person who signed in.

use renrakucho_domain::{Act, Refusal, audit::Event, two_places::Place};
use renrakucho_protocol::http::SessionRenewal;
use renrakucho_store::{
    audit::{self, About},
    revocation::{Subject, Why},
    session::{self, EndReason},
};

use super::{Actor, Result, attempt, notice_two_places, revocation, sign_in::token};
use crate::{
    app::Shared,
    seal::sha256,
    sign_in::browser_key::{BrowserKey, Purpose, Statement},
};

/// How long a nonce may be answered.
pub(super) const ANSWER_SECONDS: i32 = 60;

/// A nonce for the session to sign.
pub async fn challenge(app: &Shared, actor: &Actor) -> Result<String> {
    attempt(app, actor, Act::UseOwnAccount, None, async move |app, actor| {
        let nonce = token();
        let mut tx = app.database.begin().await?;
        session::keep_challenge(&mut tx, actor.session, &sha256(nonce.as_bytes()), ANSWER_SECONDS).await?;
        renrakucho_store::commit(tx).await?;
        Ok(nonce)
    })
    .await
}

/// The session's answer, from a page of this origin, at this place. The nonce is taken before the signature is verified; another
/// key's ends the session.
pub async fn renew(app: &Shared, actor: &Actor, origin: &str, place: Place, renewal: SessionRenewal) -> Result<()> {
    let origin = origin.to_owned();
    let SessionRenewal { nonce, signature, acted } = renewal;
    attempt(app, actor, Act::UseOwnAccount, None, async move |app, actor| {
        let key = session::take_challenge(&app.database, actor.session, &sha256(nonce.as_bytes())).await?;
        let Some(key) = key.and_then(|key| BrowserKey::from_bytes(&key)) else {
            return Err(Refusal::ProofDue.into());
        };
        if !proves(&key, Purpose::Session, &nonce, &origin, &signature) {
            return end_for_foreign_key(&app, &actor).await;
        }
        let mut tx = app.database.begin().await?;
        let patience = app.config.sign_in.patience(actor.on_shared_device);
        let stay = session::proved(&mut tx, actor.session, acted, &place, patience).await?;
        renrakucho_store::commit(tx).await?;
        if let Some(stay) = stay {
            notice_two_places::look(&app, &actor, &place, stay).await;
        }
        Ok(())
    })
    .await
}

/// Whether a session's key signed the nonce.
pub fn proves(key: &BrowserKey, purpose: Purpose, nonce: &str, origin: &str, signature: &str) -> bool {
    let about = key.digest();
    key.signed(&Statement { purpose, nonce, origin, about: &about }, signature)
}

/// Ends a session for which another key answered, and writes it down.
pub async fn foreign_key(app: &Shared, actor: &Actor) -> Result<()> {
    attempt(app, actor, Act::UseOwnAccount, None, async move |app, actor| end_for_foreign_key(&app, &actor).await).await
}

async fn end_for_foreign_key(app: &Shared, actor: &Actor) -> Result<()> {
    let mut tx = app.database.begin().await?;
    if session::end(&mut tx, actor.session, actor.account, EndReason::Revoked).await? {
        audit::record(&mut tx, Event::ForeignKeyPresented, &actor.origin(), About::default()).await?;
        revocation::commit(app, tx, &[Subject::Session(actor.session.0)], Why::Revoked).await?;
    }
    Err(Refusal::SessionEnded.into())
}
