//! 支援終了: why a room came to its end, sealed.

use renrakucho_domain::{AccountId, RoomId};
use sqlx::query;

use crate::{Database, Result, Tx};

/// Keeps why, and on which day.
pub async fn insert(tx: &mut Tx, room: RoomId, sealed: &[u8], said_by: AccountId) -> Result<()> {
    query!("insert into support_end (room, sealed, said_by) values ($1, $2, $3)", room.0, sealed, said_by.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// It, still sealed; none if support has not come to its end.
pub async fn sealed(database: &Database, room: RoomId) -> Result<Option<Vec<u8>>> {
    let row = query!("select sealed from support_end where room = $1", room.0).fetch_optional(database.pool()).await?;
    Ok(row.map(|row| row.sealed))
}
