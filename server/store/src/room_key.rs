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

/// Destroys a room's key, for good. As often as one likes.
pub async fn destroy(keys: &Database, room: RoomId) -> Result<()> {
    sqlx::query("delete from room_key where room = $1").bind(room.0).execute(keys.pool()).await?;
    Ok(())
}
