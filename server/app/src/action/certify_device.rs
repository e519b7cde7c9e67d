//! A device that some program manages (an MDM, openssl) gets its certificate: by the code that its person's passkey will be
//! made with, for the key of a request (PKCS#10). Until that passkey is made the certificate opens nothing.

use std::net::IpAddr;

use renrakucho_domain::{DeviceId, Refusal, audit::Event, certificate::DeviceKind};
use renrakucho_protocol::device::{CertificateRequest, IssuedCertificate};
use renrakucho_store::{
    audit::{self, About, Origin},
    sign_in::{self, Enrolment},
};

use super::{
    Error, Result,
    enrol_passkey::{CODE_REFUSED, code_hash},
};
use crate::{
    app::{App, Shared},
    sign_in::{
        certificate_request::RequestedKey,
        device_authority::{DeviceAuthority, KeyCertificate},
    },
};

/// Issues the certificate. A request that is none does not use the code up; whoever has a good code hears what is wrong
/// with their request, and the audit log too.
pub async fn certify_device(
    app: &Shared,
    address: IpAddr,
    request: String,
    asked: CertificateRequest,
) -> Result<IssuedCertificate> {
    let held = app.clone();
    app.finish(async move {
        let authority = held.device_authority.as_ref().filter(|_| held.config.devices.allows(DeviceKind::Managed));
        let authority = authority.ok_or(Refusal::DeviceKindNotAllowed)?;
        let hash = code_hash(&asked.code);
        let Some(enrolment) = sign_in::enrolment(&held.database, &hash, None).await? else {
            held.strangers.count(address, CODE_REFUSED);
            return Err(Error::SignInRefused(CODE_REFUSED));
        };
        let origin = Origin { device: Some(enrolment.device), request, ..Origin::default() };
        let key = match RequestedKey::read(&asked.request) {
            Ok(key) => key,
            Err(fault) => {
                refuse(&held, &origin, &enrolment, fault.field()).await?;
                return Err(Refusal::Invalid(fault.field()).into());
            }
        };
        let issued = issue(authority, enrolment.device, &key)?;
        let mut tx = held.database.begin().await?;
        let new = sign_in::Presented {
            device: enrolment.device,
            fingerprint: &issued.fingerprint,
            not_before: issued.not_before,
            not_after: issued.not_after,
        };
        if !sign_in::certify_by_code(&mut tx, &hash, &new).await? {
            drop(tx);
            let why = "the code gave a certificate, or the device has one";
            refuse(&held, &origin, &enrolment, why).await?;
            return Err(Error::SignInRefused(why));
        }
        audit::record(&mut tx, Event::CertificateIssued, &origin, of(&enrolment, None)).await?;
        renrakucho_store::commit(tx).await?;
        Ok(IssuedCertificate { certificate: issued.chain_pem, expires_at: issued.not_after })
    })
    .await
}

/// A certificate for a key; what goes wrong is the server's fault, and stands in its log.
pub(super) fn issue(
    authority: &DeviceAuthority,
    device: DeviceId,
    key: &impl rcgen::PublicKeyData,
) -> Result<KeyCertificate> {
    authority.issue_for_key(device, key).map_err(|error| {
        tracing::error!(cause = format!("{error:#}"), "a certificate could not be issued");
        Error::Internal
    })
}

/// Nobody has proved who they are: whom the code is for is what it is about, not who did it.
fn of<'a>(enrolment: &Enrolment, detail: Option<&'a str>) -> About<'a> {
    About { subject: Some(enrolment.account.0), detail, ..About::default() }
}

async fn refuse(app: &App, origin: &Origin, enrolment: &Enrolment, why: &str) -> Result<()> {
    let mut tx = app.database.begin().await?;
    audit::record(&mut tx, Event::CertificateRefused, origin, of(enrolment, Some(why))).await?;
    renrakucho_store::commit(tx).await?;
    Ok(())
}
