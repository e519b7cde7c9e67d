//! Two nodes and a bus that may do what it likes.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use renrakucho_protocol::frame::ServerFrame;
use renrakucho_tests::{City, eventually};
use uuid::Uuid;

pub(crate) async fn channel(city: &City) -> String {
    let instance: Uuid = sqlx::query_scalar("select id from instance").fetch_one(&city.sql).await.expect("one");
    format!("renrakucho:{instance}")
}

pub(crate) async fn both_listen(city: &City) {
    let (channel, redis) = (channel(city).await, city.redis.as_ref().expect("Redis"));
    eventually("both nodes listen", async || (redis.subscribers(&channel).await == 2).then_some(())).await;
}

#[tokio::test]
async fn a_post_crosses_from_node_to_node_with_redis_and_without() {
    let mut city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (sato, tanaka, mori) =
        (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "tanaka").await, city.sign_in_at(1, "mori").await);
    let (mut a, mut b, mut c) = (sato.look_at(room).await, tanaka.look_at(room).await, mori.live().await);
    both_listen(&city).await;
    let mut last = 0;
    for number in 0..20 {
        let (from, to) = if number % 2 == 0 { (&mut a, &mut b) } else { (&mut b, &mut a) };
        last = from.write(room, &format!("往復 {number}")).await.seq;
        to.reach(room, last).await;
    }
    c.line(room, |line| line.last_seq == last).await;

    city.redis.as_mut().expect("Redis").kill();
    for number in 0..5 {
        let ack = a.write(room, &format!("Redisなし {number}")).await;
        b.reach(room, ack.seq).await;
    }
    city.redis.as_mut().expect("Redis").start_again().await;
    both_listen(&city).await;
    let ack = b.write(room, "Redisあり").await;
    a.reach(room, ack.seq).await;
    a.settle().await;
    b.reach(room, ack.seq).await;
    assert_eq!(a.entries[&room], b.entries[&room]);
    city.end().await;
}

#[tokio::test]
async fn the_last_message_may_be_lost_and_still_arrives() {
    // A node whose bus never works: whatever the other commits it finds by itself.
    let city = City::of_two_nodes(&[("redis.url", "redis+unix:///nowhere/redis.sock?protocol=resp3".into())]).await;
    let room = city.rooms.hana;
    let (mut a, mut b) =
        (city.sign_in_at(0, "sato").await.look_at(room).await, city.sign_in_at(1, "tanaka").await.look_at(room).await);
    let ack = a.write(room, "最後の一通").await;
    b.reach(room, ack.seq).await;
    city.end().await;
}

#[tokio::test]
async fn what_is_forged_on_the_bus_has_no_effect_and_nothing_there_can_be_read() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (sato, tanaka) = (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "tanaka").await);
    let (mut a, mut b) = (sato.look_at(room).await, tanaka.look_at(room).await);
    both_listen(&city).await;
    let (channel, redis) = (channel(&city).await, city.redis.as_ref().expect("Redis"));
    let mut listening = redis.client().get_async_pubsub().await.expect("subscribes");
    listening.subscribe(&channel).await.expect("subscribes");
    let mut heard = listening.on_message();

    let mut hints: Vec<Vec<u8>> = Vec::new();
    for number in 0..3 {
        let ack = a.write(room, &format!("カナリアバス {number}")).await;
        b.reach(room, ack.seq).await;
        hints.push(heard.next().await.expect("a hint").get_payload_bytes().to_vec());
    }
    for hint in &hints {
        let text = String::from_utf8_lossy(hint);
        assert!(!text.contains("カナリア"), "something personal on the bus: {text}");
    }

    let last = b.cursors[&room];
    let mut forged: Vec<Vec<u8>> = vec![Vec::new(), vec![0; 3], vec![0; 16], b"{}".to_vec(), vec![0xff; 10_000]];
    forged.push([room.as_bytes().as_slice(), b"x"].concat());
    let clear = serde_json::json!({
        "room": room, "seq": last + 1, "id": renrakucho_tests::id(), "kind": "discontinued", "at": "2026-01-01T00:00:00Z",
        "author": { "account": sato.account, "name": "", "facility": "", "profession": "" },
        "subject": null, "priority": null, "reply_to": null, "sealed": null,
    });
    forged.push([room.as_bytes().as_slice(), clear.to_string().as_bytes()].concat());
    for hint in &hints {
        // Repeated, cut, altered at each of many places, and moved to another room.
        forged.push(hint.clone());
        forged.push(hint[..hint.len() - 1].to_vec());
        for at in (16..hint.len()).step_by(23) {
            let mut altered = hint.clone();
            altered[at] ^= 1;
            forged.push(altered);
        }
        forged.push([city.rooms.sora.as_bytes().as_slice(), &hint[16..]].concat());
    }
    for hint in &forged {
        assert_eq!(redis.publish(&channel, hint).await, 3);
    }
    let ack = a.write(room, "その後").await;
    b.reach(room, ack.seq).await;
    b.settle().await;
    assert_eq!(ack.seq, last + 1);
    assert_eq!(
        b.texts(room).len(),
        sato.read(room, 0).await.entries.len() - 4,
        "three joined, one opened, the rest posts"
    );
    let twice = |frame: &ServerFrame| matches!(frame, ServerFrame::Purge(_) | ServerFrame::Resync(_));
    assert!(!b.came(twice));
    for node in &city.nodes {
        assert!(!node.log().contains("panicked"), "{}", node.log());
    }
    city.end().await;
}

#[tokio::test]
async fn a_closing_on_one_node_wipes_on_the_other_with_redis_and_without() {
    let mut city = City::of_two_nodes(&[]).await;
    let kato = city.sign_in_at(0, "kato").await;
    let (tanaka, mori) = (city.sign_in_at(1, "tanaka").await, city.sign_in_at(1, "mori").await);
    let mut b = tanaka.look_at(city.rooms.hana).await;
    let mut c = mori.look_at(city.rooms.sora).await;
    both_listen(&city).await;
    let began = Instant::now();
    kato.discontinue(city.rooms.hana).await;
    b.purge_of(city.rooms.hana).await;
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());

    city.redis.as_mut().expect("Redis").kill();
    let began = Instant::now();
    kato.discontinue(city.rooms.sora).await;
    c.purge_of(city.rooms.sora).await;
    assert!(began.elapsed() < Duration::from_secs(2), "without Redis: {:?}", began.elapsed());
    b.settle().await;
    c.settle().await;
    city.redis.as_mut().expect("Redis").start_again().await;
    city.end().await;
}

#[tokio::test]
async fn a_logout_on_one_node_ends_the_socket_on_the_other() {
    let city = City::of_two_nodes(&[]).await;
    let sato = city.sign_in_at(0, "sato").await;
    let mut live = sato.at(&city.nodes[1]).look_at(city.rooms.hana).await;
    sato.call(reqwest::Method::DELETE, "/api/v1/session", None).await.ok();
    assert_eq!(live.closed().await, Some(4502));
    city.end().await;
}
