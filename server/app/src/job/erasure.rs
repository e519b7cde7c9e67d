//! Finishes erasures that a node has left half done.

use std::time::Duration;

use renrakucho_store::erasure;

use crate::{
    action::{Result, erase_room},
    app::Shared,
    telemetry::chain,
};

const PAUSE: Duration = Duration::from_secs(1);
/// How many are looked at before it is looked whether the app stops.
const BATCH: i64 = 100;

/// Looks until the app stops.
pub async fn run(app: Shared) {
    while app.stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await.is_some() {
        if let Err(error) = turn(&app).await {
            tracing::warn!(cause = %chain(&error), "erasures that are not done could not be looked for");
        }
    }
}

async fn turn(app: &Shared) -> Result<()> {
    for room in erasure::unfinished(&app.database, BATCH).await? {
        if let Err(error) = erase_room::finish(app, room).await {
            tracing::warn!(cause = %chain(&error), %room, "an erasure could not be finished");
        }
    }
    Ok(())
}
