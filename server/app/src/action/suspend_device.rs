//! 一時停止 of a device: by the city, which also restores it, or by its person, who has lost it.

use renrakucho_domain::{
    Act, DeviceId,
    suspension::{Decision, Grounds},
};
use renrakucho_protocol::http::DeviceLine;
use renrakucho_store::{device, suspension::Suspended};

use super::{
    Actor, Result,
    list_city_accounts::{city_device, show_device},
    require, suspension,
};
use crate::app::{App, Shared};

/// Suspends or restores any device on the version that the moderator saw.
pub async fn suspend_device(
    app: &Shared,
    actor: &Actor,
    device: DeviceId,
    version: i64,
    decision: Decision,
) -> Result<DeviceLine> {
    let (whose, what) = (suspension::Whose::Anyones, Suspended::Device(device));
    suspension::carry_out(app, actor, Act::SuspendDevice, whose, what, version, decision).await?;
    city_device(app, device).await
}

/// Suspends a personal device of the actor's own, also the one that is in use.
pub async fn suspend_own_device(
    app: &Shared,
    actor: &Actor,
    device: DeviceId,
    version: i64,
    grounds: Grounds,
) -> Result<DeviceLine> {
    let decision = Decision::Suspend(grounds);
    let (whose, what) = (suspension::Whose::Own, Suspended::Device(device));
    suspension::carry_out(app, actor, Act::SuspendOwnDevice, whose, what, version, decision).await?;
    city_device(app, device).await
}

/// The actor's personal devices.
pub async fn own_devices(app: &App, actor: &Actor) -> Result<Vec<DeviceLine>> {
    require(app, actor, Act::SuspendOwnDevice).await?;
    Ok(device::lines(&app.database, None, Some(actor.account)).await?.into_iter().map(show_device).collect())
}
