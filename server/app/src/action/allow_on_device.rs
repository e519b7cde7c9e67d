//! Who of a facility's staff may sign in on its shared device. Who may not any more is out at once, live sockets included.

use renrakucho_domain::{AccountId, Act, Refusal, audit::Event, permission::is_of_facility};
use renrakucho_protocol::shared_device::SharedDevice;
use renrakucho_store::{
    audit::{self, About},
    revocation::{Subject, Why},
    session::EndReason,
    shared_device, staff,
};

use super::{
    Actor, Result, attempt, revocation,
    shared_devices::{Which, hold, line},
};
use crate::app::Shared;

/// Someone may sign in on it from here on. Nobody adds themselves: it would be a further way into their own ID, and whoever
/// took a session over must not make one.
pub async fn allow(app: &Shared, actor: &Actor, which: Which, account: AccountId) -> Result<SharedDevice> {
    attempt(app, actor, Act::ChangeSharedDevices, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        hold(&mut tx, &actor, which, Some(account)).await?;
        let subject = staff::subject(&mut tx, which.facility, account).await?;
        subject.filter(|subject| is_of_facility(subject.role)).ok_or(Refusal::NotFound)?;
        if account == actor.account {
            return Err(Refusal::Invalid("account").into());
        }
        shared_device::allow(&mut tx, which.device, account).await?;
        shared_device::next_version(&mut tx, which.device).await?;
        let named = which.device.0.to_string();
        let about = About { subject: Some(account.0), detail: Some(&named), ..About::default() };
        audit::record(&mut tx, Event::DeviceAllowed, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        line(&app, &actor, which.facility, which.device).await
    })
    .await
}

/// They may not any more. Answers when their sessions there have ended everywhere.
pub async fn disallow(app: &Shared, actor: &Actor, which: Which, account: AccountId) -> Result<SharedDevice> {
    attempt(app, actor, Act::ChangeSharedDevices, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        hold(&mut tx, &actor, which, Some(account)).await?;
        if !shared_device::disallow(&mut tx, which.device, account).await? {
            return Err(Refusal::NotFound.into());
        }
        let ended = shared_device::end_sessions(&mut tx, which.device, Some(account), EndReason::Revoked).await?;
        shared_device::next_version(&mut tx, which.device).await?;
        let named = which.device.0.to_string();
        let about = About { subject: Some(account.0), detail: Some(&named), ..About::default() };
        audit::record(&mut tx, Event::DeviceDisallowed, &actor.origin(), about).await?;
        if ended.is_empty() {
            renrakucho_store::commit(tx).await?;
        } else {
            let ended: Vec<_> = ended.into_iter().map(Subject::Session).collect();
            revocation::commit(&app, tx, &ended, Why::Revoked).await?;
        }
        line(&app, &actor, which.facility, which.device).await
    })
    .await
}
