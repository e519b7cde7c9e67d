//! 閲覧記録の報告書, and what it is made of: what was done with a person's record, by whom, day by day.

use renrakucho_domain::{
    AccountId, Role, RoomId,
    access_report::{AskedBy, Deed, Scope, State},
};
use sqlx::{query, query_as};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word};

/// A report as it is kept.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The report.
    pub id: Uuid,
    /// The room.
    pub room: RoomId,
    /// How it stands.
    pub state: State,
    /// What it is about.
    pub scope: Scope,
    /// Which facilities are withheld, sealed.
    pub sealed_withheld: Vec<u8>,
    /// Who opened it.
    pub opened_by: AccountId,
    /// When.
    pub opened_at: OffsetDateTime,
    /// The version that a form shows.
    pub version: i64,
    /// Its number, once it was released.
    pub number: Option<i64>,
    /// What it says, sealed, once it was released.
    pub sealed_content: Option<Vec<u8>>,
    /// When it was released.
    pub released_at: Option<OffsetDateTime>,
}

struct Row {
    id: Uuid,
    room: Uuid,
    state: String,
    asked_by: String,
    asked_on: Date,
    from_day: Date,
    upto_day: Date,
    sealed_withheld: Vec<u8>,
    opened_by: Uuid,
    opened_at: OffsetDateTime,
    version: i64,
    number: Option<i64>,
    sealed_content: Option<Vec<u8>>,
    released_at: Option<OffsetDateTime>,
}

impl TryFrom<Row> for Stored {
    type Error = crate::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: row.id,
            room: RoomId(row.room),
            state: word(State::parse, &row.state, "access_report.state")?,
            scope: Scope {
                asked_by: word(AskedBy::parse, &row.asked_by, "access_report.asked_by")?,
                asked_on: row.asked_on,
                from: row.from_day,
                upto: row.upto_day,
            },
            sealed_withheld: row.sealed_withheld,
            opened_by: row.opened_by.into(),
            opened_at: row.opened_at,
            version: row.version,
            number: row.number,
            sealed_content: row.sealed_content,
            released_at: row.released_at,
        })
    }
}

/// Opens a report. False: there is one of this id already.
pub async fn insert(
    tx: &mut Tx,
    id: Uuid,
    room: RoomId,
    scope: &Scope,
    sealed_withheld: &[u8],
    by: AccountId,
) -> Result<bool> {
    let done = query!(
        "insert into access_report (id, room, asked_by, asked_on, from_day, upto_day, sealed_withheld, opened_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing",
        id,
        room.0,
        scope.asked_by.as_str(),
        scope.asked_on,
        scope.from,
        scope.upto,
        sealed_withheld,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A report.
pub async fn find(database: &Database, id: Uuid) -> Result<Option<Stored>> {
    let row = query_as!(
        Row,
        "select id, room, state, asked_by, asked_on, from_day, upto_day, sealed_withheld, opened_by, opened_at, version,
                number, sealed_content, released_at
         from access_report where id = $1",
        id
    )
    .fetch_optional(database.pool())
    .await?;
    row.map(TryInto::try_into).transpose()
}

/// Locks a report, in the place of a case.
pub async fn lock(tx: &mut Tx, id: Uuid) -> Result<Option<Stored>> {
    let row = query_as!(
        Row,
        "select id, room, state, asked_by, asked_on, from_day, upto_day, sealed_withheld, opened_by, opened_at, version,
                number, sealed_content, released_at
         from access_report where id = $1 for no key update",
        id
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(TryInto::try_into).transpose()
}

/// The reports about a room, the newest first.
pub async fn of_room(database: &Database, room: RoomId) -> Result<Vec<Stored>> {
    let rows = query_as!(
        Row,
        "select id, room, state, asked_by, asked_on, from_day, upto_day, sealed_withheld, opened_by, opened_at, version,
                number, sealed_content, released_at
         from access_report where room = $1 order by opened_at desc",
        room.0
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Changes a draft that is locked.
pub async fn change(tx: &mut Tx, id: Uuid, scope: &Scope, sealed_withheld: &[u8]) -> Result<()> {
    query!(
        "update access_report set asked_by = $2, asked_on = $3, from_day = $4, upto_day = $5, sealed_withheld = $6,
                version = version + 1
         where id = $1",
        id,
        scope.asked_by.as_str(),
        scope.asked_on,
        scope.from,
        scope.upto,
        sealed_withheld
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Fixes what a draft that is locked says, under the next number.
pub async fn release(tx: &mut Tx, id: Uuid, sealed_content: &[u8], by: AccountId) -> Result<i64> {
    // One after the other, so that numbers have no gaps. The lock's number is arbitrary and used nowhere else.
    query!("select pg_advisory_xact_lock(4711034)").fetch_one(&mut **tx).await?;
    let row = query!(
        r#"update access_report set state = 'released', sealed_content = $2, released_by = $3, released_at = clock_timestamp(),
                  version = version + 1, number = (select coalesce(max(number), 0) + 1 from access_report)
           where id = $1 returning number as "number!""#,
        id,
        sealed_content,
        by.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.number)
}

/// What one person did with a record on one day.
#[derive(Clone, Debug)]
pub struct Done {
    /// The day in Tokyo.
    pub day: Date,
    /// What.
    pub deed: Deed,
    /// When first.
    pub first: OffsetDateTime,
    /// When last.
    pub last: OffsetDateTime,
    /// How often.
    pub times: i64,
    /// Who; none for what the system did by itself.
    pub name: Option<String>,
    /// What their account is for.
    pub role: Option<Role>,
    /// Their profession there.
    pub profession: Option<String>,
    /// The facility through which they took part; of whoever takes no part, their main one then.
    pub facility: Option<String>,
    /// All facilities that they were of at that time, and that one.
    pub facilities: Vec<Uuid>,
}

/// What was done with a room's record in these days, by the day and the hour. Nothing of a use on the ground of abuse reaches the family
/// (article 20): not that it was asked for or permitted, not who worked on that, not who was in the room by it, not who had to leave it when
/// it was permitted or ended (that was done by the same request) or by the clock, nor that they were refused or wiped their copies then;
/// and nothing after the consent whose end it outlived. From the moment on at which somebody is let in otherwise, what they do is told. Of
/// a room with such a use no permit on another ground is told either, nor who worked on it: that one is told and another is not would
/// tell. The same holds of a room about which a facility applied for such a use, whatever became of that. There is no gap by which it could be told: with its closing ends every record of a room.
#[expect(clippy::too_many_lines, reason = "one statement: what is told of one use depends on all others")]
pub async fn done(
    database: &Database,
    room: RoomId,
    from: OffsetDateTime,
    before: OffsetDateTime,
    to_family: bool,
) -> Result<Vec<Done>> {
    let told = || Deed::ALL.into_iter().flat_map(|deed| deed.events().iter().map(move |event| (*event, deed)));
    let events: Vec<_> = told().map(|(event, _)| event.as_str().to_owned()).collect();
    let deeds: Vec<_> = told().map(|(_, deed)| deed.as_str().to_owned()).collect();
    let rows = query!(
        r#"with given as materialized (
               select p.request_id, p.at from exceptional_use u join audit_event p on p.room = u.room and p.subject = u.city_case
               where $6 and u.room = $1 and u.ground = 'abuse_or_dv'
                 and p.event in ('exceptional_use_permitted', 'exceptional_use_ended')
           ), admitted as materialized (
               select q.subject as account, q.at from audit_event q
               where $6 and q.room = $1 and q.event = 'member_admitted'
                 and q.request_id not in (select g.request_id from given g)
           ), shut_out as materialized (
               select q.subject as account, g.at from given g join audit_event q on q.room = $1 and q.request_id = g.request_id
               where q.event = 'member_removed'
               union
               select n.account, u.until from exceptional_use u join exceptional_use_person n on n.city_case = u.city_case
               join audit_event q on q.room = $1 and q.subject = n.account and q.event in ('membership_lapsed', 'membership_stopped_again')
                   and q.at >= u.until
               where $6 and u.room = $1 and u.ground = 'abuse_or_dv' and u.permitted_at is not null and not exists (
                   select from admitted a where a.account = n.account and a.at >= u.permitted_at and a.at <= q.at)
           ), secret as materialized (
               select where $6 and (
                   exists (select from exceptional_use u where u.room = $1 and u.ground = 'abuse_or_dv')
                   or exists (select from exceptional_use_application q where q.room = $1 and q.ground = 'abuse_or_dv'))
           ), done as (
               select e.account, (e.at at time zone 'Asia/Tokyo')::date as day, d.deed,
                      min(e.at) as first, max(e.at) as last,
                      -- A search is one, however many pages it went through.
                      count(*) filter (where e.event <> 'room_searched')
                          + count(distinct e.request_id) filter (where e.event = 'room_searched') as times
               from audit_event e join unnest($2::text[], $3::text[]) as d (event, deed) on d.event = e.event
               where e.room = $1 and e.at >= $4 and e.at < $5 and e.request_id not in (select g.request_id from given g)
                 and not (e.event in ('refused', 'purge_reported') and exists (
                     select from shut_out o where o.account = e.account and e.at >= o.at and not exists (
                         select from admitted a where a.account = o.account and a.at >= o.at and a.at <= e.at)))
                 -- Of what has no subject or detail nothing is known here, and not knowing hides nothing.
                 and (exists (select from secret) and (
                     e.event like 'exceptional_use_%'
                     or e.event = 'refused' and e.detail like any (
                         array['ask_exceptional_use:%', 'apply_for_exceptional_use:%', 'follow_exceptional_use:%'])
                     or e.subject in (
                         select v.city_case from exceptional_use v where v.room = $1
                         union all
                         select v.review_case from exceptional_use v where v.room = $1 and v.review_case is not null
                         union all
                         select q.city_case from exceptional_use_application q where q.room = $1))) is not true
                 and not ($6 and exists (
                   select from exceptional_use u where u.room = $1 and u.ground = 'abuse_or_dv' and (
                       u.permitted_at is not null and e.at >= u.until and e.event in ('membership_lapsed', 'membership_stopped_again') and exists (
                           select from exceptional_use_person n where n.city_case = u.city_case and n.account = e.subject
                           and not exists (
                               select from admitted a where a.account = n.account and a.at >= u.permitted_at and a.at <= e.at))
                       or e.at >= u.outlived_at and (
                           e.event not in ('support_discontinued', 'purge_reported', 'discontinuation_viewed')
                           or exists (select from exceptional_use_person n where n.city_case = u.city_case and n.account = e.account))
                       or e.at >= u.permitted_at and exists (
                           select from exceptional_use_person n where n.city_case = u.city_case
                           and n.account in (e.account, e.subject) and not exists (
                               select from membership m join entry j on j.room = m.room and j.seq = m.joined_seq
                               where m.room = $1 and m.account = n.account and j.at < u.permitted_at)
                           and not exists (
                               select from admitted a where a.account = n.account and a.at >= u.permitted_at and a.at <= e.at)))))
               group by 1, 2, 3)
           select g.day as "day!", g.deed as "deed!", g.first as "first!", g.last as "last!", g.times as "times!",
                  s.name as "name?", a.role as "role?", p.name as "profession?", f.name as "facility?",
                  x.facility as "facility_id?",
                  array(select o.facility from affiliation o
                        where o.staff_member = a.staff_member and o.since <= g.last
                          and (o.ended_at is null or o.ended_at >= g.first)) as "others!"
           from done g
           left join account a on a.id = g.account
           left join staff_member s on s.id = a.staff_member
           left join affiliation x on x.id = coalesce(
               (select o.id from membership m join affiliation o on o.id = m.affiliation
                where m.room = $1 and m.account = g.account
                order by (o.since <= g.first and (o.ended_at is null or o.ended_at >= g.first)) desc, m.joined_seq desc limit 1),
               (select o.id from affiliation o where o.staff_member = a.staff_member
                order by (o.since <= g.first and (o.ended_at is null or o.ended_at >= g.first)) desc, o.position, o.id limit 1))
           left join profession p on p.code = x.profession
           left join facility f on f.id = x.facility
           order by g.day, g.first, s.name, g.deed"#,
        room.0,
        &events,
        &deeds,
        from,
        before,
        to_family
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Done {
                day: row.day,
                deed: word(Deed::parse, &row.deed, "deed")?,
                first: row.first,
                last: row.last,
                times: row.times,
                name: row.name,
                role: row.role.map(|role| word(Role::parse, &role, "account.role")).transpose()?,
                profession: row.profession,
                facility: row.facility,
                facilities: row.facility_id.into_iter().chain(row.others).collect(),
            })
        })
        .collect()
}

/// The names of these facilities, by name.
pub async fn facilities(database: &Database, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>> {
    let rows = query!("select id, name from facility where id = any($1) order by name, id", ids)
        .fetch_all(database.pool())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
