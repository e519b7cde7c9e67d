//! 端末の同時利用: a device in two places at once is a case of the city's, and whoever moves, shares or opens two tabs is not.

use std::net::Ipv4Addr;

use renrakucho_protocol::{
    case::{CaseDetail, CaseLine, CaseStepKind, Cases},
    http::{DeviceLine, Devices, SessionView},
    problem::Code,
    two_places::PlaceOfDevice,
    vocabulary::{CaseKind, CaseRoute, CaseState, Standing},
};
use renrakucho_tests::{Answer, Browser, City, Flags, OwnKey, Passkey, Person, answer};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::browser_key::invited;

const WARD: Ipv4Addr = Ipv4Addr::new(127, 1, 1, 7);
const NEXT_ROOM: Ipv4Addr = Ipv4Addr::new(127, 1, 1, 8);
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(127, 2, 2, 9);
const NOTICED: &str = "select count(*) from device_in_two_places";

/// A browser at an address, with the certificate in a file.
fn at(city: &City, login: &str, address: Ipv4Addr) -> Browser {
    Browser::from_address(city.node(), Some(&city.certificate(login)), address)
}

/// Signs in with the certificate in a file.
async fn signed_in(city: &City, login: &str, address: Ipv4Addr) -> Browser {
    let mut browser = at(city, login, address);
    browser.prove_device().await;
    browser.use_passkey(&city.passkey(login), Flags::Verified).await.ok();
    browser
}

/// Signs in with a browser's own key.
async fn signed_in_with(city: &City, key: &OwnKey, passkey: &Passkey, address: Ipv4Addr) -> Browser {
    let mut browser = Browser::from_address(city.node(), None, address);
    browser.prove_key(key).await.ok();
    browser.use_passkey(passkey, Flags::Verified).await.ok();
    browser
}

/// The same browser, elsewhere.
fn moved(city: &City, browser: &Browser, address: Ipv4Addr) -> Browser {
    let mut moved = Browser::from_address(city.node(), None, address);
    moved.cookies.clone_from(&browser.cookies);
    moved.session_key = browser.session_key.clone();
    moved
}

async fn proves(browser: &Browser) {
    let key = browser.session_key.clone();
    assert_eq!(browser.clone().renew_with(&key).await.status, 204);
}

/// So many seconds go by for all that was seen.
async fn pass(city: &City, seconds: u32) {
    let ago = format!("- interval '{seconds} seconds'");
    city.fixture(&format!("update session set proved_at = proved_at {ago}, seen_since = seen_since {ago}")).await;
    city.fixture(&format!("update device_certificate set presented_at = presented_at {ago}")).await;
}

async fn noticed(city: &City) -> i64 {
    city.number(NOTICED).await
}

async fn post(person: &Person, path: &str, body: serde_json::Value) -> Answer {
    person.call(Method::POST, &format!("/api/v1/{path}"), Some(&body)).await
}

async fn open_cases(moderator: &Person) -> Vec<CaseLine> {
    moderator.get("/api/v1/city/cases?state=open").await.json::<Cases>().cases
}

async fn read(moderator: &Person, case: Uuid) -> CaseDetail {
    moderator.get(&format!("/api/v1/city/cases/{case}")).await.json()
}

async fn claim(moderator: &Person, case: Uuid) -> i64 {
    let version = read(moderator, case).await.line.version;
    let claimed = post(moderator, &format!("city/cases/{case}/claim"), json!({ "version": version })).await;
    claimed.json::<CaseDetail>().line.version
}

async fn decide(moderator: &Person, case: Uuid, version: i64, decision: &str) -> Answer {
    let body = json!({ "version": version, "decision": decision, "reason": "電話で確認しました。" });
    post(moderator, &format!("city/cases/{case}/decision"), body).await
}

/// Two who go on side by side with one certificate, until the server has noticed. It was presented once more meanwhile, where
/// nothing is wrong with that.
async fn copied(city: &City) -> (Browser, Browser) {
    let (own, copy) = (signed_in(city, "sato", WARD).await, signed_in(city, "sato", ELSEWHERE).await);
    at(city, "sato", WARD).prove_device().await;
    pass(city, 100).await;
    proves(&own).await;
    assert_eq!(noticed(city).await, 0, "who signed in elsewhere may have gone there");
    proves(&copy).await;
    (own, copy)
}

#[tokio::test]
async fn a_certificate_that_two_go_on_using_becomes_one_case_and_the_city_suspends_the_device() {
    let city = City::new().await;
    let (own, copy) = copied(&city).await;
    assert_eq!(noticed(&city).await, 1);
    // However long they go on: one case.
    for _ in 0..3 {
        pass(&city, 150).await;
        proves(&own).await;
        proves(&copy).await;
    }
    let kato = city.sign_in("kato").await;
    let open = open_cases(&kato).await;
    assert_eq!((noticed(&city).await, open.len()), (1, 1));
    let line = &open[0];
    assert_eq!((line.kind, line.route), (CaseKind::DeviceInTwoPlaces, CaseRoute::Noticed));
    let shown = read(&kato, line.case).await;
    let told = shown.two_places.expect("what was noticed");
    let sato = city.account("sato").await;
    for (place, address) in told.places.iter().zip([ELSEWHERE, WARD]) {
        let person = place.person.as_ref().expect("who was signed in");
        assert_eq!((person.account, &*person.login_id), (sato, "sato"));
        assert_eq!(place.address, address.to_string());
        assert!(place.since < place.until, "{:?} {:?}", place.since, place.until);
    }
    assert_eq!(told.places.len(), 2);
    assert_eq!(line.title, told.label);
    let first = &shown.history[0];
    assert_eq!((first.step, &first.by), (CaseStepKind::Opened, &None), "nobody opened it");
    // Nothing is stopped until somebody has looked.
    for browser in [&own, &copy] {
        answer(browser.request(Method::GET, "/api/v1/rooms")).await.ok();
    }
    // It is the city's alone, also for whoever learns its number.
    let asked = json!({ "receipt": line.receipt });
    post(&kato, "applications/status", asked).await.refused(Code::NotFound);

    let version = claim(&kato, line.case).await;
    city.fixture("update session set verified_at = clock_timestamp() - interval '1 hour'").await;
    for decision in ["accepted", "refused"] {
        decide(&kato, line.case, version, decision).await.refused(Code::StepUpRequired);
    }
    assert_eq!(kato.browser.clone().step_up(&city.passkey("kato"), Flags::Verified).await.status, 204);
    let decided: CaseDetail = decide(&kato, line.case, version, "accepted").await.json();
    assert_eq!(decided.line.state, CaseState::Accepted);
    for browser in [&own, &copy] {
        answer(browser.request(Method::GET, "/api/v1/rooms")).await.refused(Code::Suspended);
    }
    let way = at(&city, "sato", WARD).begin().await;
    assert_eq!(at(&city, "sato", WARD).present(&way).await, None);
    let told = "select count(*) from audit_event where event = 'device_suspended' and detail = 'unauthorised_access'";
    assert_eq!(city.number(told).await, 1);
    decide(&kato, line.case, decided.line.version, "refused").await.refused(Code::Stale);

    // The suspension is the ordinary one: the city lifts it, and the person is in again.
    let devices: Devices = kato.get("/api/v1/city/devices").await.json();
    let stopped: Vec<&DeviceLine> = devices.devices.iter().filter(|one| one.standing == Standing::Suspended).collect();
    assert_eq!(stopped.len(), 1);
    let path = format!("/api/v1/city/devices/{}/suspension?version={}", stopped[0].device, stopped[0].version);
    kato.call(Method::DELETE, &path, None).await.ok();
    let again = signed_in(&city, "sato", WARD).await;
    pass(&city, 100).await;
    proves(&again).await;
    assert_eq!(noticed(&city).await, 1);
    city.end().await;
}

#[tokio::test]
async fn what_was_harmless_is_not_asked_again_and_what_is_new_is() {
    let city = City::new().await;
    // The certificate is presented elsewhere for the copy's sign-in, while the true one stays where it is: that is enough.
    let (own, copy) = (signed_in(&city, "sato", WARD).await, signed_in(&city, "sato", ELSEWHERE).await);
    pass(&city, 100).await;
    proves(&own).await;
    assert_eq!(noticed(&city).await, 1);
    let kato = city.sign_in("kato").await;
    let case = open_cases(&kato).await[0].case;
    let told = read(&kato, case).await.two_places.expect("what was noticed");
    assert!(told.places.iter().all(|place| place.person.is_some()), "somebody signed in with it");
    let version = claim(&kato, case).await;
    let decided: CaseDetail = decide(&kato, case, version, "refused").await.json();
    assert_eq!(decided.line.state, CaseState::Refused);
    for _ in 0..2 {
        pass(&city, 100).await;
        proves(&own).await;
        proves(&copy).await;
    }
    assert_eq!(noticed(&city).await, 1, "the same two");
    answer(own.request(Method::GET, "/api/v1/rooms")).await.ok();
    // Somebody else joins them.
    let third = signed_in(&city, "sato", Ipv4Addr::new(127, 3, 3, 1)).await;
    pass(&city, 100).await;
    proves(&own).await;
    proves(&third).await;
    assert_eq!(noticed(&city).await, 2);
    city.end().await;
}

#[tokio::test]
async fn of_many_proofs_at_once_one_opens_the_case() {
    let city = City::new().await;
    let mut all = Vec::new();
    for number in 1..=6 {
        all.push(signed_in(&city, "sato", Ipv4Addr::new(127, 9, number, 1)).await);
    }
    pass(&city, 100).await;
    city.fixture("update session set proved_at = clock_timestamp()").await;
    futures_util::future::join_all(all.iter().map(proves)).await;
    assert_eq!(noticed(&city).await, 1);
    city.end().await;
}

#[tokio::test]
async fn whoever_moves_or_has_two_tabs_or_two_browsers_in_one_place_is_left_in_peace() {
    let city = City::new().await;
    // From Wi-Fi to the mobile network and back, in one session; and two tabs prove it side by side.
    let phone = signed_in(&city, "sato", WARD).await;
    for address in [WARD, ELSEWHERE, ELSEWHERE, WARD, ELSEWHERE] {
        pass(&city, 100).await;
        let tab = moved(&city, &phone, address);
        tokio::join!(proves(&tab), proves(&tab));
    }
    // It signs in anew, elsewhere: of the old session comes no more than what was under way.
    let anew = signed_in(&city, "sato", WARD).await;
    proves(&moved(&city, &phone, ELSEWHERE)).await;
    for _ in 0..5 {
        pass(&city, 100).await;
        proves(&anew).await;
    }
    // A notebook slept at one place, was used with another browser at the other, and wakes up at the first.
    let home = signed_in(&city, "sato", ELSEWHERE).await;
    for _ in 0..3 {
        pass(&city, 250).await;
        proves(&home).await;
    }
    pass(&city, 10).await;
    proves(&anew).await;
    assert_eq!(noticed(&city).await, 0);
    // Two browsers of one site, with the certificate that is installed there.
    city.fixture("update session set ended_at = now(), end_reason = 'signed_out'").await;
    let (one, other) = (signed_in(&city, "sato", WARD).await, signed_in(&city, "sato", NEXT_ROOM).await);
    for _ in 0..3 {
        pass(&city, 100).await;
        proves(&one).await;
        proves(&other).await;
    }
    assert_eq!(noticed(&city).await, 0);
    city.end().await;
}

#[tokio::test]
async fn a_key_that_one_browser_holds_is_in_one_place_whatever_the_network() {
    let city = City::new().await;
    let mut first = Browser::from_address(city.node(), None, WARD);
    let (key, passkey) = first.enrol(&invited(&city, "sato").await).await;
    // Several accounts of a shared device in turn, or one person again and again: the browser has one session at a time.
    for _ in 0..4 {
        pass(&city, 100).await;
        proves(&first).await;
        first = signed_in_with(&city, &key, &passkey, WARD).await;
    }
    assert_eq!(noticed(&city).await, 0);
    // A copy of the whole browser, in the same network, under the same name.
    let copy = signed_in_with(&city, &key, &passkey, NEXT_ROOM).await;
    pass(&city, 100).await;
    proves(&first).await;
    proves(&copy).await;
    assert_eq!(noticed(&city).await, 1);
    city.end().await;
}

#[tokio::test]
async fn a_certificate_shown_elsewhere_by_someone_without_a_passkey_is_noticed() {
    let city = City::new().await;
    let own = signed_in(&city, "sato", WARD).await;
    // In the same place, and with the session just begun: nothing.
    at(&city, "sato", NEXT_ROOM).prove_device().await;
    pass(&city, 100).await;
    proves(&own).await;
    assert_eq!(noticed(&city).await, 0);
    at(&city, "sato", ELSEWHERE).prove_device().await;
    proves(&own).await;
    assert_eq!(noticed(&city).await, 0, "its person may be on the way");
    pass(&city, 100).await;
    proves(&own).await;
    assert_eq!(noticed(&city).await, 1);
    let kato = city.sign_in("kato").await;
    let told = read(&kato, open_cases(&kato).await[0].case).await.two_places.expect("what was noticed");
    let [own_place, shown]: &[PlaceOfDevice] = &told.places[..] else { panic!("two") };
    assert!(own_place.person.is_some() && shown.person.is_none());
    assert_eq!(shown.address, ELSEWHERE.to_string());
    city.end().await;
}

#[tokio::test]
async fn nobody_decides_about_a_device_that_they_were_signed_in_on() {
    let city = City::new().await;
    city.fixture("update account set role = 'city_moderator' where login_id = 'shonin'").await;
    let (own, copy) = (signed_in(&city, "kato", WARD).await, signed_in(&city, "kato", ELSEWHERE).await);
    pass(&city, 100).await;
    proves(&own).await;
    proves(&copy).await;
    let session: SessionView = answer(own.request(Method::GET, "/api/v1/session")).await.json();
    let kato = Person { browser: own, account: session.account, login: "kato".into() };
    let case = open_cases(&kato).await[0].case;
    let version = claim(&kato, case).await;
    for decision in ["accepted", "refused"] {
        decide(&kato, case, version, decision).await.invalid("account");
    }
    let second = city.sign_in("shonin").await;
    let version = claim(&second, case).await;
    decide(&second, case, version, "accepted").await.ok();
    kato.get("/api/v1/session").await.refused(Code::Suspended);
    // Who looks after nobody sees no case.
    let mori = city.sign_in("mori").await;
    mori.get(&format!("/api/v1/city/cases/{case}")).await.refused(Code::NotFound);
    city.end().await;
}
