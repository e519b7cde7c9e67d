//! 災害の宣言 (article 20): a batch of rooms that is used without consent, because the city declared a disaster and permits it.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    entry::Person,
    vocabulary::{CaseState, RoomState},
};

/// `POST /api/v1/city/disaster-events`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisasterEventBody {
    /// What the city says of it.
    pub words: DisasterEventWords,
    /// The rooms that are to be used.
    pub rooms: Vec<Uuid>,
    /// The accounts of those who are to use them.
    pub people: Vec<Uuid>,
    /// Until when.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub until: OffsetDateTime,
}

/// What the city says of an event. It outlives the rooms, so it names nobody whom a room is about. Kept sealed in this form: fields
/// are only added.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisasterEventWords {
    /// What the city calls it.
    pub name: String,
    /// What happened, and which danger to life or body there is.
    pub circumstances: String,
    /// What the rooms are used for, and for nothing else.
    pub purpose: String,
}

/// That an event is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DisasterEventAsked {
    /// The case that the approver decides: the event's name.
    pub case: Uuid,
    /// 受付番号
    pub receipt: String,
    /// Until when it is decided, `YYYY-MM-DD`.
    pub due: String,
}

/// `GET /api/v1/city/disaster-events`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DisasterEvents {
    /// The newest at the top.
    pub events: Vec<DisasterEventLine>,
}

/// An event in the city's list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DisasterEventLine {
    /// The case in which it was asked for: its name.
    pub case: Uuid,
    /// What the city calls it.
    pub name: String,
    /// Whether it is permitted: how that case stands.
    pub state: CaseState,
    /// Whether it stands at this moment.
    pub stands: bool,
    /// Until when.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub until: OffsetDateTime,
    /// When it was asked for.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub asked_at: OffsetDateTime,
    /// By whom, as they were called then.
    pub asked_by: String,
    /// When it was permitted.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub permitted_at: Option<OffsetDateTime>,
    /// By whom.
    pub permitted_by: Option<String>,
    /// The case of its review.
    pub review: Option<Uuid>,
    /// How that stands.
    pub review_state: Option<CaseState>,
    /// When the city ended it before its time.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub ended_at: Option<OffsetDateTime>,
    /// How many people it names.
    #[ts(type = "number")]
    pub people: i64,
    /// How many rooms.
    #[ts(type = "number")]
    pub rooms: i64,
    /// How many of them are permitted by now.
    #[ts(type = "number")]
    pub permitted_rooms: i64,
    /// How many were over when their turn came.
    #[ts(type = "number")]
    pub skipped_rooms: i64,
}

/// `GET /api/v1/city/disaster-events/{case}`, and what a case is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DisasterEventView {
    /// Its line.
    pub line: DisasterEventLine,
    /// What happened, and which danger there is.
    pub circumstances: String,
    /// What the rooms are used for.
    pub purpose: String,
    /// Whom it names.
    pub people: Vec<Person>,
    /// The rooms, by the reading of the supported person's name.
    pub rooms: Vec<DisasterRoom>,
    /// Whether the caller had the part in it that bars them from deciding: somebody else does.
    pub is_own: bool,
}

/// A room of an event.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DisasterRoom {
    /// The room.
    pub room: Uuid,
    /// The supported person's name; empty once nobody knows it any more.
    pub label: String,
    /// Its reading.
    pub kana: String,
    /// The room's state.
    pub state: RoomState,
    /// How it stands with its permit.
    pub permit: DisasterPermit,
    /// While it is asked for: how many of the named people are not in the room. Once it is permitted: how many are in it by the permit.
    #[ts(type = "number")]
    pub people: i64,
}

/// How a room of an event stands with its permit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum DisasterPermit {
    /// Asked for, or permitted a moment ago and its turn has not come.
    Waiting,
    /// It stands.
    Standing,
    /// The room was over when its turn came.
    Skipped,
    /// It is over.
    Over,
}
