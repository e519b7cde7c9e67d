//! 端末の種類: the city's moderator says which kinds of device are allowed, of those that the installation can do (article 37). It
//! holds on every node from the commit on: enrolments, sign-ins and renewals ask the database.

use renrakucho_domain::{
    Act, Refusal,
    audit::Event,
    device_kinds::{DeviceKinds, Form},
    session,
};
use renrakucho_protocol::device_kinds::{DeviceKindsChange, DeviceKindsView, DevicesInUse};
use renrakucho_store::{
    Tx,
    audit::{self, About},
    certificate,
    device_kinds::{self, Change, InUse},
    revocation::{Subject, Why},
    session as sessions,
};

use super::{Actor, Result, attempt, require, revocation};
use crate::app::{App, Shared};

/// What is allowed now.
pub async fn allowed(app: &App) -> Result<DeviceKinds> {
    Ok(device_kinds::current(&app.database).await?.allowed.within(&app.config.devices.possible()))
}

/// What is allowed until the end of a transaction, in which nothing is locked yet: a change that shuts a device out finds the session
/// that begins in it, or comes wholly before.
pub(super) async fn hold(app: &App, tx: &mut Tx) -> Result<DeviceKinds> {
    Ok(device_kinds::hold(tx).await?.within(&app.config.devices.possible()))
}

/// The setting as its page shows it.
pub async fn read(app: &App, actor: &Actor) -> Result<DeviceKindsView> {
    require(app, actor, Act::ListCityAccounts).await?;
    shown(app).await
}

async fn shown(app: &App) -> Result<DeviceKindsView> {
    let possible = app.config.devices.possible();
    let setting = device_kinds::current(&app.database).await?;
    let allowed = setting.allowed.within(&possible);
    let in_use = device_kinds::in_use(&app.database).await?;
    let changes = device_kinds::changes(&app.database).await?;
    let show = |InUse { kind, is_shared, devices }| DevicesInUse { kind: kind.into(), is_shared, devices };
    Ok(DeviceKindsView {
        possible: possible.into_iter().map(Into::into).collect(),
        kinds: allowed.kinds.into_iter().map(Into::into).collect(),
        shared: allowed.shared,
        in_use: in_use.into_iter().map(show).collect(),
        changes: changes.into_iter().map(show_change).collect(),
        version: setting.version,
    })
}

fn show_change(change: Change) -> DeviceKindsChange {
    let Change { version, allowed, reason, by, at, ended } = change;
    let kinds = allowed.kinds.into_iter().map(Into::into).collect();
    DeviceKindsChange { version, kinds, shared: allowed.shared, reason, by, at, ended }
}

/// Changes it on the version that was shown. Devices that are shut out keep their certificates and sign in no more; their sessions
/// have ended when this answers, everywhere.
pub async fn change(app: &Shared, actor: &Actor, version: i64, form: Form) -> Result<DeviceKindsView> {
    attempt(app, actor, Act::ChangeDeviceKinds, None, async move |app, actor| {
        let form = form.tidied();
        let mut tx = app.database.begin().await?;
        let current = device_kinds::lock(&mut tx).await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        if current != version {
            return Err(Refusal::Stale.into());
        }
        let own = certificate::current_in(&mut tx, actor.device).await?;
        form.check(&app.config.devices.possible(), own.map(|own| (own.kind, actor.on_shared_device)))?;
        let ended = device_kinds::end_sessions(&mut tx, &form.allowed).await?;
        device_kinds::change(&mut tx, &form, actor.account, ended.len()).await?;
        let kinds: Vec<_> = form.allowed.kinds.iter().map(|kind| kind.as_str()).collect();
        let shared = if form.allowed.shared { "with" } else { "without" };
        let detail = format!("{}; {shared} shared devices; {} sessions ended", kinds.join(", "), ended.len());
        let about = About { detail: Some(&detail), ..About::default() };
        audit::record(&mut tx, Event::DeviceKindsChanged, &actor.origin(), about).await?;
        if ended.is_empty() {
            renrakucho_store::commit(tx).await?;
        } else {
            let subjects: Vec<_> = ended.into_iter().map(Subject::Session).collect();
            revocation::commit(&app, tx, &subjects, Why::Revoked).await?;
        }
        shown(&app).await
    })
    .await
}
