//! First enrolment: a one-time code from the facility permits one passkey, on the device that the code was issued for.
//!
//! Whether that device has a certificate decides how it is proved. One with a certificate proves that first. One without is
//! the browser that asks: it makes a key, and gets a certificate for it, which counts once the passkey is kept; device and
//! person are then both proved, and the session begins. An enrolment that was broken off leaves nothing behind, and its
//! code works again.

use std::net::IpAddr;

use renrakucho_domain::{DeviceId, Refusal, audit::Event, certificate::DeviceKind};
use renrakucho_protocol::http::{EnrolmentRequest, Invitation, NewKey};
use renrakucho_store::{
    audit::{self, About, Origin},
    certificate, passkey, shared_device,
    sign_in::{self, Enrolling, Enrolment, Issued},
};
use serde_json::Value;

use super::{
    Error, Result, certify_device, device_kinds, enrol_device,
    sign_in::{Attempt, SignedIn, audit_refusal, begin_session, refused, refused_stranger},
};
use crate::{
    app::{App, Shared},
    entropy,
    seal::sha256,
    sign_in::{
        browser_key::{BrowserKey, Purpose, Statement},
        device_authority::{DeviceAuthority, KeyCertificate},
        passkeys::Owner,
    },
};

pub(super) const CODE_REFUSED: &str = "enrolment code unknown, used, expired or for another device";

/// Codes are typed from paper: case, spaces and hyphens do not matter; and letters that no code has are the digits that they
/// look like.
fn fold(code: &str) -> String {
    let typed = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase());
    typed
        .map(|c| {
            if c == 'O' {
                '0'
            } else if matches!(c, 'I' | 'L') {
                '1'
            } else {
                c
            }
        })
        .collect()
}

/// What is stored of a code.
pub(crate) fn code_hash(code: &str) -> [u8; 32] {
    sha256(fold(code).as_bytes())
}

/// Whom a code is for: asked before anything is made. One answer for all codes that do not work.
pub async fn invitation(app: &Shared, address: IpAddr, code: &str) -> Result<Invitation> {
    let hash = code_hash(code);
    let invitation = match sign_in::enrolment(&app.database, &hash, None).await? {
        Some(Enrolment { name, facility, has_certificate, .. }) => {
            Some(Invitation { name: Some(name), device: None, facility, has_certificate })
        }
        None => enrol_device::invitation(app, &hash).await?,
    };
    let Some(invitation) = invitation else {
        app.strangers.count(address, CODE_REFUSED);
        return Err(Error::SignInRefused(CODE_REFUSED));
    };
    Ok(invitation)
}

/// An enrolment that was begun.
pub struct Begun {
    /// Options for making the passkey.
    pub options: Value,
    /// The certificate (DER) for the key that the browser made.
    pub certificate: Option<Vec<u8>>,
}

/// Options for making the passkey, and a certificate if the browser brought a key for it.
pub async fn begin(app: &Shared, attempt: &Attempt, origin: &str, request: EnrolmentRequest) -> Result<Begun> {
    let (held, attempt, origin) = (app.clone(), attempt.clone(), origin.to_owned());
    app.finish(async move {
        let hash = code_hash(&request.code);
        let (enrolment, certified) = if let Some(key) = request.key {
            let (enrolment, issued, certificate) = issue(&held, &attempt, &origin, &hash, &key).await?;
            (enrolment, Some((issued, certificate)))
        } else {
            let Some(device) = sign_in::proven_device(&held.database, attempt.secret_hash()).await? else {
                return refused_stranger(&held, &attempt, "no proven device");
            };
            let Some(enrolment) = sign_in::enrolment(&held.database, &hash, Some(device)).await? else {
                return refused(&held, &attempt, device, None, CODE_REFUSED).await;
            };
            (enrolment, None)
        };
        let known = passkey::credential_ids(&held.database, enrolment.account).await?;
        let (options, state) = held.passkeys.begin_registration(
            &Owner {
                account: enrolment.account,
                login_id: &enrolment.login_id,
                name: &enrolment.name,
                on_shared_device: enrolment.on_shared_device,
            },
            known,
        );
        let (issued, certificate) = certified.unzip();
        let mut tx = held.database.begin().await?;
        let enrolling = Enrolling { code_hash: &hash, issued: issued.as_ref() };
        sign_in::keep_ceremony(&mut tx, attempt.secret_hash(), "enrolment", &state, Some(&enrolling)).await?;
        renrakucho_store::commit(tx).await?;
        Ok(Begun { options, certificate })
    })
    .await
}

/// A certificate for the key of a browser whose device has none yet.
async fn issue(
    app: &App,
    attempt: &Attempt,
    origin: &str,
    code_hash: &[u8],
    new: &NewKey,
) -> Result<(Enrolment, Issued, Vec<u8>)> {
    let (authority, key) = new_key(app, attempt, origin, new, false).await?;
    let enrolment = sign_in::enrolment(&app.database, code_hash, None).await?;
    let Some(enrolment) = enrolment.filter(|enrolment| !enrolment.has_certificate) else {
        return refused_stranger(app, attempt, CODE_REFUSED);
    };
    device_kinds::allowed(app).await?.check(DeviceKind::Browser, enrolment.on_shared_device)?;
    let (issued, der) = issue_for(authority, enrolment.device, &key)?;
    Ok((enrolment, issued, der))
}

/// A key that a browser made, on a page of this origin, in a fresh attempt; and who may issue for it, to a shared device or not.
pub(super) async fn new_key<'a>(
    app: &'a App,
    attempt: &Attempt,
    origin: &str,
    new: &NewKey,
    on_shared_device: bool,
) -> Result<(&'a DeviceAuthority, BrowserKey)> {
    device_kinds::allowed(app).await?.check(DeviceKind::Browser, on_shared_device)?;
    let authority = app.device_authority.as_ref().ok_or(Refusal::DeviceKindNotAllowed)?;
    let key = BrowserKey::read(&new.public).ok_or(Refusal::Invalid("key"))?;
    let statement = Statement { purpose: Purpose::Enrolment, nonce: &new.nonce, origin, about: &key.digest() };
    if !key.signed(&statement, &new.signature) {
        return refused_stranger(app, attempt, "signature not of the new key");
    }
    if !sign_in::is_fresh(&app.database, attempt.secret_hash(), &sha256(new.nonce.as_bytes())).await? {
        return refused_stranger(app, attempt, "nonce unknown, used or expired");
    }
    Ok((authority, key))
}

/// A certificate for the key of a device's browser, as it is kept and as it is sent (DER).
pub(super) fn issue_for(authority: &DeviceAuthority, device: DeviceId, key: &BrowserKey) -> Result<(Issued, Vec<u8>)> {
    let KeyCertificate { der, fingerprint, not_before, not_after, .. } = certify_device::issue(authority, device, key)?;
    let issued =
        Issued { device, key_public: key.bytes().to_vec(), fingerprint: fingerprint.to_vec(), not_before, not_after };
    Ok((issued, der))
}

/// Keeps the passkey, and the certificate that was issued for it, and uses the code up: all together. With a certificate of
/// its own the browser has proved all that a sign-in asks for, and the session begins.
pub async fn finish(app: &Shared, attempt: &Attempt, credential: Value) -> Result<Option<SignedIn>> {
    let (held, attempt) = (app.clone(), attempt.clone());
    app.finish(async move {
        let Some(taken) = sign_in::take_ceremony(&held.database, attempt.secret_hash(), "enrolment").await? else {
            return refused_stranger(&held, &attempt, "no ceremony under way");
        };
        let device = taken.device;
        let Some(code) = taken.enrolment_code else {
            return refused(&held, &attempt, device, None, "no enrolment code").await;
        };
        let Some(registered) = held.passkeys.register(credential, taken.state) else {
            return refused(&held, &attempt, device, None, "passkey not accepted").await;
        };
        let is_shared = shared_device::is_shared(&held.database, device).await?;
        let mut tx = held.database.begin().await?;
        let allowed = device_kinds::hold(&held, &mut tx).await?;
        let kind = match (&taken.issued, &taken.certificate) {
            (Some(_), _) => Some(DeviceKind::Browser),
            (None, Some(presented)) => certificate::find(&mut tx, presented).await?.map(|certified| certified.kind),
            (None, None) => None,
        };
        if let Some(Err(refusal)) = kind.map(|kind| allowed.check(kind, is_shared)) {
            drop(tx);
            let from = Origin { device: Some(device), ..attempt.origin() };
            audit_refusal(&held, Event::SignInRefused, &from, &refusal.to_string()).await?;
            return Err(refusal.into());
        }
        let Some(account) = sign_in::whose_code(&mut tx, &code, device).await? else {
            drop(tx);
            return refused(&held, &attempt, device, None, "enrolment code for another device").await;
        };
        if !sign_in::may_sign_in(&mut tx, account, device).await? {
            drop(tx);
            return refused(&held, &attempt, device, Some(account), "suspended meanwhile").await;
        }
        if sign_in::use_enrolment_code(&mut tx, &code, device).await?.is_none() {
            drop(tx);
            return refused(&held, &attempt, device, None, "enrolment code used or expired").await;
        }
        let origin = Origin { account: Some(account), device: Some(device), ..attempt.origin() };
        if let Some(issued) = &taken.issued {
            if !sign_in::insert_browser_certificate(&mut tx, issued).await? {
                drop(tx);
                return refused(&held, &attempt, device, Some(account), "the device has a certificate").await;
            }
            audit::record(&mut tx, Event::CertificateIssued, &origin, About::default()).await?;
        }
        let id = entropy::id();
        let new = passkey::New {
            id,
            credential_id: registered.credential_id(),
            account,
            passkey: registered.stored(),
            name: None,
            device: Some(device),
        };
        passkey::insert(&mut tx, &new).await?;
        let about = About { subject: Some(id), ..About::default() };
        audit::record(&mut tx, Event::PasskeyEnrolled, &origin, about).await?;
        let signed_in = match &taken.issued {
            Some(issued) => {
                let whose = (account, id);
                Some(begin_session(&held, &mut tx, &attempt, whose, device, &issued.key_public).await?)
            }
            None => None,
        };
        renrakucho_store::commit(tx).await?;
        Ok(signed_in)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        assert_eq!(code_hash("abcd-EFGH 1234"), code_hash("ABCDEFGH1234"));
        assert_eq!(code_hash("oO-Ii-Ll"), code_hash("001111"));
        assert_ne!(code_hash("ABCDEFGH1234"), code_hash("ABCDEFGH1235"));
    }
}
