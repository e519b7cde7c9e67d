//! 支援対象者の提案: people whose consent form is awaited.

use renrakucho_domain::{AccountId, RoomId, person::ResidenceBasis};
use sqlx::query;
use uuid::Uuid;

use crate::{Result, Tx};

/// A person who is proposed, and the room that waits for their consent form.
#[derive(Debug)]
pub struct New<'a> {
    /// The room.
    pub room: RoomId,
    /// The person.
    pub person: Uuid,
    /// On what ground the city supports them.
    pub basis: ResidenceBasis,
    /// Who they are, under the room's key.
    pub sealed_profile: &'a [u8],
    /// Tells whether two people may be the same.
    pub identity_mac: &'a [u8],
    /// Who proposes them.
    pub proposed_by: AccountId,
}

/// How many people an account has proposed whose consent form is still awaited. Asked while the account is locked.
pub async fn open_of(tx: &mut Tx, account: AccountId) -> Result<i64> {
    let row = query!(
        r#"select count(*) as "open!" from supported_person p join care_room r on r.supported_person = p.id
           where p.proposed_by = $1 and r.state = 'awaiting_consent'"#,
        account.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.open)
}

/// The profile that an account proposed under this room's id, still sealed, if it was on that ground; none if anyone else did, or
/// nobody.
pub async fn proposed(tx: &mut Tx, room: RoomId, account: AccountId, basis: ResidenceBasis) -> Result<Option<Vec<u8>>> {
    let row = query!(
        "select f.sealed from care_room r join supported_person p on p.id = r.supported_person
         join room_profile f on f.room = r.id where r.id = $1 and p.proposed_by = $2 and p.residence_basis = $3",
        room.0,
        account.0,
        basis.as_str()
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| row.sealed))
}

/// Adds person and room. False: there is such a room already, and nothing was added.
pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<bool> {
    let done = query!(
        "with person as (insert into supported_person (id, residence_basis, proposed_by, identity_mac)
                         select $2, $3, $4, $5 where not exists (select from care_room where id = $1) returning id),
              room as (insert into care_room (id, supported_person, state)
                       select $1, id, 'awaiting_consent' from person returning id)
         insert into room_profile (room, sealed) select id, $6 from room",
        new.room.0,
        new.person,
        new.basis.as_str(),
        new.proposed_by.0,
        new.identity_mac,
        new.sealed_profile,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
