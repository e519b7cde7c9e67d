//! Before a grave act: someone who is signed in proves by passkey once more who they are. It counts for this session, for
//! `sign_in.step_up_seconds`.
//!
//! Whatever is not accepted is answered in the same way, and the audit log knows the reason.

use renrakucho_domain::{AccountId, Act, Refusal, audit::Event};
use renrakucho_store::{
    account,
    audit::{self, About},
    passkey::{self, Ceremony},
    session,
};
use serde_json::Value;

use super::{Actor, Result, attempt};
use crate::{app::Shared, sign_in::passkeys::Assertion};

/// Options for the passkey.
pub async fn begin(app: &Shared, actor: &Actor) -> Result<Value> {
    attempt(app, actor, Act::UseOwnAccount, None, async move |app, actor| {
        let (options, state) = app.passkeys.begin_assertion(actor.on_shared_device);
        let mut tx = app.database.begin().await?;
        let seconds = app.config.sign_in.attempt_seconds;
        passkey::keep_ceremony(&mut tx, actor.session, Ceremony::StepUp, &state, seconds).await?;
        renrakucho_store::commit(tx).await?;
        Ok(options)
    })
    .await
}

/// The passkey's answer. The challenge is taken away first, then it is verified; it must be one of the session's own account,
/// on the session's own device.
pub async fn finish(app: &Shared, actor: &Actor, credential: Value) -> Result<()> {
    let verdict = attempt(app, actor, Act::UseOwnAccount, None, async move |app, actor| {
        let verdict = verify(&app, &actor, credential).await?;
        if let Err(why) = verdict {
            let mut tx = app.database.begin().await?;
            let about = About { detail: Some(why), ..About::default() };
            audit::record(&mut tx, Event::StepUpRefused, &actor.origin(), about).await?;
            renrakucho_store::commit(tx).await?;
        }
        Ok(verdict)
    })
    .await?;
    verdict.map_err(|_| Refusal::StepUpDue.into())
}

async fn verify(app: &Shared, actor: &Actor, credential: Value) -> Result<std::result::Result<(), &'static str>> {
    let Some(state) = passkey::take_ceremony(&app.database, actor.session, Ceremony::StepUp).await? else {
        return Ok(Err("no ceremony under way"));
    };
    let Some(assertion) = Assertion::read(credential) else { return Ok(Err("not an assertion")) };
    if AccountId(assertion.user()) != actor.account {
        return Ok(Err("passkey of another account"));
    }
    let stored = passkey::on_device(&app.database, assertion.credential_id(), actor.account, actor.device).await?;
    let Some(stored) = stored else { return Ok(Err("passkey unknown")) };
    let Some(verified) = app.passkeys.verify(&assertion, state, stored.passkey) else {
        return Ok(Err("passkey not verified"));
    };
    let mut tx = app.database.begin().await?;
    account::hold(&mut tx, &[actor.account.0]).await?;
    if !passkey::used(&mut tx, stored.id, verified.passkey()).await? {
        return Ok(Err("passkey removed meanwhile"));
    }
    if !session::verified(&mut tx, actor.session).await? {
        return Ok(Err("session ended meanwhile"));
    }
    let about = About { subject: Some(stored.id), ..About::default() };
    audit::record(&mut tx, Event::SteppedUp, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    Ok(Ok(()))
}
