//! 施設管理者の指定: the city alone says who looks after a facility's staff; it holds from the next request on, both ways.

use renrakucho_protocol::{
    http::{FacilityStaff, StaffLine},
    problem::Code,
    vocabulary::Role,
};
use renrakucho_tests::{Answer, City, Person, eventually};
use reqwest::Method;
use serde_json::json;
use sqlx::{Connection as _, Executor as _, PgConnection};
use uuid::Uuid;

use crate::staff::facility;

async fn appoint(person: &Person, facility: Uuid, account: Uuid, version: i64) -> Answer {
    let path = format!("/api/v1/city/facilities/{facility}/staff/{account}/administration");
    person.call(Method::POST, &path, Some(&json!({ "version": version }))).await
}

pub(crate) async fn dismiss(person: &Person, facility: Uuid, account: Uuid, version: i64) -> Answer {
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

#[tokio::test]
async fn who_is_dismissed_while_their_act_waits_is_refused() {
    let city = City::new().await;
    let here = facility(&city, "試験訪問看護").await;
    let kanri = city.sign_in("kanri").await;
    // A dismissal that has begun and is not committed: the request below is let in with the role as it still is.
    let mut dismissing = PgConnection::connect(&city.admin_url()).await.expect("connects");
    dismissing.execute("begin").await.expect("begun");
    sqlx::query("update account set role = 'staff' where id = $1")
        .bind(kanri.account)
        .execute(&mut dismissing)
        .await
        .expect("dismissed");
    let waiting = "select count(*) from pg_stat_activity
                   where datname = current_database() and wait_event_type = 'Lock' and query like '%for share%'";
    let path = format!("/api/v1/facilities/{here}/staff");
    let newcomer = json!({
        "id": Uuid::from_u128(1), "name": "新人 試験子", "kana": "しんじん", "profession": "visiting_nurse",
        "mail": "shinjin@mihon.example", "alert_mail": true, "hand_over": "sheet",
    });
    let adding = kanri.call(Method::POST, &path, Some(&newcomer));
    let committing = async {
        eventually("it waits for the dismissal", async || (city.number(waiting).await > 0).then_some(())).await;
        dismissing.execute("commit").await.expect("committed");
    };
    let (answer, ()) = tokio::join!(adding, committing);
    answer.refused(Code::NotFound);
    let added = "select count(*) from staff_member where name = '新人 試験子'";
    assert_eq!(city.number(added).await, 0, "added by nobody's admin");
    city.end().await;
}
