//! A device whose key no browser holds gets its certificate, by the code that its person's passkey will be made with: one that some
//! program manages (an MDM, openssl) for the key of a request (PKCS#10), any other with its key in a file (PKCS#12). Until that
//! passkey is made the certificate opens nothing.

use std::net::IpAddr;

use base64::{Engine, prelude::BASE64_STANDARD};
use renrakucho_domain::{DeviceId, Refusal, audit::Event, certificate::DeviceKind};
use renrakucho_protocol::device::{CertificateFile, CertificateRequest, IssuedCertificate};
use renrakucho_store::{
    audit::{self, About, Origin},
    sign_in::{self, Enrolment},
};
use time::OffsetDateTime;

use super::{
    Error, Result, device_kinds,
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
        let by = ByCode::read(&held, address, request, &asked.code, DeviceKind::Managed).await?;
        let key = match RequestedKey::read(&asked.request) {
            Ok(key) => key,
            Err(fault) => {
                by.refuse(fault.field()).await?;
                return Err(Refusal::Invalid(fault.field()).into());
            }
        };
        let issued = issue(by.authority, by.enrolment.device, &key)?;
        by.keep(&issued.fingerprint, issued.not_before, issued.not_after).await?;
        Ok(IssuedCertificate { certificate: issued.chain_pem, expires_at: issued.not_after })
    })
    .await
}

/// Makes a key and its certificate for a device that takes both from a file (PKCS#12). Neither key, file nor password is kept: whoever
/// loses them before the passkey is made needs a new code.
pub async fn certify_in_file(app: &Shared, address: IpAddr, request: String, code: String) -> Result<CertificateFile> {
    let held = app.clone();
    app.finish(async move {
        let by = ByCode::read(&held, address, request, &code, DeviceKind::File).await?;
        let issued = by.authority.issue_for_device(&called(&held, by.enrolment.device)).map_err(internal)?;
        by.keep(&issued.fingerprint, issued.not_before, issued.not_after).await?;
        Ok(CertificateFile {
            file: BASE64_STANDARD.encode(&issued.pkcs12),
            password: issued.password,
            expires_at: issued.not_after,
        })
    })
    .await
}

/// How browsers call the certificate when they ask which one to present: it tells nothing about a person.
fn called(app: &App, device: DeviceId) -> String {
    let id = device.0.simple().to_string();
    format!("{} {}", app.config.city.service_name, &id[id.len() - 8..])
}

/// A good code, and who issues by it.
struct ByCode<'a> {
    app: &'a App,
    authority: &'a DeviceAuthority,
    kind: DeviceKind,
    hash: [u8; 32],
    enrolment: Enrolment,
    origin: Origin,
}

impl<'a> ByCode<'a> {
    /// Refuses what the city does not allow, and a code that does not work.
    async fn read(app: &'a App, address: IpAddr, request: String, code: &str, kind: DeviceKind) -> Result<Self> {
        let allowed = device_kinds::allowed(app).await?;
        allowed.check(kind, false)?;
        let authority = app.device_authority.as_ref().ok_or(Refusal::DeviceKindNotAllowed)?;
        let hash = code_hash(code);
        let Some(enrolment) = sign_in::enrolment(&app.database, &hash, None).await? else {
            app.strangers.count(address, CODE_REFUSED);
            return Err(Error::SignInRefused(CODE_REFUSED));
        };
        allowed.check(kind, enrolment.on_shared_device)?;
        let origin = Origin { device: Some(enrolment.device), request, ..Origin::default() };
        Ok(Self { app, authority, kind, hash, enrolment, origin })
    }

    /// Keeps what was issued. A code gives one certificate.
    async fn keep(&self, fingerprint: &[u8], not_before: OffsetDateTime, not_after: OffsetDateTime) -> Result<()> {
        let mut tx = self.app.database.begin().await?;
        device_kinds::hold(self.app, &mut tx).await?.check(self.kind, self.enrolment.on_shared_device)?;
        let new = sign_in::Presented { device: self.enrolment.device, fingerprint, not_before, not_after };
        let is_managed = self.kind == DeviceKind::Managed;
        if !sign_in::certify_by_code(&mut tx, &self.hash, is_managed, &new).await? {
            drop(tx);
            let why = "the code gave a certificate, or the device has one";
            self.refuse(why).await?;
            return Err(Error::SignInRefused(why));
        }
        let detail = (!is_managed).then_some("in a file");
        audit::record(&mut tx, Event::CertificateIssued, &self.origin, self.about(detail)).await?;
        Ok(renrakucho_store::commit(tx).await?)
    }

    async fn refuse(&self, why: &str) -> Result<()> {
        let mut tx = self.app.database.begin().await?;
        audit::record(&mut tx, Event::CertificateRefused, &self.origin, self.about(Some(why))).await?;
        Ok(renrakucho_store::commit(tx).await?)
    }

    /// Nobody has proved who they are: whom the code is for is what it is about, not who did it.
    fn about<'b>(&self, detail: Option<&'b str>) -> About<'b> {
        About { subject: Some(self.enrolment.account.0), detail, ..About::default() }
    }
}

/// A certificate for a key; what goes wrong is the server's fault, and stands in its log.
pub(super) fn issue(
    authority: &DeviceAuthority,
    device: DeviceId,
    key: &impl rcgen::PublicKeyData,
) -> Result<KeyCertificate> {
    authority.issue_for_key(device, key).map_err(internal)
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
fn internal(error: anyhow::Error) -> Error {
    tracing::error!(cause = format!("{error:#}"), "a certificate could not be issued");
    Error::Internal
}
