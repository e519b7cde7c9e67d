//! 住所の変更の確認 (article 3): whether someone who has moved is still one whom the city supports.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::vocabulary::RoomState;

/// What such a case is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ResidenceCase {
    /// The room.
    pub room: Uuid,
    /// How it stands.
    pub state: RoomState,
    /// The reading of the person's name; none once the room is erased.
    pub kana: Option<String>,
    /// Where they lived before.
    pub before: Option<String>,
    /// Where they live now.
    pub now: Option<String>,
}
