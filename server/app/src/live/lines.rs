//! Changed lines of people's lists of rooms: counted by the database, from the one definition, for those who are
//! connected; at most one per room in half a second.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use renrakucho_domain::{AccountId, RoomId};
use renrakucho_protocol::frame::ServerFrame;
use renrakucho_store::room;

use super::encode;
use crate::{action, app::Shared};

const PAUSE: Duration = Duration::from_millis(500);
const TICK: Duration = Duration::from_millis(50);

/// Sends changed lines until the app stops.
pub async fn run(app: Shared) {
    let mut sent: HashMap<RoomId, Instant> = HashMap::new();
    loop {
        tokio::select! {
            () = tokio::time::sleep(TICK) => {}
            () = app.stop.cancelled() => return,
        }
        sent.retain(|_, at| at.elapsed() < PAUSE);
        let due: Vec<RoomId> = {
            let mut due = app.live.lines_due.lock();
            let ready = due.iter().filter(|room| !sent.contains_key(room)).copied().collect();
            due.retain(|room| sent.contains_key(room));
            ready
        };
        for room in due {
            sent.insert(room, Instant::now());
            if let Err(error) = send(&app, room).await {
                tracing::warn!(%error, %room, "lines could not be counted");
                app.live.lines_due.lock().insert(room);
            }
        }
    }
}

async fn send(app: &Shared, room: RoomId) -> action::Result<()> {
    let Some(tail) = app.live.tail(room) else { return Ok(()) };
    let accounts = tail.accounts();
    for line in room::lines_of_room(&app.database, room, &accounts).await? {
        let account = AccountId(line.account);
        let line = action::list_rooms::open_line(app, line).await?;
        let bytes = encode::frame(&ServerFrame::Room(line));
        for socket in tail.sockets_of(account) {
            tail.hand_over(socket.socket, None, bytes.clone());
        }
    }
    Ok(())
}
