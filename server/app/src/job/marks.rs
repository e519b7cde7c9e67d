//! Writes the read marks that sockets reported, together, once a second.

use std::time::Duration;

use crate::{action::mark_read, app::Shared, telemetry::chain};

const PAUSE: Duration = Duration::from_secs(1);

/// Writes until the app stops, and once more then.
pub async fn run(app: Shared) {
    loop {
        let stopping = app.stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await.is_none();
        let marks = app.live.take_marks();
        if !marks.is_empty()
            && let Err(error) = mark_read::write(&app, marks.clone()).await
        {
            tracing::warn!(cause = %chain(&error), "read marks could not be written; kept");
            for ((room, _), (upto, actor)) in marks {
                app.live.keep_mark(room, actor, upto);
            }
        }
        if stopping {
            return;
        }
    }
}
