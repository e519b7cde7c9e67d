//! A shared device gets its certificate: by a code that is for the device and for nobody, for a key that its browser makes.
//! Nobody is signed in by it, and no passkey is made: each of those who may sign in there brings their own.
//!
//! In two steps, as a person's enrolment is: the browser has kept key and certificate before they count.

use renrakucho_domain::{Act, Refusal, audit::Event, certificate::DeviceKind, session::Standing};
use renrakucho_protocol::{
    http::Invitation,
    shared_device::{DeviceEnrolment, IssuedDeviceCode},
};
use renrakucho_store::{
    audit::{self, About, Origin},
    device, shared_device,
    sign_in::{self, Enrolling},
};
use serde_json::Value;

use super::{
    Actor, Result, attempt, device_kinds,
    enrol_passkey::{CODE_REFUSED, code_hash, issue_for, new_key},
    issue_code::new_code,
    shared_devices::{Which, hold, line},
    sign_in::{Attempt, refused, refused_stranger},
};
use crate::app::{App, Shared};

const KIND: &str = "device";

/// Makes a code for a device that has no certificate; the one before is void.
pub async fn issue_device_code(app: &Shared, actor: &Actor, which: Which) -> Result<IssuedDeviceCode> {
    attempt(app, actor, Act::ChangeSharedDevices, None, async move |app, actor| {
        device_kinds::allowed(&app).await?.check(DeviceKind::Browser, true)?;
        let mut tx = app.database.begin().await?;
        let held = hold(&mut tx, &actor, which, None).await?;
        if held.standing != Standing::Active || shared_device::has_certificate(&mut tx, which.device).await? {
            return Err(Refusal::Invalid("device").into());
        }
        let (code, seconds) = (new_code(), app.config.people.screen_code_seconds);
        let expires_at =
            shared_device::insert_code(&mut tx, which.device, &code_hash(&code), seconds, actor.account).await?;
        shared_device::next_version(&mut tx, which.device).await?;
        let about = About { subject: Some(which.device.0), detail: Some(KIND), ..About::default() };
        audit::record(&mut tx, Event::CodeIssued, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        Ok(IssuedDeviceCode { code, expires_at, device: line(&app, &actor, which.facility, which.device).await? })
    })
    .await
}

/// Which device a code is for.
pub(super) async fn invitation(app: &App, hash: &[u8]) -> Result<Option<Invitation>> {
    let awaited = shared_device::by_code(&app.database, hash).await?;
    Ok(awaited.map(|awaited| Invitation {
        name: None,
        device: Some(awaited.label),
        facility: awaited.facility,
        has_certificate: false,
    }))
}

/// A certificate (DER) for the key of the device's browser.
pub async fn begin(app: &Shared, attempt: &Attempt, origin: &str, asked: DeviceEnrolment) -> Result<Vec<u8>> {
    let (held, attempt, origin) = (app.clone(), attempt.clone(), origin.to_owned());
    app.finish(async move {
        let (authority, key) = new_key(&held, &attempt, &origin, &asked.key, true).await?;
        let hash = code_hash(&asked.code);
        let Some(awaited) = shared_device::by_code(&held.database, &hash).await? else {
            return refused_stranger(&held, &attempt, CODE_REFUSED);
        };
        let (issued, der) = issue_for(authority, awaited.device, &key)?;
        let mut tx = held.database.begin().await?;
        let enrolling = Enrolling { code_hash: &hash, issued: Some(&issued) };
        sign_in::keep_ceremony(&mut tx, attempt.secret_hash(), KIND, &Value::Null, Some(&enrolling)).await?;
        renrakucho_store::commit(tx).await?;
        Ok(der)
    })
    .await
}

/// The browser has kept both: the certificate counts, and the code is used up.
pub async fn finish(app: &Shared, attempt: &Attempt) -> Result<()> {
    let (held, attempt) = (app.clone(), attempt.clone());
    app.finish(async move {
        let taken = sign_in::take_ceremony(&held.database, attempt.secret_hash(), KIND).await?;
        let taken = taken.and_then(|taken| Some((taken.device, taken.enrolment_code?, taken.issued?)));
        let Some((device, code, issued)) = taken else {
            return refused_stranger(&held, &attempt, "no ceremony under way");
        };
        let mut tx = held.database.begin().await?;
        device_kinds::hold(&held, &mut tx).await?.check(DeviceKind::Browser, true)?;
        device::lock(&mut tx, &[device.0]).await?;
        if !shared_device::use_code(&mut tx, &code, device).await?
            || !sign_in::insert_browser_certificate(&mut tx, &issued).await?
        {
            drop(tx);
            return refused(&held, &attempt, device, None, "enrolment code used or expired").await;
        }
        shared_device::next_version(&mut tx, device).await?;
        sign_in::end_attempt(&mut tx, attempt.secret_hash()).await?;
        let origin = Origin { device: Some(device), ..attempt.origin() };
        audit::record(&mut tx, Event::CertificateIssued, &origin, About::default()).await?;
        renrakucho_store::commit(tx).await?;
        Ok(())
    })
    .await
}
