//! Deletes proposals whose consent form did not come in time or will not come any more, and finishes what another node left half done.

use std::time::Duration;

use renrakucho_store::proposal;

use crate::{
    action::{Result, lapse_proposal},
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
            tracing::warn!(cause = %chain(&error), "proposals whose time is over could not be looked for");
        }
    }
}

async fn turn(app: &Shared) -> Result<()> {
    for room in proposal::due(&app.database, app.config.people.proposal_days.into(), BATCH).await? {
        if let Err(error) = lapse_proposal::lapse(app, room).await {
            tracing::warn!(cause = %chain(&error), %room, "a proposal whose time is over could not be closed");
        }
    }
    for room in proposal::unforgotten(&app.database, BATCH).await? {
        if let Err(error) = lapse_proposal::forget(app, room).await {
            tracing::warn!(cause = %chain(&error), %room, "a proposal that has lapsed could not be deleted");
        }
    }
    Ok(())
}
