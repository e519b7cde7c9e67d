//! A facility registers a shared device (articles 36 and 37): its number, where it stands, and its declaration about security
//! software. It opens nothing until its browser has its certificate (`enrol_device`) and someone may sign in on it
//! (`allow_on_device`).

use renrakucho_domain::{Act, DeviceId, FacilityId, Refusal, audit::Event, session, shared_device::Form};
use renrakucho_protocol::shared_device::SharedDevice;
use renrakucho_store::{
    account,
    audit::{self, About},
    facility as facilities, inventory, session as sessions, shared_device,
};

use super::{Actor, Result, attempt, facility_staff::look_after, shared_devices::line};
use crate::app::Shared;

/// Registers it under the id that the caller made: a repeat is the same device.
pub async fn register_device(
    app: &Shared,
    actor: &Actor,
    facility: FacilityId,
    device: DeviceId,
    form: Form,
) -> Result<SharedDevice> {
    attempt(app, actor, Act::ChangeSharedDevices, None, async move |app, actor| {
        let form = form.trimmed();
        form.check()?;
        let mut tx = app.database.begin().await?;
        facilities::lock(&mut tx, facility).await?;
        account::lock(&mut tx, &[actor.account.0]).await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        look_after(&mut tx, &actor, facility, Act::ChangeSharedDevices).await?;
        if shared_device::held(&mut tx, device, facility).await?.is_some() {
            drop(tx);
            return line(&app, &actor, facility, device).await;
        }
        if shared_device::is_called(&mut tx, facility, &form.label).await? {
            return Err(Refusal::Invalid("label").into());
        }
        if !shared_device::insert(&mut tx, device, facility, &form, actor.account).await? {
            return Err(Refusal::Invalid("id").into());
        }
        inventory::keep(&mut tx, device, actor.account).await?;
        let about = About { subject: Some(device.0), ..About::default() };
        audit::record(&mut tx, Event::SharedDeviceRegistered, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        line(&app, &actor, facility, device).await
    })
    .await
}
