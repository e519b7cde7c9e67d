//! 職員の登録内容の変更: what is registered of a member of staff, changed, and how it was changed before (article 12).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::vocabulary::StaffField;

/// `PUT /api/v1/facilities/{facility}/staff/{account}`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffChangeBody {
    /// The version of the line that the form showed.
    #[ts(type = "number")]
    pub version: i64,
    /// The name.
    pub name: String,
    /// Its reading in kana.
    pub kana: String,
    /// The profession's code.
    pub profession: String,
    /// Where mails go. Without an address none are sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub mail: Option<String>,
}

/// `GET /api/v1/facilities/{facility}/staff-changes`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct StaffChanges {
    /// The last 500, the newest first.
    pub changes: Vec<StaffChange>,
}

/// One thing that was changed of one person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct StaffChange {
    /// Of whose registration.
    pub account: Uuid,
    /// What they are called now.
    pub name: String,
    /// Which field.
    pub field: StaffField,
    /// What it was; none: there was nothing.
    pub was: Option<String>,
    /// What it became.
    pub became: Option<String>,
    /// By whom.
    pub by: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
}
