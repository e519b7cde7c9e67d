//! 四半期の確認: once a quarter each facility is asked of which IDs it still has need, the unused ones first.

use renrakucho_protocol::{
    case::{CaseDetail, Cases},
    problem::Code,
    review::StaffReview,
    vocabulary::{CaseKind, CaseState},
};
use renrakucho_tests::{Answer, City, Person, eventually, id};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::staff::facility;

async fn review(person: &Person, at: Uuid) -> StaffReview {
    person.get(&format!("/api/v1/facilities/{at}/review")).await.json()
}

async fn keep(person: &Person, at: Uuid, account: Uuid, case: Uuid) -> Answer {
    let path = format!("/api/v1/facilities/{at}/review/{account}");
    person.call(Method::POST, &path, Some(&json!({ "case": case }))).await
}

/// As if the facility had been there before the quarter began.
async fn has_been_there(city: &City, at: Uuid) {
    city.fixture(&format!(
        "update facility set created_at = clock_timestamp() - interval '100 days' where id = '{at}'"
    ))
    .await;
}

#[tokio::test]
async fn a_facility_is_asked_once_a_quarter_and_the_city_closes_what_was_answered() {
    let city = City::of_two_nodes(&[]).await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, kato) = (city.sign_in("kanri").await, city.sign_in("kato").await);
    city.sign_in("sato").await;
    let before = review(&kanri, at).await;
    assert!(before.review.is_none() && before.people.len() == 3 && before.dormant_days == 90);
    // Nobody has signed in as ito for so long; sato has, and kanri.
    city.fixture(
        "update account set created_at = clock_timestamp() - interval '90 days' where login_id in ('ito', 'sato')",
    )
    .await;
    let people = review(&kanri, at).await.people;
    let marked: Vec<_> = people.iter().map(|one| (one.login_id.as_str(), one.is_dormant)).collect();
    assert_eq!(marked[0], ("ito", true), "{marked:?}");
    assert!(marked[1..].iter().all(|(_, dormant)| !dormant), "{marked:?}");
    let rooms = city
        .number(
            "select count(*) from membership where account =
        (select id from account where login_id = 'sato') and left_seq is null",
        )
        .await;
    let sato = people.iter().find(|one| one.login_id == "sato").expect("one of the staff");
    assert!(sato.rooms == rooms && sato.last_sign_in.is_some());

    // A facility that came in this quarter is asked in the next one.
    has_been_there(&city, at).await;
    let asked = eventually("it is asked", async || review(&kanri, at).await.review).await;
    assert_eq!(asked.state, CaseState::Open);
    let opened = "select count(*) from city_case where kind = 'quarterly_review'";
    assert_eq!(city.number(opened).await, 1, "by whichever node, once, and no other facility");
    let line = kato.get("/api/v1/city/cases?state=open").await.json::<Cases>().cases.remove(0);
    assert_eq!((line.case, line.kind, line.title.as_str()), (asked.case, CaseKind::QuarterlyReview, "試験訪問看護"));
    assert_eq!(line.due, asked.due);
    assert_eq!(city.number("select count(*) from city_case where due - opened_at::date between 27 and 45").await, 1);

    let path = format!("/api/v1/city/cases/{}", asked.case);
    let claim = json!({ "version": line.version });
    let claimed: CaseDetail = kato.call(Method::POST, &format!("{path}/claim"), Some(&claim)).await.json();
    assert_eq!(claimed.review.expect("a review").unanswered, 3);
    let decide = async |decision: &str| {
        let body = json!({ "version": claimed.line.version, "decision": decision, "reason": "確認しました。" });
        kato.call(Method::POST, &format!("{path}/decision"), Some(&body)).await
    };
    decide("accepted").await.invalid("decision");
    // Of each it is said, by whoever looks after them, and of oneself by another.
    let account = async |login: &str| city.account(login).await;
    keep(&kanri, at, kanri.account, asked.case).await.invalid("account");
    keep(&kanri, at, account("tanaka").await, asked.case).await.refused(Code::NotFound);
    keep(&kanri, at, account("ito").await, id()).await.refused(Code::NotFound);
    keep(&kanri, facility(&city, "試験クリニック").await, account("tanaka").await, asked.case)
        .await
        .refused(Code::NotFound);
    keep(&kanri, at, account("sato").await, asked.case).await.ok();
    let kept: StaffReview = keep(&kato, at, kanri.account, asked.case).await.json();
    let by = |login: &str| kept.people.iter().find(|one| one.login_id == login).and_then(|one| one.kept_by.clone());
    assert_eq!(by("sato").as_deref(), Some("管理 カナリア職員戊"));
    assert_eq!(by("kanri").as_deref(), Some("加藤 カナリア職員己"));
    decide("accepted").await.invalid("decision");
    // The one who is gone is retired, which is an answer too.
    let ito = account("ito").await;
    let retire = json!({ "version": 1 });
    let gone =
        kanri.call(Method::POST, &format!("/api/v1/facilities/{at}/staff/{ito}/retirement"), Some(&retire)).await;
    gone.ok();
    decide("refused").await.invalid("decision");
    let closed: CaseDetail = decide("accepted").await.json();
    assert_eq!(closed.line.state, CaseState::Accepted);
    keep(&kanri, at, account("sato").await, asked.case).await.refused(Code::Stale);
    let after = review(&kanri, at).await;
    assert_eq!((after.review.expect("it was").state, after.people.len()), (CaseState::Accepted, 2));
    assert_eq!(city.number(opened).await, 1);
    assert_eq!(city.number("select count(*) from audit_event where event = 'staff_kept'").await, 2);
    city.end().await;
}
