//! The audit log: events in the transaction of what they describe, links and checkpoints by the one chainer.

use std::collections::{BTreeSet, HashMap};

use renrakucho_domain::{AccountId, DeviceId, RoomId, Seq, SessionId, audit::Event};
use sqlx::{query, query_as};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx};

/// Who did it, from where, and under which request.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The account, once known.
    pub account: Option<AccountId>,
    /// The device, once proved.
    pub device: Option<DeviceId>,
    /// The session, once begun.
    pub session: Option<SessionId>,
    /// Ties the event to the log.
    pub request: String,
}

/// What it was about. All optional: an event says what applies.
#[derive(Clone, Debug, Default)]
pub struct About<'a> {
    /// The room.
    pub room: Option<RoomId>,
    /// Another account, an order, a mail.
    pub subject: Option<Uuid>,
    /// First position handled.
    pub from_seq: Option<Seq>,
    /// Last position handled.
    pub upto_seq: Option<Seq>,
    /// A code, never content.
    pub detail: Option<&'a str>,
    /// SHA-256 of the stored row that the event is about.
    pub row_hash: Option<&'a [u8]>,
}

/// Writes an event. No audit, no data: whoever describes something calls this in the same transaction.
pub async fn record(tx: &mut Tx, event: Event, origin: &Origin, about: About<'_>) -> Result<()> {
    query!(
        "insert into audit_event (event, account, device, session, room, subject, from_seq, upto_seq, detail, row_hash,
                                  request_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        event.as_str(),
        origin.account.map(|id| id.0),
        origin.device.map(|id| id.0),
        origin.session.map(|id| id.0),
        about.room.map(|id| id.0),
        about.subject,
        about.from_seq,
        about.upto_seq,
        about.detail,
        about.row_hash,
        origin.request,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes the same event of many rooms, each about something of its own.
pub async fn record_of_rooms(
    tx: &mut Tx,
    event: Event,
    origin: &Origin,
    rooms: &[Uuid],
    subjects: &[Uuid],
    detail: Option<&str>,
) -> Result<()> {
    query!(
        "insert into audit_event (event, account, device, session, room, subject, detail, request_id)
         select $1, $2, $3, $4, t.room, t.subject, $7, $8
         from unnest($5::uuid[], $6::uuid[]) with ordinality as t (room, subject, n) order by t.n",
        event.as_str(),
        origin.account.map(|id| id.0),
        origin.device.map(|id| id.0),
        origin.session.map(|id| id.0),
        rooms,
        subjects,
        detail,
        origin.request,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes how far people have read, in one statement: their accounts are held meanwhile, and whoever suspends one waits for it.
pub async fn record_marks(tx: &mut Tx, marks: impl Iterator<Item = (Origin, RoomId, Seq)>) -> Result<()> {
    let (mut accounts, mut devices, mut sessions) = (Vec::new(), Vec::new(), Vec::new());
    let (mut rooms, mut positions, mut requests) = (Vec::new(), Vec::new(), Vec::new());
    for (origin, room, upto) in marks {
        accounts.push(origin.account.map(|id| id.0));
        devices.push(origin.device.map(|id| id.0));
        sessions.push(origin.session.map(|id| id.0));
        rooms.push(room.0);
        positions.push(upto);
        requests.push(origin.request);
    }
    query!(
        "insert into audit_event (event, account, device, session, room, upto_seq, request_id)
         select $1, t.account, t.device, t.session, t.room, t.upto, t.request
         from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[], $7::text[]) with ordinality
             as t (account, device, session, room, upto, request, n) order by t.n",
        Event::ReadMarked.as_str(),
        &accounts as &[Option<Uuid>],
        &devices as &[Option<Uuid>],
        &sessions as &[Option<Uuid>],
        &rooms,
        &positions,
        &requests,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// An event of an account's history of sign-ins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignIn {
    /// Its id.
    pub id: i64,
    /// When.
    pub at: OffsetDateTime,
    /// What.
    pub event: String,
    /// In which session.
    pub session: Option<Uuid>,
    /// The device's label, if the account may use it: it may name someone else.
    pub device: Option<String>,
}

/// What the account did of these events, and the refused sign-ins that claimed to be it, the newest first; with `before`,
/// only what came before that event. Of a session that was ended from another one, the device is that of the ended one.
pub async fn sign_ins(
    database: &Database,
    account: AccountId,
    events: &[Event],
    days: i32,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<SignIn>> {
    let events: Vec<_> = events.iter().map(|event| event.as_str().to_owned()).collect();
    Ok(query_as!(
        SignIn,
        r#"with own as (
               (select id, at, event, session, device, subject from audit_event
                where account = $1 and event = any($2) and at > clock_timestamp() - make_interval(days => $3)
                  and ($4::bigint is null or (at, id) < (select at, id from audit_event where id = $4))
                order by at desc, id desc limit $5)
               union all
               (select id, at, event, session, device, subject from audit_event
                where subject = $1 and event = 'sign_in_refused' and at > clock_timestamp() - make_interval(days => $3)
                  and ($4::bigint is null or (at, id) < (select at, id from audit_event where id = $4))
                order by at desc, id desc limit $5))
           select own.id as "id!", own.at as "at!", own.event as "event!", own.session,
                  (select d.label from device d join device_account da on da.device = d.id and da.account = $1
                   where d.id = coalesce((select s.device from session s
                                          where own.event = 'session_ended' and s.id = own.subject), own.device)) as device
           from own order by own.at desc, own.id desc limit $5"#,
        account.0,
        &events,
        days,
        before,
        limit
    )
    .fetch_all(database.pool())
    .await?)
}

/// An event as the chain sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Its id.
    pub id: i64,
    /// The transaction that wrote it, as text (PostgreSQL's 64-bit id).
    pub xid: String,
    /// When.
    pub at: OffsetDateTime,
    /// What.
    pub event: String,
    /// Who.
    pub account: Option<Uuid>,
    /// From which device.
    pub device: Option<Uuid>,
    /// In which session.
    pub session: Option<Uuid>,
    /// About which room.
    pub room: Option<Uuid>,
    /// About what else.
    pub subject: Option<Uuid>,
    /// First position.
    pub from_seq: Option<i64>,
    /// Last position.
    pub upto_seq: Option<i64>,
    /// Code.
    pub detail: Option<String>,
    /// Digest of the row it is about.
    pub row_hash: Option<Vec<u8>>,
    /// The request.
    pub request_id: String,
}

/// The end of the chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChainEnd {
    /// Its position; 0 before the first link.
    pub position: i64,
    /// Its hash; all zero before the first link.
    pub hash: Vec<u8>,
}

/// Becomes the chainer for this transaction, unless another node is.
pub async fn try_chain_lock(tx: &mut Tx) -> Result<bool> {
    // The number is arbitrary and used nowhere else.
    let row = query!(r#"select pg_try_advisory_xact_lock(7276352791) as "locked!""#).fetch_one(&mut **tx).await?;
    Ok(row.locked)
}

/// The end of the chain as it stands.
pub async fn chain_end(tx: &mut Tx) -> Result<ChainEnd> {
    let row = query!("select position, hash from audit_link order by position desc limit 1")
        .fetch_optional(&mut **tx)
        .await?;
    Ok(row.map_or_else(
        || ChainEnd { position: 0, hash: vec![0; 32] },
        |row| ChainEnd { position: row.position, hash: row.hash },
    ))
}

/// The hash of the link at a position; none: there is none, or before the first.
pub async fn hash_at(tx: &mut Tx, position: i64) -> Result<Option<Vec<u8>>> {
    let row = query!("select hash from audit_link where position = $1", position).fetch_optional(&mut **tx).await?;
    Ok(row.map(|row| row.hash))
}

/// Events not yet linked whose place in the order is final, oldest first, at most `limit`. The place of the last link is
/// named column by column: only so does the index begin there, and not at the first event that there ever was.
pub async fn unlinked(tx: &mut Tx, limit: i64) -> Result<Vec<Row>> {
    Ok(query_as!(
        Row,
        r#"select e.id, e.xid::text as "xid!", e.at, e.event, e.account, e.device, e.session, e.room, e.subject,
                  e.from_seq, e.upto_seq, e.detail, e.row_hash, e.request_id
           from audit_event e
           where e.xid < pg_snapshot_xmin(pg_current_snapshot())
             and (e.xid, e.id) > (
                 coalesce((select l.xid from audit_link l order by l.position desc limit 1), '0'::xid8),
                 coalesce((select l.event from audit_link l order by l.position desc limit 1), 0::bigint))
           order by e.xid, e.id limit $1"#,
        limit
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Appends links: event ids, their transactions and hashes, from `first` on.
pub async fn link(tx: &mut Tx, first: i64, events: &[i64], xids: &[String], hashes: &[Vec<u8>]) -> Result<()> {
    query!(
        "insert into audit_link (position, event, xid, hash)
         select $1 + ordinality - 1, event, xid::xid8, hash
         from unnest($2::bigint[], $3::text[], $4::bytea[]) with ordinality as t (event, xid, hash, ordinality)",
        first,
        events,
        xids,
        hashes
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The newest checkpoint's position, 0 without one.
pub async fn last_checkpoint(tx: &mut Tx) -> Result<i64> {
    let row = query!(r#"select coalesce(max(position), 0) as "position!" from audit_checkpoint"#)
        .fetch_one(&mut **tx)
        .await?;
    Ok(row.position)
}

/// Keeps a signed checkpoint.
pub async fn checkpoint(tx: &mut Tx, position: i64, hash: &[u8], signature: &[u8]) -> Result<()> {
    query!("insert into audit_checkpoint (position, hash, signature) values ($1, $2, $3)", position, hash, signature)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A signed checkpoint.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// The link that it covers.
    pub position: i64,
    /// The link's hash.
    pub hash: Vec<u8>,
    /// Ed25519.
    pub signature: Vec<u8>,
}

/// All checkpoints, oldest first.
pub async fn checkpoints(database: &Database) -> Result<Vec<Checkpoint>> {
    Ok(query_as!(Checkpoint, "select position, hash, signature from audit_checkpoint order by position")
        .fetch_all(database.pool())
        .await?)
}

/// The checkpoints of these positions, oldest first.
pub async fn checkpoints_within(database: &Database, after: i64, upto: i64) -> Result<Vec<Checkpoint>> {
    Ok(query_as!(
        Checkpoint,
        "select position, hash, signature from audit_checkpoint where position > $1 and position <= $2 order by position",
        after,
        upto
    )
    .fetch_all(database.pool())
    .await?)
}

/// The newest checkpoint after a position that is older than so many seconds.
pub async fn checkpoint_overdue(database: &Database, after: i64, seconds: f64) -> Result<Option<i64>> {
    let row = query!(
        "select max(position) as position from audit_checkpoint
         where position > $1 and at < clock_timestamp() - make_interval(secs => $2)",
        after,
        seconds
    )
    .fetch_one(database.pool())
    .await?;
    Ok(row.position)
}

/// The hashes of links, as far as these are there.
pub async fn hashes_at(database: &Database, positions: &[i64]) -> Result<HashMap<i64, Vec<u8>>> {
    let rows = query!("select position, hash from audit_link where position = any($1)", positions)
        .fetch_all(database.pool())
        .await?;
    Ok(rows.into_iter().map(|row| (row.position, row.hash)).collect())
}

/// Which of these positions have a checkpoint.
pub async fn checkpoints_at(database: &Database, positions: &[i64]) -> Result<BTreeSet<i64>> {
    let rows = query!("select position from audit_checkpoint where position = any($1)", positions)
        .fetch_all(database.pool())
        .await?;
    Ok(rows.into_iter().map(|row| row.position).collect())
}

/// Where the chain ends: 0 before the first link.
pub async fn chain_length(database: &Database) -> Result<i64> {
    let row = query!(r#"select coalesce(max(position), 0) as "position!" from audit_link"#)
        .fetch_one(database.pool())
        .await?;
    Ok(row.position)
}

/// Events whose place in the order is final and that no link covers, although later ones are linked.
pub async fn passed_over(database: &Database) -> Result<i64> {
    let row = query!(
        r#"select count(*) as "count!" from audit_event e
           where (e.xid, e.id) <= (select l.xid, l.event from audit_link l order by l.position desc limit 1)
             and not exists (select from audit_link l where l.event = e.id)"#
    )
    .fetch_one(database.pool())
    .await?;
    Ok(row.count)
}

/// The first post, of those that the events after a position tell of, that is not what its event says: its row is gone, or holds another
/// body, or none although no erasure of it or of its room is written down. Its room and its position.
pub async fn unlike_its_event(database: &Database, after: i64, events: i64) -> Result<Option<(Uuid, i64)>> {
    let row = query!(
        r#"with told as (
               select e.room, e.subject, e.from_seq, e.row_hash from audit_link l join audit_event e on e.id = l.event
               where l.position > $1 and l.position <= $1 + $2 and e.event = 'entry_added'
           )
           select t.room as "room!", t.from_seq as "seq!" from told t left join entry n on n.room = t.room and n.id = t.subject
           where sha256(n.sealed) is distinct from t.row_hash
             and (octet_length(n.sealed) in (0, 9) and exists (
                 select from audit_event x where x.room = t.room
                 and (x.event = 'entry_erased' and x.subject = t.subject or x.event = 'room_erased'
                      or x.event = 'deletion_replayed' and x.detail = 'erased'))) is not true
           order by t.room, t.from_seq limit 1"#,
        after,
        events
    );
    Ok(row.fetch_optional(database.pool()).await?.map(|row| (row.room, row.seq)))
}

/// A link, with the event that it names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// Its place in the chain.
    pub position: i64,
    /// Its hash.
    pub hash: Vec<u8>,
    /// The transaction that it names as the event's: what is linked next is asked for by it.
    pub xid: String,
    /// The event.
    pub row: Row,
}

/// Linked events from a position on: for checking the chain.
pub async fn linked(database: &Database, after: i64, limit: i64) -> Result<Vec<Link>> {
    let rows = query!(
        r#"select l.position, l.hash, l.xid::text as "link_xid!", e.id, e.xid::text as "xid!", e.at, e.event, e.account, e.device, e.session, e.room,
                  e.subject, e.from_seq, e.upto_seq, e.detail, e.row_hash, e.request_id
           from audit_link l join audit_event e on e.id = l.event
           where l.position > $1 order by l.position limit $2"#,
        after,
        limit
    )
    .fetch_all(database.pool())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| {
            let row = Row {
                id: r.id,
                xid: r.xid,
                at: r.at,
                event: r.event,
                account: r.account,
                device: r.device,
                session: r.session,
                room: r.room,
                subject: r.subject,
                from_seq: r.from_seq,
                upto_seq: r.upto_seq,
                detail: r.detail,
                row_hash: r.row_hash,
                request_id: r.request_id,
            };
            Link { position: r.position, hash: r.hash, xid: r.link_xid, row }
        })
        .collect())
}
