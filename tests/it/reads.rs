//! What statements read does not grow with the city, nor with its past: counted by PostgreSQL, in a database that has no
//! statistics, as one that was just restored.

use renrakucho_store::{Database, PgConnection, Tx, alert, audit, commit, room};
use renrakucho_tests::{City, id};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::race::load;

/// How many rows of these tables someone reads in a transaction. PostgreSQL's count goes on over transactions that came
/// shortly before, so only the difference says something.
struct Reading {
    tables: &'static str,
    before: i64,
}

impl Reading {
    async fn begin(tx: &mut PgConnection, tables: &'static str) -> Self {
        Self { tables, before: rows_read(tx, tables).await }
    }

    async fn end(self, tx: &mut PgConnection) -> i64 {
        rows_read(tx, self.tables).await - self.before
    }
}

async fn rows_read(connection: &mut PgConnection, tables: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(format!(
        "select coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0)::bigint
         from pg_stat_xact_user_tables where relname in ({tables})"
    )))
    .fetch_one(connection)
    .await
    .expect("a number")
}

/// What a membership is: its row, and that of the affiliation it rests on.
const MEMBERSHIP: &str = "'membership', 'affiliation'";
const ROWS_OF_ONE: i64 = 2;

async fn begin(database: &Database) -> Tx {
    database.begin().await.expect("a transaction")
}

#[tokio::test]
async fn memberships_are_looked_up_one_by_one() {
    let city = City::new().await;
    // So many that reading all is dearer than looking up a few: in a small city PostgreSQL rightly reads a table whole.
    let seats = load(&city, 500).await;
    let database = Database::open(&city.app_url(), 1).expect("a database");
    let first = || seats.chunks(2).take(4).map(|pair| &pair[0]);
    let rooms: Vec<Uuid> = first().map(|seat| seat.room).collect();
    let accounts: Vec<Uuid> = first().map(|seat| seat.account).collect();

    let mut tx = begin(&database).await;
    let reading = Reading::begin(&mut tx, MEMBERSHIP).await;
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
    assert_eq!(reading.end(&mut tx).await, 4 * ROWS_OF_ONE, "rows for a batch of four");
    commit(tx).await.expect("committed");

    let mut tx = begin(&database).await;
    let reading = Reading::begin(&mut tx, MEMBERSHIP).await;
    let candidates = alert::take_due(&mut tx, 100).await.expect("posts");
    assert_eq!(candidates.len(), 8, "two members in each of four rooms");
    assert_eq!(reading.end(&mut tx).await, 8 * ROWS_OF_ONE, "rows for the alerts of four posts");
    commit(tx).await.expect("committed");

    let mut tx = begin(&database).await;
    let reading = Reading::begin(&mut tx, MEMBERSHIP).await;
    let moved = room::mark_read(&mut tx, &rooms, &accounts, &[1; 4]).await.expect("marks");
    assert_eq!(moved.len(), 4);
    assert_eq!(reading.end(&mut tx).await, 4 * ROWS_OF_ONE, "rows for four read marks");
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
    let reading = Reading::begin(&mut tx, "'audit_event'").await;
    audit::unlinked(&mut tx, 500).await.expect("events");
    // The three, and what the server itself wrote meanwhile.
    let rows = reading.end(&mut tx).await;
    assert!(rows <= 20, "a look for three new events read {rows}");
    drop(tx);
    city.end().await;
}
