//! A device's certificate is renewed before its time is over: by the browser that holds its key, or by whoever presents it.
//! The old one stays good until a passkey completes a sign-in with the new one (`sign_in`): an answer that is lost on its way
//! must not shut a device out, nor may whoever has nothing but a copy of the certificate.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use renrakucho_domain::{
    Act, DeviceId, Refusal,
    audit::Event,
    certificate::{DeviceKind, may_renew},
    device_kinds::DeviceKinds,
    session,
    two_places::Place,
};
use renrakucho_protocol::device::{CertificateView, IssuedCertificate, RenewalRequest, RenewedCertificate};
use renrakucho_store::{
    Tx,
    audit::{self, About, Origin},
    certificate::{self, Current, New},
    session as sessions, two_places,
};

use super::{
    Actor, Error, Result, attempt,
    certify_device::issue,
    device_kinds,
    sign_in::{NOT_KNOWN, audit_refusal},
};
use crate::{
    app::{App, Shared},
    sign_in::{
        browser_key::BrowserKey,
        certificate::Presented,
        certificate_request::RequestedKey,
        device_authority::{DeviceAuthority, KeyCertificate},
    },
};

/// How the actor's device is certified, and whether it is time to renew that.
pub async fn own_certificate(app: &App, device: DeviceId) -> Result<Option<CertificateView>> {
    let current = certificate::current(&app.database, device).await?;
    let allowed = device_kinds::allowed(app).await?;
    Ok(current.map(|current| CertificateView {
        kind: current.kind.into(),
        fingerprint: hex::encode(&current.fingerprint),
        expires_at: current.not_after,
        is_due: is_due(app, &current).is_ok(),
        may_move: allowed.allows(DeviceKind::Browser, false),
    }))
}

fn is_due(app: &App, current: &Current) -> std::result::Result<(), Refusal> {
    may_renew(current.not_after, current.now, app.config.devices.renewal_days)
}

/// Renews the certificate of a browser, for the key that it holds: the session is bound to that key and has proved it within
/// the last minutes, so no more is asked. The same key, as nobody can copy it, and a new one could be lost with an answer.
pub async fn renew_own(app: &Shared, actor: &Actor) -> Result<RenewedCertificate> {
    attempt(app, actor, Act::UseOwnAccount, None, async move |app, actor| {
        certify_session(&app, &actor, DeviceKind::Browser).await
    })
    .await
}

/// Moves a device from its certificate in a file to its browser: the key that the session is bound to becomes the device's. It
/// is a new way in that outlives the session, so the passkey is asked for.
pub async fn move_own(app: &Shared, actor: &Actor) -> Result<RenewedCertificate> {
    attempt(app, actor, Act::MoveOwnDeviceKey, None, async move |app, actor| {
        certify_session(&app, &actor, DeviceKind::File).await
    })
    .await
}

/// Issues a certificate for the session's key in place of one of this kind.
async fn certify_session(app: &App, actor: &Actor, from: DeviceKind) -> Result<RenewedCertificate> {
    let authority = app.device_authority.as_ref().ok_or(Refusal::DeviceKindNotAllowed)?;
    let mut tx = app.database.begin().await?;
    device_kinds::hold(app, &mut tx).await?.check(DeviceKind::Browser, actor.on_shared_device)?;
    session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
    let current = certificate::current_in(&mut tx, actor.device).await?.filter(|current| current.kind == from);
    let current = current.ok_or(Refusal::Stale)?;
    is_due(app, &current)?;
    let key = sessions::key(&mut tx, actor.session).await?.and_then(|key| BrowserKey::from_bytes(&key));
    let key = key.ok_or(Refusal::SessionEnded)?;
    // Where the device was enrolled in one browser, that one renews it.
    if current.key_public.as_deref().is_some_and(|known| known != key.bytes()) {
        return Err(Refusal::Stale.into());
    }
    let issued = issue(authority, actor.device, &key)?;
    keep(&mut tx, &actor.origin(), actor.device, &current.fingerprint, Some(key.bytes()), false, &issued).await?;
    renrakucho_store::commit(tx).await?;
    Ok(RenewedCertificate { certificate: B64.encode(&issued.der), expires_at: issued.not_after })
}

async fn keep(
    tx: &mut Tx,
    origin: &Origin,
    device: DeviceId,
    replaces: &[u8],
    key_public: Option<&[u8]>,
    is_managed: bool,
    issued: &KeyCertificate,
) -> Result<()> {
    let new = New {
        device,
        replaces,
        fingerprint: &issued.fingerprint,
        key_public,
        is_managed,
        not_before: issued.not_before,
        not_after: issued.not_after,
    };
    if !certificate::insert_replacement(tx, &new).await? {
        return Err(Refusal::Stale.into());
    }
    audit::record(tx, Event::CertificateRenewed, origin, About::default()).await?;
    Ok(())
}

/// Renews a certificate that was presented in a TLS handshake, for the key of a request, which may be another. It stays of
/// its kind.
pub async fn renew_presented(
    app: &Shared,
    place: Place,
    request: String,
    presented: std::result::Result<Presented, &'static str>,
    asked: RenewalRequest,
) -> Result<IssuedCertificate> {
    let held = app.clone();
    app.finish(async move {
        let presented = presented.map_err(|why| stranger(&held, &place, why))?;
        let mut tx = held.database.begin().await?;
        let allowed = device_kinds::hold(&held, &mut tx).await?;
        let certified = certificate::find(&mut tx, &presented.fingerprint).await?;
        let Some(certified) = certified.filter(|certified| certified.kind != DeviceKind::Browser) else {
            return Err(stranger(&held, &place, NOT_KNOWN));
        };
        let origin = Origin { device: Some(certified.device), request, ..Origin::default() };
        let judged = renewed(&held, &allowed, &presented, &certified, &asked.request);
        let (authority, key) = match judged {
            Ok(judged) => judged,
            Err(refusal) => {
                drop(tx);
                audit_refusal(&held, Event::CertificateRefused, &origin, &refusal.to_string()).await?;
                return Err(refusal.into());
            }
        };
        let issued = issue(authority, certified.device, &key)?;
        let is_managed = certified.kind == DeviceKind::Managed;
        let device = certified.device;
        if let Err(error) = keep(&mut tx, &origin, device, &presented.fingerprint, None, is_managed, &issued).await {
            drop(tx);
            let why = "others that wait for their use are enough, or its place was taken meanwhile";
            audit_refusal(&held, Event::CertificateRefused, &origin, why).await?;
            return Err(error);
        }
        two_places::presented(&mut tx, &presented.fingerprint, &place).await?;
        renrakucho_store::commit(tx).await?;
        Ok(IssuedCertificate { certificate: issued.chain_pem, expires_at: issued.not_after })
    })
    .await
}

fn stranger(app: &App, place: &Place, why: &'static str) -> Error {
    app.strangers.count(place.address, why);
    Error::SignInRefused(why)
}

fn renewed<'a>(
    app: &'a App,
    allowed: &DeviceKinds,
    presented: &Presented,
    certified: &certificate::Certified,
    request: &str,
) -> std::result::Result<(&'a DeviceAuthority, RequestedKey), Refusal> {
    allowed.check(certified.kind, certified.is_shared)?;
    let authority = app.device_authority.as_ref().ok_or(Refusal::DeviceKindNotAllowed)?;
    if presented.has_expired {
        return Err(Refusal::CertificateExpired);
    }
    may_renew(certified.not_after, certified.now, app.config.devices.renewal_days)?;
    let key = RequestedKey::read(request).map_err(|fault| Refusal::Invalid(fault.field()))?;
    Ok((authority, key))
}
