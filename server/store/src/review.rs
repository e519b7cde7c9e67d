//! 四半期の確認: which facility's is due, and of which IDs it was said that they are still used.

use renrakucho_domain::{AccountId, CaseId, FacilityId, case::State};
use sqlx::query;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word};

/// Facilities that were there when the quarter began, look after someone, and have no review of it yet.
pub async fn wanting(database: &Database, quarter: Date, began_at: OffsetDateTime) -> Result<Vec<FacilityId>> {
    let rows = query!(
        "select f.id from standing_facility s join facility f on f.id = s.id
         where f.created_at < $2
           and not exists (select from facility_review r where r.facility = f.id and r.quarter = $1)
           and exists (select from affiliation x join account a on a.staff_member = x.staff_member
                       where x.facility = f.id and x.ended_at is null and a.standing <> 'ended'
                         and a.role in ('staff', 'facility_admin'))
         order by f.id limit 100",
        quarter,
        began_at
    )
    .fetch_all(database.pool())
    .await?;
    Ok(rows.into_iter().map(|row| row.id.into()).collect())
}

/// Begins a review by the case that was just opened. Whether nobody else has.
pub async fn begin(tx: &mut Tx, facility: FacilityId, quarter: Date, case: CaseId) -> Result<bool> {
    let done = query!(
        "insert into facility_review (facility, quarter, city_case) values ($1, $2, $3) on conflict do nothing",
        facility.0,
        quarter,
        case.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The newest review of a facility.
#[derive(Clone, Debug)]
pub struct Current {
    /// Its case.
    pub case: Uuid,
    /// The first day of its quarter.
    pub quarter: Date,
    /// Until when.
    pub due: Date,
    /// How its case stands.
    pub state: State,
}

/// The newest review of a facility, if there was one.
pub async fn current(database: &Database, facility: FacilityId) -> Result<Option<Current>> {
    let row = query!(
        "select r.city_case, r.quarter, c.due, c.state from facility_review r join city_case c on c.id = r.city_case
         where r.facility = $1 order by r.quarter desc limit 1",
        facility.0
    )
    .fetch_optional(database.pool())
    .await?;
    row.map(|row| {
        let state = word(State::parse, &row.state, "city_case.state")?;
        Ok(Current { case: row.city_case, quarter: row.quarter, due: row.due, state })
    })
    .transpose()
}

/// That an ID is still used.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Which.
    pub account: Uuid,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: OffsetDateTime,
}

/// What was said in a review.
pub async fn answers(database: &Database, case: Uuid) -> Result<Vec<Answer>> {
    Ok(sqlx::query_as!(
        Answer,
        "select r.account, s.name as by, r.kept_at as at from review_answer r
         join account a on a.id = r.kept_by join staff_member s on s.id = a.staff_member
         where r.city_case = $1",
        case
    )
    .fetch_all(database.pool())
    .await?)
}

/// Says that an ID is still used. Said twice, the first counts.
pub async fn keep(tx: &mut Tx, case: CaseId, account: AccountId, by: AccountId) -> Result<()> {
    query!(
        "insert into review_answer (city_case, account, kept_by) values ($1, $2, $3) on conflict do nothing",
        case.0,
        account.0,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// When accounts were made: one that was never used counts from then.
pub async fn made_at(database: &Database, accounts: &[Uuid]) -> Result<Vec<(Uuid, OffsetDateTime)>> {
    let rows =
        query!("select id, created_at from account where id = any($1)", accounts).fetch_all(database.pool()).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.created_at)).collect())
}

/// Of how many IDs of a facility nothing was said yet. Asked while its case is held.
pub async fn unanswered(tx: &mut Tx, facility: FacilityId, case: CaseId) -> Result<i64> {
    let row = query!(
        r#"select count(distinct a.id) as "left!" from affiliation x join account a on a.staff_member = x.staff_member
           where x.facility = $1 and x.ended_at is null and a.standing <> 'ended'
             and a.role in ('staff', 'facility_admin')
             and not exists (select from review_answer r where r.city_case = $2 and r.account = a.id)"#,
        facility.0,
        case.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.left)
}
