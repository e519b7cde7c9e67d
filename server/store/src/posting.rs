//! Group commit: many posts of many rooms in one statement, which is one transaction.

use renrakucho_domain::{AccountId, DeviceId, EntryId, Priority, Refusal, RoomId, Seq, SessionId};
use sqlx::{PgConnection, query};
use time::OffsetDateTime;

use crate::{Database, Error, Result};

/// A post, ready to be stored.
#[derive(Clone, Debug)]
pub struct Posting {
    /// Where.
    pub room: RoomId,
    /// The client's id.
    pub id: EntryId,
    /// By whom.
    pub account: AccountId,
    /// From which device.
    pub device: DeviceId,
    /// In which session.
    pub session: SessionId,
    /// 重要度
    pub priority: Priority,
    /// The post it answers.
    pub reply_to: Option<EntryId>,
    /// The body under the room's key.
    pub sealed: Vec<u8>,
    /// Keyed digest of the content: tells a repeat from a reuse.
    pub content_mac: Vec<u8>,
    /// SHA-256 of `sealed`, for the audit log.
    pub row_hash: Vec<u8>,
    /// The request, for the audit log.
    pub request: String,
}

/// What became of a post.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It stands in the log.
    Accepted {
        /// Where.
        seq: Seq,
        /// When.
        at: OffsetDateTime,
        /// The author as shown beside it.
        name: String,
        /// The author's facility.
        facility: String,
        /// The author's profession.
        profession: String,
    },
    /// It was accepted before.
    Duplicate {
        /// Where.
        seq: Seq,
        /// When.
        at: OffsetDateTime,
    },
    /// It may not be.
    Refused(Refusal),
}

/// Someone who holds a room for longer delays that room alone: the writer comes again without it. Plans are made once per
/// connection; without the rest they would be made for the sizes of that day. Set here and not on the function, which
/// would set and take back each at every call.
const SETTINGS: &str =
    "set lock_timeout = '300ms'; set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off";

/// The connection of one writer.
#[derive(Debug)]
pub struct Writer {
    database: Database,
    connection: Option<PgConnection>,
}

impl Writer {
    /// Connects when it is first used.
    pub const fn new(database: Database) -> Self {
        Self { database, connection: None }
    }

    /// Appends what may be appended and says of each post what became of it, in the order given. All are judged by what
    /// stood before: no id of a room comes twice, and none answers another of them. Committed when this
    /// answers: the server says that it is ready only after its commit, and that is waited for. After an error, or when
    /// this is dropped unanswered, nobody knows; ask again `in_doubt`.
    pub async fn append(
        &mut self,
        posts: &[&Posting],
        in_doubt: bool,
        alert_hold_seconds: i32,
    ) -> Result<Vec<Verdict>> {
        // Taken out of the pool for good, and kept only if it answered: whatever state a broken one is in, nobody
        // borrows it after.
        let mut connection = if let Some(connection) = self.connection.take() {
            connection
        } else {
            let mut connection = self.database.pool().acquire().await?.detach();
            sqlx::raw_sql(SETTINGS).execute(&mut connection).await?;
            connection
        };
        let verdicts = append(&mut connection, posts, in_doubt, alert_hold_seconds).await?;
        self.connection = Some(connection);
        Ok(verdicts)
    }
}

async fn append(
    connection: &mut PgConnection,
    posts: &[&Posting],
    in_doubt: bool,
    alert_hold_seconds: i32,
) -> Result<Vec<Verdict>> {
    let column = |of: fn(&Posting) -> uuid::Uuid| posts.iter().map(|post| of(post)).collect::<Vec<_>>();
    let reply_tos: Vec<Option<uuid::Uuid>> = posts.iter().map(|post| post.reply_to.map(|id| id.0)).collect();
    let priorities: Vec<&str> = posts.iter().map(|post| post.priority.as_str()).collect();
    let bytes = |of: fn(&Posting) -> &[u8]| posts.iter().map(|post| of(post)).collect::<Vec<_>>();
    let requests: Vec<&str> = posts.iter().map(|post| post.request.as_str()).collect();
    let rows = query!(
        r#"select verdict as "verdict!", seq, at, name, facility, profession
           from append_posts($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"#,
        in_doubt,
        f64::from(alert_hold_seconds),
        &column(|post| post.room.0),
        &column(|post| post.id.0),
        &column(|post| post.account.0),
        &column(|post| post.device.0),
        &column(|post| post.session.0),
        &priorities as &[&str],
        &reply_tos as &[Option<uuid::Uuid>],
        &bytes(|post| &post.sealed) as &[&[u8]],
        &bytes(|post| &post.content_mac) as &[&[u8]],
        &bytes(|post| &post.row_hash) as &[&[u8]],
        &requests as &[&str],
    )
    .fetch_all(connection)
    .await?;
    if rows.len() != posts.len() {
        return Err(Error::Unknown("append_posts: one row for each post"));
    }
    rows.into_iter()
        .map(|row| {
            let place = || row.seq.zip(row.at).ok_or(Error::Unknown("append_posts.seq"));
            Ok(match row.verdict.as_str() {
                "accepted" => {
                    let (seq, at) = place()?;
                    let (Some(name), Some(facility), Some(profession)) = (row.name, row.facility, row.profession)
                    else {
                        return Err(Error::Unknown("append_posts.name"));
                    };
                    Verdict::Accepted { seq, at, name, facility, profession }
                }
                "duplicate" => {
                    let (seq, at) = place()?;
                    Verdict::Duplicate { seq, at }
                }
                word => Verdict::Refused(refusal(word).ok_or(Error::Unknown("append_posts.verdict"))?),
            })
        })
        .collect()
}

fn refusal(word: &str) -> Option<Refusal> {
    Some(match word {
        "not_found" => Refusal::NotFound,
        "suspended" => Refusal::Suspended,
        "session_ended" => Refusal::SessionEnded,
        "room_closed" => Refusal::RoomClosed,
        "consent_missing" => Refusal::ConsentMissing,
        "read_only" => Refusal::ReadOnly,
        "id_reused" => Refusal::IdReused,
        "invalid_reply_to" => Refusal::Invalid("reply_to"),
        _ => return None,
    })
}
