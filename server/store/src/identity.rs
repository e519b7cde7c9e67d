//! お名前などの訂正: whom a room is about, where that was proposed wrongly.

use renrakucho_domain::{AccountId, RoomId, person::ResidenceBasis};
use sqlx::query;
use time::OffsetDateTime;

use crate::{Database, Result, Tx};

/// Whom a room is about from now on.
#[derive(Clone, Copy, Debug)]
pub struct Corrected<'a> {
    /// The profile, under the room's key.
    pub profile: &'a [u8],
    /// Tells whether two people may be the same.
    pub identity_mac: &'a [u8],
    /// On what ground the city supports the person.
    pub basis: ResidenceBasis,
    /// Which correction of the room, from 1 on.
    pub number: i32,
    /// What it was before and why, under the room's key.
    pub before: &'a [u8],
    /// Who corrected it.
    pub by: AccountId,
}

/// The profile of a room that is held, and the number of its next correction.
pub async fn held(tx: &mut Tx, room: RoomId) -> Result<Option<(Vec<u8>, i32)>> {
    let row = query!(
        r#"select p.sealed,
               (select coalesce(max(c.number), 0) + 1 from identity_correction c where c.room = $1) as "next!"
           from room_profile p where p.room = $1"#,
        room.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.sealed, row.next)))
}

/// Keeps it, and what it was before, of a room that is held.
pub async fn correct(tx: &mut Tx, room: RoomId, corrected: &Corrected<'_>) -> Result<()> {
    query!("update room_profile set sealed = $2 where room = $1", room.0, corrected.profile).execute(&mut **tx).await?;
    query!(
        "update supported_person p set identity_mac = $2, residence_basis = $3
         from care_room r where r.id = $1 and p.id = r.supported_person",
        room.0,
        corrected.identity_mac,
        corrected.basis.as_str()
    )
    .execute(&mut **tx)
    .await?;
    query!(
        "insert into identity_correction (room, number, sealed, corrected_by) values ($1, $2, $3, $4)",
        room.0,
        corrected.number,
        corrected.before,
        corrected.by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A correction as it was kept.
#[derive(Clone, Debug)]
pub struct Past {
    /// Which of its room.
    pub number: i32,
    /// What it was before and why, under the room's key.
    pub sealed: Vec<u8>,
    /// Who corrected it.
    pub by: String,
    /// When.
    pub at: OffsetDateTime,
}

/// The corrections of a room, the newest first.
pub async fn history(database: &Database, room: RoomId) -> Result<Vec<Past>> {
    let rows = query!(
        "select c.number, c.sealed, s.name, c.corrected_at from identity_correction c
         join account a on a.id = c.corrected_by join staff_member s on s.id = a.staff_member
         where c.room = $1 order by c.number desc",
        room.0
    )
    .fetch_all(database.pool())
    .await?;
    let past =
        rows.into_iter().map(|row| Past { number: row.number, sealed: row.sealed, by: row.name, at: row.corrected_at });
    Ok(past.collect())
}

/// Removes them of a room that was erased or a proposal that was deleted, and of no other.
pub async fn forget(tx: &mut Tx, room: RoomId) -> Result<()> {
    query!("select forget_identity_corrections($1)", room.0).fetch_optional(&mut **tx).await?;
    Ok(())
}
