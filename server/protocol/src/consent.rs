//! 同意書: the scan of the signed form that a room rests on, or waits for, and what was agreed to (article 16).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    attachment::AttachmentLine,
    http::{CityRoom, ConsentReceiptBody, ConsentView},
    team::TeamMember,
    vocabulary::{InformationKind, StaffCategory},
};

/// `GET /api/v1/rooms/{room}/consent-form`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ConsentFormFiles {
    /// The files, the first at the top.
    pub attachments: Vec<AttachmentLine>,
}

/// 同意の範囲, where it is less than all that the form speaks of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentScope {
    /// With what kinds of facilities the person shares.
    pub categories: Vec<StaffCategory>,
    /// What.
    pub information: Vec<InformationKind>,
    /// With which facilities not, whatever their kind. Told to the city alone; elsewhere empty.
    #[serde(default)]
    pub refused_facilities: Vec<Uuid>,
}

/// `GET /api/v1/city/rooms/{room}/consents`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Consents {
    /// The room's line: return its version with a new receipt.
    pub room: CityRoom,
    /// Every receipt that was recorded, the newest first: that one counts.
    pub consents: Vec<ConsentLine>,
    /// Files that no receipt names: added later, or for the next one.
    pub loose_files: Vec<AttachmentLine>,
}

/// A receipt as it was recorded.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ConsentLine {
    /// Which of its room, from 1 on.
    pub number: i32,
    /// What was agreed to, and by whom.
    pub consent: ConsentView,
    /// Why the person could not sign; none if they did.
    pub why_not_person: Option<String>,
    /// Which other rooms, of the same reading and date of birth, were made sure to be about somebody else.
    pub checked_others: Vec<Uuid>,
    /// Who recorded it.
    pub recorded_by: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub recorded_at: OffsetDateTime,
    /// The scan of that form.
    pub files: Vec<AttachmentLine>,
}

/// `POST /api/v1/city/rooms/{room}/consents`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentAgainBody {
    /// What the city received.
    pub receipt: ConsentReceiptBody,
    /// The files that are its scan, of those that no receipt names.
    #[serde(default)]
    pub scans: Vec<Uuid>,
    /// Who leaves, as the preview said: their accounts.
    #[serde(default)]
    pub leaving: Vec<Uuid>,
}

/// `POST /api/v1/city/rooms/{room}/consents/preview`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentPreviewBody {
    /// With whom what would be shared; none: all that the form speaks of.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub scope: Option<ConsentScope>,
}

/// Who would leave.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ConsentReach {
    /// The version of the room that this is about.
    #[ts(type = "number")]
    pub version: i64,
    /// Who takes part whom such a consent would not reach, by kana.
    pub leaving: Vec<TeamMember>,
}

/// A receipt was recorded.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ConsentTaken {
    /// All of them.
    pub consents: Consents,
    /// Who left.
    pub left: Vec<TeamMember>,
}
