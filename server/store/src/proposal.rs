//! 支援対象者の提案: people whose consent form is awaited.

use renrakucho_domain::{AccountId, AffiliationId, RoomId, person::ResidenceBasis};
use sqlx::{PgExecutor, query};
use uuid::Uuid;

use crate::{Database, Result, Tx, attachment, case, disclosure, entry::PersonRow};

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

/// Whether there is a room under this id.
pub async fn is_taken(database: &Database, room: RoomId) -> Result<bool> {
    let row = query!(r#"select exists (select from care_room where id = $1) as "taken!""#, room.0)
        .fetch_one(database.pool())
        .await?;
    Ok(row.taken)
}

/// How many people an account has proposed whose consent form is still awaited. What counts is asked while the account is locked.
pub async fn open_of(executor: impl PgExecutor<'_>, account: AccountId) -> Result<i64> {
    let row = query!(
        r#"select count(*) as "open!" from supported_person p join care_room r on r.supported_person = p.id
           where p.proposed_by = $1 and r.state = 'awaiting_consent'"#,
        account.0
    )
    .fetch_one(executor)
    .await?;
    Ok(row.open)
}

/// The profile that an account proposed under this room's id, still sealed, if it was on that ground; none if anyone else did, or
/// nobody.
pub async fn proposed(tx: &mut Tx, room: RoomId, account: AccountId, basis: ResidenceBasis) -> Result<Option<Vec<u8>>> {
    let row = query!(
        "select f.sealed from care_room r join supported_person p on p.id = r.supported_person
         join room_profile f on f.room = r.id where r.id = $1 and r.state <> 'lapsed' and p.proposed_by = $2 and p.residence_basis = $3",
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

/// Of which of these people there is an open room already, or one that waits.
pub async fn known(executor: impl PgExecutor<'_>, identity_macs: &[Vec<u8>]) -> Result<Vec<Vec<u8>>> {
    let rows = query!(
        r#"select distinct p.identity_mac as "mac!" from supported_person p join care_room r on r.supported_person = p.id
           where p.identity_mac = any($1) and r.state in ('awaiting_consent', 'active')"#,
        identity_macs
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| row.mac).collect())
}

/// Which other rooms that are open, or that wait, may be about the same person.
pub async fn others(tx: &mut Tx, room: RoomId) -> Result<Vec<Uuid>> {
    let rows = query!(
        "select o.id from care_room r join supported_person a on a.id = r.supported_person
         join supported_person b on b.identity_mac = a.identity_mac and b.id <> a.id
         join care_room o on o.supported_person = b.id and o.state in ('awaiting_consent', 'active')
         where r.id = $1 order by o.id",
        room.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Proposals whose consent form has not come for so many days, or that were discontinued so many days ago before it came, the oldest
/// first. One that the city permitted to be used without consent holds what people wrote: it does not lapse, the city decides about it.
pub async fn due(database: &Database, days: i32, limit: i64) -> Result<Vec<RoomId>> {
    let rows = query!(
        r#"select room as "room!" from lapsing_proposal
           where since <= clock_timestamp() - make_interval(days => $1) order by since limit $2"#,
        days,
        limit
    )
    .fetch_all(database.pool())
    .await?;
    Ok(rows.into_iter().map(|row| row.room.into()).collect())
}

/// Whether a room is such a proposal. Asked after its row was locked.
pub async fn is_due(tx: &mut Tx, room: RoomId, days: i32) -> Result<bool> {
    let row = query!(
        r#"select exists (select from lapsing_proposal
               where room = $1 and since <= clock_timestamp() - make_interval(days => $2)) as "due!""#,
        room.0,
        days
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.due)
}

/// Who proposed it, and from where: the affiliation that stands, or the one that stood last.
pub async fn proposer(tx: &mut Tx, room: RoomId) -> Result<Option<(AffiliationId, PersonRow)>> {
    let row = query!(
        "select x.id, a.id as account, s.name, f.name as facility, q.name as profession
         from care_room r join supported_person p on p.id = r.supported_person
         join account a on a.id = p.proposed_by join staff_member s on s.id = a.staff_member
         join affiliation x on x.staff_member = s.id join facility f on f.id = x.facility
         join profession q on q.code = x.profession
         where r.id = $1 order by x.ended_at desc nulls first, x.position, x.id limit 1",
        room.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| {
        let person =
            PersonRow { account: row.account, name: row.name, facility: row.facility, profession: row.profession };
        (row.id.into(), person)
    }))
}

/// Proposals that have lapsed, and of which it still stands whom they were about.
pub async fn unforgotten(database: &Database, limit: i64) -> Result<Vec<RoomId>> {
    let rows = query!(
        "select r.id from care_room r join room_profile p on p.room = r.id where r.state = 'lapsed' limit $1",
        limit
    )
    .fetch_all(database.pool())
    .await?;
    Ok(rows.into_iter().map(|row| row.id.into()).collect())
}

/// Removes whom a proposal was about that has lapsed. Whether there was something left to remove.
pub async fn forget(tx: &mut Tx, room: RoomId) -> Result<bool> {
    attachment::forget_consent_form(tx, room).await?;
    case::forget_reasons(tx, room).await?;
    disclosure::forget(tx, room).await?;
    crate::identity::forget(tx, room).await?;
    crate::exceptional_use_application::forget(tx, room).await?;
    let row = query!(r#"select forget_proposal($1) as "gone!""#, room.0).fetch_one(&mut **tx).await?;
    Ok(row.gone)
}
