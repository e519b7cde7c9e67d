//! 消去: what an erasure would take, its proposal, and the certificate of what it took. Never what was in the room.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::vocabulary::{ErasedKind, ErasureGround, RoomState};

/// `GET /api/v1/city/rooms/{room}/erasure-preview`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ErasurePreview {
    /// The room.
    pub room: Uuid,
    /// The supported person's name.
    pub label: String,
    /// Its reading in kana.
    pub kana: String,
    /// How the room stands.
    pub state: RoomState,
    /// Since when.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub state_since: OffsetDateTime,
    /// Version of the room's line: return it with the proposal.
    #[ts(type = "number")]
    pub version: i64,
    /// What goes.
    pub goes: ErasedCounts,
    /// What stays.
    pub stays: KeptCounts,
    /// The open case, if its erasure is proposed already.
    pub case: Option<Uuid>,
}

/// How much an erasure takes, beside who the room was about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ErasedCounts {
    /// Posts.
    #[ts(type = "number")]
    pub posts: i64,
    /// How far members have read.
    #[ts(type = "number")]
    pub read_marks: i64,
    /// Who took part, and from where.
    #[ts(type = "number")]
    pub memberships: i64,
    /// What else there is, kind by kind; of what there is nothing, nothing is said.
    #[serde(default)]
    pub others: Vec<ErasedOther>,
}

/// So many of something that an erasure takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ErasedOther {
    /// Of what.
    pub kind: ErasedKind,
    /// How many.
    #[ts(type = "number")]
    pub number: i64,
}

/// How much stays, and tells nothing of what was in the room.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct KeptCounts {
    /// Entries of the room's log: when, by whom, and nothing of what they said.
    #[ts(type = "number")]
    pub entries: i64,
    /// Events of the audit log.
    #[ts(type = "number")]
    pub events: i64,
    /// Whether there is a certificate of the room's discontinuation.
    pub certificate: bool,
}

/// `POST /api/v1/city/rooms/{room}/erasure`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ErasureBody {
    /// The version of the room's line that was shown.
    #[ts(type = "number")]
    pub version: i64,
    /// Why.
    pub ground: ErasureGround,
}

/// That an erasure is proposed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ErasureProposed {
    /// The case that the approver decides.
    pub case: Uuid,
    /// 受付番号
    pub receipt: String,
    /// Until when it is decided, `YYYY-MM-DD`.
    pub due: String,
}

/// What is proposed, sealed with its case. Kept sealed in this form: fields are only added. It names nobody: what is sealed here
/// outlives the room's key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ErasureProposal {
    /// The room.
    pub room: Uuid,
    /// What it was when this was proposed.
    pub before: RoomState,
    /// Why.
    pub ground: ErasureGround,
    /// What would go, counted then.
    pub goes: ErasedCounts,
    /// What would stay, counted then.
    pub stays: KeptCounts,
}

/// The same as the inbox shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ErasureCase {
    /// What is proposed.
    pub proposal: ErasureProposal,
    /// The reading of the supported person's name; none once nobody knows it any more.
    pub kana: Option<String>,
    /// Who proposed it, as they were called then.
    pub proposed_by: String,
    /// From which facility.
    pub proposed_at: String,
    /// Whether it is the caller who proposed it: then somebody else decides.
    pub is_own: bool,
}

/// That a room was erased, in the city's list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ErasureLine {
    /// The city's year, which begins in April.
    pub fiscal_year: i32,
    /// The certificate's number in that year.
    pub number: i32,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
}

/// `GET /api/v1/city/rooms/{room}/erasure`: 消去の証明書
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ErasureCertificate {
    /// The room.
    pub room: Uuid,
    /// Its number, and when it was decided: nobody read it from then on.
    pub line: ErasureLine,
    /// What the room was before.
    pub before: RoomState,
    /// Why.
    pub ground: ErasureGround,
    /// Who proposed it, as they were called then.
    pub proposed_by: String,
    /// From which facility.
    pub proposed_at: String,
    /// Who decided.
    pub decided_by: String,
    /// From which facility.
    pub decided_at: String,
    /// What went.
    pub goes: ErasedCounts,
    /// When the key was gone: from then on no backup of the data can be read either. None: it is under way.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub key_destroyed_at: Option<OffsetDateTime>,
    /// When what it had sealed was removed, too.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub completed_at: Option<OffsetDateTime>,
}
