//! 災害の宣言 (article 20): a flood comes, the city declares it once, and permits a batch of rooms for named people, for a time. Two people
//! do it, nobody is let in before, and when it is over it is over in every room.

use std::time::Instant;

use nix::sys::signal::Signal;
use renrakucho_protocol::{
    case::Cases,
    disaster_event::{DisasterEventAsked, DisasterEventView, DisasterEvents, DisasterPermit},
    entry::Content,
    http::{CityRoom, RoomDetail},
    problem::Code,
    vocabulary::{CaseKind, CaseState, ExceptionalUseGround, RoomState},
};
use renrakucho_tests::{Answer, City, Person, eventually, id};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

use crate::exceptional_use::{decide, now, read_case};

const EVENTS: &str = "/api/v1/city/disaster-events";

pub(crate) fn application(rooms: &[Uuid], people: &[Uuid], until: OffsetDateTime) -> Value {
    json!({
        "words": {
            "name": "カナリア台風19号", "circumstances": "カナリア川の氾濫により浸水のおそれがある", "purpose": "避難の支援",
        },
        "rooms": rooms, "people": people, "until": until.format(&Rfc3339).expect("a time"),
    })
}

pub(crate) async fn ask(person: &Person, body: &Value) -> Answer {
    person.call(Method::POST, EVENTS, Some(body)).await
}

async fn event(person: &Person, case: Uuid) -> DisasterEventView {
    person.get(&format!("{EVENTS}/{case}")).await.json()
}

async fn end(person: &Person, case: Uuid) -> Answer {
    person.call(Method::DELETE, &format!("{EVENTS}/{case}"), None).await
}

/// Waits until the turn of every room has come.
pub(crate) async fn carried_out(person: &Person, case: Uuid) -> DisasterEventView {
    eventually("every room has had its turn", async || {
        let seen = event(person, case).await;
        (seen.line.permitted_rooms + seen.line.skipped_rooms == seen.line.rooms).then_some(seen)
    })
    .await
}

/// Declares an event and waits until everyone is in.
async fn declare(city: &City, kato: &Person, shonin: &Person, rooms: &[Uuid], people: &[Uuid]) -> Uuid {
    let asked: DisasterEventAsked =
        ask(kato, &application(rooms, people, now(city).await + Duration::days(3))).await.json();
    decide(shonin, asked.case, "accepted").await.ok();
    carried_out(kato, asked.case).await;
    asked.case
}

async fn the_review(person: &Person) -> Uuid {
    let cases = person.get("/api/v1/city/cases?state=open").await.json::<Cases>().cases;
    let found: Vec<_> = cases.iter().filter(|line| line.kind == CaseKind::DisasterReview).collect();
    assert_eq!(found.len(), 1, "one review for all the rooms");
    assert!(cases.iter().all(|line| line.kind != CaseKind::ExceptionalUseReview), "and none for each");
    found[0].case
}

async fn log(person: &Person, room: Uuid) -> Vec<String> {
    let tell = |content: &Content| match content {
        Content::Post { body, .. } => body.clone(),
        Content::Permitted => "permitted".into(),
        Content::MemberJoined { .. } => "joined".into(),
        Content::MemberLeft { .. } => "left".into(),
        other => format!("{other:?}"),
    };
    person.read(room, 0).await.entries.iter().map(|entry| tell(&entry.content)).collect()
}

/// New rooms that wait for their consent form.
async fn propose(person: &Person, count: usize) -> Vec<Uuid> {
    let mut rooms = Vec::with_capacity(count);
    for n in 0..count {
        let form = json!({
            "id": id(), "name": format!("水害 ひと{n}"), "kana": "すいがい ひと", "basis": "resident",
            "birth_date": (time::macros::date!(1930 - 01 - 01) + Duration::days(i64::try_from(n).expect("few"))).to_string(),
        });
        person.call(Method::POST, "/api/v1/proposals", Some(&form)).await.ok();
        rooms.push(serde_json::from_value(form["id"].clone()).expect("an id"));
    }
    rooms
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, from the application to the review")]
async fn one_person_declares_a_disaster_and_another_permits_all_its_rooms_at_once() {
    let city = City::of_two_nodes(&[]).await;
    let (kiyo, hana) = (city.rooms.kiyo, city.rooms.hana);
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "shonin").await);
    let (sato, tanaka, ito) =
        (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "tanaka").await, city.sign_in_at(1, "ito").await);
    let (mut proposer, mut newcomer) = (sato.look_at(kiyo).await, ito.live().await);
    let until = now(&city).await + Duration::days(3);
    let people = [tanaka.account, ito.account];
    let body = application(&[kiyo, hana], &people, until);

    // Nobody asks but a moderator; each refusal names its field.
    for person in [&sato, &shonin] {
        ask(person, &body).await.refused(Code::NotFound);
    }
    for rooms in [vec![], vec![kiyo, kiyo], vec![kiyo, id()], vec![kiyo, city.rooms.saburo]] {
        ask(&kato, &application(&rooms, &people, until)).await.invalid("rooms");
    }
    for people in [vec![], vec![shonin.account], vec![id()], vec![ito.account, ito.account]] {
        ask(&kato, &application(&[kiyo], &people, until)).await.invalid("people");
    }
    for until in [now(&city).await, now(&city).await + Duration::days(15)] {
        ask(&kato, &application(&[kiyo], &people, until)).await.invalid("until");
    }
    let mut wrong = body.clone();
    wrong["words"]["name"] = json!(" ");
    ask(&kato, &wrong).await.invalid("name");
    assert_eq!(kato.get(EVENTS).await.json::<DisasterEvents>().events, vec![]);

    // Asked for is not permitted: nothing has changed for anyone.
    let asked: DisasterEventAsked = ask(&kato, &body).await.json();
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    tanaka.try_write(kiyo, id(), "許可の前").await.refused(Code::ConsentMissing);
    for room in [kiyo, hana] {
        ito.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::NotFound);
        assert_eq!(kato.city_line(room).await.permit, None);
    }
    let shown = read_case(&kato, asked.case).await;
    assert_eq!((shown.line.kind, shown.may_decide), (CaseKind::DisasterEvent, false));
    assert_eq!(shown.line.title, "カナリア台風19号");
    let claim = json!({ "version": shown.line.version });
    kato.call(Method::POST, &format!("/api/v1/city/cases/{}/claim", asked.case), Some(&claim))
        .await
        .refused(Code::NotFound);
    let seen = read_case(&shonin, asked.case).await.disaster_event.expect("what is asked for");
    assert_eq!((seen.line.rooms, seen.line.people, seen.line.stands, seen.is_own), (2, 2, false, false));
    assert_eq!(seen.people.iter().map(|person| person.account).collect::<Vec<_>>(), [ito.account, tanaka.account]);
    let newcomers = |room| seen.rooms.iter().find(|one| one.room == room).expect("a room").people;
    assert_eq!((newcomers(kiyo), newcomers(hana)), (1, 1), "tanaka is in both already");
    assert!(seen.rooms.iter().all(|one| one.permit == DisasterPermit::Waiting && !one.label.is_empty()));
    let open =
        "select (select count(*) from exceptional_use where position(convert_to('カナリア', 'UTF8') in sealed) > 0)
                + (select count(*) from city_case where position(convert_to('カナリア', 'UTF8') in sealed) > 0)";
    assert_eq!(city.number(open).await, 0, "what was said stands there in the open");

    decide(&shonin, asked.case, "accepted").await.ok();
    let seen = carried_out(&kato, asked.case).await;
    assert_eq!((seen.line.permitted_rooms, seen.line.skipped_rooms, seen.line.stands), (2, 0, true));
    assert!(seen.rooms.iter().all(|one| one.permit == DisasterPermit::Standing));
    assert_eq!(seen.line.permitted_by.as_deref(), Some("承認 カナリア職員庚"));
    // Whoever is named is in every room, at once, at every node; whoever is not, is out of the one without consent.
    assert_eq!(proposer.purge_of(kiyo).await.why, Code::NotFound);
    newcomer.line(kiyo, |line| line.state == RoomState::AwaitingConsent && line.lapses_at.is_none()).await;
    newcomer.open(kiyo).await;
    newcomer.open(hana).await;
    let post = tanaka.write(kiyo, "許可の後").await;
    newcomer.reach(kiyo, post.seq).await;
    ito.try_write(hana, id(), "わたしも").await.ok();
    let told = log(&ito, kiyo).await;
    assert_eq!(told[told.len() - 4..], ["permitted", "left", "joined", "許可の後"], "{told:?}");
    let told = log(&ito, hana).await;
    assert_eq!(told[told.len() - 3..], ["permitted", "joined", "わたしも"], "{told:?}");
    let detail: RoomDetail = ito.get(&format!("/api/v1/rooms/{kiyo}")).await.json();
    let [permit] = &detail.permits[..] else { panic!("{:?}", detail.permits) };
    assert_eq!((permit.ground, permit.purpose.as_str()), (ExceptionalUseGround::Disaster, "避難の支援"));
    assert!(permit.is_own && (permit.until - until).abs() < Duration::milliseconds(1));
    sato.get(&format!("/api/v1/rooms/{kiyo}")).await.refused(Code::NotFound);
    sato.write(hana, "同意による支援は続く").await;
    let line = kato.city_line(kiyo).await;
    assert_eq!((line.permit.expect("it stands").ground, line.members), (ExceptionalUseGround::Disaster, 2));

    // One review for all of it, by somebody else; its no ends all of it at once.
    let review = the_review(&kato).await;
    shonin.get(&format!("/api/v1/city/cases/{review}")).await.refused(Code::NotFound);
    shonin.get(&format!("{EVENTS}/{review}")).await.refused(Code::NotFound);
    decide(&kato, review, "refused").await.ok();
    // The call has answered.
    for room in [kiyo, hana] {
        ito.try_write(room, id(), "終わった後").await.refused(Code::NotFound);
        ito.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::NotFound);
        assert_eq!(newcomer.purge_of(room).await.why, Code::NotFound);
        assert_eq!(kato.city_line(room).await.permit, None);
    }
    tanaka.try_write(kiyo, id(), "終わった後").await.refused(Code::NotFound);
    tanaka.write(hana, "同意による支援は続く").await;
    let seen = event(&shonin, asked.case).await;
    assert!(!seen.line.stands && seen.line.ended_at.is_some());
    assert_eq!(seen.line.review_state, Some(CaseState::Refused));
    assert!(seen.rooms.iter().all(|one| one.permit == DisasterPermit::Over && one.people == 0));
    end(&kato, asked.case).await.refused(Code::Stale);
    for (event, times) in [
        ("exceptional_use_asked", 2),
        ("exceptional_use_permitted", 2),
        ("exceptional_use_ended", 2),
        ("disaster_event_asked", 1),
        ("disaster_event_permitted", 1),
        ("disaster_event_ended", 1),
    ] {
        let sql = format!("select count(*) from audit_event where event = '{event}'");
        assert_eq!(city.number(&sql).await, times, "{event}");
    }
    let left = "select count(*) from membership where permit is not null and left_seq is null";
    eventually("the entries are written", async || (city.number(left).await == 0).then_some(())).await;
    city.end().await;
}

#[tokio::test]
async fn without_the_other_persons_yes_there_is_no_way_in_not_even_by_sql() {
    let city = City::new().await;
    let (kato, shonin, ito) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("ito").await);
    let until = now(&city).await + Duration::days(1);
    let asked: DisasterEventAsked =
        ask(&kato, &application(&[city.rooms.kiyo, city.rooms.hana], &[ito.account], until)).await.json();
    let shonins = format!("select staff_member::text from account where id = '{}'", shonin.account);
    let shonins: String = sqlx::query_scalar(AssertSqlSafe(shonins)).fetch_one(&city.sql).await.expect("a person");
    // Whoever asked has become an approver, under another account.
    let second = format!(
        "update account set staff_member = (select staff_member from account where id = '{}') where id = '{}'",
        kato.account, shonin.account
    );
    city.fixture(&second).await;
    decide(&shonin, asked.case, "accepted").await.invalid("account");
    assert!(read_case(&shonin, asked.case).await.disaster_event.is_some_and(|of| of.is_own));
    let refused = async |sql: &str| {
        let error = sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&city.sql).await.expect_err("it is refused");
        error.to_string()
    };
    let declared = format!(
        "update disaster_event set permitted_at = clock_timestamp(), permitted_by = '{0}', permitted_name = 'x',
             permitted_affiliation = (select id from affiliation limit 1), permitted_facility = 'x', review_case = city_case
         where city_case = '{1}'",
        shonin.account, asked.case
    );
    assert!(refused(&declared).await.contains("does not permit it"));
    // Nor a room of it before it is permitted, nor by anyone else, nor as if it had always been.
    let given = format!(
        "update exceptional_use set permitted_at = clock_timestamp(), permitted_by = '{}', permitted_name = 'x',
             permitted_facility = 'x' where disaster is not null",
        shonin.account
    );
    city.fixture(&format!("update account set staff_member = '{shonins}' where id = '{}'", shonin.account)).await;
    assert!(refused(&given).await.contains("the event was not permitted"));
    let begun = format!(
        "insert into exceptional_use (city_case, room, ground, sealed, until, asked_by, asked_name, asked_facility, disaster,
                                      permitted_at, permitted_by, permitted_name, permitted_facility)
         select gen_random_uuid(), '{}', ground, sealed, until, asked_by, 'x', 'x', disaster, clock_timestamp(), '{}', 'x', 'x'
         from exceptional_use where disaster is not null limit 1",
        city.rooms.sora, shonin.account
    );
    assert!(refused(&begun).await.contains("asked for before it is given"));
    // A no lets nobody in either.
    let shown = read_case(&shonin, asked.case).await;
    let body = json!({ "version": shown.line.version, "decision": "refused", "reason": "要件に当たりません" });
    shonin.call(Method::POST, &format!("/api/v1/city/cases/{}/decision", asked.case), Some(&body)).await.ok();
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    ito.get(&format!("/api/v1/rooms/{}", city.rooms.hana)).await.refused(Code::NotFound);
    assert_eq!(city.number("select count(*) from membership where permit is not null").await, 0);
    let seen = event(&kato, asked.case).await;
    assert_eq!((seen.line.state, seen.line.stands), (CaseState::Refused, false));
    end(&kato, asked.case).await.refused(Code::Stale);
    city.end().await;
}

#[tokio::test]
async fn what_is_over_or_suspended_when_its_turn_comes_is_skipped_and_the_others_are_let_in() {
    let city = City::of_two_nodes(&[]).await;
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "shonin").await);
    let (tanaka, mori, ito) =
        (city.sign_in_at(0, "tanaka").await, city.sign_in_at(1, "mori").await, city.sign_in_at(1, "ito").await);
    let (hana, sora, kiyo) = (city.rooms.hana, city.rooms.sora, city.rooms.kiyo);
    let until = now(&city).await + Duration::days(1);
    let people = [tanaka.account, mori.account, ito.account];
    let asked: DisasterEventAsked = ask(&kato, &application(&[hana, sora, kiyo], &people, until)).await.json();
    // A consent is withdrawn, and somebody is suspended, after they were named.
    kato.discontinue(hana).await;
    city.fixture(&format!("update account set standing = 'suspended' where id = '{}'", mori.account)).await;
    decide(&shonin, asked.case, "accepted").await.ok();
    let seen = carried_out(&kato, asked.case).await;
    assert_eq!((seen.line.permitted_rooms, seen.line.skipped_rooms), (2, 1));
    let how = |seen: &DisasterEventView, room| {
        let one = seen.rooms.iter().find(|one| one.room == room).expect("a room");
        (one.permit, one.people)
    };
    assert_eq!(how(&seen, hana).0, DisasterPermit::Skipped);
    assert_eq!(how(&seen, kiyo), (DisasterPermit::Standing, 2));
    let by_permit =
        format!("select count(*) from membership where permit is not null and account = '{}'", mori.account);
    assert_eq!(city.number(&by_permit).await, 0, "a suspended account was let in");
    ito.get(&format!("/api/v1/rooms/{hana}")).await.refused(Code::NotFound);
    let mut live = tanaka.look_at(sora).await;
    tanaka.write(sora, "避難所の相談").await;
    ito.write(kiyo, "避難所の相談").await;

    // One room ends in the way that there is; the others go on.
    let path = format!("/api/v1/city/rooms/{kiyo}/exceptional-use?version={}", city.version(kiyo).await);
    let line: CityRoom = kato.call(Method::DELETE, &path, None).await.json();
    assert_eq!(line.permit, None);
    ito.try_write(kiyo, id(), "もう書けない").await.refused(Code::NotFound);
    tanaka.write(sora, "こちらは続く").await;
    let seen = event(&kato, asked.case).await;
    assert_eq!((how(&seen, kiyo), how(&seen, sora)), ((DisasterPermit::Over, 0), (DisasterPermit::Standing, 1)));

    // And all of it by a moderator, at once.
    for person in [&tanaka, &shonin] {
        end(person, asked.case).await.refused(Code::NotFound);
    }
    let seen: DisasterEventView = end(&kato, asked.case).await.json();
    assert_eq!((how(&seen, sora), seen.line.stands), ((DisasterPermit::Over, 0), false));
    ito.write(sora, "終了の後").await;
    assert_eq!(live.purge_of(sora).await.why, Code::NotFound);
    live.settle().await;
    assert!(!live.texts(sora).contains(&"終了の後".to_owned()));
    tanaka.try_write(sora, id(), "もう書けない").await.refused(Code::NotFound);
    end(&kato, asked.case).await.refused(Code::Stale);
    // It is reviewed all the same.
    decide(&kato, the_review(&kato).await, "refused").await.ok();
    city.end().await;
}

#[tokio::test]
async fn an_event_ends_by_the_databases_clock_in_all_its_rooms() {
    let city = City::of_two_nodes(&[("live.frames_per_second", "1000".into())]).await;
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "shonin").await);
    let (sato, ito) = (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "ito").await);
    let rooms = [city.rooms.kiyo, city.rooms.hana];
    let case = declare(&city, &kato, &shonin, &rooms, &[ito.account]).await;
    let mut live = ito.look_at(rooms[0]).await;
    live.open(rooms[1]).await;
    // As if it had been asked for until a moment from now.
    city.fixture(
        "do $$ declare soon timestamptz := clock_timestamp() + interval '2 seconds'; begin
         update membership set until = soon where permit is not null;
         update exceptional_use set until = soon; update disaster_event set until = soon; end $$",
    )
    .await;
    // They ask again and again until the server says no, and are refused for good.
    let posts = async |room: Uuid| {
        let mut accepted = 0;
        loop {
            let answer = ito.try_write(room, id(), "期限まで").await;
            if answer.status != 200 {
                answer.refused(Code::NotFound);
                break;
            }
            accepted += 1;
        }
        for _ in 0..10 {
            ito.try_write(room, id(), "期限の後").await.refused(Code::NotFound);
            ito.get(&format!("/api/v1/rooms/{room}")).await.refused(Code::NotFound);
        }
        accepted
    };
    let (first, second) = tokio::join!(posts(rooms[0]), posts(rooms[1]));
    assert!(first > 0 && second > 0, "{first} {second}");
    for room in rooms {
        assert_eq!(live.purge_of(room).await.why, Code::NotFound);
    }
    let after = "select count(*) from entry e join exceptional_use u on u.room = e.room where e.kind = 'post' and e.at >= u.until";
    assert_eq!(city.number(after).await, 0, "a post stands after the end");
    let seen = event(&kato, case).await;
    assert!(!seen.line.stands && seen.line.ended_at.is_none());
    assert!(seen.rooms.iter().all(|one| one.permit == DisasterPermit::Over));
    end(&kato, case).await.refused(Code::Stale);
    sato.write(rooms[1], "同意による支援は続く").await;
    let left = "select count(*) from membership where permit is not null and left_seq is null";
    eventually("the entries are written", async || (city.number(left).await == 0).then_some(())).await;
    city.end().await;
}

/// `DISASTER_ROOMS=400` makes the figures of the report.
#[tokio::test]
#[expect(clippy::print_stdout, reason = "the figures that are asked for")]
async fn a_node_that_dies_in_between_leaves_what_the_other_completes() {
    let count = std::env::var("DISASTER_ROOMS").ok().and_then(|text| text.parse().ok()).unwrap_or(50);
    let mut city = City::of_two_nodes(&[("limits.requests_per_second_per_account", "1000".into())]).await;
    let (kato, shonin) = (city.sign_in_at(1, "kato").await, city.sign_in_at(1, "shonin").await);
    let (sato, ito) = (city.sign_in_at(1, "sato").await, city.sign_in_at(1, "ito").await);
    let mut rooms = propose(&kato, count - 1).await;
    rooms.push(city.rooms.hana);
    // As many colleagues as make ten.
    city.fixture(
        "with one as (select x.facility, x.profession from affiliation x join account a on a.staff_member = x.staff_member
                      where a.login_id = 'ito' limit 1),
              people as (insert into staff_member (id, name, kana) select gen_random_uuid(), '応援 職員' || n, 'おうえん' || n
                         from generate_series(1, 9) n returning id),
              accounts as (insert into account (id, login_id, staff_member, role) select id, 'ouen' || row_number() over (), id, 'staff'
                           from people returning id)
         insert into affiliation (id, staff_member, facility, profession) select gen_random_uuid(), p.id, o.facility, o.profession
         from people p, one o",
    )
    .await;
    let mut people: Vec<Uuid> = sqlx::query_scalar("select id from account where login_id like 'ouen%'")
        .fetch_all(&city.sql)
        .await
        .expect("people");
    people.push(ito.account);

    // The last rooms are held by somebody else for a while.
    let mut last = rooms.clone();
    last.sort_unstable();
    let last = last.split_off(last.len() - 3);
    let mut held = city.sql.begin().await.expect("begun");
    let until = now(&city).await + Duration::days(1);
    let began = Instant::now();
    let asked: DisasterEventAsked = ask(&kato, &application(&rooms, &people, until)).await.json();
    println!("asked for {count} rooms and {} people in {:?}", people.len(), began.elapsed());
    sqlx::query("select from care_room where id = any($1) for update")
        .bind(&last)
        .execute(&mut *held)
        .await
        .expect("held");
    let began = Instant::now();
    decide(&shonin, asked.case, "accepted").await.ok();
    println!("decided in {:?}", began.elapsed());
    let (mut slowest, all) = (std::time::Duration::ZERO, i64::try_from(count).expect("few"));
    loop {
        let post = Instant::now();
        if !last.contains(&city.rooms.hana) {
            sato.write(city.rooms.hana, "続く").await;
            slowest = slowest.max(post.elapsed());
        }
        let permitted = "select count(*) from exceptional_use where permitted_at is not null";
        if city.number(permitted).await == all - 3 {
            break;
        }
        assert!(began.elapsed() < std::time::Duration::from_mins(1), "the rooms do not follow");
    }
    println!("let in after {:?}; the slowest post took {slowest:?}", began.elapsed());
    assert_eq!(event(&kato, asked.case).await.line.permitted_rooms, all - 3);
    city.nodes[0].signal(Signal::SIGKILL);
    held.rollback().await.expect("let go");
    carried_out(&kato, asked.case).await;

    // Everyone is in every room once, and each room was told once.
    let members = "select count(*) from membership where permit is not null and left_seq is null";
    assert_eq!(city.number(members).await, all * 10);
    assert_eq!(city.number("select count(*) from entry where kind = 'permitted'").await, all);
    assert_eq!(city.number("select count(distinct room) from entry where kind = 'permitted'").await, all);
    city.start_again(0, &[]).await;
    let began = Instant::now();
    end(&kato, asked.case).await.ok();
    println!("ended in {:?}", began.elapsed());
    let stands = "select count(*) from standing_membership where permit is not null";
    assert_eq!(city.number(stands).await, 0);
    let patience = Instant::now();
    while city.number(members).await > 0 {
        assert!(patience.elapsed() < std::time::Duration::from_mins(2), "the entries are not written");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    println!("the entries were written after {:?}", began.elapsed());
    city.end().await;
}
