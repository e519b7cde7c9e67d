//! 施設管理者の指定: the city alone says who looks after a facility's staff; it holds from the next request on, both ways.

use renrakucho_protocol::{
    http::{FacilityStaff, StaffLine},
    problem::Code,
    vocabulary::Role,
};
use renrakucho_tests::{Answer, City, Person};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::staff::facility;

async fn appoint(person: &Person, facility: Uuid, account: Uuid, version: i64) -> Answer {
    let path = format!("/api/v1/city/facilities/{facility}/staff/{account}/administration");
    person.call(Method::POST, &path, Some(&json!({ "version": version }))).await
}

async fn dismiss(person: &Person, facility: Uuid, account: Uuid, version: i64) -> Answer {
    let path = format!("/api/v1/city/facilities/{facility}/staff/{account}/administration?version={version}");
    person.call(Method::DELETE, &path, None).await
}

#[tokio::test]
async fn the_city_alone_says_who_is_an_admin_and_it_holds_at_once() {
    let city = City::new().await;
    let (here, there) = (facility(&city, "試験訪問看護").await, facility(&city, "試験クリニック").await);
    let (kato, kanri, sato) = (city.sign_in("kato").await, city.sign_in("kanri").await, city.sign_in("sato").await);
    let staff = format!("/api/v1/facilities/{here}/staff");
    let version = async || -> i64 {
        let found: FacilityStaff = kato.get(&staff).await.json();
        found.staff.into_iter().find(|line| line.account == sato.account).expect("sato").version
    };

    sato.get(&staff).await.refused(Code::NotFound);
    let seen = version().await;
    // Not an admin, who could make further ones; not at a facility where the person has no ID; not the city's own accounts.
    appoint(&kanri, here, sato.account, seen).await.refused(Code::NotFound);
    appoint(&sato, here, sato.account, seen).await.refused(Code::NotFound);
    appoint(&kato, there, sato.account, seen).await.refused(Code::NotFound);
    let office = facility(&city, "試験市役所").await;
    appoint(&kato, office, city.account("shonin").await, 1).await.refused(Code::NotFound);
    appoint(&kato, here, sato.account, seen + 1).await.refused(Code::Stale);

    let line: StaffLine = appoint(&kato, here, sato.account, seen).await.json();
    assert_eq!((line.role, line.version), (Role::FacilityAdmin, seen + 1));
    // The same session, the next request; and no other facility.
    sato.get(&staff).await.ok();
    sato.get(&format!("/api/v1/facilities/{there}/staff")).await.refused(Code::NotFound);
    appoint(&kato, here, sato.account, seen + 1).await.refused(Code::Stale);

    dismiss(&kanri, here, sato.account, seen + 1).await.refused(Code::NotFound);
    let line: StaffLine = dismiss(&kato, here, sato.account, seen + 1).await.json();
    assert_eq!((line.role, line.version), (Role::Staff, seen + 2));
    sato.get(&staff).await.refused(Code::NotFound);
    dismiss(&kato, here, sato.account, seen + 2).await.refused(Code::Stale);

    for (event, times) in [("admin_appointed", 1), ("admin_dismissed", 1)] {
        let sql = format!("select count(*) from audit_event where event = '{event}' and subject = '{}'", sato.account);
        assert_eq!(city.number(&sql).await, times, "{event}");
    }
    city.end().await;
}
