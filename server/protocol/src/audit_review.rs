//! 月次の確認: what was done in a month, and that the city looked at it.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{audit::AuditRefusal, vocabulary::AuditKind};

/// `GET /api/v1/city/audit-reviews`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditReviews {
    /// The months since the log begins, the newest first.
    pub months: Vec<AuditMonth>,
}

/// A month.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditMonth {
    /// `2026-11`
    pub month: String,
    /// Whether it is over in Tokyo: before, it cannot be signed.
    pub is_over: bool,
    /// Who looked at it; none: nobody yet.
    pub signature: Option<AuditSignature>,
}

/// Who looked at a month.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditSignature {
    /// By whom.
    pub by: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
    /// What was noticed and done.
    pub words: String,
    /// Whether the log of the month is still what it was then; in the list of months it is not asked.
    pub is_as_it_was: Option<bool>,
}

/// `GET /api/v1/city/audit-reviews/{month}`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditReview {
    /// Which month, and who looked at it.
    pub month: AuditMonth,
    /// How many things were done, by kind; those of which nothing was done are not there.
    pub kinds: Vec<AuditCount>,
    /// The twenty commonest refusals.
    pub refusals: Vec<AuditRefusals>,
    /// The twenty who looked into the most rooms.
    pub readers: Vec<AuditReader>,
    /// The last link of the chain up to now that is of this month.
    #[ts(type = "number")]
    pub position: i64,
    /// How many events of the month stand in the chain.
    #[ts(type = "number")]
    pub events: i64,
    /// The digest of their links (SHA-256, hexadecimal): return it with the signature.
    pub digest: String,
}

/// How often something of a kind was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditCount {
    /// The kind.
    pub kind: AuditKind,
    /// How often.
    #[ts(type = "number")]
    pub times: i64,
    /// How often by the caller themself, with whichever of their accounts: somebody else looks at that too.
    #[ts(type = "number")]
    pub own: i64,
}

/// How often something was refused.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditRefusals {
    /// What, and why.
    pub refused: AuditRefusal,
    /// How often.
    #[ts(type = "number")]
    pub times: i64,
}

/// Someone who looked at records.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditReader {
    /// Who.
    pub account: Uuid,
    /// Whether that is the caller, with this account or one that they had before.
    pub is_own: bool,
    /// Their name.
    pub name: String,
    /// Their facility.
    pub facility: Option<String>,
    /// How often they looked.
    #[ts(type = "number")]
    pub times: i64,
    /// Into how many rooms.
    #[ts(type = "number")]
    pub rooms: i64,
    /// How often between 22:00 and 5:00 in Tokyo.
    #[ts(type = "number")]
    pub by_night: i64,
}

/// `POST /api/v1/city/audit-reviews/{month}/signature`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AuditSignatureBody {
    /// The digest that the page showed.
    pub digest: String,
    /// What was noticed and done, 1 to 500 characters.
    pub words: String,
}
