//! The journal's lines about what was stopped, or stands again: IDs, devices, passkeys, facilities, memberships. By their ids alone.

use std::time::Duration;

use renrakucho_domain::access_standing::{Name, State, What};
use renrakucho_store::{Database, access_standing};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Error, Journal, Line};
use crate::{app::Shared, seal::Keys, telemetry::chain};

/// What stands in the place of a room's state in such a line.
const ACCESS: &str = "access";
/// Whoever waits for what they stopped does not wait longer for this.
const PATIENCE: Duration = Duration::from_secs(1);

/// Which, and whether it stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Access {
    what: String,
    subject: Uuid,
    #[serde(default, skip_serializing_if = "Uuid::is_nil")]
    scope: Uuid,
    stands: bool,
}

impl Line {
    /// What it says of this, if it is about it, and in a word that this version knows.
    pub fn access(&self) -> Option<State> {
        let it = self.access.as_ref()?;
        let name = Name { what: What::parse(&it.what)?, subject: it.subject, scope: it.scope };
        Some(State { name, stands: it.stands, at: self.at })
    }

    fn of_access(state: State) -> Self {
        let Name { what, subject, scope } = state.name;
        Self {
            room: Uuid::nil(),
            state: ACCESS.into(),
            at: state.at,
            by: None,
            number: None,
            permits: Vec::new(),
            erasure: None,
            entry: None,
            access: Some(Access { what: what.as_str().to_owned(), subject, scope, stands: state.stands }),
        }
    }
}

impl Journal {
    /// Brings the file up to what the database says was stopped, or stands again, and answers when that is on the disk.
    pub async fn catch_up_access(&self, database: &Database, keys: &Keys) -> Result<(), Error> {
        let seen = (*self.access_upto()).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let states = access_standing::since(database, seen).await?;
        let Some(upto) = states.iter().map(|state| state.at).max() else { return Ok(()) };
        let mut missing: Vec<_> = states.into_iter().map(Line::of_access).collect();
        {
            let known = self.known();
            missing.retain(|line| !known.contains(&line.name()));
        }
        if !missing.is_empty() {
            let count = tokio::task::block_in_place(|| self.append(keys, &missing))?;
            self.known_to(database, count).await?;
        }
        let mut known_upto = self.access_upto();
        *known_upto = Some(known_upto.map_or(upto, |other| other.max(upto)));
        Ok(())
    }
}

/// Writes what was just stopped into the journal. It holds all the same if that fails or takes too long: then the job writes it. In a
/// task of its own, since whoever shares the file may be frozen while it holds its lock, and nobody waits longer on that account.
pub async fn write_down(app: &Shared) {
    let held = app.clone();
    let writing = tokio::spawn(async move { held.deletions.catch_up_access(&held.database, &held.keys).await });
    match tokio::time::timeout(PATIENCE, writing).await {
        Ok(Ok(Ok(()))) => {}
        Ok(Ok(Err(error))) => tracing::error!(cause = %chain(&error), "the deletion journal is not up to date"),
        Ok(Err(error)) => tracing::error!(%error, "the deletion journal is not up to date"),
        Err(_) => tracing::error!("the deletion journal is not up to date: the database or the file does not answer"),
    }
}
