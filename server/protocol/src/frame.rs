//! The frames of the live protocol: one JSON object per WebSocket text frame, `type` first, its fields beside it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    entry::Entry,
    problem::{Code, Retry},
    vocabulary::{Priority, RoomState},
};

/// The types of client frames, for telling an unknown type from a bad frame.
pub const CLIENT_TYPES: [&str; 8] = ["hello", "open", "close", "post", "read", "history", "purged", "ping"];

/// Client to server. Unknown fields are refused: nobody sets an author, a time or a position.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// First frame of every connection.
    Hello(Hello),
    /// Show me this room, and keep me up to date.
    Open(Open),
    /// I no longer look at this room.
    Close(Close),
    /// Add a post.
    Post(Post),
    /// I have read up to here.
    Read(Read),
    /// A page of older entries.
    History(History),
    /// I have wiped my copies.
    Purged(Purged),
    /// Are you there?
    Ping(Ping),
}

/// First frame of every connection; answered by `welcome`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// Name and version of the client, for the server's log: at most 64 characters.
    pub client: String,
    /// The last `seq` held of each room.
    #[serde(default)]
    #[ts(type = "Record<string, number>")]
    pub cursors: BTreeMap<Uuid, i64>,
    /// Rooms to open at once: what is missing after their cursors follows the `welcome`.
    #[serde(default)]
    pub open: Vec<Uuid>,
    /// The session's key has signed the nonce of the `challenge`: base64url of the signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub proof: Option<String>,
}

/// Opens a room; answered by `opened`, then `entries`, then live entries.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// The room.
    pub room: Uuid,
    /// The last `seq` held; absent when nothing is held: then the newest entries come, from a little before the first
    /// unread one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub after: Option<i64>,
}

/// Stops a room's entries; its counts go on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// The room.
    pub room: Uuid,
}

/// Adds a post; answered by `ack` or `error` with `re` = `id`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// Made by the client (UUIDv7), the same at every resend.
    pub id: Uuid,
    /// The room.
    pub room: Uuid,
    /// 1 to 10,000 characters.
    pub body: String,
    /// 重要度; `normal` when absent.
    #[serde(default = "normal")]
    pub priority: Priority,
    /// A post of the same room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reply_to: Option<Uuid>,
}

pub(crate) const fn normal() -> Priority {
    Priority::Normal
}

/// Moves the read mark forward; never back. No answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Read {
    /// The room.
    pub room: Uuid,
    /// The last entry read.
    #[ts(type = "number")]
    pub upto: i64,
}

/// Asks for the page of entries before a position; answered by `history`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// The room.
    pub room: Uuid,
    /// Entries with a smaller `seq` than this.
    #[ts(type = "number")]
    pub before: i64,
}

/// Reports that the copies a `purge` ordered away are gone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Purged {
    /// The order's id.
    pub order: Uuid,
    /// The room.
    pub room: Uuid,
}

/// Heartbeat; answered by `pong` and, for each open room whose cursor is behind at two pings in a row, by what is missing.
/// (Once is no sign: the entries may be on their way.)
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Ping {
    /// Returned in the `pong`.
    #[ts(type = "number")]
    pub n: u32,
    /// The last `seq` held of each open room.
    #[serde(default)]
    #[ts(type = "Record<string, number>")]
    pub cursors: BTreeMap<Uuid, i64>,
}

/// Server to client. Clients ignore types and fields that they do not know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The first frame of a session that is bound to a key: sign the nonce, and say `hello` with it.
    Challenge(Challenge),
    /// Answer to `hello`.
    Welcome(Welcome),
    /// Answer to `open`; `entries` follow.
    Opened(Opened),
    /// Entries in order: apply when `from` is the cursor plus one, or when no cursor is held; else ignore.
    Entries(Entries),
    /// Answer to `history`.
    History(HistoryPage),
    /// A changed line of the list of rooms.
    Room(RoomLine),
    /// The post was committed.
    Ack(Ack),
    /// Something was not done.
    Error(Failure),
    /// Drop the cursor of this room and open it again.
    Resync(Resync),
    /// Wipe every local copy of this room, then answer `purged`.
    Purge(Purge),
    /// Another device of this account has read up to here.
    Read(ReadUpto),
    /// What is told of an open room beside its entries has changed: read its page again.
    Detail(DetailChanged),
    /// Come back later, elsewhere: the server goes down for a deploy.
    Goaway(Goaway),
    /// Answer to `ping`.
    Pong(Pong),
}

/// What the session's key is to sign.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Challenge {
    /// Good for this connection, once.
    pub nonce: String,
}

/// Answer to `hello`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Welcome {
    /// The caller's account.
    pub account: Uuid,
    /// Send a `ping` at least this often.
    pub heartbeat_ms: u32,
    /// Name and version of the server.
    pub server: String,
    /// All rooms of the account.
    pub rooms: Vec<RoomLine>,
}

/// A line of the list of rooms. Never text of a post.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct RoomLine {
    /// The room. (`room`, not `id`: in frames `id` is always an entry's.)
    pub room: Uuid,
    /// The supported person's name; empty for a closed room.
    pub label: String,
    /// Its reading in kana.
    pub kana: String,
    /// The room's state.
    pub state: RoomState,
    /// Position of the last entry.
    #[ts(type = "number")]
    pub last_seq: i64,
    /// When the last entry was added.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub last_at: Option<OffsetDateTime>,
    /// Posts by others after the read mark; 1,000 means "1,000 or more".
    #[ts(type = "number")]
    pub unread: i64,
    /// How far this account has read.
    #[ts(type = "number")]
    pub read_upto: i64,
    /// When a proposal is deleted unless its consent form comes before.
    #[serde(with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none", default)]
    #[ts(optional, type = "string")]
    pub lapses_at: Option<OffsetDateTime>,
    /// Until when this account is in the room by a permit (article 20); none: it is there by the consent.
    #[serde(with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none", default)]
    #[ts(optional, type = "string")]
    pub permitted_until: Option<OffsetDateTime>,
}

/// A room was opened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Opened {
    /// The room.
    pub room: Uuid,
    /// The first entry that follows is `after + 1`.
    #[ts(type = "number")]
    pub after: i64,
    /// The room's last position at this moment.
    #[ts(type = "number")]
    pub head: i64,
    /// How far this account had read: the line 「未読ここから」 stands after it.
    #[ts(type = "number")]
    pub read_upto: i64,
}

/// Entries `from` to `upto` of a room, all of them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Entries {
    /// The room.
    pub room: Uuid,
    /// First position.
    #[ts(type = "number")]
    pub from: i64,
    /// Last position.
    #[ts(type = "number")]
    pub upto: i64,
    /// The entries.
    pub entries: Vec<Entry>,
}

/// A page of older entries.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct HistoryPage {
    /// The room.
    pub room: Uuid,
    /// As asked.
    #[ts(type = "number")]
    pub before: i64,
    /// The entries, oldest first; empty at the room's beginning.
    pub entries: Vec<Entry>,
}

/// The post was committed and will not be lost.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Ack {
    /// The post's id.
    pub re: Uuid,
    /// The room.
    pub room: Uuid,
    /// Its position.
    #[ts(type = "number")]
    pub seq: i64,
    /// When it was accepted.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
    /// It had been committed before; this is a repeat.
    pub duplicate: bool,
}

/// Something was not done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Failure {
    /// The id of the frame that failed, when it had one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub re: Option<Uuid>,
    /// The room it was about, when it was about one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub room: Option<Uuid>,
    /// Why.
    pub code: Code,
    /// What to do.
    pub retry: Retry,
    /// Earliest sensible time of the next try, in milliseconds from now.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub after_ms: Option<u32>,
    /// The field at fault.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub field: Option<String>,
    /// Ties the answer to the server's log.
    pub request_id: String,
}

/// Drop the cursor and open again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Resync {
    /// The room.
    pub room: Uuid,
}

/// Wipe every local copy of the room: entries, drafts, what waits to be sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Purge {
    /// The room.
    pub room: Uuid,
    /// Id of this order, to be returned in `purged`.
    pub order: Uuid,
    /// `room_closed` (支援中止) or `not_found` (no longer a member).
    pub why: Code,
}

/// How far the account has read, as another of its devices said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct ReadUpto {
    /// The room.
    pub room: Uuid,
    /// The last entry read.
    #[ts(type = "number")]
    pub upto: i64,
}

/// What is told of a room beside its entries has changed: its people, its consent, where the person lives, a permit. It says nothing of
/// what.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct DetailChanged {
    /// The room.
    pub room: Uuid,
}

/// Come back later.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Goaway {
    /// Wait a random time up to this.
    pub after_ms: u32,
}

/// Answer to `ping`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Pong {
    /// As in the `ping`.
    #[ts(type = "number")]
    pub n: u32,
}

impl ServerFrame {
    /// The frame's bytes.
    pub fn encode(&self) -> String {
        // Every type here serialises: there is no map with keys that are not strings and no fallible field.
        serde_json::to_string(self).unwrap_or_else(|_| String::from(r#"{"type":"error","code":"internal"}"#))
    }
}
