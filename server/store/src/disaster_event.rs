//! 災害の宣言: a batch of rooms that named people use without consent. The permit of each room is one of `exceptional_use`; this is what
//! they have in common, and how they begin and end together.

use renrakucho_domain::{AccountId, AffiliationId, CaseId, RoomId, RoomState, case::State};
use sqlx::{PgExecutor, query, query_as};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx, entry::PersonRow, error::word, exceptional_use::Doer};

/// How many are listed, the newest first.
const LISTED: i64 = 200;

/// What is asked for, beside its case.
#[derive(Debug)]
pub struct New<'a> {
    /// The case: the event's name.
    pub case: CaseId,
    /// Until when.
    pub until: OffsetDateTime,
    /// When.
    pub at: OffsetDateTime,
    /// Who asks.
    pub by: &'a PersonRow,
    /// For whom.
    pub people: &'a [Uuid],
    /// The rooms.
    pub rooms: &'a [Uuid],
    /// The name of each room's permit.
    pub permits: &'a [Uuid],
    /// What happened and for what, under each room's key.
    pub sealed: &'a [Vec<u8>],
}

/// Keeps it.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<()> {
    query!(
        "with asked as (
             insert into disaster_event (city_case, until, asked_at, asked_by, asked_name, asked_facility)
             values ($1, $2, $3, $4, $5, $6) returning *
         ), permits as (
             insert into exceptional_use (city_case, room, ground, sealed, until, asked_by, asked_name, asked_facility, disaster)
             select t.permit, t.room, 'disaster', t.sealed, a.until, a.asked_by, a.asked_name, a.asked_facility, a.city_case
             from asked a, unnest($8::uuid[], $9::uuid[], $10::bytea[]) as t (permit, room, sealed)
         )
         insert into disaster_event_person (city_case, account) select city_case, unnest($7::uuid[]) from asked",
        new.case.0,
        new.until,
        new.at,
        new.by.account,
        new.by.name,
        new.by.facility,
        new.people,
        new.permits,
        new.rooms,
        new.sealed
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// An event, and what came of it.
#[derive(Clone, Debug)]
pub struct Declared {
    /// The case in which it was asked for: its name.
    pub case: CaseId,
    /// What the city says of it, as that case has it.
    pub sealed: Vec<u8>,
    /// How that case stands.
    pub state: State,
    /// Until when.
    pub until: OffsetDateTime,
    /// When it was asked for.
    pub asked_at: OffsetDateTime,
    /// Who asked.
    pub asked_by: Doer,
    /// When it was permitted, and by whom.
    pub permitted: Option<(OffsetDateTime, Doer)>,
    /// The case of its review, and how that stands.
    pub review: Option<(CaseId, State)>,
    /// When the city ended it before its time.
    pub ended_at: Option<OffsetDateTime>,
    /// Whether it stands at this moment.
    pub stands: bool,
    /// How many people it names.
    pub people: i64,
    /// How many rooms.
    pub rooms: i64,
    /// How many of them are permitted by now.
    pub permitted_rooms: i64,
    /// How many were over when their turn came.
    pub skipped_rooms: i64,
}

macro_rules! declared {
    ($executor:expr, $condition:literal, $($arg:expr),+) => {
        query!(
            r#"select d.city_case, c.sealed, c.state, d.until, d.asked_at, a.staff_member, d.asked_name, d.asked_facility,
                      d.permitted_at, p.staff_member as "permitter?", d.permitted_name, d.permitted_facility,
                      v.id as "review?", v.state as "review_state?", d.ended_at,
                      coalesce(d.permitted_at is not null and d.ended_at is null and d.until > clock_timestamp(), false) as "stands!",
                      (select count(*) from disaster_event_person n where n.city_case = d.city_case) as "people!",
                      n.rooms as "rooms!", n.permitted as "permitted_rooms!", n.skipped as "skipped_rooms!"
               from disaster_event d join city_case c on c.id = d.city_case join account a on a.id = d.asked_by
               left join account p on p.id = d.permitted_by left join city_case v on v.id = d.review_case
               cross join lateral
                   (select count(*) as rooms, count(u.permitted_at) as permitted, count(u.skipped_at) as skipped
                    from exceptional_use u where u.disaster = d.city_case) n
               where "# + $condition,
            $($arg),+
        )
        .fetch_all($executor)
        .await?
        .into_iter()
        .map(|row| {
            let permitted = match (row.permitted_at, row.permitter, row.permitted_name, row.permitted_facility) {
                (Some(at), Some(person), Some(name), Some(facility)) => {
                    Some((at, Doer { person: person.into(), name, facility }))
                }
                _ => None,
            };
            let review = match (row.review, row.review_state) {
                (Some(case), Some(state)) => Some((case.into(), word(State::parse, &state, "city_case.state")?)),
                _ => None,
            };
            Ok(Declared {
                case: row.city_case.into(),
                sealed: row.sealed,
                state: word(State::parse, &row.state, "city_case.state")?,
                until: row.until,
                asked_at: row.asked_at,
                asked_by: Doer { person: row.staff_member.into(), name: row.asked_name, facility: row.asked_facility },
                permitted,
                review,
                ended_at: row.ended_at,
                stands: row.stands,
                people: row.people,
                rooms: row.rooms,
                permitted_rooms: row.permitted_rooms,
                skipped_rooms: row.skipped_rooms,
            })
        })
        .collect::<Result<Vec<_>>>()
    };
}

/// The events of the city, the newest first.
pub async fn all(database: &Database) -> Result<Vec<Declared>> {
    declared!(database.pool(), "true order by d.asked_at desc, d.city_case limit $1", LISTED)
}

/// What a case is about: one in which an event was asked for, or one in which it is reviewed.
pub async fn of_case(executor: impl PgExecutor<'_>, case: CaseId) -> Result<Option<Declared>> {
    Ok(declared!(executor, "d.city_case = $1 or d.review_case = $1", case.0)?.pop())
}

/// Whom it names, as they are called now, by kana.
pub async fn people(executor: impl PgExecutor<'_>, event: CaseId) -> Result<Vec<PersonRow>> {
    Ok(query_as!(
        PersonRow,
        r#"select a.id as account, s.name, f.name as facility, q.name as profession
           from disaster_event_person n join account a on a.id = n.account join staff_member s on s.id = a.staff_member
           join lateral (select facility, profession from affiliation where staff_member = s.id
                         order by ended_at desc nulls first, position, id limit 1) x on true
           join facility f on f.id = x.facility join profession q on q.code = x.profession
           where n.city_case = $1 order by s.kana, a.id"#,
        event.0
    )
    .fetch_all(executor)
    .await?)
}

/// A room of an event.
#[derive(Clone, Debug)]
pub struct Room {
    /// Which.
    pub room: Uuid,
    /// How it stands.
    pub state: RoomState,
    /// Whether its permit was given.
    pub is_permitted: bool,
    /// Whether that stands at this moment.
    pub stands: bool,
    /// Whether it was over when its turn came.
    pub is_skipped: bool,
    /// Before the permit: how many of whom it names are not in the room; then: how many are in it by the permit.
    pub people: i64,
}

/// The rooms of an event.
pub async fn rooms(database: &Database, event: CaseId) -> Result<Vec<Room>> {
    let rows = query!(
        r#"select u.room, r.state, u.permitted_at is not null as "is_permitted!", u.skipped_at is not null as "is_skipped!",
                  coalesce(u.permitted_at is not null and u.ended_at is null and u.until > clock_timestamp()
                           and r.state in ('awaiting_consent', 'active', 'ended'), false) as "stands!",
                  case when u.permitted_at is null then
                      (select count(*) from disaster_event_person n where n.city_case = u.disaster and not exists
                          (select from standing_membership m where m.room = u.room and m.account = n.account))
                  else (select count(*) from standing_membership m where m.room = u.room and m.permit = u.city_case)
                  end as "people!"
           from exceptional_use u join care_room r on r.id = u.room where u.disaster = $1 order by u.room"#,
        event.0
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Room {
                room: row.room,
                state: word(RoomState::parse, &row.state, "care_room.state")?,
                is_permitted: row.is_permitted,
                stands: row.stands,
                is_skipped: row.is_skipped,
                people: row.people,
            })
        })
        .collect()
}

/// The rooms of an event and the names of their permits, by the case in which it was asked for or reviewed.
pub async fn permits(tx: &mut Tx, case: CaseId) -> Result<(Vec<Uuid>, Vec<Uuid>)> {
    let rows = query!(
        "select u.room, u.city_case from disaster_event d join exceptional_use u on u.disaster = d.city_case
         where d.city_case = $1 or d.review_case = $1 order by u.room",
        case.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.room, row.city_case)).unzip())
}

/// Holds rooms, in the order of all locks, and says how they stand. What is not there is not among them.
pub async fn hold_rooms(tx: &mut Tx, rooms: &[Uuid]) -> Result<Vec<(Uuid, RoomState)>> {
    let rows = query!("select id, state from care_room where id = any($1) order by id for share", rooms)
        .fetch_all(&mut **tx)
        .await?;
    rows.into_iter().map(|row| Ok((row.id, word(RoomState::parse, &row.state, "care_room.state")?))).collect()
}

/// Locks all rooms of an event: whoever ends it waits for whoever lets someone in, and for posts that are on their way.
pub async fn lock_rooms(tx: &mut Tx, event: CaseId) -> Result<()> {
    query!(
        "select r.id from care_room r join exceptional_use u on u.room = r.id where u.disaster = $1
         order by r.id for no key update of r",
        event.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps that it is permitted. The rooms follow.
pub async fn permit(
    tx: &mut Tx,
    event: CaseId,
    at: OffsetDateTime,
    (affiliation, by): (AffiliationId, &PersonRow),
    review_case: CaseId,
) -> Result<()> {
    query!(
        "update disaster_event set permitted_at = $2, permitted_by = $3, permitted_affiliation = $4, permitted_name = $5,
                permitted_facility = $6, review_case = $7
         where city_case = $1",
        event.0,
        at,
        by.account,
        affiliation.0,
        by.name,
        by.facility,
        review_case.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Events that stand, with rooms whose turn has not come.
pub async fn unfinished(database: &Database) -> Result<Vec<CaseId>> {
    let rows = query!(
        "select d.city_case from disaster_event d
         where d.permitted_at is not null and d.ended_at is null and d.until > clock_timestamp() and exists
             (select from exceptional_use u where u.disaster = d.city_case and u.permitted_at is null and u.skipped_at is null)
         order by d.permitted_at"
    )
    .fetch_all(database.pool())
    .await?;
    Ok(rows.into_iter().map(|row| row.city_case.into()).collect())
}

/// Who permitted an event, as they were called then.
pub async fn permitter(tx: &mut Tx, event: CaseId) -> Result<Option<(AffiliationId, PersonRow)>> {
    let row = query!(
        r#"select d.permitted_affiliation as "affiliation!", d.permitted_by as "account!", d.permitted_name as "name!",
                  d.permitted_facility as "facility!", q.name as profession
           from disaster_event d join affiliation x on x.id = d.permitted_affiliation join profession q on q.code = x.profession
           where d.city_case = $1"#,
        event.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| {
        let person =
            PersonRow { account: row.account, name: row.name, facility: row.facility, profession: row.profession };
        (row.affiliation.into(), person)
    }))
}

/// Locks some rooms of an event whose turn has not come, in the order of all locks. What somebody else holds comes later.
pub async fn take_rooms(tx: &mut Tx, event: CaseId, most: i64) -> Result<Vec<Uuid>> {
    let rows = query!(
        "select r.id from exceptional_use u join care_room r on r.id = u.room
         where u.disaster = $1 and u.permitted_at is null and u.skipped_at is null
         order by r.id limit $2 for no key update of r skip locked",
        event.0,
        most
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// A room whose turn it is.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    /// The name of its permit.
    pub permit: CaseId,
    /// The room.
    pub room: RoomId,
    /// How it stands.
    pub state: RoomState,
    /// Until when.
    pub until: OffsetDateTime,
}

/// Of rooms that this transaction holds: those whose turn has still not come, of an event that still stands.
pub async fn turns(tx: &mut Tx, event: CaseId, rooms: &[Uuid]) -> Result<Vec<Turn>> {
    let rows = query!(
        "select u.city_case, u.room, u.until, r.state from exceptional_use u join care_room r on r.id = u.room
         join disaster_event d on d.city_case = u.disaster
         where u.disaster = $1 and u.room = any($2) and u.permitted_at is null and u.skipped_at is null
           and d.permitted_at is not null and d.ended_at is null and least(d.until, u.until) > clock_timestamp()
         order by u.room",
        event.0,
        rooms
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Turn {
                permit: row.city_case.into(),
                room: row.room.into(),
                state: word(RoomState::parse, &row.state, "care_room.state")?,
                until: row.until,
            })
        })
        .collect()
}

/// Keeps that rooms were over when their turn came.
pub async fn skip(tx: &mut Tx, permits: &[Uuid]) -> Result<()> {
    query!("update exceptional_use set skipped_at = clock_timestamp() where city_case = any($1)", permits)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What ended with an event.
#[derive(Debug)]
pub struct Ended {
    /// The rooms whose permit stood.
    pub rooms: Vec<Uuid>,
    /// The names of those permits.
    pub permits: Vec<Uuid>,
    /// Whose memberships ended.
    pub accounts: Vec<Uuid>,
}

/// Ends an event whose rooms this transaction holds, with all its permits that stand and the memberships that rest on them: those end
/// by their time, at this moment, as they would have later. Whom another permit names stays by that.
pub async fn end(tx: &mut Tx, event: CaseId, by: AccountId) -> Result<Ended> {
    let ending = query!(
        "select city_case from exceptional_use where disaster = $1 and permitted_at is not null and ended_at is null",
        event.0
    )
    .fetch_all(&mut **tx)
    .await?;
    crate::exceptional_use::stay(tx, &ending.into_iter().map(|row| row.city_case).collect::<Vec<_>>()).await?;
    let members = query!(
        "update membership m set until = clock_timestamp() from exceptional_use u
         where u.disaster = $1 and u.permitted_at is not null and u.ended_at is null and m.permit = u.city_case and m.left_seq is null
           and m.until > clock_timestamp()
         returning m.account",
        event.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let permits = query!(
        "update exceptional_use set ended_at = clock_timestamp(), ended_by = $2
         where disaster = $1 and permitted_at is not null and ended_at is null and until > clock_timestamp()
         returning room, city_case",
        event.0,
        by.0
    )
    .fetch_all(&mut **tx)
    .await?;
    query!("update disaster_event set ended_at = clock_timestamp(), ended_by = $2 where city_case = $1", event.0, by.0)
        .execute(&mut **tx)
        .await?;
    let mut accounts: Vec<_> = members.into_iter().map(|row| row.account).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let (rooms, permits) = permits.into_iter().map(|row| (row.room, row.city_case)).unzip();
    Ok(Ended { rooms, permits, accounts })
}
