//! お名前などの訂正: the city corrects whom a room is about; what it was before stays with the room, and whoever had it open is out of date.

use renrakucho_protocol::{http::RoomDetail, identity::IdentityView, problem::Code, vocabulary::ResidenceBasis};
use renrakucho_tests::{Answer, City, Person, eventually, id};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::erasure::erase;

fn path(room: Uuid) -> String {
    format!("/api/v1/city/rooms/{room}/identity")
}

async fn read(kato: &Person, room: Uuid) -> IdentityView {
    kato.get(&path(room)).await.json()
}

async fn propose(person: &Person, kana: &str) -> Uuid {
    let room = id();
    let form = json!({
        "id": room, "name": "誤記 カナリア", "kana": kana, "birth_date": "1950-02-03", "basis": "resident",
    });
    person.call(Method::POST, "/api/v1/proposals", Some(&form)).await.ok();
    room
}

fn right(version: i64) -> Value {
    json!({
        "version": version, "name": " 正しい カナリア ", "kana": "ただしい かなりあ", "birth_date": "1950-03-02",
        "basis": "lives_here", "basis_before": "resident", "reason": "カナリア書きまちがい",
    })
}

async fn correct(person: &Person, room: Uuid, body: &Value) -> Answer {
    person.call(Method::PUT, &path(room), Some(body)).await
}

async fn events(city: &City, room: Uuid, event: &str) -> i64 {
    city.number(&format!("select count(*) from audit_event where event = '{event}' and room = '{room}'")).await
}

#[tokio::test]
async fn whom_a_room_is_about_is_corrected_and_what_it_was_is_kept() {
    let city = City::of_two_nodes(&[]).await;
    let (kato, shonin, tanaka) =
        (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "shonin").await, city.sign_in_at(1, "tanaka").await);
    let (wrong, twin) = (propose(&tanaka, "ごき かなりあ").await, propose(&tanaka, "ただしい かなりあ").await);
    assert!(kato.city_line(wrong).await.same_person.is_empty());
    let seen = read(&kato, wrong).await;
    assert_eq!(
        (seen.room.label.as_str(), seen.basis, seen.corrections.len()),
        ("誤記 カナリア", ResidenceBasis::Resident, 0)
    );
    let version = seen.room.version;

    for (field, value) in
        [("name", json!(" ")), ("kana", json!("漢字")), ("birth_date", json!("1850-01-01")), ("reason", json!(" "))]
    {
        let mut body = right(version);
        body[field] = value;
        correct(&kato, wrong, &body).await.invalid(field);
    }
    let same = json!({
        "version": version, "name": "誤記 カナリア", "kana": "ごき かなりあ", "birth_date": "1950-02-03",
        "basis": "resident", "basis_before": "resident", "reason": "何も変えない",
    });
    correct(&kato, wrong, &same).await.invalid("unchanged");
    let mut other_ground = right(version);
    other_ground["basis_before"] = json!("lives_here");
    correct(&kato, wrong, &other_ground).await.refused(Code::Stale);
    for other in [&shonin, &tanaka] {
        correct(other, wrong, &right(version)).await.refused(Code::NotFound);
        other.get(&path(wrong)).await.refused(Code::NotFound);
    }
    assert_eq!(events(&city, wrong, "identity_corrected").await, 0);

    // Of two at once one is too late; so is whoever had another form of this person open.
    let body = right(version);
    let both = futures_util::future::join(correct(&kato, wrong, &body), correct(&kato, wrong, &body)).await;
    assert_eq!([both.0, both.1].iter().filter(|answer| answer.status == 200).count(), 1);
    let receipt = json!({
        "version": version, "signed_by": "person", "form_version": "1", "signed_on": "2026-01-01",
        "received_on": "2026-01-02", "others": [twin],
    });
    let received = format!("/api/v1/city/rooms/{wrong}/consent-receipt");
    kato.call(Method::POST, &received, Some(&receipt)).await.refused(Code::Stale);

    let now = read(&kato, wrong).await;
    assert_eq!((now.room.label.as_str(), now.room.kana.as_str()), ("正しい カナリア", "ただしい かなりあ"));
    assert_eq!((now.room.birth_date.as_str(), now.basis), ("1950-03-02", ResidenceBasis::LivesHere));
    let before = &now.corrections[0];
    assert_eq!(
        (now.corrections.len(), before.name.as_str(), before.kana.as_str()),
        (1, "誤記 カナリア", "ごき かなりあ")
    );
    assert_eq!((before.birth_date.as_str(), before.basis), ("1950-02-03", ResidenceBasis::Resident));
    assert_eq!((before.reason.as_str(), before.by.as_str()), ("カナリア書きまちがい", "加藤 カナリア職員己"));
    assert_eq!(events(&city, wrong, "identity_corrected").await, 1);
    let clear = "select count(*) from identity_correction where position(convert_to('カナリア', 'UTF8') in sealed) > 0";
    assert_eq!(city.number(clear).await, 0);
    // Everybody reads it so, at every node; and that it may be somebody of another room is seen by what is right.
    let detail: RoomDetail = tanaka.get(&format!("/api/v1/rooms/{wrong}")).await.json();
    assert_eq!((detail.label.as_str(), detail.birth_date.as_str()), ("正しい カナリア", "1950-03-02"));
    assert_eq!(tanaka.line(wrong).await.label, "正しい カナリア");
    let mut twin_right = right(kato.city_line(twin).await.version);
    twin_right["basis"] = json!("resident");
    correct(&kato, twin, &twin_right).await.ok();
    assert_eq!(kato.city_line(wrong).await.same_person, [twin]);
    city.end().await;
}

#[tokio::test]
async fn what_it_was_goes_with_the_room_or_the_proposal() {
    let city = City::new().await;
    let (kato, shonin, tanaka) =
        (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("tanaka").await);
    let (hana, lapses) = (city.rooms.hana, propose(&tanaka, "ごき かなりあ").await);
    for room in [hana, lapses] {
        let seen = read(&kato, room).await;
        let mut body = right(seen.room.version);
        body["basis_before"] = serde_json::to_value(seen.basis).expect("a word");
        correct(&kato, room, &body).await.ok();
    }
    let kept = "select count(*) from identity_correction";
    for room in [hana, lapses] {
        city.fixture(&format!("select forget_identity_corrections('{room}')")).await;
    }
    assert_eq!(city.number(kept).await, 2, "the serving role can remove none of a room that is open");
    city.fixture(&format!(
        "update care_room set state_since = clock_timestamp() - interval '31 days' where id = '{lapses}'"
    ))
    .await;
    eventually("it lapses", async || (city.number(kept).await == 1).then_some(())).await;
    kato.discontinue(hana).await;
    kato.get(&path(hana)).await.refused(Code::RoomClosed);
    correct(&kato, hana, &right(city.version(hana).await)).await.refused(Code::RoomClosed);
    assert!(erase(&kato, &shonin, hana).await.completed_at.is_some());
    assert_eq!(city.number(kept).await, 0);
    city.end().await;
}
