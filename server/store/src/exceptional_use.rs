//! 例外利用: what was asked for, what was permitted, and who is in a room by it.

use renrakucho_domain::{
    AccountId, AffiliationId, CaseId, Role, RoomId, StaffMemberId, audit::Event, exceptional_use::Ground,
};
use sqlx::{PgExecutor, query};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Database, Result, Tx,
    audit::Origin,
    entry::{Appended, PersonRow},
    error::word,
};

/// What is asked for, beside its case.
#[derive(Debug)]
pub struct New<'a> {
    /// The case.
    pub case: CaseId,
    /// The room.
    pub room: RoomId,
    /// On which ground.
    pub ground: Ground,
    /// What happened and for what, under the room's key.
    pub sealed: &'a [u8],
    /// Until when.
    pub until: OffsetDateTime,
    /// Who asks.
    pub by: &'a PersonRow,
    /// For whom.
    pub people: &'a [Uuid],
}

/// Keeps it.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<()> {
    query!(
        "with asked as (
             insert into exceptional_use (city_case, room, ground, sealed, until, asked_by, asked_name, asked_facility)
             values ($1, $2, $3, $4, $5, $6, $7, $8) returning city_case)
         insert into exceptional_use_person (city_case, account) select city_case, unnest($9::uuid[]) from asked",
        new.case.0,
        new.room.0,
        new.ground.as_str(),
        new.sealed,
        new.until,
        new.by.account,
        new.by.name,
        new.by.facility,
        new.people
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Who did a part of it, as they were called then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Doer {
    /// Which person.
    pub person: StaffMemberId,
    /// The name.
    pub name: String,
    /// The facility.
    pub facility: String,
}

/// What was asked for, and what came of it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The case in which it was asked for: the permit's name. One by an event has a name of its own, which is no case.
    pub case: CaseId,
    /// The room.
    pub room: RoomId,
    /// On which ground.
    pub ground: Ground,
    /// What happened and for what, under the room's key; empty once the room is erased.
    pub sealed: Vec<u8>,
    /// Until when.
    pub until: OffsetDateTime,
    /// Who asked.
    pub asked_by: Doer,
    /// When it was permitted, and by whom.
    pub permitted: Option<(OffsetDateTime, Doer)>,
    /// When the city ended it before its time.
    pub ended_at: Option<OffsetDateTime>,
}

/// What a case is about: one in which a permit was asked for, or one in which it is reviewed.
pub async fn of_case(executor: impl PgExecutor<'_>, case: CaseId) -> Result<Option<Asked>> {
    let row = query!(
        r#"select u.city_case, u.room, u.ground, u.sealed, u.until, a.staff_member, u.asked_name, u.asked_facility, u.permitted_at,
                  p.staff_member as "permitter?", u.permitted_name, u.permitted_facility, u.ended_at
           from exceptional_use u join account a on a.id = u.asked_by left join account p on p.id = u.permitted_by
           where u.city_case = $1 or u.review_case = $1"#,
        case.0
    )
    .fetch_optional(executor)
    .await?;
    row.map(|row| {
        let permitted = match (row.permitted_at, row.permitter, row.permitted_name, row.permitted_facility) {
            (Some(at), Some(person), Some(name), Some(facility)) => {
                Some((at, Doer { person: person.into(), name, facility }))
            }
            _ => None,
        };
        Ok(Asked {
            case: row.city_case.into(),
            room: row.room.into(),
            ground: word(Ground::parse, &row.ground, "exceptional_use.ground")?,
            sealed: row.sealed,
            until: row.until,
            asked_by: Doer { person: row.staff_member.into(), name: row.asked_name, facility: row.asked_facility },
            permitted,
            ended_at: row.ended_at,
        })
    })
    .transpose()
}

/// Whom it names, as they are called now, by kana.
pub async fn people(executor: impl PgExecutor<'_>, case: CaseId) -> Result<Vec<PersonRow>> {
    Ok(sqlx::query_as!(
        PersonRow,
        r#"select a.id as account, s.name, f.name as facility, q.name as profession
           from (select account from exceptional_use_person where city_case = $1
                 union select p.account from exceptional_use u join disaster_event_person p on p.city_case = u.disaster
                 where u.city_case = $1) n
           join account a on a.id = n.account join staff_member s on s.id = a.staff_member
           join lateral (select facility, profession from affiliation where staff_member = s.id
                         order by ended_at desc nulls first, position, id limit 1) x on true
           join facility f on f.id = x.facility join profession q on q.code = x.profession
           order by s.kana, a.id"#,
        case.0
    )
    .fetch_all(executor)
    .await?)
}

/// Whom it lets in: those whom it names, but for whom it skipped when it was given.
pub async fn reached(executor: impl PgExecutor<'_>, case: CaseId) -> Result<Vec<Uuid>> {
    let rows = query!(
        r#"select p.account as "account!" from exceptional_use_person p where p.city_case = $1 and p.skipped_at is null
           union select p.account from exceptional_use u join disaster_event_person p on p.city_case = u.disaster
           where u.city_case = $1"#,
        case.0
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| row.account).collect())
}

/// Keeps that it is permitted. What counts is asked while the room is held. A permit by an event is reviewed with that.
pub async fn permit(
    tx: &mut Tx,
    case: CaseId,
    at: OffsetDateTime,
    by: &PersonRow,
    review_case: Option<CaseId>,
) -> Result<()> {
    query!(
        "update exceptional_use set permitted_at = $2, permitted_by = $3, permitted_name = $4, permitted_facility = $5,
                review_case = $6
         where city_case = $1",
        case.0,
        at,
        by.account,
        by.name,
        by.facility,
        review_case.map(|case| case.0)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps that the city ended it before its time.
pub async fn end(tx: &mut Tx, case: CaseId, by: AccountId) -> Result<()> {
    query!("update exceptional_use set ended_at = clock_timestamp(), ended_by = $2 where city_case = $1", case.0, by.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A permit that stands at this moment.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Its name.
    pub case: CaseId,
    /// The room.
    pub room: Uuid,
    /// On which ground.
    pub ground: Ground,
    /// What happened and for what, under the room's key.
    pub sealed: Vec<u8>,
    /// Until when.
    pub until: OffsetDateTime,
}

/// The permits that stand: of all rooms, or of one.
pub async fn standing(executor: impl PgExecutor<'_>, only: Option<RoomId>) -> Result<Vec<Standing>> {
    let rows = query!(
        "select u.city_case, u.room, u.ground, u.sealed, u.until from exceptional_use u join care_room r on r.id = u.room
         where u.permitted_at is not null and u.ended_at is null and u.until > clock_timestamp()
           and (r.state in ('awaiting_consent', 'active', 'ended') or r.state = 'discontinued' and u.outlived_at is not null)
           and ($1::uuid is null or u.room = $1)
         order by u.until desc, u.city_case",
        only.map(|room| room.0)
    )
    .fetch_all(executor)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Standing {
                case: row.city_case.into(),
                room: row.room,
                ground: word(Ground::parse, &row.ground, "exceptional_use.ground")?,
                sealed: row.sealed,
                until: row.until,
            })
        })
        .collect()
}

/// The open cases in which a permit is asked for: of all rooms, or of one.
pub async fn open_cases(executor: impl PgExecutor<'_>, only: Option<RoomId>) -> Result<Vec<(Uuid, CaseId)>> {
    let rows = query!(
        "select u.room, u.city_case from exceptional_use u join city_case c on c.id = u.city_case
         where c.state = 'open' and ($1::uuid is null or u.room = $1)",
        only.map(|room| room.0)
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.room, row.city_case.into())).collect())
}

/// What a membership by a permit rests on.
#[derive(Clone, Copy, Debug)]
pub struct Grant {
    /// The permit's name.
    pub case: CaseId,
    /// The room.
    pub room: RoomId,
    /// Until when.
    pub until: OffsetDateTime,
}

/// Someone whom a permit names, through the affiliation through which they would be in the room.
#[derive(Clone, Debug)]
pub struct Fit {
    /// That affiliation.
    pub affiliation: AffiliationId,
    /// Who.
    pub person: PersonRow,
}

/// Of accounts that this transaction holds: those who may be in a room, through their main affiliation.
pub async fn fit(tx: &mut Tx, accounts: &[Uuid]) -> Result<Vec<Fit>> {
    let rows = query!(
        r#"select a.id, a.role, s.name, x.id as affiliation, f.name as "facility!", q.name as profession
           from account a join staff_member s on s.id = a.staff_member
           join lateral (select y.id, y.facility, y.profession from affiliation y join standing_facility z on z.id = y.facility
                         where y.staff_member = s.id and y.ended_at is null order by y.position, y.id limit 1) x on true
           join facility f on f.id = x.facility join profession q on q.code = x.profession
           where a.id = any($1) and a.standing = 'active' order by a.id"#,
        accounts
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut fit = Vec::with_capacity(rows.len());
    for row in rows {
        if word(Role::parse, &row.role, "account.role")?.may_be_member() {
            let (account, name, facility, profession) = (row.id, row.name, row.facility, row.profession);
            let person = PersonRow { account, name, facility, profession };
            fit.push(Fit { affiliation: row.affiliation.into(), person });
        }
    }
    Ok(fit)
}

/// Keeps that people were not let in when the permit was given that names them.
pub async fn skip(tx: &mut Tx, case: CaseId, people: &[Uuid]) -> Result<()> {
    query!(
        "update exceptional_use_person set skipped_at = clock_timestamp() where city_case = $1 and account = any($2)",
        case.0,
        people
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Of those whom it names: who was not let in when it was permitted; before that, who could not be at this moment.
pub async fn skipped(executor: impl PgExecutor<'_>, case: CaseId) -> Result<Vec<Uuid>> {
    let members: Vec<_> =
        Role::ALL.into_iter().filter(|role| role.may_be_member()).map(|role| role.as_str().to_owned()).collect();
    let rows = query!(
        "select p.account from exceptional_use_person p join exceptional_use u on u.city_case = p.city_case
         join account a on a.id = p.account
         where p.city_case = $1 and case when u.permitted_at is not null then p.skipped_at is not null
             else a.standing <> 'active' or a.role <> all($2) or not exists (
                 select from affiliation y join standing_facility z on z.id = y.facility
                 where y.staff_member = a.staff_member and y.ended_at is null) end
         order by p.account",
        case.0,
        &members
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| row.account).collect())
}

/// Lets people into a room that this transaction holds locked: for each an entry, a membership that rests on the permit, and the audit
/// event, in one statement. Where the first entry came to stand; the others follow it.
pub async fn join(
    tx: &mut Tx,
    grant: Grant,
    ids: &[Uuid],
    people: &[Fit],
    (affiliation, author): (AffiliationId, AccountId),
    origin: &Origin,
) -> Result<Appended> {
    let accounts: Vec<_> = people.iter().map(|one| one.person.account).collect();
    let affiliations: Vec<_> = people.iter().map(|one| one.affiliation.0).collect();
    let row = query!(
        r#"with place as (
               update care_room set last_seq = last_seq + cardinality($2::uuid[]), version = version + cardinality($2::uuid[]),
                   last_at = greatest(last_at, clock_timestamp())
               where id = $1 returning last_seq - cardinality($2::uuid[]) as base, last_at
           ), people as (
               select p.base + t.n as seq, p.last_at as at, t.id, t.account, t.affiliation
               from place p, unnest($2::uuid[], $3::uuid[], $4::uuid[]) with ordinality as t (id, account, affiliation, n)
           ), entries as (
               insert into entry (room, seq, id, kind, at, author, author_affiliation, subject, subject_affiliation)
               select $1, seq, id, 'member_joined', at, $5, $6, account, affiliation from people
           ), members as (
               insert into membership (room, account, affiliation, joined_seq, until, permit)
               select $1, account, affiliation, seq, $7, $8 from people
           ), audited as (
               insert into audit_event (event, account, device, session, room, subject, from_seq, upto_seq, request_id)
               select $9, $10, $11, $12, $1, account, seq, seq, $13 from people order by seq
           )
           select base + 1 as "seq!", last_at as "at!" from place"#,
        grant.room.0,
        ids,
        &accounts,
        &affiliations,
        author.0,
        affiliation.0,
        grant.until,
        grant.case.0,
        Event::MemberAdmitted.as_str(),
        origin.account.map(|id| id.0),
        origin.device.map(|id| id.0),
        origin.session.map(|id| id.0),
        origin.request
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Appended { seq: row.seq, at: row.at })
}

/// Lets memberships that nobody has ended rest on a permit from here on, and end with it.
pub async fn move_memberships(tx: &mut Tx, grant: Grant, accounts: &[Uuid]) -> Result<()> {
    query!(
        "update membership m set until = least($3, r.readable_until), permit = $4
         from care_room r where m.room = $1 and r.id = m.room and m.account = any($2) and m.left_seq is null",
        grant.room.0,
        accounts,
        grant.until,
        grant.case.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// These permits outlive the consent of a room that this transaction holds locked, as far as they stand: nothing is said of others.
/// Which do.
pub async fn outlive(tx: &mut Tx, room: RoomId, permits: &[Uuid]) -> Result<Vec<Grant>> {
    let rows = query!(
        "update exceptional_use set outlived_at = clock_timestamp()
         where room = $1 and city_case = any($2) and ground = 'abuse_or_dv' and disaster is null and permitted_at is not null
           and ended_at is null and until > clock_timestamp() and outlived_at is null
         returning city_case, until",
        room.0,
        permits
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut grants: Vec<_> =
        rows.into_iter().map(|row| Grant { case: row.city_case.into(), room, until: row.until }).collect();
    grants.sort_by_key(|grant| grant.until);
    Ok(grants)
}

/// Lets those whom permits let in, and who are in the room by its consent or for a shorter time, stay by them.
pub async fn keep(tx: &mut Tx, grants: &[Grant]) -> Result<()> {
    for grant in grants {
        let named = reached(&mut **tx, grant.case).await?;
        let there = not_left(tx, grant.room).await?;
        let by_others = |present: &Present| {
            present
                .permit
                .is_none_or(|permit| !grants.iter().any(|other| other.case == permit && other.until >= grant.until))
        };
        let moved: Vec<_> = there
            .into_iter()
            .filter(|present| named.contains(&present.account.0) && by_others(present))
            .map(|present| present.account.0)
            .collect();
        if !moved.is_empty() {
            move_memberships(tx, *grant, &moved).await?;
        }
    }
    Ok(())
}

/// Before permits end in rooms that this transaction holds locked: whoever is there by one of them and is let in by another that stands
/// stays by that one, the one that stands longest. Who does, and in which room.
pub async fn stay(tx: &mut Tx, ending: &[Uuid]) -> Result<Vec<(RoomId, AccountId)>> {
    let rows = query!(
        "with onto as (
             select distinct on (m.room, m.account) m.room, m.account, u.city_case, least(u.until, r.readable_until) as until
             from membership m join care_room r on r.id = m.room join exceptional_use u on u.room = m.room
             where m.permit = any($1) and m.left_seq is null and u.city_case <> all($1)
               and u.permitted_at is not null and u.ended_at is null and u.until > clock_timestamp()
               and (r.state in ('awaiting_consent', 'active', 'ended') or r.state = 'discontinued' and u.outlived_at is not null)
               and (exists (select from exceptional_use_person p
                            where p.city_case = u.city_case and p.account = m.account and p.skipped_at is null)
                    or exists (select from disaster_event_person p where p.city_case = u.disaster and p.account = m.account))
             order by m.room, m.account, u.until desc, u.city_case)
         update membership m set until = o.until, permit = o.city_case from onto o
         where m.room = o.room and m.account = o.account and m.left_seq is null
         returning m.room, m.account",
        ending
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.room.into(), row.account.into())).collect())
}

/// Permits of a room that are over by their time while memberships still rest on them.
pub async fn run_out(tx: &mut Tx, room: RoomId) -> Result<Vec<Uuid>> {
    let rows = query!(
        r#"select distinct m.permit as "permit!" from membership m
           where m.room = $1 and m.permit is not null and m.left_seq is null and m.until <= clock_timestamp()"#,
        room.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.permit).collect())
}

/// Who is in a room.
#[derive(Clone, Copy, Debug)]
pub struct Present {
    /// The account.
    pub account: AccountId,
    /// By which permit; none: by consent.
    pub permit: Option<CaseId>,
    /// Until when.
    pub until: Option<OffsetDateTime>,
}

/// Who is in a room, and by which permit, as far as no entry has ended it.
pub async fn not_left(tx: &mut Tx, room: RoomId) -> Result<Vec<Present>> {
    let rows = query!(
        "select account, permit, until from membership where room = $1 and left_seq is null order by account",
        room.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let shown = rows.into_iter().map(|row| Present {
        account: row.account.into(),
        permit: row.permit.map(CaseId),
        until: row.until,
    });
    Ok(shown.collect())
}

/// Whether an account is in the room by a permit that stands.
pub async fn is_permitted(database: &Database, room: RoomId, account: AccountId) -> Result<Option<CaseId>> {
    let row = query!("select permit from standing_membership where room = $1 and account = $2", room.0, account.0)
        .fetch_optional(database.pool())
        .await?;
    Ok(row.and_then(|row| row.permit).map(CaseId))
}

/// Removes what was asked for about a room that is erased.
pub async fn forget(tx: &mut Tx, room: RoomId) -> Result<()> {
    query!("select forget_exceptional_use($1)", room.0).fetch_optional(&mut **tx).await?;
    Ok(())
}
