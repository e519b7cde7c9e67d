//! Writes the entry of memberships that ended by their time or with their affiliation. Nobody waits for it: such a
//! membership stands no more from its moment on, and the poll has made its listeners leave.

use std::time::Duration;

use renrakucho_store::membership;

use crate::{action::remove_member, app::Shared, telemetry::chain};

const PAUSE: Duration = Duration::from_secs(1);
/// How many are ended before it is looked whether the app stops.
const BATCH: i64 = 100;

/// Writes until the app stops.
pub async fn run(app: Shared) {
    let mut pause = PAUSE;
    while app.stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_some() {
        pause = PAUSE;
        let over = match membership::lapsed(&app.database, BATCH).await {
            Ok(over) => over,
            Err(error) => {
                tracing::warn!(%error, "memberships that are over could not be looked for");
                continue;
            }
        };
        // With a disaster event thousands are over at the same moment.
        if over.len() >= usize::try_from(BATCH).unwrap_or(usize::MAX) {
            pause = Duration::ZERO;
        }
        // Those of a room come one after the other.
        for of_room in over.chunk_by(|(room, _), (other, _)| room == other) {
            let room = of_room[0].0;
            let accounts = of_room.iter().map(|(_, account)| *account).collect();
            if let Err(error) = remove_member::end_lapsed(&app, room, accounts).await {
                pause = PAUSE;
                tracing::warn!(cause = %chain(&error), %room, "memberships that are over could not be ended");
            }
        }
    }
}
