//! Writes down what ended with facilities whose day has come. Nobody waits for it: from that moment on the database lets nothing
//! of them in, and the poll has cut what was open.

use std::time::Duration;

use renrakucho_store::facility_end;

use crate::{action::end_facility, app::Shared, telemetry::chain};

const PAUSE: Duration = Duration::from_secs(1);

/// Writes until the app stops.
pub async fn run(app: Shared) {
    while app.stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await.is_some() {
        let due = match facility_end::due(&app.database).await {
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(%error, "facilities whose day has come could not be looked for");
                continue;
            }
        };
        for facility in due {
            if let Err(error) = end_facility::write_down(&app, facility).await {
                tracing::warn!(cause = %chain(&error), %facility, "the end of a facility could not be written down");
            }
        }
    }
}
