//! A shared device is emptied, or taken out of use for good. What was lost is reported (`report_loss`): there the city decides.

use renrakucho_domain::{Act, audit::Event};
use renrakucho_store::{
    audit::{self, About},
    device,
    revocation::{Subject, Why},
    session::EndReason,
    shared_device,
};

use super::{
    Actor, Result, attempt, revocation,
    shared_devices::{Which, hold},
};
use crate::app::Shared;

/// Ends all sessions on it, everywhere: someone forgot to sign out. How many there were.
pub async fn end_sessions(app: &Shared, actor: &Actor, which: Which) -> Result<usize> {
    attempt(app, actor, Act::ChangeSharedDevices, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        hold(&mut tx, &actor, which, None).await?;
        let ended = shared_device::end_sessions(&mut tx, which.device, None, EndReason::Revoked).await?;
        let about = About { subject: Some(which.device.0), ..About::default() };
        audit::record(&mut tx, Event::DeviceSessionsEnded, &actor.origin(), about).await?;
        if ended.is_empty() {
            renrakucho_store::commit(tx).await?;
            return Ok(0);
        }
        let subjects: Vec<_> = ended.iter().copied().map(Subject::Session).collect();
        revocation::commit(&app, tx, &subjects, Why::Revoked).await?;
        Ok(ended.len())
    })
    .await
}

/// 使用終了 (article 37): it never works again, with its certificate and all that was open on it.
pub async fn retire(app: &Shared, actor: &Actor, which: Which) -> Result<()> {
    attempt(app, actor, Act::ChangeSharedDevices, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        hold(&mut tx, &actor, which, None).await?;
        device::end(&mut tx, &[which.device.0]).await?;
        shared_device::end_sessions(&mut tx, which.device, None, EndReason::Revoked).await?;
        shared_device::void_codes(&mut tx, which.device).await?;
        let about = About { subject: Some(which.device.0), ..About::default() };
        audit::record(&mut tx, Event::DeviceRetired, &actor.origin(), about).await?;
        revocation::commit(&app, tx, &[Subject::Device(which.device.0)], Why::Revoked).await
    })
    .await
}
