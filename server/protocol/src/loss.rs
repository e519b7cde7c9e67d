//! 紛失の届出: what is reported as lost, and how the reports stand.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    http::{CityAccount, DeviceLine},
    vocabulary::{CaseKind, CaseState, HandOver},
};

/// `POST /api/v1/losses`, `POST …/staff/{account}/losses` and `POST /api/v1/city/accounts/{account}/losses`: a device, or
/// passkeys, or a device with the passkeys that were in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LossBody {
    /// The device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub device: Option<LostDevice>,
    /// The passkeys.
    #[serde(default)]
    pub passkeys: Vec<Uuid>,
}

/// A device that was lost.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LostDevice {
    /// The device.
    pub device: Uuid,
    /// The version of its line that was shown.
    #[ts(type = "number")]
    pub version: i64,
}

/// `POST …/staff/{account}/devices/{device}/replacement`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplacementBody {
    /// The version of the lost device that the decision was made on.
    #[ts(type = "number")]
    pub version: i64,
    /// The passkeys that were lost with it.
    #[serde(default)]
    pub passkeys: Vec<Uuid>,
    /// How the code comes to its person.
    pub hand_over: HandOver,
}

/// `GET /api/v1/losses` (one's own) and `GET /api/v1/facilities/{facility}/losses`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Losses {
    /// The reports, the newest first.
    pub losses: Vec<LossLine>,
}

/// A report of a loss, for its person and for those who look after them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct LossLine {
    /// The case.
    pub case: Uuid,
    /// What it is.
    pub kind: CaseKind,
    /// 受付番号, by which the city finds it.
    pub receipt: String,
    /// Whose account. None: a shared device of the facility.
    pub account: Option<Uuid>,
    /// What was reported, and by whom.
    pub report: LossReport,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub reported_at: OffsetDateTime,
    /// Until when the city decides, `YYYY-MM-DD`.
    pub due: String,
    /// How it stands: `accepted` is revoked for good, `refused` works again.
    pub state: CaseState,
    /// When it was decided.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub decided_at: Option<OffsetDateTime>,
    /// Why so.
    pub reason: Option<String>,
}

/// What was reported, as it was called then. Kept sealed in this form: fields are only added.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct LossReport {
    /// Whose account: who is concerned decides nothing about it. None, as are name and login ID: a shared device, which is
    /// its facility's.
    pub account: Option<Uuid>,
    /// The person's name.
    pub name: Option<String>,
    /// The login ID.
    pub login_id: Option<String>,
    /// The facility of the main affiliation, or of the shared device.
    pub facility: Option<String>,
    /// What the device is called.
    pub device: Option<String>,
    /// The passkeys.
    pub passkeys: Vec<LostPasskey>,
    /// Who reported it.
    pub reported_by: String,
}

impl fmt::Debug for LossReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LossReport(…)")
    }
}

/// A passkey that was lost.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct LostPasskey {
    /// What its person calls it; none: it was made at an enrolment and never named.
    pub name: Option<String>,
    /// When it was added.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub added_at: OffsetDateTime,
}

/// A passkey as whoever looks after its person sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct StaffPasskey {
    /// The passkey.
    pub passkey: Uuid,
    /// What its person calls it; none: it was made at an enrolment and never named.
    pub name: Option<String>,
    /// When it was added.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub added_at: OffsetDateTime,
    /// When it was used last.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub last_used: Option<OffsetDateTime>,
    /// Whether it was reported lost and is stopped.
    pub is_suspended: bool,
    /// The device that was enrolled with it, and in which it presumably lies.
    pub device: Option<Uuid>,
}

/// `GET /api/v1/city/accounts/{account}`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct CityAccountDetail {
    /// Its line.
    pub line: CityAccount,
    /// The personal devices that have not ended.
    pub devices: Vec<DeviceLine>,
    /// The passkeys.
    pub passkeys: Vec<StaffPasskey>,
}
