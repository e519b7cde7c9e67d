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
    while app.stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await.is_some() {
        let over = match membership::lapsed(&app.database, BATCH).await {
            Ok(over) => over,
            Err(error) => {
                tracing::warn!(%error, "memberships that are over could not be looked for");
                continue;
            }
        };
        for (room, account) in over {
            if let Err(error) = remove_member::end_lapsed(&app, room, account).await {
                tracing::warn!(cause = %chain(&error), %room, "a membership that is over could not be ended");
            }
        }
    }
}
