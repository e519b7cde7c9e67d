//! Lets people into the rooms of a disaster event that the city permitted: a few rooms at a time, by whichever node comes first, and what
//! a node has left half done the next run takes up.

use std::time::Duration;

use renrakucho_store::disaster_event;

use crate::{
    action::{Result, permit_disaster},
    app::Shared,
    telemetry::chain,
};

const PAUSE: Duration = Duration::from_millis(500);

/// Looks until the app stops.
pub async fn run(app: Shared) {
    while app.stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await.is_some() {
        if let Err(error) = turn(&app).await {
            tracing::warn!(cause = %chain(&error), "disaster events that were permitted could not be carried out");
        }
    }
}

async fn turn(app: &Shared) -> Result<()> {
    for event in disaster_event::unfinished(&app.database).await? {
        if let Err(error) = permit_disaster::carry_out(app, event).await {
            tracing::warn!(cause = %chain(&error), case = %event, "the rooms of a disaster event follow later");
        }
    }
    Ok(())
}
