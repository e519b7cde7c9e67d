//! 区分の変更: a facility becomes another kind only when every consent by which its staff are in a room reaches that kind.

use renrakucho_protocol::{
    case::CaseDetail, consent::ConsentTaken, facility::FacilityProfile, problem::Code, vocabulary::StaffCategory,
};
use renrakucho_tests::{City, Person};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    consent_form::admit,
    consent_history::{signed_by_person, take},
    facility_life::{change, changed, decide, profile, read},
    staff::facility,
};

const SCOPE: [&str; 1] = ["medical_institution"];

async fn narrow(city: &City, kato: &Person, room: Uuid, leaving: &[Uuid]) {
    let mut receipt = signed_by_person(city.version(room).await);
    receipt["scope"] = json!({ "categories": SCOPE, "information": ["care"], "refused_facilities": [] });
    take(kato, room, &receipt, &[], leaving).await.json::<ConsentTaken>();
}

/// Asks for another kind; the case.
async fn ask(kanri: &Person, at: Uuid, fields: Value) -> Uuid {
    let body = changed(profile(kanri, at).await.version, &fields);
    let asked: FacilityProfile = change(kanri, at, &body).await.json();
    assert!(asked.is_waiting);
    asked.changes.iter().find(|one| one.decided_at.is_none() && !one.change.asked.is_empty()).expect("it waits").case
}

#[tokio::test]
async fn a_kind_that_a_consent_does_not_reach_is_accepted_when_nobody_is_there_by_it() {
    let city = City::new().await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, kato, sato) = (city.sign_in("kanri").await, city.sign_in("kato").await, city.sign_in("sato").await);
    let room = city.rooms.hana;
    // Whatever the consent of another room says of others: all of these are of that kind.
    narrow(&city, &kato, room, &[]).await;
    let case = ask(&kanri, at, json!({ "category": "welfare_service_office" })).await;
    let seen: CaseDetail = read(&kato, case).await;
    assert_eq!(seen.unreached.len(), 1, "of the other rooms the consent reaches all kinds");
    assert_eq!((seen.unreached[0].room, seen.unreached[0].label.as_str()), (room, "見本 カナリア花子"));
    assert!(seen.unreached[0].members.iter().any(|one| one.person.account == sato.account));
    assert!(seen.unreached[0].members.iter().all(|one| one.person.facility == "試験訪問看護"));
    decide(&kato, case, "accepted").await.invalid("members");
    assert_eq!(
        profile(&kanri, at).await.data.category,
        StaffCategory::MedicalInstitution,
        "of a refusal nothing is left"
    );
    sato.write(room, "まだ参加しています").await;

    // First they are removed, or the consent is wider.
    let staff: Vec<_> = seen.unreached[0].members.iter().map(|one| one.person.account).collect();
    for account in &staff {
        let path = format!("/api/v1/city/rooms/{room}/members/{account}?version={}", city.version(room).await);
        kato.call(Method::DELETE, &path, None).await.ok();
    }
    assert_eq!(read(&kato, case).await.unreached, []);
    decide(&kato, case, "accepted").await.ok();
    assert_eq!(profile(&kanri, at).await.data.category, StaffCategory::WelfareServiceOffice);
    admit(&kato, room, &sato).await.invalid("scope");
    let wide = signed_by_person(city.version(room).await);
    take(&kato, room, &wide, &[], &[]).await.ok();
    admit(&kato, room, &sato).await.ok();
    // Back again, to what the consent speaks of: nobody is in the way.
    let back = ask(&kanri, at, json!({})).await;
    assert_eq!(read(&kato, back).await.unreached, []);
    decide(&kato, back, "accepted").await.ok();
    sato.write(room, "続き").await;
    city.end().await;
}

#[tokio::test]
async fn raced_with_admissions_nobody_is_in_a_room_whose_consent_does_not_reach_their_kind() {
    let city = City::of_two_nodes(&[]).await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, kato, sato) =
        (city.sign_in_at(0, "kanri").await, city.sign_in_at(0, "kato").await, city.sign_in_at(1, "sato").await);
    let room = city.rooms.hana;
    narrow(&city, &kato, room, &[]).await;
    let elsewhere = kato.at(&city.nodes[1]);
    let remove_all = async || {
        let there = format!(
            "select m.account from membership m join affiliation x on x.id = m.affiliation
             where m.room = '{room}' and x.facility = '{at}' and m.left_seq is null"
        );
        let accounts: Vec<Uuid> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(there)).fetch_all(&city.sql).await.expect("members");
        for account in accounts {
            let path = format!("/api/v1/city/rooms/{room}/members/{account}?version={}", city.version(room).await);
            kato.call(Method::DELETE, &path, None).await.ok();
        }
    };
    let outside = format!(
        "select count(*) from standing_membership m join facility f on f.id = m.facility
         where m.room = '{room}' and f.category <> 'medical_institution'"
    );
    for round in 0..12 {
        remove_all().await;
        let case = ask(&kanri, at, json!({ "category": "welfare_service_office" })).await;
        let late = async {
            tokio::time::sleep(std::time::Duration::from_millis(round * 8)).await;
            admit(&elsewhere, room, &sato).await
        };
        let (decided, admitted) = tokio::join!(decide(&kato, case, "accepted"), late);
        assert_eq!(city.number(&outside).await, 0, "round {round}");
        assert_ne!(
            decided.status == 200,
            admitted.status == 200,
            "one of the two: {} {}",
            decided.status,
            admitted.status
        );
        if decided.status == 200 {
            sato.try_write(room, renrakucho_tests::id(), "遅い").await.refused(Code::NotFound);
            let back = ask(&kanri, at, json!({})).await;
            decide(&kato, back, "accepted").await.ok();
        } else {
            sato.write(room, "参加中").await;
            remove_all().await;
            decide(&kato, case, "refused").await.ok();
        }
    }
    city.end().await;
}
