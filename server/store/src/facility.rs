//! Facilities (利用施設): for whoever looks after their staff, and for the city, which admits and suspends them.

use renrakucho_domain::{
    AccountId, FacilityId, Role, application::Form, person::StaffCategory, session::Standing, suspension::Grounds,
};
use sqlx::query;
use time::Date;
use uuid::Uuid;

use crate::{Database, Result, Tx, error::word};

/// A facility as whoever looks after its staff sees it.
#[derive(Clone, Debug)]
pub struct Line {
    /// The facility.
    pub facility: Uuid,
    /// Its name.
    pub name: String,
    /// The category of article 7.
    pub category: StaffCategory,
    /// How many of its staff have an account.
    pub staff: i64,
    /// How it stands.
    pub standing: Standing,
    /// On which day it ends, if that was said.
    pub ends_on: Option<Date>,
    /// Version of its row.
    pub version: i64,
}

/// All facilities that have not ended, or one, by name.
pub async fn lines(database: &Database, only: Option<FacilityId>) -> Result<Vec<Line>> {
    let rows = query!(
        r#"select f.id, f.name, f.category, f.standing, f.version,
                  (f.ends_at at time zone 'Asia/Tokyo')::date as ends_on,
                  (select count(distinct a.id) from affiliation x join account a on a.staff_member = x.staff_member
                   where x.facility = f.id and x.ended_at is null and a.standing <> 'ended'
                     and a.role in ('staff', 'facility_admin')) as "staff!"
           from facility f
           where f.standing <> 'ended' and ($1::uuid is null or f.id = $1)
           order by f.name, f.id limit 10000"#,
        only.map(|facility| facility.0)
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Line {
                facility: row.id,
                name: row.name,
                category: word(StaffCategory::parse, &row.category, "facility.category")?,
                staff: row.staff,
                standing: word(Standing::parse, &row.standing, "facility.standing")?,
                ends_on: row.ends_on,
                version: row.version,
            })
        })
        .collect()
}

/// An account's role, and the facility of its main affiliation, if that stands: while it does not, no other takes its place. Who
/// looked after one facility does not look after another because the first is suspended or has ended.
pub async fn looked_after_by(tx: &mut Tx, account: AccountId) -> Result<(Role, Option<FacilityId>)> {
    let row = query!(
        r#"select a.role, f.id as "facility?" from account a
         left join lateral (select x.facility from affiliation x where x.staff_member = a.staff_member and x.ended_at is null
                            order by x.position, x.id limit 1) main on true
         left join standing_facility f on f.id = main.facility
         where a.id = $1"#,
        account.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((word(Role::parse, &row.role, "account.role")?, row.facility.map(Into::into)))
}

/// Whether there is such a facility, and it has not ended.
pub async fn is_there(tx: &mut Tx, facility: FacilityId) -> Result<bool> {
    let row =
        query!(r#"select exists (select from facility where id = $1 and standing <> 'ended') as "there!""#, facility.0)
            .fetch_one(&mut **tx)
            .await?;
    Ok(row.there)
}

/// Adds a facility as it stated itself.
pub async fn insert(tx: &mut Tx, facility: FacilityId, form: &Form) -> Result<()> {
    let listed: Vec<_> = form.listed.iter().map(|field| field.as_str().to_owned()).collect();
    query!(
        "with added as (insert into facility (id, name, category) values ($1, $2, $3))
         insert into facility_profile (facility, address, representative, mail, phone, ground, listed)
         values ($1, $4, $5, $6, $7, $8, $9)",
        facility.0,
        form.name,
        form.category.as_str(),
        form.address,
        form.representative,
        form.mail,
        form.phone,
        form.ground.as_deref(),
        &listed
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Locks a facility, before accounts; how it stands, and the version of its row.
pub async fn lock(tx: &mut Tx, facility: FacilityId) -> Result<Option<(Standing, i64)>> {
    let row = query!("select standing, version from facility where id = $1 for no key update", facility.0)
        .fetch_optional(&mut **tx)
        .await?;
    row.map(|row| Ok((word(Standing::parse, &row.standing, "facility.standing")?, row.version))).transpose()
}

/// Sets how it stands.
pub async fn set_standing(tx: &mut Tx, facility: FacilityId, standing: Standing) -> Result<()> {
    query!("update facility set standing = $2, version = version + 1 where id = $1", facility.0, standing.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Keeps that it was suspended.
pub async fn begin_suspension(
    tx: &mut Tx,
    id: Uuid,
    facility: FacilityId,
    grounds: Grounds,
    by: AccountId,
) -> Result<()> {
    query!(
        "insert into suspension (id, facility, grounds, suspended_by) values ($1, $2, $3, $4)",
        id,
        facility.0,
        grounds.as_str(),
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps that this was lifted.
pub async fn end_suspension(tx: &mut Tx, facility: FacilityId, by: AccountId) -> Result<()> {
    query!(
        "update suspension set restored_by = $2, restored_at = clock_timestamp()
         where facility = $1 and restored_at is null",
        facility.0,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whoever is affiliated with a facility: their accounts, of whatever role, and whether another facility in good standing
/// keeps them in.
pub async fn affiliated(tx: &mut Tx, facility: FacilityId) -> Result<Vec<(Uuid, bool)>> {
    let rows = query!(
        r#"select a.id, exists (select from affiliation y join standing_facility f on f.id = y.facility
                                where y.staff_member = a.staff_member and y.ended_at is null and y.facility <> $1) as "stays!"
           from account a
           where a.standing <> 'ended' and exists (select from affiliation x where x.staff_member = a.staff_member
                                                   and x.facility = $1 and x.ended_at is null)
           order by a.id"#,
        facility.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.stays)).collect())
}

/// The devices of a facility that have not ended, in id order.
pub async fn devices(tx: &mut Tx, facility: FacilityId) -> Result<Vec<Uuid>> {
    let rows = query!("select id from device where facility = $1 and standing <> 'ended' order by id", facility.0)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The city's office of this name, if there is one.
pub async fn of_city_named(tx: &mut Tx, name: &str) -> Result<Option<FacilityId>> {
    let row =
        query!("select id from facility where name = $1 and category = $2", name, StaffCategory::CityEmployee.as_str());
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| row.id.into()))
}
