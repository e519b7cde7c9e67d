//! 支援終了: why a room came to its end, sealed.

use renrakucho_domain::{AccountId, RoomId};
use sqlx::query;
use time::OffsetDateTime;

use crate::{Database, Result, Tx};

/// Keeps why, and on which day.
pub async fn insert(tx: &mut Tx, room: RoomId, sealed: &[u8], said_by: AccountId) -> Result<()> {
    query!("insert into support_end (room, sealed, said_by) values ($1, $2, $3)", room.0, sealed, said_by.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Ends the memberships of a room that is over, so many days after it ended: until when its members read. The room's row is locked.
pub async fn end_reading(tx: &mut Tx, room: RoomId, days: i32) -> Result<OffsetDateTime> {
    let row = query!(
        r#"update care_room set readable_until = state_since + make_interval(days => $2) where id = $1
           returning readable_until as "until!""#,
        room.0,
        days
    )
    .fetch_one(&mut **tx)
    .await?;
    query!(
        "update membership set until = $2 where room = $1 and left_seq is null and (until is null or until > $2)",
        room.0,
        row.until
    )
    .execute(&mut **tx)
    .await?;
    Ok(row.until)
}

/// That support came to its end.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Why, and on which day, sealed.
    pub sealed: Vec<u8>,
    /// Until when its members read.
    pub readable_until: Option<OffsetDateTime>,
}

/// It; none if support has not come to its end.
pub async fn of(database: &Database, room: RoomId) -> Result<Option<Kept>> {
    let row = query!(
        "select e.sealed, r.readable_until from support_end e join care_room r on r.id = e.room where e.room = $1",
        room.0
    )
    .fetch_optional(database.pool())
    .await?;
    Ok(row.map(|row| Kept { sealed: row.sealed, readable_until: row.readable_until }))
}
