//! Looks for children whom somebody else signed for and who soon come of age. The date of birth opens with the room's key alone, so it is looked
//! at newer consents as they come, and once a day at all of them. What was looked at stands in the database, for all nodes and after a
//! restart; what could not be looked at, each node tries again.

use std::{collections::BTreeSet, time::Duration};

use renrakucho_domain::{
    RoomId,
    own_consent::{Look, since},
};
use renrakucho_store::{case, own_consent};

use crate::{
    action::{self, Result},
    app::Shared,
    desk,
    telemetry::chain,
};

const PAUSE: Duration = Duration::from_secs(5);

/// Looks until the app stops.
pub async fn run(app: Shared) {
    let mut again = BTreeSet::new();
    while app.stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await.is_some() {
        if let Err(error) = turn(&app, &mut again).await {
            tracing::warn!(cause = %chain(&error), "who comes of age could not be looked for");
        }
    }
}

async fn turn(app: &Shared, again: &mut BTreeSet<RoomId>) -> Result<()> {
    let (age, lead_days) = (app.config.consent.own_consent_age, app.config.consent.own_consent_lead_days);
    let mut tx = app.database.begin().await?;
    let now = case::now(&mut tx).await?;
    let today = desk::local(now).date();
    let since = since(own_consent::last_look(&mut *tx).await?, today, age, lead_days);
    let signed = match since {
        None => own_consent::signed_by_proxy(&mut *tx, None).await?,
        Some(since) => {
            let again: Vec<_> = again.iter().copied().collect();
            own_consent::signed_since(&mut *tx, since, &again).await?
        }
    };
    drop(tx);
    if since.is_some() && signed.is_empty() {
        again.clear();
        return Ok(());
    }
    app.keys.prepare(signed.iter().map(|one| one.room.0)).await?;
    again.clear();
    for one in signed {
        if app.stop.is_cancelled() {
            return Ok(());
        }
        if let Err(error) = action::own_consent::look(app, &one).await {
            tracing::warn!(cause = %chain(&error), room = %one.room, "whether somebody comes of age could not be looked at");
            again.insert(one.room);
        }
    }
    let look = Look { all_on: today, until: now, age, lead_days };
    Ok(own_consent::keep_look(app.database.pool(), look).await?)
}
