//! 端末台帳: the devices of a facility, personal and shared, with what was stated of each.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::vocabulary::{DeviceKind, DeviceOwner, Standing};

/// `GET /api/v1/facilities/{facility}/inventory`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Inventory {
    /// The facility's name.
    pub facility: String,
    /// Its devices that have not ended: those of which nothing is stated first.
    pub devices: Vec<InventoryLine>,
}

/// A device as its facility keeps it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct InventoryLine {
    /// The device.
    pub device: Uuid,
    /// What it is called; of a shared one its number (端末の番号).
    pub label: String,
    /// Whether it is a shared one.
    pub is_shared: bool,
    /// Where its key is kept; none before it has a certificate.
    pub kind: Option<DeviceKind>,
    /// Until when its certificate is valid.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub certificate_ends: Option<OffsetDateTime>,
    /// Who may sign in on it.
    pub people: Vec<String>,
    /// How it stands.
    pub standing: Standing,
    /// When it was registered.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub registered_at: OffsetDateTime,
    /// What was stated of it, the newest first; empty: that is missing.
    pub statements: Vec<DeviceStatement>,
    /// Version of its row.
    #[ts(type = "number")]
    pub version: i64,
}

/// What was stated of a device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DeviceStatement {
    /// Whose it is.
    pub owner: DeviceOwner,
    /// 管理番号
    pub asset_number: Option<String>,
    /// Where it stands, if it is a shared one.
    pub place: Option<String>,
    /// Which security software runs on it, kept up to date.
    pub security_software: String,
    /// By whom.
    pub by: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
}

/// `PUT /api/v1/facilities/{facility}/inventory/{device}`: what is stated of a personal device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceStatementBody {
    /// The version of its line.
    #[ts(type = "number")]
    pub version: i64,
    /// Whose it is.
    pub owner: DeviceOwner,
    /// 管理番号: of the facility's it has one; empty for none.
    pub asset_number: String,
    /// Which security software runs on it, kept up to date.
    pub security_software: String,
}

/// `POST /api/v1/facilities/{facility}/inventory/copy`: in which form it is taken along.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InventoryCopyBody {
    /// On paper, and not as a file.
    pub is_printed: bool,
}

/// The inventory as it leaves the system.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct InventoryCopy {
    /// The same as a file (CSV), if one was asked for.
    pub csv: Option<String>,
}
