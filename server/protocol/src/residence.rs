//! 住所の変更の確認 (article 3): whether someone who has moved is still one whom the city supports.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::vocabulary::{ResidenceBasis, RoomState};

/// What such a case is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ResidenceCase {
    /// The room.
    pub room: Uuid,
    /// How it stands.
    pub state: RoomState,
    /// The reading of the person's name; none once the room is erased.
    pub kana: Option<String>,
    /// Where they lived before; none once the room is closed to the city, as `now`, `basis` and `stated`.
    pub before: Option<String>,
    /// Where they live now.
    pub now: Option<String>,
    /// Which version of it: return it with a decision that states a ground.
    #[ts(type = "number")]
    pub version: i64,
    /// On what ground the city supports them.
    pub basis: Option<ResidenceBasis>,
    /// What this case stated of that; none before it is decided, and where there was nothing to state.
    pub stated: Option<ResidenceStatement>,
}

/// On what ground somebody stated that the city supports a person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ResidenceStatement {
    /// In which case.
    pub case: Uuid,
    /// On what ground before.
    pub before: ResidenceBasis,
    /// And since then.
    pub after: ResidenceBasis,
    /// Who said so.
    pub by: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
}

/// On what ground the city goes on supporting someone who has moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatedResidence {
    /// The ground.
    pub basis: ResidenceBasis,
    /// The version of the address that was shown.
    #[ts(type = "number")]
    pub version: i64,
}
