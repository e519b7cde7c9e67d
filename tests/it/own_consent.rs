//! 本人の同意の取り直し: somebody else signed for a child; before the child comes of age the city is told to ask them themself.

use renrakucho_domain::own_consent::comes_of_age;
use renrakucho_protocol::{
    case::{CaseDetail, CaseLine, CaseStepKind},
    http::SignedBy,
    problem::Code,
    vocabulary::{CaseKind, CaseRoute, CaseState, RoomState},
};
use renrakucho_tests::{Answer, City, Person, eventually, id};
use reqwest::Method;
use serde_json::json;
use time::{Date, Duration, macros::date};
use uuid::Uuid;

use crate::{
    consent_history::{signed_by_person, signed_by_proxy, take},
    erasure::erase,
};

/// Of 例田 カナリア空, for whom her mother signed.
const BORN: Date = date!(2018 - 06 - 11);

/// An age that she comes to in some years, and how many days there are until then.
fn coming() -> (u16, i64) {
    let age = u16::try_from(renrakucho::clock::today().year() - BORN.year() + 3).expect("an age");
    let day = comes_of_age(BORN, age).expect("a day");
    (age, (day - renrakucho::clock::today()).whole_days())
}

fn settings(age: u16, lead_days: i64) -> [(&'static str, String); 2] {
    [("consent.own_consent_age", age.to_string()), ("consent.own_consent_lead_days", lead_days.to_string())]
}

async fn asked(person: &Person, of: &str) -> Vec<CaseLine> {
    let lines: serde_json::Value = person.get(&format!("/api/v1/city/cases?state={of}")).await.json();
    let lines: Vec<CaseLine> = serde_json::from_value(lines["cases"].clone()).expect("lines");
    lines.into_iter().filter(|line| line.kind == CaseKind::OwnConsent).collect()
}

async fn opened(kato: &Person) -> CaseLine {
    eventually("the case opens", async || asked(kato, "open").await.pop()).await
}

async fn read(kato: &Person, case: Uuid) -> CaseDetail {
    kato.get(&format!("/api/v1/city/cases/{case}")).await.json()
}

async fn claim(kato: &Person, line: &CaseLine) -> i64 {
    let path = format!("/api/v1/city/cases/{}/claim", line.case);
    let claimed: CaseDetail = kato.call(Method::POST, &path, Some(&json!({ "version": line.version }))).await.json();
    claimed.line.version
}

async fn decide(kato: &Person, case: Uuid, version: i64, decision: &str) -> Answer {
    let body = json!({ "version": version, "decision": decision, "reason": "確認しました" });
    kato.call(Method::POST, &format!("/api/v1/city/cases/{case}/decision"), Some(&body)).await
}

/// Another child who is asked, registered now: when that case is open, everybody before has been looked at.
async fn all_were_looked_at(kato: &Person, born: Date, signed_on: Date) {
    let room = id();
    // In letters alone: some ids hold twelve digits that might be a My Number.
    let letters = room.simple().to_string().bytes().map(|byte| char::from(byte % 26 + b'a')).collect::<String>();
    let name = format!("年齢 {}", &letters[16..]);
    let form = json!({
        "id": room, "name": name, "kana": "ねんれい", "birth_date": born.to_string(), "basis": "resident",
    });
    kato.call(Method::POST, "/api/v1/proposals", Some(&form)).await.ok();
    let line = kato.city_line(room).await;
    let mut receipt = signed_by_proxy(line.version);
    receipt["signed_on"] = json!(signed_on.to_string());
    receipt["others"] = json!(line.same_person);
    kato.call(Method::POST, &format!("/api/v1/city/rooms/{room}/consent-receipt"), Some(&receipt)).await.ok();
    eventually("the last one is asked", async || asked(kato, "open").await.into_iter().find(|line| line.title == name))
        .await;
}

/// Since when all of them are looked at again.
async fn another_day(city: &City) {
    city.fixture("update own_consent_look set all_on = all_on - 1").await;
}

async fn is_looked_at_today(city: &City) {
    let today = renrakucho::clock::today();
    let of = format!("select count(*) from own_consent_look where all_on = '{today}'");
    eventually("all were looked at", async || (city.number(&of).await == 1).then_some(())).await;
}

#[tokio::test]
async fn what_is_newer_is_looked_at_at_once_and_everything_once_a_day() {
    let (age, days) = coming();
    let city = City::with(&settings(age, days)).await;
    let kato = city.sign_in("kato").await;
    let (elder, today) = (BORN - Duration::days(1), renrakucho::clock::today());
    opened(&kato).await;
    is_looked_at_today(&city).await;
    // If anybody looked at her again, she would be asked again.
    city.fixture("update consent_receipt set recorded_at = recorded_at - interval '1 hour'").await;
    city.fixture("delete from own_consent").await;
    for _ in 0..2 {
        all_were_looked_at(&kato, elder, today).await;
    }
    let of_her = format!("select count(*) from own_consent where room = '{}'", city.rooms.sora);
    assert_eq!(city.number(&of_her).await, 0, "an old consent is not looked at a second time on that day");
    another_day(&city).await;
    eventually("on another day she is", async || (city.number(&of_her).await == 1).then_some(())).await;
    is_looked_at_today(&city).await;
    city.end().await;
}

#[tokio::test]
async fn a_child_who_comes_of_age_is_asked_once_and_the_case_ends_when_they_sign() {
    let (age, days) = coming();
    let city = City::with(&settings(age, days)).await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let room = city.rooms.sora;
    let line = opened(&kato).await;
    let day = comes_of_age(BORN, age).expect("a day").to_string();
    assert_eq!((line.due.as_str(), line.title.as_str()), (day.as_str(), "例田 カナリア空"));
    assert_eq!((line.route, line.is_overdue), (CaseRoute::Calendar, false));
    assert!(asked(&shonin, "open").await.is_empty(), "a moderator decides it");
    let of = read(&kato, line.case).await.own_consent.expect("whom it is about");
    assert_eq!(
        (of.room, of.age, of.comes_of_age_on.as_deref(), of.state),
        (room, age, Some(day.as_str()), RoomState::Active)
    );
    assert_eq!(
        (of.consent.expect("one").relation.as_deref(), of.why_not_person.as_deref()),
        (Some("母"), Some("児童のため"))
    );

    // What is not true is not said.
    let version = claim(&kato, &line).await;
    decide(&kato, line.case, version, "accepted").await.invalid("decision");
    // Somebody else signs again: it is not what was asked for.
    let again = signed_by_proxy(city.version(room).await);
    take(&kato, room, &again, &[], &[]).await.ok();
    assert_eq!(asked(&kato, "open").await.len(), 1);

    let own = signed_by_person(city.version(room).await);
    take(&kato, room, &own, &[], &[]).await.ok();
    assert!(asked(&kato, "open").await.is_empty());
    let done = read(&kato, line.case).await;
    assert_eq!(done.line.state, CaseState::Accepted);
    assert_eq!(done.reason.as_deref(), Some("ご本人が署名した同意書の受領を記録しました。"));
    assert_eq!(done.own_consent.and_then(|of| of.consent).expect("one").signed_by, SignedBy::Person);
    let steps: Vec<_> = done.history.iter().map(|step| step.step).collect();
    assert_eq!(steps, [CaseStepKind::Opened, CaseStepKind::Claimed, CaseStepKind::Accepted]);
    decide(&kato, line.case, done.line.version, "refused").await.refused(Code::Stale);

    // Of a room that is erased the case says no more whom it was about, nor when they were born.
    kato.discontinue(room).await;
    // Nor is any of it read once the room is closed.
    let shut = read(&kato, line.case).await.own_consent.expect("that it was");
    assert_eq!((shut.comes_of_age_on, shut.consent, shut.why_not_person), (None, None, None));
    assert!(erase(&kato, &shonin, room).await.completed_at.is_some());
    let gone = read(&kato, line.case).await;
    assert_eq!(gone.line.title, "");
    assert_ne!(gone.line.due, day);
    let of = gone.own_consent.expect("that it was");
    assert_eq!((of.kana, of.comes_of_age_on, of.consent, of.why_not_person), (None, None, None, None));
    city.end().await;
}

#[tokio::test]
async fn nobody_is_asked_too_early_or_who_was_grown_up_or_signed_themself() {
    let (age, days) = coming();
    let city = City::with(&settings(age, days - 1)).await;
    let kato = city.sign_in("kato").await;
    // hana, who was grown up when her daughter signed for her.
    let hana = city.rooms.hana;
    let version = city.version(hana).await;
    take(&kato, hana, &signed_by_proxy(version), &[], &[]).await.ok();
    let (before, today) = (BORN - Duration::days(1), renrakucho::clock::today());
    all_were_looked_at(&kato, before, today).await;
    assert_eq!(city.number("select count(*) from own_consent").await, 1, "of that one alone");
    city.end().await;
}

#[tokio::test]
async fn somebody_else_s_consent_goes_on_for_a_reason_and_nothing_closes_when_the_day_is_over() {
    // She came of age a year ago; her mother had signed when she was younger.
    let age = u16::try_from(renrakucho::clock::today().year() - BORN.year() - 1).expect("an age");
    let city = City::with(&settings(age, 0)).await;
    let (kato, room) = (city.sign_in("kato").await, city.rooms.sora);
    let day = comes_of_age(BORN, age).expect("a day");
    let (elder, signed_before) = (BORN - Duration::days(400), day - Duration::days(500));
    all_were_looked_at(&kato, elder, signed_before).await;
    assert_eq!(asked(&kato, "open").await.len(), 1, "she was of age when somebody else signed");
    city.fixture(&format!(
        "update consent_receipt set signed_on = '{0}', received_on = '{0}' where room = '{room}'",
        day - Duration::days(1)
    ))
    .await;
    let mut city = city;
    city.restart_node(0, &settings(age, 0)).await;
    another_day(&city).await;
    let kato = kato.at(&city.nodes[0]);
    let line = eventually("the case opens", async || {
        asked(&kato, "open").await.into_iter().find(|line| line.title == "例田 カナリア空")
    })
    .await;
    assert!(line.is_overdue, "{}", line.due);
    assert_eq!(kato.city_line(room).await.state, RoomState::Active);
    city.sign_in("mori").await.write(room, "続いています").await;

    let version = claim(&kato, &line).await;
    let decided: CaseDetail = decide(&kato, line.case, version, "refused").await.json();
    assert_eq!((decided.line.state, decided.reason.as_deref()), (CaseState::Refused, Some("確認しました")));
    // Once: not again for the same person, also not by a node that begins anew.
    city.restart_node(0, &settings(age, 0)).await;
    another_day(&city).await;
    let kato = kato.at(&city.nodes[0]);
    all_were_looked_at(&kato, elder, signed_before).await;
    assert_eq!(city.number("select count(*) from own_consent").await, 3);
    city.end().await;
}

#[tokio::test]
async fn the_deadline_follows_the_age_that_the_city_sets_and_the_case_ends_with_the_support() {
    let (age, days) = coming();
    let mut city = City::with(&settings(age, days)).await;
    let kato = city.sign_in("kato").await;
    let room = city.rooms.sora;
    let line = opened(&kato).await;
    city.restart_node(0, &settings(age + 2, days)).await;
    let kato = kato.at(&city.nodes[0]);
    let later = comes_of_age(BORN, age + 2).expect("a day").to_string();
    let moved =
        eventually("the deadline follows", async || asked(&kato, "open").await.pop().filter(|line| line.due == later))
            .await;
    assert_eq!(moved.case, line.case);
    let version = claim(&kato, &moved).await;
    let end = json!({ "version": city.version(room).await, "reason": "graduated",
        "ended_on": renrakucho::clock::today().to_string() });
    kato.call(Method::POST, &format!("/api/v1/city/rooms/{room}/support-end"), Some(&end)).await.ok();
    decide(&kato, line.case, version, "refused").await.invalid("decision");
    let decided: CaseDetail = decide(&kato, line.case, version, "accepted").await.json();
    assert_eq!(decided.line.state, CaseState::Accepted);
    city.end().await;
}
