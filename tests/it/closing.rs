//! 支援中止 and 同意: who may read a room ends and begins with the city's decision.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use renrakucho_protocol::{
    entry::Content,
    frame::{Ack, ServerFrame},
    http::CityRoom,
    problem::Code,
    vocabulary::RoomState,
};
use renrakucho_tests::{Answer, City, Live, Person, id};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::race::{self, Race};

/// Everything that a member may try with a room that is closed.
async fn everything_is_refused(person: &Person, room: Uuid) {
    person.try_write(room, id(), "閉じた後").await.refused(Code::RoomClosed);
    person.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::RoomClosed);
    for part in ["", "?after=0", "?before=5"] {
        person.get(&format!("/api/v1/rooms/{room}/entries{part}")).await.refused(Code::RoomClosed);
    }
    let line = person.line(room).await;
    assert_eq!((line.label.as_str(), line.kana.as_str(), line.state), ("", "", RoomState::Discontinued));
    assert_eq!(line.unread, 0, "nothing waits in a closed room");
}

#[tokio::test]
async fn after_the_closing_nobody_reads_and_every_copy_is_wiped() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (sato, tanaka, mori, kato) = (
        city.sign_in("sato").await,
        city.sign_in("tanaka").await,
        city.sign_in("mori").await,
        city.sign_in("kato").await,
    );
    let (mut a, mut b, mut listed) = (sato.look_at(room).await, tanaka.look_at(room).await, mori.live().await);
    listed.open(city.rooms.sora).await;
    let last = a.write(room, "閉じる前").await;
    b.reach(room, last.seq).await;
    let holds = city.number(&format!("select count(*) from post_awaiting_alert where room = '{room}'")).await;
    assert_eq!(holds, 1, "tanaka is to be told; mori does not want mails");

    let before = kato.city_line(room).await;
    let began = Instant::now();
    let done = kato.discontinue(room).await;
    for live in [&mut a, &mut b] {
        let purge = live.purge_of(room).await;
        assert_eq!(purge.why, Code::RoomClosed);
        live.send("purged", &json!({ "room": room, "order": purge.order })).await;
    }
    listed.purge_of(room).await;
    assert!(began.elapsed() < Duration::from_secs(1), "the purge took {:?}", began.elapsed());
    assert_eq!(done.alerts_cancelled, 1);
    let unsent = format!(
        "select (select count(*) from post_awaiting_alert where room = '{room}')
              + (select count(*) from alert where room = '{room}' and state <> 'cancelled')"
    );
    assert_eq!(city.number(&unsent).await, 0);

    for person in [&sato, &tanaka] {
        everything_is_refused(person, room).await;
    }
    for live in [&mut a, &mut b] {
        live.ask_open(room, None).await;
        assert_eq!(live.failure().await.code, Code::RoomClosed);
        live.send("history", &json!({ "room": room, "before": 3 })).await;
        assert_eq!(live.failure().await.code, Code::RoomClosed);
        let post = id();
        live.send_post(post, room, "閉じた後").await;
        assert_eq!(live.answer_to(post).await.expect_err("refused").code, Code::RoomClosed);
        // `Live` itself complains about any frame on the room.
        live.listen(Duration::from_millis(700)).await;
        live.settle().await;
    }
    // The other room of a member goes on.
    let other = listed.write(city.rooms.sora, "こちらは続きます").await;
    listed.reach(city.rooms.sora, other.seq).await;

    // A second decision on what the list showed before is out of date; on what it shows now it is too late.
    kato.try_discontinue(room, before.version).await.refused(Code::Stale);
    kato.try_discontinue(room, kato.city_line(room).await.version).await.refused(Code::RoomClosed);
    // The wiping was reported, and the closing stands in the history.
    city.no_transaction_is_left().await;
    assert_eq!(city.number("select count(*) from audit_event where event = 'purge_reported'").await, 2);
    assert_eq!(city.number("select count(*) from audit_event where event = 'support_discontinued'").await, 1);
    city.end().await;
}

#[tokio::test]
async fn only_the_city_closes_and_only_on_what_it_saw() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let version = city.version(room).await;
    let nobody = id();
    for login in ["sato", "ito", "kanri", "shonin", "gyosha"] {
        let person = city.sign_in(login).await;
        let mut shapes = Vec::new();
        for (room, version) in [(room, version), (room, version + 7), (city.rooms.saburo, 1), (nobody, 1)] {
            let answer = person.try_discontinue(room, version).await;
            answer.refused(Code::NotFound);
            shapes.push(answer.shape());
        }
        shapes.dedup();
        assert_eq!(shapes.len(), 1, "{login} learns what exists");
    }
    let kato = city.sign_in("kato").await;
    kato.try_discontinue(room, version - 1).await.refused(Code::Stale);
    kato.try_discontinue(room, version + 1).await.refused(Code::Stale);
    kato.try_discontinue(nobody, 1).await.refused(Code::NotFound);
    // Two moderators' tabs: one decides, the other is out of date.
    let (one, other) = tokio::join!(kato.try_discontinue(room, version), kato.try_discontinue(room, version));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!([410, 412].contains(&statuses[1]), "{statuses:?}");
    // A room whose form is awaited can be closed too.
    kato.discontinue(city.rooms.kiyo).await;
    city.end().await;
}

/// On a busy machine the moderator may be told to try again.
async fn close(kato: &Person, room: Uuid, version: i64) -> Answer {
    Person::patiently(async || kato.try_discontinue(room, version).await).await
}

/// A writer of a load room, who posts until refused.
struct Writer {
    live: Live,
    acks: Vec<Ack>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn posts_raced_with_closings_are_wholly_before_or_refused() {
    let race = Race::on_nodes(1, race::rounds(240)).await;
    let (city, kato) = (&race.city, &race.kato);
    let round = async |number: usize| {
        let (room, writer, reader) = race.round(number);
        let version = city.version(room).await;
        let mut writer = Writer { live: writer.look_at(room).await, acks: Vec::new() };
        let (there, mut reader) = (reader.clone(), reader.look_at(room).await);
        let ids: Vec<_> = (0..6).map(|_| id()).collect();
        for id in &ids[..number % 4] {
            writer.live.send_post(*id, room, "競争").await;
        }
        let closing = close(kato, room, version);
        let posting = async {
            for id in &ids[number % 4..] {
                writer.live.send_post(*id, room, "競争").await;
                tokio::task::yield_now().await;
            }
            for id in &ids {
                match writer.live.answer_to(*id).await {
                    Ok(ack) => writer.acks.push(ack),
                    Err(failure) => assert_eq!(failure.code, Code::RoomClosed),
                }
            }
        };
        let decided = AtomicBool::new(false);
        let (closed, (), ()) = tokio::join!(
            async {
                let closed = closing.await;
                decided.store(true, Ordering::Release);
                closed
            },
            posting,
            race::read_until(&there, room, &decided, Code::RoomClosed),
        );
        closed.ok();
        reader.purge_of(room).await;
        writer.live.purge_of(room).await;
        reader.settle().await;
        // Whoever posts after the closing has answered is refused.
        let late = id();
        writer.live.send_post(late, room, "遅い").await;
        assert_eq!(writer.live.answer_to(late).await.expect_err("refused").code, Code::RoomClosed);
        let sql = format!("select seq from entry where room = '{room}' and kind = 'discontinued'");
        let end = city.number(&sql).await;
        assert!(writer.acks.iter().all(|ack| ack.seq < end), "acknowledged after the closing");
        assert_eq!(
            writer.acks.len(),
            usize::try_from(
                city.number(&format!("select count(*) from entry where room = '{room}' and kind = 'post'")).await
            )
            .expect("a count")
        );
        writer.acks.len()
    };
    race::were_raced(&race.play(round).await, 6);
    // `end` insists that nothing stands after a closing.
    race.city.end().await;
}

fn receipt(version: i64) -> Value {
    json!({
        "version": version, "signed_by": "person", "form_version": "2021-02",
        "signed_on": "2026-01-10", "received_on": "2026-01-12",
    })
}

async fn record(person: &Person, room: Uuid, body: &Value) -> Answer {
    person.call(Method::POST, &format!("/api/v1/city/rooms/{room}/consent-receipt"), Some(body)).await
}

#[tokio::test]
async fn a_room_opens_with_the_receipt_of_the_consent_form() {
    let city = City::new().await;
    let room = city.rooms.kiyo;
    let (sato, tanaka, kato) = (city.sign_in("sato").await, city.sign_in("tanaka").await, city.sign_in("kato").await);
    let (mut a, mut b) = (sato.look_at(room).await, tanaka.look_at(room).await);
    sato.try_write(room, id(), "まだ").await.refused(Code::ConsentMissing);
    let early = id();
    a.send_post(early, room, "まだ").await;
    assert_eq!(a.answer_to(early).await.expect_err("refused").code, Code::ConsentMissing);

    let version = kato.city_line(room).await.version;
    for login in ["sato", "kanri", "shonin"] {
        record(&city.sign_in(login).await, room, &receipt(version)).await.refused(Code::NotFound);
    }
    record(&kato, room, &receipt(version + 1)).await.refused(Code::Stale);
    let proxy = |relation: Option<&str>, why: Option<&str>| {
        let mut body = receipt(version);
        body["signed_by"] = "proxy".into();
        body["relation"] = json!(relation);
        body["why_not_person"] = json!(why);
        body
    };
    let long = "あ".repeat(201);
    for (body, field) in [
        (proxy(None, None), "relation"),
        (proxy(Some("長女"), None), "why_not_person"),
        (proxy(Some(""), Some("理由")), "relation"),
        (proxy(Some("長女"), Some("　 ")), "why_not_person"),
        (proxy(Some(&long), Some("理由")), "relation"),
    ] {
        record(&kato, room, &body).await.invalid(field);
    }
    for (key, value, field) in [
        ("signed_on", json!("2199-01-01"), "signed_on"),
        ("signed_on", json!("yesterday"), "signed_on"),
        ("received_on", json!("2026-01-09"), "received_on"),
        ("received_on", json!("2199-01-01"), "received_on"),
        ("form_version", json!(""), "form_version"),
    ] {
        let mut body = receipt(version);
        body[key] = value;
        record(&kato, room, &body).await.invalid(field);
    }
    for (key, value) in [("recorded_by", json!(id())), ("signed_by", json!("nobody")), ("version", json!("1"))] {
        let mut body = receipt(version);
        body[key] = value;
        record(&kato, room, &body).await.refused(Code::BadFrame);
    }
    sato.try_write(room, id(), "まだ").await.refused(Code::ConsentMissing);

    let line: CityRoom = record(&kato, room, &proxy(Some("長女"), Some("カナリア理由"))).await.json();
    assert_eq!(line.state, RoomState::Active);
    assert!(line.version > version);
    record(&kato, room, &receipt(line.version)).await.refused(Code::Stale);

    // Both write at once; both saw the room open.
    let (first, second) = (a.write(room, "はじめます").await, b.write(room, "よろしくお願いします").await);
    a.reach(room, first.seq.max(second.seq)).await;
    b.reach(room, first.seq.max(second.seq)).await;
    assert!(a.entries[&room].iter().any(|entry| entry.content == Content::Opened));
    assert_eq!(a.entries[&room], b.entries[&room]);
    a.line(room, |line| line.state == RoomState::Active).await;
    // The members see who signed; why not the person stays with the city.
    let detail = sato.get(&format!("/api/v1/rooms/{room}")).await.ok();
    assert!(detail.text.contains("長女") && !detail.text.contains("カナリア理由"), "{}", detail.text);
    assert!(!b.came(|frame| matches!(frame, ServerFrame::Error(_))));
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_opens_a_room_while_it_closes_sees_nothing_after_the_purge() {
    let race = Race::on_nodes(1, race::rounds(80)).await;
    let round = async |number: usize| {
        let (room, writer, reader) = race.round(number);
        writer.write(room, "前から").await;
        let version = race.city.version(room).await;
        let mut live = reader.live().await;
        let opening = async {
            for _ in 0..12 {
                live.ask_open(room, Some(0)).await;
                live.send("history", &json!({ "room": room, "before": 100 })).await;
                live.send("read", &json!({ "room": room, "upto": 1 })).await;
                tokio::task::yield_now().await;
            }
            // `Live` complains about whatever comes about the room after its purge.
            live.purge_of(room).await;
            live.settle().await;
            live.failure().await
        };
        let (closed, failure) = tokio::join!(close(&race.kato, room, version), opening);
        closed.ok();
        assert_eq!(failure.code, Code::RoomClosed);
        live.settle().await;
        live.settle().await;
    };
    race.play(round).await;
    race.city.end().await;
}
