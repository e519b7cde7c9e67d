//! Brings the deletion journal up to what the database says: what another node has done, and what was cut off in between.

use std::time::Duration;

use renrakucho_store::deletion;

use crate::{app::Shared, deletions::Error, telemetry::chain};

const PAUSE: Duration = Duration::from_secs(1);

/// Looks until the app stops.
pub async fn run(app: Shared) {
    let mut seen = None;
    while app.stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await.is_some() {
        if let Err(error) = turn(&app, &mut seen).await {
            tracing::error!(cause = %chain(&error), "the deletion journal is not up to date");
        }
    }
}

/// The last time before a node is gone: it may be stopped in order to be restored.
pub async fn write(app: &Shared) {
    if let Err(error) = app.deletions.catch_up(&app.database, &app.keys).await {
        tracing::error!(cause = %chain(&error), "the deletion journal is not up to date");
    }
}

async fn turn(app: &Shared, seen: &mut Option<[i64; 6]>) -> Result<(), Error> {
    let count = deletion::count(&app.database).await?;
    if *seen != Some(count) {
        app.deletions.catch_up(&app.database, &app.keys).await?;
        *seen = Some(count);
        return Ok(());
    }
    app.deletions.catch_up_access(&app.database, &app.keys).await
}
