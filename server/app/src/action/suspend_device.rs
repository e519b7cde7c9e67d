//! 一時停止 of a device: by the city, which also restores it, or by its person, who has lost it.

use renrakucho_domain::{
    Act, DeviceId, Refusal,
    audit::Event,
    session,
    suspension::{Decision, Grounds, decide},
};
use renrakucho_protocol::http::DeviceLine;
use renrakucho_store::{
    account,
    audit::{self, About},
    device,
    revocation::{Subject, Why},
    session as sessions,
    session::EndReason,
    suspension::{self, Suspended},
};

use super::{Actor, Error, Result, list_city_accounts::show_device, refuse, require, revocation};
use crate::{
    app::{App, Shared},
    entropy,
};

/// Suspends or restores any device on the version that the moderator saw.
pub async fn suspend_device(
    app: &Shared,
    actor: &Actor,
    device: DeviceId,
    version: i64,
    decision: Decision,
) -> Result<DeviceLine> {
    carry_out(app, actor, device, version, decision, Act::SuspendDevice).await
}

/// Suspends a personal device of the actor's own, also the one that is in use.
pub async fn suspend_own_device(
    app: &Shared,
    actor: &Actor,
    device: DeviceId,
    version: i64,
    grounds: Grounds,
) -> Result<DeviceLine> {
    carry_out(app, actor, device, version, Decision::Suspend(grounds), Act::SuspendOwnDevice).await
}

/// The actor's personal devices.
pub async fn own_devices(app: &App, actor: &Actor) -> Result<Vec<DeviceLine>> {
    require(app, actor, Act::SuspendOwnDevice).await?;
    Ok(device::lines(&app.database, None, Some(actor.account)).await?.into_iter().map(show_device).collect())
}

async fn carry_out(
    app: &Shared,
    actor: &Actor,
    device: DeviceId,
    version: i64,
    decision: Decision,
    act: Act,
) -> Result<DeviceLine> {
    require(app, actor, act).await?;
    let (held, actor) = (app.clone(), actor.clone());
    app.finish(async move {
        match commit(&held, &actor, device, version, decision, act).await {
            Ok(()) => {
                let line = device::lines(&held.database, Some(device), None).await?.pop();
                Ok(show_device(line.ok_or(Refusal::NotFound)?))
            }
            Err(Error::Refused(refusal)) => refuse(&held, &actor, act, None, refusal).await,
            Err(error) => Err(error),
        }
    })
    .await
}

async fn commit(
    app: &Shared,
    actor: &Actor,
    device: DeviceId,
    version: i64,
    decision: Decision,
    act: Act,
) -> Result<()> {
    let mut tx = app.database.begin().await?;
    account::lock(&mut tx, &[actor.account.0]).await?;
    device::lock(&mut tx, &[actor.device.0, device.0]).await?;
    sessions::lock_all(&mut tx, actor.session, None, Some(device)).await?;
    session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
    let (standing, current) = device::standing(&mut tx, device).await?.ok_or(Refusal::NotFound)?;
    if act == Act::SuspendOwnDevice && !device::is_own(&mut tx, device, actor.account).await? {
        return Err(Refusal::NotFound.into());
    }
    if current != version {
        return Err(Refusal::Stale.into());
    }
    device::set_standing(&mut tx, device, decide(standing, decision)?).await?;
    match decision {
        Decision::Suspend(grounds) => {
            let what = Suspended::Device(device.0);
            suspension::begin(&mut tx, entropy::id(), what, grounds, actor.account).await?;
            sessions::end_all(&mut tx, None, Some(device), EndReason::Suspended).await?;
            let about = About { subject: Some(device.0), detail: Some(grounds.as_str()), ..About::default() };
            audit::record(&mut tx, Event::DeviceSuspended, &actor.origin(), about).await?;
            revocation::commit(app, tx, &[Subject::Device(device.0)], Why::Suspended).await
        }
        Decision::Restore => {
            suspension::end(&mut tx, Suspended::Device(device.0), actor.account).await?;
            let about = About { subject: Some(device.0), ..About::default() };
            audit::record(&mut tx, Event::DeviceRestored, &actor.origin(), about).await?;
            tx.commit().await.map_err(|error| Error::Store(error.into()))
        }
    }
}
