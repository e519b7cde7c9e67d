//! What statements read does not grow with the city, nor with its past: counted by PostgreSQL, in a database that has no
//! statistics, as one that was just restored.

use renrakucho_store::{Database, PgConnection, Tx, alert, audit, commit, room};
use renrakucho_tests::{City, id};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::race::crowd;

/// Rows of these tables that the transaction has read so far.
async fn read(connection: &mut PgConnection, tables: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(format!(
        "select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_xact_user_tables
         where relname in ({tables})"
    )))
    .fetch_one(connection)
    .await
    .expect("a number")
}

const MEMBERS: &str = "'membership', 'affiliation'";

async fn begin(database: &Database) -> Tx {
    database.begin().await.expect("a transaction")
}

#[tokio::test]
async fn memberships_are_looked_up_one_by_one() {
    let city = City::new().await;
    let crowd = crowd(&city, 200).await;
    assert!(city.number("select count(*) from membership where left_seq is null").await >= 400);
    let database = Database::open(&city.app_url(), 1).expect("a database");
    // A plan that does not begin with the keys reads all four hundred, and those of an affiliation for each.
    let few = 250;
    let rooms: Vec<Uuid> = crowd.iter().take(4).map(|(room, ..)| *room).collect();
    let accounts: Vec<Uuid> = crowd.iter().take(4).map(|(_, one, _)| one.account).collect();

    let mut tx = begin(&database).await;
    let verdicts: Vec<String> = sqlx::query_scalar(
        "select verdict from append_posts(false, 0, $1, $2, $3,
             array(select s.device from unnest($3) a (account) join session s using (account)),
             array(select s.id from unnest($3) a (account) join session s using (account)),
             array_fill('normal'::text, '{4}'), array_fill(null::uuid, '{4}'),
             array_fill('\\x01'::bytea, '{4}'), array_fill('\\x02'::bytea, '{4}'), array_fill('\\x03'::bytea, '{4}'),
             array_fill('test'::text, '{4}'))",
    )
    .bind(&rooms)
    .bind((0..4).map(|_| id()).collect::<Vec<_>>())
    .bind(&accounts)
    .fetch_all(&mut *tx)
    .await
    .expect("a batch");
    assert_eq!(verdicts, ["accepted"; 4]);
    let rows = read(&mut tx, MEMBERS).await;
    assert!(rows <= few, "a batch of four read {rows}");
    commit(tx).await.expect("committed");

    let mut tx = begin(&database).await;
    let candidates = alert::take_due(&mut tx, 100).await.expect("posts");
    assert_eq!(candidates.len(), 8, "two members in each of four rooms");
    let rows = read(&mut tx, MEMBERS).await;
    assert!(rows <= few, "alerts of four posts read {rows}");
    commit(tx).await.expect("committed");

    let mut tx = begin(&database).await;
    let moved = room::mark_read(&mut tx, &rooms, &accounts, &[1; 4]).await.expect("marks");
    assert_eq!(moved.len(), 4);
    let rows = read(&mut tx, MEMBERS).await;
    assert!(rows <= few, "four read marks read {rows}");
    drop(tx);
    city.end().await;
}

#[tokio::test]
async fn the_audit_log_is_linked_from_its_end() {
    let city = City::new().await;
    let database = Database::open(&city.app_url(), 1).expect("a database");
    city.fixture(
        "insert into audit_event (event, request_id) select 'room_viewed', 'test' from generate_series(1, 3000)",
    )
    .await;
    renrakucho_tests::eventually("all are linked", async || {
        let sql = "select (select count(*) from audit_event) - (select count(*) from audit_link)";
        (city.number(sql).await == 0).then_some(())
    })
    .await;
    city.fixture("insert into audit_event (event, request_id) select 'room_viewed', 'test' from generate_series(1, 3)")
        .await;
    let mut tx = begin(&database).await;
    audit::unlinked(&mut tx, 500).await.expect("events");
    let rows = read(&mut tx, "'audit_event'").await;
    assert!(rows <= 100, "a look for three new events read {rows}");
    drop(tx);
    city.end().await;
}
