//! What is told of a room beside its entries: whoever has it open hears that it changed, at every node, and nothing of what.

use renrakucho_protocol::{frame::ServerFrame, http::RoomDetail, identity::IdentityView};
use renrakucho_tests::{City, Live, Person, id};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::consent_history::{signed_by_person, take};

async fn hears(live: &mut Live, room: Uuid) {
    live.until("that the page changed", |frame| match frame {
        ServerFrame::Detail(changed) if changed.room == room => Some(()),
        _ => None,
    })
    .await;
}

async fn move_to(kato: &Person, room: Uuid, version: i64, address: &str) {
    let particulars = json!({ "address": address, "phone": "", "contacts": [] });
    let body = json!({ "version": version, "particulars": particulars });
    kato.call(Method::PUT, &format!("/api/v1/city/rooms/{room}/particulars"), Some(&body)).await.ok();
}

async fn detail(person: &Person, room: Uuid) -> RoomDetail {
    person.get(&format!("/api/v1/rooms/{room}")).await.json()
}

#[tokio::test]
async fn an_open_room_learns_of_a_new_address_consent_and_name_at_every_node_with_redis_and_without() {
    let mut city = City::of_two_nodes(&[]).await;
    let (kato, sato) = (city.sign_in_at(0, "kato").await, city.sign_in_at(1, "sato").await);
    let (tanaka, ito) = (city.sign_in_at(0, "tanaka").await, city.sign_in_at(1, "ito").await);
    let room = city.rooms.hana;
    let (mut there, mut here) = (sato.look_at(room).await, tanaka.look_at(room).await);
    let (mut listed, mut stranger) = (tanaka.live().await, ito.live().await);

    move_to(&kato, room, 0, "みほん市1-1").await;
    for live in [&mut there, &mut here] {
        hears(live, room).await;
    }
    assert_eq!(detail(&sato, room).await.particulars.expect("kept").address, "みほん市1-1");

    let receipt = signed_by_person(city.version(room).await);
    take(&kato, room, &receipt, &[], &[]).await.ok();
    for live in [&mut there, &mut here] {
        hears(live, room).await;
    }
    assert_eq!(detail(&sato, room).await.consent.expect("one").form_version, "2026-10");

    // Also of a name that was corrected, and the list has it, too.
    let path = format!("/api/v1/city/rooms/{room}/identity");
    let seen: IdentityView = kato.get(&path).await.json();
    let body = json!({
        "version": seen.room.version, "name": "正しい カナリア", "kana": seen.room.kana, "birth_date": seen.room.birth_date,
        "basis": seen.basis, "basis_before": seen.basis, "reason": "書きまちがい",
    });
    kato.call(Method::PUT, &path, Some(&body)).await.ok();
    for live in [&mut there, &mut here] {
        hears(live, room).await;
        live.line(room, |line| line.label == "正しい カナリア").await;
    }
    assert_eq!(detail(&sato, room).await.label, "正しい カナリア");

    // The log that every node follows brings it, also when no hint does.
    city.redis.as_mut().expect("Redis").kill();
    move_to(&kato, room, 1, "みほん市2-2").await;
    hears(&mut there, room).await;
    assert_eq!(detail(&sato, room).await.particulars.expect("kept").address, "みほん市2-2");
    city.redis.as_mut().expect("Redis").start_again().await;

    // Nobody else: not who has not opened it, and not who is no member.
    for live in [&mut listed, &mut stranger] {
        live.settle().await;
        assert!(!live.came(|frame| matches!(frame, ServerFrame::Detail(_))));
    }
    // Whoever listens goes on to listen: no cursor has moved by it.
    let post = sato.write(room, "引っ越し先に伺います").await;
    there.reach(room, post.seq).await;
    tanaka.try_write(room, id(), "わかりました").await.ok();
    city.end().await;
}
