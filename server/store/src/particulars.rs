//! 連絡先: where a supported person lives, and their family, sealed.

use renrakucho_domain::{AccountId, CaseId, RoomId, person::ResidenceBasis};
use sqlx::{PgExecutor, query, query_as};
use time::OffsetDateTime;

use crate::{Database, Result, Tx, error::word};

/// What is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Under the room's key.
    pub sealed: Vec<u8>,
    /// Which version.
    pub version: i64,
}

/// What is kept of the person a room is about.
pub async fn of(database: &Database, room: RoomId) -> Result<Option<Kept>> {
    let kept = query_as!(Kept, "select sealed, version from room_particulars where room = $1", room.0);
    Ok(kept.fetch_optional(database.pool()).await?)
}

/// The same of a room that is held.
pub async fn held(tx: &mut Tx, room: RoomId) -> Result<Option<Kept>> {
    let kept = query_as!(Kept, "select sealed, version from room_particulars where room = $1", room.0);
    Ok(kept.fetch_optional(&mut **tx).await?)
}

/// Keeps it in the place of a version, 0 for none, of a room that is held. False: another version is kept.
pub async fn keep(tx: &mut Tx, room: RoomId, version: i64, sealed: &[u8], by: AccountId) -> Result<bool> {
    let done = query!(
        "insert into room_particulars (room, sealed, version, changed_by) select $1, $3, 1, $4 where $2::bigint = 0
         on conflict do nothing",
        room.0,
        version,
        sealed,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 1 {
        return Ok(true);
    }
    let done = query!(
        "update room_particulars set sealed = $3, version = version + 1, changed_by = $4, changed_at = clock_timestamp()
         where room = $1 and version = $2 and version > 0",
        room.0,
        version,
        sealed,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A look at whether someone who has moved is still supported.
#[derive(Clone, Debug)]
pub struct ResidenceReview {
    /// Of which room.
    pub room: RoomId,
    /// Where they lived before, under the room's key.
    pub sealed: Vec<u8>,
}

/// Keeps it beside its case.
pub async fn insert_review(tx: &mut Tx, case: CaseId, room: RoomId, sealed: &[u8]) -> Result<()> {
    query!("insert into residence_review (city_case, room, sealed) values ($1, $2, $3)", case.0, room.0, sealed)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The one that is open of a room.
pub async fn open_review(executor: impl PgExecutor<'_>, room: RoomId) -> Result<Option<CaseId>> {
    let row = query!(
        "select c.id from residence_review v join city_case c on c.id = v.city_case
         where v.room = $1 and c.state = 'open' limit 1",
        room.0
    )
    .fetch_optional(executor)
    .await?;
    Ok(row.map(|row| CaseId(row.id)))
}

/// It; none after the room's erasure.
pub async fn review(executor: impl PgExecutor<'_>, case: CaseId) -> Result<Option<ResidenceReview>> {
    let row = query!("select room, sealed from residence_review where city_case = $1", case.0)
        .fetch_optional(executor)
        .await?;
    Ok(row.map(|row| ResidenceReview { room: row.room.into(), sealed: row.sealed }))
}

/// On what ground the city supports the person a room is about.
pub async fn basis(executor: impl PgExecutor<'_>, room: RoomId) -> Result<ResidenceBasis> {
    let row = query!(
        "select p.residence_basis from care_room r join supported_person p on p.id = r.supported_person where r.id = $1",
        room.0
    )
    .fetch_one(executor)
    .await?;
    word(ResidenceBasis::parse, &row.residence_basis, "supported_person.residence_basis")
}

/// The same, held until the end of the transaction: a person may have another room, too.
pub async fn hold_basis(tx: &mut Tx, room: RoomId) -> Result<ResidenceBasis> {
    let row = query!(
        "select p.residence_basis from care_room r join supported_person p on p.id = r.supported_person where r.id = $1
         for no key update of p",
        room.0
    )
    .fetch_one(&mut **tx)
    .await?;
    word(ResidenceBasis::parse, &row.residence_basis, "supported_person.residence_basis")
}

/// Keeps on what ground from now on, and beside its case what it was before.
pub async fn state_basis(
    tx: &mut Tx,
    case: CaseId,
    room: RoomId,
    basis: ResidenceBasis,
    sealed: &[u8],
    by: AccountId,
) -> Result<()> {
    query!(
        "update supported_person p set residence_basis = $2 from care_room r where r.id = $1 and p.id = r.supported_person",
        room.0,
        basis.as_str()
    )
    .execute(&mut **tx)
    .await?;
    query!(
        "insert into residence_statement (city_case, room, sealed, stated_by) values ($1, $2, $3, $4)",
        case.0,
        room.0,
        sealed,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// On what ground somebody stated that the city supports a person.
#[derive(Clone, Debug)]
pub struct Statement {
    /// In which case.
    pub case: CaseId,
    /// What it was and is, under the room's key.
    pub sealed: Vec<u8>,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: OffsetDateTime,
}

/// What was stated of a room, the newest first.
pub async fn statements(database: &Database, room: RoomId) -> Result<Vec<Statement>> {
    let rows = query!(
        "select t.city_case, t.sealed, s.name, t.stated_at from residence_statement t
         join account a on a.id = t.stated_by join staff_member s on s.id = a.staff_member
         where t.room = $1 order by t.stated_at desc, t.city_case",
        room.0
    )
    .fetch_all(database.pool())
    .await?;
    let statement = rows.into_iter().map(|row| Statement {
        case: row.city_case.into(),
        sealed: row.sealed,
        by: row.name,
        at: row.stated_at,
    });
    Ok(statement.collect())
}

/// Removes it of a room that was erased, and of no other.
pub async fn forget(tx: &mut Tx, room: RoomId) -> Result<()> {
    query!("select forget_particulars($1)", room.0).fetch_optional(&mut **tx).await?;
    Ok(())
}
