//! Two permits in one room (article 20): when one ends, whom the other names loses nothing; and the city sees both.

use renrakucho_protocol::{
    disaster_event::DisasterEventAsked,
    exceptional_use::ExceptionalUseAsked,
    frame::ServerFrame,
    http::CityRoom,
    problem::Code,
    vocabulary::{ExceptionalUseGround, RoomState},
};
use renrakucho_tests::{City, Live, Person, eventually, id};
use reqwest::Method;
use serde_json::json;
use sqlx::AssertSqlSafe;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

use crate::{
    disaster_event,
    exceptional_use::{application, ask, decide, detail, now, permit, read_case},
};

/// Asks for a permit on a ground that is not abuse, and gives it.
async fn emergency(city: &City, [kato, shonin]: [&Person; 2], room: Uuid, people: &[Uuid], hours: Duration) -> Uuid {
    let mut body = application(city.version(room).await, people, now(city).await + hours);
    body["ground"] = json!("other_emergency");
    let asked: ExceptionalUseAsked = ask(kato, room, &body).await.json();
    decide(shonin, asked.case, "accepted").await.ok();
    asked.case
}

async fn declare(city: &City, [kato, shonin]: [&Person; 2], room: Uuid, people: &[Uuid]) -> Uuid {
    let until = now(city).await + Duration::days(5);
    let body = json!({
        "words": { "name": "台風19号", "circumstances": "浸水のおそれがある", "purpose": "避難の支援" },
        "rooms": [room], "people": people, "until": until.format(&Rfc3339).expect("a time"),
    });
    let asked: DisasterEventAsked = disaster_event::ask(kato, &body).await.json();
    decide(shonin, asked.case, "accepted").await.ok();
    disaster_event::carried_out(kato, asked.case).await;
    asked.case
}

async fn review_of(city: &City, permit: Uuid) -> Uuid {
    let sql = format!("select review_case from exceptional_use where city_case = '{permit}'");
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&city.sql).await.expect("a review")
}

async fn until_of(city: &City, permit: Uuid) -> OffsetDateTime {
    let sql = format!("select until from exceptional_use where city_case = '{permit}'");
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&city.sql).await.expect("an end")
}

/// The person goes on in the room by this permit, to its end, and was never told to wipe.
async fn goes_on(city: &City, person: &Person, live: &mut Live, room: Uuid, permit: Uuid) {
    let until = until_of(city, permit).await;
    let post = person.write(room, "もうひとつの許可で続く").await;
    live.reach(room, post.seq).await;
    live.line(room, |line| line.permitted_until == Some(until)).await;
    assert!(!live.came(|frame| matches!(frame, ServerFrame::Purge(_))), "they were told to wipe");
    let own: Vec<_> = detail(person, room).await.permits.into_iter().filter(|permit| permit.is_own).collect();
    assert_eq!(own.iter().map(|permit| permit.until).collect::<Vec<_>>(), [until]);
}

#[tokio::test]
async fn the_reviews_no_to_one_permit_shuts_out_nobody_whom_the_other_names() {
    let city = City::of_two_nodes(&[]).await;
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "shonin").await);
    let (sato, tanaka, ito) =
        (city.sign_in_at(1, "sato").await, city.sign_in_at(1, "tanaka").await, city.sign_in_at(1, "ito").await);
    let kanri = city.sign_in_at(0, "kanri").await;
    // One room with consent and one without. In each ito is named by both, kanri by the longer one alone.
    for (room, by_both) in [(city.rooms.hana, vec![&ito]), (city.rooms.kiyo, vec![&ito, &tanaka])] {
        let mut people: Vec<_> = by_both.iter().map(|person| person.account).collect();
        let shorter = emergency(&city, [&kato, &shonin], room, &people, Duration::days(1)).await;
        people.push(kanri.account);
        let longer = permit(&city, &kato, &shonin, room, &people, Duration::days(3)).await;
        let mut kept = Vec::new();
        for person in &by_both {
            kept.push((*person, person.look_at(room).await));
        }
        let mut out = kanri.look_at(room).await;
        let mut by_consent = if room == city.rooms.hana { Some(sato.look_at(room).await) } else { None };
        let line = kato.city_line(room).await;
        let grounds: Vec<_> = line.permits.iter().map(|permit| permit.ground).collect();
        assert_eq!(grounds, [ExceptionalUseGround::AbuseOrDv, ExceptionalUseGround::OtherEmergency]);
        assert_eq!(line.permit, line.permits.first().copied());

        decide(&kato, review_of(&city, longer).await, "refused").await.ok();
        assert_eq!(out.purge_of(room).await.why, Code::NotFound);
        kanri.try_write(room, id(), "名指しされていない").await.refused(Code::NotFound);
        for (person, live) in &mut kept {
            goes_on(&city, person, live, room, shorter).await;
        }
        let line = kato.city_line(room).await;
        assert_eq!(line.permits.iter().map(|permit| permit.ground).collect::<Vec<_>>(), grounds[1..]);
        // Whoever is there by the consent is told that what stands has changed, without an entry.
        if let Some(live) = &mut by_consent {
            live.until("that the page changed", |frame| {
                matches!(frame, ServerFrame::Detail(changed) if changed.room == room).then_some(())
            })
            .await;
            assert_eq!(detail(&sato, room).await.permits.len(), 1);
        }

        // A moderator ends all that stand in a room: then nobody is left.
        let path = format!("/api/v1/city/rooms/{room}/exceptional-use?version={}", city.version(room).await);
        let line: CityRoom = kato.call(Method::DELETE, &path, None).await.json();
        assert_eq!(line.permits, vec![]);
        for (person, live) in &mut kept {
            assert_eq!(live.purge_of(room).await.why, Code::NotFound);
            person.try_write(room, id(), "終わった後").await.refused(Code::NotFound);
        }
    }
    city.end().await;
}

#[tokio::test]
async fn the_end_of_a_disaster_shuts_out_nobody_whom_another_permit_names() {
    let city = City::of_two_nodes(&[]).await;
    let (kato, shonin) = (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "shonin").await);
    let (ito, kanri, sato) =
        (city.sign_in_at(1, "ito").await, city.sign_in_at(1, "kanri").await, city.sign_in_at(1, "sato").await);
    let room = city.rooms.hana;
    let event = declare(&city, [&kato, &shonin], room, &[ito.account, kanri.account]).await;
    let on_abuse = permit(&city, &kato, &shonin, room, &[ito.account], Duration::days(1)).await;
    let (mut kept, mut out, mut by_consent) =
        (ito.look_at(room).await, kanri.look_at(room).await, sato.look_at(room).await);
    kato.call(Method::DELETE, &format!("/api/v1/city/disaster-events/{event}"), None).await.ok();
    assert_eq!(out.purge_of(room).await.why, Code::NotFound);
    goes_on(&city, &ito, &mut kept, room, on_abuse).await;
    by_consent.until("that the page changed", |frame| matches!(frame, ServerFrame::Detail(_)).then_some(())).await;
    // And a proxy's withdrawal leaves them there too, whichever of the two stood longer.
    let left = format!("select count(*) from membership where account = '{}' and left_seq is null", kanri.account);
    eventually("the entry is written", async || {
        (city.number(&format!("{left} and room = '{room}'")).await == 0).then_some(())
    })
    .await;
    crate::discontinuation::discontinue(&kato, room, "asked_by_proxy").await.ok();
    kept.line(room, |line| line.state == RoomState::PermitOnly).await;
    goes_on(&city, &ito, &mut kept, room, on_abuse).await;
    city.end().await;
}

#[tokio::test]
async fn nor_does_the_clock_whatever_permit_somebody_rests_on() {
    let city = City::new().await;
    let (kato, shonin, ito) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("ito").await);
    let room = city.rooms.hana;
    let stands = permit(&city, &kato, &shonin, room, &[ito.account], Duration::days(1)).await;
    let over = emergency(&city, [&kato, &shonin], room, &[ito.account], Duration::days(2)).await;
    // As if the one that they rest on had been given until a moment from now.
    city.fixture(&format!(
        "do $$ declare soon timestamptz := clock_timestamp() + interval '1 second'; begin
         update membership set until = soon where permit = '{over}';
         update exceptional_use set until = soon where city_case = '{over}'; end $$"
    ))
    .await;
    let by = format!("select count(*) from standing_membership where room = '{room}' and permit = '{stands}'");
    eventually("they rest on the other one", async || (city.number(&by).await == 1).then_some(())).await;
    let mut live = ito.look_at(room).await;
    let post = ito.write(room, "続き").await;
    live.reach(room, post.seq).await;
    let left = format!("select count(*) from entry where room = '{room}' and kind = 'member_left'");
    assert_eq!(city.number(&left).await, 0, "the log says that they left");
    city.end().await;
}

#[tokio::test]
async fn whom_a_permit_skipped_it_does_not_let_in_later_when_another_one_or_the_consent_ends() {
    let city = City::new().await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let (kanri, ito) = (city.account("kanri").await, city.account("ito").await);
    for by_consent in [false, true] {
        let room = if by_consent { city.rooms.hana } else { city.rooms.kiyo };
        // ito is suspended when the first is decided, and there again when the other one is.
        let body = application(city.version(room).await, &[kanri, ito], now(&city).await + Duration::days(3));
        let asked: ExceptionalUseAsked = ask(&kato, room, &body).await.json();
        city.fixture(&format!("update account set standing = 'suspended' where id = '{ito}'")).await;
        decide(&shonin, asked.case, "accepted").await.ok();
        city.fixture(&format!("update account set standing = 'active' where id = '{ito}'")).await;
        let of = read_case(&shonin, asked.case).await.exceptional_use.expect("what was permitted");
        assert_eq!(of.skipped, [ito]);
        let other = emergency(&city, [&kato, &shonin], room, &[ito], Duration::days(1)).await;
        let person = city.sign_in("ito").await;
        person.write(room, "もうひとつの許可で参加").await;

        if by_consent {
            crate::discontinuation::discontinue(&kato, room, "asked_by_proxy").await.ok();
        } else {
            decide(&kato, review_of(&city, other).await, "refused").await.ok();
        }
        let answer = person.try_write(room, id(), "参加していない").await;
        assert!([404, 410].contains(&answer.status), "by_consent: {by_consent}: {}", answer.text);
        let by_it = format!("select count(*) from membership where permit = '{}'", asked.case);
        assert_eq!(city.number(&by_it).await, 1, "kanri alone");
    }
    city.end().await;
}

#[tokio::test]
async fn whoever_asked_reviews_it_only_where_nobody_else_could() {
    let city = City::new().await;
    city.fixture("update account set role = 'city_moderator' where login_id = 'mori'").await;
    let (kato, shonin, mori) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("mori").await);
    let (ito, room) = (city.sign_in("ito").await, city.rooms.hana);
    let case = permit(&city, &kato, &shonin, room, &[ito.account], Duration::days(1)).await;
    let review = review_of(&city, case).await;
    let shown = read_case(&kato, review).await;
    let of = shown.exceptional_use.expect("what was permitted");
    assert!(of.is_own && of.is_asker && shown.line.is_own && !shown.line.is_to_decide);
    decide(&kato, review, "accepted").await.invalid("account");
    // As the only moderator they do, and the case says that they asked.
    city.fixture("update account set standing = 'suspended' where login_id = 'mori'").await;
    let shown = read_case(&kato, review).await;
    let of = shown.exceptional_use.expect("what was permitted");
    assert!(!of.is_own && of.is_asker && shown.line.is_to_decide);
    city.fixture("update account set standing = 'active' where login_id = 'mori'").await;
    let of = read_case(&mori, review).await.exceptional_use.expect("what was permitted");
    assert!(!of.is_own && !of.is_asker);
    decide(&mori, review, "refused").await.ok();
    ito.try_write(room, id(), "終わった後").await.refused(Code::NotFound);

    // The same of a disaster.
    let event = declare(&city, [&kato, &shonin], room, &[ito.account]).await;
    let sql = format!("select review_case from disaster_event where city_case = '{event}'");
    let review: Uuid = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&city.sql).await.expect("a review");
    let shown = read_case(&kato, review).await;
    assert!(shown.disaster_event.is_some_and(|of| of.is_own) && shown.line.is_own && !shown.line.is_to_decide);
    assert!(read_case(&mori, review).await.line.is_to_decide);
    decide(&kato, review, "accepted").await.invalid("account");
    city.end().await;
}
