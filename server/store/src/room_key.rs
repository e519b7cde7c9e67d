//! Wrapped room keys, in the database of their own. Checked at run time, not when compiled: the macros know one schema.

use renrakucho_domain::RoomId;
use uuid::Uuid;

use crate::{Database, Result};

/// Keeps a new room's wrapped key. Committed before the room is created: a room without a key could hold nothing.
pub async fn insert(keys: &Database, room: RoomId, wrapped: &[u8]) -> Result<()> {
    sqlx::query("insert into room_key (room, wrapped) values ($1, $2)")
        .bind(room.0)
        .bind(wrapped)
        .execute(keys.pool())
        .await?;
    Ok(())
}

/// Keeps many at once.
pub async fn insert_all(keys: &Database, rooms: &[Uuid], wrapped: &[Vec<u8>]) -> Result<()> {
    sqlx::query("insert into room_key (room, wrapped) select * from unnest($1::uuid[], $2::bytea[])")
        .bind(rooms)
        .bind(wrapped)
        .execute(keys.pool())
        .await?;
    Ok(())
}

/// The wrapped key, unless it was erased.
pub async fn find(keys: &Database, room: RoomId) -> Result<Option<Vec<u8>>> {
    Ok(sqlx::query_scalar("select wrapped from room_key where room = $1")
        .bind(room.0)
        .fetch_optional(keys.pool())
        .await?)
}

/// The wrapped keys of many rooms.
pub async fn find_all(keys: &Database, rooms: &[Uuid]) -> Result<Vec<(Uuid, Vec<u8>)>> {
    Ok(sqlx::query_as("select room, wrapped from room_key where room = any($1)")
        .bind(rooms)
        .fetch_all(keys.pool())
        .await?)
}

/// Whether there is any.
pub async fn is_any(keys: &Database) -> Result<bool> {
    Ok(sqlx::query_scalar("select exists (select from room_key)").fetch_one(keys.pool()).await?)
}

/// Some wrapped keys, in the order of their rooms, after the given one.
pub async fn page(keys: &Database, after: Uuid, most: i64) -> Result<Vec<(Uuid, Vec<u8>)>> {
    Ok(sqlx::query_as("select room, wrapped from room_key where room > $1 order by room limit $2")
        .bind(after)
        .bind(most)
        .fetch_all(keys.pool())
        .await?)
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

/// Destroys the keys of many rooms. How many there were.
pub async fn destroy_all(keys: &Database, rooms: &[Uuid]) -> Result<u64> {
    let done = sqlx::query("delete from room_key where room = any($1)").bind(rooms).execute(keys.pool()).await?;
    Ok(done.rows_affected())
}

/// Destroys a room's key, for good. As often as one likes.
pub async fn destroy(keys: &Database, room: RoomId) -> Result<()> {
    sqlx::query("delete from room_key where room = $1").bind(room.0).execute(keys.pool()).await?;
    Ok(())
}
