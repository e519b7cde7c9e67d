//! The serving nodes, and how far each has applied the revocation log.

use sqlx::{PgConnection, query};
use uuid::Uuid;

use crate::{Database, Result};

/// The node lives and has applied so much. Nodes that nobody has seen for an hour are forgotten on this occasion.
pub async fn seen(connection: &mut PgConnection, node: Uuid, applied: i64) -> Result<()> {
    query!(
        "with gone as (delete from node where seen_at < clock_timestamp() - interval '1 hour' and id <> $1)
         insert into node (id, applied) values ($1, $2)
         on conflict (id) do update set applied = excluded.applied, seen_at = clock_timestamp()",
        node,
        applied
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The node stops in good order: nobody needs to wait for it.
pub async fn gone(connection: &mut PgConnection, node: Uuid) -> Result<()> {
    query!("delete from node where id = $1", node).execute(connection).await?;
    Ok(())
}

/// How many nodes that were seen within `known_seconds` have not applied a revision.
pub async fn behind(database: &Database, rev: i64, known_seconds: i32) -> Result<i64> {
    let row = query!(
        r#"select count(*) as "count!" from node
           where applied < $1 and seen_at > clock_timestamp() - make_interval(secs => $2::double precision)"#,
        rev,
        f64::from(known_seconds)
    )
    .fetch_one(database.pool())
    .await?;
    Ok(row.count)
}
