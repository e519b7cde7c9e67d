//! What a facility stated about itself, and how it changes.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::team::TeamMember;
use crate::vocabulary::{CaseState, FacilityField, ListedField, StaffCategory};

/// What a facility states about itself. Kept sealed in this form in the cases that changed it: fields are only added.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct FacilityData {
    /// 施設名
    pub name: String,
    /// The category of article 7.
    pub category: StaffCategory,
    /// Why the city admitted it: of the last category only.
    pub ground: Option<String>,
    /// 所在地. Empty, as what follows is, of a facility that never stated it.
    pub address: String,
    /// 代表者の氏名
    pub representative: String,
    /// 連絡先メールアドレス
    pub mail: String,
    /// 電話番号
    pub phone: String,
    /// What it agrees to be listed with on public pages.
    pub listed: Vec<ListedField>,
}

impl fmt::Debug for FacilityData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FacilityData(…)")
    }
}

/// `GET /api/v1/facilities/{facility}/profile`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct FacilityProfile {
    /// The facility.
    pub facility: Uuid,
    /// What holds.
    pub data: FacilityData,
    /// Whether a change waits for the city's yes: until it is decided, what waits does not change again.
    pub is_waiting: bool,
    /// What was changed, the newest first.
    pub changes: Vec<FacilityChangeLine>,
    /// Version of the facility: return it with a change.
    #[ts(type = "number")]
    pub version: i64,
}

/// A change of what a facility stated, for those who look after it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct FacilityChangeLine {
    /// The case.
    pub case: Uuid,
    /// When it was sent.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub sent_at: OffsetDateTime,
    /// By whom.
    pub sent_by: Option<String>,
    /// What it was.
    pub change: FacilityChange,
    /// What the city said to it.
    pub state: CaseState,
    /// When.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub decided_at: Option<OffsetDateTime>,
    /// Why so.
    pub reason: Option<String>,
}

/// A change as it was sent: old and new side by side. Kept sealed in this form: fields are only added.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct FacilityChange {
    /// What held.
    pub before: FacilityData,
    /// What was typed.
    pub after: FacilityData,
    /// What differs and held at once.
    pub told: Vec<FacilityField>,
    /// What differs and waits for the city's yes.
    pub asked: Vec<FacilityField>,
}

/// A room that staff of a facility are in by a consent that does not reach the kind which the facility asks to be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct UnreachedRoom {
    /// The room.
    pub room: Uuid,
    /// Whom it is about.
    pub label: String,
    /// The reading of the name.
    pub kana: String,
    /// Who would be outside of the consent.
    pub members: Vec<TeamMember>,
}

/// `PUT /api/v1/facilities/{facility}/profile`
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FacilityChangeBody {
    /// Made by the client: a repeat opens nothing.
    pub id: Uuid,
    /// The version that was shown.
    #[ts(type = "number")]
    pub version: i64,
    /// 施設名
    pub name: String,
    /// The category of article 7.
    pub category: StaffCategory,
    /// Why the city should admit it: of the last category only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub ground: Option<String>,
    /// 所在地
    pub address: String,
    /// 代表者の氏名
    pub representative: String,
    /// 連絡先メールアドレス
    pub mail: String,
    /// 電話番号
    pub phone: String,
    /// What it agrees to be listed with on public pages.
    pub listed: Vec<ListedField>,
}

impl fmt::Debug for FacilityChangeBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FacilityChangeBody({})", self.id)
    }
}

/// `POST /api/v1/facilities/{facility}/staff/{account}/transfer`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferBody {
    /// The version of the person's line that was shown.
    #[ts(type = "number")]
    pub version: i64,
    /// To which facility.
    pub to: Uuid,
}

/// What a transfer did.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Transfer {
    /// In how many rooms the membership ended.
    #[ts(type = "number")]
    pub rooms: usize,
    /// Where the person belongs now: its admin hands over a device.
    pub facility: Uuid,
    /// Its name.
    pub name: String,
}
