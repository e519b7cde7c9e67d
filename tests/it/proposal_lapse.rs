//! A proposal whose consent form does not come in time is deleted: nobody reads it any more, and nobody can.

use renrakucho_protocol::{
    access_report::AccessReport,
    discontinuation::DiscontinuationCertificate,
    frame::ServerFrame,
    http::{CityRoom, CityRooms},
    problem::Code,
    vocabulary::RoomState,
};
use renrakucho_tests::{Answer, City, Person, eventually, id};
use reqwest::Method;
use serde_json::json;
use sqlx::{Connection, Executor, PgConnection, PgPool};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    consent_form::{bring, pdf},
    erasure,
    exceptional_use::{decide, permit},
    restore,
};

async fn propose(person: &Person, room: Uuid) -> Answer {
    let form = json!({
        "id": room, "name": "期限 カナリア", "kana": "きげん かなりあ", "birth_date": "1950-02-03", "basis": "resident",
    });
    person.call(Method::POST, "/api/v1/proposals", Some(&form)).await
}

/// All of them are called the same: those beside it were made sure to be others.
async fn receive(moderator: &Person, room: Uuid, version: i64, others: &[Uuid]) -> Answer {
    let body = json!({
        "version": version, "signed_by": "person", "form_version": "2021-02", "signed_on": "2026-01-10",
        "received_on": "2026-01-12", "others": others,
    });
    moderator.call(Method::POST, &format!("/api/v1/city/rooms/{room}/consent-receipt"), Some(&body)).await
}

/// As if it had been proposed so many days ago.
async fn has_waited(city: &City, room: Uuid, days: &str) {
    let sql = format!("update care_room set state_since = clock_timestamp() - interval '{days}' where id = '{room}'");
    assert_eq!(city.fixture(&sql).await, 1);
}

async fn keys_of(keys: &PgPool, rooms: &[Uuid]) -> i64 {
    let sql = "select count(*) from room_key where room = any($1)";
    sqlx::query_scalar(sql).bind(rooms).fetch_one(keys).await.expect("a count")
}

/// Waits until nothing is left of whom it was about.
async fn is_forgotten(city: &City, keys: &PgPool, room: Uuid) {
    let left = format!(
        "select (select count(*) from room_profile where room = '{room}') + (select count(*) from supported_person p
             join care_room r on r.supported_person = p.id where r.id = '{room}' and p.identity_mac is not null)"
    );
    eventually("it is forgotten", async || (city.number(&left).await == 0).then_some(())).await;
    assert_eq!(keys_of(keys, &[room]).await, 0, "its key is there");
}

#[tokio::test]
async fn a_proposal_without_a_receipt_is_deleted_at_every_node_and_whoever_proposed_it_is_told() {
    let city = City::of_two_nodes(&[("people.proposal_days", "12".into())]).await;
    let (kato, tanaka) = (city.sign_in_at(0, "kato").await, city.sign_in_at(1, "tanaka").await);
    let (keys, late, early) = (city.keys().await, id(), id());
    let mut live = tanaka.live().await;
    for room in [late, early] {
        propose(&tanaka, room).await.ok();
        live.line(room, |line| line.lapses_at.is_some()).await;
    }
    // How long it still waits is said to whoever proposed it, and to the city.
    let line = tanaka.line(late).await;
    let now: OffsetDateTime =
        sqlx::query_scalar("select clock_timestamp()").fetch_one(&city.sql).await.expect("the time");
    let waits = line.lapses_at.expect("it lapses") - now;
    assert!((waits - Duration::days(12)).abs() < Duration::minutes(1), "{waits}");
    let seen = kato.city_line(late).await;
    assert_eq!(seen.lapses_at, line.lapses_at);
    // Both nodes have its name in memory.
    kato.at(&city.nodes[1]).get("/api/v1/city/rooms").await.ok();

    has_waited(&city, late, "12 days").await;
    has_waited(&city, early, "11 days 23 hours").await;
    assert_eq!(live.purge_of(late).await.why, Code::RoomClosed);
    is_forgotten(&city, &keys, late).await;
    for node in &city.nodes {
        let (tanaka, kato) = (tanaka.at(node), kato.at(node));
        let line = tanaka.line(late).await;
        assert_eq!((line.state, line.label.as_str(), line.kana.as_str()), (RoomState::Lapsed, "", ""));
        assert!(line.lapses_at.is_none());
        tanaka.get(&format!("/api/v1/rooms/{late}")).await.refused(Code::RoomClosed);
        tanaka.get(&format!("/api/v1/rooms/{late}/entries")).await.refused(Code::RoomClosed);
        let answer = kato.get("/api/v1/city/rooms").await;
        let lines = answer.json::<CityRooms>().rooms;
        let of = |room| lines.iter().find(|line| line.room == room).expect("a line");
        assert_eq!((of(late).state, of(late).label.as_str()), (RoomState::Lapsed, ""));
        assert_eq!(of(early).label, "期限 カナリア");
        assert!(!of(early).may_be_twice, "of the other nobody knows any more who it was");
    }
    // A form that was open is out of date; the id is never used again.
    receive(&kato, late, seen.version, &[]).await.refused(Code::Stale);
    let version = kato.city_line(late).await.version;
    receive(&kato, late, version, &[]).await.refused(Code::Stale);
    kato.try_discontinue(late, version).await.refused(Code::RoomClosed);
    propose(&tanaka, late).await.refused(Code::IdReused);
    assert_eq!(keys_of(&keys, &[late]).await, 0, "no key is made for it again");
    // What the audit needs stays: who proposed, that it lapsed, that it was deleted; each once, however many nodes there are.
    for event in ["person_proposed", "proposal_lapsed", "proposal_deleted"] {
        let sql = format!("select count(*) from audit_event where event = '{event}' and room = '{late}'");
        assert_eq!(city.number(&sql).await, 1, "{event}");
    }
    assert!(!live.came(|frame| matches!(frame, ServerFrame::Purge(purge) if purge.room == early)));
    // Who is still in time goes on.
    receive(&kato, early, city.version(early).await, &[]).await.ok();
    has_waited(&city, early, "40 days").await;
    tanaka.write(early, "間に合いました").await;
    let open: CityRoom = kato.city_line(early).await;
    assert_eq!((open.state, open.lapses_at), (RoomState::Active, None));
    city.end().await;
}

async fn state_of(city: &City, room: Uuid) -> String {
    let sql = format!("select state from care_room where id = '{room}'");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&city.sql).await.expect("a state")
}

#[tokio::test]
async fn a_proposal_that_is_dropped_is_deleted_when_its_time_is_over_and_its_certificate_names_nobody() {
    let mut city = City::with(&[("people.proposal_days", "12".into())]).await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let (tanaka, ito, keys) = (city.sign_in("tanaka").await, city.sign_in("ito").await, city.keys().await);
    let (dropped, early, agreed, used, decided, asked) = (id(), id(), id(), id(), id(), id());
    for room in [dropped, early, agreed, used, decided, asked] {
        propose(&tanaka, room).await.ok();
    }
    bring(&tanaka, dropped, id(), &pdf("カナリア")).await.ok();
    receive(&kato, agreed, city.version(agreed).await, &[dropped, early, used, decided, asked]).await.ok();
    permit(&city, &kato, &shonin, used, &[ito.account], Duration::days(1)).await;
    let path = |room: Uuid| format!("/api/v1/city/rooms/{room}/discontinuation");
    for room in [dropped, early, agreed, used, decided, asked] {
        let ground = if [agreed, used].contains(&room) { "asked_by_person" } else { "proposal_dropped" };
        let body = json!({ "version": city.version(room).await, "ground": ground });
        kato.call(Method::POST, &path(room), Some(&body)).await.ok();
    }
    // Two people are about to decide about one of them.
    let seen = erasure::preview(&kato, decided).await.json::<serde_json::Value>();
    let version = seen["version"].as_i64().expect("a version");
    let case = erasure::propose(&kato, decided, version).await.json::<serde_json::Value>()["case"].clone();
    let case: Uuid = case.as_str().and_then(|id| id.parse().ok()).expect("a case");
    // Of another one whoever it is about wants to know who looked.
    let day = renrakucho::clock::today() - Duration::days(2);
    let form = json!({
        "id": id(), "asked_by": "person", "asked_on": day.to_string(), "from": day.to_string(), "upto": day.to_string(),
    });
    let report = format!("/api/v1/city/rooms/{asked}/access-reports");
    let report: AccessReport = kato.call(Method::POST, &report, Some(&form)).await.json();
    let line = kato.city_line(dropped).await;
    assert_eq!((line.state, line.label.as_str()), (RoomState::Discontinued, "期限 カナリア"));
    assert!(line.lapses_at.is_some(), "how long it still waits is said");
    for room in [agreed, used, decided, asked] {
        assert_eq!(kato.city_line(room).await.lapses_at, None);
    }
    let profile: Vec<u8> = sqlx::query_scalar("select sealed from room_profile where room = $1")
        .bind(dropped)
        .fetch_one(&city.sql)
        .await
        .expect("a profile");

    has_waited(&city, early, "11 days 23 hours").await;
    for room in [agreed, used, decided, asked, dropped] {
        has_waited(&city, room, "12 days").await;
    }
    is_forgotten(&city, &keys, dropped).await;
    assert_eq!(state_of(&city, dropped).await, "lapsed");
    let files = format!("select count(*) from attachment where owner = '{dropped}'");
    assert_eq!(city.number(&files).await, 0, "the scan went along");
    let line = kato.city_line(dropped).await;
    assert_eq!((line.state, line.label.as_str(), line.kana.as_str()), (RoomState::Lapsed, "", ""));
    assert!(line.has_certificate && line.lapses_at.is_none());
    let certificate: DiscontinuationCertificate = kato.get(&path(dropped)).await.json();
    assert_eq!((certificate.label.as_str(), certificate.before), ("", RoomState::AwaitingConsent));
    assert_eq!(tanaka.line(dropped).await.label, "");
    // An app that was away until now hears of this closing alone, and what it wiped is counted.
    let order = format!("select id from entry where room = '{dropped}' and kind = 'lapsed'");
    let order: Uuid =
        sqlx::query_scalar(sqlx::AssertSqlSafe(order)).fetch_one(&city.sql).await.expect("the last closing");
    tanaka.live().await.send("purged", &json!({ "room": dropped, "order": order })).await;
    let wiped = format!("select count(*) from purge_report where room = '{dropped}'");
    eventually("it is counted", async || (city.number(&wiped).await == 1).then_some(())).await;
    // What held more than a proposal, what two people decide about, what somebody is to be told of, and what is still in time stays.
    for room in [early, agreed, used, decided, asked] {
        assert_eq!(state_of(&city, room).await, "discontinued");
        assert_eq!(keys_of(&keys, &[room]).await, 1);
        assert_eq!(kato.get(&path(room)).await.json::<DiscontinuationCertificate>().label, "期限 カナリア");
    }
    // When they have decided not to erase it, nothing keeps it any more.
    decide(&shonin, case, "refused").await.ok();
    is_forgotten(&city, &keys, decided).await;
    // Nor does it when they were told.
    let (report, said) = (report.head.report, json!({ "version": report.head.version, "digest": report.digest }));
    kato.call(Method::POST, &format!("/api/v1/city/access-reports/{report}/release"), Some(&said)).await.ok();
    is_forgotten(&city, &keys, asked).await;

    // A backup that is older than this brings nothing back.
    let journal = city.journal();
    let written = async || {
        let text = std::fs::read_to_string(&journal).expect("a journal");
        let is_line = |line: &str| line.contains(&dropped.to_string()) && line.contains(r#""state":"lapsed""#);
        text.lines().any(is_line).then_some(())
    };
    eventually("the journal has it", written).await;
    city.nodes[0].stop().await;
    city.fixture(&format!("update care_room set state = 'discontinued' where id = '{dropped}'")).await;
    sqlx::query("insert into room_profile (room, sealed) values ($1, $2)")
        .bind(dropped)
        .bind(profile)
        .execute(&city.sql)
        .await
        .expect("as it was");
    city.start_again(0, &[("people.proposal_days", "365".into())]).await;
    assert_eq!(state_of(&city, dropped).await, "lapsed");
    is_forgotten(&city, &keys, dropped).await;
    city.end().await;
}

#[tokio::test]
async fn what_a_restore_closed_once_more_waits_for_two_people_whatever_the_backup_knew_of_it() {
    let days: [(&str, String); 1] = [("people.proposal_days", "12".into())];
    let mut city = City::with(&days).await;
    let (kato, tanaka) = (city.sign_in("kato").await, city.sign_in("tanaka").await);
    let (agreed, dropped) = (id(), id());
    propose(&tanaka, agreed).await.ok();
    // The backup knows a proposal that waits. Then the form comes, people write, and the city discontinues it.
    let file = city.scratch().join("main.dump");
    restore::dump(&city.url("admin", &city.database), &file);
    receive(&kato, agreed, city.version(agreed).await, &[]).await.ok();
    tanaka.write(agreed, "同意の後").await;
    kato.discontinue(agreed).await;
    let journal = city.journal();
    let written = async || {
        let text = std::fs::read_to_string(&journal).expect("a journal");
        let is_line = |line: &str| line.contains(&agreed.to_string()) && line.contains(r#""state":"discontinued""#);
        text.lines().any(is_line).then_some(())
    };
    eventually("the journal has it", written).await;
    city.nodes[0].stop().await;
    restore::restore(&city, &city.database, &file).await;
    city.start_again(0, &days).await;
    assert_eq!(state_of(&city, agreed).await, "discontinued");
    for table in ["discontinuation", "consent_receipt"] {
        let kept = format!("select count(*) from {table} where room = '{agreed}'");
        assert_eq!(city.number(&kept).await, 0, "{table}: the backup is older");
    }

    let (kato, tanaka, keys) = (city.sign_in("kato").await, city.sign_in("tanaka").await, city.keys().await);
    propose(&tanaka, dropped).await.ok();
    let body = json!({ "version": city.version(dropped).await, "ground": "proposal_dropped" });
    kato.call(Method::POST, &format!("/api/v1/city/rooms/{dropped}/discontinuation"), Some(&body)).await.ok();
    for room in [agreed, dropped] {
        has_waited(&city, room, "12 days").await;
    }
    is_forgotten(&city, &keys, dropped).await;
    assert_eq!((state_of(&city, agreed).await.as_str(), keys_of(&keys, &[agreed]).await), ("discontinued", 1));
    assert_eq!(kato.city_line(agreed).await.lapses_at, None);
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_that_comes_at_that_moment_is_wholly_before_or_too_late() {
    let city = City::of_two_nodes(&[("people.open_proposals", "200".into())]).await;
    let (kato, tanaka) = (city.sign_in_at(0, "kato").await, city.sign_in_at(1, "tanaka").await);
    let keys = city.keys().await;
    let rooms: Vec<Uuid> = (0..120).map(|_| id()).collect();
    for room in &rooms {
        propose(&tanaka, *room).await.ok();
    }
    // All their times are over at once, the first first; receipts come from the other end, until they meet.
    city.fixture(
        "update care_room r set state_since = clock_timestamp() - interval '31 days' + (r.state_since - p.created_at)
             + (p.created_at - (select min(created_at) from supported_person where proposed_by is not null))
         from supported_person p where p.id = r.supported_person and p.proposed_by is not null",
    )
    .await;
    let mut opened = 0;
    for room in rooms.iter().rev() {
        let answer = receive(&kato, *room, 1, &rooms).await;
        if answer.status == 200 {
            opened += 1;
            // It keeps its key, and everything works.
            assert_eq!(keys_of(&keys, &[*room]).await, 1);
            tanaka.write(*room, "開きました").await;
        } else {
            assert!([410, 412].contains(&answer.status), "{}", answer.text);
        }
    }
    let waits = "select count(*) from care_room r join supported_person p on p.id = r.supported_person
                 where p.proposed_by is not null and (r.state = 'awaiting_consent' or (r.state = 'lapsed'
                     and exists (select from room_profile f where f.room = r.id)))";
    eventually("all are decided", async || (city.number(waits).await == 0).then_some(())).await;
    assert!(opened > 0 && opened < rooms.len(), "{opened}: they never met");
    let left = keys_of(&keys, &rooms).await;
    assert_eq!(usize::try_from(left).expect("a few"), opened, "keys of rooms that are open, and no others");
    let once = "select count(*) from audit_event where event = 'proposal_deleted'";
    assert_eq!(usize::try_from(city.number(once).await).expect("a few"), rooms.len() - opened);
    city.end().await;
}

#[tokio::test]
async fn what_a_node_left_half_done_the_next_run_finishes() {
    let city = City::new().await;
    let (keys, tanaka) = (city.keys().await, city.sign_in("tanaka").await);
    let (with_key, without_key) = (id(), id());
    for room in [with_key, without_key] {
        propose(&tanaka, room).await.ok();
    }
    // As a node leaves it that dies after the room has lapsed; and one that dies after it has destroyed the key, too.
    sqlx::query("delete from room_key where room = $1").bind(without_key).execute(&keys).await.expect("gone");
    for room in [with_key, without_key] {
        city.fixture(&format!("update care_room set state = 'lapsed' where id = '{room}'")).await;
    }
    for room in [with_key, without_key] {
        is_forgotten(&city, &keys, room).await;
        let deleted = format!("select count(*) from audit_event where event = 'proposal_deleted' and room = '{room}'");
        assert_eq!(city.number(&deleted).await, 1);
    }
    // While the keys' database is away the rest waits, and is done when it is back.
    let room = id();
    propose(&tanaka, room).await.ok();
    let mut held = keys.begin().await.expect("begun");
    held.execute("lock table room_key in access exclusive mode").await.expect("locked");
    has_waited(&city, room, "31 days").await;
    let lapsed = format!("select count(*) from care_room where id = '{room}' and state = 'lapsed'");
    eventually("it lapses", async || (city.number(&lapsed).await == 1).then_some(())).await;
    let kept = format!("select count(*) from room_profile where room = '{room}'");
    assert_eq!(city.number(&kept).await, 1, "the key goes first");
    held.rollback().await.expect("let go");
    is_forgotten(&city, &keys, room).await;
    city.end().await;
}

#[tokio::test]
async fn the_serving_role_can_remove_no_other_profile() {
    let city = City::new().await;
    let mut serving = PgConnection::connect(&city.app_url()).await.expect("connects");
    let profiles = "select count(*) from room_profile";
    let before = city.number(profiles).await;
    for room in [city.rooms.hana, city.rooms.kiyo, city.rooms.saburo] {
        let gone: bool =
            sqlx::query_scalar("select forget_proposal($1)").bind(room).fetch_one(&mut serving).await.expect("asked");
        assert!(!gone);
    }
    serving.execute("delete from room_profile").await.expect_err("refused");
    assert_eq!(city.number(profiles).await, before);
    serving.close().await.expect("closed");
    city.end().await;
}
