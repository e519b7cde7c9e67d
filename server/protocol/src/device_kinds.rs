//! 端末の種類: which kinds of device the city allows, as its moderator sees and changes it.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;

use crate::vocabulary::DeviceKind;

/// `GET /api/v1/city/device-kinds`, and what a change of it answers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DeviceKindsView {
    /// What the installation can do (`devices.kinds`): no more can be allowed.
    pub possible: Vec<DeviceKind>,
    /// What of that the city allows.
    pub kinds: Vec<DeviceKind>,
    /// Whether shared devices sign in at all.
    pub shared: bool,
    /// Which devices there are.
    pub in_use: Vec<DevicesInUse>,
    /// What was changed, the newest first.
    pub changes: Vec<DeviceKindsChange>,
    /// Version of the setting.
    #[ts(type = "number")]
    pub version: i64,
}

/// Devices of a kind that have a certificate and have not ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DevicesInUse {
    /// Where their keys are kept.
    pub kind: DeviceKind,
    /// Whether they are shared ones.
    pub is_shared: bool,
    /// How many.
    #[ts(type = "number")]
    pub devices: i64,
}

/// A change of what is allowed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DeviceKindsChange {
    /// The version that it made.
    #[ts(type = "number")]
    pub version: i64,
    /// What was allowed from then on.
    pub kinds: Vec<DeviceKind>,
    /// Whether shared devices signed in from then on.
    pub shared: bool,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
    /// How many sessions it ended.
    pub ended: i32,
}

/// `PUT /api/v1/city/device-kinds`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceKindsBody {
    /// The version that was shown.
    #[ts(type = "number")]
    pub version: i64,
    /// What is allowed from now on.
    pub kinds: Vec<DeviceKind>,
    /// Whether shared devices sign in at all.
    pub shared: bool,
    /// Why.
    pub reason: String,
}
