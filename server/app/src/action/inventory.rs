//! 端末台帳: the inventory of a facility's devices (article 36), what is stated of each, and copies of it that leave the system.

use std::collections::HashMap;

use renrakucho_domain::{Act, DeviceId, FacilityId, Refusal, audit::Event, inventory::Statement, session};
use renrakucho_protocol::inventory::{DeviceStatement, Inventory, InventoryCopy, InventoryLine};
use renrakucho_store::{
    Tx, account,
    audit::{self, About},
    device, facility as facilities,
    inventory::{self, Stated},
    session as sessions,
};

use super::{Actor, Error, Result, attempt, facility_staff::look_after, refuse, require, shared_devices::Which};
use crate::{
    app::{App, Shared},
    inventory_file,
};

/// All devices of a facility.
pub async fn list(app: &App, actor: &Actor, facility: FacilityId) -> Result<Inventory> {
    see(app, actor, facility, Act::ListStaff, Event::InventoryListed, None).await?;
    shown(app, facility).await
}

/// A copy for outside, on paper or as a file.
pub async fn copy(app: &App, actor: &Actor, facility: FacilityId, is_printed: bool) -> Result<InventoryCopy> {
    let how = if is_printed { "print" } else { "csv" };
    see(app, actor, facility, Act::CopyInventory, Event::InventoryCopied, Some(how)).await?;
    let csv = if is_printed { None } else { Some(inventory_file::write(&shown(app, facility).await?)) };
    Ok(InventoryCopy { csv })
}

/// Asks whether the actor looks after the facility, and writes down that they see it.
async fn see(
    app: &App,
    actor: &Actor,
    facility: FacilityId,
    act: Act,
    event: Event,
    detail: Option<&str>,
) -> Result<()> {
    require(app, actor, act).await?;
    let mut tx = app.database.begin().await?;
    match look_after(&mut tx, actor, facility, act).await {
        Err(Error::Refused(refusal)) => {
            drop(tx);
            return refuse(app, actor, act, None, refusal).await;
        }
        other => other?,
    }
    let about = About { subject: Some(facility.0), detail, ..About::default() };
    audit::record(&mut tx, event, &actor.origin(), about).await?;
    Ok(renrakucho_store::commit(tx).await?)
}

/// What is missing stands first.
async fn shown(app: &App, facility: FacilityId) -> Result<Inventory> {
    let mut devices = lines(app, facility, None).await?;
    devices.sort_by_key(|line| !line.statements.is_empty());
    let facility = facilities::lines(&app.database, Some(facility)).await?.pop().ok_or(Refusal::NotFound)?;
    Ok(Inventory { facility: facility.name, devices })
}

async fn lines(app: &App, facility: FacilityId, only: Option<DeviceId>) -> Result<Vec<InventoryLine>> {
    let lines = inventory::lines(&app.database, facility, only).await?;
    let devices: Vec<_> = lines.iter().map(|line| line.device).collect();
    let mut stated: HashMap<_, Vec<DeviceStatement>> = HashMap::new();
    for one in inventory::statements(&app.database, &devices).await? {
        stated.entry(one.device).or_default().push(show(one));
    }
    Ok(lines
        .into_iter()
        .map(|line| InventoryLine {
            device: line.device,
            label: line.label,
            is_shared: line.is_shared,
            kind: line.kind.map(Into::into),
            certificate_ends: line.certificate_ends,
            people: line.people,
            standing: line.standing.into(),
            registered_at: line.created_at,
            statements: stated.remove(&line.device).unwrap_or_default(),
            version: line.version,
        })
        .collect())
}

fn show(stated: Stated) -> DeviceStatement {
    let Stated { device: _, owner, asset_number, place, security_software, by, at } = stated;
    DeviceStatement { owner: owner.into(), asset_number, place, security_software, by, at }
}

/// States a personal device, on the version that was shown. Whoever does so declares what runs on it, also if it is the same as before.
pub async fn state(app: &Shared, actor: &Actor, which: Which, statement: Statement) -> Result<InventoryLine> {
    attempt(app, actor, Act::StateDevices, None, async move |app, actor| {
        let statement = statement.trimmed();
        statement.check()?;
        let mut tx = app.database.begin().await?;
        hold(&mut tx, &actor, which).await?;
        inventory::state(&mut tx, which.device, &statement, actor.account).await?;
        inventory::keep(&mut tx, which.device, actor.account).await?;
        let about = About { subject: Some(which.device.0), detail: Some(statement.owner.as_str()), ..About::default() };
        audit::record(&mut tx, Event::DeviceStated, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        Ok(lines(&app, which.facility, Some(which.device)).await?.pop().ok_or(Refusal::NotFound)?)
    })
    .await
}

async fn hold(tx: &mut Tx, actor: &Actor, which: Which) -> Result<()> {
    account::lock(tx, &[actor.account.0]).await?;
    device::lock(tx, &[which.device.0, actor.device.0]).await?;
    session::check(&sessions::hold(tx, actor.account, actor.device, actor.session).await?)?;
    look_after(tx, actor, which.facility, Act::StateDevices).await?;
    let version = inventory::version_of_personal(tx, which.device, which.facility).await?.ok_or(Refusal::NotFound)?;
    if version == which.version { Ok(()) } else { Err(Refusal::Stale.into()) }
}
