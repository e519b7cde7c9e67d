//! 支援中止の証明書: the city holds what happened where. What the server did is fixed with the closing; what apps reported is counted
//! when it is read, and is nobody's fact.

use futures_util::future::join_all;
use nix::sys::signal::Signal;
use renrakucho_protocol::{
    discontinuation::DiscontinuationCertificate,
    http::SignedBy,
    problem::Code,
    vocabulary::{RoomState, WithdrawalGround},
};
use renrakucho_tests::{Answer, City, Live, Person, eventually};
use reqwest::Method;
use serde_json::json;
use sqlx::{Connection, Executor, PgConnection};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::race;

async fn read(person: &Person, room: Uuid) -> Answer {
    person.get(&format!("/api/v1/city/rooms/{room}/discontinuation")).await
}

pub(crate) async fn certificate(moderator: &Person, room: Uuid) -> DiscontinuationCertificate {
    read(moderator, room).await.json()
}

pub(crate) async fn discontinue(moderator: &Person, room: Uuid, ground: &str) -> Answer {
    let body = json!({ "version": moderator.city_line(room).await.version, "ground": ground });
    moderator.call(Method::POST, &format!("/api/v1/city/rooms/{room}/discontinuation"), Some(&body)).await
}

/// Who said that they wiped their copies, by name.
fn reported(certificate: &DiscontinuationCertificate) -> Vec<&str> {
    let said = certificate.apps.holders.iter().filter(|holder| holder.reported_at.is_some());
    said.map(|holder| holder.name.as_str()).collect()
}

async fn wipe(live: &mut Live, room: Uuid, order: Uuid) {
    live.send("purged", &json!({ "room": room, "order": order })).await;
    live.settle().await;
}

#[tokio::test]
async fn what_the_server_did_is_fixed_and_what_apps_report_is_counted_when_it_is_read() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (kato, sato) = (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "sato").await);
    let (tanaka, mori) = (city.sign_in_at(1, "tanaka").await, city.sign_in_at(1, "mori").await);
    // Signed in twice on the same device: one place where a copy may be.
    let again = city.sign_in_at(1, "sato").await;
    // Out before the closing, and no member: no copy is asked for there.
    city.sign_in_at(0, "ito").await;
    let members = city.number(&format!("select count(*) from standing_membership where room = '{room}'")).await;
    let (mut a, mut b) = (sato.look_at(room).await, tanaka.look_at(room).await);
    let last = a.write(room, "カナリア本文").await;
    b.reach(room, last.seq).await;
    assert!(!kato.city_line(room).await.has_certificate);
    read(&kato, room).await.refused(Code::NotFound);

    let before: OffsetDateTime =
        sqlx::query_scalar("select clock_timestamp()").fetch_one(&city.sql).await.expect("the time");
    let answer = discontinue(&kato, room, "asked_by_proxy").await;
    let answered: renrakucho_protocol::http::Discontinuation = answer.json();
    let shown = certificate(&kato, room).await;
    assert_eq!((shown.room, shown.at), (room, answered.at));
    assert_eq!((shown.label.as_str(), shown.kana.as_str()), ("見本 カナリア花子", "かなりあはなこ"));
    assert_eq!((shown.before, shown.ground), (RoomState::Active, Some(WithdrawalGround::AskedByProxy)));
    let decided = (shown.decided_by.clone(), shown.decided_at.clone());
    assert_eq!(decided.1, "試験市役所");
    let consent = shown.consent.clone().expect("the consent that ended");
    assert_eq!(consent.form_version, "2021-02");
    assert!(matches!(consent.signed_by, SignedBy::Person | SignedBy::Proxy));
    assert_eq!((shown.server.members, shown.server.alerts_cancelled), (members, answered.alerts_cancelled));
    assert!(answered.alerts_cancelled > 0, "tanaka was to be told");
    let followed = shown.server.followed.clone().expect("written down");
    assert_eq!((followed.nodes, followed.confirmed), (2, 2));
    assert!(shown.at < followed.at && followed.at < shown.apps.as_of, "{:?} {followed:?}", shown.at);
    assert!(before < shown.at, "{before}: not by the database's clock");

    // Three people were signed in, each on one device; nobody has reported.
    let names: Vec<_> = shown.apps.holders.iter().map(|holder| holder.name.clone()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(reported(&shown).is_empty());
    let order = a.purge_of(room).await.order;
    assert_eq!(b.purge_of(room).await.order, order);
    // Another order is not this one; and what is said twice counts once.
    wipe(&mut b, room, Uuid::from_u128(7)).await;
    wipe(&mut a, room, order).await;
    wipe(&mut again.live().await, room, order).await;
    let one = certificate(&kato, room).await;
    assert_eq!(reported(&one).len(), 1, "{:?}", one.apps);
    wipe(&mut b, room, order).await;
    // Whoever never had the room cannot make the count better.
    wipe(&mut city.sign_in_at(0, "ito").await.live().await, room, order).await;
    city.fixture("update staff_member set name = name || '改'").await;
    city.fixture("update device set label = label || '改'").await;
    city.fixture("update facility set name = name || '改'").await;
    let two = certificate(&kato, room).await;
    assert_eq!(reported(&two).len(), 2, "{:?}", two.apps);
    let text = read(&kato, room).await.text;
    assert!(!text.contains('改') && !text.contains("カナリア本文"), "{text}");
    // Nothing but the reports has changed.
    let fixed = |mut certificate: DiscontinuationCertificate| {
        certificate.apps.as_of = shown.apps.as_of;
        certificate.apps.holders.iter_mut().for_each(|holder| holder.reported_at = None);
        certificate
    };
    assert_eq!(fixed(two), fixed(shown.clone()));
    assert!(kato.city_line(room).await.has_certificate);
    drop(mori);
    assert_eq!(city.number("select count(*) from audit_event where event = 'discontinuation_viewed'").await, 4);
    let refused = "select count(*) from audit_event where event = 'refused' and detail like 'read_discontinuation%'";
    assert_eq!(city.number(refused).await, 1);
    city.end().await;
}

#[tokio::test]
async fn with_a_frozen_node_the_certificate_says_that_one_has_not_confirmed() {
    let city = City::of_two_nodes(&[]).await;
    let (room, kato) = (city.rooms.hana, city.sign_in_at(0, "kato").await);
    city.nodes[1].signal(Signal::SIGSTOP);
    discontinue(&kato, room, "asked_by_person").await.ok();
    let shown = certificate(&kato, room).await;
    city.nodes[1].signal(Signal::SIGCONT);
    let followed = shown.server.followed.expect("written down");
    assert_eq!((followed.nodes, followed.confirmed), (2, 1));
    let waited = followed.at - shown.at;
    assert!(waited >= time::Duration::milliseconds(600), "{waited}: that node may still have shown something");
    eventually("the other node is back", async || city.all_have_applied().await.then_some(())).await;
    city.end().await;
}

#[tokio::test]
async fn who_asks_is_never_refused_and_only_a_proposal_is_dropped() {
    let city = City::new().await;
    let (kato, sato) = (city.sign_in("kato").await, city.sign_in("sato").await);
    let (active, awaited) = (city.rooms.hana, city.rooms.kiyo);
    discontinue(&kato, active, "proposal_dropped").await.invalid("ground");
    discontinue(&kato, active, "because").await.refused(Code::BadFrame);
    assert_eq!(city.number("select count(*) from discontinuation where at > now() - interval '1 day'").await, 0);
    sato.write(active, "まだ続く").await;

    discontinue(&kato, awaited, "proposal_dropped").await.ok();
    let shown = certificate(&kato, awaited).await;
    assert_eq!((shown.before, shown.ground), (RoomState::AwaitingConsent, Some(WithdrawalGround::ProposalDropped)));
    assert!(shown.consent.is_none());
    // A page that was opened before there were grounds still closes.
    kato.discontinue(active).await;
    assert_eq!(certificate(&kato, active).await.ground, None);
    city.end().await;
}

#[tokio::test]
async fn the_serving_role_can_change_nothing_of_it() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    kato.discontinue(city.rooms.hana).await;
    let mut serving = PgConnection::connect(&city.app_url()).await.expect("connects");
    for table in ["discontinuation", "discontinuation_followed", "discontinuation_holder", "purge_report"] {
        for sql in [format!("delete from {table}"), format!("update {table} set room = room")] {
            let refused = serving.execute(sqlx::AssertSqlSafe(sql.clone())).await.expect_err(&sql);
            let code = refused.as_database_error().and_then(|error| error.code().map(|code| code.to_string()));
            assert_eq!(code.as_deref(), Some("42501"), "{sql}");
        }
    }
    serving.close().await.expect("closed");
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn certificates_of_one_moment_have_numbers_without_a_gap() {
    let city = City::of_two_nodes(&[]).await;
    let rooms: Vec<Uuid> = race::crowd(&city, 24).await.into_iter().map(|(room, ..)| room).collect();
    let katos = [city.sign_in_at(0, "kato").await, city.sign_in_at(1, "kato").await];
    join_all(rooms.iter().enumerate().map(|(at, room)| katos[at % 2].discontinue(*room))).await;
    let mut numbers = Vec::new();
    for room in &rooms {
        let shown = certificate(&katos[0], *room).await;
        numbers.push((shown.fiscal_year, shown.number));
    }
    numbers.sort_unstable();
    let (year, first) = numbers[0];
    let expected: Vec<_> = (first..).take(rooms.len()).map(|number| (year, number)).collect();
    assert_eq!(numbers, expected);
    city.end().await;
}
