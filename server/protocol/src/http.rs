//! Bodies of the HTTP API. Requests refuse unknown fields.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    attachment::AttachmentLimits,
    device::CertificateView,
    disqualification::Disqualification,
    entry::Person,
    erasure::ErasureLine,
    exceptional_use::{PermitLine, PermitView},
    login_id::EarlierLoginId,
    loss::StaffPasskey,
    support_end::SupportEndView,
    vocabulary::{
        DeviceKind, Grounds, HandOver, ImportFault, Priority, Role, RoomState, StaffCategory, Standing,
        WithdrawalGround,
    },
};

/// `GET /api/v1/city`: what the pages show before anyone has signed in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct CityView {
    /// The city's name.
    pub city: String,
    /// The service's name.
    pub service: String,
    /// Why information is shared.
    pub purpose: String,
    /// Whether this is a demo city with invented people.
    pub demo: bool,
    /// Where devices may keep the keys of their certificates, as the city allows it.
    pub device_kinds: Vec<DeviceKind>,
    /// Whether shared devices sign in at all.
    pub shared_devices: bool,
    /// What may be attached, so that a page says so before anything is sent.
    pub attachments: AttachmentLimits,
    /// The form by which someone consents.
    pub consent_form: ConsentForm,
}

/// 同意書: the blank form, as the city words it (article 16).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ConsentForm {
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// What the person agrees to.
    pub statements: Vec<String>,
}

/// `POST /api/v1/sign-in`: a sign-in was begun; go to `device_url`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct SignInBegun {
    /// Where the browser presents its device certificate. It comes back to `/sign-in` with a one-time code in the
    /// fragment, or with none.
    pub device_url: String,
    /// What a browser that holds its device's key signs instead of going there. Good for one use.
    pub nonce: String,
}

/// `POST /api/v1/sign-in/key`: the proof of a browser that holds its device's key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyProof {
    /// SHA-256 of the device's certificate, hexadecimal.
    pub fingerprint: String,
    /// The nonce of the attempt.
    pub nonce: String,
    /// base64url of the signature: ECDSA on P-256 with SHA-256, both numbers of 32 bytes.
    pub signature: String,
}

/// `POST /api/v1/sign-in/device`: the code that the device host gave.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceProof {
    /// The one-time code from the fragment.
    pub code: String,
}

/// `POST /api/v1/sign-in/passkey/begin`: options for the browser.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Ceremony {
    /// For `PublicKeyCredential.parseRequestOptionsFromJSON`.
    #[serde(rename = "publicKey")]
    #[ts(rename = "publicKey", type = "Record<string, unknown>")]
    pub public_key: Value,
}

/// `POST /api/v1/sign-in/passkey/finish`: what the browser made of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyAnswer {
    /// `credential.toJSON()`
    #[ts(type = "unknown")]
    pub credential: Value,
    /// Where the device's certificate lies in a file: the key that the session is bound to, base64url of the
    /// uncompressed point of P-256. A browser that proved its device's key sends none; the session is bound to that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub key: Option<String>,
}

/// `POST /api/v1/enrolment/finish`: what the browser made of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CeremonyAnswer {
    /// `credential.toJSON()`
    #[ts(type = "unknown")]
    pub credential: Value,
}

/// `POST /api/v1/enrolment/code`: the one-time code that the facility handed over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentCode {
    /// The code as printed; case, spaces and hyphens do not matter, and O is 0, I and L are 1.
    pub code: String,
}

/// Whom a code is for, or which shared device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Invitation {
    /// The person's name. None: the code is for a shared device itself.
    pub name: Option<String>,
    /// The number of that device.
    pub device: Option<String>,
    /// The facility.
    pub facility: String,
    /// Whether the device has a certificate already, which is then to be presented; otherwise the browser makes a key.
    pub has_certificate: bool,
}

/// `POST /api/v1/enrolment/begin`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentRequest {
    /// The code as printed; case, spaces and hyphens do not matter, and O is 0, I and L are 1.
    pub code: String,
    /// The key of a browser whose device has no certificate yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub key: Option<NewKey>,
}

/// A key that a browser made, and the proof that it holds it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// base64url of the uncompressed point of P-256.
    pub public: String,
    /// The nonce of the attempt.
    pub nonce: String,
    /// base64url of the signature.
    pub signature: String,
}

/// `POST /api/v1/enrolment/begin`: options for the browser, and the certificate for its key.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct EnrolmentBegun {
    /// For `PublicKeyCredential.parseCreationOptionsFromJSON`.
    #[serde(rename = "publicKey")]
    #[ts(rename = "publicKey", type = "Record<string, unknown>")]
    pub public_key: Value,
    /// base64url of the certificate (DER). It counts once the passkey is kept.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub certificate: Option<String>,
}

/// `GET /api/v1/session`: who is signed in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct SessionView {
    /// The account.
    pub account: Uuid,
    /// The accounts that the person had before: what these wrote is theirs.
    #[serde(default)]
    pub earlier_accounts: Vec<Uuid>,
    /// The name of the person.
    pub name: String,
    /// Facility and profession of the main affiliation.
    pub facility: String,
    /// See `facility`.
    pub profession: String,
    /// What the account is for.
    pub role: Role,
    /// The device's label.
    pub device: String,
    /// When the session ends by itself.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub expires_at: OffsetDateTime,
    /// The session must prove its key within so many seconds, again and again.
    pub proof_seconds: u32,
    /// It is locked when its person has done nothing for so many seconds.
    pub idle_seconds: u32,
    /// Whether the device is shared: then a page keeps nothing in its browser but keys.
    #[serde(default)]
    pub on_shared_device: bool,
    /// Whether it is locked: then nothing is answered but this, until the passkey is used again.
    pub is_locked: bool,
    /// How the device is certified. None: its certificate has ended since.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub certificate: Option<CertificateView>,
}

/// `POST /api/v1/session/challenge`: what the session's key is to sign.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct SessionChallenge {
    /// Good once, within a minute.
    pub nonce: String,
}

/// `POST /api/v1/session/renewal`: the session's key has signed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionRenewal {
    /// The nonce of the challenge.
    pub nonce: String,
    /// base64url of the signature.
    pub signature: String,
    /// Whether the person has done anything since the last one. What is locked already stays locked.
    #[serde(default = "acted")]
    pub acted: bool,
}

const fn acted() -> bool {
    true
}

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

/// `GET /api/v1/sessions`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Sessions {
    /// The caller's sessions that count, the newest first.
    pub sessions: Vec<SessionLine>,
}

/// A session of one's own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct SessionLine {
    /// The session.
    pub session: Uuid,
    /// The device's label.
    pub device: String,
    /// Whether several accounts may sign in on that device.
    pub is_shared: bool,
    /// When it began.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub since: OffsetDateTime,
    /// When it last showed that it holds its key: every few minutes, as long as a page of it is open.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub last_used: OffsetDateTime,
    /// When it ends by itself.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub expires_at: OffsetDateTime,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// `GET /api/v1/devices` (one's own) and `GET /api/v1/city/devices`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Devices {
    /// The devices, by label.
    pub devices: Vec<DeviceLine>,
}

/// A device as it is shown to whoever may suspend it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct DeviceLine {
    /// The device.
    pub device: Uuid,
    /// What it is called.
    pub label: String,
    /// Whether several accounts may sign in on it.
    pub is_shared: bool,
    /// The accounts that may.
    pub accounts: Vec<Uuid>,
    /// How it stands.
    pub standing: Standing,
    /// Whether it is the one that asks.
    pub is_this: bool,
    /// Version of this line: return it with every decision.
    #[ts(type = "number")]
    pub version: i64,
}

/// `GET /api/v1/city/accounts`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct CityAccounts {
    /// All accounts of the city.
    pub accounts: Vec<CityAccount>,
}

/// An account as the city's moderator sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct CityAccount {
    /// The account.
    pub account: Uuid,
    /// Its login ID.
    pub login_id: String,
    /// The person's name.
    pub name: String,
    /// The main affiliation's facility; none while the person has no affiliation.
    pub facility: Option<String>,
    /// What the account is for.
    pub role: Role,
    /// How it stands.
    pub standing: Standing,
    /// Whether the city disqualified it, and why.
    #[serde(default)]
    pub disqualification: Option<Disqualification>,
    /// Version of this line: return it with every decision.
    #[ts(type = "number")]
    pub version: i64,
}

/// `POST /api/v1/city/accounts/{account}/suspension` and `POST /api/v1/city/devices/{device}/suspension`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuspensionBody {
    /// The version of the line that the decision was made on.
    #[ts(type = "number")]
    pub version: i64,
    /// On what ground.
    pub grounds: Grounds,
}

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
