//! 連絡先: the city keeps where a person lives and whom of their family one asks; members read it in the room.

use renrakucho_protocol::{
    case::{CaseDetail, CaseLine},
    http::RoomDetail,
    particulars::{Particulars, ParticularsView},
    problem::Code,
    vocabulary::{CaseKind, CaseState, ResidenceBasis, RoomState},
};
use renrakucho_tests::{Answer, City, Person};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::erasure::erase;

fn path(room: Uuid) -> String {
    format!("/api/v1/city/rooms/{room}/particulars")
}

fn filled() -> Value {
    json!({
        "address": " みほん市カナリア町1-2-3 ", "phone": "0280-00-0000",
        "contacts": [
            { "name": "見本 カナリア長女", "relation": "長女", "phone": "090-0000-0000", "is_told": true },
            { "name": "見本 次男", "relation": "次男", "phone": "", "is_told": false },
        ],
    })
}

async fn change(person: &Person, room: Uuid, version: i64, particulars: &Value) -> Answer {
    let body = json!({ "version": version, "particulars": particulars });
    person.call(Method::PUT, &path(room), Some(&body)).await
}

async fn detail(person: &Person, room: Uuid) -> RoomDetail {
    person.get(&format!("/api/v1/rooms/{room}")).await.json()
}

async fn events(city: &City, event: &str) -> i64 {
    city.number(&format!("select count(*) from audit_event where event = '{event}'")).await
}

#[tokio::test]
async fn the_city_keeps_it_on_the_version_it_saw_and_members_read_it() {
    let city = City::new().await;
    let (kato, sato, kanri) = (city.sign_in("kato").await, city.sign_in("sato").await, city.sign_in("kanri").await);
    let room = city.rooms.hana;
    assert_eq!(detail(&sato, room).await.particulars, None);
    let before: ParticularsView = kato.get(&path(room)).await.json();
    assert_eq!((before.version, before.particulars), (0, Particulars::default()));
    assert_eq!(events(&city, "particulars_viewed").await, 1);
    let kept: ParticularsView = change(&kato, room, 0, &filled()).await.json();
    assert_eq!((kept.version, kept.particulars.address.as_str()), (1, "みほん市カナリア町1-2-3"));
    assert_eq!(detail(&sato, room).await.particulars, Some(kept.particulars));
    // Two who began on the same version: one of them is out of date.
    change(&kato, room, 0, &filled()).await.refused(Code::Stale);
    let again = filled();
    let answers = futures_util::future::join_all((0..5).map(|_| change(&kato, room, 1, &again))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(kato.get(&path(room)).await.json::<ParticularsView>().version, 2);
    assert_eq!(events(&city, "particulars_changed").await, 2);
    let clear = "select count(*) from room_particulars where position(convert_to('カナリア', 'UTF8') in sealed) > 0";
    assert_eq!(city.number(clear).await, 0);
    // Members read, and nobody but the city changes.
    for other in [&sato, &kanri] {
        other.get(&path(room)).await.refused(Code::NotFound);
        change(other, room, 2, &filled()).await.refused(Code::NotFound);
    }
    for (field, part, wrong) in [
        ("address", "/address", json!("番号 123456789018")),
        ("phone", "/phone", json!("でんわ")),
        ("name", "/contacts/0/name", json!(" ")),
        ("relation", "/contacts/1/relation", json!("")),
        ("phone", "/contacts/0/phone", json!("1234-5678-9018")),
    ] {
        let mut form = filled();
        *form.pointer_mut(part).expect("there") = wrong;
        change(&kato, room, 2, &form).await.invalid(field);
    }
    city.end().await;
}

#[tokio::test]
async fn nothing_is_kept_before_the_consent_and_an_erasure_takes_it() {
    let city = City::new().await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let (room, other) = (city.rooms.hana, city.rooms.sora);
    change(&kato, city.rooms.kiyo, 0, &filled()).await.refused(Code::ConsentMissing);
    change(&kato, room, 0, &filled()).await.ok();
    change(&kato, other, 0, &filled()).await.ok();
    kato.discontinue(room).await;
    kato.get(&path(room)).await.refused(Code::RoomClosed);
    change(&kato, room, 1, &filled()).await.refused(Code::RoomClosed);
    let kept = "select count(*) from room_particulars";
    city.fixture(&format!("select forget_particulars('{room}')")).await;
    assert_eq!(city.number(kept).await, 2, "what is not erased stays");
    assert!(erase(&kato, &shonin, room).await.completed_at.is_some());
    assert_eq!(city.number(kept).await, 1);
    city.end().await;
}

async fn reviews(person: &Person, of: &str) -> Vec<CaseLine> {
    let lines: serde_json::Value = person.get(&format!("/api/v1/city/cases?state={of}")).await.json();
    let lines: Vec<CaseLine> = serde_json::from_value(lines["cases"].clone()).expect("lines");
    lines.into_iter().filter(|line| line.kind == CaseKind::ResidenceReview).collect()
}

async fn state(kato: &Person, case: Uuid, version: i64, decision: &str, basis: Option<(&str, i64)>) -> Answer {
    let mut body = json!({ "version": version, "decision": decision, "reason": "確認しました" });
    if let Some((basis, version)) = basis {
        body["residence"] = json!({ "basis": basis, "version": version });
    }
    kato.call(Method::POST, &format!("/api/v1/city/cases/{case}/decision"), Some(&body)).await
}

#[tokio::test]
async fn whoever_stays_supported_after_a_move_is_so_on_a_ground_that_is_stated() {
    let city = City::new().await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let room = city.rooms.hana;
    let living = |address: &str| {
        let mut form = filled();
        form["address"] = json!(address);
        form
    };
    let first: ParticularsView = change(&kato, room, 0, &living("みほん市カナリア町1")).await.json();
    assert_eq!((first.basis, first.statements.len()), (ResidenceBasis::Resident, 0));
    let mut kept = 1;
    for (before, after) in [("resident", "lives_here"), ("lives_here", "lives_here"), ("lives_here", "resident")] {
        let moved: ParticularsView =
            change(&kato, room, kept, &living(&format!("となり市カナリア台{kept}"))).await.json();
        let case = moved.review_case.expect("it is looked at");
        let path = format!("/api/v1/city/cases/{case}");
        let detail: CaseDetail = kato.get(&path).await.json();
        let claim = json!({ "version": detail.line.version });
        let claimed: CaseDetail = kato.call(Method::POST, &format!("{path}/claim"), Some(&claim)).await.json();
        let (version, of) = (claimed.line.version, claimed.residence.expect("it"));
        assert_eq!(of.basis.map(word), Some(json!(before)));
        state(&kato, case, version, "accepted", None).await.invalid("basis");
        // Somebody changes the address once more meanwhile: what was seen is not what is decided about.
        change(&kato, room, of.version, &living(&format!("となり市カナリア台{}", kept + 1))).await.ok();
        state(&kato, case, version, "accepted", Some((after, of.version))).await.refused(Code::Stale);
        kept = of.version + 1;
        let decided: CaseDetail = state(&kato, case, version, "accepted", Some((after, kept))).await.json();
        let of = decided.residence.expect("it");
        let stated = of.stated.expect("it was stated");
        assert_eq!((stated.case, word(stated.before), word(stated.after)), (case, json!(before), json!(after)));
        assert_eq!(of.basis, Some(stated.after));
        assert!(stated.by.starts_with("加藤"), "{}", stated.by);
        let seen: ParticularsView = kato.get(&format!("/api/v1/city/rooms/{room}/particulars")).await.json();
        assert_eq!((seen.basis, seen.statements.first()), (stated.after, Some(&stated)));
        assert_eq!(seen.review_case, None);
        let events = format!(
            "select count(*) from audit_event where event = 'residence_stated' and room = '{room}' and subject = '{case}'"
        );
        assert_eq!(city.number(&events).await, 1);
    }
    let words = "select count(*) from residence_statement where position('resident' in encode(sealed, 'escape')) > 0";
    assert_eq!(city.number(words).await, 0, "sealed with the room's key");
    // No other case takes it.
    kato.discontinue(room).await;
    assert!(erase(&kato, &shonin, room).await.completed_at.is_some());
    assert_eq!(city.number("select count(*) from residence_statement").await, 0);
    city.end().await;
}

fn word(basis: ResidenceBasis) -> serde_json::Value {
    serde_json::to_value(basis).expect("a word")
}

#[tokio::test]
async fn whoever_moves_is_looked_at_again_and_support_ends_before_that_is_said() {
    let city = City::new().await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let room = city.rooms.hana;
    let living = |address: &str| {
        let mut form = filled();
        form["address"] = json!(address);
        form
    };
    // The first address is none that changed; nor is a telephone.
    let kept: ParticularsView = change(&kato, room, 0, &living("みほん市カナリア町1")).await.json();
    assert_eq!(kept.review_case, None);
    let mut form = living("みほん市カナリア町1");
    form["phone"] = json!("0280-11-1111");
    change(&kato, room, 1, &form).await.ok();
    assert_eq!(reviews(&kato, "open").await.len(), 0);

    let moved: ParticularsView = change(&kato, room, 2, &living("となり市カナリア台2")).await.json();
    let case = moved.review_case.expect("it is looked at");
    // A second change is looked at together with the first.
    let again: ParticularsView = change(&kato, room, 3, &living("となり市カナリア台3")).await.json();
    assert_eq!(again.review_case, Some(case));
    let line = reviews(&kato, "open").await.pop().expect("one");
    assert_eq!((line.case, line.title.as_str()), (case, "見本 カナリア花子"));
    assert!(reviews(&shonin, "open").await.is_empty(), "a moderator decides it");
    let path = format!("/api/v1/city/cases/{case}");
    let detail: CaseDetail = kato.get(&path).await.json();
    let of = detail.residence.expect("what it is about");
    assert_eq!(of.before.as_deref(), Some("みほん市カナリア町1"));
    assert_eq!((of.now.as_deref(), of.state), (Some("となり市カナリア台3"), RoomState::Active));
    let clear =
        "select (select count(*) from residence_review where position(convert_to('カナリア', 'UTF8') in sealed) > 0)
        + (select count(*) from city_case where position(convert_to('カナリア', 'UTF8') in sealed) > 0)";
    assert_eq!(city.number(clear).await, 0);

    let claimed: CaseDetail =
        kato.call(Method::POST, &format!("{path}/claim"), Some(&json!({ "version": line.version }))).await.json();
    let decide = async |version: i64, decision: &str| state(&kato, case, version, decision, None).await;
    // Nor is anything stated of someone who is not supported.
    state(&kato, case, claimed.line.version, "refused", Some(("resident", of.version))).await.invalid("decision");
    // Support goes on: it cannot be said that there is none.
    decide(claimed.line.version, "refused").await.invalid("decision");
    let end = json!({ "version": city.version(room).await, "reason": "moved_away",
        "ended_on": renrakucho::clock::today().to_string() });
    kato.call(Method::POST, &format!("/api/v1/city/rooms/{room}/support-end"), Some(&end)).await.ok();
    state(&kato, case, claimed.line.version, "refused", Some(("resident", of.version))).await.invalid("basis");
    let decided: CaseDetail = decide(claimed.line.version, "refused").await.json();
    assert_eq!(decided.line.state, CaseState::Refused);
    assert_eq!(decided.residence.expect("it").stated, None);

    // What was kept for it goes with the room, and the case says no more whom it was about.
    assert!(erase(&kato, &shonin, room).await.completed_at.is_some());
    assert_eq!(city.number("select count(*) from residence_review").await, 0);
    let detail: CaseDetail = kato.get(&path).await.json();
    let of = detail.residence.expect("that it was");
    assert_eq!((of.before, of.now, of.kana, detail.line.title.as_str()), (None, None, None, ""));
    assert_eq!(of.state, RoomState::Erased);
    city.end().await;
}

#[tokio::test]
async fn of_a_room_that_is_closed_the_case_about_an_address_tells_none_of_it_and_is_decided_all_the_same() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    let (closes, ends) = (city.rooms.hana, city.rooms.sora);
    let mut cases = Vec::new();
    for room in [closes, ends] {
        for (version, address) in [(0, "みほん市カナリア町1"), (1, "となり市カナリア台2")] {
            let mut form = filled();
            form["address"] = json!(address);
            let seen: ParticularsView = change(&kato, room, version, &form).await.json();
            cases.extend(seen.review_case);
        }
    }
    let path = |case: Uuid| format!("/api/v1/city/cases/{case}");
    kato.discontinue(closes).await;
    let end = json!({ "version": city.version(ends).await, "reason": "moved_away",
        "ended_on": renrakucho::clock::today().to_string() });
    kato.call(Method::POST, &format!("/api/v1/city/rooms/{ends}/support-end"), Some(&end)).await.ok();

    // The record of someone whose support ended is read on; of one whose consent was withdrawn it is read by nobody.
    let of = kato.get(&path(cases[1])).await.json::<CaseDetail>().residence.expect("it");
    assert_eq!((of.state, of.now.as_deref()), (RoomState::Ended, Some("となり市カナリア台2")));
    let read = kato.get(&path(cases[0])).await;
    assert!(!read.text.contains("カナリア町") && !read.text.contains("カナリア台"), "{}", read.text);
    let detail: CaseDetail = read.json();
    let of = detail.residence.expect("it");
    assert_eq!((of.state, of.before, of.now), (RoomState::Discontinued, None, None));
    assert_eq!((of.basis, of.stated, of.version), (None, None, 0));

    let claim = json!({ "version": detail.line.version });
    let claimed = kato.call(Method::POST, &format!("{}/claim", path(cases[0])), Some(&claim)).await;
    assert!(!claimed.text.contains("カナリア台"), "{}", claimed.text);
    let version = claimed.json::<CaseDetail>().line.version;
    let decided = state(&kato, cases[0], version, "refused", None).await;
    assert!(!decided.text.contains("カナリア台"), "{}", decided.text);
    assert_eq!(decided.json::<CaseDetail>().line.state, CaseState::Refused);
    city.end().await;
}
