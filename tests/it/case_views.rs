//! 市の案件を見たこと: whoever of the city opens a case about a person has handled their record, and is told of wherever it is told who did:
//! in the person's report, among a leak's accesses, and in the log of the room. Of a suspicion of abuse the family is told nothing.

use renrakucho::clock;
use renrakucho_protocol::{
    access_report::AccessReport,
    audit::AuditPage,
    case::CaseDetail,
    disaster_event::DisasterEventAsked,
    exceptional_use::ExceptionalUseAsked,
    leak::LeakView,
    vocabulary::{CaseState, Deed, ErasedKind},
};
use renrakucho_tests::{City, Person, eventually, id};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use time::{Duration, format_description::well_known::Rfc3339, macros::offset};
use uuid::Uuid;

use crate::exceptional_use::{application, ask, decide, now, permit, read_case};

/// Asks for a permit and has it refused by whoever looks at what was asked for; the case.
async fn refused(city: &City, kato: &Person, shonin: &Person, room: Uuid, change: impl FnOnce(&mut Value)) -> Uuid {
    let ito = city.sign_in("ito").await;
    let mut body = application(city.version(room).await, &[ito.account], now(city).await + Duration::days(3));
    change(&mut body);
    let asked: ExceptionalUseAsked = ask(kato, room, &body).await.json();
    decide(shonin, asked.case, "refused").await.ok();
    asked.case
}

/// Who did what in a February, as the person or their family is told it. A report is about days that are over.
async fn told(city: &City, kato: &Person, room: Uuid, asked_by: &str) -> Vec<(Deed, String)> {
    let past = "update audit_event set at = '2025-02-03T10:00:00+09:00'
                where event like 'case\\_%' or event like 'exceptional\\_use\\_%' or event = 'disaster_event_viewed'";
    city.fixture("alter table audit_event disable trigger user").await;
    city.fixture(past).await;
    city.fixture("alter table audit_event enable trigger user").await;
    let form = json!({
        "id": id(), "asked_by": asked_by, "asked_on": "2025-03-10", "from": "2025-02-01", "upto": "2025-02-28",
    });
    let path = format!("/api/v1/city/rooms/{room}/access-reports");
    let report: AccessReport = kato.call(Method::POST, &path, Some(&form)).await.json();
    report.content.lines.into_iter().map(|line| (line.deed, line.name.unwrap_or_default())).collect()
}

async fn events(city: &City, event: &str, room: Uuid, of: &Person) -> i64 {
    city.number(&format!(
        "select count(*) from audit_event where event = '{event}' and room = '{room}' and account = '{}'",
        of.account
    ))
    .await
}

#[tokio::test]
async fn whoever_opened_a_case_about_a_person_has_handled_their_record() {
    let city = City::new().await;
    let (hana, kiyo) = (city.rooms.hana, city.rooms.kiyo);
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let began = now(&city).await;
    let of_abuse = refused(&city, &kato, &shonin, hana, |_| ()).await;
    let of_capacity = refused(&city, &kato, &shonin, kiyo, |body| {
        body["ground"] = json!("impaired_capacity_no_kin");
        body["words"]["kin"] = json!("nobody");
    })
    .await;

    // What was refused leaves its event about the person, too.
    for room in [hana, kiyo] {
        for (event, of, times) in [
            ("case_opened", &kato, 1),
            ("case_viewed", &shonin, 1),
            ("case_claimed", &shonin, 1),
            ("case_decided", &shonin, 1),
        ] {
            assert_eq!(events(&city, event, room, of).await, times, "{event}");
        }
    }
    // In the log of the room the city finds who looked.
    let page: AuditPage = kato.get(&format!("/api/v1/city/audit?room={hana}&kind=cases")).await.json();
    let looked = page.lines.iter().find(|line| line.event == "case_viewed").expect("a look");
    assert_eq!(looked.who.as_ref().map(|who| who.account), Some(shonin.account));
    assert_eq!(looked.about.as_deref(), Some(read_case(&kato, of_abuse).await.line.receipt.as_str()));

    // Of a leak they are among those who saw.
    let until = now(&city).await;
    let rfc = |at: time::OffsetDateTime| at.format(&Rfc3339).expect("a time");
    let form = json!({
        "id": id(), "title": "のぞき見", "kind": "room", "subject": hana, "from": rfc(began), "upto": rfc(until),
        "known_on": clock::now().to_offset(offset!(+9)).date().to_string(), "may_be_wrongful": true, "words": "申請の内容が知られた。",
    });
    let leak: CaseDetail = eventually("the chain has come so far", async || {
        let answer = kato.call(Method::POST, "/api/v1/city/leaks", Some(&form)).await;
        (answer.status == 200).then(|| answer.json())
    })
    .await;
    let seen: LeakView = kato.get(&format!("/api/v1/city/cases/{}/leak", leak.line.case)).await.json();
    let saw = |name: &str| {
        seen.accesses.iter().any(|one| one.event == "case_viewed" && one.who.as_deref().is_some_and(|who| who == name))
    };
    let name = "select s.name from staff_member s join account a on a.staff_member = s.id where a.id = $1";
    let name: String = sqlx::query_scalar(name).bind(shonin.account).fetch_one(&city.sql).await.expect("a name");
    assert!(saw(&name), "{:?}", seen.accesses);

    // The person is told; the family is not, where the suspicion may be of them.
    let handled = (Deed::HandledMatter, name);
    assert!(told(&city, &kato, hana, "person").await.contains(&handled));
    let family = told(&city, &kato, hana, "family").await;
    assert!(family.is_empty(), "{family:?}");
    for asked_by in ["person", "family"] {
        assert!(told(&city, &kato, kiyo, asked_by).await.contains(&handled), "{asked_by}");
    }
    assert_ne!(of_abuse, of_capacity);
    city.end().await;
}

#[tokio::test]
async fn beside_a_suspicion_of_abuse_the_family_is_told_of_no_other_permit_either_nor_of_its_review() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin, ito) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("ito").await);
    // One on the ground of abuse, which is permitted and reviewed, and one beside it, by a disaster.
    let of_abuse = permit(&city, &kato, &shonin, room, &[ito.account], Duration::days(1)).await;
    let review = format!("select review_case from exceptional_use where city_case = '{of_abuse}'");
    let review: Uuid = sqlx::query_scalar(AssertSqlSafe(review)).fetch_one(&city.sql).await.expect("a review");
    decide(&kato, review, "accepted").await.ok();
    let until = now(&city).await + Duration::days(2);
    let body = crate::disaster_event::application(&[room], &[ito.account], until);
    let asked: DisasterEventAsked = crate::disaster_event::ask(&kato, &body).await.json();
    decide(&shonin, asked.case, "accepted").await.ok();
    kato.get(&format!("/api/v1/city/disaster-events/{}", asked.case)).await.ok();
    crate::disaster_event::carried_out(&kato, asked.case).await;
    // And one on another ground, with a review of its own.
    let mut body = application(city.version(room).await, &[ito.account], until);
    body["ground"] = json!("other_emergency");
    let other: ExceptionalUseAsked = ask(&kato, room, &body).await.json();
    decide(&shonin, other.case, "accepted").await.ok();
    let review = format!("select review_case from exceptional_use where city_case = '{}'", other.case);
    let review: Uuid = sqlx::query_scalar(AssertSqlSafe(review)).fetch_one(&city.sql).await.expect("a review");
    read_case(&kato, review).await;
    for event in ["case_viewed", "case_decided", "disaster_event_viewed"] {
        let sql = format!("select count(*) from audit_event where event = '{event}' and room = '{room}'");
        assert!(city.number(&sql).await > 0, "{event}");
    }

    let is_of_permits = |(deed, _): &(Deed, String)| matches!(deed, Deed::HandledMatter | Deed::PermittedUse);
    assert!(told(&city, &kato, room, "person").await.iter().any(is_of_permits));
    let family = told(&city, &kato, room, "family").await;
    assert!(!family.iter().any(is_of_permits), "{family:?}");
    city.end().await;
}

#[tokio::test]
async fn whoever_looks_at_a_disaster_looks_at_each_of_its_people() {
    let city = City::new().await;
    let rooms = [city.rooms.hana, city.rooms.sora];
    let (kato, shonin, ito) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("ito").await);
    let until = now(&city).await + Duration::days(2);
    let body = crate::disaster_event::application(&rooms, &[ito.account], until);
    let asked: DisasterEventAsked = crate::disaster_event::ask(&kato, &body).await.json();
    decide(&shonin, asked.case, "refused").await.ok();
    kato.get(&format!("/api/v1/city/disaster-events/{}", asked.case)).await.ok();
    for room in rooms {
        for (event, of) in [("case_viewed", &shonin), ("case_decided", &shonin), ("disaster_event_viewed", &kato)] {
            assert_eq!(events(&city, event, room, of).await, 1, "{event}");
        }
        let page: AuditPage = kato.get(&format!("/api/v1/city/audit?room={room}&kind=cases")).await.json();
        assert!(page.lines.iter().all(|line| line.about.as_deref() == Some(&asked.receipt)), "{:?}", page.lines);
        let told = told(&city, &kato, room, "family").await;
        assert!(told.iter().filter(|(deed, _)| *deed == Deed::HandledMatter).count() >= 2, "{told:?}");
    }
    // The case itself says each step once.
    let shown = read_case(&kato, asked.case).await;
    assert_eq!(shown.history.len(), 3, "{:?}", shown.history);
    assert_eq!(events(&city, "case_viewed", rooms[0], &kato).await, 1);
    city.end().await;
}

#[tokio::test]
async fn why_the_city_decided_about_a_person_goes_with_their_room() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let case = refused(&city, &kato, &shonin, room, |_| ()).await;
    let before = refused(&city, &kato, &shonin, city.rooms.sora, |_| ()).await;
    assert_eq!(read_case(&kato, case).await.reason.as_deref(), Some("確認しました"));
    assert_eq!(city.number("select count(*) from case_reason").await, 2);
    // What stands with the case itself is nothing but what seals it: a version, a nonce and a tag.
    let with_case = format!("select octet_length(sealed_reason)::bigint from city_case where id = '{case}'");
    assert_eq!(city.number(&with_case).await, 1 + 24 + 16);

    kato.discontinue(room).await;
    let erased = crate::erasure::erase(&kato, &shonin, room).await;
    let counted = erased.goes.others.iter().find(|one| one.kind == ErasedKind::CaseReasons).expect("counted");
    assert_eq!(counted.number, 1);
    let gone = read_case(&kato, case).await;
    assert_eq!((gone.line.state, gone.reason), (CaseState::Refused, None));
    assert_eq!(city.number(&format!("select count(*) from case_reason where room = '{room}'")).await, 0);
    assert_eq!(read_case(&kato, before).await.reason.as_deref(), Some("確認しました"));
    // Why nothing is there any more is said.
    let why = format!("select city_case from erasure_proposal where room = '{room}'");
    let why: Uuid = sqlx::query_scalar(AssertSqlSafe(why)).fetch_one(&city.sql).await.expect("a case");
    assert!(read_case(&kato, why).await.reason.is_some());
    city.end().await;
}

#[tokio::test]
async fn why_the_city_decided_after_the_erasure_of_the_room_is_kept_nowhere() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin, ito) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("ito").await);
    let body = application(city.version(room).await, &[ito.account], now(&city).await + Duration::days(3));
    let asked: ExceptionalUseAsked = ask(&kato, room, &body).await.json();
    kato.discontinue(room).await;
    crate::erasure::erase(&kato, &shonin, room).await;
    decide(&shonin, asked.case, "refused").await.ok();
    let decided = read_case(&kato, asked.case).await;
    assert_eq!((decided.line.state, decided.reason), (CaseState::Refused, None));
    assert_eq!(city.number("select count(*) from case_reason").await, 0);
    let with_case = format!("select octet_length(sealed_reason)::bigint from city_case where id = '{}'", asked.case);
    assert_eq!(city.number(&with_case).await, 1 + 24 + 16);
    city.end().await;
}

#[tokio::test]
async fn why_the_city_decided_while_the_room_was_erased_is_kept_nowhere() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (kato, shonin, ito) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("ito").await);
    let body = application(city.version(room).await, &[ito.account], now(&city).await + Duration::days(3));
    let asked: ExceptionalUseAsked = ask(&kato, room, &body).await.json();
    // As an erasure that is decided, and has come no further than that: the key is there.
    let erased = format!("update care_room set state = 'erased' where id = '{room}'");
    assert_eq!(city.fixture(&erased).await, 1);
    decide(&shonin, asked.case, "refused").await.ok();
    let decided = read_case(&kato, asked.case).await;
    assert_eq!((decided.line.state, decided.reason), (CaseState::Refused, None));
    assert_eq!(city.number("select count(*) from case_reason").await, 0);
    city.end().await;
}
