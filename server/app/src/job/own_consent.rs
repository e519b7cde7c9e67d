//! Looks for children whom somebody else signed for and who soon come of age. The date of birth opens with the room's key alone, so each
//! consent is looked at once a day, and again when there is a newer one.

use std::{collections::HashSet, time::Duration};

use renrakucho_domain::RoomId;
use renrakucho_store::{case, own_consent};
use time::Date;

use crate::{
    action::{self, Result},
    app::Shared,
    desk,
    telemetry::chain,
};

const PAUSE: Duration = Duration::from_secs(5);

/// What was looked at on a day: rooms, and which of their consents.
struct Looked {
    on: Date,
    at: HashSet<(RoomId, i32)>,
}

/// Looks until the app stops.
pub async fn run(app: Shared) {
    let mut looked = Looked { on: Date::MIN, at: HashSet::new() };
    while app.stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await.is_some() {
        if let Err(error) = turn(&app, &mut looked).await {
            tracing::warn!(cause = %chain(&error), "who comes of age could not be looked for");
        }
    }
}

async fn turn(app: &Shared, looked: &mut Looked) -> Result<()> {
    let mut tx = app.database.begin().await?;
    let today = desk::local(case::now(&mut tx).await?).date();
    let mut signed = own_consent::signed_by_proxy(&mut *tx, None).await?;
    drop(tx);
    if looked.on != today {
        *looked = Looked { on: today, at: HashSet::new() };
    }
    signed.retain(|one| !looked.at.contains(&(one.room, one.receipt)));
    app.keys.prepare(signed.iter().map(|one| one.room.0)).await?;
    for one in signed {
        if app.stop.is_cancelled() {
            break;
        }
        match action::own_consent::look(app, &one).await {
            Ok(()) => {
                looked.at.insert((one.room, one.receipt));
            }
            Err(error) => {
                tracing::warn!(cause = %chain(&error), room = %one.room, "whether somebody comes of age could not be looked at");
            }
        }
    }
    Ok(())
}
