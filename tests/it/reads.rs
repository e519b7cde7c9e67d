//! What statements read does not grow with the city, nor with its past: counted by PostgreSQL, in a database that has no
//! statistics, as one that was just restored.

use renrakucho_domain::{AccountId, DeviceId, FacilityId, RoomId, audit::Event, audit_kind::Kind};
use renrakucho_store::{
    Database, PgConnection, Tx, alert, audit,
    audit_page::{self, Wanted},
    membership, room, session,
};
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

    // In the same transaction: what is due at once would be taken by the city's own node as soon as it could see it.
    let reading = Reading::begin(&mut tx, MEMBERSHIP).await;
    let candidates = alert::take_due(&mut tx, 100).await.expect("posts");
    assert_eq!(candidates.len(), 8, "two members in each of four rooms");
    assert_eq!(reading.end(&mut tx).await, 8 * ROWS_OF_ONE, "rows for the alerts of four posts");

    let reading = Reading::begin(&mut tx, MEMBERSHIP).await;
    let moved = room::mark_read(&mut tx, &rooms, &accounts, &[1; 4]).await.expect("marks");
    assert_eq!(moved.len(), 4);
    assert_eq!(reading.end(&mut tx).await, 4 * ROWS_OF_ONE, "rows for four read marks");
    drop(tx);
    city.end().await;
}

#[tokio::test]
async fn who_asks_together_is_answered_each_at_their_place_and_looked_up_one_by_one() {
    let city = City::new().await;
    let seats = load(&city, 500).await;
    let database = Database::open(&city.app_url(), 1).expect("a database");
    let asked: Vec<_> = [6, 0, 4, 6].map(|seat: usize| &seats[seat]).to_vec();
    let accounts: Vec<_> = asked.iter().map(|seat| AccountId(seat.account)).collect();
    let stranger = AccountId(id());
    let with_stranger = [&accounts[..2], &[stranger], &accounts[2..]].concat();

    let mut tx = begin(&database).await;
    let reading = Reading::begin(&mut tx, MEMBERSHIP).await;
    let stands = membership::standing(&mut *tx, &with_stranger).await.expect("stands");
    let rooms: Vec<Vec<_>> = stands.iter().map(|of_one| of_one.iter().map(|(room, _, _)| room.0).collect()).collect();
    let room = |seat: usize| vec![asked[seat].room];
    assert_eq!(rooms, [room(0), room(1), vec![], room(2), room(3)]);
    assert_eq!(reading.end(&mut tx).await, 4 * ROWS_OF_ONE, "rows for where four stand");

    let reading = Reading::begin(&mut tx, MEMBERSHIP).await;
    let lists = room::lists(&mut *tx, &with_stranger).await.expect("lists");
    let rooms: Vec<Vec<_>> = lists.iter().map(|list| list.iter().map(|line| line.room).collect()).collect();
    assert_eq!(rooms, [room(0), room(1), vec![], room(2), room(3)]);
    assert!(lists[0].iter().all(|line| line.account == asked[0].account), "each their own");
    // Whoever asked twice is looked up once.
    assert_eq!(reading.end(&mut tx).await, 3 * ROWS_OF_ONE, "rows for the lists of three");

    let hashes: Vec<Vec<u8>> = asked.iter().map(|seat| seat.token_hash()).collect();
    let with_unknown = [&hashes[..2], &[vec![7; 32]], &hashes[2..]].concat();
    let reading = Reading::begin(&mut tx, "'session'").await;
    let found = session::find(&mut *tx, &with_unknown).await.expect("sessions");
    let whose: Vec<_> = found.iter().map(|found| found.as_ref().map(|found| found.account)).collect();
    assert_eq!(whose, [Some(accounts[0]), Some(accounts[1]), None, Some(accounts[2]), Some(accounts[3])]);
    assert_eq!(reading.end(&mut tx).await, 4, "rows for four sessions");
    let ids: Vec<_> = found.iter().flatten().map(|found| found.session).rev().collect();
    let again = session::find_again(&mut *tx, &ids).await.expect("sessions");
    let whose: Vec<_> = again.iter().flatten().map(|found| found.account).rev().collect();
    assert_eq!(whose, accounts);
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

/// The planner's choice may change with what it was given before: each question is asked more often than it plans anew.
const OFTEN: usize = 7;

#[tokio::test]
async fn a_page_of_the_audit_log_reads_no_more_than_a_page() {
    let city = City::new().await;
    let database = Database::open(&city.app_url(), 1).expect("a database");
    // Of two months: of every account, in every room, from every device, of two kinds.
    city.fixture(
        "insert into audit_event (at, event, account, device, room, request_id)
         select now() - make_interval(mins => n * 4), (array['room_viewed', 'entry_added'])[1 + n / 7 % 2],
                a.ids[1 + n % cardinality(a.ids)], d.ids[1 + n % cardinality(d.ids)], r.ids[1 + n % cardinality(r.ids)], 'test'
         from generate_series(1, 20000) n, (select array_agg(id order by id) ids from account) a,
              (select array_agg(id order by id) ids from device) d, (select array_agg(id order by id) ids from care_room) r",
    )
    .await;
    city.fixture(
        "insert into audit_event (at, event, request_id) select now() - make_interval(days => n), 'passkey_renamed', 'test'
         from generate_series(1, 70) n",
    )
    .await;
    // Of a rare kind, and about every device, by every account.
    city.fixture(
        "insert into audit_event (at, event, account, subject, request_id)
         select now() - make_interval(mins => n * 20), (array['account_suspended', 'account_restored'])[1 + n % 2],
                a.ids[1 + n % cardinality(a.ids)], d.ids[1 + n % cardinality(d.ids)], 'test'
         from generate_series(1, 4000) n, (select array_agg(id order by id) ids from account) a,
              (select array_agg(id order by id) ids from device) d",
    )
    .await;
    // Whoever did something then was of their facility already.
    city.fixture("update affiliation set since = '2000-01-01'").await;
    let one = async |sql: &str| sqlx::query_scalar::<_, Uuid>(AssertSqlSafe(sql.to_owned())).fetch_one(&city.sql).await;
    let room = RoomId(one("select id from care_room order by id limit 1").await.expect("a room"));
    let account = AccountId(city.account("sato").await);
    let device = DeviceId(one("select id from device order by id limit 1").await.expect("a device"));
    let of = "select facility from affiliation x join account a on a.staff_member = x.staff_member
              where a.login_id = 'sato'";
    let facility = FacilityId(one(of).await.expect("a facility"));
    let people = city.number("select max(n) from (select count(*) n from affiliation group by facility) t").await;

    let now: time::OffsetDateTime = sqlx::query_scalar("select now()").fetch_one(&city.sql).await.expect("a time");
    let days = time::Duration::days;
    let all = Wanted {
        room: None,
        account: None,
        device: None,
        about: Vec::new(),
        facility: None,
        kind: None,
        from: now - days(3650),
        before: (now + days(1), 0),
    };
    let rare = Kind::Devices;
    let questions: [(&str, Wanted, i64); 9] = [
        ("everything", all.clone(), 1),
        ("a room", Wanted { room: Some(room), ..all.clone() }, 1),
        ("an account", Wanted { account: Some(account), ..all.clone() }, 1),
        ("a device", Wanted { device: Some(device), ..all.clone() }, 1),
        ("a device, and what was done to it", Wanted { about: vec![device.0], ..all.clone() }, 1),
        ("a facility", Wanted { facility: Some(facility), ..all.clone() }, people),
        ("a kind that is everywhere", Wanted { kind: Some(Kind::Writing), ..all.clone() }, 3),
        ("a kind that is rare", Wanted { kind: Some(rare), ..all.clone() }, 2),
        ("a room's readings", Wanted { room: Some(room), kind: Some(Kind::Reading), ..all.clone() }, 3),
    ];
    for (what, wanted, times) in questions {
        for before in [all.before, (now - days(30), 0)] {
            let wanted = Wanted { before, ..wanted.clone() };
            for round in 0..OFTEN {
                let mut tx = begin(&database).await;
                let reading = Reading::begin(&mut tx, "'audit_event'").await;
                let found = audit_page::page(&mut tx, &wanted).await.expect("a page");
                let rows = reading.end(&mut tx).await;
                drop(tx);
                assert!(found.len() > 30, "{what}: {}", found.len());
                // The server itself writes meanwhile, and what has the same time as the page's end is read with it.
                assert!(rows <= 60 * times, "{what} before {} reads {rows} rows in round {round}", before.0);
            }
        }
    }
    city.end().await;
}

#[tokio::test]
async fn the_indexes_of_rare_kinds_leave_out_what_is_frequent() {
    let city = City::new().await;
    for index in ["audit_event_of_rare_kind", "audit_event_of_subject"] {
        let definition: String = sqlx::query_scalar("select pg_get_indexdef($1::text::regclass)")
            .bind(index)
            .fetch_one(&city.sql)
            .await
            .expect("an index");
        for kind in Kind::ALL {
            // A search is of a frequent kind and seldom itself: one more row in the index, and no index of a grown log is made anew.
            for event in kind.events().iter().filter(|event| **event != Event::RoomSearched) {
                let is_left_out = definition.contains(&format!("'{}'", event.as_str()));
                assert_eq!(is_left_out, kind.is_frequent(), "{event:?}: {definition}");
            }
        }
    }
    city.end().await;
}
