//! 例外利用の申請 by a facility (article 20): what is applied for, how that stands for whoever applied, and as the city sees it.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    entry::Person,
    exceptional_use::ExceptionalUseWords,
    vocabulary::{ExceptionalUseGround, ExceptionalUseStanding, RoomState},
};

/// `POST /api/v1/rooms/{room}/exceptional-use-applications`; and what a moderator recommends, with the decision of its case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExceptionalUseApplicationBody {
    /// On which of the four grounds.
    pub ground: ExceptionalUseGround,
    /// What happened, and why it asks for this.
    pub words: ExceptionalUseWords,
    /// The accounts of those who are to use the room. Whoever applies names people of their own facility.
    pub people: Vec<Uuid>,
    /// Until when.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub until: OffsetDateTime,
}

/// `GET /api/v1/rooms/{room}/exceptional-use-applications`: what the form needs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ExceptionalUseApplicationForm {
    /// Whom it may name: whoever applies, and their colleagues.
    pub people: Vec<Person>,
    /// Until when it may be at the most, in days from now.
    pub longest_days: u32,
}

/// That it was applied for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ExceptionalUseApplied {
    /// The application.
    pub case: Uuid,
    /// 受付番号
    pub receipt: String,
    /// Until when the city looks at it, `YYYY-MM-DD`.
    pub due: String,
}

/// `GET /api/v1/exceptional-use-applications`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct OwnExceptionalUseApplications {
    /// The caller's own, the newest first.
    pub applications: Vec<OwnExceptionalUseApplication>,
}

/// What somebody applied for, and how that stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct OwnExceptionalUseApplication {
    /// The application.
    pub case: Uuid,
    /// 受付番号
    pub receipt: String,
    /// The room.
    pub room: Uuid,
    /// How it stands.
    pub standing: ExceptionalUseStanding,
    /// When it was sent.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub applied_at: OffsetDateTime,
    /// Until when the city looks at it, `YYYY-MM-DD`.
    pub due: String,
    /// Until when the permit stands that was given.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub permitted_until: Option<OffsetDateTime>,
    /// What was said about the person; none once the caller does not read the room any more.
    pub told: Option<ExceptionalUseToldAgain>,
}

/// What an application said, for whoever sent it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ExceptionalUseToldAgain {
    /// The supported person's name.
    pub label: String,
    /// Its reading.
    pub kana: String,
    /// On which ground.
    pub ground: ExceptionalUseGround,
    /// What was said.
    pub words: ExceptionalUseWords,
    /// Whom it names.
    pub people: Vec<Person>,
    /// Until when.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub until: OffsetDateTime,
    /// Why it was not recommended.
    pub reason: Option<String>,
}

/// What a facility applies for, as the inbox shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ExceptionalUseApplicationCase {
    /// The room.
    pub room: Uuid,
    /// How that stands.
    pub state: RoomState,
    /// The reading of the supported person's name; none once nobody knows it any more.
    pub kana: Option<String>,
    /// On which ground.
    pub ground: ExceptionalUseGround,
    /// What was said about it; none once the room is erased.
    pub words: Option<ExceptionalUseWords>,
    /// Whom it names.
    pub people: Vec<Person>,
    /// Until when.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub until: OffsetDateTime,
    /// Who applied, as they were called then.
    pub applied_by: String,
    /// From which facility.
    pub applied_from: String,
    /// The open case in which a permit for this room is asked for already: it is decided first.
    pub open_case: Option<Uuid>,
    /// The case in which the approver decides what was recommended.
    pub recommended_case: Option<Uuid>,
    /// Whether it was taken back, or went with the proposal: nobody decided it.
    pub is_withdrawn: bool,
    /// Whether the caller applied for it, with whatever account: somebody else decides.
    pub is_own: bool,
}
