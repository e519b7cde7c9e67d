//! 検索: what the city finds by its name. Labels and how it stands, never content.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::vocabulary::{Role, RoomState, StaffCategory, Standing};

/// `POST /api/v1/city/search`
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CitySearchBody {
    /// A part of a name, its reading or a login ID, 1 to 100 characters. Of several words each must be found.
    pub term: String,
}

/// What is called so: up to 20 of each kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct CityFound {
    /// Rooms by whom they are about, in the order of the city's list.
    pub rooms: Vec<FoundRoom>,
    /// How many more there are.
    pub more_rooms: u32,
    /// Accounts of members of staff: those that count first, then by the reading of their names.
    pub staff: Vec<FoundAccount>,
    /// How many more there are.
    pub more_staff: u32,
    /// Facilities: those that have not ended first, then by their names.
    pub facilities: Vec<FoundFacility>,
    /// How many more there are.
    pub more_facilities: u32,
}

/// A room.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct FoundRoom {
    /// The room.
    pub room: Uuid,
    /// Whom it is about.
    pub label: String,
    /// The name's reading.
    pub kana: String,
    /// How it stands.
    pub state: RoomState,
}

/// An account of a member of staff.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct FoundAccount {
    /// The account.
    pub account: Uuid,
    /// Its login ID.
    pub login_id: String,
    /// The person's name.
    pub name: String,
    /// The name's reading.
    pub kana: String,
    /// What the account is for.
    pub role: Role,
    /// How it stands.
    pub standing: Standing,
    /// The facility of the main affiliation; none: the person has left.
    pub facility: Option<Uuid>,
    /// Its name; of whoever has left that of the last one.
    pub facility_name: Option<String>,
}

/// A facility.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct FoundFacility {
    /// The facility.
    pub facility: Uuid,
    /// Its name.
    pub name: String,
    /// The category of article 7.
    pub category: StaffCategory,
    /// How it stands.
    pub standing: Standing,
}
