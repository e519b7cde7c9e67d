//! 支援対象者の提案: until the city has the consent form nothing else is kept, and nobody else learns of it.

use renrakucho_protocol::{
    http::{CityRoom, CityRooms},
    problem::Code,
    proposal::Proposed,
    vocabulary::RoomState,
};
use renrakucho_tests::{Answer, City, Person, eventually, id};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

fn form(room: Uuid) -> Value {
    json!({
        "id": room, "name": "提案 カナリア", "kana": "ていあん かなりあ", "birth_date": "1950-02-03", "basis": "lives_here",
    })
}

async fn propose(person: &Person, form: &Value) -> Answer {
    person.call(Method::POST, "/api/v1/proposals", Some(form)).await
}

async fn city_lines(moderator: &Person) -> Vec<CityRoom> {
    moderator.get("/api/v1/city/rooms").await.json::<CityRooms>().rooms
}

#[tokio::test]
async fn a_room_that_the_list_does_not_reach_is_found_by_itself_and_the_list_says_that_it_is_cut() {
    let city = City::new().await;
    let (kato, sato) = (city.sign_in("kato").await, city.sign_in("sato").await);
    let read = async |of: &str| kato.get(&format!("/api/v1/city/rooms{of}")).await.json::<CityRooms>();
    assert!(!read("").await.has_more);
    // As many proposals as lapse in years. Those that are over come last.
    let lapsed = "with person as (
             insert into supported_person (id, residence_basis) select gen_random_uuid(), 'resident' from generate_series(1, 2000)
             returning id)
         insert into care_room (id, supported_person, state, state_since)
         select gen_random_uuid(), id, 'lapsed', timestamptz '2020-01-01' + random() * interval '1 year' from person";
    city.fixture(lapsed).await;
    let listed = read("").await;
    assert_eq!((listed.rooms.len(), listed.has_more), (2_000, true));
    let oldest: Uuid =
        sqlx::query_scalar("select id from care_room where state = 'lapsed' order by state_since limit 1")
            .fetch_one(&city.sql)
            .await
            .expect("a room");
    assert!(listed.rooms.iter().all(|line| line.room != oldest));
    let found = read(&format!("?room={oldest}")).await;
    assert_eq!((found.rooms.len(), found.rooms[0].room, found.has_more), (1, oldest, false));
    let hana = city.rooms.hana;
    let found = read(&format!("?room={hana}")).await.rooms;
    assert_eq!(found, [kato.city_line(hana).await]);
    assert!(read(&format!("?room={}", id())).await.rooms.is_empty());
    // That one was looked for by itself is told of that one.
    let told = format!("select count(*) from audit_event where event = 'city_room_viewed' and room = '{hana}'");
    assert_eq!(city.number(&told).await, 1);
    kato.get("/api/v1/city/rooms?room=x").await.refused(Code::BadFrame);
    sato.get(&format!("/api/v1/city/rooms?room={hana}")).await.refused(Code::NotFound);
    city.end().await;
}

#[tokio::test]
async fn from_the_proposal_to_the_first_post() {
    let city = City::new().await;
    let (kato, tanaka, sato) = (city.sign_in("kato").await, city.sign_in("tanaka").await, city.sign_in("sato").await);
    let mut live = tanaka.live().await;
    let room = id();
    assert_eq!(propose(&tanaka, &form(room)).await.json::<Proposed>().room, room);

    // Who proposed sees it at once, and that it waits; nobody else does.
    let line = live.line(room, |line| line.state == RoomState::AwaitingConsent).await;
    assert_eq!((line.label.as_str(), line.kana.as_str()), ("提案 カナリア", "ていあん かなりあ"));
    tanaka.try_write(room, id(), "まだ").await.refused(Code::ConsentMissing);
    sato.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::NotFound);

    let waiting = kato.city_line(room).await;
    assert_eq!((waiting.state, waiting.members, waiting.may_be_twice), (RoomState::AwaitingConsent, 1, false));
    let receipt = json!({
        "version": waiting.version, "signed_by": "person", "form_version": "2021-02", "signed_on": "2026-01-01",
        "received_on": "2026-01-02",
    });
    let path = format!("/api/v1/city/rooms/{room}");
    let open: CityRoom = kato.call(Method::POST, &format!("{path}/consent-receipt"), Some(&receipt)).await.json();
    live.line(room, |line| line.state == RoomState::Active).await;
    let admission = json!({ "account": sato.account, "version": open.version });
    kato.call(Method::POST, &format!("{path}/members"), Some(&admission)).await.ok();
    let mut other = sato.look_at(room).await;
    let post = tanaka.write(room, "はじめの投稿").await;
    other.reach(room, post.seq).await;
    assert_eq!(other.texts(room), ["はじめの投稿"]);
    city.end().await;
}

#[tokio::test]
async fn the_same_proposal_again_proposes_nothing_new_and_nobody_elses_room_is_taken() {
    let city = City::new().await;
    let (tanaka, sato) = (city.sign_in("tanaka").await, city.sign_in("sato").await);
    let room = id();
    let same = form(room);
    let answers = futures_util::future::join_all((0..10).map(|_| propose(&tanaka, &same))).await;
    for answer in answers {
        answer.ok();
    }
    let count = async |what: &str| city.number(&format!("select count(*) from {what}")).await;
    assert_eq!(count(&format!("care_room where id = '{room}'")).await, 1);
    assert_eq!(count(&format!("entry where room = '{room}'")).await, 1);
    assert_eq!(count("audit_event where event = 'person_proposed'").await, 1);
    propose(&sato, &form(room)).await.refused(Code::IdReused);
    // What was typed anew is not answered as if it had been kept.
    for (field, other) in [("name", "提案 カナリヤ"), ("birth_date", "1950-02-04"), ("basis", "resident")] {
        let mut changed = form(room);
        changed[field] = json!(other);
        propose(&tanaka, &changed).await.refused(Code::IdReused);
    }
    propose(&sato, &form(city.rooms.sora)).await.refused(Code::IdReused);
    assert!(tanaka.rooms().await.iter().any(|line| line.room == room && line.label == "提案 カナリア"));
    city.end().await;
}

#[tokio::test]
async fn that_there_is_a_room_already_only_the_city_is_told() {
    let city = City::new().await;
    let (kato, tanaka, sato) = (city.sign_in("kato").await, city.sign_in("tanaka").await, city.sign_in("sato").await);
    let (first, second, other) = (id(), id(), id());
    let first_answer = propose(&tanaka, &form(first)).await;
    let mut again = form(second);
    again["kana"] = json!("テイアン　カナリア");
    let second_answer = propose(&sato, &again).await;
    assert_eq!(first_answer.status, second_answer.status);
    let mut younger = form(other);
    younger["birth_date"] = json!("1950-02-04");
    propose(&sato, &younger).await.ok();
    let marked: Vec<Uuid> =
        city_lines(&kato).await.into_iter().filter(|line| line.may_be_twice).map(|line| line.room).collect();
    assert_eq!(marked.len(), 2, "{marked:?}");
    assert!(marked.contains(&first) && marked.contains(&second));
    // The digest says nothing without the key, and the name stands nowhere in clear.
    let clear = "select count(*) from supported_person where identity_mac = sha256('ていあんかなりあ')";
    assert_eq!(city.number(clear).await, 0);
    // Once one of the two has been discontinued there is no doubt any more.
    kato.discontinue(second).await;
    assert!(city_lines(&kato).await.iter().all(|line| !line.may_be_twice));
    city.end().await;
}

#[tokio::test]
async fn what_is_typed_wrong_is_named_and_keeps_nothing() {
    let city = City::new().await;
    let tanaka = city.sign_in("tanaka").await;
    let before = city.number("select count(*) from supported_person").await;
    for (field, wrong) in [
        ("name", json!(" ")),
        ("name", json!("見本 123456789018")),
        ("kana", json!("mihon")),
        ("birth_date", json!("2999-01-01")),
        ("birth_date", json!("昭和25年")),
    ] {
        let mut form = form(id());
        form[field] = wrong;
        let answer = propose(&tanaka, &form).await;
        answer.invalid(field);
    }
    assert_eq!(city.number("select count(*) from supported_person").await, before);
    city.end().await;
}

#[tokio::test]
async fn so_many_wait_and_no_more_however_many_come_at_once() {
    let city = City::with(&[("people.open_proposals", "3".to_owned())]).await;
    let (kato, tanaka) = (city.sign_in("kato").await, city.sign_in("tanaka").await);
    let forms: Vec<_> = (0..8).map(|_| form(id())).collect();
    let answers = futures_util::future::join_all(forms.iter().map(|form| propose(&tanaka, form))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 3);
    let last = form(id());
    let key = format!("select count(*) from room_key where room = {}", last["id"]).replace('"', "'");
    propose(&tanaka, &last).await.refused(Code::TooManyProposals);
    let kept =
        async || sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(key.clone())).fetch_one(&city.keys().await).await;
    assert_eq!(kept().await.expect("a count"), 0, "what was refused leaves no key");
    // The city's own are not counted; and a receipt or a withdrawal makes room.
    for form in &forms[..5] {
        let mut own = form.clone();
        own["id"] = json!(id());
        propose(&kato, &own).await.ok();
    }
    let waits = eventually("one of them", async || {
        let lines = tanaka.rooms().await;
        lines.into_iter().find(|line| line.label == "提案 カナリア").map(|line| line.room)
    });
    kato.discontinue(waits.await).await;
    propose(&tanaka, &last).await.ok();
    assert_eq!(kept().await.expect("a count"), 1);
    city.end().await;
}
