//! 同意の範囲: whom a consent reaches.

use renrakucho_domain::{AffiliationId, FacilityId, RoomId, person::StaffCategory};
use sqlx::query;

use crate::{Result, Tx, error::word};

/// The scope of the consent that a room rests on, still sealed; none if it is all that the form speaks of. Asked while the room is held.
pub async fn sealed_scope(tx: &mut Tx, room: RoomId) -> Result<Option<Vec<u8>>> {
    let row = query!("select sealed_scope from consent_receipt where room = $1", room.0);
    Ok(row.fetch_optional(&mut **tx).await?.and_then(|row| row.sealed_scope))
}

/// From where the members of a room take part. Asked while the room is held.
pub async fn reached(tx: &mut Tx, room: RoomId) -> Result<Vec<(StaffCategory, FacilityId)>> {
    let rows = query!(
        r#"select f.category, f.id from standing_membership m join facility f on f.id = m.facility where m.room = $1"#,
        room.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| Ok((word(StaffCategory::parse, &row.category, "facility.category")?, row.id.into())))
        .collect()
}

/// The facility of an affiliation, and its kind.
pub async fn facility_of(tx: &mut Tx, affiliation: AffiliationId) -> Result<(StaffCategory, FacilityId)> {
    let row = query!(
        "select f.category, f.id from affiliation x join facility f on f.id = x.facility where x.id = $1",
        affiliation.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((word(StaffCategory::parse, &row.category, "facility.category")?, row.id.into()))
}
