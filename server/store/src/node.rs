//! The serving nodes, and how far each has applied the revocation log.

use sqlx::{PgConnection, query, query_as};
use time::OffsetDateTime;
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

/// How far the known nodes follow a revision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Following {
    /// How many there are.
    pub nodes: i64,
    /// How many of them have not applied it.
    pub behind: i64,
    /// When this was so.
    pub at: OffsetDateTime,
}

/// How far the nodes that were seen within `known_seconds` follow a revision.
pub async fn following(database: &Database, rev: i64, known_seconds: i32) -> Result<Following> {
    Ok(query_as!(
        Following,
        r#"select count(*) as "nodes!", count(*) filter (where applied < $1) as "behind!", clock_timestamp() as "at!"
           from node where seen_at > clock_timestamp() - make_interval(secs => $2::double precision)"#,
        rev,
        f64::from(known_seconds)
    )
    .fetch_one(database.pool())
    .await?)
}
