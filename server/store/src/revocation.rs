//! The revocation log: what ended, in an order that every node follows; and, because that order matters to it too, whose
//! memberships began, and of which room something else is told.

use sqlx::{PgConnection, query, query_as};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Result, Tx};

/// What a revocation is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Subject {
    /// An account: all its sessions.
    Account(Uuid),
    /// A device: all sessions on it.
    Device(Uuid),
    /// One session.
    Session(Uuid),
    /// A room: nobody reads it any more.
    Room(Uuid),
    /// Memberships of an account; each node asks which of them still stand.
    Membership(Uuid),
    /// A post that was erased: the case in which it was decided.
    Entry(Uuid),
    /// What is told of a room beside its entries has changed. Nothing ended by it: a node that does not know the word passes it over.
    Detail(Uuid),
}

impl Subject {
    const fn kind(self) -> &'static str {
        match self {
            Self::Account(_) => "account",
            Self::Device(_) => "device",
            Self::Session(_) => "session",
            Self::Room(_) => "room",
            Self::Membership(_) => "membership",
            Self::Entry(_) => "entry",
            Self::Detail(_) => "detail",
        }
    }

    const fn id(self) -> Uuid {
        match self {
            Self::Account(id)
            | Self::Device(id)
            | Self::Session(id)
            | Self::Room(id)
            | Self::Membership(id)
            | Self::Entry(id)
            | Self::Detail(id) => id,
        }
    }
}

/// Why.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Why {
    /// By its person's own wish.
    SignedOut,
    /// Suspended.
    Suspended,
    /// Ended for good (退職), or someone else used it.
    Revoked,
    /// 支援中止
    Discontinued,
    /// Removed from a room.
    Removed,
    /// Let into a room.
    Admitted,
    /// The time of a membership was over, or the consent form of a proposal did not come in time.
    Lapsed,
    /// 消去
    Erased,
    /// Nothing ended: something is told in another way.
    Changed,
}

impl Why {
    const fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
            Self::Discontinued => "discontinued",
            Self::Removed => "removed",
            Self::Admitted => "admitted",
            Self::Lapsed => "lapsed",
            Self::Erased => "erased",
            Self::Changed => "changed",
        }
    }
}

/// Writes what ended, all of it under one revision. The last statement before the commit: it takes the lock that all
/// revoking transactions share, so that revisions become visible in order and nobody waits for longer than a commit.
pub async fn append(tx: &mut Tx, subjects: &[Subject], why: Why) -> Result<i64> {
    let kinds: Vec<_> = subjects.iter().map(|subject| subject.kind().to_owned()).collect();
    let ids: Vec<_> = subjects.iter().map(|subject| subject.id()).collect();
    let row = query!(
        r#"with head as (update revocation_head set rev = rev + 1 returning rev),
                rows as (insert into revocation (rev, kind, subject, why)
                         select rev, kind, subject, $3 from head, unnest($1::text[], $2::uuid[]) as t (kind, subject))
           select rev as "rev!" from head"#,
        &kinds,
        &ids,
        why.as_str()
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.rev)
}

/// What ended something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revocation {
    /// Its revision.
    pub rev: i64,
    /// `account`, `device`, `session`, `room`, `entry`, `detail`, or `membership`: whose memberships have changed.
    pub kind: String,
    /// Which.
    pub subject: Uuid,
}

/// What a poll asks for, in one statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Head {
    /// The newest revision.
    pub rev: i64,
    /// The database's time.
    pub now: OffsetDateTime,
    /// Whether a membership's time is over and no entry has ended it yet.
    pub memberships_past_end: bool,
    /// Whether a facility's day has come and nobody has written it down yet.
    pub facilities_past_end: bool,
}

/// The newest revision, and the database's time.
pub async fn head(connection: &mut PgConnection) -> Result<Head> {
    Ok(query_as!(
        Head,
        r#"select rev, clock_timestamp() as "now!",
                  exists (select from membership where left_seq is null and until is not null
                          and until <= clock_timestamp()) as "memberships_past_end!",
                  exists (select from facility where ends_at is not null and standing <> 'ended'
                          and ends_at <= clock_timestamp()) as "facilities_past_end!"
           from revocation_head"#
    )
    .fetch_one(connection)
    .await?)
}

/// Revocations after a revision, oldest first; of one revision rooms come before memberships, so that whoever was in a room
/// that is closed hears of the closing.
pub async fn after(connection: &mut PgConnection, rev: i64) -> Result<Vec<Revocation>> {
    Ok(query_as!(Revocation, "select rev, kind, subject from revocation where rev > $1 order by rev, kind desc", rev)
        .fetch_all(connection)
        .await?)
}
