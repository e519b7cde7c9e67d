//! 操作履歴: what happened can be shown later, tampering shows, and what was sealed stays sealed.

use std::{
    fs,
    os::unix::fs::FileExt,
    path::PathBuf,
    time::{Duration, Instant},
};

use renrakucho_protocol::audit::AuditPage;
use renrakucho_tests::{City, Person, eventually, id};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};

async fn all_linked(city: &City) {
    let sql = "select (select count(*) from audit_event) - (select count(*) from audit_link)";
    eventually("every event is linked", async || (city.number(sql).await == 0).then_some(())).await;
}

#[tokio::test]
async fn every_event_is_linked_soon_and_a_change_shows() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (sato, kato) = (city.sign_in("sato").await, city.sign_in("kato").await);
    let mut live = sato.look_at(room).await;
    for number in 0..20 {
        live.write(room, &format!("履歴 {number}")).await;
    }
    sato.get(&format!("/api/v1/rooms/{}/entries", city.rooms.sora)).await;
    kato.discontinue(city.rooms.sora).await;
    let began = Instant::now();
    all_linked(&city).await;
    // Two seconds are promised; here the transactions of other tests' databases hold the snapshot's horizon back.
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    for (event, least) in [
        ("signed_in", 2),
        ("room_viewed", 1),
        ("entry_added", 20),
        ("refused", 1),
        ("support_discontinued", 1),
        ("city_rooms_listed", 1),
    ] {
        let sql = format!("select count(*) from audit_event where event = '{event}' and request_id <> 'demo'");
        assert!(city.number(&sql).await >= least, "{event}");
    }
    let sealed = "select count(*) from entry e join audit_event a on a.room = e.room and a.from_seq = e.seq
                  where a.event = 'entry_added' and a.row_hash = sha256(e.sealed)";
    assert!(city.number(sealed).await >= 20, "a post's event holds the digest of its row");
    drop(live);
    city.no_transaction_is_left().await;
    all_linked(&city).await;
    let whole = city.command(&["audit", "verify"]).await.expect("whole");
    assert!(whole.contains("the chain is whole"), "{whole}");

    let some = "(select event from audit_link order by position offset 12 limit 1)";
    let tampers = [
        format!("update audit_event set detail = 'nothing' where id = {some}"),
        format!("update audit_event set account = gen_random_uuid() where id = {some}"),
        format!("update audit_event set at = at + interval '1 microsecond' where id = {some}"),
        format!("update audit_event set room = null, from_seq = 7 where id = {some}"),
        format!("update audit_event set row_hash = '\\x00' where id = {some}"),
        "update audit_link set hash = sha256(hash) where position = 9".into(),
        "delete from audit_link where position = 9".into(),
        format!("delete from audit_event where id = {some}"),
        "delete from audit_event where id = (select event from audit_link order by position desc limit 1)".into(),
        format!("with gone as (delete from audit_link where event = {some} returning event) select * from gone"),
        "with a as (select event e from audit_link where position = 5), b as (select event e from audit_link where position = 6)
         update audit_event x set event = y.event from audit_event y where
         (x.id = (select e from a) and y.id = (select e from b)) and false or
         (x.id = (select e from a) and y.id = (select event from audit_link order by position desc limit 1))"
            .into(),
    ];
    // Each in a copy, so that the log itself stays what it is.
    city.fixture("create table kept_event as table audit_event").await;
    city.fixture("create table kept_link as table audit_link").await;
    for tamper in &tampers {
        assert!(city.fixture(tamper).await > 0, "{tamper}");
        let told = city.command(&["audit", "verify"]).await;
        assert!(told.is_err(), "not found: {tamper}: {told:?}");
        city.fixture(
            "do $$ begin delete from audit_link; delete from audit_event;
             insert into audit_event overriding system value select * from kept_event;
             insert into audit_link select * from kept_link; end $$",
        )
        .await;
    }
    city.command(&["audit", "verify"]).await.expect("whole again");
    city.end().await;
}

#[tokio::test]
async fn what_differs_between_the_chain_and_its_second_place_is_said_plainly() {
    let mut place = PathBuf::new();
    let city = City::with_folder(|folder| {
        // The folder is that of all tests.
        place = folder.join(format!("second-place-{}", id()));
        [
            ("audit.checkpoint_file", place.display().to_string()),
            ("audit.checkpoint_seconds", "1".into()),
            ("audit.walk_again_seconds", "1".into()),
        ]
    })
    .await;
    let settings = [("audit.checkpoint_file", place.display().to_string()), ("audit.checkpoint_seconds", "1".into())];
    let verify = async || city.command_with(&["audit", "verify"], &settings).await;
    let is_broken = async |kato: &Person| kato.get("/api/v1/city/audit").await.json::<AuditPage>().chain.is_broken;
    let (kato, sato) = (city.sign_in("kato").await, city.sign_in("sato").await);
    sato.write(city.rooms.hana, "一つめ").await;
    // Each checkpoint covers something new.
    let three = async || {
        sato.write(city.rooms.hana, "もう一つ").await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        (fs::read_to_string(&place).ok()?.lines().count() >= 3).then_some(())
    };
    eventually("checkpoints stand in the second place", three).await;
    all_linked(&city).await;
    verify().await.expect("whole");
    assert!(!is_broken(&kato).await);
    assert!(!city.node().log().contains("the audit log is not whole"));

    // Long ago: whatever the database has, the second place should have had time to get.
    let aged = "update audit_checkpoint set at = at - interval '1 hour'";
    let found = async |why: &str| {
        city.fixture(aged).await;
        let told = verify().await.expect_err(why);
        assert!(told.contains(why) && told.contains("second-place"), "{told}");
        let on_the_page = async || is_broken(&kato).await.then_some(());
        eventually("the city's page says it too", on_the_page).await;
        // The node writes there too: what it found first may be that its own last line was gone.
        eventually(why, async || city.node().log().contains(why).then_some(())).await;
    };
    let again = async || {
        eventually("what was put back is whole again", async || (!is_broken(&kato).await).then_some(())).await;
        verify().await.expect("whole again");
    };
    let aside = place.with_extension("aside");
    fs::rename(&place, &aside).expect("moved");
    found("the second place of the checkpoints is missing").await;
    fs::rename(&aside, &place).expect("put back");
    again().await;
    // A line that this installation did not sign: one figure of its hash is another, in place, as the node goes on writing.
    let signed = fs::read(&place).expect("text");
    let at = signed.iter().position(|byte| *byte == b' ').expect("a checkpoint") + 1;
    let file = fs::OpenOptions::new().write(true).open(&place).expect("the second place");
    let put = |figure: u8| file.write_all_at(&[figure], at as u64).expect("written");
    put(if signed[at] == b'0' { b'1' } else { b'0' });
    found("line 1 is no checkpoint that this installation signed").await;
    put(signed[at]);
    again().await;

    // Whoever owns the database cuts off the end, with the checkpoints that say so: the database alone is whole.
    let cut = "do $$ begin
        create temporary table cut as select event from audit_link where position > 3;
        delete from audit_checkpoint where position > 3;
        delete from audit_link where position > 3;
        delete from audit_event where id in (select event from cut);
        end $$";
    city.fixture(cut).await;
    let ends = city.command_with(&["audit", "verify"], &[("audit.checkpoint_file", String::new())]).await;
    ends.expect("nobody sees it there");
    let told = verify().await.expect_err("its end");
    assert!(told.contains("its end was cut off") || told.contains("another hash"), "{told}");
    // And it goes on, with events of its own making.
    for number in 0..60 {
        sato.write(city.rooms.hana, &format!("{number}")).await;
    }
    all_linked(&city).await;
    found("holds another hash of position").await;
    city.end_tampered().await;
}

#[tokio::test]
async fn a_second_place_that_is_older_is_brought_up_by_a_node_and_noticed_where_none_serves() {
    let mut place = PathBuf::new();
    let mut city = City::with_folder(|folder| {
        place = folder.join(format!("second-place-{}", id()));
        [("audit.checkpoint_file", place.display().to_string()), ("audit.checkpoint_seconds", "1".into())]
    })
    .await;
    let settings = [("audit.checkpoint_file", place.display().to_string()), ("audit.checkpoint_seconds", "1".into())];
    let sato = city.sign_in("sato").await;
    sato.write(city.rooms.hana, "一つめ").await;
    // Each checkpoint covers something new.
    let three = async || {
        sato.write(city.rooms.hana, "もう一つ").await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        (fs::read_to_string(&place).ok()?.lines().count() >= 3).then_some(())
    };
    eventually("checkpoints stand in the second place", three).await;
    city.nodes[0].stop().await;
    let text = fs::read_to_string(&place).expect("text");
    let last = text.lines().last().expect("a line");
    fs::write(&place, &text[..text.len() - last.len() - 1]).expect("cut off");
    // A moment ago is nobody's loss: the node that signed it may still be writing.
    city.command_with(&["audit", "verify"], &settings).await.expect("whole");
    city.fixture("update audit_checkpoint set at = at - interval '1 hour'").await;
    let told = city.command_with(&["audit", "verify"], &settings).await.expect_err("older");
    assert!(told.contains("it is an older copy, or its end was lost"), "{told}");
    city.start_again(0, &settings).await;
    let brought_up = async || fs::read_to_string(&place).ok()?.starts_with(&text).then_some(());
    eventually("it is brought up", brought_up).await;
    city.command_with(&["audit", "verify"], &settings).await.expect("whole again");
    assert!(!city.node().log().contains("the audit log is not whole"));
    city.end().await;
}

#[tokio::test]
async fn the_serving_role_changes_no_history() {
    let city = City::new().await;
    let mut role = PgConnection::connect(&city.app_url()).await.expect("connects");
    for table in ["entry", "audit_event", "audit_link", "audit_checkpoint", "consent_receipt", "revocation"] {
        let column: String = sqlx::query_scalar(
            "select column_name::text from information_schema.columns where table_name = $1 and is_identity = 'NO' limit 1",
        )
        .bind(table)
        .fetch_one(&city.sql)
        .await
        .expect("a column");
        for sql in [
            format!("update {table} set {column} = {column}"),
            format!("delete from {table}"),
            format!("truncate {table} cascade"),
            format!("alter table {table} disable trigger all"),
            format!("drop table {table} cascade"),
        ] {
            let error = role.execute(AssertSqlSafe(sql.clone())).await.expect_err(&sql);
            let code =
                error.as_database_error().and_then(sqlx::error::DatabaseError::code).map(std::borrow::Cow::into_owned);
            assert_eq!(code.as_deref(), Some("42501"), "{sql}: {error}");
        }
    }
    let create = role.execute("create table mine (x int)").await;
    assert!(create.is_err(), "the serving role makes no tables");
    let escalate = role.execute("set role renrakucho_owner").await;
    assert!(escalate.is_err(), "the serving role becomes no other");
    role.close().await.expect("closed");
    city.end().await;
}

#[tokio::test]
async fn what_people_write_is_found_nowhere_in_clear() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (sato, tanaka, kato) =
        (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "tanaka").await, city.sign_in_at(0, "kato").await);
    let (mut a, mut b) = (sato.look_at(room).await, tanaka.look_at(room).await);
    // Everything that Redis is told, by whomever.
    let redis = city.redis.as_ref().expect("Redis");
    let mut all = redis.client().get_async_pubsub().await.expect("subscribes");
    all.psubscribe("*").await.expect("subscribes");
    let secret = "カナリア秘密の本文XQZ";
    let mut last = 0;
    for _ in 0..5 {
        last = a.write(room, secret).await.seq;
        b.reach(room, last).await;
    }
    // Refusals and failures say nothing either.
    for answer in [
        sato.try_write(city.rooms.sora, renrakucho_tests::id(), secret).await,
        sato.try_write(room, renrakucho_tests::id(), "").await,
        kato.get(&format!("/api/v1/rooms/{room}")).await,
        sato.get(&format!("/api/v1/rooms/{secret}")).await,
    ] {
        answer.problem();
        assert!(!answer.text.contains("カナリア") && !answer.text.contains("XQZ"), "{}", answer.text);
    }
    kato.discontinue(room).await;
    b.purge_of(room).await;

    let mut heard = 0;
    let mut messages = futures_util::StreamExt::boxed_local(all.on_message());
    while heard < 6 {
        let next = tokio::time::timeout(renrakucho_tests::PATIENCE, futures_util::StreamExt::next(&mut messages)).await;
        let bytes = next.expect("a hint each").expect("a hint").get_payload_bytes().to_vec();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("カナリア") && !text.contains("XQZ"), "on the bus: {text}");
        heard += 1;
    }
    drop(messages);

    // All that the serving role can read, as text and as the bytes of what is stored as bytes.
    let tables: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
         and has_table_privilege('renrakucho_app', oid, 'select')",
    )
    .fetch_all(&city.sql)
    .await
    .expect("tables");
    assert!(tables.len() > 20, "{tables:?}");
    for table in tables {
        let sql = format!("select coalesce(string_agg(t::text, ' '), '') from {table} t");
        let text: String = sqlx::query(AssertSqlSafe(sql)).fetch_one(&city.sql).await.expect("rows").get(0);
        for word in ["カナリア花子", "かなりあはなこ", "カナリア空", "カナリア本文", "XQZ", "1941-02-03"]
        {
            assert!(!text.contains(word) && !text.contains(&hex::encode(word)), "{word} stands in {table}");
        }
        for person in [&sato, &tanaka] {
            for token in person.browser.cookies.values() {
                assert!(!text.contains(token) && !text.contains(&hex::encode(token)), "a token stands in {table}");
            }
        }
    }
    for node in &city.nodes {
        let log = node.log();
        for word in ["カナリア", "XQZ", "佐藤", "@mihon.example", "1941-02-03"] {
            assert!(!log.contains(word), "{word} stands in the log: {log}");
        }
        for token in sato.browser.cookies.values().chain(tanaka.browser.cookies.values()) {
            assert!(!log.contains(token), "a token stands in the log");
        }
        assert!(!log.contains("nonce=") && !log.contains("#code="), "what signs in stands in the log");
    }
    assert!(last > 0);
    city.end().await;
}
