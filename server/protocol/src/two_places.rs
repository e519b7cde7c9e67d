//! 端末の同時利用: a device that was in two places at once.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

/// What was noticed, as everything was called then. Kept sealed in this form: fields are only added.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct DeviceInTwoPlaces {
    /// The device.
    pub device: Uuid,
    /// What it is called.
    pub label: String,
    /// Whether several accounts may sign in on it.
    pub is_shared: bool,
    /// Its facility.
    pub facility: String,
    /// The two.
    pub places: Vec<PlaceOfDevice>,
}

impl fmt::Debug for DeviceInTwoPlaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceInTwoPlaces(…)")
    }
}

/// One of the two places.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PlaceOfDevice {
    /// Who was signed in. None: the certificate alone was shown there, and nobody has signed in with it.
    pub person: Option<PersonOnDevice>,
    /// The address.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// Since when.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub since: OffsetDateTime,
    /// Until when, as far as was known.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub until: OffsetDateTime,
}

impl fmt::Debug for PlaceOfDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlaceOfDevice(…)")
    }
}

/// Who was signed in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PersonOnDevice {
    /// The account: who is concerned decides nothing about it.
    pub account: Uuid,
    /// The name.
    pub name: String,
    /// The login ID.
    pub login_id: String,
}

impl fmt::Debug for PersonOnDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonOnDevice(…)")
    }
}
