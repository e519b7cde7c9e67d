//! Entries as clients see them.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::vocabulary::Priority;

/// A member of staff as shown beside what they wrote: who, from where, as what, at that time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Person {
    /// The account; equal to `welcome.account` for one's own entries.
    pub account: Uuid,
    /// The name, with its kanji as written.
    pub name: String,
    /// The facility's name.
    pub facility: String,
    /// The profession's name.
    pub profession: String,
}

/// One entry of a room's log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct Entry {
    /// Position in the room: 1, 2, 3 … without a hole.
    #[ts(type = "number")]
    pub seq: i64,
    /// The id that its author's client gave it.
    pub id: Uuid,
    /// When the server accepted it (UTC).
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub at: OffsetDateTime,
    /// Who wrote or did it.
    pub author: Person,
    /// What it says.
    #[serde(flatten)]
    #[ts(flatten)]
    pub content: Content,
}

/// What an entry says, told apart by `kind`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// 投稿
    Post {
        /// The text, 1 to 10,000 characters; empty where it was erased.
        body: String,
        /// When the city had it erased. Nobody can read what it said.
        #[serde(with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none", default)]
        #[ts(optional, type = "string")]
        erased_at: Option<OffsetDateTime>,
        /// 重要度
        priority: Priority,
        /// The post that this one answers.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        reply_to: Option<Uuid>,
    },
    /// The city recorded the receipt of the consent form.
    Opened,
    /// Someone was admitted.
    MemberJoined {
        /// Who.
        subject: Person,
    },
    /// Someone left.
    MemberLeft {
        /// Who.
        subject: Person,
    },
    /// 支援中止
    Discontinued,
    /// 同意の終了: only those whom a permit names read on.
    ConsentEnded,
    /// 支援終了
    Ended,
    /// The consent form did not come in time: the proposal was deleted.
    Lapsed,
    /// 消去
    Erased,
    /// 例外利用の許可: named people use the room without consent, for a time.
    Permitted,
    /// 投稿の消去: the city had a post erased. Whoever holds its text drops it.
    EntryErased {
        /// The post.
        entry: Uuid,
    },
}
