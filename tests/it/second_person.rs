//! A new device for someone who was in before, outside the city's desk hours: the admin's word is not enough, and whoever gives
//! the second one is somebody else.

use renrakucho_protocol::{
    http::{FacilityStaff, IssuedCode, StaffLine},
    problem::Code,
};
use renrakucho_tests::{Answer, Browser, City, Person, id};
use reqwest::Method;
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::staff::facility;

const ALWAYS: (&str, &str) = ("people.second_person", "always");

async fn post(person: &Person, path: &str, body: Value) -> Answer {
    person.call(Method::POST, &format!("/api/v1/facilities/{path}"), Some(&body)).await
}

async fn line(person: &Person, at: Uuid, account: Uuid) -> StaffLine {
    let staff: FacilityStaff = person.get(&format!("/api/v1/facilities/{at}/staff")).await.json();
    staff.staff.into_iter().find(|line| line.account == account).expect("one of the staff")
}

/// A new code, on the version that the list shows.
async fn code(person: &Person, at: Uuid, account: Uuid, hand_over: &str) -> IssuedCode {
    let version = line(person, at, account).await.version;
    let body = json!({ "version": version, "hand_over": hand_over });
    post(person, &format!("{at}/staff/{account}/code"), body).await.json()
}

async fn says(person: &Person, at: Uuid, account: Uuid, what: &str) -> Answer {
    let version = line(person, at, account).await.version;
    post(person, &format!("{at}/staff/{account}/{what}"), json!({ "version": version })).await
}

/// Whether the code opens anything, for whoever has it.
async fn is_good(city: &City, code: &str) -> bool {
    let invitation = Browser::new(city.node(), None).post("/api/v1/enrolment/code", &json!({ "code": code })).await;
    let (_, begun) = Browser::new(city.node(), None).begin_enrolment(code).await;
    assert_eq!(invitation.status, begun.status);
    invitation.status == 200
}

async fn minutes_left(city: &City, expires_at: OffsetDateTime) -> i64 {
    let now = city.number("select extract(epoch from clock_timestamp())::bigint").await;
    (expires_at.unix_timestamp() - now) / 60
}

#[tokio::test]
async fn a_new_device_waits_for_a_second_person_and_then_it_goes_on() {
    let city = City::with(&[(ALWAYS.0, ALWAYS.1.to_owned())]).await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, kato, sato) = (city.sign_in("kanri").await, city.sign_in("kato").await, city.sign_in("sato").await);
    let room = city.rooms.hana;

    // Lost and vouched for in one step: the phone is out at once, and the new one waits.
    let before = line(&kanri, at, sato.account).await;
    let device = &before.devices[0];
    let body = json!({
        "version": device.version, "passkeys": [before.passkeys[0].passkey], "hand_over": "screen",
    });
    let path = format!("{at}/staff/{}/devices/{}/replacement", sato.account, device.device);
    let issued: IssuedCode = post(&kanri, &path, body).await.json();
    sato.get("/api/v1/session").await.refused(Code::Suspended);
    assert!(issued.awaits_second);
    assert!((100..=120).contains(&minutes_left(&city, issued.expires_at).await), "{}", issued.expires_at);
    assert!(!is_good(&city, &issued.code).await);
    let waiting = line(&kanri, at, sato.account).await.code.expect("a code");
    assert!(waiting.awaits_second && waiting.is_own);
    assert!(!line(&kato, at, sato.account).await.code.expect("a code").is_own);
    // Whoever made it is no second person; who does not look after her is none either.
    says(&kanri, at, sato.account, "confirmation").await.refused(Code::Stale);
    let ito = city.sign_in("ito").await;
    let wrong = json!({ "version": 1 });
    let path = format!("{at}/staff/{}/confirmation", sato.account);
    post(&ito, &path, wrong.clone()).await.refused(Code::NotFound);
    post(&kato, &path, wrong).await.refused(Code::Stale);
    assert!(!is_good(&city, &issued.code).await);

    let version = line(&kato, at, sato.account).await.version;
    let body = json!({ "version": version });
    let (a, b) = tokio::join!(post(&kato, &path, body.clone()), post(&kato, &path, body));
    assert!((a.status == 200) != (b.status == 200), "{} {}", a.text, b.text);
    let confirmed = line(&kanri, at, sato.account).await.code.expect("a code");
    assert!(!confirmed.awaits_second);
    assert!((8..=10).contains(&minutes_left(&city, confirmed.expires_at).await), "{}", confirmed.expires_at);
    let mut phone = Browser::new(city.node(), None);
    phone.enrol(&issued.code).await;
    Person { browser: phone, account: sato.account, login: "sato".into() }.write(room, "また").await;
    says(&kato, at, sato.account, "confirmation").await.refused(Code::Stale);
    assert_eq!(city.number("select count(*) from audit_event where event = 'code_confirmed'").await, 1);
    city.end().await;
}

#[tokio::test]
async fn another_admin_is_a_second_person_and_a_printed_code_wants_both() {
    let city = City::with(&[(ALWAYS.0, ALWAYS.1.to_owned()), ("people.facility_issues_ids", "true".to_owned())]).await;
    let at = facility(&city, "試験訪問看護").await;
    city.fixture("update account set role = 'facility_admin' where login_id = 'ito'").await;
    let (kanri, ito, kato) = (city.sign_in("kanri").await, city.sign_in("ito").await, city.sign_in("kato").await);
    let sato = city.sign_in("sato").await.account;
    for order in [["hand-over", "confirmation"], ["confirmation", "hand-over"]] {
        let issued = code(&kanri, at, sato, "sheet").await;
        assert!(issued.awaits_second);
        for what in order {
            assert!(!is_good(&city, &issued.code).await);
            says(&ito, at, sato, what).await.ok();
        }
        assert!(is_good(&city, &issued.code).await, "{order:?}");
    }
    // A new code is a new question; and what was confirmed is void with it.
    let issued = code(&ito, at, sato, "screen").await;
    says(&kanri, at, sato, "confirmation").await.ok();
    let again = code(&ito, at, sato, "screen").await;
    assert!(!is_good(&city, &issued.code).await && !is_good(&city, &again.code).await);
    // Nobody confirms a way into their own account.
    let issued = code(&kanri, at, ito.account, "screen").await;
    let version = line(&kanri, at, ito.account).await.version;
    let path = format!("{at}/staff/{}/confirmation", ito.account);
    post(&ito, &path, json!({ "version": version })).await.invalid("account");
    assert!(!is_good(&city, &issued.code).await);
    let past = "update enrolment_code set expires_at = now() - interval '1 second' where used_at is null";
    city.fixture(past).await;
    says(&kato, at, ito.account, "confirmation").await.refused(Code::Stale);

    // The city vouches by itself; and a newcomer has lost nothing yet.
    let issued = code(&kato, at, sato, "screen").await;
    assert!(!issued.awaits_second && is_good(&city, &issued.code).await);
    let newcomer = json!({
        "id": id(), "name": "新人 カナリア職員壬", "kana": "しんじん", "profession": "visiting_nurse",
        "alert_mail": false, "hand_over": "screen",
    });
    let issued: IssuedCode = post(&kanri, &format!("{at}/staff"), newcomer).await.json();
    assert!(!issued.awaits_second && is_good(&city, &issued.code).await);
    city.end().await;
}

#[tokio::test]
async fn without_a_setting_it_is_the_desks_calendar_that_asks_for_it() {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let other = City::new().await;
    let today = other.number("select extract(isodow from now() at time zone 'Asia/Tokyo')::bigint").await;
    other.end().await;
    // Neither today nor, should midnight come, tomorrow.
    let open = DAYS[usize::try_from(today + 2).expect("a day") % 7];
    let settings = [("people.second_person", "outside_desk_hours".to_owned()), ("desk.days", format!("[\"{open}\"]"))];
    let city = City::with(&settings).await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, sato) = (city.sign_in("kanri").await, city.sign_in("sato").await.account);
    let issued = code(&kanri, at, sato, "screen").await;
    assert!(issued.awaits_second && !is_good(&city, &issued.code).await);
    city.end().await;
}
