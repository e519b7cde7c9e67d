//! お名前などの訂正: whom a room is about, where that was proposed wrongly.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{http::CityRoom, vocabulary::ResidenceBasis};

/// `GET /api/v1/city/rooms/{room}/identity`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct IdentityView {
    /// The room's line: return its version with a correction.
    pub room: CityRoom,
    /// On what ground the city supports the person.
    pub basis: ResidenceBasis,
    /// What it was before, the newest first.
    pub corrections: Vec<IdentityCorrection>,
}

/// What stood there before a correction.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct IdentityCorrection {
    /// The name.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// Date of birth, `YYYY-MM-DD`.
    pub birth_date: String,
    /// On what ground the city supported the person.
    pub basis: ResidenceBasis,
    /// Why it was corrected.
    pub reason: String,
    /// Who corrected it.
    pub by: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
}

/// `PUT /api/v1/city/rooms/{room}/identity`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentityBody {
    /// The version of the line that was shown.
    #[ts(type = "number")]
    pub version: i64,
    /// The person's name, as written.
    pub name: String,
    /// Its reading in kana.
    pub kana: String,
    /// Date of birth, `YYYY-MM-DD`.
    pub birth_date: String,
    /// On what ground the city supports the person.
    pub basis: ResidenceBasis,
    /// Which that was when it was shown.
    pub basis_before: ResidenceBasis,
    /// Why it is corrected.
    pub reason: String,
}
