// Generated from server/protocol by `make generate`. Do not edit.

export type Priority = "normal" | "important" | "urgent";

export type RoomState = "awaiting_consent" | "active" | "discontinued" | "permit_only" | "ended" | "lapsed" | "erased";

export type ResidenceBasis = "resident" | "lives_here";

export type InformationKind = "health" | "care" | "living" | "education";

export type WithdrawalGround = "asked_by_person" | "asked_by_proxy" | "proposal_dropped";

export type EndReason = "death" | "moved_away" | "graduated" | "other";

export type ErasedKind = "consent_receipts" | "consent_scans" | "particulars" | "identity_corrections" | "residence_reviews" | "permits" | "access_reports" | "disclosures" | "redactions" | "export_words" | "support_ends" | "entry_erasure_words" | "case_reasons";

export type ErasureGround = "kept_long_enough" | "asked_for" | "entered_by_mistake" | "other";

export type Role = "staff" | "facility_admin" | "city_moderator" | "city_approver" | "operator";

export type AppointmentState = "waiting" | "done" | "refused" | "withdrawn" | "lapsed";

export type StaffCategory = "city_employee" | "social_welfare_council" | "medical_institution" | "welfare_service_office" | "school_teacher" | "education_childcare_facility" | "city_contracted_office" | "other_admitted";

export type Standing = "active" | "suspended" | "ended";

export type DeviceKind = "browser" | "file" | "managed";

export type DeviceOwner = "facility" | "person";

export type StaffField = "name" | "kana" | "profession" | "mail";

export type Grounds = "leaked" | "unauthorised_access" | "lost" | "prohibited_act" | "other";

export type HandOver = "screen" | "sheet";

export type NewLoginIdGround = "unknown" | "lost" | "seen" | "readmitted";

export type ProhibitedAct = "public_order" | "crime" | "copyright" | "property_or_privacy" | "defamation" | "breach_of_terms" | "false_application" | "falsification" | "id_misuse" | "certificate_elsewhere" | "obstruction" | "unsuitable";

export type CaseKind = "facility_application" | "facility_change" | "facility_end" | "quarterly_review" | "lost_device" | "lost_passkey" | "device_in_two_places" | "suspended_by_proxy" | "erasure" | "leak" | "exceptional_use" | "exceptional_use_review" | "residence_review" | "own_consent" | "disaster_event" | "disaster_review" | "disclosure_request" | "entry_erasure_request" | "entry_erasure" | "exceptional_use_application";

export type CaseShow = "open" | "to_decide" | "mine" | "others" | "unclaimed" | "decided";

export type CaseState = "open" | "accepted" | "refused";

export type CaseRoute = "web" | "paper" | "signed_in" | "calendar" | "noticed";

export type ListedField = "name" | "category" | "address" | "phone";

export type AttachmentKind = "jpeg" | "png" | "pdf";

export type ImportFault = "encoding" | "heading" | "empty" | "too_many_rows" | "columns" | "name" | "kana" | "profession" | "mail" | "alert_mail" | "twice" | "there";

export type FacilityField = "name" | "category" | "ground" | "address" | "representative" | "mail" | "phone" | "listed";

export type AuditKind = "reading" | "exporting" | "writing" | "mails" | "signing_in" | "refusals" | "rooms" | "staff" | "devices" | "facilities" | "cases" | "inspection";

export type AccessReportState = "draft" | "released";

export type LeakStage = "preliminary" | "full";

export type AskedBy = "person" | "family";

export type WithholdingGround = "abuse" | "domestic_violence" | "other_danger";

export type Deed = "saw" | "searched" | "exported" | "wrote" | "was_refused" | "proposed" | "recorded_consent" | "handled_consent_form" | "handled_particulars" | "handled_identity" | "saw_team" | "changed_team" | "let_lapse" | "discontinued_support" | "ended_support" | "saw_certificate" | "wiped_copies" | "saw_log" | "handled_report" | "considered_erasure" | "permitted_use" | "applied_for_use" | "handled_disclosure" | "unsealed_for_disclosure" | "read_for_disclosure" | "disclosed" | "asked_entry_erasure" | "handled_entry_erasure" | "erased_entry" | "redid_after_restore" | "handled_matter";

export type SearchStop = "end" | "time" | "found";

export type ExportForm = "print" | "file";

export type ExportPurpose = "own_record" | "meeting" | "successor" | "told_to_person" | "other";

export type Code = "bad_frame" | "unknown_type" | "too_large" | "validation" | "unauthenticated" | "session_ended" | "reauth_required" | "locked" | "step_up_required" | "suspended" | "not_found" | "room_closed" | "consent_missing" | "read_only" | "id_reused" | "too_many_proposals" | "quota_used_up" | "issued_by_city" | "last_passkey" | "certificate_expired" | "device_kind_not_allowed" | "stale" | "position_lost" | "rate_limited" | "busy" | "foreign_origin" | "internal";

export type Retry = "never" | "after" | "reauth" | "resync" | "fix";

export type Problem = { 
/**
 * The HTTP status again, for logs of clients that lose it.
 */
status: number, 
/**
 * Why.
 */
code: Code, 
/**
 * What to do.
 */
retry: Retry, 
/**
 * Earliest sensible time of the next try, in milliseconds from now.
 */
after_ms?: number, 
/**
 * The field of the form that is at fault.
 */
field?: string, 
/**
 * Ties the answer to the server's log.
 */
request_id: string, };

export type Person = { 
/**
 * The account; equal to `welcome.account` for one's own entries.
 */
account: string, 
/**
 * The name, with its kanji as written.
 */
name: string, 
/**
 * The facility's name.
 */
facility: string, 
/**
 * The profession's name.
 */
profession: string, };

export type Entry = { 
/**
 * Position in the room: 1, 2, 3 … without a hole.
 */
seq: number, 
/**
 * The id that its author's client gave it.
 */
id: string, 
/**
 * When the server accepted it (UTC).
 */
at: string, 
/**
 * Who wrote or did it.
 */
author: Person, } & ({ "kind": "post", 
/**
 * The text, 1 to 10,000 characters; empty where it was erased.
 */
body: string, 
/**
 * When the city had it erased. Nobody can read what it said.
 */
erased_at?: string, 
/**
 * 重要度
 */
priority: Priority, 
/**
 * The post that this one answers.
 */
reply_to?: string, } | { "kind": "opened" } | { "kind": "member_joined", 
/**
 * Who.
 */
subject: Person, } | { "kind": "member_left", 
/**
 * Who.
 */
subject: Person, } | { "kind": "discontinued" } | { "kind": "consent_ended" } | { "kind": "ended" } | { "kind": "lapsed" } | { "kind": "erased" } | { "kind": "permitted" } | { "kind": "entry_erased", 
/**
 * The post.
 */
entry: string, });

export type Content = { "kind": "post", 
/**
 * The text, 1 to 10,000 characters; empty where it was erased.
 */
body: string, 
/**
 * When the city had it erased. Nobody can read what it said.
 */
erased_at?: string, 
/**
 * 重要度
 */
priority: Priority, 
/**
 * The post that this one answers.
 */
reply_to?: string, } | { "kind": "opened" } | { "kind": "member_joined", 
/**
 * Who.
 */
subject: Person, } | { "kind": "member_left", 
/**
 * Who.
 */
subject: Person, } | { "kind": "discontinued" } | { "kind": "consent_ended" } | { "kind": "ended" } | { "kind": "lapsed" } | { "kind": "erased" } | { "kind": "permitted" } | { "kind": "entry_erased", 
/**
 * The post.
 */
entry: string, };

export type ClientFrame = { "type": "hello" } & Hello | { "type": "open" } & Open | { "type": "close" } & Close | { "type": "post" } & Post | { "type": "read" } & Read | { "type": "history" } & History | { "type": "purged" } & Purged | { "type": "ping" } & Ping;

export type Hello = { 
/**
 * Name and version of the client, for the server's log: at most 64 characters.
 */
client: string, 
/**
 * The last `seq` held of each room.
 */
cursors: Record<string, number>, 
/**
 * Rooms to open at once: what is missing after their cursors follows the `welcome`.
 */
open: Array<string>, 
/**
 * The session's key has signed the nonce of the `challenge`: base64url of the signature.
 */
proof?: string, };

export type Open = { 
/**
 * The room.
 */
room: string, 
/**
 * The last `seq` held; absent when nothing is held: then the newest entries come, from a little before the first
 * unread one.
 */
after?: number, };

export type Close = { 
/**
 * The room.
 */
room: string, };

export type Post = { 
/**
 * Made by the client (UUIDv7), the same at every resend.
 */
id: string, 
/**
 * The room.
 */
room: string, 
/**
 * 1 to 10,000 characters.
 */
body: string, 
/**
 * 重要度; `normal` when absent.
 */
priority: Priority, 
/**
 * A post of the same room.
 */
reply_to?: string, };

export type Read = { 
/**
 * The room.
 */
room: string, 
/**
 * The last entry read.
 */
upto: number, };

export type History = { 
/**
 * The room.
 */
room: string, 
/**
 * Entries with a smaller `seq` than this.
 */
before: number, };

export type Purged = { 
/**
 * The order's id.
 */
order: string, 
/**
 * The room.
 */
room: string, };

export type Ping = { 
/**
 * Returned in the `pong`.
 */
n: number, 
/**
 * The last `seq` held of each open room.
 */
cursors: Record<string, number>, };

export type ServerFrame = { "type": "challenge" } & Challenge | { "type": "welcome" } & Welcome | { "type": "opened" } & Opened | { "type": "entries" } & Entries | { "type": "history" } & HistoryPage | { "type": "room" } & RoomLine | { "type": "ack" } & Ack | { "type": "error" } & Failure | { "type": "resync" } & Resync | { "type": "purge" } & Purge | { "type": "read" } & ReadUpto | { "type": "detail" } & DetailChanged | { "type": "goaway" } & Goaway | { "type": "pong" } & Pong;

export type Challenge = { 
/**
 * Good for this connection, once.
 */
nonce: string, };

export type Welcome = { 
/**
 * The caller's account.
 */
account: string, 
/**
 * Send a `ping` at least this often.
 */
heartbeat_ms: number, 
/**
 * Name and version of the server.
 */
server: string, 
/**
 * All rooms of the account.
 */
rooms: Array<RoomLine>, };

export type RoomLine = { 
/**
 * The room. (`room`, not `id`: in frames `id` is always an entry's.)
 */
room: string, 
/**
 * The supported person's name; empty for a closed room.
 */
label: string, 
/**
 * Its reading in kana.
 */
kana: string, 
/**
 * The room's state.
 */
state: RoomState, 
/**
 * Position of the last entry.
 */
last_seq: number, 
/**
 * When the last entry was added.
 */
last_at: string | null, 
/**
 * Posts by others after the read mark; 1,000 means "1,000 or more".
 */
unread: number, 
/**
 * How far this account has read.
 */
read_upto: number, 
/**
 * When a proposal is deleted unless its consent form comes before.
 */
lapses_at?: string, 
/**
 * Until when this account is in the room by a permit (article 20); none: it is there by the consent.
 */
permitted_until?: string, };

export type Opened = { 
/**
 * The room.
 */
room: string, 
/**
 * The first entry that follows is `after + 1`.
 */
after: number, 
/**
 * The room's last position at this moment.
 */
head: number, 
/**
 * How far this account had read: the line 「未読ここから」 stands after it.
 */
read_upto: number, };

export type Entries = { 
/**
 * The room.
 */
room: string, 
/**
 * First position.
 */
from: number, 
/**
 * Last position.
 */
upto: number, 
/**
 * The entries.
 */
entries: Array<Entry>, };

export type HistoryPage = { 
/**
 * The room.
 */
room: string, 
/**
 * As asked.
 */
before: number, 
/**
 * The entries, oldest first; empty at the room's beginning.
 */
entries: Array<Entry>, };

export type Ack = { 
/**
 * The post's id.
 */
re: string, 
/**
 * The room.
 */
room: string, 
/**
 * Its position.
 */
seq: number, 
/**
 * When it was accepted.
 */
at: string, 
/**
 * It had been committed before; this is a repeat.
 */
duplicate: boolean, };

export type Failure = { 
/**
 * The id of the frame that failed, when it had one.
 */
re?: string, 
/**
 * The room it was about, when it was about one.
 */
room?: string, 
/**
 * Why.
 */
code: Code, 
/**
 * What to do.
 */
retry: Retry, 
/**
 * Earliest sensible time of the next try, in milliseconds from now.
 */
after_ms?: number, 
/**
 * The field at fault.
 */
field?: string, 
/**
 * Ties the answer to the server's log.
 */
request_id: string, };

export type Resync = { 
/**
 * The room.
 */
room: string, };

export type Purge = { 
/**
 * The room.
 */
room: string, 
/**
 * Id of this order, to be returned in `purged`.
 */
order: string, 
/**
 * `room_closed` (支援中止) or `not_found` (no longer a member).
 */
why: Code, };

export type ReadUpto = { 
/**
 * The room.
 */
room: string, 
/**
 * The last entry read.
 */
upto: number, };

export type DetailChanged = { 
/**
 * The room.
 */
room: string, };

export type Goaway = { 
/**
 * Wait a random time up to this.
 */
after_ms: number, };

export type Pong = { 
/**
 * As in the `ping`.
 */
n: number, };

export type CityView = { 
/**
 * The city's name.
 */
city: string, 
/**
 * The service's name.
 */
service: string, 
/**
 * Why information is shared.
 */
purpose: string, 
/**
 * Whether this is a demo city with invented people.
 */
demo: boolean, 
/**
 * Where devices may keep the keys of their certificates, as the city allows it.
 */
device_kinds: Array<DeviceKind>, 
/**
 * Whether shared devices sign in at all.
 */
shared_devices: boolean, 
/**
 * What may be attached, so that a page says so before anything is sent.
 */
attachments: AttachmentLimits, 
/**
 * The form by which someone consents.
 */
consent_form: ConsentForm, };

export type ConsentForm = { 
/**
 * Its version.
 */
version: string, 
/**
 * Its title.
 */
title: string, 
/**
 * What the person agrees to.
 */
statements: Array<string>, };

export type SignInBegun = { 
/**
 * Where the browser presents its device certificate. It comes back to `/sign-in` with a one-time code in the
 * fragment, or with none.
 */
device_url: string, 
/**
 * What a browser that holds its device's key signs instead of going there. Good for one use.
 */
nonce: string, };

export type DeviceProof = { 
/**
 * The one-time code from the fragment.
 */
code: string, };

export type KeyProof = { 
/**
 * SHA-256 of the device's certificate, hexadecimal.
 */
fingerprint: string, 
/**
 * The nonce of the attempt.
 */
nonce: string, 
/**
 * base64url of the signature: ECDSA on P-256 with SHA-256, both numbers of 32 bytes.
 */
signature: string, };

export type Ceremony = { 
/**
 * For `PublicKeyCredential.parseRequestOptionsFromJSON`.
 */
publicKey: Record<string, unknown>, };

export type PasskeyAnswer = { 
/**
 * `credential.toJSON()`
 */
credential: unknown, 
/**
 * Where the device's certificate lies in a file: the key that the session is bound to, base64url of the
 * uncompressed point of P-256. A browser that proved its device's key sends none; the session is bound to that.
 */
key?: string, };

export type CeremonyAnswer = { 
/**
 * `credential.toJSON()`
 */
credential: unknown, };

export type EnrolmentCode = { 
/**
 * The code as printed; case, spaces and hyphens do not matter, and O is 0, I and L are 1.
 */
code: string, };

export type Invitation = { 
/**
 * The person's name. None: the code is for a shared device itself.
 */
name: string | null, 
/**
 * The number of that device.
 */
device: string | null, 
/**
 * The facility.
 */
facility: string, 
/**
 * Whether the device has a certificate already, which is then to be presented; otherwise the browser makes a key.
 */
has_certificate: boolean, };

export type EnrolmentRequest = { 
/**
 * The code as printed; case, spaces and hyphens do not matter, and O is 0, I and L are 1.
 */
code: string, 
/**
 * The key of a browser whose device has no certificate yet.
 */
key?: NewKey, };

export type NewKey = { 
/**
 * base64url of the uncompressed point of P-256.
 */
public: string, 
/**
 * The nonce of the attempt.
 */
nonce: string, 
/**
 * base64url of the signature.
 */
signature: string, };

export type EnrolmentBegun = { 
/**
 * For `PublicKeyCredential.parseCreationOptionsFromJSON`.
 */
publicKey: Record<string, unknown>, 
/**
 * base64url of the certificate (DER). It counts once the passkey is kept.
 */
certificate?: string, };

export type CertificateRequest = { 
/**
 * The one-time code that the facility handed over.
 */
code: string, 
/**
 * The request (PKCS#10): PEM, or base64 of DER. Of all that it says only the public key counts, which is one of P-256,
 * P-384, or RSA of 2048 to 4096 bits.
 */
request: string, };

export type IssuedCertificate = { 
/**
 * The certificate and after it the authority's (PEM).
 */
certificate: string, 
/**
 * Until when it is valid.
 */
expires_at: string, };

export type CertificateFile = { 
/**
 * base64 of the file (PKCS#12).
 */
file: string, 
/**
 * What opens it.
 */
password: string, 
/**
 * Until when the certificate is valid.
 */
expires_at: string, };

export type CertificateView = { 
/**
 * Where its key is kept.
 */
kind: DeviceKind, 
/**
 * SHA-256 of it, hexadecimal. A browser that holds a newer one need not renew it.
 */
fingerprint: string, 
/**
 * Until when it is valid.
 */
expires_at: string, 
/**
 * Whether it is time to renew it.
 */
is_due: boolean, 
/**
 * Whether the city allows devices whose key a browser holds: then one whose certificate lies in a file may move there.
 */
may_move: boolean, };

export type RenewedCertificate = { 
/**
 * base64url of the certificate (DER). By its SHA-256 the key is known at the next sign-in.
 */
certificate: string, 
/**
 * Until when it is valid.
 */
expires_at: string, };

export type DeviceKindsView = { 
/**
 * What the installation can do (`devices.kinds`): no more can be allowed.
 */
possible: Array<DeviceKind>, 
/**
 * What of that the city allows.
 */
kinds: Array<DeviceKind>, 
/**
 * Whether shared devices sign in at all.
 */
shared: boolean, 
/**
 * Which devices there are.
 */
in_use: Array<DevicesInUse>, 
/**
 * What was changed, the newest first.
 */
changes: Array<DeviceKindsChange>, 
/**
 * Version of the setting.
 */
version: number, };

export type DevicesInUse = { 
/**
 * Where their keys are kept.
 */
kind: DeviceKind, 
/**
 * Whether they are shared ones.
 */
is_shared: boolean, 
/**
 * How many.
 */
devices: number, };

export type DeviceKindsChange = { 
/**
 * The version that it made.
 */
version: number, 
/**
 * What was allowed from then on.
 */
kinds: Array<DeviceKind>, 
/**
 * Whether shared devices signed in from then on.
 */
shared: boolean, 
/**
 * Why.
 */
reason: string, 
/**
 * By whom.
 */
by: string, 
/**
 * When.
 */
at: string, 
/**
 * How many sessions it ended.
 */
ended: number, };

export type DeviceKindsBody = { 
/**
 * The version that was shown.
 */
version: number, 
/**
 * What is allowed from now on.
 */
kinds: Array<DeviceKind>, 
/**
 * Whether shared devices sign in at all.
 */
shared: boolean, 
/**
 * Why.
 */
reason: string, };

export type SessionView = { 
/**
 * The account.
 */
account: string, 
/**
 * The accounts that the person had before: what these wrote is theirs.
 */
earlier_accounts: Array<string>, 
/**
 * The name of the person.
 */
name: string, 
/**
 * Facility and profession of the main affiliation.
 */
facility: string, 
/**
 * See `facility`.
 */
profession: string, 
/**
 * What the account is for.
 */
role: Role, 
/**
 * The device's label.
 */
device: string, 
/**
 * When the session ends by itself.
 */
expires_at: string, 
/**
 * The session must prove its key within so many seconds, again and again.
 */
proof_seconds: number, 
/**
 * It is locked when its person has done nothing for so many seconds.
 */
idle_seconds: number, 
/**
 * Whether the device is shared: then a page keeps nothing in its browser but keys.
 */
on_shared_device: boolean, 
/**
 * Whether it is locked: then nothing is answered but this, until the passkey is used again.
 */
is_locked: boolean, 
/**
 * How the device is certified. None: its certificate has ended since.
 */
certificate?: CertificateView, };

export type SessionChallenge = { 
/**
 * Good once, within a minute.
 */
nonce: string, };

export type SessionRenewal = { 
/**
 * The nonce of the challenge.
 */
nonce: string, 
/**
 * base64url of the signature.
 */
signature: string, 
/**
 * Whether the person has done anything since the last one. What is locked already stays locked.
 */
acted: boolean, };

export type Rooms = { 
/**
 * The caller's rooms.
 */
rooms: Array<RoomLine>, };

export type RoomDetail = { 
/**
 * The room.
 */
room: string, 
/**
 * The supported person's name.
 */
label: string, 
/**
 * Its reading in kana.
 */
kana: string, 
/**
 * Date of birth, `YYYY-MM-DD`.
 */
birth_date: string, 
/**
 * The room's state.
 */
state: RoomState, 
/**
 * Who takes part.
 */
members: Array<Member>, 
/**
 * The consent that the room rests on; none while it is awaited.
 */
consent: ConsentView | null, 
/**
 * Why support came to its end; none while it goes on.
 */
end: SupportEndView | null, 
/**
 * The permits by which it is used without consent at this moment.
 */
permits: Array<PermitView>, 
/**
 * Where the person lives, and their family; none while the city keeps nothing.
 */
particulars: Particulars | null, 
/**
 * The posts whose erasure the caller has asked for, the newest first.
 */
erasure_requests: Array<EntryErasureAnswer>, };

export type Member = { 
/**
 * The reading of the name.
 */
kana: string, 
/**
 * The category of article 7.
 */
category: StaffCategory, 
/**
 * How far they have read.
 */
read_upto: number, 
/**
 * The account; equal to `welcome.account` for one's own entries.
 */
account: string, 
/**
 * The name, with its kanji as written.
 */
name: string, 
/**
 * The facility's name.
 */
facility: string, 
/**
 * The profession's name.
 */
profession: string, };

export type ConsentView = { 
/**
 * Who signed.
 */
signed_by: SignedBy, 
/**
 * How the proxy is related to the person.
 */
relation?: string, 
/**
 * The version of the form.
 */
form_version: string, 
/**
 * `YYYY-MM-DD`
 */
signed_on: string, 
/**
 * `YYYY-MM-DD`
 */
received_on: string, 
/**
 * With whom what is shared; none: all that the form speaks of.
 */
scope?: ConsentScope, };

export type SignedBy = "person" | "proxy";

export type EntriesPage = { 
/**
 * The room.
 */
room: string, 
/**
 * The room's last position.
 */
head: number, 
/**
 * How far the caller has read.
 */
read_upto: number, 
/**
 * The entries, oldest first, at most 100.
 */
entries: Array<Entry>, };

export type NewPost = { 
/**
 * Made by the client (UUIDv7), the same at every resend.
 */
id: string, 
/**
 * 1 to 10,000 characters.
 */
body: string, 
/**
 * 重要度; `normal` when absent.
 */
priority: Priority, 
/**
 * A post of the same room.
 */
reply_to?: string, };

export type ReadMarkBody = { 
/**
 * The last entry read.
 */
upto: number, };

export type Settings = { 
/**
 * Whether mails tell this person that something waits.
 */
alert_mail: boolean, 
/**
 * Where they go, shortened so that it can be recognised but not read (`sa***@example.jp`). Ignored in `PUT`.
 */
mail: string | null, };

export type CityRooms = { 
/**
 * All rooms of the city, or the one that was asked for.
 */
rooms: Array<CityRoom>, 
/**
 * Whether there are more than are listed: those that ended long ago.
 */
has_more: boolean, 
/**
 * For so many days after support has ended members still read the room.
 */
ended_room_days: number, };

export type CityRoom = { 
/**
 * The room.
 */
room: string, 
/**
 * The supported person's name.
 */
label: string, 
/**
 * Its reading in kana.
 */
kana: string, 
/**
 * Date of birth, `YYYY-MM-DD`; empty where nobody knows any more whom it was about.
 */
birth_date: string, 
/**
 * The room's state.
 */
state: RoomState, 
/**
 * Version of this line: return it with every decision.
 */
version: number, 
/**
 * How many members of staff take part.
 */
members: number, 
/**
 * Of which facilities they are, by name.
 */
facilities: Array<string>, 
/**
 * When the state last changed.
 */
state_since: string, 
/**
 * Whether another open room may be about the same person: the reading of the name and the date of birth are the same.
 */
may_be_twice: boolean, 
/**
 * Which rooms those are.
 */
same_person: Array<string>, 
/**
 * The consent that the room rests on.
 */
consent: ConsentView | null, 
/**
 * How many files there are of the signed consent form.
 */
consent_files: number, 
/**
 * Whether the consent was recorded without a scan of its form, or that was taken back.
 */
lacks_scan: boolean, 
/**
 * When a proposal is deleted: unless its consent form comes before, or because it was discontinued without one.
 */
lapses_at?: string, 
/**
 * Why support came to its end; none while it goes on.
 */
end: SupportEndView | null, 
/**
 * Whether there is a certificate of its discontinuation.
 */
has_certificate: boolean, 
/**
 * That it was erased, if it was: then nobody knows any more whom it was about.
 */
erased: ErasureLine | null, 
/**
 * The open case in which its erasure is proposed.
 */
erasure_case: string | null, 
/**
 * The permit by which it is used without consent, if one stands; of several the one that stands longest.
 */
permit: PermitLine | null, 
/**
 * All permits that stand, the one that stands longest first.
 */
permits: Array<PermitLine>, 
/**
 * The open case in which a permit is asked for.
 */
permit_case: string | null, };

export type ConsentReceiptBody = { 
/**
 * The version of the line that the decision was made on.
 */
version: number, 
/**
 * Who signed.
 */
signed_by: SignedBy, 
/**
 * Required for a proxy.
 */
relation?: string, 
/**
 * Required for a proxy.
 */
why_not_person?: string, 
/**
 * The version printed on the form.
 */
form_version: string, 
/**
 * `YYYY-MM-DD`
 */
signed_on: string, 
/**
 * `YYYY-MM-DD`
 */
received_on: string, 
/**
 * With whom what is shared; none: all that the form speaks of.
 */
scope?: ConsentScope, 
/**
 * Of the first receipt: the files that are the scan of the form, as they were shown. Of another one they stand beside it.
 */
scans?: Array<string>, 
/**
 * Of the first receipt: the other rooms (`same_person` of the line) that were made sure to be about somebody else.
 */
others?: Array<string>, };

export type DiscontinuationBody = { 
/**
 * The version of the line that the decision was made on.
 */
version: number, 
/**
 * On whose request; stands on the certificate.
 */
ground?: WithdrawalGround, };

export type Discontinuation = { 
/**
 * The room.
 */
room: string, 
/**
 * When: from this moment on nobody reads.
 */
at: string, 
/**
 * How many waiting alert mails were cancelled.
 */
alerts_cancelled: number, };

export type SupportEndBody = { 
/**
 * The version of the line that the decision was made on.
 */
version: number, 
/**
 * Why.
 */
reason: EndReason, 
/**
 * On which day, `YYYY-MM-DD`.
 */
ended_on: string, };

export type SupportEndView = { 
/**
 * Why.
 */
reason: EndReason, 
/**
 * On which day, `YYYY-MM-DD`.
 */
ended_on: string, 
/**
 * Until when its members read the room.
 */
readable_until?: string, };

export type DiscontinuationCertificate = { 
/**
 * The room.
 */
room: string, 
/**
 * The supported person's name; empty once the room was erased, as is its reading, and then there is no consent here.
 */
label: string, 
/**
 * Its reading in kana.
 */
kana: string, 
/**
 * The city's year, which begins in April.
 */
fiscal_year: number, 
/**
 * The certificate's number in that year.
 */
number: number, 
/**
 * When it was decided, by the database's clock: nothing was accepted after.
 */
at: string, 
/**
 * Who decided, as they were called then.
 */
decided_by: string, 
/**
 * From which facility, as it was called then.
 */
decided_at: string, 
/**
 * On whose request; none where the form did not say it.
 */
ground: WithdrawalGround | null, 
/**
 * What the room was before.
 */
before: RoomState, 
/**
 * The consent that ended; none while it was awaited.
 */
consent: ConsentView | null, 
/**
 * What the server did.
 */
server: DoneByServer, 
/**
 * What apps reported.
 */
apps: ReportedByApps, };

export type DoneByServer = { 
/**
 * How many members of staff lost the room.
 */
members: number, 
/**
 * How many waiting alert mails were cancelled.
 */
alerts_cancelled: number, 
/**
 * When the nodes were asked whether they show nothing more, and what they said; none if that could not be written down.
 */
followed: NodesFollowed | null, };

export type NodesFollowed = { 
/**
 * How many there were.
 */
nodes: number, 
/**
 * How many of them had confirmed that they show nothing more. The others had not been heard of for so long that they show
 * nothing by themselves.
 */
confirmed: number, 
/**
 * When, by the database's clock.
 */
at: string, };

export type ReportedByApps = { 
/**
 * When the reports were counted.
 */
as_of: string, 
/**
 * Where a copy may have been: people who took part and were signed in at that moment, each with the device.
 */
holders: Array<CopyHolder>, };

export type CopyHolder = { 
/**
 * Who was signed in.
 */
name: string, 
/**
 * From where they took part.
 */
facility: string, 
/**
 * On which device.
 */
device: string, 
/**
 * When the app there said that it has wiped its copies.
 */
reported_at: string | null, };

export type ErasurePreview = { 
/**
 * The room.
 */
room: string, 
/**
 * The supported person's name.
 */
label: string, 
/**
 * Its reading in kana.
 */
kana: string, 
/**
 * How the room stands.
 */
state: RoomState, 
/**
 * Since when.
 */
state_since: string, 
/**
 * Version of the room's line: return it with the proposal.
 */
version: number, 
/**
 * What goes.
 */
goes: ErasedCounts, 
/**
 * What stays.
 */
stays: KeptCounts, 
/**
 * The open case, if its erasure is proposed already.
 */
case: string | null, };

export type ErasedCounts = { 
/**
 * Posts.
 */
posts: number, 
/**
 * How far members have read.
 */
read_marks: number, 
/**
 * Who took part, and from where.
 */
memberships: number, 
/**
 * What else there is, kind by kind; of what there is nothing, nothing is said.
 */
others: Array<ErasedOther>, };

export type ErasedOther = { 
/**
 * Of what.
 */
kind: ErasedKind, 
/**
 * How many.
 */
number: number, };

export type KeptCounts = { 
/**
 * Entries of the room's log: when, by whom, and nothing of what they said.
 */
entries: number, 
/**
 * Events of the audit log.
 */
events: number, 
/**
 * Whether there is a certificate of the room's discontinuation.
 */
certificate: boolean, };

export type ErasureBody = { 
/**
 * The version of the room's line that was shown.
 */
version: number, 
/**
 * Why.
 */
ground: ErasureGround, };

export type ErasureProposed = { 
/**
 * The case that the approver decides.
 */
case: string, 
/**
 * 受付番号
 */
receipt: string, 
/**
 * Until when it is decided, `YYYY-MM-DD`.
 */
due: string, };

export type ErasureProposal = { 
/**
 * The room.
 */
room: string, 
/**
 * What it was when this was proposed.
 */
before: RoomState, 
/**
 * Why.
 */
ground: ErasureGround, 
/**
 * What would go, counted then.
 */
goes: ErasedCounts, 
/**
 * What would stay, counted then.
 */
stays: KeptCounts, };

export type ErasureCase = { 
/**
 * What is proposed.
 */
proposal: ErasureProposal, 
/**
 * The reading of the supported person's name; none once nobody knows it any more.
 */
kana: string | null, 
/**
 * Who proposed it, as they were called then.
 */
proposed_by: string, 
/**
 * From which facility.
 */
proposed_at: string, 
/**
 * Whether it is the caller who proposed it: then somebody else decides.
 */
is_own: boolean, };

export type ErasureLine = { 
/**
 * The city's year, which begins in April.
 */
fiscal_year: number, 
/**
 * The certificate's number in that year.
 */
number: number, 
/**
 * When.
 */
at: string, };

export type ErasureCertificate = { 
/**
 * The room.
 */
room: string, 
/**
 * Its number, and when it was decided: nobody read it from then on.
 */
line: ErasureLine, 
/**
 * What the room was before.
 */
before: RoomState, 
/**
 * Why.
 */
ground: ErasureGround, 
/**
 * Who proposed it, as they were called then.
 */
proposed_by: string, 
/**
 * From which facility.
 */
proposed_at: string, 
/**
 * Who decided.
 */
decided_by: string, 
/**
 * From which facility.
 */
decided_at: string, 
/**
 * What went.
 */
goes: ErasedCounts, 
/**
 * When the key was gone: from then on no backup of the data can be read either. None: it is under way.
 */
key_destroyed_at: string | null, 
/**
 * When what it had sealed was removed, too.
 */
completed_at: string | null, };

export type EntryErasureGround = "wrong_person" | "third_party" | "asked_for" | "illegal" | "other";

export type EntryErasureStanding = "waiting" | "refused" | "erased";

export type EntryErasureBody = { 
/**
 * Why.
 */
ground: EntryErasureGround, 
/**
 * What the city is told about it: at most 500 characters. It decides by them, since it does not see the post.
 */
words: string, };

export type EntryErasureAsked = { 
/**
 * 受付番号
 */
receipt: string, 
/**
 * Until when the city looks at it, `YYYY-MM-DD`.
 */
due: string, };

export type EntryErasureAnswer = { 
/**
 * The post.
 */
entry: string, 
/**
 * Its position in the room.
 */
seq: number, 
/**
 * When it was written.
 */
written_at: string, 
/**
 * By whom.
 */
author: string, 
/**
 * Why it is to be erased.
 */
ground: EntryErasureGround, 
/**
 * 受付番号
 */
receipt: string, 
/**
 * When it was asked for.
 */
asked_at: string, 
/**
 * Until when the city decides, `YYYY-MM-DD`.
 */
due: string, 
/**
 * How it stands.
 */
standing: EntryErasureStanding, 
/**
 * When it was decided.
 */
decided_at: string | null, 
/**
 * Why it stays; none: it does not, or the reason was written when only the city was to read it.
 */
reason: string | null, };

export type EntryErasureCase = { 
/**
 * The room.
 */
room: string, 
/**
 * The reading of the supported person's name; none once nobody knows it any more.
 */
kana: string | null, 
/**
 * The post.
 */
entry: string, 
/**
 * Its position in the room.
 */
seq: number, 
/**
 * When it was written.
 */
written_at: string, 
/**
 * By whom.
 */
author: Person, 
/**
 * Why it is to be erased.
 */
ground: EntryErasureGround, 
/**
 * What was said about it; none once it is erased, since it may repeat what the post said.
 */
words: string | null, 
/**
 * Who asked, as they were called then.
 */
asked_by: string, 
/**
 * From which facility.
 */
asked_at: string, 
/**
 * Who proposed it for the city; none as long as nobody did.
 */
proposed_by: string | null, 
/**
 * From where.
 */
proposed_at: string | null, 
/**
 * The case in which it is asked for.
 */
request_case: string, 
/**
 * The case in which the approver decides.
 */
decision_case: string | null, 
/**
 * Number and moment, if it is erased.
 */
erased: ErasureLine | null, 
/**
 * Whether the caller asked for it or proposed it, with whatever account: somebody else decides.
 */
is_own: boolean, };

export type EntryErasureCertificate = { 
/**
 * The room.
 */
room: string, 
/**
 * The post.
 */
entry: string, 
/**
 * Its position in the room.
 */
seq: number, 
/**
 * When it was written.
 */
written_at: string, 
/**
 * Number of the certificate, and when it was erased: nobody read it from then on.
 */
line: ErasureLine, 
/**
 * Why.
 */
ground: EntryErasureGround, 
/**
 * Who asked, as they were called then.
 */
asked_by: string, 
/**
 * From which facility.
 */
asked_at: string, 
/**
 * Who proposed it.
 */
proposed_by: string, 
/**
 * From where.
 */
proposed_at: string, 
/**
 * Who decided.
 */
decided_by: string, 
/**
 * From where.
 */
decided_at: string, 
/**
 * Mails about it that were still to be sent, and were not.
 */
alerts: number, 
/**
 * Released documents of disclosure requests from which it was taken.
 */
documents: number, 
/**
 * How often a part of the record that holds it had been printed or written into a file: those are out of reach.
 */
exports: number, 
/**
 * The day, `YYYY-MM-DD`, on which the last backup that holds it expires.
 */
backups_until: string, 
/**
 * For how many days backups were kept, as it was set then.
 */
keep_days: number, };

export type ExceptionalUseGround = "disaster" | "abuse_or_dv" | "impaired_capacity_no_kin" | "other_emergency";

export type NoKin = "nobody" | "estranged";

export type ExceptionalUseStanding = "submitted" | "under_review" | "recommended" | "permitted" | "ended" | "declined" | "not_permitted" | "withdrawn";

export type ExceptionalUseWords = { 
/**
 * What happened: the disaster and its danger, the suspicion, how judgement is impaired, the emergency.
 */
circumstances: string, 
/**
 * Why consent is difficult to obtain: asked on every ground but a disaster.
 */
why_no_consent: string | null, 
/**
 * Why no family could consent: asked where judgement is impaired.
 */
kin: NoKin | null, 
/**
 * What the room is used for, and for nothing else.
 */
purpose: string, };

export type ExceptionalUseApplicationBody = { 
/**
 * On which of the four grounds.
 */
ground: ExceptionalUseGround, 
/**
 * What happened, and why it asks for this.
 */
words: ExceptionalUseWords, 
/**
 * The accounts of those who are to use the room. Whoever applies names people of their own facility.
 */
people: Array<string>, 
/**
 * Until when.
 */
until: string, };

export type ExceptionalUseApplicationForm = { 
/**
 * Whom it may name: whoever applies, and their colleagues.
 */
people: Array<Person>, 
/**
 * Until when it may be at the most, in days from now.
 */
longest_days: number, };

export type ExceptionalUseApplied = { 
/**
 * The application.
 */
case: string, 
/**
 * 受付番号
 */
receipt: string, 
/**
 * Until when the city looks at it, `YYYY-MM-DD`.
 */
due: string, };

export type OwnExceptionalUseApplications = { 
/**
 * The caller's own, the newest first.
 */
applications: Array<OwnExceptionalUseApplication>, };

export type OwnExceptionalUseApplication = { 
/**
 * The application.
 */
case: string, 
/**
 * 受付番号
 */
receipt: string, 
/**
 * The room.
 */
room: string, 
/**
 * How it stands.
 */
standing: ExceptionalUseStanding, 
/**
 * When it was sent.
 */
applied_at: string, 
/**
 * Until when the city looks at it, `YYYY-MM-DD`.
 */
due: string, 
/**
 * Until when the permit stands that was given.
 */
permitted_until: string | null, 
/**
 * What was said about the person; none once the caller does not read the room any more.
 */
told: ExceptionalUseToldAgain | null, };

export type ExceptionalUseToldAgain = { 
/**
 * The supported person's name.
 */
label: string, 
/**
 * Its reading.
 */
kana: string, 
/**
 * On which ground.
 */
ground: ExceptionalUseGround, 
/**
 * What was said.
 */
words: ExceptionalUseWords, 
/**
 * Whom it names.
 */
people: Array<Person>, 
/**
 * Until when.
 */
until: string, 
/**
 * Why it was not recommended.
 */
reason: string | null, };

export type ExceptionalUseApplicationCase = { 
/**
 * The room.
 */
room: string, 
/**
 * How that stands.
 */
state: RoomState, 
/**
 * The reading of the supported person's name; none once nobody knows it any more.
 */
kana: string | null, 
/**
 * On which ground.
 */
ground: ExceptionalUseGround, 
/**
 * What was said about it; none once the room is erased.
 */
words: ExceptionalUseWords | null, 
/**
 * Whom it names.
 */
people: Array<Person>, 
/**
 * Until when.
 */
until: string, 
/**
 * Who applied, as they were called then.
 */
applied_by: string, 
/**
 * From which facility.
 */
applied_from: string, 
/**
 * The open case in which a permit for this room is asked for already: it is decided first.
 */
open_case: string | null, 
/**
 * The case in which the approver decides what was recommended.
 */
recommended_case: string | null, 
/**
 * Whether it was taken back, or went with the proposal: nobody decided it.
 */
is_withdrawn: boolean, 
/**
 * Whether the caller applied for it, with whatever account: somebody else decides.
 */
is_own: boolean, };

export type ExceptionalUseBody = { 
/**
 * The version of the room's line that was shown.
 */
version: number, 
/**
 * On which of the four grounds.
 */
ground: ExceptionalUseGround, 
/**
 * What happened, and why it asks for this.
 */
words: ExceptionalUseWords, 
/**
 * The accounts of those who are to use it.
 */
people: Array<string>, 
/**
 * Until when.
 */
until: string, };

export type ExceptionalUseAsked = { 
/**
 * The case that the approver decides.
 */
case: string, 
/**
 * 受付番号
 */
receipt: string, 
/**
 * Until when it is decided, `YYYY-MM-DD`.
 */
due: string, };

export type ExceptionalUseCase = { 
/**
 * The room.
 */
room: string, 
/**
 * The reading of the supported person's name; none once nobody knows it any more.
 */
kana: string | null, 
/**
 * On which ground.
 */
ground: ExceptionalUseGround, 
/**
 * What was said about it; none once the room is erased.
 */
words: ExceptionalUseWords | null, 
/**
 * Whom it names.
 */
people: Array<Person>, 
/**
 * Those of them who could not be let in when it was permitted, or could not be at this moment: suspended, or without an affiliation.
 */
skipped: Array<string>, 
/**
 * Until when.
 */
until: string, 
/**
 * Who asked, as they were called then.
 */
asked_by: string, 
/**
 * From which facility.
 */
asked_at: string, 
/**
 * Who had applied for it at a facility, as they were called then; none: the city asked by itself.
 */
applied_by: string | null, 
/**
 * From which facility.
 */
applied_from: string | null, 
/**
 * That application.
 */
application: string | null, 
/**
 * When it was permitted.
 */
permitted_at: string | null, 
/**
 * By whom.
 */
permitted_by: string | null, 
/**
 * When the city ended it before its time.
 */
ended_at: string | null, 
/**
 * Whether the caller had the part in it that bars them from deciding: somebody else does.
 */
is_own: boolean, 
/**
 * Whether the caller asked for it.
 */
is_asker: boolean, };

export type DisasterEventWords = { 
/**
 * What the city calls it.
 */
name: string, 
/**
 * What happened, and which danger to life or body there is.
 */
circumstances: string, 
/**
 * What the rooms are used for, and for nothing else.
 */
purpose: string, };

export type DisasterEventBody = { 
/**
 * What the city says of it.
 */
words: DisasterEventWords, 
/**
 * The rooms that are to be used.
 */
rooms: Array<string>, 
/**
 * The accounts of those who are to use them.
 */
people: Array<string>, 
/**
 * Until when.
 */
until: string, };

export type DisasterEventAsked = { 
/**
 * The case that the approver decides: the event's name.
 */
case: string, 
/**
 * 受付番号
 */
receipt: string, 
/**
 * Until when it is decided, `YYYY-MM-DD`.
 */
due: string, };

export type DisasterEvents = { 
/**
 * The newest at the top.
 */
events: Array<DisasterEventLine>, };

export type DisasterEventLine = { 
/**
 * The case in which it was asked for: its name.
 */
case: string, 
/**
 * What the city calls it.
 */
name: string, 
/**
 * Whether it is permitted: how that case stands.
 */
state: CaseState, 
/**
 * Whether it stands at this moment.
 */
stands: boolean, 
/**
 * Until when.
 */
until: string, 
/**
 * When it was asked for.
 */
asked_at: string, 
/**
 * By whom, as they were called then.
 */
asked_by: string, 
/**
 * When it was permitted.
 */
permitted_at: string | null, 
/**
 * By whom.
 */
permitted_by: string | null, 
/**
 * The case of its review.
 */
review: string | null, 
/**
 * How that stands.
 */
review_state: CaseState | null, 
/**
 * When the city ended it before its time.
 */
ended_at: string | null, 
/**
 * How many people it names.
 */
people: number, 
/**
 * How many rooms.
 */
rooms: number, 
/**
 * How many of them are permitted by now.
 */
permitted_rooms: number, 
/**
 * How many were over when their turn came.
 */
skipped_rooms: number, };

export type DisasterEventView = { 
/**
 * Its line.
 */
line: DisasterEventLine, 
/**
 * What happened, and which danger there is.
 */
circumstances: string, 
/**
 * What the rooms are used for.
 */
purpose: string, 
/**
 * Whom it names.
 */
people: Array<Person>, 
/**
 * The rooms, by the reading of the supported person's name.
 */
rooms: Array<DisasterRoom>, 
/**
 * Whether the caller had the part in it that bars them from deciding: somebody else does.
 */
is_own: boolean, };

export type DisasterRoom = { 
/**
 * The room.
 */
room: string, 
/**
 * The supported person's name; empty once nobody knows it any more.
 */
label: string, 
/**
 * Its reading.
 */
kana: string, 
/**
 * The room's state.
 */
state: RoomState, 
/**
 * How it stands with its permit.
 */
permit: DisasterPermit, 
/**
 * While it is asked for: how many of the named people are not in the room. Once it is permitted: how many are in it by the permit.
 */
people: number, };

export type DisasterPermit = "waiting" | "standing" | "skipped" | "over";

export type PermitLine = { 
/**
 * On which ground.
 */
ground: ExceptionalUseGround, 
/**
 * Until when.
 */
until: string, };

export type PermitView = { 
/**
 * On which ground.
 */
ground: ExceptionalUseGround, 
/**
 * What the room is used for, and for nothing else.
 */
purpose: string, 
/**
 * Until when.
 */
until: string, 
/**
 * Whether it is by this one that the caller is in the room.
 */
is_own: boolean, };

export type ResidenceCase = { 
/**
 * The room.
 */
room: string, 
/**
 * How it stands.
 */
state: RoomState, 
/**
 * The reading of the person's name; none once the room is erased.
 */
kana: string | null, 
/**
 * Where they lived before; none once the room is closed to the city, as `now`, `basis` and `stated`.
 */
before: string | null, 
/**
 * Where they live now.
 */
now: string | null, 
/**
 * Which version of it: return it with a decision that states a ground.
 */
version: number, 
/**
 * On what ground the city supports them.
 */
basis: ResidenceBasis | null, 
/**
 * What this case stated of that; none before it is decided, and where there was nothing to state.
 */
stated: ResidenceStatement | null, };

export type ResidenceStatement = { 
/**
 * In which case.
 */
case: string, 
/**
 * On what ground before.
 */
before: ResidenceBasis, 
/**
 * And since then.
 */
after: ResidenceBasis, 
/**
 * Who said so.
 */
by: string, 
/**
 * When.
 */
at: string, };

export type StatedResidence = { 
/**
 * The ground.
 */
basis: ResidenceBasis, 
/**
 * The version of the address that was shown.
 */
version: number, };

export type OwnConsentCase = { 
/**
 * The room.
 */
room: string, 
/**
 * How it stands.
 */
state: RoomState, 
/**
 * The reading of the person's name; none once the room is erased.
 */
kana: string | null, 
/**
 * The age at which one consents oneself.
 */
age: number, 
/**
 * When they come of it: `YYYY-MM-DD`; none once the room is closed to the city, as `consent` and `why_not_person`.
 */
comes_of_age_on: string | null, 
/**
 * The consent that counts now.
 */
consent: ConsentView | null, 
/**
 * Why the person did not sign it, if somebody else did.
 */
why_not_person: string | null, };

export type DisclosureRequester = "person" | "representative" | "authority";

export type DisclosureState = "waiting" | "unsealed" | "shut" | "refused" | "withdrawn" | "released" | "erased";

export type RedactionGround = "third_party" | "danger" | "other";

export type DisclosedKind = "post" | "opened" | "member_joined" | "member_left" | "discontinued" | "consent_ended" | "ended" | "lapsed" | "erased" | "permitted" | "entry_erased";

export type DisclosureBody = { 
/**
 * The request: an id that the client made.
 */
id: string, 
/**
 * What is asked for.
 */
words: DisclosureWords, };

export type DisclosureWords = { 
/**
 * Who asks.
 */
requester: DisclosureRequester, 
/**
 * How they stand to the person, or which authority it is; none of the person.
 */
relation: string | null, 
/**
 * When the request came, `YYYY-MM-DD`.
 */
received_on: string, 
/**
 * By which law.
 */
legal_basis: string, 
/**
 * What the room is unsealed for, and for nothing else.
 */
purpose: string, 
/**
 * How it was made sure that they are who they say.
 */
identity_check: string, 
/**
 * The first day in Tokyo; none: from the beginning.
 */
from: string | null, 
/**
 * The last day; none: up to the day of the request.
 */
upto: string | null, };

export type DisclosureAsked = { 
/**
 * The request.
 */
request: string, 
/**
 * The case that the approver decides.
 */
case: string, 
/**
 * 受付番号
 */
receipt: string, 
/**
 * Until when the law wants it answered, `YYYY-MM-DD`.
 */
due: string, };

export type Disclosures = { 
/**
 * Whom the room is about.
 */
label: string, 
/**
 * The reading of the name.
 */
kana: string, 
/**
 * The requests, the newest first.
 */
disclosures: Array<DisclosureHead>, };

export type DisclosureHead = { 
/**
 * The request.
 */
request: string, 
/**
 * The room.
 */
room: string, 
/**
 * How it stands.
 */
state: DisclosureState, 
/**
 * Until when the law wants it answered, `YYYY-MM-DD`.
 */
due: string, 
/**
 * Until when two people read the room; none when nobody does.
 */
unsealed_until: string | null, 
/**
 * How many entries are asked for.
 */
entries: number, 
/**
 * In how many of them something is marked.
 */
redacted: number, 
/**
 * Whether staff are named, or shown by facility and profession.
 */
names_staff: boolean, 
/**
 * The year of its number, once it was released.
 */
fiscal_year: number | null, 
/**
 * Its number in that year.
 */
number: number | null, 
/**
 * When whoever blackens said that it is done: it is the other person's turn.
 */
ready_at: string | null, 
/**
 * When it was released.
 */
released_at: string | null, 
/**
 * Return it with every step.
 */
version: number, };

export type Disclosure = { 
/**
 * How it stands.
 */
head: DisclosureHead, 
/**
 * Whom the room is about; empty once nobody knows it any more.
 */
label: string, 
/**
 * What was said about it; none once the room is erased.
 */
words: DisclosureWords | null, 
/**
 * Each time that it was asked to unseal the room, the first at the top.
 */
unsealings: Array<UnsealingLine>, 
/**
 * Whether the caller reads the room now.
 */
may_read: boolean, 
/**
 * Whether the caller says what is not disclosed.
 */
may_redact: boolean, 
/**
 * Whether the caller releases what is left.
 */
may_release: boolean, 
/**
 * Whether the caller sees what was released.
 */
may_see_document: boolean, };

export type UnsealingLine = { 
/**
 * The case.
 */
case: string, 
/**
 * When it was asked.
 */
asked_at: string, 
/**
 * By whom, as they were called then.
 */
asked_by: string, 
/**
 * When the room was unsealed.
 */
unsealed_at: string | null, 
/**
 * Until when.
 */
unsealed_until: string | null, 
/**
 * By whom.
 */
unsealed_by: string | null, };

export type DisclosureCase = { 
/**
 * How it stands.
 */
head: DisclosureHead, 
/**
 * The reading of the supported person's name; none once nobody knows it any more.
 */
kana: string | null, 
/**
 * What was said about it; none once the room is erased.
 */
words: DisclosureWords | null, 
/**
 * Who asked to unseal the room, as they were called then.
 */
asked_by: string, 
/**
 * From which facility.
 */
asked_at: string, 
/**
 * For how many hours a yes unseals the room.
 */
hours: number, 
/**
 * Whether it was the caller who asked: somebody else decides.
 */
is_own: boolean, };

export type DisclosureStep = { 
/**
 * The version that was shown.
 */
version: number, };

export type UnsealedPage = { 
/**
 * The entries, oldest first.
 */
entries: Array<UnsealedEntry>, 
/**
 * The last entry that is asked for: there are more pages until it came.
 */
last_seq: number, };

export type UnsealedEntry = { 
/**
 * The entry.
 */
entry: Entry, 
/**
 * What of it is not disclosed.
 */
marks: Array<RedactionMark>, 
/**
 * Whether it is left out of what is released, whatever is marked: it tells of a use on the ground of abuse, and somebody asks for the
 * person (article 20).
 */
is_left_out: boolean, };

export type RedactionMark = { 
/**
 * What.
 */
part: RedactedPart, 
/**
 * Of a passage: the first character, counted from nothing in characters (Unicode code points).
 */
from: number | null, 
/**
 * Of a passage: the character before which it ends.
 */
upto: number | null, 
/**
 * Why.
 */
ground: RedactionGround, 
/**
 * In words; needed for `other`. Never released.
 */
words: string, };

export type RedactedPart = "author" | "whole" | "passage";

export type RedactionBody = { 
/**
 * The version that was shown.
 */
version: number, 
/**
 * What of it is not disclosed, in place of what was said before.
 */
marks: Array<RedactionMark>, };

export type StaffNamesBody = { 
/**
 * The version that was shown.
 */
version: number, 
/**
 * Whether staff are named, or shown by facility and profession.
 */
names_staff: boolean, };

export type DisclosureVersion = { 
/**
 * Return it with the next one.
 */
version: number, };

export type DisclosurePreview = { 
/**
 * What would be released now.
 */
document: DisclosureDocument, 
/**
 * The digest of that.
 */
digest: string, 
/**
 * The version that it is of.
 */
version: number, };

export type DisclosureRelease = { 
/**
 * The version that was reviewed.
 */
version: number, 
/**
 * The digest of what was reviewed.
 */
digest: string, };

export type DisclosureReleased = { 
/**
 * How it stands.
 */
head: DisclosureHead, 
/**
 * What was released.
 */
document: DisclosureDocument, };

export type DisclosureDocument = { 
/**
 * The city.
 */
city: string, 
/**
 * What the service is called.
 */
service: string, 
/**
 * Why information is shared there (article 1); none in what was released before this was kept.
 */
purpose?: string, 
/**
 * What can be relied on (article 19).
 */
notice: string, 
/**
 * Whom it is about.
 */
person: string, 
/**
 * Who asked.
 */
requester: DisclosureRequester, 
/**
 * When, `YYYY-MM-DD`.
 */
received_on: string, 
/**
 * The first day that was asked for; none: from the beginning.
 */
from: string | null, 
/**
 * The last day; none: up to the request.
 */
upto: string | null, 
/**
 * Whether staff are named.
 */
names_staff: boolean, 
/**
 * What there is, oldest first.
 */
entries: Array<DisclosedEntry>, 
/**
 * How much is withheld, ground by ground.
 */
withheld: Array<WithheldCount>, };

export type DisclosedEntry = { 
/**
 * Which one it is; none in what was released before this was kept. Never on paper.
 */
id?: string, 
/**
 * When.
 */
at: string, 
/**
 * What it is; none where all that it says is withheld.
 */
kind: DisclosedKind | null, 
/**
 * Who wrote or did it.
 */
author: DisclosedPerson, 
/**
 * Whom it is about.
 */
subject: DisclosedPerson | null, 
/**
 * What a post says, in pieces; the mark of a withheld one is always the same.
 */
pieces: Array<DisclosedPiece>, 
/**
 * When the city had it erased: then there are no pieces.
 */
erased_at?: string, };

export type DisclosedPerson = { 
/**
 * The name; none where staff are not named.
 */
name: string | null, 
/**
 * The facility.
 */
facility: string | null, 
/**
 * The profession.
 */
profession: string | null, 
/**
 * Why nothing is told of them.
 */
withheld: RedactionGround | null, };

export type DisclosedPiece = { 
/**
 * What it says, or the mark of what is withheld.
 */
text: string, 
/**
 * Why it is withheld; none: it is not.
 */
withheld: RedactionGround | null, };

export type WithheldCount = { 
/**
 * The ground.
 */
ground: RedactionGround, 
/**
 * Passages.
 */
passages: number, 
/**
 * Whole entries.
 */
entries: number, 
/**
 * People.
 */
authors: number, };

export type Sessions = { 
/**
 * The caller's sessions that count, the newest first.
 */
sessions: Array<SessionLine>, };

export type SessionLine = { 
/**
 * The session.
 */
session: string, 
/**
 * The device's label.
 */
device: string, 
/**
 * Whether several accounts may sign in on that device.
 */
is_shared: boolean, 
/**
 * When it began.
 */
since: string, 
/**
 * When it last showed that it holds its key: every few minutes, as long as a page of it is open.
 */
last_used: string, 
/**
 * When it ends by itself.
 */
expires_at: string, 
/**
 * Whether it is the one that asks.
 */
is_this: boolean, };

export type Passkeys = { 
/**
 * The caller's passkeys, the oldest first.
 */
passkeys: Array<PasskeyLine>, };

export type PasskeyLine = { 
/**
 * The passkey.
 */
passkey: string, 
/**
 * What its person calls it; one that was made at the enrolment has no name before they give it one.
 */
name: string | null, 
/**
 * When it was added.
 */
added_at: string, 
/**
 * When it was used last.
 */
last_used: string | null, 
/**
 * Whether copies of it are kept elsewhere, as its authenticator said when it was used last (backup state).
 */
is_synced: boolean, 
/**
 * Whether the session that asks was signed in with it: whoever removes it is signed out here too.
 */
is_of_this_session: boolean, 
/**
 * Whether it was reported lost and is stopped.
 */
is_suspended: boolean, 
/**
 * The device that was enrolled with it, and in which it presumably lies.
 */
device: string | null, };

export type NewPasskey = { 
/**
 * `credential.toJSON()`
 */
credential: unknown, 
/**
 * What its person calls it: 1 to 50 characters.
 */
name: string, };

export type PasskeyName = { 
/**
 * What its person calls it: 1 to 50 characters.
 */
name: string, };

export type EndedSessions = { 
/**
 * How many sessions have ended by it.
 */
ended: number, };

export type SignIns = { 
/**
 * What concerned signing in to the caller's account in the last 90 days, the newest first, at most 30.
 */
sign_ins: Array<SignInLine>, 
/**
 * Whether there is more: ask again with the last `n` as `before`.
 */
has_more: boolean, };

export type SignInLine = { 
/**
 * Its number, for paging.
 */
n: number, 
/**
 * When.
 */
at: string, 
/**
 * What.
 */
what: SignInEvent, 
/**
 * The device's label; none for a device that is not the caller's.
 */
device: string | null, 
/**
 * Whether it was in the session that asks.
 */
is_this: boolean, };

export type SignInEvent = "signed_in" | "refused" | "signed_out" | "signed_out_elsewhere" | "foreign_key" | "stepped_up" | "step_up_refused" | "passkey_added" | "passkey_removed";

export type Devices = { 
/**
 * The devices, by label.
 */
devices: Array<DeviceLine>, };

export type DeviceLine = { 
/**
 * The device.
 */
device: string, 
/**
 * What it is called.
 */
label: string, 
/**
 * Whether several accounts may sign in on it.
 */
is_shared: boolean, 
/**
 * The accounts that may.
 */
accounts: Array<string>, 
/**
 * How it stands.
 */
standing: Standing, 
/**
 * Whether it is the one that asks.
 */
is_this: boolean, 
/**
 * Version of this line: return it with every decision.
 */
version: number, };

export type CityAccounts = { 
/**
 * All accounts of the city.
 */
accounts: Array<CityAccount>, };

export type CityAccount = { 
/**
 * The account.
 */
account: string, 
/**
 * Its login ID.
 */
login_id: string, 
/**
 * The person's name.
 */
name: string, 
/**
 * The main affiliation's facility; none while the person has no affiliation.
 */
facility: string | null, 
/**
 * What the account is for.
 */
role: Role, 
/**
 * How it stands.
 */
standing: Standing, 
/**
 * Whether the city disqualified it, and why.
 */
disqualification: Disqualification | null, 
/**
 * Version of this line: return it with every decision.
 */
version: number, };

export type SuspensionBody = { 
/**
 * The version of the line that the decision was made on.
 */
version: number, 
/**
 * On what ground.
 */
grounds: Grounds, };

export type Facilities = { 
/**
 * The facilities whose staff the caller looks after, by name.
 */
facilities: Array<FacilityLine>, };

export type FacilityLine = { 
/**
 * The facility.
 */
facility: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The category of article 7.
 */
category: StaffCategory, 
/**
 * How many of its staff have an account.
 */
staff: number, 
/**
 * How it stands.
 */
standing: Standing, 
/**
 * On which day it ends, `YYYY-MM-DD`, if that was said.
 */
ends_on: string | null, 
/**
 * Version of this line: return it with every decision.
 */
version: number, };

export type FacilityStaff = { 
/**
 * The facility.
 */
facility: FacilityLine, 
/**
 * Whether the caller may issue new IDs here; otherwise the city does.
 */
may_issue_ids: boolean, 
/**
 * All professions that there are.
 */
professions: Array<Profession>, 
/**
 * The staff, by the reading of their names.
 */
staff: Array<StaffLine>, };

export type Profession = { 
/**
 * Its code, which forms return.
 */
code: string, 
/**
 * Its name.
 */
name: string, };

export type StaffLine = { 
/**
 * The account.
 */
account: string, 
/**
 * Its login ID.
 */
login_id: string, 
/**
 * The person's name.
 */
name: string, 
/**
 * Its reading in kana.
 */
kana: string, 
/**
 * The profession's name.
 */
profession: string, 
/**
 * What the account is for.
 */
role: Role, 
/**
 * How the account stands.
 */
standing: Standing, 
/**
 * Version of this line: return it with every decision.
 */
version: number, 
/**
 * Where mails go.
 */
mail: string | null, 
/**
 * Whether mails tell that something waits.
 */
alert_mail: boolean, 
/**
 * Whether they have a passkey and a device that count: without, they need a code.
 */
is_enrolled: boolean, 
/**
 * When they signed in last.
 */
last_sign_in: string | null, 
/**
 * Whether it is the caller's own account, about which they decide nothing here.
 */
is_self: boolean, 
/**
 * Whether this facility looks after the ID and its devices: the one of the main affiliation does.
 */
is_home: boolean, 
/**
 * In how many rooms they take part through this facility.
 */
rooms: number, 
/**
 * Their devices here that have not ended.
 */
devices: Array<StaffDevice>, 
/**
 * Their passkeys, for the facility that looks after the ID.
 */
passkeys: Array<StaffPasskey>, 
/**
 * The enrolment code that was neither used nor replaced.
 */
code: OpenCode | null, 
/**
 * The IDs that they had before, the latest first, for the facility that looks after the ID.
 */
earlier: Array<EarlierLoginId>, 
/**
 * Whether the city disqualified the ID. Whoever looks after the person for a facility does not see why.
 */
disqualification: Disqualification | null, };

export type EarlierLoginId = { 
/**
 * The account.
 */
account: string, 
/**
 * Its login ID.
 */
login_id: string, 
/**
 * Since when they had it.
 */
from: string, 
/**
 * Until when.
 */
until: string, 
/**
 * Why it was replaced.
 */
ground: NewLoginIdGround, 
/**
 * By whom.
 */
by: string, };

export type NewLoginIdBody = { 
/**
 * The version of the line that the decision was made on.
 */
version: number, 
/**
 * Why.
 */
ground: NewLoginIdGround, 
/**
 * How the code for the new ID comes to its person.
 */
hand_over: HandOver, };

export type DisqualificationBody = { 
/**
 * The version of the line that the decision was made on.
 */
version: number, 
/**
 * On account of what.
 */
act: ProhibitedAct, };

export type Disqualification = { 
/**
 * When.
 */
at: string, 
/**
 * On account of what, and by whom it was decided: for the city.
 */
decision: DisqualificationDecision | null, };

export type DisqualificationDecision = { 
/**
 * On account of what.
 */
act: ProhibitedAct, 
/**
 * By whom.
 */
by: string, };

export type StaffDevice = { 
/**
 * The device.
 */
device: string, 
/**
 * What it is called.
 */
label: string, 
/**
 * Whether several accounts may sign in on it.
 */
is_shared: boolean, 
/**
 * How it stands.
 */
standing: Standing, 
/**
 * Whether it was enrolled; before that it waits for its code.
 */
is_enrolled: boolean, 
/**
 * Version of its row: return it when it was lost.
 */
version: number, 
/**
 * When its certificate ends, if it is time to renew that, or too late.
 */
certificate_ends: string | null, };

export type OpenCode = { 
/**
 * For which device.
 */
device: string, 
/**
 * How it comes to its person.
 */
hand_over: HandOver, 
/**
 * Whether it was handed over; a printed one is dead before that.
 */
is_handed_over: boolean, 
/**
 * When it ends, or ended.
 */
expires_at: string, 
/**
 * Whether it has ended.
 */
has_expired: boolean, 
/**
 * Whether it is dead until a second person has confirmed it.
 */
awaits_second: boolean, 
/**
 * Whether the caller made it: then they are not that person.
 */
is_own: boolean, };

export type NewStaffBody = { 
/**
 * Made by the client (UUIDv7), the same at every resend: a repeat adds nobody.
 */
id: string, 
/**
 * The name.
 */
name: string, 
/**
 * Its reading in kana.
 */
kana: string, 
/**
 * The profession's code.
 */
profession: string, 
/**
 * Where mails go.
 */
mail?: string, 
/**
 * Whether mails tell that something waits.
 */
alert_mail: boolean, 
/**
 * How the code comes to its person.
 */
hand_over: HandOver, };

export type NewCodeBody = { 
/**
 * The version of the line that the decision was made on.
 */
version: number, 
/**
 * How the code comes to its person.
 */
hand_over: HandOver, };

export type StaffDecision = { 
/**
 * The version of the line that the decision was made on.
 */
version: number, };

export type IssuedCode = { 
/**
 * For which account.
 */
account: string, 
/**
 * Its login ID.
 */
login_id: string, 
/**
 * The person's name.
 */
name: string, 
/**
 * The facility's name.
 */
facility: string, 
/**
 * The code in groups, to be typed or shown as `{origin}/enrol#{code}`.
 */
code: string, 
/**
 * How it comes to its person.
 */
hand_over: HandOver, 
/**
 * When it ends, unless a printed one is handed over before.
 */
expires_at: string, 
/**
 * Whether it is dead until a second person has confirmed it.
 */
awaits_second: boolean, 
/**
 * How long a printed one is good from its hand-over on.
 */
handed_over_seconds: number, };

export type Retirement = { 
/**
 * In how many rooms the membership ended.
 */
rooms: number, 
/**
 * Whether the ID ended too; it goes on where the person has another facility.
 */
id_ended: boolean, };

export type ImportReport = { 
/**
 * Rows with something in them, below the heading.
 */
rows: number, 
/**
 * What is at fault. As long as there is anything, nothing is imported.
 */
faults: Array<ImportFaultLine>, 
/**
 * The first names, for a look before it is done.
 */
preview: Array<ImportRow>, 
/**
 * What was imported, each with their code; none in a dry run.
 */
issued: Array<IssuedCode>, };

export type ImportRow = { 
/**
 * The name.
 */
name: string, 
/**
 * Its reading.
 */
kana: string, 
/**
 * The profession's name.
 */
profession: string, 
/**
 * Where mails go.
 */
mail: string | null, 
/**
 * Whether they are wanted.
 */
alert_mail: boolean, };

export type ImportFaultLine = { 
/**
 * The line of the file, as a spreadsheet counts; 0 for the whole file.
 */
line: number, 
/**
 * What.
 */
fault: ImportFault, };

export type AttachmentLimits = { 
/**
 * The longest file.
 */
file_bytes: number, 
/**
 * Files of one case.
 */
files: number, };

export type AttachmentLine = { 
/**
 * Which.
 */
attachment: string, 
/**
 * What it is.
 */
kind: AttachmentKind, 
/**
 * How long it is as it is kept.
 */
bytes: number, 
/**
 * When it was attached.
 */
added_at: string, 
/**
 * By whom.
 */
added_by: string, 
/**
 * That it was taken back, if it was: it cannot be had any more.
 */
taken_back: AttachmentTakenBack | null, };

export type AttachmentTakenBack = { 
/**
 * When.
 */
at: string, 
/**
 * By whom.
 */
by: string, 
/**
 * Why.
 */
reason: string, };

export type TakingBackBody = { 
/**
 * Why; the city's moderators read it.
 */
reason: string, };

export type ConsentFormFiles = { 
/**
 * The files, the first at the top.
 */
attachments: Array<AttachmentLine>, };

export type ConsentScope = { 
/**
 * With what kinds of facilities the person shares.
 */
categories: Array<StaffCategory>, 
/**
 * What.
 */
information: Array<InformationKind>, 
/**
 * With which facilities not, whatever their kind. Told to the city alone; elsewhere empty.
 */
refused_facilities: Array<string>, };

export type Consents = { 
/**
 * The room's line: return its version with a new receipt.
 */
room: CityRoom, 
/**
 * Every receipt that was recorded, the newest first: that one counts.
 */
consents: Array<ConsentLine>, 
/**
 * Files that no receipt names: added later, or for the next one.
 */
loose_files: Array<AttachmentLine>, };

export type ConsentLine = { 
/**
 * Which of its room, from 1 on.
 */
number: number, 
/**
 * What was agreed to, and by whom.
 */
consent: ConsentView, 
/**
 * Why the person could not sign; none if they did.
 */
why_not_person: string | null, 
/**
 * Which other rooms, of the same reading and date of birth, were made sure to be about somebody else.
 */
checked_others: Array<string>, 
/**
 * Who recorded it.
 */
recorded_by: string, 
/**
 * When.
 */
recorded_at: string, 
/**
 * The scan of that form.
 */
files: Array<AttachmentLine>, };

export type ConsentAgainBody = { 
/**
 * What the city received.
 */
receipt: ConsentReceiptBody, 
/**
 * The files that are its scan, of those that no receipt names.
 */
scans: Array<string>, 
/**
 * Who leaves, as the preview said: their accounts.
 */
leaving: Array<string>, };

export type ConsentPreviewBody = { 
/**
 * With whom what would be shared; none: all that the form speaks of.
 */
scope?: ConsentScope, };

export type ConsentReach = { 
/**
 * The version of the room that this is about.
 */
version: number, 
/**
 * Who takes part whom such a consent would not reach, by kana.
 */
leaving: Array<TeamMember>, };

export type ConsentTaken = { 
/**
 * All of them.
 */
consents: Consents, 
/**
 * Who left.
 */
left: Array<TeamMember>, };

export type IdentityView = { 
/**
 * The room's line: return its version with a correction.
 */
room: CityRoom, 
/**
 * On what ground the city supports the person.
 */
basis: ResidenceBasis, 
/**
 * What it was before, the newest first.
 */
corrections: Array<IdentityCorrection>, };

export type IdentityCorrection = { 
/**
 * The name.
 */
name: string, 
/**
 * Its reading.
 */
kana: string, 
/**
 * Date of birth, `YYYY-MM-DD`.
 */
birth_date: string, 
/**
 * On what ground the city supported the person.
 */
basis: ResidenceBasis, 
/**
 * Why it was corrected.
 */
reason: string, 
/**
 * Who corrected it.
 */
by: string, 
/**
 * When.
 */
at: string, };

export type IdentityBody = { 
/**
 * The version of the line that was shown.
 */
version: number, 
/**
 * The person's name, as written.
 */
name: string, 
/**
 * Its reading in kana.
 */
kana: string, 
/**
 * Date of birth, `YYYY-MM-DD`.
 */
birth_date: string, 
/**
 * On what ground the city supports the person.
 */
basis: ResidenceBasis, 
/**
 * Which that was when it was shown.
 */
basis_before: ResidenceBasis, 
/**
 * Why it is corrected.
 */
reason: string, };

export type Contact = { 
/**
 * The name.
 */
name: string, 
/**
 * How they are related to the person.
 */
relation: string, 
/**
 * Their telephone; empty if it is not known.
 */
phone: string, 
/**
 * Whether they want to be told when something happens.
 */
is_told: boolean, };

export type Particulars = { 
/**
 * Where they live; empty if it is not kept.
 */
address: string, 
/**
 * Their own telephone; empty if it is not kept.
 */
phone: string, 
/**
 * Their family, in the order in which they are asked.
 */
contacts: Array<Contact>, };

export type ParticularsView = { 
/**
 * The supported person's name.
 */
label: string, 
/**
 * Its reading.
 */
kana: string, 
/**
 * Version: return it with a change; 0 while nothing is kept.
 */
version: number, 
/**
 * What is kept.
 */
particulars: Particulars, 
/**
 * The open case in which the city looks again at whether it supports someone who has moved.
 */
review_case: string | null, 
/**
 * On what ground the city supports them.
 */
basis: ResidenceBasis, 
/**
 * What was stated of that after they had moved, the newest first.
 */
statements: Array<ResidenceStatement>, };

export type ParticularsBody = { 
/**
 * The version that the change was made on.
 */
version: number, 
/**
 * What is kept from now on.
 */
particulars: Particulars, };

export type PersonImport = { 
/**
 * Rows with something in them, below the heading.
 */
rows: number, 
/**
 * What is at fault. As long as there is anything, nobody is registered.
 */
faults: Array<PersonFaultLine>, 
/**
 * Whom the file names, for a look before it is done.
 */
preview: Array<PersonRow>, 
/**
 * How many were registered; none in a dry run.
 */
registered: number, };

export type PersonRow = { 
/**
 * The name.
 */
name: string, 
/**
 * Its reading.
 */
kana: string, 
/**
 * `YYYY-MM-DD`
 */
birth_date: string, 
/**
 * On what ground the city supports the person.
 */
basis: ResidenceBasis, };

export type PersonFaultLine = { 
/**
 * The line.
 */
line: number, 
/**
 * What.
 */
fault: PersonFault, };

export type PersonFault = "encoding" | "heading" | "empty" | "too_many_rows" | "columns" | "name" | "kana" | "birth_date" | "basis" | "my_number" | "twice" | "there";

export type FacilityApplicationBody = { 
/**
 * Made by the client: a repeat opens nothing.
 */
id: string, 
/**
 * 施設名
 */
name: string, 
/**
 * The category of article 7.
 */
category: StaffCategory, 
/**
 * Why the city should admit it: of the last category only.
 */
ground?: string, 
/**
 * 所在地
 */
address: string, 
/**
 * 代表者の氏名
 */
representative: string, 
/**
 * 連絡先メールアドレス
 */
mail: string, 
/**
 * 電話番号
 */
phone: string, 
/**
 * Whether the facility agrees to the purpose (article 6).
 */
agrees_to_purpose: boolean, 
/**
 * What it agrees to be listed with on public pages.
 */
listed: Array<ListedField>, };

export type ApplicationReceipt = { 
/**
 * 受付番号, which asks how it stands.
 */
receipt: string, 
/**
 * When it came.
 */
opened_at: string, 
/**
 * Until when the city decides, `YYYY-MM-DD`.
 */
due: string, };

export type ApplicationQuestion = { 
/**
 * 受付番号, as it was typed.
 */
receipt: string, };

export type ApplicationStatus = { 
/**
 * What was applied for.
 */
kind: CaseKind, 
/**
 * How it stands.
 */
state: CaseState, 
/**
 * When it came.
 */
opened_at: string, 
/**
 * Until when the city decides, `YYYY-MM-DD`.
 */
due: string, 
/**
 * When it was decided.
 */
decided_at: string | null, 
/**
 * Why so.
 */
reason: string | null, };

export type FacilityApplication = { 
/**
 * 施設名
 */
name: string, 
/**
 * The category of article 7.
 */
category: StaffCategory, 
/**
 * Why the city should admit it: of the last category only.
 */
ground: string | null, 
/**
 * 所在地
 */
address: string, 
/**
 * 代表者の氏名
 */
representative: string, 
/**
 * 連絡先メールアドレス
 */
mail: string, 
/**
 * 電話番号
 */
phone: string, 
/**
 * The words of the purpose that the facility agreed to.
 */
purpose: string, 
/**
 * What it agrees to be listed with on public pages.
 */
listed: Array<ListedField>, };

export type Cases = { 
/**
 * Open ones, what is due first at the top; or decided ones, the newest at the top.
 */
cases: Array<CaseLine>, 
/**
 * Whether more were decided: those before the last of these.
 */
has_more: boolean, };

export type CaseLine = { 
/**
 * The case.
 */
case: string, 
/**
 * What it is.
 */
kind: CaseKind, 
/**
 * On which way it came.
 */
route: CaseRoute, 
/**
 * 受付番号
 */
receipt: string, 
/**
 * Whom it is of: the facility's name, or the person's.
 */
title: string, 
/**
 * How it stands.
 */
state: CaseState, 
/**
 * When it came.
 */
opened_at: string, 
/**
 * Until when the city decides, `YYYY-MM-DD`; with a `release_turn`: until when the law wants it answered.
 */
due: string, 
/**
 * Whether that day is over.
 */
is_overdue: boolean, 
/**
 * Who works on it.
 */
claimed_by: string | null, 
/**
 * Since when.
 */
claimed_at: string | null, 
/**
 * Whether it is the caller who works on it.
 */
is_mine: boolean, 
/**
 * The facility that it is about, or that came of it.
 */
facility: string | null, 
/**
 * Its name.
 */
facility_name: string | null, 
/**
 * Whose it is to decide.
 */
decider: Role, 
/**
 * 二人で行う: whether it takes two people, one who asks and another who decides.
 */
takes_two: boolean, 
/**
 * Whether another person must decide, because the caller asked for it, or it is about them.
 */
is_own: boolean, 
/**
 * Whether it waits for the caller's decision, or for that of others like them.
 */
is_to_decide: boolean, 
/**
 * Of a disclosure request whose room was unsealed and which is not answered: whose turn it is, to blacken or to release, or, once
 * the hours are over, to ask again or withdraw it.
 */
release_turn?: Role, 
/**
 * When it was decided.
 */
decided_at: string | null, 
/**
 * Version of this case: return it with every step.
 */
version: number, };

export type CaseDetail = { 
/**
 * Its line.
 */
line: CaseLine, 
/**
 * What was sent, of a facility that applied.
 */
application: FacilityApplication | null, 
/**
 * What was sent, of a facility that changed what it stated.
 */
change: FacilityChange | null, 
/**
 * Of one that asks to be another kind: the rooms whose consent does not reach that kind. It is accepted when there is none.
 */
unreached: Array<UnreachedRoom>, 
/**
 * What was sent, of a facility that ends.
 */
end: FacilityEndTold | null, 
/**
 * How far a review is.
 */
review: ReviewTold | null, 
/**
 * What was reported, of a loss.
 */
loss: LossReport | null, 
/**
 * What was noticed, of a device in two places at once.
 */
two_places: DeviceInTwoPlaces | null, 
/**
 * What was suspended by proxy.
 */
proxy: ProxySuspension | null, 
/**
 * The room that is proposed to be erased.
 */
erasure: ErasureCase | null, 
/**
 * The use of a room without consent that is asked for, or reviewed.
 */
exceptional_use: ExceptionalUseCase | null, 
/**
 * What a facility applies for of that kind.
 */
use_application: ExceptionalUseApplicationCase | null, 
/**
 * Where someone lived and lives whose support is looked at again.
 */
residence: ResidenceCase | null, 
/**
 * Whom it is about who comes of age, and what was signed for them.
 */
own_consent: OwnConsentCase | null, 
/**
 * The disaster for which a batch of rooms is asked for, or reviewed.
 */
disaster_event: DisasterEventView | null, 
/**
 * The disclosure request that a room is to be unsealed for.
 */
disclosure: DisclosureCase | null, 
/**
 * The post that is to be erased.
 */
entry_erasure: EntryErasureCase | null, 
/**
 * The facility that it is about, or that came of it.
 */
facility: string | null, 
/**
 * The files that belong to it, the first at the top.
 */
attachments: Array<AttachmentLine>, 
/**
 * Who decided.
 */
decided_by: string | null, 
/**
 * Why so.
 */
reason: string | null, 
/**
 * What happened to it, the oldest first.
 */
history: Array<CaseStep>, 
/**
 * Whether the caller may work on it and decide it, by what they are.
 */
may_decide: boolean, 
/**
 * Reasons that the city keeps ready.
 */
templates: ReasonTemplates, };

export type ReasonTemplates = { 
/**
 * For accepting.
 */
accepted: Array<string>, 
/**
 * For refusing.
 */
refused: Array<string>, };

export type CaseStep = { 
/**
 * When.
 */
at: string, 
/**
 * What.
 */
step: CaseStepKind, 
/**
 * By whom; none: by the applicant.
 */
by: string | null, };

export type CaseByReceipt = { 
/**
 * 受付番号, as it was typed.
 */
receipt: string, };

export type CaseStepKind = "opened" | "claimed" | "taken_over" | "released" | "accepted" | "refused" | "withdrawn";

export type CaseClaim = { 
/**
 * The version that was shown: of a case that someone works on, it is taken over.
 */
version: number, };

export type CaseDecision = { 
/**
 * The version that was shown.
 */
version: number, 
/**
 * How it is decided.
 */
decision: Verdict, 
/**
 * Why; the applicant reads it.
 */
reason: string, 
/**
 * On what ground the city goes on supporting someone who has moved. With no other decision.
 */
residence?: StatedResidence, 
/**
 * What is recommended to the approver of what a facility applied for. With that decision alone.
 */
permit?: ExceptionalUseApplicationBody, };

export type Verdict = "accepted" | "refused";

export type DeskView = { 
/**
 * The days of the week, 1 for Monday.
 */
days: Array<number>, 
/**
 * From when, `HH:MM`.
 */
opens: string, 
/**
 * To when, `HH:MM`.
 */
closes: string, 
/**
 * Whether it is open.
 */
is_open: boolean, 
/**
 * When it opens next.
 */
opens_next: string, };

export type FacilityData = { 
/**
 * 施設名
 */
name: string, 
/**
 * The category of article 7.
 */
category: StaffCategory, 
/**
 * Why the city admitted it: of the last category only.
 */
ground: string | null, 
/**
 * 所在地. Empty, as what follows is, of a facility that never stated it.
 */
address: string, 
/**
 * 代表者の氏名
 */
representative: string, 
/**
 * 連絡先メールアドレス
 */
mail: string, 
/**
 * 電話番号
 */
phone: string, 
/**
 * What it agrees to be listed with on public pages.
 */
listed: Array<ListedField>, };

export type FacilityProfile = { 
/**
 * The facility.
 */
facility: string, 
/**
 * What holds.
 */
data: FacilityData, 
/**
 * Whether a change waits for the city's yes: until it is decided, what waits does not change again.
 */
is_waiting: boolean, 
/**
 * What was changed, the newest first.
 */
changes: Array<FacilityChangeLine>, 
/**
 * Version of the facility: return it with a change.
 */
version: number, };

export type FacilityChangeLine = { 
/**
 * The case.
 */
case: string, 
/**
 * When it was sent.
 */
sent_at: string, 
/**
 * By whom.
 */
sent_by: string | null, 
/**
 * What it was.
 */
change: FacilityChange, 
/**
 * What the city said to it.
 */
state: CaseState, 
/**
 * When.
 */
decided_at: string | null, 
/**
 * Why so.
 */
reason: string | null, };

export type FacilityChange = { 
/**
 * What held.
 */
before: FacilityData, 
/**
 * What was typed.
 */
after: FacilityData, 
/**
 * What differs and held at once.
 */
told: Array<FacilityField>, 
/**
 * What differs and waits for the city's yes.
 */
asked: Array<FacilityField>, };

export type UnreachedRoom = { 
/**
 * The room.
 */
room: string, 
/**
 * Whom it is about.
 */
label: string, 
/**
 * The reading of the name.
 */
kana: string, 
/**
 * Who would be outside of the consent.
 */
members: Array<TeamMember>, };

export type FacilityChangeBody = { 
/**
 * Made by the client: a repeat opens nothing.
 */
id: string, 
/**
 * The version that was shown.
 */
version: number, 
/**
 * 施設名
 */
name: string, 
/**
 * The category of article 7.
 */
category: StaffCategory, 
/**
 * Why the city should admit it: of the last category only.
 */
ground?: string, 
/**
 * 所在地
 */
address: string, 
/**
 * 代表者の氏名
 */
representative: string, 
/**
 * 連絡先メールアドレス
 */
mail: string, 
/**
 * 電話番号
 */
phone: string, 
/**
 * What it agrees to be listed with on public pages.
 */
listed: Array<ListedField>, };

export type TransferBody = { 
/**
 * The version of the person's line that was shown.
 */
version: number, 
/**
 * To which facility.
 */
to: string, };

export type Transfer = { 
/**
 * In how many rooms the membership ended.
 */
rooms: number, 
/**
 * Where the person belongs now: its admin hands over a device.
 */
facility: string, 
/**
 * Its name.
 */
name: string, };

export type FacilityEnd = { 
/**
 * The facility; its version goes with every decision.
 */
facility: FacilityLine, 
/**
 * What was said about its end.
 */
said: EndSaid | null, 
/**
 * The first day that may be said, `YYYY-MM-DD`.
 */
earliest: string, 
/**
 * The last one.
 */
latest: string, 
/**
 * The staff who are still there, by the reading of their names.
 */
staff: Array<LeftStaff>, 
/**
 * The devices that are still there, by label.
 */
devices: Array<LeftDevice>, 
/**
 * How much that is: return it as it was seen.
 */
left: EndSeen, };

export type EndSaid = { 
/**
 * On which day, `YYYY-MM-DD`: from its first moment on nothing of the facility is let in.
 */
effective_on: string, 
/**
 * Who said so.
 */
by: string, 
/**
 * Whether for the city.
 */
by_city: boolean, 
/**
 * When.
 */
at: string, 
/**
 * Whether the caller may take it back.
 */
may_withdraw: boolean, };

export type LeftStaff = { 
/**
 * The account.
 */
account: string, 
/**
 * The name.
 */
name: string, 
/**
 * How the ID stands.
 */
standing: Standing, 
/**
 * Whether the ID goes on, at another facility.
 */
stays: boolean, 
/**
 * In how many rooms they take part through the facility.
 */
rooms: number, 
/**
 * Which: told to the city, whose list of rooms they are. An admin learns no names of supported persons by being one.
 */
room_labels: Array<string>, };

export type LeftDevice = { 
/**
 * The device.
 */
device: string, 
/**
 * What it is called.
 */
label: string, 
/**
 * Whether several accounts may sign in on it.
 */
is_shared: boolean, 
/**
 * How it stands.
 */
standing: Standing, };

export type EndSeen = { 
/**
 * Members of staff.
 */
staff: number, 
/**
 * Devices.
 */
devices: number, 
/**
 * Memberships of rooms.
 */
rooms: number, };

export type FacilityEndBody = { 
/**
 * Made by the client: a repeat says nothing twice.
 */
id: string, 
/**
 * The version that was shown.
 */
version: number, 
/**
 * On which day, `YYYY-MM-DD`.
 */
effective_on: string, 
/**
 * The checklist that was seen: what has changed since is to be seen first.
 */
seen: EndSeen, };

export type FacilityEndTold = { 
/**
 * On which day, `YYYY-MM-DD`.
 */
effective_on: string, 
/**
 * What was still there when it was said.
 */
seen: EndSeen, 
/**
 * Whether it was taken back since.
 */
is_withdrawn: boolean, };

export type StaffReview = { 
/**
 * The review of this quarter; none before the first.
 */
review: ReviewOf | null, 
/**
 * After so many days without a sign-in an ID is marked.
 */
dormant_days: number, 
/**
 * The staff: those whose ID lies unused first, the longest at the top.
 */
people: Array<ReviewLine>, };

export type ReviewOf = { 
/**
 * Its case: return it with every answer.
 */
case: string, 
/**
 * `2026-Q4`
 */
quarter: string, 
/**
 * Until when, `YYYY-MM-DD`.
 */
due: string, 
/**
 * Open until the city has closed it.
 */
state: CaseState, };

export type ReviewLine = { 
/**
 * The account.
 */
account: string, 
/**
 * Its login ID.
 */
login_id: string, 
/**
 * The person's name.
 */
name: string, 
/**
 * How it stands.
 */
standing: Standing, 
/**
 * When someone signed in with it last.
 */
last_sign_in: string | null, 
/**
 * Whether that is too long ago.
 */
is_dormant: boolean, 
/**
 * In how many rooms its person takes part through the facility.
 */
rooms: number, 
/**
 * Whether it is the caller's own: about that another one says something.
 */
is_self: boolean, 
/**
 * Who said in this review that it is still used.
 */
kept_by: string | null, 
/**
 * When.
 */
kept_at: string | null, };

export type KeepBody = { 
/**
 * The review that was shown.
 */
case: string, };

export type ReviewTold = { 
/**
 * `2026-Q4`
 */
quarter: string, 
/**
 * Of how many IDs nothing was said yet.
 */
unanswered: number, };

export type ProposalBody = { 
/**
 * Made by the client: the room's id. The same again proposes nothing new.
 */
id: string, 
/**
 * The person's name, as written.
 */
name: string, 
/**
 * Its reading in kana.
 */
kana: string, 
/**
 * Date of birth, `YYYY-MM-DD`.
 */
birth_date: string, 
/**
 * On what ground the city supports the person.
 */
basis: ResidenceBasis, };

export type Proposed = { 
/**
 * The room, which waits for the consent form.
 */
room: string, };

export type Team = { 
/**
 * The room's line: return its version with every decision.
 */
room: CityRoom, 
/**
 * Who takes part, by kana.
 */
members: Array<TeamMember>, };

export type TeamMember = { 
/**
 * The reading of the name.
 */
kana: string, 
/**
 * The category of article 7.
 */
category: StaffCategory, 
/**
 * Until when they are there by a permit (article 20); none: by the consent.
 */
permitted_until?: string, 
/**
 * The account; equal to `welcome.account` for one's own entries.
 */
account: string, 
/**
 * The name, with its kanji as written.
 */
name: string, 
/**
 * The facility's name.
 */
facility: string, 
/**
 * The profession's name.
 */
profession: string, };

export type AdmissionBody = { 
/**
 * Who is let in: an account of staff, of an admin or of the city's moderators.
 */
account: string, 
/**
 * The version of the room that the decision was made on.
 */
version: number, };

export type LossBody = { 
/**
 * The device.
 */
device?: LostDevice, 
/**
 * The passkeys.
 */
passkeys: Array<string>, };

export type LostDevice = { 
/**
 * The device.
 */
device: string, 
/**
 * The version of its line that was shown.
 */
version: number, };

export type ReplacementBody = { 
/**
 * The version of the lost device that the decision was made on.
 */
version: number, 
/**
 * The passkeys that were lost with it.
 */
passkeys: Array<string>, 
/**
 * How the code comes to its person.
 */
hand_over: HandOver, };

export type Losses = { 
/**
 * The reports, the newest first.
 */
losses: Array<LossLine>, };

export type LossLine = { 
/**
 * The case.
 */
case: string, 
/**
 * What it is.
 */
kind: CaseKind, 
/**
 * 受付番号, by which the city finds it.
 */
receipt: string, 
/**
 * Whose account. None: a shared device of the facility.
 */
account: string | null, 
/**
 * What was reported, and by whom.
 */
report: LossReport, 
/**
 * When.
 */
reported_at: string, 
/**
 * Until when the city decides, `YYYY-MM-DD`.
 */
due: string, 
/**
 * How it stands: `accepted` is revoked for good, `refused` works again.
 */
state: CaseState, 
/**
 * When it was decided.
 */
decided_at: string | null, 
/**
 * Why so.
 */
reason: string | null, };

export type LossReport = { 
/**
 * Whose account: who is concerned decides nothing about it. None, as are name and login ID: a shared device, which is
 * its facility's.
 */
account: string | null, 
/**
 * The person's name.
 */
name: string | null, 
/**
 * The login ID.
 */
login_id: string | null, 
/**
 * The facility of the main affiliation, or of the shared device.
 */
facility: string | null, 
/**
 * What the device is called.
 */
device: string | null, 
/**
 * The passkeys.
 */
passkeys: Array<LostPasskey>, 
/**
 * Who reported it.
 */
reported_by: string, };

export type DeviceInTwoPlaces = { 
/**
 * The device.
 */
device: string, 
/**
 * What it is called.
 */
label: string, 
/**
 * Whether several accounts may sign in on it.
 */
is_shared: boolean, 
/**
 * Its facility.
 */
facility: string, 
/**
 * The two.
 */
places: Array<PlaceOfDevice>, };

export type PlaceOfDevice = { 
/**
 * Who was signed in. None: the certificate alone was shown there, and nobody has signed in with it.
 */
person: PersonOnDevice | null, 
/**
 * The address.
 */
address: string, 
/**
 * What the browser calls itself.
 */
agent: string, 
/**
 * Since when.
 */
since: string, 
/**
 * Until when, as far as was known.
 */
until: string, };

export type PersonOnDevice = { 
/**
 * The account: who is concerned decides nothing about it.
 */
account: string, 
/**
 * The name.
 */
name: string, 
/**
 * The login ID.
 */
login_id: string, };

export type CityPeople = { 
/**
 * The staff of the city's offices, those who act for the city first.
 */
people: Array<CityPerson>, 
/**
 * Proposals: those that wait, then the newest others.
 */
appointments: Array<Appointment>, };

export type CityPerson = { 
/**
 * The account.
 */
account: string, 
/**
 * Its login ID.
 */
login_id: string, 
/**
 * The name.
 */
name: string, 
/**
 * The office.
 */
office: string, 
/**
 * What the account is for.
 */
role: Role, 
/**
 * How it stands.
 */
standing: Standing, 
/**
 * For decisions about it.
 */
version: number, 
/**
 * Whether they have a passkey and a device that count.
 */
is_enrolled: boolean, 
/**
 * Whether it is the caller.
 */
is_self: boolean, 
/**
 * The code that waits, of those who act for the city.
 */
code: OpenCode | null, };

export type Appointment = { 
/**
 * The proposal.
 */
id: string, 
/**
 * About whom.
 */
account: string, 
/**
 * Their name.
 */
name: string, 
/**
 * What their account was for.
 */
was: Role, 
/**
 * What it is to be for.
 */
role: Role, 
/**
 * Who proposed it.
 */
proposer: string, 
/**
 * When.
 */
proposed_at: string, 
/**
 * Until when it waits.
 */
lapses_at: string, 
/**
 * How it stands.
 */
state: AppointmentState, 
/**
 * Who decided it.
 */
decider: string | null, 
/**
 * When.
 */
decided_at: string | null, 
/**
 * Whether its proposer was the only one who acted for the city.
 */
was_alone: boolean, 
/**
 * Whether the caller proposed it, who may take it back.
 */
is_own: boolean, 
/**
 * Whether the caller may decide it: neither the proposer nor the one it is about.
 */
may_decide: boolean, };

export type AppointmentBody = { 
/**
 * Made by the client (UUIDv7).
 */
id: string, 
/**
 * The version of the person that the form showed.
 */
version: number, 
/**
 * What the account is to be for: `city_moderator`, `city_approver`, or `staff` for neither.
 */
role: Role, };

export type AppointmentDecision = { 
/**
 * Whether it is confirmed; otherwise it is refused.
 */
confirmed: boolean, };

export type ProxySuspensionBody = { 
/**
 * The login ID that is suspended. None: a device is.
 */
login_id?: string, 
/**
 * The device that is suspended. None: an ID is.
 */
device?: NamedDevice, 
/**
 * On what ground.
 */
grounds: Grounds, 
/**
 * Who of the city asked for it. None: nobody.
 */
asked?: ProxyAsked, 
/**
 * That nobody of the city could be reached: said, if nobody asked.
 */
nobody_reached: boolean, };

export type NamedDevice = { 
/**
 * 端末の番号・名前, as it is shown on its screens.
 */
label: string, 
/**
 * The login ID of whoever uses it, or the name of its facility.
 */
of: string, };

export type ProxyAsked = { 
/**
 * The name.
 */
by: string, 
/**
 * When.
 */
at: string, };

export type ProxyReceipt = { 
/**
 * 受付番号 of the city's case.
 */
receipt: string, 
/**
 * Until when the city decides, `YYYY-MM-DD`.
 */
due: string, };

export type ProxySuspension = { 
/**
 * The account, if an ID was suspended: its person decides nothing about it.
 */
account: string | null, 
/**
 * Its person's name.
 */
name: string | null, 
/**
 * The login ID.
 */
login_id: string | null, 
/**
 * The device, if one was.
 */
device: string | null, 
/**
 * What it is called.
 */
label: string | null, 
/**
 * The facility of either.
 */
facility: string | null, 
/**
 * On what ground.
 */
grounds: Grounds, 
/**
 * Who of the city asked for it. None: nobody could be reached.
 */
asked: ProxyAsked | null, 
/**
 * The operator.
 */
by: string, };

export type LostPasskey = { 
/**
 * What its person calls it; none: it was made at an enrolment and never named.
 */
name: string | null, 
/**
 * When it was added.
 */
added_at: string, };

export type StaffPasskey = { 
/**
 * The passkey.
 */
passkey: string, 
/**
 * What its person calls it; none: it was made at an enrolment and never named.
 */
name: string | null, 
/**
 * When it was added.
 */
added_at: string, 
/**
 * When it was used last.
 */
last_used: string | null, 
/**
 * Whether it was reported lost and is stopped.
 */
is_suspended: boolean, 
/**
 * The device that was enrolled with it, and in which it presumably lies.
 */
device: string | null, };

export type CityAccountDetail = { 
/**
 * Its line.
 */
line: CityAccount, 
/**
 * The personal devices that have not ended.
 */
devices: Array<DeviceLine>, 
/**
 * The passkeys.
 */
passkeys: Array<StaffPasskey>, };

export type SavedViews = { 
/**
 * One's own, by name.
 */
views: Array<SavedView>, };

export type SavedView = { 
/**
 * The view.
 */
view: string, 
/**
 * What its person calls it.
 */
name: string, 
/**
 * What stands in it.
 */
filter: CaseFilter, 
/**
 * Whether the inbox opens with it.
 */
is_default: boolean, };

export type CaseFilter = { 
/**
 * How they stand.
 */
show: CaseShow, 
/**
 * Of which kinds; none: of all.
 */
kinds: Array<CaseKind>, 
/**
 * Whether only those whose day is over.
 */
overdue: boolean, 
/**
 * About which facility.
 */
facility: string | null, };

export type SavedViewBody = { 
/**
 * 1 to 30 characters, unlike the others.
 */
name: string, 
/**
 * What stands in it.
 */
filter: CaseFilter, 
/**
 * Whether the inbox opens with it; then no other does.
 */
is_default: boolean, };

export type CitySearchBody = { 
/**
 * A part of a name, its reading or a login ID, 1 to 100 characters. Of several words each must be found.
 */
term: string, };

export type CityFound = { 
/**
 * Rooms by whom they are about, in the order of the city's list.
 */
rooms: Array<FoundRoom>, 
/**
 * How many more there are.
 */
more_rooms: number, 
/**
 * Accounts of members of staff: those that count first, then by the reading of their names.
 */
staff: Array<FoundAccount>, 
/**
 * How many more there are.
 */
more_staff: number, 
/**
 * Facilities: those that have not ended first, then by their names.
 */
facilities: Array<FoundFacility>, 
/**
 * How many more there are.
 */
more_facilities: number, };

export type FoundRoom = { 
/**
 * The room.
 */
room: string, 
/**
 * Whom it is about.
 */
label: string, 
/**
 * The name's reading.
 */
kana: string, 
/**
 * How it stands.
 */
state: RoomState, };

export type FoundAccount = { 
/**
 * The account.
 */
account: string, 
/**
 * Its login ID.
 */
login_id: string, 
/**
 * The person's name.
 */
name: string, 
/**
 * The name's reading.
 */
kana: string, 
/**
 * What the account is for.
 */
role: Role, 
/**
 * How it stands.
 */
standing: Standing, 
/**
 * The facility of the main affiliation; none: the person has left.
 */
facility: string | null, 
/**
 * Its name; of whoever has left that of the last one.
 */
facility_name: string | null, };

export type FoundFacility = { 
/**
 * The facility.
 */
facility: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The category of article 7.
 */
category: StaffCategory, 
/**
 * How it stands.
 */
standing: Standing, };

export type AuditReviews = { 
/**
 * The months since the log begins, the newest first.
 */
months: Array<AuditMonth>, };

export type AuditMonth = { 
/**
 * `2026-11`
 */
month: string, 
/**
 * Whether it is over in Tokyo: before, it cannot be signed.
 */
is_over: boolean, 
/**
 * Who looked at it; none: nobody yet.
 */
signature: AuditSignature | null, };

export type AuditSignature = { 
/**
 * By whom.
 */
by: string, 
/**
 * When.
 */
at: string, 
/**
 * What was noticed and done.
 */
words: string, 
/**
 * Whether the log of the month is still what it was then; in the list of months it is not asked.
 */
is_as_it_was: boolean | null, };

export type AuditReview = { 
/**
 * Which month, and who looked at it.
 */
month: AuditMonth, 
/**
 * How many things were done, by kind; those of which nothing was done are not there.
 */
kinds: Array<AuditCount>, 
/**
 * The twenty commonest refusals.
 */
refusals: Array<AuditRefusals>, 
/**
 * The twenty who looked into the most rooms.
 */
readers: Array<AuditReader>, 
/**
 * The last link of the chain up to now that is of this month.
 */
position: number, 
/**
 * How many events of the month stand in the chain.
 */
events: number, 
/**
 * The digest of their links (SHA-256, hexadecimal): return it with the signature.
 */
digest: string, };

export type AuditCount = { 
/**
 * The kind.
 */
kind: AuditKind, 
/**
 * How often.
 */
times: number, 
/**
 * How often by the caller themself, with whichever of their accounts: somebody else looks at that too.
 */
own: number, };

export type AuditRefusals = { 
/**
 * What, and why.
 */
refused: AuditRefusal, 
/**
 * How often.
 */
times: number, };

export type AuditReader = { 
/**
 * Who.
 */
account: string, 
/**
 * Whether that is the caller, with this account or one that they had before.
 */
is_own: boolean, 
/**
 * Their name.
 */
name: string, 
/**
 * Their facility.
 */
facility: string | null, 
/**
 * How often they looked.
 */
times: number, 
/**
 * Into how many rooms.
 */
rooms: number, 
/**
 * How often between 22:00 and 5:00 in Tokyo.
 */
by_night: number, };

export type AuditSignatureBody = { 
/**
 * The digest that the page showed.
 */
digest: string, 
/**
 * What was noticed and done, 1 to 500 characters.
 */
words: string, };

export type StaffChangeBody = { 
/**
 * The version of the line that the form showed.
 */
version: number, 
/**
 * The name.
 */
name: string, 
/**
 * Its reading in kana.
 */
kana: string, 
/**
 * The profession's code.
 */
profession: string, 
/**
 * Where mails go. Without an address none are sent.
 */
mail?: string, };

export type StaffChanges = { 
/**
 * The last 500, the newest first.
 */
changes: Array<StaffChange>, };

export type StaffChange = { 
/**
 * Of whose registration.
 */
account: string, 
/**
 * What they are called now.
 */
name: string, 
/**
 * Which field.
 */
field: StaffField, 
/**
 * What it was; none: there was nothing.
 */
was: string | null, 
/**
 * What it became.
 */
became: string | null, 
/**
 * By whom.
 */
by: string, 
/**
 * When.
 */
at: string, };

export type Inventory = { 
/**
 * The facility's name.
 */
facility: string, 
/**
 * Its devices that have not ended: those of which nothing is stated first.
 */
devices: Array<InventoryLine>, };

export type InventoryLine = { 
/**
 * The device.
 */
device: string, 
/**
 * What it is called; of a shared one its number (端末の番号).
 */
label: string, 
/**
 * Whether it is a shared one.
 */
is_shared: boolean, 
/**
 * Where its key is kept; none before it has a certificate.
 */
kind: DeviceKind | null, 
/**
 * Until when its certificate is valid.
 */
certificate_ends: string | null, 
/**
 * Who may sign in on it.
 */
people: Array<string>, 
/**
 * How it stands.
 */
standing: Standing, 
/**
 * When it was registered.
 */
registered_at: string, 
/**
 * What was stated of it, the newest first; empty: that is missing.
 */
statements: Array<DeviceStatement>, 
/**
 * Version of its row.
 */
version: number, };

export type DeviceStatement = { 
/**
 * Whose it is.
 */
owner: DeviceOwner, 
/**
 * 管理番号
 */
asset_number: string | null, 
/**
 * Where it stands, if it is a shared one.
 */
place: string | null, 
/**
 * Which security software runs on it, kept up to date.
 */
security_software: string, 
/**
 * By whom.
 */
by: string, 
/**
 * When.
 */
at: string, };

export type DeviceStatementBody = { 
/**
 * The version of its line.
 */
version: number, 
/**
 * Whose it is.
 */
owner: DeviceOwner, 
/**
 * 管理番号: of the facility's it has one; empty for none.
 */
asset_number: string, 
/**
 * Which security software runs on it, kept up to date.
 */
security_software: string, };

export type InventoryCopyBody = { 
/**
 * On paper, and not as a file.
 */
is_printed: boolean, };

export type InventoryCopy = { 
/**
 * The same as a file (CSV), if one was asked for.
 */
csv: string | null, };

export type SharedDevices = { 
/**
 * Those that are in use or stopped, by their number.
 */
devices: Array<SharedDevice>, };

export type SharedDevice = { 
/**
 * The device.
 */
device: string, 
/**
 * 端末の番号
 */
label: string, 
/**
 * Where it stands.
 */
place: string | null, 
/**
 * Which security software the facility declared.
 */
security_software: string | null, 
/**
 * Who registered it, and so declared that.
 */
registered_by: string | null, 
/**
 * When.
 */
registered_at: string, 
/**
 * Who stated place and security software anew, if someone did.
 */
changed_by: string | null, 
/**
 * When.
 */
changed_at: string | null, 
/**
 * How it stands.
 */
standing: Standing, 
/**
 * Whether its browser has its certificate; before that nobody can sign in on it.
 */
is_enrolled: boolean, 
/**
 * Until when the code works that was made for it last, if it does.
 */
code_until: string | null, 
/**
 * Who may sign in on it.
 */
people: Array<DevicePerson>, 
/**
 * Whether the caller is signed in on it now.
 */
is_this: boolean, 
/**
 * Version of its row.
 */
version: number, };

export type DevicePerson = { 
/**
 * The account.
 */
account: string, 
/**
 * The person's name.
 */
name: string, 
/**
 * Whether they are signed in on it now.
 */
is_signed_in: boolean, };

export type SharedDeviceBody = { 
/**
 * An id that the caller makes: the same again is the same device.
 */
id: string, 
/**
 * 端末の番号
 */
label: string, 
/**
 * Where it stands.
 */
place: string, 
/**
 * Which security software runs on it, kept up to date.
 */
security_software: string, };

export type SharedDeviceChange = { 
/**
 * The version of its line.
 */
version: number, 
/**
 * Where it stands.
 */
place: string, 
/**
 * Which security software runs on it, kept up to date.
 */
security_software: string, };

export type SharedDeviceDecision = { 
/**
 * The version of its line.
 */
version: number, };

export type IssuedDeviceCode = { 
/**
 * What is typed or scanned at the device.
 */
code: string, 
/**
 * Until when it works.
 */
expires_at: string, 
/**
 * The device.
 */
device: SharedDevice, };

export type DeviceEnrolment = { 
/**
 * The code; read as every code is.
 */
code: string, 
/**
 * The key that the device's browser made.
 */
key: NewKey, };

export type DeviceEnrolmentBegun = { 
/**
 * Base64url of its DER.
 */
certificate: string, };

export type AuditPage = { 
/**
 * What was found, the newest first, at most 50.
 */
lines: Array<AuditLine>, 
/**
 * Whether there is more: ask again with the last `n` as `before`.
 */
has_more: boolean, 
/**
 * Whether the log is what it was.
 */
chain: AuditChain, };

export type AuditLine = { 
/**
 * Its number, for paging.
 */
n: number, 
/**
 * When.
 */
at: string, 
/**
 * What: a word; a later version may say words that are not known yet.
 */
event: string, 
/**
 * Its kind; none for a word that this version does not know.
 */
kind: AuditKind | null, 
/**
 * By whom; none for what the system did by itself, and for callers whom nothing identified.
 */
who: AuditPerson | null, 
/**
 * From which device.
 */
device: AuditDevice | null, 
/**
 * About which room.
 */
room: AuditRoom | null, 
/**
 * The name of the member of staff, facility, device or case that it was about.
 */
about: string | null, 
/**
 * The first position in the room that was handled.
 */
from_seq: number | null, 
/**
 * The last one.
 */
upto_seq: number | null, 
/**
 * What was refused, of an event that is a refusal.
 */
refused: AuditRefusal | null, 
/**
 * What the event says beside that: a code, never content.
 */
detail: string | null, 
/**
 * Ties it to the log of the servers.
 */
request: string, };

export type AuditPerson = { 
/**
 * The account.
 */
account: string, 
/**
 * The person's name.
 */
name: string, 
/**
 * The facility through which they took part in the room; of what concerns no room, their main one at that time.
 */
facility: string | null, };

export type AuditDevice = { 
/**
 * The device.
 */
device: string, 
/**
 * Its label.
 */
label: string, };

export type AuditRoom = { 
/**
 * The room.
 */
room: string, 
/**
 * Whom it is about; none where nobody can say any more.
 */
label: string | null, };

export type AuditRefusal = { 
/**
 * The act, by its word.
 */
act: string, 
/**
 * The reason, as the log says it.
 */
reason: string, };

export type AuditChain = { 
/**
 * How many events are linked.
 */
linked: number, 
/**
 * The time of the last of them.
 */
linked_upto: string | null, 
/**
 * How many of them were checked since the node that answers began, and fit.
 */
checked: number, 
/**
 * The time of the last of these.
 */
checked_upto: string | null, 
/**
 * When the node looked last.
 */
checked_at: string | null, 
/**
 * Whether something did not fit: then the log was changed, or part of it is gone.
 */
is_broken: boolean, 
/**
 * Whether signed checkpoints are kept in a second place: without one it is not seen when the log's end is cut off together with
 * the checkpoints that cover it.
 */
has_second_place: boolean, };

export type LeakSubjectKind = "room" | "account" | "device";

export type LeakBody = { 
/**
 * The case: made by the client, a repeat opens nothing.
 */
id: string, 
/**
 * What the city calls it, without anyone's name: at most 50 characters.
 */
title: string, 
/**
 * Whose accesses.
 */
kind: LeakSubjectKind, 
/**
 * The room, account or device.
 */
subject: string, 
/**
 * Not earlier.
 */
from: string, 
/**
 * Earlier than this: a time that is over.
 */
upto: string, 
/**
 * The day on which it became known, `YYYY-MM-DD`.
 */
known_on: string, 
/**
 * Whether somebody may have done it with a wrongful purpose.
 */
may_be_wrongful: boolean, 
/**
 * What is known of it: at most 2000 characters.
 */
words: string, };

export type LeakReportBody = { 
/**
 * The version of the case that was shown.
 */
version: number, 
/**
 * 速報 or 確報.
 */
stage: LeakStage, 
/**
 * The day on which it was told, `YYYY-MM-DD`.
 */
reported_on: string, 
/**
 * What was told: at most 2000 characters.
 */
words: string, 
/**
 * Whether somebody may have done it with a wrongful purpose, as far as is known now.
 */
may_be_wrongful: boolean, };

export type LeakView = { 
/**
 * Whose accesses.
 */
kind: LeakSubjectKind, 
/**
 * The room, account or device.
 */
subject: string, 
/**
 * What it is called; none: of a record whose key was destroyed.
 */
name: string | null, 
/**
 * Not earlier.
 */
from: string, 
/**
 * Earlier than this.
 */
upto: string, 
/**
 * The day on which it became known.
 */
known_on: string, 
/**
 * Whether somebody may have done it with a wrongful purpose.
 */
may_be_wrongful: boolean, 
/**
 * What is known of it.
 */
words: string, 
/**
 * 速報: the day to work towards, the third.
 */
preliminary: LeakDay, 
/**
 * 速報: the last day, the fifth.
 */
preliminary_latest: LeakDay, 
/**
 * 確報: the last day, the 30th or the 60th.
 */
full: LeakDay, 
/**
 * What the accesses were fixed by.
 */
evidence: LeakEvidence, 
/**
 * The accesses, together by person, device, record and what was done; the first at the top, at most 1000.
 */
accesses: Array<LeakAccess>, 
/**
 * How many more there are, together in the same way, which are not listed.
 */
more: number, 
/**
 * How many supported persons' records were reached: by all of them, listed or not, without what was refused.
 */
persons: number, 
/**
 * What was told, the first at the top.
 */
reports: Array<LeakReport>, };

export type LeakDay = { 
/**
 * `YYYY-MM-DD`
 */
day: string, 
/**
 * Whether the city's desk is closed on it. The day is not moved.
 */
is_closed: boolean, };

export type LeakEvidence = { 
/**
 * Where the chain of the audit log ended.
 */
position: number, 
/**
 * Its hash there.
 */
hash: string, 
/**
 * How many accesses there were.
 */
accesses: number, 
/**
 * SHA-256 over the hashes of their links, in their order.
 */
digest: string, 
/**
 * When they were fixed.
 */
fixed_at: string, 
/**
 * Whether the log says the same now.
 */
is_whole: boolean, 
/**
 * How many accesses of that time were written in after it.
 */
later: number, };

export type LeakAccess = { 
/**
 * What (as in the audit log).
 */
event: string, 
/**
 * With which record.
 */
room: string, 
/**
 * Whom it is about; none: its key was destroyed.
 */
label: string | null, 
/**
 * Who; none: the system by itself.
 */
who: string | null, 
/**
 * Of which facility.
 */
facility: string | null, 
/**
 * From which device.
 */
device: string | null, 
/**
 * First position of the record's log.
 */
from_seq: number | null, 
/**
 * Last position.
 */
upto_seq: number | null, 
/**
 * When first.
 */
first: string, 
/**
 * When last.
 */
last: string, 
/**
 * How often.
 */
times: number, };

export type LeakReport = { 
/**
 * 速報 or 確報.
 */
stage: LeakStage, 
/**
 * On which day.
 */
reported_on: string, 
/**
 * What.
 */
words: string, 
/**
 * Who wrote it down.
 */
by: string, 
/**
 * When.
 */
recorded_at: string, };

export type AccessReports = { 
/**
 * Whom they are about.
 */
label: string, 
/**
 * The reading of the name.
 */
kana: string, 
/**
 * The reports, the newest first.
 */
reports: Array<AccessReportHead>, };

export type AccessReportHead = { 
/**
 * The report.
 */
report: string, 
/**
 * The room.
 */
room: string, 
/**
 * How it stands.
 */
state: AccessReportState, 
/**
 * Who asked.
 */
asked_by: AskedBy, 
/**
 * When, `YYYY-MM-DD`.
 */
asked_on: string, 
/**
 * The first day in Tokyo.
 */
from: string, 
/**
 * The last day.
 */
upto: string, 
/**
 * Its number, once it was released.
 */
number: number | null, 
/**
 * When it was released.
 */
released_at: string | null, 
/**
 * Return it with every step.
 */
version: number, };

export type AccessReportBody = { 
/**
 * The report: an id that the client made.
 */
id: string, 
/**
 * Who asked.
 */
asked_by: AskedBy, 
/**
 * When, `YYYY-MM-DD`.
 */
asked_on: string, 
/**
 * The first day in Tokyo.
 */
from: string, 
/**
 * The last day: one that is over.
 */
upto: string, };

export type AccessReportChange = { 
/**
 * The version of the draft that the decision was made on.
 */
version: number, 
/**
 * The first day in Tokyo.
 */
from: string, 
/**
 * The last day: one that is over.
 */
upto: string, 
/**
 * The facilities of which nothing is told.
 */
withheld: Array<WithheldFacility>, };

export type WithheldFacility = { 
/**
 * The facility.
 */
facility: string, 
/**
 * Why.
 */
ground: WithholdingGround, 
/**
 * What the city notes about it: at most 500 characters; needed for `other_danger`.
 */
note: string, };

export type AccessReportRelease = { 
/**
 * The version that was reviewed.
 */
version: number, 
/**
 * The digest of what was reviewed.
 */
digest: string, };

export type AccessReportHandingOut = { 
/**
 * The version that was released.
 */
version: number, };

export type AccessReport = { 
/**
 * How it stands.
 */
head: AccessReportHead, 
/**
 * What it says: of a draft, what it would say now.
 */
content: AccessReportContent, 
/**
 * The digest of that.
 */
digest: string, 
/**
 * The facilities of which nothing is told. Never given to anyone outside the city.
 */
withheld: Array<WithheldFacility>, 
/**
 * The facilities that could be withheld: theirs who did something in these days. Of a draft only.
 */
facilities: Array<ReportedFacility>, };

export type ReportedFacility = { 
/**
 * The facility.
 */
facility: string, 
/**
 * Its name.
 */
name: string, };

export type AccessReportContent = { 
/**
 * The city.
 */
city: string, 
/**
 * Why information is shared there (article 1); none in what was released before this was kept.
 */
purpose?: string, 
/**
 * Whom it is about.
 */
person: string, 
/**
 * The first day, `YYYY-MM-DD`.
 */
from: string, 
/**
 * The last day.
 */
upto: string, 
/**
 * What was done, by day and time. Nothing numbers or counts them all, so that nothing is seen to be missing.
 */
lines: Array<AccessReportLine>, };

export type AccessReportLine = { 
/**
 * The day, `YYYY-MM-DD`.
 */
day: string, 
/**
 * What.
 */
deed: Deed, 
/**
 * Who; none for what the system did by itself.
 */
name: string | null, 
/**
 * Their profession.
 */
profession: string | null, 
/**
 * Their facility.
 */
facility: string | null, 
/**
 * Whether they are of whoever runs the service.
 */
is_operator: boolean, 
/**
 * When first.
 */
first: string, 
/**
 * When last.
 */
last: string, 
/**
 * How often.
 */
times: number, };

export type RoomExportBody = { 
/**
 * The export: an id that the client made.
 */
id: string, 
/**
 * In which form the reader wants it. What is answered is the same.
 */
form: ExportForm, 
/**
 * What for.
 */
purpose: ExportPurpose, 
/**
 * What there is to say about the purpose: at most 200 characters; needed for `other`.
 */
words: string, 
/**
 * The first day in Tokyo, `YYYY-MM-DD`.
 */
from: string, 
/**
 * The last day: today at the latest.
 */
upto: string, };

export type RoomExport = { 
/**
 * Always `renrakucho-room-export`.
 */
format: string, 
/**
 * The version of this form: 1.
 */
version: number, 
/**
 * How this file is to be read, in Japanese.
 */
guide: string, 
/**
 * What can be relied on (article 19), in the city's words.
 */
notice: string, 
/**
 * The city.
 */
city: string, 
/**
 * The service.
 */
service: string, 
/**
 * Why information is shared there (article 1), in the city's words.
 */
service_purpose: string, 
/**
 * The number of the export: of all exports of the city, one after the other.
 */
number: number, 
/**
 * When it was made (UTC).
 */
exported_at: string, 
/**
 * By whom.
 */
exported_by: Person, 
/**
 * In which form they wanted it.
 */
form: ExportForm, 
/**
 * What for.
 */
reason: ExportReason, 
/**
 * The room.
 */
room: string, 
/**
 * The supported person's name.
 */
person: string, 
/**
 * Its reading.
 */
kana: string, 
/**
 * `YYYY-MM-DD`
 */
birth_date: string, 
/**
 * How the room stood.
 */
state: RoomState, 
/**
 * The consent that it rests on.
 */
consent: ConsentView | null, 
/**
 * Why support came to its end, if it did.
 */
end: SupportEndView | null, 
/**
 * Who took part at that time.
 */
members: Array<Person>, 
/**
 * The first day in Tokyo, `YYYY-MM-DD`.
 */
from: string, 
/**
 * The last day.
 */
upto: string, 
/**
 * The position of the first entry.
 */
first_seq: number, 
/**
 * The position of the last one: between them none is missing.
 */
last_seq: number, 
/**
 * The entries of these days, oldest first, as the room shows them.
 */
entries: Array<Entry>, };

export type ExportReason = { 
/**
 * What for.
 */
purpose: ExportPurpose, 
/**
 * What was said about it.
 */
words: string, };

export type RoomSearchBody = { 
/**
 * What is searched for, 1 to 100 characters. Of several words each must stand in the post.
 */
words: string, 
/**
 * Only what is older than this position: where an earlier search stopped.
 */
before?: number, };

export type RoomSearchLine = { "line": "found", 
/**
 * The post, as the room's log has it.
 */
entry: Entry, 
/**
 * Where it stands in the text: in order, and none overlaps another.
 */
marks: Array<SearchMark>, } | { "line": "reached", 
/**
 * Its position.
 */
seq: number, 
/**
 * When it was accepted (UTC).
 */
at: string, } | { "line": "stopped", 
/**
 * Why.
 */
why: SearchStop, 
/**
 * What a search for older ones asks for as its `before`; none at the end.
 */
before: number | null, };

export type SearchMark = { 
/**
 * The first character.
 */
from: number, 
/**
 * The one after the last.
 */
upto: number, };

