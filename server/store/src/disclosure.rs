//! 開示請求: what was asked for, for whom a room is unsealed at this moment, what is not disclosed, and what was released.

use std::collections::{HashMap, HashSet};

use renrakucho_domain::{AccountId, CaseId, EntryId, RoomId, Seq, StaffMemberId, disclosure::Unsealed};
use sqlx::{PgExecutor, query, query_as};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{Database, Result, Tx, entry::PersonRow};

/// A request that is recorded.
#[derive(Debug)]
pub struct New<'a> {
    /// The request.
    pub id: Uuid,
    /// The room.
    pub room: RoomId,
    /// Who asks and what for, under the room's key.
    pub sealed: &'a [u8],
    /// Until when the law wants it answered.
    pub due: Date,
    /// The first entry that is asked for.
    pub first_seq: Seq,
    /// The last.
    pub last_seq: Seq,
}

/// Records one. Whether the id was free.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<bool> {
    let done = query!(
        "insert into disclosure_request (id, room, sealed, due, first_seq, last_seq) values ($1, $2, $3, $4, $5, $6)
         on conflict (id) do nothing",
        new.id,
        new.room.0,
        new.sealed,
        new.due,
        new.first_seq,
        new.last_seq
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A request as it is kept.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The request.
    pub id: Uuid,
    /// The room.
    pub room: Uuid,
    /// Who asks and what for, under the room's key; empty once the room is erased.
    pub sealed: Vec<u8>,
    /// Until when the law wants it answered.
    pub due: Date,
    /// The first entry that is asked for.
    pub first_seq: Seq,
    /// The last.
    pub last_seq: Seq,
    /// Whether staff are named in what is disclosed.
    pub names_staff: bool,
    /// The version that a form shows.
    pub version: i64,
    /// When whoever blackens said that it is done.
    pub ready_at: Option<OffsetDateTime>,
    /// When it was taken back.
    pub withdrawn_at: Option<OffsetDateTime>,
    /// The year of its number, once it was released.
    pub fiscal_year: Option<i32>,
    /// Its number in that year.
    pub number: Option<i32>,
    /// What was released, under the room's key; empty once the room is erased.
    pub sealed_document: Option<Vec<u8>>,
    /// When.
    pub released_at: Option<OffsetDateTime>,
    /// By whom.
    pub released_by: Option<Uuid>,
    /// Whether the room has no key any more.
    pub is_erased: bool,
}

macro_rules! stored {
    ($executor:expr, $fetch:ident, $rest:literal, $arg:expr) => {
        query_as!(
            Stored,
            r#"select q.id, q.room, q.sealed, q.due, q.first_seq, q.last_seq, q.names_staff, q.version, q.ready_at, q.withdrawn_at, q.fiscal_year,
                      q.number, q.sealed_document, q.released_at, q.released_by, r.state in ('erased', 'lapsed') as "is_erased!"
               from disclosure_request q join care_room r on r.id = q.room where "#
                + $rest,
            $arg
        )
        .$fetch($executor)
        .await
    };
}

/// A request.
pub async fn find(executor: impl PgExecutor<'_>, id: Uuid) -> Result<Option<Stored>> {
    Ok(stored!(executor, fetch_optional, "q.id = $1", id)?)
}

/// Locks a request. After its room and its case, before accounts.
pub async fn lock(tx: &mut Tx, id: Uuid) -> Result<Option<Stored>> {
    query!("select id from disclosure_request where id = $1 for no key update", id).fetch_optional(&mut **tx).await?;
    find(&mut **tx, id).await
}

/// The requests about a room, the newest first.
pub async fn of_room(database: &Database, room: RoomId) -> Result<Vec<Stored>> {
    Ok(stored!(
        database.pool(),
        fetch_all,
        "q.room = $1 order by (select min(u.asked_at) from disclosure_unsealing u where u.request = q.id) desc, q.id",
        room.0
    )?)
}

/// Keeps that it is asked to unseal the room for a request.
pub async fn ask(tx: &mut Tx, case: CaseId, request: Uuid, by: &PersonRow) -> Result<()> {
    query!(
        "insert into disclosure_unsealing (city_case, request, asked_by, asked_name, asked_facility) values ($1, $2, $3, $4, $5)",
        case.0,
        request,
        by.account,
        by.name,
        by.facility
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Each time that it was asked, and what came of it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The case.
    pub case: Uuid,
    /// The request.
    pub request: Uuid,
    /// The room.
    pub room: Uuid,
    /// Whether nobody has decided yet.
    pub is_open: bool,
    /// When.
    pub asked_at: OffsetDateTime,
    /// By which account.
    pub asked_by: Uuid,
    /// By which person.
    pub asker: Uuid,
    /// As they were called then.
    pub asked_name: String,
    /// At which facility.
    pub asked_facility: String,
    /// When the room was unsealed.
    pub unsealed_at: Option<OffsetDateTime>,
    /// Until when.
    pub unsealed_until: Option<OffsetDateTime>,
    /// By which account.
    pub unsealed_by: Option<Uuid>,
    /// As they were called then.
    pub unsealed_name: Option<String>,
}

impl Asked {
    /// Which person asked.
    pub fn asker(&self) -> StaffMemberId {
        self.asker.into()
    }
}

macro_rules! asked {
    ($executor:expr, $fetch:ident, $rest:literal, $arg:expr) => {
        query_as!(
            Asked,
            r#"select u.city_case as "case!", u.request, q.room, c.state = 'open' as "is_open!", u.asked_at, u.asked_by,
                      a.staff_member as asker, u.asked_name, u.asked_facility, u.unsealed_at, u.unsealed_until, u.unsealed_by,
                      u.unsealed_name
               from disclosure_unsealing u join disclosure_request q on q.id = u.request join city_case c on c.id = u.city_case
               join account a on a.id = u.asked_by where "#
                + $rest,
            $arg
        )
        .$fetch($executor)
        .await
    };
}

/// What a case is about.
pub async fn of_case(executor: impl PgExecutor<'_>, case: CaseId) -> Result<Option<Asked>> {
    Ok(asked!(executor, fetch_optional, "u.city_case = $1", case.0)?)
}

/// Each time that it was asked for a request, the first at the top.
pub async fn all_asked(executor: impl PgExecutor<'_>, request: Uuid) -> Result<Vec<Asked>> {
    Ok(asked!(executor, fetch_all, "u.request = $1 order by u.asked_at, u.city_case", request)?)
}

/// Unseals the room for so many hours from this moment on, by the database's clock.
pub async fn unseal(tx: &mut Tx, case: CaseId, hours: u16, by: &PersonRow) -> Result<()> {
    query!(
        "update disclosure_unsealing
         set unsealed_at = clock_timestamp(), unsealed_until = clock_timestamp() + make_interval(hours => $2),
             unsealed_by = $3, unsealed_name = $4, unsealed_facility = $5
         where city_case = $1",
        case.0,
        i32::from(hours),
        by.account,
        by.name,
        by.facility
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Who reads the room now for a request, and until when.
pub async fn standing(executor: impl PgExecutor<'_>, request: Uuid) -> Result<Option<(Unsealed, OffsetDateTime)>> {
    let row = query!(
        r#"select asked_by as "asked_by!", unsealed_by as "unsealed_by!", unsealed_until as "unsealed_until!"
           from standing_unsealing where request = $1"#,
        request
    )
    .fetch_optional(executor)
    .await?;
    Ok(row.map(|row| {
        let unsealed = Unsealed { asked_by: AccountId(row.asked_by), unsealed_by: AccountId(row.unsealed_by) };
        (unsealed, row.unsealed_until)
    }))
}

/// The entries of a request that tell of a use on the ground of abuse (article 20): that it was permitted, who had to leave when it was
/// permitted or ended or by the clock, what whoever was in the room by it alone wrote or did until they were let in otherwise, and all that
/// was written after the consent whose end it outlived. The same as `access_report::done` keeps from the family. And that one of these was
/// erased.
pub async fn of_abuse(executor: impl PgExecutor<'_>, stored: &Stored) -> Result<HashSet<Uuid>> {
    let rows = query!(
        r#"with given as materialized (
         select p.request_id from exceptional_use u join audit_event p on p.room = u.room and p.subject = u.city_case
         where u.room = $1 and u.ground = 'abuse_or_dv' and p.event in ('exceptional_use_permitted', 'exceptional_use_ended')),
         admitted as materialized (
         select q.subject as account, q.at, q.from_seq as seq from audit_event q
         where q.room = $1 and q.event = 'member_admitted' and q.request_id not in (select g.request_id from given g)),
         told as (
         select e.id, e.seq from entry e join exceptional_use u on u.room = e.room and u.ground = 'abuse_or_dv' and u.permitted_at is not null
         where e.room = $1 and e.seq <= $3 and (
             e.kind = 'permitted'
             or e.at >= u.outlived_at and e.kind not in ('consent_ended', 'discontinued')
             or e.at >= u.until and e.kind = 'member_left' and exists (
                 select from exceptional_use_person n where n.city_case = u.city_case and n.account = e.subject
                 and not exists (
                     select from admitted a where a.account = n.account and a.at >= u.permitted_at
                     and (a.at <= e.at or a.seq <= e.seq)))
             or e.at >= u.permitted_at and exists (
                 select from exceptional_use_person n where n.city_case = u.city_case and n.account in (e.author, e.subject)
                 and not exists (
                     select from membership m join entry j on j.room = m.room and j.seq = m.joined_seq
                     where m.room = e.room and m.account = n.account and j.at < u.permitted_at)
                 and not exists (
                     select from admitted a where a.account = n.account and a.at >= u.permitted_at
                     and (a.at <= e.at or a.seq <= e.seq))))
         union
         select e.id, e.seq from audit_event q join entry e on e.room = q.room and e.seq = q.from_seq
         where q.room = $1 and q.event = 'member_removed' and q.request_id in (select g.request_id from given g)
           and e.subject = q.subject and e.kind = 'member_left' and e.seq <= $3)
         select id as "id!" from told where seq >= $2
         union select e.id from entry e
         where e.room = $1 and e.seq between $2 and $3 and e.kind = 'entry_erased' and e.reply_to in (select t.id from told t)"#,
        stored.room,
        stored.first_seq,
        stored.last_seq
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// What of which entries is not disclosed, under the room's key.
pub async fn redactions(executor: impl PgExecutor<'_>, request: Uuid) -> Result<HashMap<Uuid, Vec<u8>>> {
    let rows = query!("select entry, sealed from disclosure_redaction where request = $1", request)
        .fetch_all(executor)
        .await?;
    Ok(rows.into_iter().map(|row| (row.entry, row.sealed)).collect())
}

/// Keeps what of an entry is not disclosed, in place of what was said before.
pub async fn redact(tx: &mut Tx, request: Uuid, entry: EntryId, sealed: &[u8], by: AccountId) -> Result<()> {
    query!(
        "insert into disclosure_redaction (request, entry, sealed, marked_by) values ($1, $2, $3, $4)
         on conflict (request, entry) do update set sealed = excluded.sealed, marked_by = excluded.marked_by, at = clock_timestamp()",
        request,
        entry.0,
        sealed,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps whether staff are named.
pub async fn name_staff(tx: &mut Tx, request: Uuid, names_staff: bool) -> Result<()> {
    query!("update disclosure_request set names_staff = $2 where id = $1", request, names_staff)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Keeps that it is blackened, in a request that is locked.
pub async fn set_ready(tx: &mut Tx, request: Uuid) -> Result<i64> {
    let row = query!(
        "update disclosure_request set version = version + 1, ready_at = clock_timestamp() where id = $1 returning version",
        request
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.version)
}

/// Who has to go on with a request whose room was unsealed, and which is not answered.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    /// The case in which it was unsealed.
    pub case: Uuid,
    /// Whether it is blackened: then the other one releases.
    pub is_ready: bool,
    /// The account whose turn it is; none: the hours are over, and any moderator asks again or withdraws it.
    pub account: Option<Uuid>,
    /// Until when the law wants it answered.
    pub due: Date,
    /// Whether that day is over.
    pub is_overdue: bool,
}

/// Of all requests whose rooms are unsealed at this moment, and of those whose hours were over too early and for which nobody asked again.
pub async fn turns(database: &Database) -> Result<Vec<Turn>> {
    Ok(query_as!(
        Turn,
        r#"with turn as (
         select q.id, u.city_case, q.ready_at is not null as is_ready,
                case when q.ready_at is null then u.asked_by else u.unsealed_by end as account
         from standing_unsealing u join disclosure_request q on q.id = u.request
         union all
         (select distinct on (q.id) q.id, u.city_case, false, null::uuid
          from disclosure_unsealing u join disclosure_request q on q.id = u.request join care_room r on r.id = q.room
          where u.unsealed_at is not null and q.released_at is null and q.withdrawn_at is null
            and r.state not in ('lapsed', 'erased')
            and not exists (select from standing_unsealing s where s.request = q.id)
            and not exists (select from disclosure_unsealing o join city_case c on c.id = o.city_case
                            where o.request = q.id and c.state = 'open')
          order by q.id, u.unsealed_at desc))
         select t.city_case as "case!", t.is_ready as "is_ready!", t.account as "account?", q.due,
                q.due < (clock_timestamp() at time zone 'Asia/Tokyo')::date as "is_overdue!"
         from turn t join disclosure_request q on q.id = t.id"#
    )
    .fetch_all(database.pool())
    .await?)
}

/// Another version of a request that is locked: it is no more blackened than it was said.
pub async fn next_version(tx: &mut Tx, request: Uuid) -> Result<i64> {
    let row = query!(
        "update disclosure_request set version = version + 1, ready_at = null where id = $1 returning version",
        request
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.version)
}

/// Keeps that it was taken back.
pub async fn withdraw(tx: &mut Tx, request: Uuid, by: AccountId) -> Result<()> {
    query!(
        "update disclosure_request set withdrawn_at = clock_timestamp(), withdrawn_by = $2, version = version + 1 where id = $1",
        request,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Fixes what is disclosed, under the next number of the city's year.
pub async fn release(tx: &mut Tx, request: Uuid, fiscal_year: i32, sealed: &[u8], by: AccountId) -> Result<()> {
    query!(
        "with counted as (
             insert into disclosure_count (fiscal_year, last) values ($2, 1)
             on conflict (fiscal_year) do update set last = disclosure_count.last + 1 returning last
         )
         update disclosure_request q
         set fiscal_year = $2, number = c.last, sealed_document = $3, released_at = clock_timestamp(), released_by = $4,
             version = version + 1
         from counted c where q.id = $1",
        request,
        fiscal_year,
        sealed,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Removes what was said and what was told about a room that has no key any more.
pub async fn forget(tx: &mut Tx, room: RoomId) -> Result<()> {
    query!("select forget_disclosures($1)", room.0).fetch_optional(&mut **tx).await?;
    Ok(())
}

/// The requests about a room that is locked whose span holds a position.
pub async fn that_hold(tx: &mut Tx, room: RoomId, seq: Seq) -> Result<Vec<Uuid>> {
    let rows = query!(
        "select id from disclosure_request where room = $1 and $2 between first_seq and last_seq order by id",
        room.0,
        seq
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
