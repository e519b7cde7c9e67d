//! 例外利用 (article 20): a room that is used without consent, because the city permits it.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    entry::Person,
    vocabulary::{ExceptionalUseGround, NoKin},
};

/// `POST /api/v1/city/rooms/{room}/exceptional-use`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExceptionalUseBody {
    /// The version of the room's line that was shown.
    #[ts(type = "number")]
    pub version: i64,
    /// On which of the four grounds.
    pub ground: ExceptionalUseGround,
    /// What happened, and why it asks for this.
    pub words: ExceptionalUseWords,
    /// The accounts of those who are to use it.
    pub people: Vec<Uuid>,
    /// Until when.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub until: OffsetDateTime,
}

/// What is said about it. Kept sealed in this form: fields are only added.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExceptionalUseWords {
    /// What happened: the disaster and its danger, the suspicion, how judgement is impaired, the emergency.
    pub circumstances: String,
    /// Why consent is difficult to obtain: asked on every ground but a disaster.
    pub why_no_consent: Option<String>,
    /// Why no family could consent: asked where judgement is impaired.
    pub kin: Option<NoKin>,
    /// What the room is used for, and for nothing else.
    pub purpose: String,
}

/// That a permit is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ExceptionalUseAsked {
    /// The case that the approver decides.
    pub case: Uuid,
    /// 受付番号
    pub receipt: String,
    /// Until when it is decided, `YYYY-MM-DD`.
    pub due: String,
}

/// What is asked for, or reviewed, as the inbox shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ExceptionalUseCase {
    /// The room.
    pub room: Uuid,
    /// The reading of the supported person's name; none once nobody knows it any more.
    pub kana: Option<String>,
    /// On which ground.
    pub ground: ExceptionalUseGround,
    /// What was said about it; none once the room is erased.
    pub words: Option<ExceptionalUseWords>,
    /// Whom it names.
    pub people: Vec<Person>,
    /// Those of them who could not be let in when it was permitted, or could not be at this moment: suspended, or without an affiliation.
    #[serde(default)]
    pub skipped: Vec<Uuid>,
    /// Until when.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub until: OffsetDateTime,
    /// Who asked, as they were called then.
    pub asked_by: String,
    /// From which facility.
    pub asked_at: String,
    /// Who had applied for it at a facility, as they were called then; none: the city asked by itself.
    #[serde(default)]
    pub applied_by: Option<String>,
    /// From which facility.
    #[serde(default)]
    pub applied_from: Option<String>,
    /// That application.
    #[serde(default)]
    pub application: Option<Uuid>,
    /// When it was permitted.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub permitted_at: Option<OffsetDateTime>,
    /// By whom.
    pub permitted_by: Option<String>,
    /// When the city ended it before its time.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub ended_at: Option<OffsetDateTime>,
    /// Whether the caller had the part in it that bars them from deciding: somebody else does.
    pub is_own: bool,
    /// Whether the caller asked for it.
    #[serde(default)]
    pub is_asker: bool,
}

/// A permit that stands, in the city's list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct PermitLine {
    /// On which ground.
    pub ground: ExceptionalUseGround,
    /// Until when.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub until: OffsetDateTime,
}

/// A permit that stands, on the page of its room.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct PermitView {
    /// On which ground.
    pub ground: ExceptionalUseGround,
    /// What the room is used for, and for nothing else.
    pub purpose: String,
    /// Until when.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub until: OffsetDateTime,
    /// Whether it is by this one that the caller is in the room.
    pub is_own: bool,
}
