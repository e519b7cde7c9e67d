//! A shared device has moved, or got other security software: a facility states it anew (article 36). Its number stays.

use renrakucho_domain::{Act, audit::Event, shared_device::Change};
use renrakucho_protocol::shared_device::SharedDevice;
use renrakucho_store::{
    audit::{self, About},
    inventory, shared_device,
};

use super::{
    Actor, Result, attempt,
    shared_devices::{Which, hold, line},
};
use crate::app::Shared;

/// States it anew, on the version that was shown. Whoever does so declares what runs on it, also if it is the same as before.
pub async fn change_device(app: &Shared, actor: &Actor, which: Which, change: Change) -> Result<SharedDevice> {
    attempt(app, actor, Act::ChangeSharedDevices, None, async move |app, actor| {
        let change = change.trimmed();
        change.check()?;
        let mut tx = app.database.begin().await?;
        hold(&mut tx, &actor, which, None).await?;
        let before = shared_device::stated(&mut tx, which.device).await?;
        shared_device::change(&mut tx, which.device, &change, actor.account).await?;
        inventory::keep(&mut tx, which.device, actor.account).await?;
        let others = [
            ("place", before.place != change.place),
            ("security_software", before.security_software != change.security_software),
        ];
        let others: Vec<_> = others.into_iter().filter_map(|(field, is)| is.then_some(field)).collect();
        let detail = others.join(", ");
        let about = About { subject: Some(which.device.0), detail: Some(&detail), ..About::default() };
        audit::record(&mut tx, Event::SharedDeviceChanged, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        line(&app, &actor, which.facility, which.device).await
    })
    .await
}
