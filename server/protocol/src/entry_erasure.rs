//! 投稿の消去: that a post of a room is to be erased, as it is asked for and decided, and the certificate of it. Never what it said.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    entry::Person,
    erasure::ErasureLine,
    vocabulary::{EntryErasureGround, EntryErasureStanding},
};

/// `POST /api/v1/rooms/{room}/entries/{entry}/erasure-request`
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryErasureBody {
    /// Why.
    pub ground: EntryErasureGround,
    /// What the city is told about it: at most 500 characters. It decides by them, since it does not see the post.
    pub words: String,
}

/// That it is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct EntryErasureAsked {
    /// 受付番号
    pub receipt: String,
    /// Until when the city looks at it, `YYYY-MM-DD`.
    pub due: String,
}

/// What the caller asked for in a room, and what the city decided. Part of what the room is about, for nobody else.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct EntryErasureAnswer {
    /// The post.
    pub entry: Uuid,
    /// Its position in the room.
    #[ts(type = "number")]
    pub seq: i64,
    /// When it was written.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub written_at: OffsetDateTime,
    /// By whom.
    pub author: String,
    /// Why it is to be erased.
    pub ground: EntryErasureGround,
    /// 受付番号
    pub receipt: String,
    /// When it was asked for.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub asked_at: OffsetDateTime,
    /// Until when the city decides, `YYYY-MM-DD`.
    pub due: String,
    /// How it stands.
    pub standing: EntryErasureStanding,
    /// When it was decided.
    #[serde(with = "time::serde::rfc3339::option")]
    #[ts(type = "string | null")]
    pub decided_at: Option<OffsetDateTime>,
    /// Why it stays; none: it does not, or the reason was written when only the city was to read it.
    pub reason: Option<String>,
}

/// What is asked for, or proposed, as the inbox shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct EntryErasureCase {
    /// The room.
    pub room: Uuid,
    /// The reading of the supported person's name; none once nobody knows it any more.
    pub kana: Option<String>,
    /// The post.
    pub entry: Uuid,
    /// Its position in the room.
    #[ts(type = "number")]
    pub seq: i64,
    /// When it was written.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub written_at: OffsetDateTime,
    /// By whom.
    pub author: Person,
    /// Why it is to be erased.
    pub ground: EntryErasureGround,
    /// What was said about it; none once it is erased, since it may repeat what the post said.
    pub words: Option<String>,
    /// Who asked, as they were called then.
    pub asked_by: String,
    /// From which facility.
    pub asked_at: String,
    /// Who proposed it for the city; none as long as nobody did.
    pub proposed_by: Option<String>,
    /// From where.
    pub proposed_at: Option<String>,
    /// The case in which it is asked for.
    pub request_case: Uuid,
    /// The case in which the approver decides.
    pub decision_case: Option<Uuid>,
    /// Number and moment, if it is erased.
    pub erased: Option<ErasureLine>,
    /// Whether the caller asked for it or proposed it, with whatever account: somebody else decides.
    pub is_own: bool,
}

/// `GET /api/v1/city/rooms/{room}/entry-erasures/{entry}`: 投稿の消去の証明書
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct EntryErasureCertificate {
    /// The room.
    pub room: Uuid,
    /// The post.
    pub entry: Uuid,
    /// Its position in the room.
    #[ts(type = "number")]
    pub seq: i64,
    /// When it was written.
    #[serde(with = "time::serde::rfc3339")]
    #[ts(type = "string")]
    pub written_at: OffsetDateTime,
    /// Number of the certificate, and when it was erased: nobody read it from then on.
    pub line: ErasureLine,
    /// Why.
    pub ground: EntryErasureGround,
    /// Who asked, as they were called then.
    pub asked_by: String,
    /// From which facility.
    pub asked_at: String,
    /// Who proposed it.
    pub proposed_by: String,
    /// From where.
    pub proposed_at: String,
    /// Who decided.
    pub decided_by: String,
    /// From where.
    pub decided_at: String,
    /// Mails about it that were still to be sent, and were not.
    #[ts(type = "number")]
    pub alerts: i64,
    /// Released documents of disclosure requests from which it was taken.
    #[ts(type = "number")]
    pub documents: i64,
    /// How often a part of the record that holds it had been printed or written into a file: those are out of reach.
    #[ts(type = "number")]
    pub exports: i64,
    /// The day, `YYYY-MM-DD`, on which the last backup that holds it expires.
    pub backups_until: String,
    /// For how many days backups were kept, as it was set then.
    pub keep_days: u32,
}
