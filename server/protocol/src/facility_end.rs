//! 利用の廃止: what is still there at a facility, and on which day it ends.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{http::FacilityLine, vocabulary::Standing};

/// `GET /api/v1/facilities/{facility}/end`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct FacilityEnd {
    /// The facility; its version goes with every decision.
    pub facility: FacilityLine,
    /// What was said about its end.
    pub said: Option<EndSaid>,
    /// The first day that may be said, `YYYY-MM-DD`.
    pub earliest: String,
    /// The last one.
    pub latest: String,
    /// The staff who are still there, by the reading of their names.
    pub staff: Vec<LeftStaff>,
    /// The devices that are still there, by label.
    pub devices: Vec<LeftDevice>,
    /// How much that is: return it as it was seen.
    pub left: EndSeen,
}

/// That a facility ends.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct EndSaid {
    /// On which day, `YYYY-MM-DD`: from its first moment on nothing of the facility is let in.
    pub effective_on: String,
    /// Who said so.
    pub by: String,
    /// Whether for the city.
    pub by_city: bool,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
    /// Whether the caller may take it back.
    pub may_withdraw: bool,
}

/// A member of staff who is still there.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct LeftStaff {
    /// The account.
    pub account: Uuid,
    /// The name.
    pub name: String,
    /// How the ID stands.
    pub standing: Standing,
    /// Whether the ID goes on, at another facility.
    pub stays: bool,
    /// In how many rooms they take part through the facility.
    #[ts(type = "number")]
    pub rooms: usize,
    /// Which: told to the city, whose list of rooms they are. An admin learns no names of supported persons by being one.
    pub room_labels: Vec<String>,
}

/// A device that is still there.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct LeftDevice {
    /// The device.
    pub device: Uuid,
    /// What it is called.
    pub label: String,
    /// Whether several accounts may sign in on it.
    pub is_shared: bool,
    /// How it stands.
    pub standing: Standing,
}

/// How much is still there.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndSeen {
    /// Members of staff.
    #[ts(type = "number")]
    pub staff: i64,
    /// Devices.
    #[ts(type = "number")]
    pub devices: i64,
    /// Memberships of rooms.
    #[ts(type = "number")]
    pub rooms: i64,
}

/// `POST /api/v1/facilities/{facility}/end`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FacilityEndBody {
    /// Made by the client: a repeat says nothing twice.
    pub id: Uuid,
    /// The version that was shown.
    #[ts(type = "number")]
    pub version: i64,
    /// On which day, `YYYY-MM-DD`.
    pub effective_on: String,
    /// The checklist that was seen: what has changed since is to be seen first.
    pub seen: EndSeen,
}

/// What the city is told of a facility that ends.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct FacilityEndTold {
    /// On which day, `YYYY-MM-DD`.
    pub effective_on: String,
    /// What was still there when it was said.
    pub seen: EndSeen,
    /// Whether it was taken back since.
    pub is_withdrawn: bool,
}
