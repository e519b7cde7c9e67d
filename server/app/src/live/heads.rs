//! The look at the heads: also the last hint can be lost. One statement for all rooms with listeners.

use std::time::{Duration, Instant};

use renrakucho_store::room;

use super::Live;
use crate::{app::Shared, fault};

/// However often it is wanted, by forged hints too, a look begins at the earliest this long after the last one began.
const SHORTEST_PAUSE: Duration = Duration::from_millis(20);

/// Looks each second; ten times as often while the bus is away; at once after a (re)subscription.
pub async fn run(app: Shared) {
    let mut began: Option<Instant> = None;
    loop {
        if let Some(began) = began {
            tokio::time::sleep(SHORTEST_PAUSE.saturating_sub(began.elapsed())).await;
        }
        let live = &app.config.live;
        let pause = if app.live.bus.is_away() { live.heads_away_ms } else { live.heads_ms };
        tokio::select! {
            () = tokio::time::sleep(Duration::from_millis(pause)) => {}
            () = app.live.heads_wanted.notified() => {}
            () = app.stop.cancelled() => return,
        }
        began = Some(Instant::now());
        let (rooms, applied): (Vec<_>, Vec<_>) =
            app.live.applied().into_iter().map(|(room, applied)| (room.0, applied)).unzip();
        if rooms.is_empty() || fault::planted("heads::no_look") {
            continue;
        }
        match room::heads_that_differ(&app.database, &rooms, &applied).await {
            Ok(behind) => {
                for (room, _) in behind {
                    if let Some(tail) = app.live.tail(room) {
                        Live::fetch(&app, &tail);
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "heads could not be read"),
        }
    }
}
