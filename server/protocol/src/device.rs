//! Bodies of the routes about devices and their certificates.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;

use crate::vocabulary::DeviceKind;

/// `POST /api/v1/enrolment/certificate`: what a program that manages a device sends.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateRequest {
    /// The one-time code that the facility handed over.
    pub code: String,
    /// The request (PKCS#10): PEM, or base64 of DER. Of all that it says only the public key counts, which is one of P-256,
    /// P-384, or RSA of 2048 to 4096 bits.
    pub request: String,
}

/// A certificate that was issued.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct IssuedCertificate {
    /// The certificate and after it the authority's (PEM).
    pub certificate: String,
    /// Until when it is valid.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub expires_at: OffsetDateTime,
}

/// `POST /api/v1/enrolment/certificate-file`: key and certificate in a file, answered once and kept nowhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CertificateFile {
    /// base64 of the file (PKCS#12).
    pub file: String,
    /// What opens it.
    pub password: String,
    /// Until when the certificate is valid.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub expires_at: OffsetDateTime,
}

impl fmt::Debug for CertificateFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CertificateFile(…)")
    }
}

/// How the device of a session is certified.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct CertificateView {
    /// Where its key is kept.
    pub kind: DeviceKind,
    /// SHA-256 of it, hexadecimal. A browser that holds a newer one need not renew it.
    pub fingerprint: String,
    /// Until when it is valid.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub expires_at: OffsetDateTime,
    /// Whether it is time to renew it.
    pub is_due: bool,
    /// Whether the city allows devices whose key a browser holds: then one whose certificate lies in a file may move there.
    pub may_move: bool,
}

/// `POST /api/v1/session/certificate` and `/device-key`: the certificate for the session's key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct RenewedCertificate {
    /// base64url of the certificate (DER). By its SHA-256 the key is known at the next sign-in.
    pub certificate: String,
    /// Until when it is valid.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub expires_at: OffsetDateTime,
}

/// `POST /certificate` on the device host, with the standing certificate in the handshake.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RenewalRequest {
    /// The request (PKCS#10), as at the enrolment. Its key may be another than before.
    pub request: String,
}
