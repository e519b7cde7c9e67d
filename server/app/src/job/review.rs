//! Opens the reviews of a quarter. Nobody waits for it: on which day of the quarter they are opened makes no difference.

use std::time::Duration;

use crate::{action::review_staff, app::Shared, telemetry::chain};

const PAUSE: Duration = Duration::from_secs(5);

/// Looks until the app stops.
pub async fn run(app: Shared) {
    while app.stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await.is_some() {
        if let Err(error) = review_staff::open_reviews(&app).await {
            tracing::warn!(cause = %chain(&error), "reviews of this quarter could not be opened");
        }
    }
}
