//! Writes to the audit log how often callers whom nothing identified were refused: an event for each address and minute.
//!
//! An address tells who someone is as soon as they sign in from it, and nothing in the audit log is ever erased. So the
//! event holds a keyed digest of it: the same address is known again, by every node, and whoever has the master key can
//! ask for a given one (`renrakucho audit address`), but nobody can read addresses out of the log. Not a truncated
//! network: it would tell less to the city, and still where a member of staff lives.

use std::time::Duration;

use renrakucho_domain::audit::Event;
use renrakucho_store::audit::{self, About, Origin};

use crate::{
    app::Shared,
    strangers::{Counts, Reasons},
    telemetry::chain,
};

/// Writes until the app stops. What is counted after that, `lifecycle` has written when nobody asks any more.
pub async fn run(app: Shared) {
    let pause = Duration::from_secs(app.config.audit.strangers_seconds.max(1));
    while app.stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_some() {
        write(&app).await;
    }
}

/// Writes what was counted; what cannot be written is kept for the next time.
pub async fn write(app: &Shared) {
    let counts = app.strangers.take();
    if let Err(error) = record(app, &counts).await {
        tracing::warn!(cause = %chain(&error), "refusals of strangers could not be written; kept");
        app.strangers.put_back(counts);
    }
}

async fn record(app: &Shared, counts: &Counts) -> Result<(), renrakucho_store::Error> {
    if counts.by_address.is_empty() && counts.others.is_empty() {
        return Ok(());
    }
    let mut tx = app.database.begin().await?;
    let origin = Origin { request: "strangers".into(), ..Origin::default() };
    let named = counts.by_address.iter().map(|(address, reasons)| (app.keys.address_name(*address), reasons));
    let others = ("other addresses".to_owned(), &counts.others);
    for (from, reasons) in named.chain([others]).filter(|(_, reasons)| !reasons.is_empty()) {
        let about = told(&from, reasons);
        audit::record(&mut tx, Event::StrangersRefused, &origin, About { detail: Some(&about), ..About::default() })
            .await?;
    }
    Ok(tx.commit().await?)
}

fn told(from: &str, reasons: &Reasons) -> String {
    let each: Vec<_> = reasons.iter().map(|(why, times)| format!("{why} {times}")).collect();
    format!("{} from {from}: {}", reasons.values().sum::<u64>(), each.join("; "))
}
