//! 新しいユーザーID: what someone signs in with is unknown, or may be known to others.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::vocabulary::{HandOver, NewLoginIdGround};

/// `POST /api/v1/facilities/{facility}/staff/{account}/login-id`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLoginIdBody {
    /// The version of the line that the decision was made on.
    #[ts(type = "number")]
    pub version: i64,
    /// Why.
    pub ground: NewLoginIdGround,
    /// How the code for the new ID comes to its person.
    pub hand_over: HandOver,
}

/// An ID that a member of staff had before, and that nobody uses again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct EarlierLoginId {
    /// The account.
    pub account: Uuid,
    /// Its login ID.
    pub login_id: String,
    /// Since when they had it.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub from: OffsetDateTime,
    /// Until when.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub until: OffsetDateTime,
    /// Why it was replaced.
    pub ground: NewLoginIdGround,
    /// By whom.
    pub by: String,
}
