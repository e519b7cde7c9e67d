//! Bodies of the HTTP API: the city as anyone sees it, signing in, one's own account. Requests refuse unknown fields.

mod rooms;
mod staff;

pub use rooms::*;
pub use staff::*;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    attachment::AttachmentLimits,
    device::CertificateView,
    disqualification::Disqualification,
    vocabulary::{DeviceKind, Grounds, Role, Standing},
};

/// `GET /api/v1/city`: what the pages show before anyone has signed in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct CityView {
    /// The city's name.
    pub city: String,
    /// The service's name.
    pub service: String,
    /// Why information is shared.
    pub purpose: String,
    /// Whether this is a demo city with invented people.
    pub demo: bool,
    /// Where devices may keep the keys of their certificates, as the city allows it.
    pub device_kinds: Vec<DeviceKind>,
    /// Whether shared devices sign in at all.
    pub shared_devices: bool,
    /// What may be attached, so that a page says so before anything is sent.
    pub attachments: AttachmentLimits,
    /// The form by which someone consents.
    pub consent_form: ConsentForm,
}

/// 同意書: the blank form, as the city words it (article 16).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ConsentForm {
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// What the person agrees to.
    pub statements: Vec<String>,
}

/// `POST /api/v1/sign-in`: a sign-in was begun; go to `device_url`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct SignInBegun {
    /// Where the browser presents its device certificate. It comes back to `/sign-in` with a one-time code in the
    /// fragment, or with none.
    pub device_url: String,
    /// What a browser that holds its device's key signs instead of going there. Good for one use.
    pub nonce: String,
}

/// `POST /api/v1/sign-in/key`: the proof of a browser that holds its device's key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyProof {
    /// SHA-256 of the device's certificate, hexadecimal.
    pub fingerprint: String,
    /// The nonce of the attempt.
    pub nonce: String,
    /// base64url of the signature: ECDSA on P-256 with SHA-256, both numbers of 32 bytes.
    pub signature: String,
}

/// `POST /api/v1/sign-in/device`: the code that the device host gave.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceProof {
    /// The one-time code from the fragment.
    pub code: String,
}

/// `POST /api/v1/sign-in/passkey/begin`: options for the browser.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Ceremony {
    /// For `PublicKeyCredential.parseRequestOptionsFromJSON`.
    #[serde(rename = "publicKey")]
    #[ts(rename = "publicKey", type = "Record<string, unknown>")]
    pub public_key: Value,
}

/// `POST /api/v1/sign-in/passkey/finish`: what the browser made of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyAnswer {
    /// `credential.toJSON()`
    #[ts(type = "unknown")]
    pub credential: Value,
    /// Where the device's certificate lies in a file: the key that the session is bound to, base64url of the
    /// uncompressed point of P-256. A browser that proved its device's key sends none; the session is bound to that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub key: Option<String>,
}

/// `POST /api/v1/enrolment/finish`: what the browser made of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CeremonyAnswer {
    /// `credential.toJSON()`
    #[ts(type = "unknown")]
    pub credential: Value,
}

/// `POST /api/v1/enrolment/code`: the one-time code that the facility handed over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentCode {
    /// The code as printed; case, spaces and hyphens do not matter, and O is 0, I and L are 1.
    pub code: String,
}

/// Whom a code is for, or which shared device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Invitation {
    /// The person's name. None: the code is for a shared device itself.
    pub name: Option<String>,
    /// The number of that device.
    pub device: Option<String>,
    /// The facility.
    pub facility: String,
    /// Whether the device has a certificate already, which is then to be presented; otherwise the browser makes a key.
    pub has_certificate: bool,
}

/// `POST /api/v1/enrolment/begin`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentRequest {
    /// The code as printed; case, spaces and hyphens do not matter, and O is 0, I and L are 1.
    pub code: String,
    /// The key of a browser whose device has no certificate yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub key: Option<NewKey>,
}

/// A key that a browser made, and the proof that it holds it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// base64url of the uncompressed point of P-256.
    pub public: String,
    /// The nonce of the attempt.
    pub nonce: String,
    /// base64url of the signature.
    pub signature: String,
}

/// `POST /api/v1/enrolment/begin`: options for the browser, and the certificate for its key.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct EnrolmentBegun {
    /// For `PublicKeyCredential.parseCreationOptionsFromJSON`.
    #[serde(rename = "publicKey")]
    #[ts(rename = "publicKey", type = "Record<string, unknown>")]
    pub public_key: Value,
    /// base64url of the certificate (DER). It counts once the passkey is kept.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub certificate: Option<String>,
}

/// `GET /api/v1/session`: who is signed in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct SessionView {
    /// The account.
    pub account: Uuid,
    /// The accounts that the person had before: what these wrote is theirs.
    #[serde(default)]
    pub earlier_accounts: Vec<Uuid>,
    /// The name of the person.
    pub name: String,
    /// Facility and profession of the main affiliation.
    pub facility: String,
    /// See `facility`.
    pub profession: String,
    /// What the account is for.
    pub role: Role,
    /// The device's label.
    pub device: String,
    /// When the session ends by itself.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub expires_at: OffsetDateTime,
    /// The session must prove its key within so many seconds, again and again.
    pub proof_seconds: u32,
    /// It is locked when its person has done nothing for so many seconds.
    pub idle_seconds: u32,
    /// Whether the device is shared: then a page keeps nothing in its browser but keys.
    #[serde(default)]
    pub on_shared_device: bool,
    /// Whether it is locked: then nothing is answered but this, until the passkey is used again.
    pub is_locked: bool,
    /// How the device is certified. None: its certificate has ended since.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub certificate: Option<CertificateView>,
}

/// `POST /api/v1/session/challenge`: what the session's key is to sign.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct SessionChallenge {
    /// Good once, within a minute.
    pub nonce: String,
}

/// `POST /api/v1/session/renewal`: the session's key has signed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionRenewal {
    /// The nonce of the challenge.
    pub nonce: String,
    /// base64url of the signature.
    pub signature: String,
    /// Whether the person has done anything since the last one. What is locked already stays locked.
    #[serde(default = "acted")]
    pub acted: bool,
}

const fn acted() -> bool {
    true
}

/// `GET /api/v1/sessions`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Sessions {
    /// The caller's sessions that count, the newest first.
    pub sessions: Vec<SessionLine>,
}

/// A session of one's own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct SessionLine {
    /// The session.
    pub session: Uuid,
    /// The device's label.
    pub device: String,
    /// Whether several accounts may sign in on that device.
    pub is_shared: bool,
    /// When it began.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub since: OffsetDateTime,
    /// When it last showed that it holds its key: every few minutes, as long as a page of it is open.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub last_used: OffsetDateTime,
    /// When it ends by itself.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub expires_at: OffsetDateTime,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// `GET /api/v1/devices` (one's own) and `GET /api/v1/city/devices`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Devices {
    /// The devices, by label.
    pub devices: Vec<DeviceLine>,
}

/// A device as it is shown to whoever may suspend it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DeviceLine {
    /// The device.
    pub device: Uuid,
    /// What it is called.
    pub label: String,
    /// Whether several accounts may sign in on it.
    pub is_shared: bool,
    /// The accounts that may.
    pub accounts: Vec<Uuid>,
    /// How it stands.
    pub standing: Standing,
    /// Whether it is the one that asks.
    pub is_this: bool,
    /// Version of this line: return it with every decision.
    #[ts(type = "number")]
    pub version: i64,
}

/// `GET /api/v1/city/accounts`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct CityAccounts {
    /// All accounts of the city.
    pub accounts: Vec<CityAccount>,
}

/// An account as the city's moderator sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct CityAccount {
    /// The account.
    pub account: Uuid,
    /// Its login ID.
    pub login_id: String,
    /// The person's name.
    pub name: String,
    /// The main affiliation's facility; none while the person has no affiliation.
    pub facility: Option<String>,
    /// What the account is for.
    pub role: Role,
    /// How it stands.
    pub standing: Standing,
    /// Whether the city disqualified it, and why.
    #[serde(default)]
    pub disqualification: Option<Disqualification>,
    /// Version of this line: return it with every decision.
    #[ts(type = "number")]
    pub version: i64,
}

/// `POST /api/v1/city/accounts/{account}/suspension` and `POST /api/v1/city/devices/{device}/suspension`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuspensionBody {
    /// The version of the line that the decision was made on.
    #[ts(type = "number")]
    pub version: i64,
    /// On what ground.
    pub grounds: Grounds,
}
