//! Facilities (利用施設), as far as someone looks after their staff.

use renrakucho_domain::{AccountId, FacilityId, person::StaffCategory};
use sqlx::query;
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
}

/// All facilities that have not ended, or one, by name.
pub async fn lines(database: &Database, only: Option<FacilityId>) -> Result<Vec<Line>> {
    let rows = query!(
        r#"select f.id, f.name, f.category,
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
            })
        })
        .collect()
}

/// The facility of an account's main affiliation.
pub async fn main_of(tx: &mut Tx, account: AccountId) -> Result<Option<FacilityId>> {
    let row = query!(
        "select x.facility from account a join affiliation x on x.staff_member = a.staff_member and x.ended_at is null
         join facility f on f.id = x.facility
         where a.id = $1 and f.standing = 'active' order by x.position, x.id limit 1",
        account.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| row.facility.into()))
}

/// Whether there is such a facility, and it has not ended.
pub async fn is_there(tx: &mut Tx, facility: FacilityId) -> Result<bool> {
    let row =
        query!(r#"select exists (select from facility where id = $1 and standing <> 'ended') as "there!""#, facility.0)
            .fetch_one(&mut **tx)
            .await?;
    Ok(row.there)
}
