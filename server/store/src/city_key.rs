//! The city's wrapped key, in the database of keys. Checked at run time, not when compiled: the macros know one schema.

use crate::{Database, Result};

/// The wrapped key, once there is one.
pub async fn find(keys: &Database) -> Result<Option<Vec<u8>>> {
    Ok(sqlx::query_scalar("select wrapped from city_key where id = 1").fetch_optional(keys.pool()).await?)
}

/// Keeps the city's first key. Of nodes that start together one wins: read it again afterwards.
pub async fn insert(keys: &Database, wrapped: &[u8]) -> Result<()> {
    sqlx::query("insert into city_key (id, wrapped) values (1, $1) on conflict do nothing")
        .bind(wrapped)
        .execute(keys.pool())
        .await?;
    Ok(())
}

/// Wraps it anew, if it is still wrapped so. Only its owner may. Whether it was.
pub async fn rewrap(keys: &Database, before: &[u8], after: &[u8]) -> Result<bool> {
    let done = sqlx::query("update city_key set wrapped = $2 where id = 1 and wrapped = $1")
        .bind(before)
        .bind(after)
        .execute(keys.pool())
        .await?;
    Ok(done.rows_affected() == 1)
}
