//! 例外利用の申請 by a facility: what was applied for, and what became of it.

use renrakucho_domain::{
    AccountId, CaseId, FacilityId, Role, RoomId, StaffMemberId,
    case::State,
    exceptional_use::Ground,
    exceptional_use_application::{Facts, Standing, standing},
    permission::is_of_facility,
};
use sqlx::{PgExecutor, query, query_as};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{Database, Result, Tx, entry::PersonRow, error::word, exceptional_use::Doer};

/// What is applied for, beside its case.
#[derive(Debug)]
pub struct New<'a> {
    /// The case.
    pub case: CaseId,
    /// The room.
    pub room: RoomId,
    /// The facility through which it is made.
    pub facility: FacilityId,
    /// On which ground.
    pub ground: Ground,
    /// What happened and for what, under the room's key.
    pub sealed: &'a [u8],
    /// Until when.
    pub until: OffsetDateTime,
    /// Who applies.
    pub by: &'a PersonRow,
    /// For whom.
    pub people: &'a [Uuid],
}

/// Keeps it.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<()> {
    query!(
        "with applied as (
             insert into exceptional_use_application
                 (city_case, room, facility, ground, sealed, until, applied_by, applied_name, applied_facility)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning city_case)
         insert into exceptional_use_application_person (city_case, account)
         select city_case, unnest($10::uuid[]) from applied",
        new.case.0,
        new.room.0,
        new.facility.0,
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

/// Through which facility somebody is in a room, and as whom.
pub async fn applicant(
    executor: impl PgExecutor<'_>,
    room: RoomId,
    account: AccountId,
) -> Result<Option<(FacilityId, PersonRow)>> {
    let row = query!(
        r#"select m.facility as "id!", s.name, f.name as facility, p.name as profession
           from standing_membership m join staff_member s on s.id = m.staff_member
           join facility f on f.id = m.facility join profession p on p.code = m.profession
           where m.room = $1 and m.account = $2"#,
        room.0,
        account.0
    )
    .fetch_optional(executor)
    .await?;
    Ok(row.map(|row| {
        let person =
            PersonRow { account: account.0, name: row.name, facility: row.facility, profession: row.profession };
        (row.id.into(), person)
    }))
}

/// Whom an application of that facility may name, by kana: those who could be let in through it, and whoever applies.
pub async fn colleagues(
    executor: impl PgExecutor<'_>,
    facility: FacilityId,
    applicant: AccountId,
) -> Result<Vec<PersonRow>> {
    let roles: Vec<_> =
        Role::ALL.into_iter().filter(|role| is_of_facility(*role)).map(|role| role.as_str().to_owned()).collect();
    Ok(query_as!(
        PersonRow,
        r#"select a.id as account, s.name, f.name as "facility!", q.name as profession
           from account a join staff_member s on s.id = a.staff_member
           join lateral (select y.facility, y.profession from affiliation y join standing_facility z on z.id = y.facility
                         where y.staff_member = s.id and y.ended_at is null order by y.position, y.id limit 1) x on true
           join facility f on f.id = x.facility join profession q on q.code = x.profession
           where a.standing = 'active' and a.role = any($3) and (x.facility = $1 or a.id = $2)
           order by s.kana, a.id"#,
        facility.0,
        applicant.0,
        &roles
    )
    .fetch_all(executor)
    .await?)
}

/// Whether an application of that facility is open about a room: its own case, or the one in which the approver decides. Asked while the
/// room is held.
pub async fn is_open(tx: &mut Tx, room: RoomId, facility: FacilityId) -> Result<bool> {
    let row = query!(
        r#"select exists (select from exceptional_use_application q
                          join city_case c on c.id in (q.city_case, q.recommended_case)
                          where q.room = $1 and q.facility = $2 and c.state = 'open') as "open!""#,
        room.0,
        facility.0
    );
    Ok(row.fetch_one(&mut **tx).await?.open)
}

/// What was applied for, and what became of it.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The case.
    pub case: CaseId,
    /// The room.
    pub room: RoomId,
    /// On which ground.
    pub ground: Ground,
    /// What happened and for what, under the room's key; empty once the room is over.
    pub sealed: Vec<u8>,
    /// Until when.
    pub until: OffsetDateTime,
    /// With which account.
    pub account: AccountId,
    /// Who applied.
    pub by: Doer,
    /// The case in which the approver decides what was recommended.
    pub recommended: Option<CaseId>,
    /// Whether it was taken back, or went with the proposal.
    pub is_withdrawn: bool,
}

macro_rules! applied {
    ($executor:expr, $condition:literal, $id:expr) => {
        query!(
            "select q.city_case, q.room, q.ground, q.sealed, q.until, q.applied_by, a.staff_member, q.applied_name,
                    q.applied_facility, q.recommended_case, q.withdrawn_at
             from exceptional_use_application q join account a on a.id = q.applied_by where "
                + $condition,
            $id
        )
        .fetch_optional($executor)
        .await?
        .map(|row| {
            Ok(Applied {
                case: row.city_case.into(),
                room: row.room.into(),
                ground: word(Ground::parse, &row.ground, "exceptional_use_application.ground")?,
                sealed: row.sealed,
                until: row.until,
                account: row.applied_by.into(),
                by: Doer { person: row.staff_member.into(), name: row.applied_name, facility: row.applied_facility },
                recommended: row.recommended_case.map(Into::into),
                is_withdrawn: row.withdrawn_at.is_some(),
            })
        })
        .transpose()
    };
}

/// What a case is about.
pub async fn of_case(executor: impl PgExecutor<'_>, case: CaseId) -> Result<Option<Applied>> {
    applied!(executor, "q.city_case = $1", case.0)
}

/// On what a permit rests that is asked for in that case; none: the city asked by itself.
pub async fn behind(executor: impl PgExecutor<'_>, permit: CaseId) -> Result<Option<Applied>> {
    applied!(executor, "q.recommended_case = $1", permit.0)
}

/// Whom it names, as they are called now, by kana.
pub async fn people(executor: impl PgExecutor<'_>, case: CaseId) -> Result<Vec<PersonRow>> {
    Ok(query_as!(
        PersonRow,
        r#"select a.id as account, s.name, f.name as facility, q.name as profession
           from exceptional_use_application_person n
           join account a on a.id = n.account join staff_member s on s.id = a.staff_member
           join lateral (select facility, profession from affiliation where staff_member = s.id
                         order by ended_at desc nulls first, position, id limit 1) x on true
           join facility f on f.id = x.facility join profession q on q.code = x.profession
           where n.city_case = $1 order by s.kana, a.id"#,
        case.0
    )
    .fetch_all(executor)
    .await?)
}

/// A moderator asks for a permit on the strength of it. Whether nobody did before, and it was not taken back.
pub async fn recommend(tx: &mut Tx, case: CaseId, permit: CaseId) -> Result<bool> {
    let done = query!(
        "update exceptional_use_application set recommended_case = $2
         where city_case = $1 and recommended_case is null and withdrawn_at is null",
        case.0,
        permit.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// It is taken back by whoever applied; or goes with the proposal.
pub async fn withdraw(tx: &mut Tx, case: CaseId, by: Option<AccountId>) -> Result<()> {
    query!(
        "update exceptional_use_application set withdrawn_at = clock_timestamp(), withdrawn_by = $2 where city_case = $1",
        case.0,
        by.map(|account| account.0)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The open ones about a room, each with who applied.
pub async fn open_of_room(tx: &mut Tx, room: RoomId) -> Result<Vec<(CaseId, AccountId)>> {
    let rows = query!(
        "select q.city_case, q.applied_by from exceptional_use_application q join city_case c on c.id = q.city_case
         where q.room = $1 and c.state = 'open' order by q.city_case",
        room.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.city_case.into(), row.applied_by.into())).collect())
}

/// One of somebody's own.
#[derive(Clone, Debug)]
pub struct Own {
    /// The case.
    pub case: CaseId,
    /// 受付番号
    pub receipt: String,
    /// The room.
    pub room: RoomId,
    /// On which ground.
    pub ground: Ground,
    /// What happened and for what, under the room's key.
    pub sealed: Vec<u8>,
    /// Until when it was applied for.
    pub until: OffsetDateTime,
    /// When.
    pub applied_at: OffsetDateTime,
    /// Until when the city looks at it.
    pub due: Date,
    /// How it stands.
    pub standing: Standing,
    /// Until when the permit stands that was given.
    pub permitted_until: Option<OffsetDateTime>,
    /// Why its case was decided so, under the room's key.
    pub sealed_reason: Option<Vec<u8>>,
}

/// Those of an account, the newest first; of rooms that are over there are none.
pub async fn own(database: &Database, account: AccountId) -> Result<Vec<Own>> {
    let rows = query!(
        r#"select q.city_case, c.receipt, q.room, q.ground, q.sealed, q.until, c.opened_at, c.due, c.state,
                  c.claimed_by is not null as "is_claimed!", q.withdrawn_at is not null as "is_withdrawn!",
                  d.state as "decision?", case when u.permitted_at is not null then u.until end as permitted_until,
                  coalesce(u.ended_at is not null or u.until <= clock_timestamp()
                      or r.state = 'discontinued' and u.outlived_at is null, false) as "is_over!",
                  w.sealed as "sealed_reason?"
           from exceptional_use_application q join city_case c on c.id = q.city_case join care_room r on r.id = q.room
           left join exceptional_use u on u.city_case = q.recommended_case left join city_case d on d.id = u.city_case
           left join case_reason w on w.city_case = q.city_case
           where q.applied_by = $1 and r.state not in ('lapsed', 'erased')
           order by c.opened_at desc, q.city_case limit 100"#,
        account.0
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            let decision = row.decision.map(|state| word(State::parse, &state, "city_case.state")).transpose()?;
            let facts = Facts {
                case: word(State::parse, &row.state, "city_case.state")?,
                is_claimed: row.is_claimed,
                is_withdrawn: row.is_withdrawn,
                decision,
                is_over: row.is_over,
            };
            Ok(Own {
                case: row.city_case.into(),
                receipt: row.receipt,
                room: row.room.into(),
                ground: word(Ground::parse, &row.ground, "exceptional_use_application.ground")?,
                sealed: row.sealed,
                until: row.until,
                applied_at: row.opened_at,
                due: row.due,
                standing: standing(facts),
                permitted_until: row.permitted_until,
                sealed_reason: row.sealed_reason,
            })
        })
        .collect()
}

/// Whether there is a moderator beside those who had a part in a permit: who asked for it, who gave it, and who had applied for it.
pub async fn another_moderator(executor: impl PgExecutor<'_>, but: &[StaffMemberId]) -> Result<bool> {
    let but: Vec<_> = but.iter().map(|person| person.0).collect();
    let row = query!(
        r#"select exists (select from account where role = $1 and standing = 'active' and staff_member <> all($2)) as "is_there!""#,
        Role::CityModerator.as_str(),
        &but
    )
    .fetch_one(executor)
    .await?;
    Ok(row.is_there)
}

/// Removes what was applied for about a room that is over.
pub async fn forget(tx: &mut Tx, room: RoomId) -> Result<()> {
    query!("select forget_use_applications($1)", room.0).fetch_optional(&mut **tx).await?;
    Ok(())
}
