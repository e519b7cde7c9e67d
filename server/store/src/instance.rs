//! What the database belongs to.

use sqlx::query;
use uuid::Uuid;

use crate::{Database, Result};

/// The one row of `instance`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instance {
    /// Names this installation: the bus's channel and the audit chain begin with it.
    pub id: Uuid,
    /// The relying-party ID that all passkeys are bound to.
    pub rp_id: String,
    /// Filled with the demo city.
    pub demo: bool,
}

/// Reads the instance, or writes it at the first start; two nodes that start together agree.
pub async fn found_or_created(database: &Database, id: Uuid, rp_id: &str, demo: bool) -> Result<Instance> {
    query!("insert into instance (id, rp_id, demo) values ($1, $2, $3) on conflict do nothing", id, rp_id, demo)
        .execute(database.pool())
        .await?;
    let row = query!("select id, rp_id, demo from instance").fetch_one(database.pool()).await?;
    Ok(Instance { id: row.id, rp_id: row.rp_id, demo: row.demo })
}

/// Reads the instance, if there is one.
pub async fn find(database: &Database) -> Result<Option<Instance>> {
    let row = query!("select id, rp_id, demo from instance").fetch_optional(database.pool()).await?;
    Ok(row.map(|row| Instance { id: row.id, rp_id: row.rp_id, demo: row.demo }))
}

/// Whether nothing at all stands in the database: no instance, no facility, no person.
pub async fn is_empty(database: &Database) -> Result<bool> {
    let row = query!(
        r#"select not exists (select from instance) and not exists (select from facility)
              and not exists (select from account) and not exists (select from supported_person) as "empty!""#
    )
    .fetch_one(database.pool())
    .await?;
    Ok(row.empty)
}
