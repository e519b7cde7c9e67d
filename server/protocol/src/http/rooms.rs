//! Bodies about rooms: the lists, a room itself, its consent, its closing.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    entry::Person,
    erasure::ErasureLine,
    exceptional_use::{PermitLine, PermitView},
    support_end::SupportEndView,
    vocabulary::{Priority, RoomState, StaffCategory, WithdrawalGround},
};

/// `GET /api/v1/rooms`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Rooms {
    /// The caller's rooms.
    pub rooms: Vec<crate::frame::RoomLine>,
}

/// `GET /api/v1/rooms/{room}`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct RoomDetail {
    /// The room.
    pub room: Uuid,
    /// The supported person's name.
    pub label: String,
    /// Its reading in kana.
    pub kana: String,
    /// Date of birth, `YYYY-MM-DD`.
    pub birth_date: String,
    /// The room's state.
    pub state: RoomState,
    /// Who takes part.
    pub members: Vec<Member>,
    /// The consent that the room rests on; none while it is awaited.
    pub consent: Option<ConsentView>,
    /// Why support came to its end; none while it goes on.
    pub end: Option<SupportEndView>,
    /// The permits by which it is used without consent at this moment.
    pub permits: Vec<PermitView>,
    /// Where the person lives, and their family; none while the city keeps nothing.
    pub particulars: Option<crate::particulars::Particulars>,
    /// The posts whose erasure the caller has asked for, the newest first.
    pub erasure_requests: Vec<crate::entry_erasure::EntryErasureAnswer>,
}

/// A member of a room.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Member {
    /// Who.
    #[serde(flatten)]
    #[ts(flatten)]
    pub person: Person,
    /// The reading of the name.
    pub kana: String,
    /// The category of article 7.
    pub category: StaffCategory,
    /// How far they have read.
    #[ts(type = "number")]
    pub read_upto: i64,
}

/// The consent that a room rests on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ConsentView {
    /// Who signed.
    pub signed_by: SignedBy,
    /// How the proxy is related to the person.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub relation: Option<String>,
    /// The version of the form.
    pub form_version: String,
    /// `YYYY-MM-DD`
    pub signed_on: String,
    /// `YYYY-MM-DD`
    pub received_on: String,
    /// With whom what is shared; none: all that the form speaks of.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub scope: Option<crate::consent::ConsentScope>,
}

/// Who signed the consent form.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum SignedBy {
    /// ご本人
    Person,
    /// ご家族・ご親族(代理)
    Proxy,
}

/// `GET /api/v1/rooms/{room}/entries?after=` or `?before=`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct EntriesPage {
    /// The room.
    pub room: Uuid,
    /// The room's last position.
    #[ts(type = "number")]
    pub head: i64,
    /// How far the caller has read.
    #[ts(type = "number")]
    pub read_upto: i64,
    /// The entries, oldest first, at most 100.
    pub entries: Vec<crate::entry::Entry>,
}

/// `POST /api/v1/rooms/{room}/entries`: the same as the live `post`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPost {
    /// Made by the client (UUIDv7), the same at every resend.
    pub id: Uuid,
    /// 1 to 10,000 characters.
    pub body: String,
    /// 重要度; `normal` when absent.
    #[serde(default = "crate::frame::normal")]
    pub priority: Priority,
    /// A post of the same room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reply_to: Option<Uuid>,
}

/// `PUT /api/v1/rooms/{room}/read-mark`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadMarkBody {
    /// The last entry read.
    #[ts(type = "number")]
    pub upto: i64,
}

/// `GET` and `PUT /api/v1/settings`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Whether mails tell this person that something waits.
    pub alert_mail: bool,
    /// Where they go, shortened so that it can be recognised but not read (`sa***@example.jp`). Ignored in `PUT`.
    #[serde(default)]
    pub mail: Option<String>,
}

/// `GET /api/v1/city/rooms`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct CityRooms {
    /// All rooms of the city, or the one that was asked for.
    pub rooms: Vec<CityRoom>,
    /// Whether there are more than are listed: those that ended long ago.
    pub has_more: bool,
    /// For so many days after support has ended members still read the room.
    pub ended_room_days: u16,
}

/// A room as the city's moderator sees it: label and state, never content.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct CityRoom {
    /// The room.
    pub room: Uuid,
    /// The supported person's name.
    pub label: String,
    /// Its reading in kana.
    pub kana: String,
    /// Date of birth, `YYYY-MM-DD`; empty where nobody knows any more whom it was about.
    pub birth_date: String,
    /// The room's state.
    pub state: RoomState,
    /// Version of this line: return it with every decision.
    #[ts(type = "number")]
    pub version: i64,
    /// How many members of staff take part.
    #[ts(type = "number")]
    pub members: i64,
    /// Of which facilities they are, by name.
    pub facilities: Vec<String>,
    /// When the state last changed.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub state_since: OffsetDateTime,
    /// Whether another open room may be about the same person: the reading of the name and the date of birth are the same.
    pub may_be_twice: bool,
    /// Which rooms those are.
    pub same_person: Vec<Uuid>,
    /// The consent that the room rests on.
    pub consent: Option<ConsentView>,
    /// How many files there are of the signed consent form.
    #[ts(type = "number")]
    pub consent_files: i64,
    /// Whether the consent was recorded without a scan of its form, or that was taken back.
    pub lacks_scan: bool,
    /// When a proposal is deleted: unless its consent form comes before, or because it was discontinued without one.
    #[serde(with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none", default)]
    #[ts(optional, type = "string")]
    pub lapses_at: Option<OffsetDateTime>,
    /// Why support came to its end; none while it goes on.
    pub end: Option<SupportEndView>,
    /// Whether there is a certificate of its discontinuation.
    pub has_certificate: bool,
    /// That it was erased, if it was: then nobody knows any more whom it was about.
    pub erased: Option<ErasureLine>,
    /// The open case in which its erasure is proposed.
    pub erasure_case: Option<Uuid>,
    /// The permit by which it is used without consent, if one stands; of several the one that stands longest.
    pub permit: Option<PermitLine>,
    /// All permits that stand, the one that stands longest first.
    #[serde(default)]
    pub permits: Vec<PermitLine>,
    /// The open case in which a permit is asked for.
    pub permit_case: Option<Uuid>,
}

/// `POST /api/v1/city/rooms/{room}/consent-receipt`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentReceiptBody {
    /// The version of the line that the decision was made on.
    #[ts(type = "number")]
    pub version: i64,
    /// Who signed.
    pub signed_by: SignedBy,
    /// Required for a proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub relation: Option<String>,
    /// Required for a proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub why_not_person: Option<String>,
    /// The version printed on the form.
    pub form_version: String,
    /// `YYYY-MM-DD`
    pub signed_on: String,
    /// `YYYY-MM-DD`
    pub received_on: String,
    /// With whom what is shared; none: all that the form speaks of.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub scope: Option<crate::consent::ConsentScope>,
    /// Of the first receipt: the files that are the scan of the form, as they were shown. Of another one they stand beside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Uuid>>", optional)]
    pub scans: Vec<Uuid>,
    /// Of the first receipt: the other rooms (`same_person` of the line) that were made sure to be about somebody else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Uuid>>", optional)]
    pub others: Vec<Uuid>,
}

/// `POST /api/v1/city/rooms/{room}/discontinuation`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscontinuationBody {
    /// The version of the line that the decision was made on.
    #[ts(type = "number")]
    pub version: i64,
    /// On whose request; stands on the certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ground: Option<WithdrawalGround>,
}

/// What a discontinuation did.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Discontinuation {
    /// The room.
    pub room: Uuid,
    /// When: from this moment on nobody reads.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
    /// How many waiting alert mails were cancelled.
    #[ts(type = "number")]
    pub alerts_cancelled: i64,
}
