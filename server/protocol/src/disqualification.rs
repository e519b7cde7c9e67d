//! 資格停止: the city ends an ID on account of a prohibited act.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;

use crate::vocabulary::ProhibitedAct;

/// `POST /api/v1/city/accounts/{account}/disqualification`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisqualificationBody {
    /// The version of the line that the decision was made on.
    #[ts(type = "number")]
    pub version: i64,
    /// On account of what.
    pub act: ProhibitedAct,
}

/// That an ID was disqualified.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Disqualification {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
    /// On account of what, and by whom it was decided: for the city.
    pub decision: Option<DisqualificationDecision>,
}

/// What the city decided.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DisqualificationDecision {
    /// On account of what.
    pub act: ProhibitedAct,
    /// By whom.
    pub by: String,
}
