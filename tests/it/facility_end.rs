//! 利用の廃止: a facility says on which day it leaves, sees what is still there, and from that day's first moment on nothing of it
//! is let in, by the database's clock and whoever sleeps.

use renrakucho_protocol::{
    case::{CaseDetail, Cases},
    facility_end::FacilityEnd,
    http::{Facilities, FacilityStaff},
    problem::Code,
    vocabulary::{CaseKind, CaseState},
};
use renrakucho_tests::{Answer, Browser, City, Person, eventually, id};
use reqwest::Method;
use serde_json::json;
use sqlx::{Connection, Executor, PgConnection};
use uuid::Uuid;

use crate::{
    race::{self, Race},
    staff::facility,
};

async fn end(person: &Person, at: Uuid) -> FacilityEnd {
    person.get(&format!("/api/v1/facilities/{at}/end")).await.json()
}

/// Says it with the checklist as it stands.
async fn say(person: &Person, at: Uuid, day: &str) -> Answer {
    let shown = end(person, at).await;
    let body = json!({
        "id": id(), "version": shown.facility.version, "effective_on": day, "seen": shown.left,
    });
    person.call(Method::POST, &format!("/api/v1/facilities/{at}/end"), Some(&body)).await
}

async fn withdraw(person: &Person, at: Uuid, version: i64) -> Answer {
    person.call(Method::DELETE, &format!("/api/v1/facilities/{at}/end?version={version}"), None).await
}

/// The day that was said is here.
async fn has_come(city: &City, at: Uuid) {
    let sql = format!("update facility set ends_at = clock_timestamp() where id = '{at}' and ends_at is not null");
    assert_eq!(city.fixture(&sql).await, 1, "it was said");
}

#[tokio::test]
async fn a_facility_sees_what_is_still_there_says_its_day_and_takes_it_back() {
    let city = City::new().await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, kato) = (city.sign_in("kanri").await, city.sign_in("kato").await);
    let shown = end(&kanri, at).await;
    assert!(shown.said.is_none());
    let people: Vec<_> = shown.staff.iter().map(|one| (one.name.as_str(), one.stays, one.room_labels.len())).collect();
    assert_eq!(people.len(), 3, "sato, ito and kanri: {people:?}");
    assert!(people.iter().all(|(_, stays, labels)| !stays && *labels == 0), "an admin learns of no supported person");
    let rooms: usize = shown.staff.iter().map(|one| one.rooms).sum();
    assert_eq!((shown.left.staff, shown.left.devices, shown.left.rooms), (3, 3, i64::try_from(rooms).expect("few")));
    // The city sees the rooms as its list calls them.
    let seen = end(&kato, at).await;
    assert!(seen.staff.iter().all(|one| one.room_labels.len() == one.rooms) && rooms > 0);

    let body = |day: &str, version: i64, staff: i64| {
        json!({
            "id": id(), "version": version, "effective_on": day,
            "seen": { "staff": staff, "devices": shown.left.devices, "rooms": shown.left.rooms },
        })
    };
    let send = async |body: serde_json::Value| {
        kanri.call(Method::POST, &format!("/api/v1/facilities/{at}/end"), Some(&body)).await
    };
    let (day, version) = (shown.latest.as_str(), shown.facility.version);
    for wrong in ["2026-01-01", "2199-01-01", "2026-13-01", "明日"] {
        send(body(wrong, version, 3)).await.invalid("effective_on");
    }
    send(body(day, version + 1, 3)).await.refused(Code::Stale);
    // A checklist on which someone is missing was not seen.
    send(body(day, version, 2)).await.refused(Code::Stale);
    let good = body(day, version, 3);
    let said: FacilityEnd = send(good.clone()).await.json();
    let told = said.said.clone().expect("it was said");
    assert_eq!((told.effective_on.as_str(), told.by_city, told.may_withdraw), (day, false, true));
    assert_eq!(said.facility.ends_on.as_deref(), Some(day));
    // An answer that was lost: the same again says nothing new. Something else does not either, while this stands.
    let again: FacilityEnd = send(good).await.json();
    assert_eq!(again.said, said.said);
    send(body(day, said.facility.version, 3)).await.refused(Code::Stale);
    // Until its day everything goes on.
    city.sign_in("sato").await.write(city.rooms.hana, "まだ続く").await;

    let line = kato.get("/api/v1/city/cases?state=open").await.json::<Cases>().cases.remove(0);
    assert_eq!((line.kind, line.title.as_str()), (CaseKind::FacilityEnd, "試験訪問看護"));
    let path = format!("/api/v1/city/cases/{}", line.case);
    let case: CaseDetail = kato.get(&path).await.json();
    let sent = case.end.expect("what was sent");
    assert_eq!((sent.effective_on.as_str(), sent.seen, sent.is_withdrawn), (day, shown.left, false));
    assert!(case.line.due.as_str() < day && case.facility == Some(at));
    let claim = json!({ "version": line.version });
    let claimed: CaseDetail = kato.call(Method::POST, &format!("{path}/claim"), Some(&claim)).await.json();
    let decide = async |decision: &str| {
        let body = json!({ "version": claimed.line.version, "decision": decision, "reason": "確認しました。" });
        kato.call(Method::POST, &format!("{path}/decision"), Some(&body)).await
    };
    decide("refused").await.invalid("decision");
    let seen: CaseDetail = decide("accepted").await.json();
    assert_eq!(seen.line.state, CaseState::Accepted);

    withdraw(&kanri, at, version).await.refused(Code::Stale);
    let back: FacilityEnd = withdraw(&kanri, at, said.facility.version).await.json();
    assert!(back.said.is_none() && back.facility.ends_on.is_none());
    withdraw(&kanri, at, back.facility.version).await.refused(Code::Stale);
    let case: CaseDetail = kato.get(&path).await.json();
    assert!(case.end.expect("what was sent").is_withdrawn);
    assert_eq!(city.number("select count(*) from facility where ends_at is not null").await, 0);
    // It may be said again; and what the city said only the city takes back.
    let by_city: FacilityEnd = say(&kato, at, day).await.json();
    assert!(by_city.said.expect("it was said").by_city);
    assert!(!end(&kanri, at).await.said.expect("it was said").may_withdraw);
    withdraw(&kanri, at, by_city.facility.version).await.refused(Code::NotFound);
    withdraw(&kato, at, by_city.facility.version).await.ok();
    for (event, times) in [("facility_end_said", 2), ("facility_end_withdrawn", 2), ("facility_ended", 0)] {
        let sql = format!("select count(*) from audit_event where event = '{event}'");
        assert_eq!(city.number(&sql).await, times, "{event}");
    }
    city.end().await;
}

#[tokio::test]
async fn nobody_ends_anothers_facility_nor_the_citys_own() {
    let city = City::new().await;
    let (here, there) = (facility(&city, "試験訪問看護").await, facility(&city, "試験クリニック").await);
    let office = facility(&city, "試験市役所").await;
    let (kanri, kato, sato) = (city.sign_in("kanri").await, city.sign_in("kato").await, city.sign_in("sato").await);
    let day = end(&kanri, here).await.latest;
    for (person, at) in [(&kanri, there), (&kanri, office), (&sato, here), (&kato, id())] {
        let path = format!("/api/v1/facilities/{at}/end");
        person.get(&path).await.refused(Code::NotFound);
        let body = json!({
            "id": id(), "version": 1, "effective_on": day, "seen": { "staff": 0, "devices": 0, "rooms": 0 },
        });
        person.call(Method::POST, &path, Some(&body)).await.refused(Code::NotFound);
        withdraw(person, at, 1).await.refused(Code::NotFound);
    }
    say(&kato, office, &day).await.invalid("facility");
    assert_eq!(city.number("select count(*) from facility_end").await, 0);
    city.end().await;
}

#[tokio::test]
async fn on_its_day_everything_of_it_ends_by_the_clock_before_anyone_writes_it_down() {
    let city = City::of_two_nodes(&[]).await;
    let (at, room) = (facility(&city, "試験訪問看護").await, city.rooms.hana);
    let (kato, tanaka) = (city.sign_in_at(0, "kato").await, city.sign_in_at(1, "tanaka").await);
    let (sato, kanri) = (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "kanri").await);
    let day = end(&kanri, at).await.latest;
    say(&kanri, at, &day).await.ok();
    let mut lives = vec![
        sato.look_at(room).await,
        sato.at(&city.nodes[1]).look_at(room).await,
        kanri.look_at(city.rooms.sora).await,
    ];
    let mut other = tanaka.look_at(room).await;
    // An account of it is held, so that no job can write down what has ended.
    let mut held = PgConnection::connect(&city.admin_url()).await.expect("connects");
    held.execute("begin").await.expect("begun");
    held.execute("select 1 from account where login_id = 'ito' for update").await.expect("held");
    has_come(&city, at).await;
    for live in &mut lives {
        let closed = live.closed().await;
        assert!(closed.is_none_or(|code| [4503, 4504].contains(&code)), "{closed:?}");
    }
    let late = tanaka.write(room, "廃止の後").await;
    other.reach(room, late.seq).await;
    for live in &lives {
        assert!(live.cursors.get(&room).is_none_or(|seq| *seq < late.seq), "shown after the end");
    }
    for person in [&sato, &sato.at(&city.nodes[1]), &kanri] {
        person.try_write(room, id(), "遅い").await.refused(Code::Suspended);
        person.get("/api/v1/rooms").await.refused(Code::Suspended);
    }
    let mut browser = Browser::new(city.node(), Some(&city.certificate("sato")));
    let begun = browser.begin().await;
    assert_eq!(browser.present(&begun).await, None, "a device of the facility opens nothing");
    // Its day has come: there is no way back any more.
    let version = end(&kato, at).await.facility.version;
    // Whoever tries to write it down holds the facility now and then.
    let refused = eventually("an answer", async || {
        let answer = withdraw(&kato, at, version).await;
        (answer.status != Code::Busy.status()).then_some(answer)
    });
    refused.await.refused(Code::Stale);
    let ended = format!("select count(*) from facility where id = '{at}' and standing = 'ended'");
    assert_eq!(city.number(&ended).await, 0, "nobody could have written it down");
    held.execute("rollback").await.expect("let go");
    held.close().await.expect("closed");

    eventually("it is written down", async || (city.number(&ended).await == 1).then_some(())).await;
    let standing =
        async |table: &str| city.number(&format!("select count(*) from {table} where standing = 'ended'")).await;
    assert_eq!((standing("account").await, standing("device").await, standing("device_certificate").await), (3, 3, 3));
    let open = format!(
        "select count(*) from membership m join affiliation x on x.id = m.affiliation
         where x.facility = '{at}' and m.left_seq is null"
    );
    eventually("the rooms say so", async || (city.number(&open).await == 0).then_some(())).await;
    let facilities: Facilities = kato.get("/api/v1/facilities").await.json();
    assert!(facilities.facilities.iter().all(|line| line.facility != at));
    // What was written stays.
    let kept =
        "select count(*) from entry where author = (select id from account where login_id = 'sato') and kind = 'post'";
    let before = city.number(kept).await;
    tanaka.write(room, "記録は残る").await;
    assert!(before > 0 && city.number(kept).await == before);
    assert_eq!(city.number("select count(*) from audit_event where event = 'facility_ended'").await, 1);
    city.end().await;
}

#[tokio::test]
async fn who_has_another_facility_goes_on_there() {
    let city = City::new().await;
    let here = facility(&city, "試験訪問看護").await;
    let (kato, mori) = (city.sign_in("kato").await, city.sign_in("mori").await);
    city.fixture(&format!(
        "do $$ declare x uuid := gen_random_uuid(); begin
         insert into affiliation (id, staff_member, facility, profession, position)
         select x, staff_member, '{here}', 'visiting_nurse', 1 from account where login_id = 'mori';
         update membership set affiliation = x where room = '{}' and account = '{}'; end $$",
        city.rooms.sora, mori.account
    ))
    .await;
    // The admin of this one belongs there too, and looks after nobody there.
    let there = facility(&city, "試験クリニック").await;
    city.fixture(&format!(
        "insert into affiliation (id, staff_member, facility, profession, position)
         select gen_random_uuid(), staff_member, '{there}', 'visiting_nurse', 1 from account where login_id = 'kanri'"
    ))
    .await;
    city.fixture(&format!(
        "update device set facility = '{there}' where id = (select device from device_account where account =
             (select id from account where login_id = 'kanri'))"
    ))
    .await;
    let kanri = city.sign_in("kanri").await;
    let mut live = mori.live().await;
    live.open(city.rooms.sora).await;
    live.open(city.rooms.hana).await;
    let shown = end(&kato, here).await;
    assert!(shown.staff.iter().any(|one| one.account == mori.account && one.stays));
    say(&kato, here, &shown.latest).await.ok();
    has_come(&city, here).await;
    assert_eq!(live.purge_of(city.rooms.sora).await.why, Code::NotFound);
    mori.try_write(city.rooms.sora, id(), "遅い").await.refused(Code::NotFound);
    kanri.get("/api/v1/rooms").await.ok();
    let looks_after = async || kanri.get(&format!("/api/v1/facilities/{there}/staff")).await;
    looks_after().await.refused(Code::NotFound);
    let ack = mori.write(city.rooms.hana, "こちらは続く").await;
    live.reach(city.rooms.hana, ack.seq).await;
    let ended = format!("select count(*) from facility where id = '{here}' and standing = 'ended'");
    eventually("it is written down", async || (city.number(&ended).await == 1).then_some(())).await;
    mori.write(city.rooms.hana, "まだ続く").await;
    looks_after().await.refused(Code::NotFound);
    let staff: FacilityStaff = kato.get(&format!("/api/v1/facilities/{there}/staff")).await.json();
    assert!(staff.staff.iter().any(|line| line.account == mori.account && line.is_home));
    city.end().await;
}

#[tokio::test]
async fn a_session_on_its_device_lasts_until_its_day_at_the_longest() {
    let city = City::with(&[("sign_in.session_seconds", "864000".to_owned())]).await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, _sato) = (city.sign_in("kanri").await, city.sign_in("sato").await);
    let tanaka = city.sign_in("tanaka").await;
    let tomorrow = end(&kanri, at).await.earliest;
    say(&kanri, at, &tomorrow).await.ok();
    city.sign_in("sato").await;
    let sessions = async |how: &str| {
        city.number(&format!(
            "select count(*) from session s join device d on d.id = s.device join facility f on f.id = d.facility
             where {how}"
        ))
        .await
    };
    assert_eq!(sessions("s.expires_at = f.ends_at").await, 3, "those that were open, and one that began since");
    assert_eq!(sessions("s.expires_at > f.ends_at").await, 0);
    tanaka.get("/api/v1/rooms").await.ok();
    city.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn posts_raced_with_the_end_of_a_facility_are_before_its_moment_or_refused() {
    let race = Race::on_nodes(2, 48).await;
    let city = &race.city;
    // Each writer has a facility of their own, of the same id as the account.
    for number in 0..48 {
        let writer = race.round(number).1.account;
        city.fixture(&format!(
            "do $$ begin insert into facility (id, name, category) values ('{writer}', '競争', 'medical_institution');
             update affiliation set facility = '{writer}'
             where staff_member = (select staff_member from account where id = '{writer}'); end $$"
        ))
        .await;
    }
    let round = async |number: usize| {
        let (room, writer, reader) = race.round(number);
        let posts = format!(
            "select count(*) from entry where room = '{room}' and author = '{}' and kind = 'post'",
            writer.account
        );
        let (mut live, mut other) = (writer.look_at(room).await, reader.look_at(room).await);
        // Its moment is near, and known to nobody but the database.
        let sql = format!(
            "do $$ begin update facility set ends_at = clock_timestamp() + interval '{} milliseconds'
             where id = '{}'; end $$",
            5 * (number % 8),
            writer.account
        );
        // Where its moment comes before its own commit, nobody could know of it until then.
        let ending = async {
            city.fixture(&sql).await;
            city.number("select (extract(epoch from clock_timestamp()) * 1000000)::bigint").await
        };
        let posting = async {
            for _ in 0..4 + number % 4 {
                live.try_send_post(id(), room, "競争").await;
                tokio::task::yield_now().await;
            }
        };
        let (known, ()) = tokio::join!(ending, posting);
        eventually("it is out", async || {
            (writer.try_write(room, id(), "遅い").await.status == Code::Suspended.status()).then_some(())
        })
        .await;
        let accepted = city.number(&posts).await;
        let after = format!(
            "{posts} and at >= (select ends_at from facility where id = '{}')
             and extract(epoch from at) * 1000000 >= {known}",
            writer.account
        );
        // Nobody tells a node of what ends by the clock: it finds it with its next poll, or holds its frames. Others go on
        // writing until it has; what is shown meanwhile is of less than a second (promise P7).
        let mut late = reader.write(room, "廃止の後").await;
        {
            let mut closing = std::pin::pin!(live.closed());
            loop {
                tokio::select! {
                    _ = &mut closing => break,
                    ack = reader.write(room, "廃止の後") => late = ack,
                }
            }
        }
        other.reach(room, late.seq).await;
        let shown = live.cursors.get(&room).copied().unwrap_or_default();
        let too_late = format!(
            "select count(*) from entry where room = '{room}' and seq <= {shown} and extract(epoch from at) * 1000000 >= 1000000
             + greatest({known}, (select extract(epoch from ends_at) * 1000000 from facility where id = '{}'))",
            writer.account
        );
        assert_eq!(city.number(&too_late).await, 0, "shown for more than a second after its moment");
        assert_eq!(city.number(&after).await, 0, "accepted after its moment");
        assert_eq!(city.number(&posts).await, accepted, "accepted after it was out");
        usize::try_from(accepted).expect("a few")
    };
    race::were_raced(&race.play(round).await, 4);
    race.city.end().await;
}
