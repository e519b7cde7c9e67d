//! 漏えい等: what the city enters of one, who had access then, and what it told the supervisory authority.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::vocabulary::LeakStage;

/// Whose accesses are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum LeakSubjectKind {
    /// To the record of a supported person.
    Room,
    /// By a member of staff.
    Account,
    /// From a device.
    Device,
}

/// `POST /api/v1/city/leaks`
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeakBody {
    /// The case: made by the client, a repeat opens nothing.
    pub id: Uuid,
    /// What the city calls it, without anyone's name: at most 50 characters.
    pub title: String,
    /// Whose accesses.
    pub kind: LeakSubjectKind,
    /// The room, account or device.
    pub subject: Uuid,
    /// Not earlier.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub from: OffsetDateTime,
    /// Earlier than this: a time that is over.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub upto: OffsetDateTime,
    /// The day on which it became known, `YYYY-MM-DD`.
    pub known_on: String,
    /// Whether somebody may have done it with a wrongful purpose.
    pub may_be_wrongful: bool,
    /// What is known of it: at most 2000 characters.
    pub words: String,
}

impl fmt::Debug for LeakBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LeakBody({})", self.id)
    }
}

/// `POST /api/v1/city/cases/{case}/leak-reports`
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeakReportBody {
    /// The version of the case that was shown.
    #[ts(type = "number")]
    pub version: i64,
    /// 速報 or 確報.
    pub stage: LeakStage,
    /// The day on which it was told, `YYYY-MM-DD`.
    pub reported_on: String,
    /// What was told: at most 2000 characters.
    pub words: String,
    /// Whether somebody may have done it with a wrongful purpose, as far as is known now.
    pub may_be_wrongful: bool,
}

impl fmt::Debug for LeakReportBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LeakReportBody(…)")
    }
}

/// `GET /api/v1/city/cases/{case}/leak`
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct LeakView {
    /// Whose accesses.
    pub kind: LeakSubjectKind,
    /// The room, account or device.
    pub subject: Uuid,
    /// What it is called; none: of a record whose key was destroyed.
    pub name: Option<String>,
    /// Not earlier.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub from: OffsetDateTime,
    /// Earlier than this.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub upto: OffsetDateTime,
    /// The day on which it became known.
    pub known_on: String,
    /// Whether somebody may have done it with a wrongful purpose.
    pub may_be_wrongful: bool,
    /// What is known of it.
    pub words: String,
    /// 速報: the day to work towards, the third.
    pub preliminary: LeakDay,
    /// 速報: the last day, the fifth.
    pub preliminary_latest: LeakDay,
    /// 確報: the last day, the 30th or the 60th.
    pub full: LeakDay,
    /// What the accesses were fixed by.
    pub evidence: LeakEvidence,
    /// The accesses, together by person, device, record and what was done; the first at the top, at most 1000.
    pub accesses: Vec<LeakAccess>,
    /// How many more there are, together in the same way, which are not listed.
    #[ts(type = "number")]
    pub more: i64,
    /// How many supported persons' records were reached: by all of them, listed or not, without what was refused.
    #[ts(type = "number")]
    pub persons: i64,
    /// What was told, the first at the top.
    pub reports: Vec<LeakReport>,
}

impl fmt::Debug for LeakView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LeakView({})", self.subject)
    }
}

/// A day on which something is due.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct LeakDay {
    /// `YYYY-MM-DD`
    pub day: String,
    /// Whether the city's desk is closed on it. The day is not moved.
    pub is_closed: bool,
}

/// What the accesses were fixed by.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct LeakEvidence {
    /// Where the chain of the audit log ended.
    #[ts(type = "number")]
    pub position: i64,
    /// Its hash there.
    pub hash: String,
    /// How many accesses there were.
    #[ts(type = "number")]
    pub accesses: i64,
    /// SHA-256 over the hashes of their links, in their order.
    pub digest: String,
    /// When they were fixed.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub fixed_at: OffsetDateTime,
    /// Whether the log says the same now.
    pub is_whole: bool,
    /// How many accesses of that time were written in after it.
    #[ts(type = "number")]
    pub later: i64,
}

/// What one person did with one record from one device.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct LeakAccess {
    /// What (as in the audit log).
    pub event: String,
    /// With which record.
    pub room: Uuid,
    /// Whom it is about; none: its key was destroyed.
    pub label: Option<String>,
    /// Who; none: the system by itself.
    pub who: Option<String>,
    /// Of which facility.
    pub facility: Option<String>,
    /// From which device.
    pub device: Option<String>,
    /// First position of the record's log.
    #[ts(type = "number | null")]
    pub from_seq: Option<i64>,
    /// Last position.
    #[ts(type = "number | null")]
    pub upto_seq: Option<i64>,
    /// When first.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub first: OffsetDateTime,
    /// When last.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub last: OffsetDateTime,
    /// How often.
    #[ts(type = "number")]
    pub times: i64,
}

impl fmt::Debug for LeakAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LeakAccess({} {} x{})", self.event, self.room, self.times)
    }
}

/// What was told to the supervisory authority.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct LeakReport {
    /// 速報 or 確報.
    pub stage: LeakStage,
    /// On which day.
    pub reported_on: String,
    /// What.
    pub words: String,
    /// Who wrote it down.
    pub by: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub recorded_at: OffsetDateTime,
}

impl fmt::Debug for LeakReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LeakReport({:?} {})", self.stage, self.reported_on)
    }
}
