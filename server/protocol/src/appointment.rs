//! 市の担当者・承認者: who acts for the city, and what is proposed about it.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    http::OpenCode,
    vocabulary::{AppointmentState, Role, Standing},
};

/// `GET /api/v1/city/people`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct CityPeople {
    /// The staff of the city's offices, those who act for the city first.
    pub people: Vec<CityPerson>,
    /// Proposals: those that wait, then the newest others.
    pub appointments: Vec<Appointment>,
}

/// Someone of the city's own staff.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CityPerson {
    /// The account.
    pub account: Uuid,
    /// Its login ID.
    pub login_id: String,
    /// The name.
    pub name: String,
    /// The office.
    pub office: String,
    /// What the account is for.
    pub role: Role,
    /// How it stands.
    pub standing: Standing,
    /// For decisions about it.
    #[ts(type = "number")]
    pub version: i64,
    /// Whether they have a passkey and a device that count.
    pub is_enrolled: bool,
    /// Whether it is the caller.
    pub is_self: bool,
    /// The code that waits, of those who act for the city.
    pub code: Option<OpenCode>,
}

impl fmt::Debug for CityPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CityPerson({})", self.account)
    }
}

/// A proposal about someone, and what became of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Appointment {
    /// The proposal.
    pub id: Uuid,
    /// About whom.
    pub account: Uuid,
    /// Their name.
    pub name: String,
    /// What their account was for.
    pub was: Role,
    /// What it is to be for.
    pub role: Role,
    /// Who proposed it.
    pub proposer: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub proposed_at: OffsetDateTime,
    /// Until when it waits.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub lapses_at: OffsetDateTime,
    /// How it stands.
    pub state: AppointmentState,
    /// Who decided it.
    pub decider: Option<String>,
    /// When.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub decided_at: Option<OffsetDateTime>,
    /// Whether its proposer was the only one who acted for the city.
    pub was_alone: bool,
    /// Whether the caller proposed it, who may take it back.
    pub is_own: bool,
    /// Whether the caller may decide it: neither the proposer nor the one it is about.
    pub may_decide: bool,
}

impl fmt::Debug for Appointment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Appointment({})", self.id)
    }
}

/// `POST /api/v1/city/people/{account}/appointments`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppointmentBody {
    /// Made by the client (UUIDv7).
    pub id: Uuid,
    /// The version of the person that the form showed.
    #[ts(type = "number")]
    pub version: i64,
    /// What the account is to be for: `city_moderator`, `city_approver`, or `staff` for neither.
    pub role: Role,
}

/// `POST /api/v1/city/appointments/{appointment}/decision`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppointmentDecision {
    /// Whether it is confirmed; otherwise it is refused.
    pub confirmed: bool,
}
