//! 添付: files that belong to something.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::vocabulary::AttachmentKind;

/// How much may be attached.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AttachmentLimits {
    /// The longest file.
    #[ts(type = "number")]
    pub file_bytes: u64,
    /// Files of one case.
    pub files: u32,
}

/// `PUT /api/v1/city/cases/{case}/attachments/{attachment}`, and a line of what belongs to a case. No file has a name: what it
/// was called where it came from is not asked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AttachmentLine {
    /// Which.
    pub attachment: Uuid,
    /// What it is.
    pub kind: AttachmentKind,
    /// How long it is as it is kept.
    #[ts(type = "number")]
    pub bytes: i64,
    /// When it was attached.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub added_at: OffsetDateTime,
    /// By whom.
    pub added_by: String,
    /// That it was taken back, if it was: it cannot be had any more.
    pub taken_back: Option<AttachmentTakenBack>,
}

/// That a file was taken back: it was erased, and this is left.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AttachmentTakenBack {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// `POST …/attachments/{attachment}/taking-back`
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakingBackBody {
    /// Why; the city's moderators read it.
    pub reason: String,
}

impl std::fmt::Debug for TakingBackBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TakingBackBody(…)")
    }
}
