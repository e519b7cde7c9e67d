//! Bodies of the routes about devices and their certificates.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;

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
