//! 二人で行う: the inbox says of each case whose turn it is, and whoever began one sees that another person decides.

use renrakucho_protocol::{
    case::{CaseDetail, CaseLine, Cases},
    disaster_event::DisasterEventAsked,
    erasure::{ErasurePreview, ErasureProposed},
    vocabulary::{CaseKind, Role},
};
use renrakucho_tests::{City, Person, id};
use reqwest::Method;
use time::Duration;
use uuid::Uuid;

use crate::{
    cases::application,
    disaster_event, disclosure,
    erasure::{preview, propose},
    exceptional_use::{decide, now},
};

async fn line(person: &Person, case: Uuid) -> Option<CaseLine> {
    let cases = person.get("/api/v1/city/cases?state=open").await.json::<Cases>().cases;
    cases.into_iter().find(|line| line.case == case)
}

/// Whose it is, whether it takes two, whether it is the caller's own, whether it waits for them.
fn turn(line: &CaseLine) -> (Role, bool, bool, bool) {
    (line.decider, line.takes_two, line.is_own, line.is_to_decide)
}

#[tokio::test]
async fn what_one_proposes_waits_for_another_and_what_comes_from_outside_for_the_moderator() {
    let city = City::new().await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let room = city.rooms.hana;
    kato.discontinue(room).await;
    let seen: ErasurePreview = preview(&kato, room).await.json();
    let case = propose(&kato, room, seen.version).await.json::<ErasureProposed>().case;

    let (theirs, ours) = (line(&kato, case).await.expect("seen"), line(&shonin, case).await.expect("seen"));
    assert_eq!(turn(&theirs), (Role::CityApprover, true, true, false));
    assert_eq!(turn(&ours), (Role::CityApprover, true, false, true));
    assert_eq!((ours.facility, ours.kind), (None, CaseKind::Erasure));
    let detail: CaseDetail = shonin.get(&format!("/api/v1/city/cases/{case}")).await.json();
    assert_eq!(turn(&detail.line), turn(&ours), "on its own page it says the same");
    // With whatever account: the same person is not two people.
    let whose = "update erasure_proposal set proposed_by = (select id from account where login_id = 'shonin')";
    assert_eq!(city.fixture(whose).await, 1);
    let ours = line(&shonin, case).await.expect("seen");
    assert_eq!((ours.is_own, ours.is_to_decide), (true, false));

    let paper = id();
    kato.call(Method::POST, "/api/v1/city/cases", Some(&application(paper))).await.ok();
    let applied = line(&kato, paper).await.expect("seen");
    assert_eq!(turn(&applied), (Role::CityModerator, false, false, true));
    assert_eq!(line(&shonin, paper).await, None);
    city.end().await;
}

#[tokio::test]
async fn whoever_asked_for_an_unsealing_or_declared_a_disaster_sees_that_another_person_decides() {
    let city = City::new().await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let unsealing = disclosure::ask(&kato, city.rooms.hana).await.case;
    let until = now(&city).await + Duration::days(3);
    let body = disaster_event::application(&[city.rooms.hana], &[city.sign_in("ito").await.account], until);
    let declared = disaster_event::ask(&kato, &body).await.json::<DisasterEventAsked>().case;
    for (case, table) in [(unsealing, "disclosure_unsealing"), (declared, "disaster_event")] {
        let (theirs, ours) = (line(&kato, case).await.expect("seen"), line(&shonin, case).await.expect("seen"));
        assert_eq!(turn(&theirs), (Role::CityApprover, true, true, false), "{table}");
        assert_eq!(turn(&ours), (Role::CityApprover, true, false, true), "{table}");
        // A person with both roles is not two people.
        let by = |login: &str| {
            format!(
                "update {table} set asked_by = (select id from account where login_id = '{login}') where city_case = '{case}'"
            )
        };
        assert_eq!(city.fixture(&by("shonin")).await, 1);
        assert_eq!(turn(&line(&shonin, case).await.expect("seen")), (Role::CityApprover, true, true, false), "{table}");
        assert_eq!(city.fixture(&by("kato")).await, 1);
    }

    // Nor does whoever permitted a disaster's rooms review that, with whatever account.
    decide(&shonin, declared, "accepted").await.ok();
    let cases = kato.get("/api/v1/city/cases?state=open").await.json::<Cases>().cases;
    let review = cases.iter().find(|line| line.kind == CaseKind::DisasterReview).expect("a review");
    assert_eq!((review.takes_two, review.is_own, review.is_to_decide), (true, false, true));
    city.fixture(
        "update account set staff_member = (select staff_member from account where login_id = 'shonin') where login_id = 'kato'",
    )
    .await;
    let review = line(&kato, review.case).await.expect("seen");
    assert_eq!((review.is_own, review.is_to_decide), (true, false));
    city.end().await;
}

#[tokio::test]
async fn a_request_that_waits_for_its_answer_stands_among_the_others_by_the_day_of_the_law() {
    let city = City::new().await;
    let (kato, shonin) = (city.sign_in("kato").await, city.sign_in("shonin").await);
    let (earlier, later) = (id(), id());
    for case in [earlier, later] {
        kato.call(Method::POST, "/api/v1/city/cases", Some(&application(case))).await.ok();
    }
    assert_eq!(city.fixture(&format!("update city_case set due = '2026-02-03' where id = '{earlier}'")).await, 1);
    let mut shut = Vec::new();
    for room in [city.rooms.hana, city.rooms.sora] {
        let asked = disclosure::ask(&kato, room).await;
        decide(&shonin, asked.case, "accepted").await.ok();
        disclosure::hours_are_over(&city, asked.request).await;
        shut.push(asked.case);
    }
    shut.sort_unstable();

    let cases = kato.get("/api/v1/city/cases?state=open").await.json::<Cases>().cases;
    let found: Vec<_> = cases.iter().map(|line| (line.case, line.is_overdue)).collect();
    assert_eq!(found, [(earlier, true), (shut[0], true), (shut[1], true), (later, false)]);
    assert!(cases.is_sorted_by_key(|line| &line.due));
    city.end().await;
}
