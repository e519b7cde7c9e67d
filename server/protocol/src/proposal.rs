//! 支援対象者の提案 (article 16).

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::vocabulary::ResidenceBasis;

/// `POST /api/v1/proposals`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposalBody {
    /// Made by the client: the room's id. The same again proposes nothing new.
    pub id: Uuid,
    /// The person's name, as written.
    pub name: String,
    /// Its reading in kana.
    pub kana: String,
    /// Date of birth, `YYYY-MM-DD`.
    pub birth_date: String,
    /// On what ground the city supports the person.
    pub basis: ResidenceBasis,
}

/// What came of a proposal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Proposed {
    /// The room, which waits for the consent form.
    pub room: Uuid,
}
