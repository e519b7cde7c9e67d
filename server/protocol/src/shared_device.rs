//! 共用の端末: the shared devices of a facility, who may sign in on them, and how one is registered in its own browser.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{http::NewKey, vocabulary::Standing};

/// `GET /api/v1/facilities/{facility}/devices`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct SharedDevices {
    /// Those that are in use or stopped, by their number.
    pub devices: Vec<SharedDevice>,
}

/// A shared device as whoever looks after it sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct SharedDevice {
    /// The device.
    pub device: Uuid,
    /// 端末の番号
    pub label: String,
    /// Where it stands.
    pub place: Option<String>,
    /// Which security software the facility declared.
    pub security_software: Option<String>,
    /// Who registered it, and so declared that.
    pub registered_by: Option<String>,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub registered_at: OffsetDateTime,
    /// Who stated place and security software anew, if someone did.
    pub changed_by: Option<String>,
    /// When.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub changed_at: Option<OffsetDateTime>,
    /// How it stands.
    pub standing: Standing,
    /// Whether its browser has its certificate; before that nobody can sign in on it.
    pub is_enrolled: bool,
    /// Until when the code works that was made for it last, if it does.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub code_until: Option<OffsetDateTime>,
    /// Who may sign in on it.
    pub people: Vec<DevicePerson>,
    /// Whether the caller is signed in on it now.
    pub is_this: bool,
    /// Version of its row.
    #[ts(type = "number")]
    pub version: i64,
}

/// Someone who may sign in on a shared device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DevicePerson {
    /// The account.
    pub account: Uuid,
    /// The person's name.
    pub name: String,
    /// Whether they are signed in on it now.
    pub is_signed_in: bool,
}

/// `POST /api/v1/facilities/{facility}/devices`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedDeviceBody {
    /// An id that the caller makes: the same again is the same device.
    pub id: Uuid,
    /// 端末の番号
    pub label: String,
    /// Where it stands.
    pub place: String,
    /// Which security software runs on it, kept up to date.
    pub security_software: String,
}

/// `PUT /api/v1/facilities/{facility}/devices/{device}`: what is stated of it anew.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedDeviceChange {
    /// The version of its line.
    #[ts(type = "number")]
    pub version: i64,
    /// Where it stands.
    pub place: String,
    /// Which security software runs on it, kept up to date.
    pub security_software: String,
}

/// A decision about a shared device, on the version that was shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SharedDeviceDecision {
    /// The version of its line.
    #[ts(type = "number")]
    pub version: i64,
}

/// `POST …/devices/{device}/code`: shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct IssuedDeviceCode {
    /// What is typed or scanned at the device.
    pub code: String,
    /// Until when it works.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub expires_at: OffsetDateTime,
    /// The device.
    pub device: SharedDevice,
}

impl std::fmt::Debug for IssuedDeviceCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IssuedDeviceCode(…)")
    }
}

/// `POST /api/v1/enrolment/device/begin`: at the device, with its code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceEnrolment {
    /// The code; read as every code is.
    pub code: String,
    /// The key that the device's browser made.
    pub key: NewKey,
}

impl std::fmt::Debug for DeviceEnrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceEnrolment(…)")
    }
}

/// The certificate for that key. It counts when `POST /api/v1/enrolment/device/finish` has answered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DeviceEnrolmentBegun {
    /// Base64url of its DER.
    pub certificate: String,
}
