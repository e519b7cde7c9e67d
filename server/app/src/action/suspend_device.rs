//! 一時停止 of a device by the city, which also restores it.

use renrakucho_domain::{Act, DeviceId, suspension::Decision};
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
    suspension::carry_out(app, actor, Act::SuspendDevice, Suspended::Device(device), version, decision).await?;
    city_device(app, actor, device).await
}

/// The actor's personal devices.
pub async fn own_devices(app: &App, actor: &Actor) -> Result<Vec<DeviceLine>> {
    require(app, actor, Act::ReportOwnLoss).await?;
    let lines = device::lines(&app.database, None, Some(actor.account)).await?;
    Ok(lines.into_iter().map(|line| show_device(line, actor)).collect())
}
