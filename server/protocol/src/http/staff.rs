//! Bodies about facilities and their staff: the list of staff, codes, an import.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    disqualification::Disqualification,
    login_id::EarlierLoginId,
    loss::StaffPasskey,
    vocabulary::{HandOver, ImportFault, Role, StaffCategory, Standing},
};

/// `GET /api/v1/facilities`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Facilities {
    /// The facilities whose staff the caller looks after, by name.
    pub facilities: Vec<FacilityLine>,
}

/// A facility whose staff someone looks after.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct FacilityLine {
    /// The facility.
    pub facility: Uuid,
    /// Its name.
    pub name: String,
    /// The category of article 7.
    pub category: StaffCategory,
    /// How many of its staff have an account.
    #[ts(type = "number")]
    pub staff: i64,
    /// How it stands.
    pub standing: Standing,
    /// On which day it ends, `YYYY-MM-DD`, if that was said.
    pub ends_on: Option<String>,
    /// Version of this line: return it with every decision.
    #[ts(type = "number")]
    pub version: i64,
}

/// `GET /api/v1/facilities/{facility}/staff`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct FacilityStaff {
    /// The facility.
    pub facility: FacilityLine,
    /// Whether the caller may issue new IDs here; otherwise the city does.
    pub may_issue_ids: bool,
    /// All professions that there are.
    pub professions: Vec<Profession>,
    /// The staff, by the reading of their names.
    pub staff: Vec<StaffLine>,
}

/// A profession.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Profession {
    /// Its code, which forms return.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A member of staff as whoever looks after them sees them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that have nothing to do with each other, as a screen shows them"
)]
pub struct StaffLine {
    /// The account.
    pub account: Uuid,
    /// Its login ID.
    pub login_id: String,
    /// The person's name.
    pub name: String,
    /// Its reading in kana.
    pub kana: String,
    /// The profession's name.
    pub profession: String,
    /// What the account is for.
    pub role: Role,
    /// How the account stands.
    pub standing: Standing,
    /// Version of this line: return it with every decision.
    #[ts(type = "number")]
    pub version: i64,
    /// Where mails go.
    pub mail: Option<String>,
    /// Whether mails tell that something waits.
    pub alert_mail: bool,
    /// Whether they have a passkey and a device that count: without, they need a code.
    pub is_enrolled: bool,
    /// When they signed in last.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub last_sign_in: Option<OffsetDateTime>,
    /// Whether it is the caller's own account, about which they decide nothing here.
    pub is_self: bool,
    /// Whether this facility looks after the ID and its devices: the one of the main affiliation does.
    pub is_home: bool,
    /// In how many rooms they take part through this facility.
    #[ts(type = "number")]
    pub rooms: i64,
    /// Their devices here that have not ended.
    pub devices: Vec<StaffDevice>,
    /// Their passkeys, for the facility that looks after the ID.
    pub passkeys: Vec<StaffPasskey>,
    /// The enrolment code that was neither used nor replaced.
    pub code: Option<OpenCode>,
    /// The IDs that they had before, the latest first, for the facility that looks after the ID.
    #[serde(default)]
    pub earlier: Vec<EarlierLoginId>,
    /// Whether the city disqualified the ID. Whoever looks after the person for a facility does not see why.
    #[serde(default)]
    pub disqualification: Option<Disqualification>,
}

/// A device beside its person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct StaffDevice {
    /// The device.
    pub device: Uuid,
    /// What it is called.
    pub label: String,
    /// Whether several accounts may sign in on it.
    pub is_shared: bool,
    /// How it stands.
    pub standing: Standing,
    /// Whether it was enrolled; before that it waits for its code.
    pub is_enrolled: bool,
    /// Version of its row: return it when it was lost.
    #[ts(type = "number")]
    pub version: i64,
    /// When its certificate ends, if it is time to renew that, or too late.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub certificate_ends: Option<OffsetDateTime>,
}

/// A code that waits to be used. The code itself is shown once, when it is made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that have nothing to do with each other, as a screen shows them"
)]
pub struct OpenCode {
    /// For which device.
    pub device: Uuid,
    /// How it comes to its person.
    pub hand_over: HandOver,
    /// Whether it was handed over; a printed one is dead before that.
    pub is_handed_over: bool,
    /// When it ends, or ended.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub expires_at: OffsetDateTime,
    /// Whether it has ended.
    pub has_expired: bool,
    /// Whether it is dead until a second person has confirmed it.
    pub awaits_second: bool,
    /// Whether the caller made it: then they are not that person.
    pub is_own: bool,
}

/// `POST /api/v1/facilities/{facility}/staff`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStaffBody {
    /// Made by the client (UUIDv7), the same at every resend: a repeat adds nobody.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// Its reading in kana.
    pub kana: String,
    /// The profession's code.
    pub profession: String,
    /// Where mails go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub mail: Option<String>,
    /// Whether mails tell that something waits.
    pub alert_mail: bool,
    /// How the code comes to its person.
    pub hand_over: HandOver,
}

/// `POST …/staff/{account}/code`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCodeBody {
    /// The version of the line that the decision was made on.
    #[ts(type = "number")]
    pub version: i64,
    /// How the code comes to its person.
    pub hand_over: HandOver,
}

/// `POST …/staff/{account}/hand-over`, `…/confirmation`, `…/retirement` and `…/administration`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffDecision {
    /// The version of the line that the decision was made on.
    #[ts(type = "number")]
    pub version: i64,
}

/// A code that was made. This answer is the only place where it ever stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct IssuedCode {
    /// For which account.
    pub account: Uuid,
    /// Its login ID.
    pub login_id: String,
    /// The person's name.
    pub name: String,
    /// The facility's name.
    pub facility: String,
    /// The code in groups, to be typed or shown as `{origin}/enrol#{code}`.
    pub code: String,
    /// How it comes to its person.
    pub hand_over: HandOver,
    /// When it ends, unless a printed one is handed over before.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub expires_at: OffsetDateTime,
    /// Whether it is dead until a second person has confirmed it.
    pub awaits_second: bool,
    /// How long a printed one is good from its hand-over on.
    #[ts(type = "number")]
    pub handed_over_seconds: i32,
}

/// What a retirement ended, everywhere.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Retirement {
    /// In how many rooms the membership ended.
    #[ts(type = "number")]
    pub rooms: usize,
    /// Whether the ID ended too; it goes on where the person has another facility.
    pub id_ended: bool,
}

/// `POST /api/v1/facilities/{facility}/staff-import`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ImportReport {
    /// Rows with something in them, below the heading.
    #[ts(type = "number")]
    pub rows: usize,
    /// What is at fault. As long as there is anything, nothing is imported.
    pub faults: Vec<ImportFaultLine>,
    /// The first names, for a look before it is done.
    pub preview: Vec<ImportRow>,
    /// What was imported, each with their code; none in a dry run.
    pub issued: Vec<IssuedCode>,
}

/// A row as it was read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ImportRow {
    /// The name.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// The profession's name.
    pub profession: String,
    /// Where mails go.
    pub mail: Option<String>,
    /// Whether they are wanted.
    pub alert_mail: bool,
}

/// What is at fault in a file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ImportFaultLine {
    /// The line of the file, as a spreadsheet counts; 0 for the whole file.
    #[ts(type = "number")]
    pub line: u64,
    /// What.
    pub fault: ImportFault,
}
