//! `renrakucho city-code`: of two people of the city one has lost every way in, and the other could make none.

use renrakucho_tests::{Browser, City, answer};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn while_two_others_of_the_city_are_left_they_make_the_way_in_and_before_that_the_operator_does() {
    let city = City::new().await;
    let make = async |login: &str| city.command(&["city-code", "--login", login]).await;
    let code = |told: &str| {
        let link = told.lines().find_map(|line| line.split_once("/enrol#")).expect("a link");
        link.1.trim().to_owned()
    };
    let refused = make("sato").await.expect_err("of a facility");
    assert!(refused.contains("acts for the city"), "{refused}");

    city.fixture("update account set role = 'city_moderator' where login_id = 'mori'").await;
    city.fixture(
        "update affiliation set facility = (select id from facility where category = 'city_employee')
         where staff_member = (select staff_member from account where login_id = 'mori')",
    )
    .await;
    let refused = make("kato").await.expect_err("two others");
    assert!(refused.contains("another one confirms it"), "{refused}");
    let written = "select count(*) from audit_event where request_id = 'city-code'";
    assert_eq!(city.number(written).await, 0);

    // Somebody who has no device that works is no help.
    city.fixture(
        "update passkey set standing = 'suspended' where account = (select id from account where login_id = 'shonin')",
    )
    .await;
    let first = code(&make("kato").await.expect("a code"));
    let second = code(&make(" kato ").await.expect("another one"));
    assert_ne!(first, second);
    let open = "select count(*) from enrolment_code where voided_at is null and used_at is null
                and account = (select id from account where login_id = 'kato')";
    assert_eq!(city.number(open).await, 1, "the next one voids the one before");
    let mut browser = Browser::new(city.node(), None);
    browser.enrol(&second).await;
    let view: Value = answer(browser.request(Method::GET, "/api/v1/session")).await.json();
    assert_eq!(view["role"], json!("city_moderator"));

    let made =
        "select count(*) from audit_event where event = 'code_issued' and request_id = 'city-code' and account is null
                and subject = (select id from account where login_id = 'kato')";
    assert_eq!(city.number(made).await, 2);
    let told = "select count(distinct n.account) from notice_mail n join account a on a.id = n.account
                where n.kind = 'code_issued' and a.role in ('city_moderator', 'city_approver')";
    let everybody =
        "select count(*) from account where role in ('city_moderator', 'city_approver') and mail is not null";
    assert_eq!(city.number(told).await, city.number(everybody).await);
    city.end().await;
}
