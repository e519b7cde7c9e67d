//! 支援終了: support came to its end. Everyone in the room reads on, nobody writes, and a withdrawal may still follow.

use renrakucho::clock;
use renrakucho_protocol::{
    discontinuation::DiscontinuationCertificate,
    entry::Content,
    frame::ServerFrame,
    http::{CityRoom, CityRooms, RoomDetail},
    problem::Code,
    support_end::SupportEndView,
    vocabulary::{EndReason, RoomState},
};
use renrakucho_tests::{Answer, City, Live, Person, id};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::{
    race::{self, Race},
    two_nodes::both_listen,
};

/// A day on which the demo's rooms had long been agreed to.
fn yesterday() -> String {
    (clock::today() - time::Duration::days(1)).to_string()
}

async fn end_on(moderator: &Person, room: Uuid, version: i64, reason: &str, day: &str) -> Answer {
    let body = json!({ "version": version, "reason": reason, "ended_on": day });
    moderator.call(Method::POST, &format!("/api/v1/city/rooms/{room}/support-end"), Some(&body)).await
}

pub(crate) async fn end(moderator: &Person, room: Uuid, version: i64) -> Answer {
    end_on(moderator, room, version, "graduated", &yesterday()).await
}

/// What a room's entries say besides posts, as `live` was shown them.
fn ends_with_end(live: &Live, room: Uuid) -> bool {
    live.entries[&room].last().is_some_and(|entry| entry.content == Content::Ended)
}

#[tokio::test]
async fn when_support_ends_everyone_reads_on_and_nobody_writes_at_every_node_with_redis_and_without() {
    let mut city = City::of_two_nodes(&[]).await;
    let kato = city.sign_in_at(0, "kato").await;
    let (sato, tanaka) = (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "tanaka").await);
    let ito = city.sign_in_at(1, "ito").await;
    both_listen(&city).await;
    let room = city.rooms.hana;
    let (mut a, mut b) = (sato.look_at(room).await, tanaka.look_at(room).await);
    let last = a.write(room, "終わりの前").await;
    b.reach(room, last.seq).await;
    city.redis.as_mut().expect("Redis").kill();

    let version = city.version(room).await;
    let line: CityRoom = end(&kato, room, version).await.json();
    let until = line.end.as_ref().and_then(|end| end.readable_until);
    let said = SupportEndView { reason: EndReason::Graduated, ended_on: yesterday(), readable_until: until };
    assert_eq!((line.state, line.version, line.end.as_ref()), (RoomState::Ended, version + 1, Some(&said)));
    assert_eq!(until, Some(line.state_since + time::Duration::days(90)));
    for live in [&mut a, &mut b] {
        live.reach(room, last.seq + 1).await;
        assert!(ends_with_end(live, room));
        live.line(room, |line| line.state == RoomState::Ended && !line.label.is_empty()).await;
        let post = id();
        live.send_post(post, room, "終わりの後").await;
        assert_eq!(live.answer_to(post).await.expect_err("refused").code, Code::ReadOnly);
        assert!(!live.came(|frame| matches!(frame, ServerFrame::Purge(_))), "nothing is wiped");
    }
    city.redis.as_mut().expect("Redis").start_again().await;
    for person in [&sato, &tanaka] {
        person.try_write(room, id(), "終わりの後").await.refused(Code::ReadOnly);
        let page = person.read(room, 0).await;
        assert_eq!(page.head, last.seq + 1);
        person.mark_read(room, page.head).await.ok();
        let detail: RoomDetail = person.get(&format!("/api/v1/rooms/{room}")).await.json();
        assert_eq!((detail.state, detail.end.as_ref()), (RoomState::Ended, Some(&said)));
    }
    // Whoever comes later finds it so.
    let mut later = tanaka.at(&city.nodes[0]).look_at(room).await;
    later.reach(room, last.seq + 1).await;
    assert!(ends_with_end(&later, room));
    // Why it ended is about a person: it stands nowhere in clear.
    let clear = "select count(*) from support_end where position('graduated'::bytea in sealed) > 0";
    assert_eq!(city.number(clear).await, 0);
    // What was written before is still told by mail, as it may still be read.
    let cancelled = format!("select count(*) from alert where room = '{room}' and state = 'cancelled'");
    assert_eq!(city.number(&cancelled).await, 0);

    // Nobody new is let in; who is in may be taken out.
    let version = city.version(room).await;
    let admission = json!({ "account": ito.account, "version": version });
    let members = format!("/api/v1/city/rooms/{room}/members");
    kato.call(Method::POST, &members, Some(&admission)).await.refused(Code::ReadOnly);
    kato.call(Method::DELETE, &format!("{members}/{}?version={version}", sato.account), None).await.ok();
    a.purge_of(room).await;
    assert_eq!(city.number("select count(*) from audit_event where event = 'support_ended'").await, 1);

    // Consent may be withdrawn afterwards too, and that closes it for everyone.
    kato.discontinue(room).await;
    b.purge_of(room).await;
    tanaka.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::RoomClosed);
    let shown: DiscontinuationCertificate =
        kato.get(&format!("/api/v1/city/rooms/{room}/discontinuation")).await.json();
    assert_eq!(shown.before, RoomState::Ended);
    end(&kato, room, city.version(room).await).await.refused(Code::RoomClosed);
    city.end().await;
}

#[tokio::test]
async fn ninety_days_after_its_end_nobody_reads_a_room_also_who_came_in_later_or_had_it_open() {
    let city = City::of_two_nodes(&[("people.ended_room_days", "40".into())]).await;
    let (kato, room) = (city.sign_in_at(0, "kato").await, city.rooms.hana);
    let (sato, tanaka) = (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "tanaka").await);
    let (mut a, mut b) = (sato.look_at(room).await, tanaka.look_at(room).await);
    let last = a.write(room, "終わりの前").await;
    b.reach(room, last.seq).await;
    let line: CityRoom = end(&kato, room, city.version(room).await).await.json();
    let until = line.end.and_then(|end| end.readable_until).expect("it is said");
    assert_eq!(until - line.state_since, time::Duration::days(40));
    b.reach(room, last.seq + 1).await;
    let standing = format!("select count(*) from standing_membership where room = '{room}'");
    let of_all = city.number(&standing).await;
    assert!(of_all >= 2);
    // A membership that is taken along afterwards has no later end, whoever makes it.
    city.fixture(&format!(
        "with gone as (update membership set left_seq = joined_seq + 1 where room = '{room}' and account = '{}' returning *)
         insert into membership (room, account, affiliation, joined_seq)
             select room, account, affiliation, {} from gone",
        sato.account, last.seq + 1
    ))
    .await;
    let later = format!(
        "select count(*) from membership m join care_room r on r.id = m.room
         where m.room = '{room}' and m.left_seq is null and m.until is distinct from r.readable_until"
    );
    assert_eq!(city.number(&later).await, 0);
    assert_eq!(city.number(&standing).await, of_all);
    sato.read(room, 0).await;

    // As if the days had gone by: nobody does anything, and both screens close at once.
    city.fixture(&format!("update care_room set readable_until = clock_timestamp() where id = '{room}'")).await;
    city.fixture(&format!(
        "update membership set until = clock_timestamp() where room = '{room}' and left_seq is null"
    ))
    .await;
    for live in [&mut a, &mut b] {
        live.purge_of(room).await;
    }
    assert_eq!(city.number(&standing).await, 0);
    for person in [&sato, &tanaka] {
        person.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::NotFound);
        person.get(&format!("/api/v1/rooms/{room}/entries?after=0")).await.refused(Code::NotFound);
    }
    // The city still has it, and says since when nobody reads.
    let line = kato.get("/api/v1/city/rooms").await;
    let rooms: CityRooms = line.json();
    assert_eq!(rooms.ended_room_days, 40);
    let line = rooms.rooms.into_iter().find(|line| line.room == room).expect("it is listed");
    assert_eq!((line.state, line.members), (RoomState::Ended, 0));
    assert!(line.end.and_then(|end| end.readable_until).is_some_and(|until| until <= clock::now()));
    city.end().await;
}

#[tokio::test]
async fn support_ends_once_on_what_was_seen_by_the_city_alone_and_on_a_day_that_can_be() {
    let city = City::new().await;
    let (room, kato) = (city.rooms.hana, city.sign_in("kato").await);
    let version = city.version(room).await;
    for login in ["sato", "ito", "kanri", "shonin", "gyosha"] {
        end(&city.sign_in(login).await, room, version).await.refused(Code::NotFound);
    }
    end(&kato, room, version + 1).await.refused(Code::Stale);
    end(&kato, Uuid::from_u128(7), 1).await.refused(Code::NotFound);
    end(&kato, city.rooms.kiyo, city.version(city.rooms.kiyo).await).await.refused(Code::ConsentMissing);
    end(&kato, city.rooms.saburo, city.version(city.rooms.saburo).await).await.refused(Code::RoomClosed);
    let tomorrow = (clock::today() + time::Duration::days(1)).to_string();
    for day in [tomorrow.as_str(), "2021-01-01", "きのう"] {
        end_on(&kato, room, version, "death", day).await.invalid("ended_on");
    }
    end_on(&kato, room, version, "tired", &yesterday()).await.refused(Code::BadFrame);
    assert_eq!(city.version(room).await, version);
    assert_eq!(city.number("select count(*) from support_end").await, 0);
    city.sign_in("sato").await.write(room, "まだ続く").await;

    // Two tabs at once: one ends it, the other is out of date.
    let (one, other) = tokio::join!(end(&kato, room, version), end(&kato, room, version));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    end(&kato, room, city.version(room).await).await.refused(Code::ReadOnly);
    let entries = format!("select count(*) from entry where room = '{room}' and kind = 'ended'");
    assert_eq!(city.number(&entries).await, 1);
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn posts_raced_with_the_end_of_support_are_before_it_or_refused_and_all_are_still_read() {
    let race = Race::on_nodes(2, 120).await;
    let city = &race.city;
    let today = clock::today().to_string();
    let round = async |number: usize| {
        let (room, writer, reader) = race.round(number);
        let version = city.version(room).await;
        let (mut live, mut other) = (writer.look_at(room).await, reader.look_at(room).await);
        let ids: Vec<_> = (0..6).map(|_| id()).collect();
        for id in &ids[..number % 4] {
            live.send_post(*id, room, "競争").await;
        }
        let ending = Person::patiently(async || end_on(&race.kato, room, version, "moved_away", &today).await);
        let posting = async {
            for id in &ids[number % 4..] {
                live.send_post(*id, room, "競争").await;
                tokio::task::yield_now().await;
            }
            let mut accepted = Vec::new();
            for id in &ids {
                match live.answer_to(*id).await {
                    Ok(ack) => accepted.push(ack.seq),
                    Err(failure) => assert_eq!(failure.code, Code::ReadOnly),
                }
            }
            accepted
        };
        let (ended, accepted) = tokio::join!(ending, posting);
        ended.ok();
        let late = id();
        live.send_post(late, room, "遅い").await;
        assert_eq!(live.answer_to(late).await.expect_err("refused").code, Code::ReadOnly);
        let last = city.number(&format!("select seq from entry where room = '{room}' and kind = 'ended'")).await;
        assert!(accepted.iter().all(|seq| *seq < last), "acknowledged after the end");
        // Nothing follows it, and everyone has read all of it.
        for listener in [&mut live, &mut other] {
            listener.reach(room, last).await;
            listener.settle().await;
            assert_eq!(listener.cursors[&room], last);
            assert!(ends_with_end(listener, room));
            assert_eq!(listener.texts(room).len(), accepted.len());
        }
        accepted.len()
    };
    race::were_raced(&race.play(round).await, 6);
    race.city.end().await;
}
