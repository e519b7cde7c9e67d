//! 本人の同意の取り直し (article 16): whoever was a child when somebody else signed is asked themself.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{http::ConsentView, vocabulary::RoomState};

/// What such a case is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct OwnConsentCase {
    /// The room.
    pub room: Uuid,
    /// How it stands.
    pub state: RoomState,
    /// The reading of the person's name; none once the room is erased.
    pub kana: Option<String>,
    /// The age at which one consents oneself.
    pub age: u16,
    /// When they come of it: `YYYY-MM-DD`; none once the room is closed to the city, as `consent` and `why_not_person`.
    pub comes_of_age_on: Option<String>,
    /// The consent that counts now.
    pub consent: Option<ConsentView>,
    /// Why the person did not sign it, if somebody else did.
    pub why_not_person: Option<String>,
}
