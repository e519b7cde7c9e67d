//! The room log. Entries are appended and read, never changed.

use renrakucho_domain::{
    AccountId, AffiliationId, DeviceId, EntryId, EntryKind, Priority, RoomId, RoomState, Seq, SessionId, tail::Mark,
};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, PgExecutor, query};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Database, Result, Tx,
    error::word,
    room::{ReaderView, RoomRow},
};

/// A member of staff beside an entry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PersonRow {
    /// The account.
    pub account: Uuid,
    /// The name.
    pub name: String,
    /// The facility's name.
    pub facility: String,
    /// The profession's name.
    pub profession: String,
}

/// A stored entry with its people, the body still sealed. Also what a hint on the bus carries (itself sealed).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EntryRow {
    /// The room.
    pub room: Uuid,
    /// The position.
    pub seq: Seq,
    /// The client's id.
    pub id: Uuid,
    /// The kind's word.
    pub kind: String,
    /// When it was accepted.
    #[serde(with = "time::serde::timestamp::microseconds")]
    pub at: OffsetDateTime,
    /// Who.
    pub author: PersonRow,
    /// Whom it is about.
    pub subject: Option<PersonRow>,
    /// The priority's word, of posts.
    pub priority: Option<String>,
    /// The post it answers, or erases.
    pub reply_to: Option<Uuid>,
    /// The sealed body, of posts; or when it was erased.
    pub sealed: Option<Vec<u8>>,
}

impl EntryRow {
    /// What the tail must know of it.
    pub fn mark(&self) -> Result<Mark> {
        Ok(Mark {
            seq: self.seq,
            kind: word(EntryKind::parse, &self.kind, "entry.kind")?,
            subject: self.subject.as_ref().map(|person| person.account.into()),
        })
    }

    /// When its body was erased, if it was.
    pub fn erased_at(&self) -> Option<OffsetDateTime> {
        self.sealed.as_deref().and_then(crate::entry_erasure::erased_at)
    }
}

/// An entry to append. Its position and time come from the room's row.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// The client's id.
    pub id: EntryId,
    /// What it is.
    pub kind: EntryKind,
    /// Who.
    pub author: AccountId,
    /// Through which affiliation.
    pub affiliation: AffiliationId,
    /// Whom it is about.
    pub subject: Option<(AccountId, AffiliationId)>,
    /// Of posts.
    pub post: Option<NewPost>,
}

/// What only posts have.
#[derive(Clone, Debug)]
pub struct NewPost {
    /// 重要度
    pub priority: Priority,
    /// The post it answers.
    pub reply_to: Option<EntryId>,
    /// The body under the room's key.
    pub sealed: Vec<u8>,
    /// Keyed digest of the content.
    pub content_mac: Vec<u8>,
}

/// Where an entry came to stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Appended {
    /// The position.
    pub seq: Seq,
    /// When it was accepted.
    pub at: OffsetDateTime,
}

/// Appends an entry to a room whose row this transaction holds locked. The time is never before the previous entry's.
/// `at` is for filling a demo city with a past; everyone else leaves it to the database's clock.
pub async fn append(tx: &mut Tx, room: RoomId, new: &NewEntry, at: Option<OffsetDateTime>) -> Result<Appended> {
    append_naming(tx, room, new, new.post.as_ref().and_then(|post| post.reply_to), at).await
}

/// The same of the entry that says that a post was erased.
pub async fn append_erasure(tx: &mut Tx, room: RoomId, new: &NewEntry, erased: EntryId) -> Result<Appended> {
    append_naming(tx, room, new, Some(erased), None).await
}

async fn append_naming(
    tx: &mut Tx,
    room: RoomId,
    new: &NewEntry,
    names: Option<EntryId>,
    at: Option<OffsetDateTime>,
) -> Result<Appended> {
    let place = query!(
        r#"update care_room
           set last_seq = last_seq + 1, last_at = greatest(last_at, coalesce($2, clock_timestamp()))
           where id = $1 returning last_seq, last_at as "last_at!""#,
        room.0,
        at
    )
    .fetch_one(&mut **tx)
    .await?;
    let post = new.post.as_ref();
    query!(
        "insert into entry (room, seq, id, kind, at, author, author_affiliation, subject, subject_affiliation, priority,
                            reply_to, sealed, content_mac)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        room.0,
        place.last_seq,
        new.id.0,
        new.kind.as_str(),
        place.last_at,
        new.author.0,
        new.affiliation.0,
        new.subject.map(|(account, _)| account.0),
        new.subject.map(|(_, affiliation)| affiliation.0),
        post.map(|post| post.priority.as_str()),
        names.map(|id| id.0),
        post.map(|post| post.sealed.as_slice()),
        post.map(|post| post.content_mac.as_slice()),
    )
    .execute(&mut **tx)
    .await?;
    Ok(Appended { seq: place.last_seq, at: place.last_at })
}

macro_rules! entry_rows {
    ($executor:expr, [$($with:literal)*], $from:literal, $condition:literal, $($arg:expr),+) => {
        query!(
            $($with +)* r#" select e.room, e.seq, e.id, e.kind, e.at, e.author, s.name, f.name as facility, p.name as profession,
                      e.subject, s2.name as "subject_name?", f2.name as "subject_facility?",
                      p2.name as "subject_profession?", e.priority, e.reply_to, e.sealed
               from "# + $from + r#" e join affiliation x on x.id = e.author_affiliation
               join staff_member s on s.id = x.staff_member
               join facility f on f.id = x.facility join profession p on p.code = x.profession
               left join affiliation x2 on x2.id = e.subject_affiliation
               left join staff_member s2 on s2.id = x2.staff_member
               left join facility f2 on f2.id = x2.facility left join profession p2 on p2.code = x2.profession
               where "# + $condition,
            $($arg),+
        )
        .fetch_all($executor)
        .await
        .map(|rows| {
            rows.into_iter()
                .map(|row| EntryRow {
                    room: row.room,
                    seq: row.seq,
                    id: row.id,
                    kind: row.kind,
                    at: row.at,
                    author: PersonRow {
                        account: row.author,
                        name: row.name,
                        facility: row.facility,
                        profession: row.profession,
                    },
                    subject: match (row.subject, row.subject_name, row.subject_facility, row.subject_profession) {
                        (Some(account), Some(name), Some(facility), Some(profession)) => {
                            Some(PersonRow { account, name, facility, profession })
                        }
                        _ => None,
                    },
                    priority: row.priority,
                    reply_to: row.reply_to,
                    sealed: row.sealed,
                })
                .collect::<Vec<_>>()
        })
    };
}

/// Who views, and under which request.
#[derive(Clone, Copy, Debug)]
pub struct Viewer<'a> {
    /// The account.
    pub account: AccountId,
    /// The device.
    pub device: DeviceId,
    /// The session.
    pub session: SessionId,
    /// The request.
    pub request: &'a str,
}

/// How much a page may hold.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    /// Entries.
    pub entries: i64,
    /// Bytes of sealed bodies; the first entry comes in any case.
    pub bytes: i64,
}

// The gate, the page behind it and the audit event of its being viewed, in one statement: no audit, no data. `$page` says
// which entries, seen from `$2`; `$span` which positions the event names; `$event` what is done with them.
macro_rules! view {
    ($event:literal: $database:expr, $room:expr, $viewer:expr, $position:expr, $limit:expr, $page:literal, $span:literal
     $(, $more:expr)*) => {
        entry_rows!(
            $database.pool(),
            [
                "with allowed as (
                     select from standing_membership m join care_room r on r.id = m.room
                     where m.room = $1 and m.account = $4
                     and (r.state not in ('discontinued', 'lapsed', 'erased') or r.state = 'discontinued' and m.permit is not null)
                 ), "
                $page
                ", audited as (
                     insert into audit_event (event, account, device, session, room, from_seq, upto_seq, request_id)
                     select '"
                $event
                "', $4, $5, $6, $1, "
                $span
                ", $7 from allowed
                 )"
            ],
            "page",
            "true order by e.seq",
            $room.0,
            $position,
            $limit,
            $viewer.account.0,
            $viewer.device.0,
            $viewer.session.0,
            $viewer.request
            $(, $more)*
        )
    };
}

/// Entries after a position, oldest first, and the audit event of their being viewed. Empty for whoever is not a member
/// at this moment, whatever was known a moment ago, and then without an event.
pub async fn view_after(
    database: &Database,
    room: RoomId,
    viewer: Viewer<'_>,
    after: Seq,
    most: Most,
) -> Result<Vec<EntryRow>> {
    Ok(view!(
        "room_viewed": database,
        room,
        viewer,
        after,
        most.entries,
        "following as (
             select p.*, sum(coalesce(octet_length(p.sealed), 0)) over (order by p.seq) as bytes
             from (select * from entry where room = $1 and seq > $2 and exists (select from allowed)
                   order by seq limit $3) p
         ), page as (
             select * from following where bytes <= $8 or seq = $2 + 1
         )",
        "$2 + 1, coalesce((select max(seq) from page), $2)",
        most.bytes as _
    )?)
}

/// Someone views entries that the node has at hand.
#[derive(Clone, Debug)]
pub struct View {
    /// The room.
    pub room: RoomId,
    /// Who.
    pub account: AccountId,
    /// On which device.
    pub device: DeviceId,
    /// In which session.
    pub session: SessionId,
    /// Under which request.
    pub request: String,
    /// From the entry after this one.
    pub after: Seq,
    /// To this one.
    pub upto: Seq,
}

/// The views of many: how each viewer stands to their room, and the audit event of each whose membership stands in a room
/// that is not closed, in one statement. None: there is no such room. In the order of the views.
pub async fn view_recent(database: &Database, views: &[View]) -> Result<Vec<Option<ReaderView>>> {
    fn each<T>(views: &[View], of: impl Fn(&View) -> T) -> Vec<T> {
        views.iter().map(of).collect()
    }
    let rows = query!(
        r#"with asked as (
               select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::bigint[])
                   with ordinality as t (room, account, device, session, request, after, upto, n)
           ), seen as materialized (
               select a.*, r.state, r.last_seq, r.version, m.account is not null as is_member, m.permit is not null as is_permitted
               from asked a join care_room r on r.id = a.room
               left join lateral
                   (select s.account, s.permit from standing_membership s where s.room = a.room and s.account = a.account offset 0) m
                   on true
           ), audited as (
               insert into audit_event (event, account, device, session, room, from_seq, upto_seq, request_id)
               select 'room_viewed', account, device, session, room, after + 1, upto, request
               from seen where is_member
                   and (state not in ('discontinued', 'lapsed', 'erased') or state = 'discontinued' and is_permitted)
           )
           select s.n as "n!", s.state as "state!", s.last_seq as "last_seq!", s.version as "version!",
                  s.is_member as "is_member!", s.is_permitted as "is_permitted!", coalesce(k.upto, 0) as "read_upto!"
           from seen s left join read_mark k on k.room = s.room and k.account = s.account"#,
        &each(views, |view| view.room.0),
        &each(views, |view| view.account.0),
        &each(views, |view| view.device.0),
        &each(views, |view| view.session.0),
        &each(views, |view| view.request.clone()),
        &each(views, |view| view.after),
        &each(views, |view| view.upto)
    )
    .fetch_all(database.pool())
    .await?;
    let mut seen = vec![None; views.len()];
    for row in rows {
        let room = RoomRow {
            state: word(RoomState::parse, &row.state, "care_room.state")?,
            last_seq: row.last_seq,
            version: row.version,
        };
        if let Some(slot) = usize::try_from(row.n - 1).ok().and_then(|n| seen.get_mut(n)) {
            *slot = Some(ReaderView::of(room, (row.is_member, row.is_permitted), row.read_upto));
        }
    }
    Ok(seen)
}

/// Entries before a position, oldest first; otherwise as [`view_after`].
pub async fn view_before(
    database: &Database,
    room: RoomId,
    viewer: Viewer<'_>,
    before: Seq,
    limit: i64,
) -> Result<Vec<EntryRow>> {
    Ok(view!(
        "room_viewed": database,
        room,
        viewer,
        before,
        limit,
        "page as (
             select p.* from entry p
             where p.room = $1 and p.seq < $2 and exists (select from allowed)
             order by p.seq desc limit $3
         )",
        "coalesce((select min(seq) from page), 1), coalesce((select max(seq) from page), 0)"
    )?)
}

/// Entries before a position for a search, oldest first, the newest of them that are not too much for memory; otherwise as
/// [`view_after`]. The event says that they were gone through.
pub async fn search_before(
    database: &Database,
    room: RoomId,
    viewer: Viewer<'_>,
    before: Seq,
    most: Most,
) -> Result<Vec<EntryRow>> {
    Ok(view!(
        "room_searched": database,
        room,
        viewer,
        before,
        most.entries,
        "preceding as (
             select p.*, sum(coalesce(octet_length(p.sealed), 0)) over (order by p.seq desc) as bytes
             from (select * from entry where room = $1 and seq < $2 and exists (select from allowed)
                   order by seq desc limit $3) p
         ), page as (
             select * from preceding where bytes <= $8 or seq = (select max(seq) from preceding)
         )",
        "coalesce((select min(seq) from page), 1), coalesce((select max(seq) from page), 0)",
        most.bytes as _
    )?)
}

/// Entries of a room that is unsealed for a disclosure request, after a position, oldest first, and the audit event of their being read:
/// the gate, the page and the event in one statement. Empty, and without an event, for whoever is not one of the two people who read it
/// at this moment.
pub async fn view_unsealed(
    database: &Database,
    request: Uuid,
    viewer: Viewer<'_>,
    after: Seq,
    most: Most,
) -> Result<Vec<EntryRow>> {
    Ok(entry_rows!(
        database.pool(),
        [
            "with allowed as (
                 select room, first_seq, last_seq from standing_unsealing
                 where request = $1 and $2 in (asked_by, unsealed_by) limit 1
             ), following as (
                 select p.*, sum(coalesce(octet_length(p.sealed), 0)) over (order by p.seq) as bytes
                 from (select n.* from entry n join allowed a on a.room = n.room
                       where n.seq > greatest($6, a.first_seq - 1) and n.seq <= a.last_seq order by n.seq limit $7) p
             ), page as (
                 select * from following where bytes <= $8 or seq = (select min(seq) from following)
             ), audited as (
                 insert into audit_event (event, account, device, session, room, subject, from_seq, upto_seq, request_id)
                 select 'unsealed_read', $2, $3, $4, a.room, $1, (select min(seq) from page), (select max(seq) from page), $5
                 from allowed a where exists (select from page)
             )"
        ],
        "page",
        "true order by e.seq",
        request,
        viewer.account.0,
        viewer.device.0,
        viewer.session.0,
        viewer.request,
        after,
        most.entries,
        most.bytes as _
    )?)
}

/// One of these entries, for whoever asked that the room is unsealed, while it is: what they mark is looked at, and shown to nobody.
pub async fn unsealed_one(
    executor: impl PgExecutor<'_>,
    request: Uuid,
    account: AccountId,
    id: EntryId,
) -> Result<Option<EntryRow>> {
    Ok(entry_rows!(
        executor,
        [],
        "entry",
        "e.id = $3 and exists (select from standing_unsealing u where u.request = $1 and u.asked_by = $2 and u.room = e.room
                               and e.seq between u.first_seq and u.last_seq)",
        request,
        account.0,
        id.0
    )?
    .pop())
}

/// The id of a room's closing entry: the order to wipe that clients report on.
pub async fn closing(connection: &mut PgConnection, room: RoomId) -> Result<Option<Uuid>> {
    let row = query!(
        "select id from entry where room = $1 and kind in ('discontinued', 'consent_ended', 'lapsed', 'erased') order by seq desc limit 1",
        room.0
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|row| row.id))
}

/// Entries after a position for the node itself: what its tail applies, before anyone's right is looked at. Each
/// listener was admitted by a check of its own, and leaves when the log says so.
pub async fn for_tail(database: &Database, room: RoomId, after: Seq, limit: i64) -> Result<Vec<EntryRow>> {
    Ok(entry_rows!(
        database.pool(),
        [],
        "entry",
        "e.room = $1 and e.seq > $2 order by e.seq limit $3",
        room.0,
        after,
        limit
    )?)
}
