//! Removal from a room: its log says so, and nothing after that entry reaches whoever was removed.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use renrakucho_protocol::{entry::Content, problem::Code};
use renrakucho_tests::{Answer, City, Person, id};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::race::{self, Race};

pub(crate) async fn remove(moderator: &Person, room: Uuid, account: Uuid, version: i64) -> Answer {
    let path = format!("/api/v1/city/rooms/{room}/members/{account}?version={version}");
    moderator.call(Method::DELETE, &path, None).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn posts_raced_with_removals_are_wholly_before_or_refused() {
    let race = Race::on_nodes(2, race::rounds(200)).await;
    let (city, kato) = (&race.city, &race.kato);
    let round = async |number: usize| {
        let (room, writer, reader) = race.round(number);
        let version = city.version(room).await;
        let (mut live, mut other) = (writer.look_at(room).await, reader.look_at(room).await);
        let mut tab = writer.look_at(room).await;
        let ids: Vec<_> = (0..6).map(|_| id()).collect();
        let posting = async {
            let mut acks = Vec::new();
            for id in &ids {
                live.send_post(*id, room, "競争").await;
                tokio::task::yield_now().await;
            }
            for id in &ids {
                match live.answer_to(*id).await {
                    Ok(ack) => acks.push(ack),
                    Err(failure) => assert_eq!(failure.code, Code::NotFound),
                }
            }
            acks
        };
        let decided = AtomicBool::new(false);
        let removing = async {
            let removed = Person::patiently(async || remove(kato, room, writer.account, version).await).await;
            decided.store(true, Ordering::Release);
            removed
        };
        // The member's other tab goes back through what was said, over the socket and over HTTP.
        let leafing = async {
            while !decided.load(Ordering::Acquire) {
                tab.send("history", &json!({ "room": room, "before": 100 })).await;
                tab.send("read", &json!({ "room": room, "upto": 1 })).await;
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            // `Live` complains about whatever comes about the room after its purge.
            tab.purge_of(room).await;
            tab.send("history", &json!({ "room": room, "before": 100 })).await;
            while tab.failure().await.code != Code::NotFound {}
        };
        let reading = race::read_until(&writer, room, &decided, Code::NotFound);
        let (removed, acks, (), ()) = tokio::join!(removing, posting, leafing, reading);
        removed.ok();
        writer.try_write(room, id(), "遅い").await.refused(Code::NotFound);
        let late = reader.write(room, "外れた後").await;
        // `Live` complains about whatever comes about the room after its purge.
        assert_eq!(live.purge_of(room).await.why, Code::NotFound);
        other.reach(room, late.seq).await;
        live.settle().await;
        let left = other.entries[&room].iter().find(|entry| {
            matches!(&entry.content, Content::MemberLeft { subject }
            if subject.account == writer.account)
        });
        let left = left.expect("the others see who left");
        assert!(acks.iter().all(|ack| ack.seq < left.seq), "acknowledged after the removal");
        acks.len()
    };
    race::were_raced(&race.play(round).await, 6);
    race.city.end().await;
}

#[tokio::test]
async fn a_member_is_removed_on_what_the_moderator_saw() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (sato, tanaka, kato) = (city.sign_in("sato").await, city.sign_in("tanaka").await, city.sign_in("kato").await);
    let post = sato.write(room, "通知を待つ").await;
    city.fixture(&format!(
        "insert into alert (room, seq, account, due_at)
         values ('{room}', {}, '{}', now() + interval '1 hour')",
        post.seq, tanaka.account
    ))
    .await;
    let waiting = format!(
        "select count(*) from alert where room = '{room}' and account = '{}' and state = 'waiting'",
        tanaka.account
    );
    assert_eq!(city.number(&waiting).await, 1);
    let version = kato.city_line(room).await.version;
    remove(&kato, room, tanaka.account, version + 1).await.refused(Code::Stale);
    remove(&kato, room, city.account("ito").await, version).await.refused(Code::NotFound);
    remove(&kato, room, tanaka.account, version).await.ok();
    remove(&kato, room, sato.account, version).await.refused(Code::Stale);
    remove(&kato, room, tanaka.account, version + 1).await.refused(Code::NotFound);
    remove(&kato, city.rooms.saburo, tanaka.account, city.version(city.rooms.saburo).await)
        .await
        .refused(Code::RoomClosed);
    tanaka.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::NotFound);
    assert_eq!(city.number(&waiting).await, 0, "a mail about a room that is none of their business any more");
    assert!(tanaka.rooms().await.iter().all(|line| line.room != room));
    city.end().await;
}
