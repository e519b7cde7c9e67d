//! 既読: how far people have read. Marks from all sockets of a node are written together, each with its audit event.

use std::collections::HashMap;

use renrakucho_domain::{AccountId, Act, RoomId, Seq};
use renrakucho_store::{account, audit, room};

use super::{Actor, Result, require};
use crate::app::Shared;

/// Marks waiting to be written: the furthest of each account in each room, and who said so.
pub type Marks = HashMap<(RoomId, AccountId), (Seq, Actor)>;

/// Moves one mark now and tells the account's other devices.
pub async fn mark_read(app: &Shared, actor: &Actor, room: RoomId, upto: Seq) -> Result<()> {
    require(app, actor, Act::MarkRead).await?;
    let marks = Marks::from([((room, actor.account), (upto, actor.clone()))]);
    let held = app.clone();
    app.finish(async move { write(&held, marks).await }).await
}

/// Writes marks. Who may not read the room, or was suspended meanwhile, moves nothing; a mark never goes back.
pub async fn write(app: &Shared, marks: Marks) -> Result<()> {
    let mut rows: Vec<_> = marks.iter().map(|((room, account), (upto, _))| (room.0, account.0, *upto)).collect();
    rows.sort_unstable();
    let (mut rooms, mut accounts, mut positions) = (Vec::new(), Vec::new(), Vec::new());
    for (room, account, upto) in rows {
        rooms.push(room);
        accounts.push(account);
        positions.push(upto);
    }
    let mut tx = app.database.begin().await?;
    // What was reported may have waited for a second: lock first, then check.
    account::hold(&mut tx, &accounts).await?;
    let moved = room::mark_read(&mut tx, &rooms, &accounts, &positions).await?;
    let by = moved.iter().filter_map(|(room, account, upto)| {
        let (_, actor) = marks.get(&(RoomId(*room), AccountId(*account)))?;
        Some((actor.origin(), RoomId(*room), *upto))
    });
    audit::record_marks(&mut tx, by).await?;
    renrakucho_store::commit(tx).await?;
    for (room, account, upto) in moved {
        app.live.marked_read(app, RoomId(room), AccountId(account), upto);
    }
    Ok(())
}
