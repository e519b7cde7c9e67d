//! 支援チーム: who takes part in a room, as the city sees and decides it. Never what is in the room.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{entry::Person, http::CityRoom, vocabulary::StaffCategory};

/// `GET` and `POST /api/v1/city/rooms/{room}/members`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Team {
    /// The room's line: return its version with every decision.
    pub room: CityRoom,
    /// Who takes part, by kana.
    pub members: Vec<TeamMember>,
}

/// Someone who takes part.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct TeamMember {
    /// Who.
    #[serde(flatten)]
    #[ts(flatten)]
    pub person: Person,
    /// The reading of the name.
    pub kana: String,
    /// The category of article 7.
    pub category: StaffCategory,
    /// Until when they are there by a permit (article 20); none: by the consent.
    #[serde(with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none", default)]
    #[ts(optional, type = "string")]
    pub permitted_until: Option<OffsetDateTime>,
}

/// `POST /api/v1/city/rooms/{room}/members`. Whoever is there by a permit stays by the consent from then on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdmissionBody {
    /// Who is let in: an account of staff, of an admin or of the city's moderators.
    pub account: Uuid,
    /// The version of the room that the decision was made on.
    #[ts(type = "number")]
    pub version: i64,
}
