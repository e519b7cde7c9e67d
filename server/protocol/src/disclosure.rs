//! 開示請求: a room that two people of the city unseal, because somebody asks by law to be told what it says.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    entry::Entry,
    vocabulary::{DisclosedKind, DisclosureRequester, DisclosureState, RedactionGround},
};

/// `POST /api/v1/city/rooms/{room}/disclosures`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisclosureBody {
    /// The request: an id that the client made.
    pub id: Uuid,
    /// What is asked for.
    pub words: DisclosureWords,
}

/// What is said about a request. Kept sealed in this form: fields are only added.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisclosureWords {
    /// Who asks.
    pub requester: DisclosureRequester,
    /// How they stand to the person, or which authority it is; none of the person.
    pub relation: Option<String>,
    /// When the request came, `YYYY-MM-DD`.
    pub received_on: String,
    /// By which law.
    pub legal_basis: String,
    /// What the room is unsealed for, and for nothing else.
    pub purpose: String,
    /// How it was made sure that they are who they say.
    pub identity_check: String,
    /// The first day in Tokyo; none: from the beginning.
    pub from: Option<String>,
    /// The last day; none: up to the day of the request.
    pub upto: Option<String>,
}

/// That it is asked to unseal a room.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DisclosureAsked {
    /// The request.
    pub request: Uuid,
    /// The case that the approver decides.
    pub case: Uuid,
    /// 受付番号
    pub receipt: String,
    /// Until when the law wants it answered, `YYYY-MM-DD`.
    pub due: String,
}

/// `GET /api/v1/city/rooms/{room}/disclosures`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Disclosures {
    /// Whom the room is about.
    pub label: String,
    /// The reading of the name.
    pub kana: String,
    /// The requests, the newest first.
    pub disclosures: Vec<DisclosureHead>,
}

/// How a request stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DisclosureHead {
    /// The request.
    pub request: Uuid,
    /// The room.
    pub room: Uuid,
    /// How it stands.
    pub state: DisclosureState,
    /// Until when the law wants it answered, `YYYY-MM-DD`.
    pub due: String,
    /// Until when two people read the room; none when nobody does.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub unsealed_until: Option<OffsetDateTime>,
    /// How many entries are asked for.
    #[ts(type = "number")]
    pub entries: i64,
    /// In how many of them something is marked.
    pub redacted: usize,
    /// Whether staff are named, or shown by facility and profession.
    pub names_staff: bool,
    /// The year of its number, once it was released.
    pub fiscal_year: Option<i32>,
    /// Its number in that year.
    pub number: Option<i32>,
    /// When whoever blackens said that it is done: it is the other person's turn.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub ready_at: Option<OffsetDateTime>,
    /// When it was released.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub released_at: Option<OffsetDateTime>,
    /// Return it with every step.
    #[ts(type = "number")]
    pub version: i64,
}

/// `GET /api/v1/city/disclosures/{request}`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "what the caller may do, one by one")]
pub struct Disclosure {
    /// How it stands.
    pub head: DisclosureHead,
    /// Whom the room is about; empty once nobody knows it any more.
    pub label: String,
    /// What was said about it; none once the room is erased.
    pub words: Option<DisclosureWords>,
    /// Each time that it was asked to unseal the room, the first at the top.
    pub unsealings: Vec<UnsealingLine>,
    /// Whether the caller reads the room now.
    pub may_read: bool,
    /// Whether the caller says what is not disclosed.
    pub may_redact: bool,
    /// Whether the caller releases what is left.
    pub may_release: bool,
    /// Whether the caller sees what was released.
    pub may_see_document: bool,
}

/// A time that it was asked to unseal the room, and what came of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct UnsealingLine {
    /// The case.
    pub case: Uuid,
    /// When it was asked.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub asked_at: OffsetDateTime,
    /// By whom, as they were called then.
    pub asked_by: String,
    /// When the room was unsealed.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub unsealed_at: Option<OffsetDateTime>,
    /// Until when.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub unsealed_until: Option<OffsetDateTime>,
    /// By whom.
    pub unsealed_by: Option<String>,
}

/// A request as the inbox shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DisclosureCase {
    /// How it stands.
    pub head: DisclosureHead,
    /// The reading of the supported person's name; none once nobody knows it any more.
    pub kana: Option<String>,
    /// What was said about it; none once the room is erased.
    pub words: Option<DisclosureWords>,
    /// Who asked to unseal the room, as they were called then.
    pub asked_by: String,
    /// From which facility.
    pub asked_at: String,
    /// For how many hours a yes unseals the room.
    pub hours: u16,
    /// Whether it was the caller who asked: somebody else decides.
    pub is_own: bool,
}

/// `POST /api/v1/city/disclosures/{request}/unsealings`, `…/readiness`, `…/withdrawal` and `…/handing-out`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisclosureStep {
    /// The version that was shown.
    #[ts(type = "number")]
    pub version: i64,
}

/// `GET /api/v1/city/disclosures/{request}/entries`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct UnsealedPage {
    /// The entries, oldest first.
    pub entries: Vec<UnsealedEntry>,
    /// The last entry that is asked for: there are more pages until it came.
    #[ts(type = "number")]
    pub last_seq: i64,
}

/// An entry that is read for a request, with what of it is not disclosed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct UnsealedEntry {
    /// The entry.
    pub entry: Entry,
    /// What of it is not disclosed.
    pub marks: Vec<RedactionMark>,
    /// Whether it is left out of what is released, whatever is marked: it tells of a use on the ground of abuse, and somebody asks for the
    /// person (article 20).
    pub is_left_out: bool,
}

/// What of an entry is not disclosed. Kept sealed in this form: fields are only added.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedactionMark {
    /// What.
    pub part: RedactedPart,
    /// Of a passage: the first character, counted from nothing in characters (Unicode code points).
    pub from: Option<u32>,
    /// Of a passage: the character before which it ends.
    pub upto: Option<u32>,
    /// Why.
    pub ground: RedactionGround,
    /// In words; needed for `other`. Never released.
    pub words: String,
}

/// What of an entry is not disclosed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(rename_all = "snake_case")]
pub enum RedactedPart {
    /// Who wrote or did it, and whom it is about.
    Author,
    /// All that it says.
    Whole,
    /// Some characters of a post.
    Passage,
}

/// `PUT /api/v1/city/disclosures/{request}/entries/{entry}`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedactionBody {
    /// The version that was shown.
    #[ts(type = "number")]
    pub version: i64,
    /// What of it is not disclosed, in place of what was said before.
    pub marks: Vec<RedactionMark>,
}

/// `PUT /api/v1/city/disclosures/{request}/staff-names`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffNamesBody {
    /// The version that was shown.
    #[ts(type = "number")]
    pub version: i64,
    /// Whether staff are named, or shown by facility and profession.
    pub names_staff: bool,
}

/// The version after a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DisclosureVersion {
    /// Return it with the next one.
    #[ts(type = "number")]
    pub version: i64,
}

/// `GET /api/v1/city/disclosures/{request}/preview`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DisclosurePreview {
    /// What would be released now.
    pub document: DisclosureDocument,
    /// The digest of that.
    pub digest: String,
    /// The version that it is of.
    #[ts(type = "number")]
    pub version: i64,
}

/// `POST /api/v1/city/disclosures/{request}/release`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisclosureRelease {
    /// The version that was reviewed.
    #[ts(type = "number")]
    pub version: i64,
    /// The digest of what was reviewed.
    pub digest: String,
}

/// `GET /api/v1/city/disclosures/{request}/document`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DisclosureReleased {
    /// How it stands.
    pub head: DisclosureHead,
    /// What was released.
    pub document: DisclosureDocument,
}

/// What is disclosed. Kept as it was released: fields are only added. Nothing that is marked is in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DisclosureDocument {
    /// The city.
    pub city: String,
    /// What the service is called.
    pub service: String,
    /// Why information is shared there (article 1); none in what was released before this was kept.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    #[ts(optional, as = "Option<String>")]
    pub purpose: String,
    /// What can be relied on (article 19).
    pub notice: String,
    /// Whom it is about.
    pub person: String,
    /// Who asked.
    pub requester: DisclosureRequester,
    /// When, `YYYY-MM-DD`.
    pub received_on: String,
    /// The first day that was asked for; none: from the beginning.
    pub from: Option<String>,
    /// The last day; none: up to the request.
    pub upto: Option<String>,
    /// Whether staff are named.
    pub names_staff: bool,
    /// What there is, oldest first.
    pub entries: Vec<DisclosedEntry>,
    /// How much is withheld, ground by ground.
    pub withheld: Vec<WithheldCount>,
}

/// An entry as it is disclosed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DisclosedEntry {
    /// Which one it is; none in what was released before this was kept. Never on paper.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub id: Option<Uuid>,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
    /// What it is; none where all that it says is withheld.
    pub kind: Option<DisclosedKind>,
    /// Who wrote or did it.
    pub author: DisclosedPerson,
    /// Whom it is about.
    pub subject: Option<DisclosedPerson>,
    /// What a post says, in pieces; the mark of a withheld one is always the same.
    pub pieces: Vec<DisclosedPiece>,
    /// When the city had it erased: then there are no pieces.
    #[serde(with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none", default)]
    #[ts(optional, type = "string")]
    pub erased_at: Option<OffsetDateTime>,
}

/// A member of staff as they are disclosed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DisclosedPerson {
    /// The name; none where staff are not named.
    pub name: Option<String>,
    /// The facility.
    pub facility: Option<String>,
    /// The profession.
    pub profession: Option<String>,
    /// Why nothing is told of them.
    pub withheld: Option<RedactionGround>,
}

/// A piece of what a post says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DisclosedPiece {
    /// What it says, or the mark of what is withheld.
    pub text: String,
    /// Why it is withheld; none: it is not.
    pub withheld: Option<RedactionGround>,
}

/// How much is withheld on a ground.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct WithheldCount {
    /// The ground.
    pub ground: RedactionGround,
    /// Passages.
    pub passages: usize,
    /// Whole entries.
    pub entries: usize,
    /// People.
    pub authors: usize,
}
