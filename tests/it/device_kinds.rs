//! 端末の種類: the city says which kinds of device are allowed; it holds on every node from the answer on, both ways.

use renrakucho_protocol::{
    close,
    device_kinds::{DeviceKindsView, DevicesInUse},
    http::{CityView, SessionView},
    problem::Code,
    vocabulary::DeviceKind::{self, Browser as InBrowser, File, Managed},
};
use renrakucho_tests::{Answer, Browser, City, Flags, OwnKey, Passkey, Person, answer, eventually};
use reqwest::Method;
use serde_json::json;
use sqlx::{Connection as _, Executor as _, PgConnection};

use crate::{
    browser_key::invited,
    shared_devices::{begin, code, ready, register, sign_in_on},
    staff::facility,
    two_nodes::both_listen,
};

const PATH: &str = "/api/v1/city/device-kinds";

async fn change(person: &Person, version: i64, kinds: &[DeviceKind], shared: bool) -> Answer {
    let body = json!({ "version": version, "kinds": kinds, "shared": shared, "reason": "紛失が続いたため" });
    person.call(Method::PUT, PATH, Some(&body)).await
}

/// Someone at a browser that is their device.
async fn enrolled(city: &City, node: usize, login: &str) -> (Person, OwnKey, Passkey) {
    let code = invited(city, login).await;
    let mut browser = Browser::new(&city.nodes[node], None);
    let (key, passkey) = browser.enrol(&code).await;
    (Person { browser, account: city.account(login).await, login: login.to_owned() }, key, passkey)
}

async fn told_to_anyone(city: &City, node: usize) -> CityView {
    answer(Browser::new(&city.nodes[node], None).request(Method::GET, "/api/v1/city")).await.json()
}

#[tokio::test]
async fn what_the_city_forbids_is_out_at_once_on_every_node_and_comes_back_as_it_was() {
    let mut city = City::of_two_nodes(&[("devices.kinds", r#"["browser", "file"]"#.into())]).await;
    both_listen(&city).await;
    let (kato, sato) = (city.sign_in_at(0, "kato").await, city.sign_in_at(0, "sato").await);
    let room = city.rooms.hana;
    let (phone, key, passkey) = enrolled(&city, 1, "sato").await;
    let (mut at_phone, mut at_desk) = (phone.look_at(room).await, sato.look_at(room).await);
    let waiting = invited(&city, "tanaka").await;

    let seen: DeviceKindsView = kato.get(PATH).await.json();
    assert_eq!((seen.version, seen.shared, seen.changes.len()), (1, true, 0));
    // What the installation cannot do the city need not forbid.
    assert_eq!((&seen.possible, &seen.kinds), (&vec![InBrowser, File], &vec![InBrowser, File]));
    let many = |kind| seen.in_use.iter().find(|use_| use_.kind == kind).map(|use_| use_.devices);
    assert_eq!(seen.in_use[0], DevicesInUse { kind: InBrowser, is_shared: false, devices: 1 });
    let files = "select count(distinct device) from device_certificate where key_public is null";
    assert_eq!(many(File), Some(city.number(files).await));
    assert_eq!(told_to_anyone(&city, 1).await.device_kinds, [InBrowser, File]);

    // Without Redis, too: the other node looks by itself.
    city.redis.as_mut().expect("Redis").kill();
    let next: DeviceKindsView = change(&kato, 1, &[File], true).await.json();
    assert_eq!((next.version, &next.kinds, next.changes[0].ended), (2, &vec![File], 1));
    assert_eq!(at_phone.closed().await, Some(close::SESSION_ENDED));
    phone.get("/api/v1/rooms").await.refused(Code::SessionEnded);
    for node in [0, 1] {
        assert_eq!(told_to_anyone(&city, node).await.device_kinds, [File]);
        let mut browser = Browser::new(&city.nodes[node], None);
        browser.prove_key(&key).await.refused(Code::DeviceKindNotAllowed);
        browser.begin_enrolment(&waiting).await.1.refused(Code::DeviceKindNotAllowed);
    }
    // Who has it in a file stays in, and is not told to move.
    at_desk.write(room, "机の端末は変わらない").await;
    let view: SessionView = sato.get("/api/v1/session").await.json();
    assert!(!view.certificate.expect("a certificate").may_move);

    change(&kato, 2, &[InBrowser, File], true).await.ok();
    let mut back = Browser::new(&city.nodes[1], None);
    back.prove_key(&key).await.ok();
    back.use_passkey(&passkey, Flags::Verified).await.ok();
    Browser::new(city.node(), None).enrol(&waiting).await;

    let seen: DeviceKindsView = kato.get(PATH).await.json();
    let told: Vec<_> = seen.changes.iter().map(|change| (change.version, &*change.reason, change.ended)).collect();
    assert_eq!(told, [(3, "紛失が続いたため", 0), (2, "紛失が続いたため", 1)]);
    assert!(seen.changes.iter().all(|change| change.by.contains("加藤")), "{:?}", seen.changes);
    let written = "select count(*) from audit_event where event = 'device_kinds_changed' and account is not null
                   and detail in ('file; with shared devices; 1 sessions ended',
                                  'browser, file; with shared devices; 0 sessions ended')";
    assert_eq!(city.number(written).await, 2);
    // Alive again, to be asked whether it holds anything that it should not.
    city.redis.as_mut().expect("Redis").start_again().await;
    city.end().await;
}

#[tokio::test]
async fn only_the_moderator_decides_on_what_was_shown_within_what_is_possible_and_never_against_their_own_device() {
    let city = City::with(&[("devices.kinds", r#"["browser", "file"]"#.into())]).await;
    let kato = city.sign_in("kato").await;
    for login in ["sato", "kanri", "shonin"] {
        let person = city.sign_in(login).await;
        person.get(PATH).await.refused(Code::NotFound);
        change(&person, 1, &[File], true).await.refused(Code::NotFound);
    }
    change(&kato, 1, &[], true).await.invalid("kinds");
    change(&kato, 1, &[File, Managed], true).await.invalid("kinds");
    // They are signed in with a certificate in a file: who would take it back?
    change(&kato, 1, &[InBrowser], true).await.invalid("own_device");
    let unexplained = json!({ "version": 1, "kinds": [File], "shared": true, "reason": " " });
    kato.call(Method::PUT, PATH, Some(&unexplained)).await.invalid("reason");
    change(&kato, 1, &[File], true).await.ok();
    // Two pages were open: the second was decided on something else.
    change(&kato, 1, &[InBrowser, File], true).await.refused(Code::Stale);
    let seen: DeviceKindsView = kato.get(PATH).await.json();
    assert_eq!((seen.version, seen.kinds), (2, vec![File]));
    city.end().await;
}

#[tokio::test]
async fn shared_devices_can_be_forbidden_while_personal_ones_go_on() {
    let city = City::new().await;
    let here = facility(&city, "試験訪問看護").await;
    let (kato, kanri, sato) = (city.sign_in("kato").await, city.sign_in("kanri").await, city.sign_in("sato").await);
    let (_, key) = ready(&city, &kanri, here, "職員室 一号", &[sato.account]).await;
    let at_shared = sign_in_on(&city, &key, "sato").await;
    let (phone, ..) = enrolled(&city, 0, "sato").await;
    let other = register(&kanri, here, "職員室 二号").await;
    let unused = code(&kanri, here, other).await;

    let next: DeviceKindsView = change(&kato, 1, &[InBrowser, File, Managed], false).await.json();
    assert_eq!((next.shared, next.changes[0].ended), (false, 1));
    assert!(next.in_use.contains(&DevicesInUse { kind: InBrowser, is_shared: true, devices: 1 }), "{:?}", next.in_use);
    at_shared.get("/api/v1/rooms").await.refused(Code::SessionEnded);
    phone.get("/api/v1/rooms").await.ok();
    let mut browser = Browser::new(city.node(), None);
    browser.prove_key(&key).await.refused(Code::DeviceKindNotAllowed);
    begin(&mut browser, &unused).await.1.refused(Code::DeviceKindNotAllowed);
    assert!(!told_to_anyone(&city, 0).await.shared_devices);
    change(&kato, 2, &[InBrowser, File, Managed], true).await.ok();
    sign_in_on(&city, &key, "sato").await;
    city.end().await;
}

/// Does something while a change is under way that forbids keys in browsers, and is committed when that waits for it.
async fn meanwhile(city: &City, work: impl Future<Output = Answer>) -> Answer {
    let mut changing = PgConnection::connect(&city.admin_url()).await.expect("connects");
    changing.execute("begin").await.expect("begun");
    changing.execute("update device_kinds set kinds = '{file}', version = version + 1").await.expect("changed");
    let waiting = "select count(*) from pg_stat_activity
                   where datname = current_database() and wait_event_type = 'Lock' and query like '%device_kinds%'";
    let committing = async {
        eventually("it waits for the change", async || (city.number(waiting).await > 0).then_some(())).await;
        changing.execute("commit").await.expect("committed");
    };
    tokio::join!(work, committing).0
}

#[tokio::test]
async fn who_signs_in_or_enrols_while_it_is_changed_is_wholly_before_or_refused() {
    let city = City::new().await;
    let (phone, key, passkey) = enrolled(&city, 0, "sato").await;
    drop(phone);
    let sessions = "select count(*) from session s join device_certificate c using (device)
                    where c.key_public is not null and s.ended_at is null";
    assert_eq!(city.number(sessions).await, 1);

    let mut again = Browser::new(city.node(), None);
    again.prove_key(&key).await.ok();
    meanwhile(&city, again.use_passkey(&passkey, Flags::Verified)).await.refused(Code::DeviceKindNotAllowed);
    assert_eq!(city.number(sessions).await, 1, "the one from before");

    city.fixture("update device_kinds set kinds = '{browser, file}'").await;
    let waiting = invited(&city, "tanaka").await;
    let mut newcomer = Browser::new(city.node(), None);
    let begun = newcomer.begin_enrolment(&waiting).await.1;
    let (_, credential) = Passkey::make(&begun.json(), &newcomer.origin);
    let credential = json!({ "credential": credential });
    let finishing = newcomer.post("/api/v1/enrolment/finish", &credential);
    meanwhile(&city, finishing).await.refused(Code::DeviceKindNotAllowed);
    assert_eq!(city.number(sessions).await, 1);
    // The code was not used up.
    city.fixture("update device_kinds set kinds = '{browser, file}'").await;
    Browser::new(city.node(), None).enrol(&waiting).await;
    city.end().await;
}
