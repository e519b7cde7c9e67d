//! 共用の端末: the shared devices of a facility as whoever looks after them sees them, and what the acts about one have in
//! common.

use std::collections::HashMap;

use renrakucho_domain::{AccountId, Act, DeviceId, FacilityId, Refusal, audit::Event, session};
use renrakucho_protocol::shared_device::{DevicePerson, SharedDevice};
use renrakucho_store::{
    Tx, account,
    audit::{self, About},
    device, session as sessions,
    shared_device::{self, Held},
};

use super::{Actor, Error, Result, facility_staff::look_after, refuse, require};
use crate::app::App;

/// All of a facility's.
pub async fn list_shared_devices(app: &App, actor: &Actor, facility: FacilityId) -> Result<Vec<SharedDevice>> {
    require(app, actor, Act::ListStaff).await?;
    let mut tx = app.database.begin().await?;
    match look_after(&mut tx, actor, facility, Act::ListStaff).await {
        Err(Error::Refused(refusal)) => {
            drop(tx);
            return refuse(app, actor, Act::ListStaff, None, refusal).await;
        }
        other => other?,
    }
    let about = About { subject: Some(facility.0), ..About::default() };
    audit::record(&mut tx, Event::SharedDevicesListed, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    shown(app, actor, facility, None).await
}

/// One of them, after a decision about it.
pub(super) async fn line(app: &App, actor: &Actor, facility: FacilityId, device: DeviceId) -> Result<SharedDevice> {
    Ok(shown(app, actor, facility, Some(device)).await?.pop().ok_or(Refusal::NotFound)?)
}

async fn shown(app: &App, actor: &Actor, facility: FacilityId, only: Option<DeviceId>) -> Result<Vec<SharedDevice>> {
    let lines = shared_device::lines(&app.database, facility, only).await?;
    let devices: Vec<_> = lines.iter().map(|line| line.device).collect();
    let mut people: HashMap<_, Vec<DevicePerson>> = HashMap::new();
    for person in shared_device::people(&app.database, &devices).await? {
        let shown = DevicePerson { account: person.account, name: person.name, is_signed_in: person.is_signed_in };
        people.entry(person.device).or_default().push(shown);
    }
    Ok(lines
        .into_iter()
        .map(|line| SharedDevice {
            device: line.device,
            label: line.label,
            place: line.place,
            security_software: line.security_software,
            registered_by: line.registered_by,
            registered_at: line.created_at,
            changed_by: line.changed_by,
            changed_at: line.changed_at,
            standing: line.standing.into(),
            is_enrolled: line.is_enrolled,
            code_until: line.code_until,
            people: people.remove(&line.device).unwrap_or_default(),
            is_this: line.device == actor.device.0,
            version: line.version,
        })
        .collect())
}

/// Which device, of which facility, on which version of its line.
#[derive(Clone, Copy)]
pub struct Which {
    /// The facility.
    pub facility: FacilityId,
    /// The device.
    pub device: DeviceId,
    /// The version that was shown.
    pub version: i64,
}

/// Locks whoever acts, someone concerned, the device and all sessions on it; then asks whether the actor looks after it, and
/// whether it stands as it was shown. A sign-in on it holds the device (`may_sign_in`): it is wholly before, and its session
/// is found here, or it asks after.
pub(super) async fn hold(tx: &mut Tx, actor: &Actor, which: Which, concerned: Option<AccountId>) -> Result<Held> {
    let accounts: Vec<_> = concerned.iter().map(|account| account.0).chain([actor.account.0]).collect();
    account::lock(tx, &accounts).await?;
    device::lock(tx, &[which.device.0, actor.device.0]).await?;
    sessions::lock_of_many(tx, actor.session, &[], &[which.device.0]).await?;
    session::check(&sessions::hold(tx, actor.account, actor.device, actor.session).await?)?;
    look_after(tx, actor, which.facility, Act::ChangeSharedDevices).await?;
    let held = shared_device::held(tx, which.device, which.facility).await?.ok_or(Refusal::NotFound)?;
    if held.version == which.version { Ok(held) } else { Err(Refusal::Stale.into()) }
}
