//! 施設のその後: what becomes of a facility and its staff after it was let in. It changes what it stated, and the city sees it.

use renrakucho_protocol::{
    case::{ApplicationReceipt, CaseDetail, Cases},
    facility::FacilityProfile,
    problem::Code,
    vocabulary::{CaseKind, CaseRoute, CaseState, FacilityField, StaffCategory},
};
use renrakucho_tests::{Answer, Browser, City, Person, Sink, id};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{cases::application, staff::facility};

pub(crate) async fn profile(person: &Person, at: Uuid) -> FacilityProfile {
    person.get(&format!("/api/v1/facilities/{at}/profile")).await.json()
}

pub(crate) fn changed(version: i64, fields: &Value) -> Value {
    let mut body = json!({
        "id": id(), "version": version, "name": "試験訪問看護", "category": "medical_institution",
        "address": "試験市カナリア町2丁目", "representative": "代表 カナリア花子", "mail": "houmon@mihon.example",
        "phone": "0280-00-0002", "listed": ["name"],
    });
    for (field, value) in fields.as_object().expect("fields") {
        body[field] = value.clone();
    }
    body
}

pub(crate) async fn change(person: &Person, at: Uuid, body: &Value) -> Answer {
    person.call(Method::PUT, &format!("/api/v1/facilities/{at}/profile"), Some(body)).await
}

pub(crate) async fn read(moderator: &Person, case: Uuid) -> CaseDetail {
    moderator.get(&format!("/api/v1/city/cases/{case}")).await.json()
}

pub(crate) async fn decide(moderator: &Person, case: Uuid, decision: &str) -> Answer {
    let mut line = read(moderator, case).await.line;
    if !line.is_mine {
        let claim = json!({ "version": line.version });
        let path = format!("/api/v1/city/cases/{case}/claim");
        line = moderator.call(Method::POST, &path, Some(&claim)).await.json::<CaseDetail>().line;
    }
    let body = json!({ "version": line.version, "decision": decision, "reason": "届出の内容を確認しました。" });
    moderator.call(Method::POST, &format!("/api/v1/city/cases/{case}/decision"), Some(&body)).await
}

#[tokio::test]
async fn what_is_only_told_holds_at_once_and_the_city_sees_old_and_new() {
    let city = City::new().await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, kato) = (city.sign_in("kanri").await, city.sign_in("kato").await);
    let before = profile(&kanri, at).await;
    assert_eq!((before.data.name.as_str(), before.data.address.as_str()), ("試験訪問看護", ""), "it never applied");
    let body = changed(before.version, &json!({}));
    let after: FacilityProfile = change(&kanri, at, &body).await.json();
    assert_eq!((after.data.address.as_str(), after.data.phone.as_str()), ("試験市カナリア町2丁目", "0280-00-0002"));
    assert!(!after.is_waiting && after.version > before.version);
    // An answer that was lost: the same again is the same change, and something else under its id is none.
    let again: FacilityProfile = change(&kanri, at, &body).await.json();
    assert_eq!(again, after);
    let mut other = body.clone();
    other["phone"] = json!("0280-00-0003");
    change(&kanri, at, &other).await.refused(Code::IdReused);
    // What a form showed that is out of date; and a form in which nothing is new.
    change(&kanri, at, &changed(before.version, &json!({ "phone": "0280-00-0003" }))).await.refused(Code::Stale);
    let same: FacilityProfile = change(&kanri, at, &changed(after.version, &json!({}))).await.json();
    assert_eq!(same, after);
    assert_eq!(city.number("select count(*) from city_case").await, 1);

    let line = kato.get("/api/v1/city/cases?state=open").await.json::<Cases>().cases.remove(0);
    assert_eq!(
        (line.kind, line.route, line.title.as_str()),
        (CaseKind::FacilityChange, CaseRoute::SignedIn, "試験訪問看護")
    );
    let shown = read(&kato, line.case).await;
    let seen = shown.change.expect("old and new");
    assert_eq!((seen.before.address.as_str(), seen.after.address.as_str()), ("", "試験市カナリア町2丁目"));
    assert!(seen.asked.is_empty() && seen.told.len() == 5 && shown.application.is_none(), "{seen:?}");
    assert_eq!((shown.facility, shown.history[0].by.is_some()), (Some(at), true));
    // It holds: to refuse what was only told would change nothing.
    decide(&kato, line.case, "refused").await.invalid("decision");
    let seen: CaseDetail = decide(&kato, line.case, "accepted").await.json();
    assert_eq!((seen.line.state, seen.facility), (CaseState::Accepted, Some(at)));
    let told = profile(&kanri, at).await;
    assert_eq!(told.version, after.version, "to have been seen changes nothing");
    assert_eq!((told.changes[0].state, told.changes[0].sent_by.is_some()), (CaseState::Accepted, true));
    assert_eq!(told.changes[0].reason.as_deref(), Some("届出の内容を確認しました。"));
    let canary = "select count(*) from city_case where position(convert_to('カナリア', 'UTF8') in sealed) > 0";
    assert_eq!(city.number(canary).await, 0, "what was sent is readable in the database");
    assert_eq!(city.number("select count(*) from audit_event where event = 'facility_changed'").await, 1);
    assert!(!city.node().log().contains("カナリア"));
    city.end().await;
}

#[tokio::test]
async fn a_new_name_waits_for_the_citys_yes_and_one_change_waits_at_a_time() {
    let sink = Sink::start().await;
    let city = City::with(&sink.settings(1)).await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, kato) = (city.sign_in("kanri").await, city.sign_in("kato").await);
    let version = async || profile(&kanri, at).await.version;
    let ask = json!({ "name": "試験市役所分室", "category": "other_admitted", "ground": "見守りの協定" });
    let waiting: FacilityProfile = change(&kanri, at, &changed(version().await, &ask)).await.json();
    assert!(waiting.is_waiting);
    assert_eq!(waiting.data.name, "試験訪問看護", "nobody takes another name by themselves");
    assert_eq!(
        (waiting.data.category, waiting.data.phone.as_str()),
        (StaffCategory::MedicalInstitution, "0280-00-0002")
    );
    // What is told goes on; a second name waits until the first is decided.
    change(&kanri, at, &changed(waiting.version, &json!({ "name": "別の名" }))).await.refused(Code::Stale);
    let told: FacilityProfile = change(&kanri, at, &changed(waiting.version, &json!({ "listed": [] }))).await.json();
    assert!(told.data.listed.is_empty() && told.is_waiting && told.changes.len() == 2);
    let first = told.changes.iter().find(|one| !one.change.asked.is_empty()).expect("the one that waits");
    assert_eq!(
        first.change.asked,
        [FacilityField::Name, FacilityField::Category, FacilityField::Ground],
        "told apart from what holds"
    );
    let refused: CaseDetail = decide(&kato, first.case, "refused").await.json();
    assert_eq!(refused.line.state, CaseState::Refused);
    let after = profile(&kanri, at).await;
    assert!(!after.is_waiting && after.data.name == "試験訪問看護");

    let renamed = changed(after.version, &json!({ "name": "試験訪問看護 新町", "listed": ["name", "phone"] }));
    let waiting: FacilityProfile = change(&kanri, at, &renamed).await.json();
    // What held meanwhile stays: the yes is to what was asked, not to the whole form.
    let moved = json!({ "phone": "0280-00-0009", "listed": ["phone"] });
    let waiting: FacilityProfile = change(&kanri, at, &changed(waiting.version, &moved)).await.json();
    let asked = waiting.changes.iter().find(|one| one.state == CaseState::Open && !one.change.asked.is_empty());
    decide(&kato, asked.expect("it waits").case, "accepted").await.ok();
    let done = profile(&kanri, at).await;
    assert_eq!((done.data.name.as_str(), done.data.phone.as_str()), ("試験訪問看護 新町", "0280-00-0009"));
    assert_eq!(done.data.listed.len(), 1);
    assert!(done.version > waiting.version, "a form that showed the old name is out of date");
    let mails = sink.wait_for(2).await;
    for mail in &mails {
        assert_eq!(mail.to, "houmon@mihon.example");
        let all = mail.everything();
        assert!(all.contains("変更の届出の結果") && !all.contains("カナリア") && !all.contains("新町"), "{all}");
    }
    city.end().await;
}

#[tokio::test]
async fn nobody_changes_anothers_facility_and_what_is_typed_wrong_is_named() {
    let city = City::new().await;
    let (here, there) = (facility(&city, "試験訪問看護").await, facility(&city, "試験クリニック").await);
    let (kanri, kato, sato) = (city.sign_in("kanri").await, city.sign_in("kato").await, city.sign_in("sato").await);
    for (person, at) in [(&kanri, there), (&sato, here), (&kanri, id()), (&kato, id())] {
        person.get(&format!("/api/v1/facilities/{at}/profile")).await.refused(Code::NotFound);
        change(person, at, &changed(1, &json!({}))).await.refused(Code::NotFound);
    }
    for (field, wrong) in [
        ("name", json!("=1+1")),
        ("address", json!("")),
        ("representative", json!("123456789018")),
        ("mail", json!("a@b.example\r\nBcc: x@y.example")),
        ("phone", json!("110")),
    ] {
        change(&kanri, here, &changed(1, &json!({ field: wrong }))).await.invalid(field);
    }
    change(&kanri, here, &changed(1, &json!({ "category": "other_admitted" }))).await.invalid("ground");
    change(&kanri, here, &changed(1, &json!({ "standing": "ended" }))).await.refused(Code::BadFrame);
    // The id of somebody else's case is no change of this facility.
    let taken = id();
    let sent = Browser::new(city.node(), None).post("/api/v1/applications", &application(taken)).await;
    let _: ApplicationReceipt = sent.json();
    change(&kanri, here, &changed(1, &json!({ "id": taken }))).await.refused(Code::IdReused);
    assert_eq!(city.number("select count(*) from facility_profile").await, 0, "a refusal changed something");
    // The city does it for a facility that tells it on paper.
    let body = changed(1, &json!({ "name": "試験クリニック" }));
    let told: FacilityProfile = change(&kato, there, &body).await.json();
    let line = read(&kato, told.changes[0].case).await.line;
    assert_eq!((line.kind, line.route), (CaseKind::FacilityChange, CaseRoute::Paper));
    // The same again for another facility is no repeat of it.
    change(&kato, here, &body).await.refused(Code::IdReused);
    city.end().await;
}

#[tokio::test]
async fn two_who_change_at_the_same_time_do_not_overwrite_each_other() {
    let city = City::new().await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, kato) = (city.sign_in("kanri").await, city.sign_in("kato").await);
    let version = profile(&kanri, at).await.version;
    let (a, b) = (
        changed(version, &json!({ "phone": "0280-00-0011", "name": "甲" })),
        changed(version, &json!({ "phone": "0280-00-0012", "name": "乙" })),
    );
    let (one, other) = tokio::join!(change(&kanri, at, &a), change(&kato, at, &b));
    assert!((one.status == 200) != (other.status == 200), "{} {}", one.text, other.text);
    let (won, lost) = if one.status == 200 { (one, other) } else { (other, one) };
    lost.refused(Code::Stale);
    let won: FacilityProfile = won.json();
    assert_eq!(profile(&kanri, at).await, won);
    assert_eq!(city.number("select count(*) from city_case").await, 1, "what was refused opened a case");
    city.end().await;
}
