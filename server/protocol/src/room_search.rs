//! 記録の検索: posts of a room by what they say. The answer comes as it is found, a line of JSON each.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{entry::Entry, vocabulary::SearchStop};

/// `POST /api/v1/rooms/{room}/search`. In the body: a URL stands in histories and in the logs of others.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoomSearchBody {
    /// What is searched for, 1 to 100 characters. Of several words each must stand in the post.
    pub words: String,
    /// Only what is older than this position: where an earlier search stopped.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional, type = "number")]
    pub before: Option<i64>,
}

/// A line of the answer. The last one is `stopped`; without it the answer broke off.
#[expect(clippy::large_enum_variant, reason = "one at a time, written as soon as it is there")]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "line", rename_all = "snake_case")]
#[ts(tag = "line", rename_all = "snake_case")]
pub enum RoomSearchLine {
    /// A post in which it stands; the newest come first.
    Found {
        /// The post, as the room's log has it.
        entry: Entry,
        /// Where it stands in the text: in order, and none overlaps another.
        marks: Vec<SearchMark>,
    },
    /// Everything from the room's end, or from `before`, down to this entry was gone through.
    Reached {
        /// Its position.
        #[ts(type = "number")]
        seq: i64,
        /// When it was accepted (UTC).
        #[serde(with = "time::serde::rfc3339")]
        #[ts(type = "string")]
        at: OffsetDateTime,
    },
    /// The search stopped, and why.
    Stopped {
        /// Why.
        why: SearchStop,
        /// What a search for older ones asks for as its `before`; none at the end.
        #[ts(type = "number | null")]
        before: Option<i64>,
    },
}

/// A part of a text, counted in characters (code points).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct SearchMark {
    /// The first character.
    pub from: u32,
    /// The one after the last.
    pub upto: u32,
}
