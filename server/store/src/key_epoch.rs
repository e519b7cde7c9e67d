//! Epochs of the rooms' wrapped keys, in the database of keys. Checked at run time, not when compiled: the macros know one schema.

use sqlx::query_scalar;

use crate::{Database, Result, Tx};

/// Which epoch it is.
#[derive(Clone, PartialEq, Eq, Debug, sqlx::FromRow)]
pub struct Head {
    /// 0: none was begun yet.
    pub number: i64,
    /// By which its key is known.
    pub proof: Option<Vec<u8>>,
    /// Whether nobody needs the key of the epoch before any more.
    pub is_settled: bool,
    /// Whether a key was destroyed in it, so that it must end.
    pub is_over: bool,
}

/// Which epoch it is.
pub async fn head(keys: &Database) -> Result<Head> {
    let row = sqlx::query_as(
        "select h.number, e.proof, (h.number = 0 or e.settled_at is not null) as is_settled,
                exists (select from destroyed_key d where d.epoch >= h.number) as is_over
         from key_epoch_head h left join key_epoch e on e.number = h.number where h.id = 1",
    );
    Ok(row.fetch_one(keys.pool()).await?)
}

/// The sealed keys of the epochs after one, up to another, in order.
pub async fn sealed_between(keys: &Database, after: i64, upto: i64) -> Result<Vec<(i64, Vec<u8>)>> {
    let rows = sqlx::query_as(
        "select number, sealed from key_epoch where number > $1 and number <= $2 and sealed is not null order by number",
    );
    Ok(rows.bind(after).bind(upto).fetch_all(keys.pool()).await?)
}

/// How many keys are of another epoch than the present one: there should be none.
pub async fn strays(keys: &Database) -> Result<i64> {
    let row =
        query_scalar("select count(*) from room_key where epoch <> (select number from key_epoch_head where id = 1)");
    Ok(row.fetch_one(keys.pool()).await?)
}

/// The same inside of a transaction that begins an epoch.
pub async fn left_behind(tx: &mut Tx, number: i64) -> Result<i64> {
    Ok(query_scalar("select count(*) from room_key where epoch <> $1").bind(number).fetch_one(&mut **tx).await?)
}

/// Which epoch it is, until the transaction ends: no key is added or destroyed meanwhile. And whether it is settled.
pub async fn lock(tx: &mut Tx) -> Result<(i64, bool)> {
    let number: i64 =
        query_scalar("select number from key_epoch_head where id = 1 for update").fetch_one(&mut **tx).await?;
    let row = query_scalar("select not exists (select from key_epoch where number = $1 and settled_at is null)");
    Ok((number, row.bind(number).fetch_one(&mut **tx).await?))
}

/// Begins an epoch.
pub async fn begin(tx: &mut Tx, number: i64, sealed: Option<&[u8]>, proof: &[u8], is_settled: bool) -> Result<()> {
    sqlx::query(
        "insert into key_epoch (number, sealed, proof, settled_at)
         values ($1, $2, $3, case when $4 then clock_timestamp() end)",
    )
    .bind(number)
    .bind(sealed)
    .bind(proof)
    .bind(is_settled)
    .execute(&mut **tx)
    .await?;
    sqlx::query("update key_epoch_head set number = $1 where id = 1").bind(number).execute(&mut **tx).await?;
    Ok(())
}

/// Takes it on oneself to have a backup made, for so long. Whether nobody else has.
pub async fn take_backup(keys: &Database, number: i64, seconds: f64) -> Result<bool> {
    let done = sqlx::query(
        "update key_epoch set backup_until = clock_timestamp() + make_interval(secs => $2)
         where number = $1 and settled_at is null and coalesce(backup_until < clock_timestamp(), true)",
    )
    .bind(number)
    .bind(seconds)
    .execute(keys.pool())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// It failed: nobody tries again for so long.
pub async fn put_backup_off(keys: &Database, number: i64, seconds: f64) -> Result<()> {
    sqlx::query("update key_epoch set backup_until = clock_timestamp() + make_interval(secs => $2) where number = $1")
        .bind(number)
        .bind(seconds)
        .execute(keys.pool())
        .await?;
    Ok(())
}

/// Nobody needs the key of the epoch before.
pub async fn settle(keys: &Database, number: i64) -> Result<()> {
    sqlx::query("update key_epoch set settled_at = clock_timestamp() where number = $1 and settled_at is null")
        .bind(number)
        .execute(keys.pool())
        .await?;
    Ok(())
}
