//! 二人で行う: the inbox says of each case whose turn it is, and whoever began one sees that another person decides.

use renrakucho_protocol::{
    case::{CaseDetail, CaseLine, Cases},
    erasure::{ErasurePreview, ErasureProposed},
    vocabulary::{CaseKind, Role},
};
use renrakucho_tests::{City, Person, id};
use reqwest::Method;
use uuid::Uuid;

use crate::{
    cases::application,
    erasure::{preview, propose},
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
