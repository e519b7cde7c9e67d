//! 例外利用: what was asked for, what was permitted, and who is in a room by it.

use renrakucho_domain::{AccountId, AffiliationId, CaseId, RoomId, Seq, StaffMemberId, exceptional_use::Ground};
use sqlx::{PgExecutor, query};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{Database, Result, Tx, entry::PersonRow, error::word};

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
    /// The case in which it was asked for: the permit's name.
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
           from exceptional_use_person n join account a on a.id = n.account join staff_member s on s.id = a.staff_member
           join lateral (select facility, profession from affiliation where staff_member = s.id
                         order by ended_at desc nulls first, position, id limit 1) x on true
           join facility f on f.id = x.facility join profession q on q.code = x.profession
           where n.city_case = $1 order by s.kana, a.id"#,
        case.0
    )
    .fetch_all(executor)
    .await?)
}

/// Keeps that it is permitted. What counts is asked while the room is held.
pub async fn permit(tx: &mut Tx, case: CaseId, at: OffsetDateTime, by: &PersonRow, review_case: CaseId) -> Result<()> {
    query!(
        "update exceptional_use set permitted_at = $2, permitted_by = $3, permitted_name = $4, permitted_facility = $5,
                review_case = $6
         where city_case = $1",
        case.0,
        at,
        by.account,
        by.name,
        by.facility,
        review_case.0
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
           and r.state in ('awaiting_consent', 'active', 'ended') and ($1::uuid is null or u.room = $1)
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

/// Begins a membership by a permit, with the entry that says so.
pub async fn begin_membership(
    tx: &mut Tx,
    asked: &Asked,
    account: AccountId,
    affiliation: AffiliationId,
    joined_seq: Seq,
) -> Result<()> {
    query!(
        "insert into membership (room, account, affiliation, joined_seq, until, permit) values ($1, $2, $3, $4, $5, $6)",
        asked.room.0,
        account.0,
        affiliation.0,
        joined_seq,
        asked.until,
        asked.case.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Lets a membership that nobody has ended rest on a permit from here on, and end with it.
pub async fn move_membership(tx: &mut Tx, asked: &Asked, account: AccountId) -> Result<()> {
    query!(
        "update membership set until = $3, permit = $4 where room = $1 and account = $2 and left_seq is null",
        asked.room.0,
        account.0,
        asked.until,
        asked.case.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
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
