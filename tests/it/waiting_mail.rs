//! Whoever looks after a facility, and the city, is told by mail what waits for them: in fixed words, without a word about anyone.

use renrakucho_protocol::{
    case::Cases,
    disclosure::{DisclosureAsked, DisclosurePreview},
    facility_end::FacilityEnd,
    http::{FacilityStaff, IssuedCode, StaffLine},
    problem::Code,
    vocabulary::Role,
};
use renrakucho_tests::{City, Person, Sink, eventually, id};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{disclosure, erasure::propose, exceptional_use, staff::facility};

async fn post(person: &Person, path: &str, body: Value) -> renrakucho_tests::Answer {
    person.call(Method::POST, &format!("/api/v1/facilities/{path}"), Some(&body)).await
}

async fn line(person: &Person, at: Uuid, login: &str) -> StaffLine {
    let staff: FacilityStaff = person.get(&format!("/api/v1/facilities/{at}/staff")).await.json();
    staff.staff.into_iter().find(|line| line.login_id == login).expect("one of the staff")
}

/// Who was told this, once their mails are there.
async fn told(sink: &Sink, subject: &str, people: usize) -> Vec<String> {
    let mails = eventually(subject, async || {
        let mails: Vec<_> = sink.mails().into_iter().filter(|mail| mail.everything().contains(subject)).collect();
        (mails.len() >= people).then_some(mails)
    })
    .await;
    let mut to: Vec<_> = mails
        .iter()
        .map(|mail| {
            let all = mail.everything();
            assert!(
                all.contains("個人情報を記載していません") && all.contains("Auto-Submitted: auto-generated"),
                "{all}"
            );
            for word in ["カナリア", "試験訪問看護", "試験クリニック", "佐藤", "sato", "tanaka", "/enrol", "/cases"]
            {
                assert!(!all.contains(word), "{word}: {all}");
            }
            mail.to.trim_end_matches("@mihon.example").to_owned()
        })
        .collect();
    to.sort();
    to
}

/// As many notices of this kind were ever kept, whoever they are for.
async fn kept(city: &City, kind: &str) -> i64 {
    city.number(&format!("select count(*) from notice_mail where kind = '{kind}'")).await
}

#[tokio::test]
async fn a_code_that_waits_is_told_to_another_admin_or_to_the_city_where_there_is_none() {
    let sink = Sink::start().await;
    let mut settings = sink.settings(1);
    settings.push(("people.second_person", "always".into()));
    let city = City::with(&settings).await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, kato) = (city.sign_in("kanri").await, city.sign_in("kato").await);
    city.sign_in("sato").await;
    let issue = async |person: &Person| -> IssuedCode {
        let sato = line(person, at, "sato").await;
        let body = json!({ "version": sato.version, "hand_over": "screen" });
        post(person, &format!("{at}/staff/{}/code", sato.account), body).await.json()
    };
    let subject = "登録コードの確認のお願い";
    let issued = issue(&kanri).await;
    assert!(issued.awaits_second);
    assert_eq!(told(&sink, subject, 1).await, ["kato"], "kanri is the only admin");
    assert!(sink.mails().iter().all(|mail| !mail.everything().contains(&issued.code)));
    // The city vouches by itself: nothing waits.
    assert!(!issue(&kato).await.awaits_second);
    assert_eq!(kept(&city, "code_awaits").await, 1);
    // Another admin is nearer than the city; whoever is one elsewhere is not.
    city.fixture("update account set role = 'facility_admin' where login_id in ('ito', 'mori')").await;
    issue(&kanri).await;
    assert_eq!(told(&sink, subject, 2).await, ["ito", "kato"]);
    assert_eq!(kept(&city, "code_awaits").await, 2);
    // Nobody confirms their own.
    city.sign_in("ito").await;
    let ito = line(&kanri, at, "ito").await;
    let body = json!({ "version": ito.version, "hand_over": "screen" });
    post(&kanri, &format!("{at}/staff/{}/code", ito.account), body).await.ok();
    assert_eq!(told(&sink, subject, 3).await, ["ito", "kato", "kato"]);
    city.end().await;
}

#[tokio::test]
async fn the_admins_are_told_of_an_end_an_arrival_and_a_review() {
    let sink = Sink::start().await;
    let city = City::with(&sink.settings(1)).await;
    let (at, clinic) = (facility(&city, "試験訪問看護").await, facility(&city, "試験クリニック").await);
    city.fixture("update account set role = 'facility_admin' where login_id = 'ito'").await;
    let (kanri, kato) = (city.sign_in("kanri").await, city.sign_in("kato").await);

    city.fixture(&format!(
        "update facility set created_at = clock_timestamp() - interval '100 days' where id = '{at}'"
    ))
    .await;
    assert_eq!(told(&sink, "四半期の確認のお願い", 2).await, ["ito", "kanri"]);

    let tanaka = line(&kato, clinic, "tanaka").await;
    let body = json!({ "version": tanaka.version, "to": at });
    post(&kato, &format!("{clinic}/staff/{}/transfer", tanaka.account), body).await.ok();
    assert_eq!(told(&sink, "職員の異動のお知らせ", 2).await, ["ito", "kanri"]);

    // Whoever says it knows.
    let path = format!("/api/v1/facilities/{at}/end");
    let shown: FacilityEnd = kanri.get(&path).await.json();
    let body = json!({
        "id": id(), "version": shown.facility.version, "effective_on": shown.latest, "seen": shown.left,
    });
    kanri.call(Method::POST, &path, Some(&body)).await.ok();
    assert_eq!(told(&sink, "利用の廃止のお知らせ", 1).await, ["ito"]);
    for (kind, times) in [("review_awaits", 2), ("staff_arrived", 2), ("facility_ends", 1)] {
        assert_eq!(kept(&city, kind).await, times, "{kind}");
    }
    city.end().await;
}

#[tokio::test]
async fn whoever_releases_a_disclosure_is_told_that_it_is_blackened_and_both_see_whose_turn_it_is() {
    let sink = Sink::start().await;
    let city = City::with(&sink.settings(1)).await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let room = city.rooms.hana;
    let words = json!({
        "requester": "person", "relation": null, "received_on": "2026-01-05", "legal_basis": "法律第76条",
        "purpose": "経過を知るため", "identity_check": "運転免許証", "from": null, "upto": null,
    });
    let path = format!("/api/v1/city/rooms/{room}/disclosures");
    let asked: DisclosureAsked =
        kato.call(Method::POST, &path, Some(&json!({ "id": id(), "words": words }))).await.json();
    let request = asked.request;
    assert_eq!(kept(&city, "decision_awaits").await, 1);
    let turn = async |person: &Person, of: &str| -> Option<(Option<Role>, bool)> {
        let cases: Cases = person.get(&format!("/api/v1/city/cases?state={of}")).await.json();
        let line = cases.cases.into_iter().find(|line| line.case == asked.case)?;
        Some((line.release_turn, line.is_to_decide))
    };
    assert_eq!(turn(&shonin, "open").await, Some((None, true)), "to unseal the room");
    disclosure::step(&kato, request, "/readiness").await.refused(Code::NotFound);
    exceptional_use::decide(&shonin, asked.case, "accepted").await.ok();
    // The hours run: whoever blackens is told, and nobody else.
    assert_eq!(told(&sink, "開封の決定のお知らせ", 1).await, ["kato"]);
    assert_eq!(turn(&kato, "open").await, Some((Some(Role::CityModerator), true)));
    assert_eq!(turn(&shonin, "open").await, Some((Some(Role::CityModerator), false)));
    assert_eq!(turn(&kato, "decided").await, None, "it is not over");

    disclosure::step(&shonin, request, "/readiness").await.refused(Code::NotFound);
    disclosure::step(&kato, request, "/readiness").await.ok();
    disclosure::step(&kato, request, "/readiness").await.refused(Code::Stale);
    assert_eq!(kept(&city, "decision_awaits").await, 2);
    assert_eq!(told(&sink, "市承認者の決定のお願い", 2).await, ["shonin", "shonin"]);
    assert_eq!(turn(&kato, "open").await, Some((Some(Role::CityApprover), false)));
    assert_eq!(turn(&shonin, "open").await, Some((Some(Role::CityApprover), true)));
    // What changes afterwards takes it back.
    let entry = disclosure::pages(&kato, request).await.entries[0].entry.id;
    disclosure::redact(&kato, request, entry, json!([disclosure::mark("author", "third_party", "")])).await;
    assert_eq!(turn(&shonin, "open").await, Some((Some(Role::CityModerator), false)));
    disclosure::step(&kato, request, "/readiness").await.ok();
    let seen: DisclosurePreview = disclosure::preview(&shonin, request).await.json();
    disclosure::release(&shonin, request, &seen).await.ok();
    assert_eq!((turn(&shonin, "open").await, turn(&shonin, "decided").await), (None, Some((None, false))));
    disclosure::step(&kato, request, "/readiness").await.refused(Code::NotFound);

    // That it is not unsealed is told too.
    let refused = disclosure::ask(&kato, room).await;
    exceptional_use::decide(&shonin, refused.case, "refused").await.ok();
    assert_eq!(told(&sink, "開封の決定のお知らせ", 2).await, ["kato", "kato"]);
    assert_eq!(kept(&city, "unsealing_decided").await, 2);
    city.end().await;
}

#[tokio::test]
async fn an_approver_is_told_that_something_waits_which_is_theirs_to_decide() {
    let sink = Sink::start().await;
    let city = City::with(&sink.settings(1)).await;
    let kato = city.sign_in("kato").await;
    let room = city.rooms.hana;
    kato.discontinue(room).await;
    propose(&kato, room, city.version(room).await).await.ok();
    assert_eq!(told(&sink, "市承認者の決定のお願い", 1).await, ["shonin"]);
    assert_eq!(kept(&city, "decision_awaits").await, 1);
    city.end().await;
}
