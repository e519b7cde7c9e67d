//! 支援終了: that support came to its end, why, and on which day.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;

use crate::vocabulary::EndReason;

/// `POST /api/v1/city/rooms/{room}/support-end`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SupportEndBody {
    /// The version of the line that the decision was made on.
    #[ts(type = "number")]
    pub version: i64,
    /// Why.
    pub reason: EndReason,
    /// On which day, `YYYY-MM-DD`.
    pub ended_on: String,
}

/// That support came to its end.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct SupportEndView {
    /// Why.
    pub reason: EndReason,
    /// On which day, `YYYY-MM-DD`.
    pub ended_on: String,
    /// Until when its members read the room.
    #[serde(with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none", default)]
    #[ts(optional, type = "string")]
    pub readable_until: Option<OffsetDateTime>,
}
