//! 記録の確認: the audit log as the city looks through it. Who did what, when and from where; never content.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::vocabulary::AuditKind;

/// `GET /api/v1/city/audit`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditPage {
    /// What was found, the newest first, at most 50.
    pub lines: Vec<AuditLine>,
    /// Whether there is more: ask again with the last `n` as `before`.
    pub has_more: bool,
    /// Whether the log is what it was.
    pub chain: AuditChain,
}

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditLine {
    /// Its number, for paging.
    #[ts(type = "number")]
    pub n: i64,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
    /// What: a word; a later version may say words that are not known yet.
    pub event: String,
    /// Its kind; none for a word that this version does not know.
    pub kind: Option<AuditKind>,
    /// By whom; none for what the system did by itself, and for callers whom nothing identified.
    pub who: Option<AuditPerson>,
    /// From which device.
    pub device: Option<AuditDevice>,
    /// About which room.
    pub room: Option<AuditRoom>,
    /// The name of the member of staff, facility, device or case that it was about.
    pub about: Option<String>,
    /// The first position in the room that was handled.
    #[ts(type = "number | null")]
    pub from_seq: Option<i64>,
    /// The last one.
    #[ts(type = "number | null")]
    pub upto_seq: Option<i64>,
    /// What was refused, of an event that is a refusal.
    pub refused: Option<AuditRefusal>,
    /// What the event says beside that: a code, never content.
    pub detail: Option<String>,
    /// Ties it to the log of the servers.
    pub request: String,
}

/// Who did something.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditPerson {
    /// The account.
    pub account: Uuid,
    /// The person's name.
    pub name: String,
    /// The facility through which they took part in the room; of what concerns no room, their main one at that time.
    pub facility: Option<String>,
}

/// A device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditDevice {
    /// The device.
    pub device: Uuid,
    /// Its label.
    pub label: String,
}

/// A room by its label.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditRoom {
    /// The room.
    pub room: Uuid,
    /// Whom it is about; none where nobody can say any more.
    pub label: Option<String>,
}

/// What was refused, and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditRefusal {
    /// The act, by its word.
    pub act: String,
    /// The reason, as the log says it.
    pub reason: String,
}

/// Whether the log is what it was. Each event is linked to all before it soon after it happened; every node walks along these links,
/// again and again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct AuditChain {
    /// How many events are linked.
    #[ts(type = "number")]
    pub linked: i64,
    /// The time of the last of them.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub linked_upto: Option<OffsetDateTime>,
    /// How many of them were checked since the node that answers began, and fit.
    #[ts(type = "number")]
    pub checked: i64,
    /// The time of the last of these.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub checked_upto: Option<OffsetDateTime>,
    /// When the node looked last.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub checked_at: Option<OffsetDateTime>,
    /// Whether something did not fit: then the log was changed, or part of it is gone.
    pub is_broken: bool,
    /// Whether signed checkpoints are kept in a second place: without one it is not seen when the log's end is cut off together with
    /// the checkpoints that cover it.
    pub has_second_place: bool,
}
