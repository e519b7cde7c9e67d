//! 四半期の確認: whether IDs are still used.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::vocabulary::{CaseState, Standing};

/// `GET /api/v1/facilities/{facility}/review`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct StaffReview {
    /// The review of this quarter; none before the first.
    pub review: Option<ReviewOf>,
    /// After so many days without a sign-in an ID is marked.
    pub dormant_days: u32,
    /// The staff: those whose ID lies unused first, the longest at the top.
    pub people: Vec<ReviewLine>,
}

/// A review.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ReviewOf {
    /// Its case: return it with every answer.
    pub case: Uuid,
    /// `2026-Q4`
    pub quarter: String,
    /// Until when, `YYYY-MM-DD`.
    pub due: String,
    /// Open until the city has closed it.
    pub state: CaseState,
}

/// An ID in a review.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ReviewLine {
    /// The account.
    pub account: Uuid,
    /// Its login ID.
    pub login_id: String,
    /// The person's name.
    pub name: String,
    /// How it stands.
    pub standing: Standing,
    /// When someone signed in with it last.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub last_sign_in: Option<OffsetDateTime>,
    /// Whether that is too long ago.
    pub is_dormant: bool,
    /// In how many rooms its person takes part through the facility.
    #[ts(type = "number")]
    pub rooms: i64,
    /// Whether it is the caller's own: about that another one says something.
    pub is_self: bool,
    /// Who said in this review that it is still used.
    pub kept_by: Option<String>,
    /// When.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub kept_at: Option<OffsetDateTime>,
}

/// `POST /api/v1/facilities/{facility}/review/{account}`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeepBody {
    /// The review that was shown.
    pub case: Uuid,
}

/// A review as the city's queue shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ReviewTold {
    /// `2026-Q4`
    pub quarter: String,
    /// Of how many IDs nothing was said yet.
    #[ts(type = "number")]
    pub unanswered: i64,
}
