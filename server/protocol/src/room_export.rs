//! 印刷・書き出し: a part of a room's record as it leaves the system. The file is made to be read without the system, years later:
//! docs/export.md says what it means, and within a version fields are only added.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    entry::{Entry, Person},
    http::ConsentView,
    support_end::SupportEndView,
    vocabulary::{ExportForm, ExportPurpose, RoomState},
};

/// What stands in [`RoomExport::format`].
pub const FORMAT: &str = "renrakucho-room-export";
/// What stands in [`RoomExport::version`].
pub const VERSION: u32 = 1;

/// `POST /api/v1/rooms/{room}/exports`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoomExportBody {
    /// The export: an id that the client made.
    pub id: Uuid,
    /// In which form the reader wants it. What is answered is the same.
    pub form: ExportForm,
    /// What for.
    pub purpose: ExportPurpose,
    /// What there is to say about the purpose: at most 200 characters; needed for `other`.
    pub words: String,
    /// The first day in Tokyo, `YYYY-MM-DD`.
    pub from: String,
    /// The last day: today at the latest.
    pub upto: String,
}

/// A part of a room's record. It ends with the entries, so that a file that was cut off is no JSON.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct RoomExport {
    /// Always `renrakucho-room-export`.
    pub format: String,
    /// The version of this form: 1.
    pub version: u32,
    /// How this file is to be read, in Japanese.
    pub guide: String,
    /// What can be relied on (article 19), in the city's words.
    pub notice: String,
    /// The city.
    pub city: String,
    /// The service.
    pub service: String,
    /// Why information is shared there (article 1), in the city's words.
    pub service_purpose: String,
    /// The number of the export: of all exports of the city, one after the other.
    #[ts(type = "number")]
    pub number: i64,
    /// When it was made (UTC).
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub exported_at: OffsetDateTime,
    /// By whom.
    pub exported_by: Person,
    /// In which form they wanted it.
    pub form: ExportForm,
    /// What for.
    pub reason: ExportReason,
    /// The room.
    pub room: Uuid,
    /// The supported person's name.
    pub person: String,
    /// Its reading.
    pub kana: String,
    /// `YYYY-MM-DD`
    pub birth_date: String,
    /// How the room stood.
    pub state: RoomState,
    /// The consent that it rests on.
    pub consent: Option<ConsentView>,
    /// Why support came to its end, if it did.
    pub end: Option<SupportEndView>,
    /// Who took part at that time.
    pub members: Vec<Person>,
    /// The first day in Tokyo, `YYYY-MM-DD`.
    pub from: String,
    /// The last day.
    pub upto: String,
    /// The position of the first entry.
    #[ts(type = "number")]
    pub first_seq: i64,
    /// The position of the last one: between them none is missing.
    #[ts(type = "number")]
    pub last_seq: i64,
    /// The entries of these days, oldest first, as the room shows them.
    pub entries: Vec<Entry>,
}

/// What an export is made for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ExportReason {
    /// What for.
    pub purpose: ExportPurpose,
    /// What was said about it.
    pub words: String,
}
