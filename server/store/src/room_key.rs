//! Wrapped room keys, in the database of their own. Checked at run time, not when compiled: the macros know one schema.

use renrakucho_domain::RoomId;
use sqlx::query_as;
use uuid::Uuid;

use crate::{Database, Error, Result, Tx};

/// A room's key, wrapped with the master key and the key of an epoch (0: with the master key alone).
#[derive(Clone, PartialEq, Eq, Debug, sqlx::FromRow)]
pub struct Wrapped {
    /// The room.
    pub room: Uuid,
    /// Its key.
    pub wrapped: Vec<u8>,
    /// Whose key it is wrapped with.
    pub epoch: i64,
}

/// Keeps new rooms' wrapped keys. Committed before the rooms are created: a room without a key could hold nothing. Not if their epoch
/// is over: whether they were kept.
pub async fn insert(keys: &Database, rooms: &[Uuid], wrapped: &[Vec<u8>], epoch: i64) -> Result<bool> {
    let kept =
        sqlx::query("insert into room_key (room, wrapped, epoch) select *, $3 from unnest($1::uuid[], $2::bytea[])")
            .bind(rooms)
            .bind(wrapped)
            .bind(epoch)
            .execute(keys.pool())
            .await;
    match kept {
        Ok(_) => Ok(true),
        // object_not_in_prerequisite_state: the trigger's.
        Err(sqlx::Error::Database(error)) if error.code().is_some_and(|code| code == "55000") => Ok(false),
        Err(error) => Err(Error::Sqlx(error)),
    }
}

/// The wrapped key, unless it was erased.
pub async fn find(keys: &Database, room: RoomId) -> Result<Option<Wrapped>> {
    let row = query_as("select room, wrapped, epoch from room_key where room = $1").bind(room.0);
    Ok(row.fetch_optional(keys.pool()).await?)
}

/// The wrapped keys of many rooms.
pub async fn find_all(keys: &Database, rooms: &[Uuid]) -> Result<Vec<Wrapped>> {
    let rows = query_as("select room, wrapped, epoch from room_key where room = any($1)").bind(rooms);
    Ok(rows.fetch_all(keys.pool()).await?)
}

/// Whether there is any.
pub async fn is_any(keys: &Database) -> Result<bool> {
    Ok(sqlx::query_scalar("select exists (select from room_key)").fetch_one(keys.pool()).await?)
}

/// Some wrapped keys, in the order of their rooms, after the given one.
pub async fn page(keys: &Database, after: Uuid, most: i64) -> Result<Vec<Wrapped>> {
    let rows = query_as("select room, wrapped, epoch from room_key where room > $1 order by room limit $2");
    Ok(rows.bind(after).bind(most).fetch_all(keys.pool()).await?)
}

/// The same, held until the transaction ends.
pub async fn page_held(tx: &mut Tx, after: Uuid, most: i64) -> Result<Vec<Wrapped>> {
    let rows = query_as("select room, wrapped, epoch from room_key where room > $1 order by room limit $2 for update");
    Ok(rows.bind(after).bind(most).fetch_all(&mut **tx).await?)
}

/// Keeps them wrapped for another epoch.
pub async fn carry_over(tx: &mut Tx, rooms: &[Uuid], wrapped: &[Vec<u8>], epoch: i64) -> Result<()> {
    sqlx::query(
        "update room_key k set wrapped = n.wrapped, epoch = $3
         from unnest($1::uuid[], $2::bytea[]) as n (room, wrapped) where k.room = n.room",
    )
    .bind(rooms)
    .bind(wrapped)
    .bind(epoch)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Wraps a room's key anew, if it is still wrapped so: one that was erased meanwhile stays erased. Only its owner may. Whether it
/// was.
pub async fn rewrap(keys: &Database, room: Uuid, before: &[u8], after: &[u8]) -> Result<bool> {
    let done = sqlx::query("update room_key set wrapped = $3 where room = $1 and wrapped = $2")
        .bind(room)
        .bind(before)
        .bind(after)
        .execute(keys.pool())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Destroys rooms' keys, for good, and keeps in which epoch. As often as one likes. How many there were.
pub async fn destroy(keys: &Database, rooms: &[Uuid]) -> Result<u64> {
    let mut tx = keys.begin().await?;
    // No epoch begins meanwhile.
    let epoch: i64 =
        sqlx::query_scalar("select number from key_epoch_head where id = 1 for share").fetch_one(&mut *tx).await?;
    let gone: Vec<Uuid> = sqlx::query_scalar("delete from room_key where room = any($1) returning room")
        .bind(rooms)
        .fetch_all(&mut *tx)
        .await?;
    // One that was not there any more went in the epoch that is kept, or in one that is over.
    sqlx::query(
        "insert into destroyed_key (room, epoch) select distinct room, $2::bigint from unnest($1::uuid[]) room
         on conflict (room) do update set epoch = excluded.epoch where destroyed_key.room = any($3)",
    )
    .bind(rooms)
    .bind(epoch)
    .bind(&gone)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(gone.len() as u64)
}
