//! 共用の端末: a facility registers a shared device, says who may sign in on it, and takes it back; who is taken off is out at once.

use std::time::{Duration, Instant};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use futures_util::future::join_all;
use renrakucho_protocol::{
    account::EndedSessions,
    case::{CaseDetail, Cases},
    http::{Devices, FacilityStaff, Invitation, Retirement, SessionView},
    loss::{LossLine, Losses},
    problem::Code,
    shared_device::{DeviceEnrolmentBegun, IssuedDeviceCode, SharedDevice, SharedDevices},
    vocabulary::{CaseKind, Standing},
};
use renrakucho_tests::{Answer, Browser, City, Flags, OwnKey, Person, id};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::staff::facility;

async fn post(person: &Person, path: &str, body: Value) -> Answer {
    person.call(Method::POST, &format!("/api/v1/facilities/{path}"), Some(&body)).await
}

async fn delete(person: &Person, path: &str, version: i64) -> Answer {
    person.call(Method::DELETE, &format!("/api/v1/facilities/{path}?version={version}"), None).await
}

fn form(device: Uuid, label: &str) -> Value {
    json!({ "id": device, "label": label, "place": "職員室", "security_software": "Microsoft Defender" })
}

async fn line(person: &Person, at: Uuid, device: Uuid) -> SharedDevice {
    let listed: SharedDevices = person.get(&format!("/api/v1/facilities/{at}/devices")).await.json();
    listed.devices.into_iter().find(|line| line.device == device).expect("one of the devices")
}

pub(crate) async fn register(person: &Person, at: Uuid, label: &str) -> Uuid {
    let device = id();
    post(person, &format!("{at}/devices"), form(device, label)).await.json::<SharedDevice>().device
}

async fn allow(person: &Person, at: Uuid, device: Uuid, account: Uuid) -> Answer {
    let version = line(person, at, device).await.version;
    post(person, &format!("{at}/devices/{device}/people/{account}"), json!({ "version": version })).await
}

async fn disallow(person: &Person, at: Uuid, device: Uuid, account: Uuid) -> Answer {
    let version = line(person, at, device).await.version;
    delete(person, &format!("{at}/devices/{device}/people/{account}"), version).await
}

pub(crate) async fn code(person: &Person, at: Uuid, device: Uuid) -> String {
    let version = line(person, at, device).await.version;
    let answer = post(person, &format!("{at}/devices/{device}/code"), json!({ "version": version })).await;
    answer.json::<IssuedDeviceCode>().code
}

/// Asks for the certificate of the code's device, as its browser does.
pub(crate) async fn begin(browser: &mut Browser, code: &str) -> (OwnKey, Answer) {
    let nonce = browser.attempt().await.nonce;
    let key = OwnKey::make();
    let origin = browser.origin.clone();
    let answer = browser.post("/api/v1/enrolment/device/begin", &key.enrolment(code, &nonce, &origin)).await;
    if answer.status != 200 {
        return (key, answer);
    }
    let begun: DeviceEnrolmentBegun = serde_json::from_str(&answer.text).expect("JSON");
    (key.known_by(&Sha256::digest(B64.decode(begun.certificate).expect("base64url"))), answer)
}

async fn finish(browser: &mut Browser) -> Answer {
    browser.post("/api/v1/enrolment/device/finish", &Value::Null).await
}

/// All that makes a device of a browser.
async fn enrol(city: &City, code: &str) -> OwnKey {
    let mut browser = Browser::new(city.node(), None);
    let (key, begun) = begin(&mut browser, code).await;
    begun.ok();
    finish(&mut browser).await.ok();
    key
}

/// A device that is ready, on which these may sign in.
pub(crate) async fn ready(city: &City, admin: &Person, at: Uuid, label: &str, people: &[Uuid]) -> (Uuid, OwnKey) {
    let device = register(admin, at, label).await;
    let key = enrol(city, &code(admin, at, device).await).await;
    for account in people {
        allow(admin, at, device, *account).await.ok();
    }
    (device, key)
}

/// Tries to sign in on a shared device, with the passkey that someone carries.
async fn try_sign_in(city: &City, node: usize, key: &OwnKey, login: &str) -> (Browser, Answer) {
    let mut browser = Browser::new(&city.nodes[node], None);
    browser.prove_key(key).await.ok();
    let answer = browser.use_passkey(&city.passkey(login), Flags::Verified).await;
    (browser, answer)
}

pub(crate) async fn sign_in_on(city: &City, key: &OwnKey, login: &str) -> Person {
    let (browser, answer) = try_sign_in(city, 0, key, login).await;
    let session: SessionView = answer.json();
    Person { browser, account: session.account, login: login.to_owned() }
}

async fn events(city: &City, event: &str) -> i64 {
    city.number(&format!("select count(*) from audit_event where event = '{event}'")).await
}

#[tokio::test]
async fn a_shared_device_opens_for_those_on_its_list_and_for_nobody_else() {
    let city = City::new().await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, kato, sato) = (city.sign_in("kanri").await, city.sign_in("kato").await, city.sign_in("sato").await);

    let device = id();
    let registered: SharedDevice = post(&kanri, &format!("{at}/devices"), form(device, " 職員室1号 ")).await.json();
    assert_eq!((registered.device, registered.label.as_str()), (device, "職員室1号"));
    assert_eq!(registered.place.as_deref(), Some("職員室"));
    assert_eq!(registered.security_software.as_deref(), Some("Microsoft Defender"));
    assert!(registered.registered_by.is_some() && !registered.is_enrolled && registered.people.is_empty());
    // The same id again is the same device; the same number is not a second one.
    let again: SharedDevice = post(&kanri, &format!("{at}/devices"), form(device, "職員室1号")).await.json();
    assert_eq!(again, registered);
    post(&kanri, &format!("{at}/devices"), form(id(), "職員室1号")).await.invalid("label");
    post(&kanri, &format!("{at}/devices"), form(id(), "")).await.invalid("label");
    assert_eq!(events(&city, "shared_device_registered").await, 1);

    // A code for the device names the device and nobody, makes no passkey, and signs nobody in.
    let code = code(&kanri, at, device).await;
    let mut browser = Browser::new(city.node(), None);
    let invited: Invitation = browser.post("/api/v1/enrolment/code", &json!({ "code": code })).await.json();
    assert_eq!((invited.name, invited.device.as_deref()), (None, Some("職員室1号")));
    browser.begin_enrolment(&code).await.1.refused(Code::Unauthenticated);
    let (key, begun) = begin(&mut browser, &code).await;
    begun.ok();
    // Before the browser has said that it kept both, they are worth nothing; and the code still works.
    Browser::new(city.node(), None).prove_key(&key).await.refused(Code::Unauthenticated);
    finish(&mut browser).await.ok();
    finish(&mut browser).await.refused(Code::Unauthenticated);
    assert!(!browser.cookies.contains_key("__Host-session"), "{:?}", browser.cookies.keys());
    begin(&mut browser, &code).await.1.refused(Code::Unauthenticated);
    assert!(line(&kanri, at, device).await.is_enrolled);
    // What is in use gets no second certificate.
    let version = line(&kanri, at, device).await.version;
    post(&kanri, &format!("{at}/devices/{device}/code"), json!({ "version": version })).await.invalid("device");

    // Nobody is on the list; then sato is, and tanaka is not.
    try_sign_in(&city, 0, &key, "sato").await.1.refused(Code::Unauthenticated);
    let allowed: SharedDevice = allow(&kanri, at, device, sato.account).await.json();
    assert_eq!(allowed.people.iter().map(|person| person.account).collect::<Vec<_>>(), [sato.account]);
    assert!(!allowed.people[0].is_signed_in);
    let there = sign_in_on(&city, &key, "sato").await;
    assert!(line(&kanri, at, device).await.people[0].is_signed_in);
    try_sign_in(&city, 0, &key, "tanaka").await.1.refused(Code::Unauthenticated);
    let session: SessionView = there.get("/api/v1/session").await.json();
    assert!(session.on_shared_device && session.idle_seconds == 300);
    let own: SessionView = sato.get("/api/v1/session").await.json();
    assert!(!own.on_shared_device && own.idle_seconds == 900);
    there.get("/api/v1/rooms").await.ok();

    // The city sees it in the facility's inventory, and among all devices.
    assert_eq!(line(&kato, at, device).await.label, "職員室1号");
    let all: Devices = kato.get("/api/v1/city/devices").await.json();
    assert!(all.devices.iter().any(|line| line.device == device && line.is_shared));
    for (event, number) in
        [("device_allowed", 1), ("code_issued", 1), ("certificate_issued", 1), ("shared_devices_listed", 6)]
    {
        assert_eq!(events(&city, event).await, number, "{event}");
    }
    city.end().await;
}

#[tokio::test]
async fn the_passkey_is_one_that_its_person_carries() {
    let city = City::new().await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, sato) = (city.sign_in("kanri").await, city.sign_in("sato").await);
    let (_, key) = ready(&city, &kanri, at, "職員室1号", &[sato.account]).await;
    let mut browser = Browser::new(city.node(), None);
    browser.prove_key(&key).await.ok();
    let options: Value = browser.challenge().await.json();
    assert_eq!(options["publicKey"]["hints"], json!(["security-key", "hybrid"]));
    let named = &options["publicKey"]["allowCredentials"];
    assert!(named.is_null() || named == &json!([]), "nobody's credentials are named: {named}");
    browser.finish(&city.passkey("sato"), &options, Flags::Verified).await.ok();
    assert_eq!(browser.step_up_challenge().await["publicKey"]["hints"], json!(["security-key", "hybrid"]));
    // One that is added there does not lie in the computer.
    let adding: Value = browser.post("/api/v1/passkeys/begin", &Value::Null).await.json();
    let selection = &adding["publicKey"]["authenticatorSelection"];
    assert_eq!(selection["authenticatorAttachment"], "cross-platform");
    // On a device of one's own all of them are good.
    let mut own = Browser::new(city.node(), Some(&city.certificate("sato")));
    own.prove_device().await;
    assert!(own.challenge().await.json::<Value>()["publicKey"]["hints"].is_null());
    city.end().await;
}

#[tokio::test]
async fn who_is_taken_off_is_out_at_once_with_redis_and_without() {
    let mut city = City::of_two_nodes(&[]).await;
    let (at, room) = (facility(&city, "試験訪問看護").await, city.rooms.hana);
    let (kanri, tanaka) = (city.sign_in_at(0, "kanri").await, city.sign_in_at(1, "tanaka").await);
    let own = city.sign_in_at(1, "sato").await;
    let ito = city.account("ito").await;
    let (device, key) = ready(&city, &kanri, at, "職員室1号", &[own.account, ito]).await;
    for (how, redis) in [("removed", true), ("emptied", true), ("removed", false), ("emptied", false)] {
        if !redis {
            city.redis.as_mut().expect("Redis").kill();
        }
        let there = sign_in_on(&city, &key, "sato").await;
        let other = sign_in_on(&city, &key, "ito").await;
        let (mut here, mut elsewhere) = (there.look_at(room).await, there.at(&city.nodes[1]).look_at(room).await);
        let version = line(&kanri, at, device).await.version;
        let began = Instant::now();
        if how == "removed" {
            let path = format!("{at}/devices/{device}/people/{}", there.account);
            let left: SharedDevice = delete(&kanri, &path, version).await.json();
            assert_eq!(left.people.len(), 1);
            assert_eq!(left.version, version + 1);
        } else {
            let ended: EndedSessions = delete(&kanri, &format!("{at}/devices/{device}/sessions"), version).await.json();
            assert_eq!(ended.ended, 3, "his, and the two of ito");
        }
        assert!(city.all_have_applied().await, "answered before a node knew");
        for live in [&mut here, &mut elsewhere] {
            let closed = live.closed().await;
            assert!(closed.is_none_or(|code| code == 4502), "{closed:?}");
        }
        // Of the order of a poll, and not of a heartbeat, whatever else the machine does.
        assert!(began.elapsed() < Duration::from_secs(5), "{how}, Redis {redis}: {:?}", began.elapsed());
        let late = tanaka.write(room, "外れた後").await;
        for live in [&here, &elsewhere] {
            assert!(live.cursors[&room] < late.seq, "shown after it");
        }
        there.get("/api/v1/rooms").await.refused(Code::SessionEnded);
        // Their own device is theirs, and a colleague's session is the colleague's.
        own.get("/api/v1/rooms").await.ok();
        if how == "removed" {
            other.get("/api/v1/rooms").await.ok();
            try_sign_in(&city, 0, &key, "sato").await.1.refused(Code::Unauthenticated);
            allow(&kanri, at, device, own.account).await.ok();
        } else {
            other.get("/api/v1/rooms").await.refused(Code::SessionEnded);
            sign_in_on(&city, &key, "sato").await;
        }
    }
    assert_eq!(events(&city, "device_disallowed").await, 2);
    assert_eq!(events(&city, "device_sessions_ended").await, 2);
    city.redis.as_mut().expect("Redis").start_again().await;
    city.end().await;
}

#[tokio::test]
async fn a_sign_in_raced_with_the_removal_is_wholly_before_it_or_refused() {
    let city = City::new().await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, sato) = (city.sign_in("kanri").await, city.sign_in("sato").await);
    let (device, key) = ready(&city, &kanri, at, "職員室1号", &[]).await;
    for _ in 0..8 {
        allow(&kanri, at, device, sato.account).await.ok();
        // All have their challenge; now they answer, and he is taken off.
        let challenged = join_all((0..4).map(async |_| {
            let mut browser = Browser::new(city.node(), None);
            browser.prove_key(&key).await.ok();
            let options: Value = browser.challenge().await.json();
            (browser, options)
        }))
        .await;
        let passkey = city.passkey("sato");
        let removing = async {
            disallow(&kanri, at, device, sato.account).await.ok();
            let open = format!("select count(*) from session where device = '{device}' and ended_at is null");
            assert_eq!(city.number(&open).await, 0, "a session stands after the answer");
        };
        let signing_in = join_all(challenged.into_iter().map(async |(mut browser, options)| {
            let answer = browser.finish(&passkey, &options, Flags::Verified).await;
            // In time, refused, or begun and ended again before it was told.
            assert!(matches!(answer.status, 200 | 401), "{answer:?}");
            browser
        }));
        let (browsers, ()) = tokio::join!(signing_in, removing);
        for browser in browsers {
            let person = Person { browser, account: sato.account, login: "sato".into() };
            assert_eq!(person.get("/api/v1/rooms").await.status, 401);
        }
    }
    city.end().await;
}

#[tokio::test]
async fn only_who_looks_after_a_facility_decides_about_its_devices_and_only_about_its_staff() {
    let city = City::new().await;
    let (at, there) = (facility(&city, "試験訪問看護").await, facility(&city, "試験クリニック").await);
    let (kanri, kato, sato) = (city.sign_in("kanri").await, city.sign_in("kato").await, city.sign_in("sato").await);
    let device = register(&kanri, at, "職員室1号").await;
    let elsewhere = register(&kato, there, "待合1号").await;
    let shown = line(&kanri, at, device).await;
    let version = json!({ "version": shown.version });

    // Another facility's admin, staff, and those who decide nothing: nothing of it exists for them.
    city.fixture("update account set role = 'facility_admin' where login_id = 'mori'").await;
    let others = city.sign_in("mori").await;
    for stranger in [&others, &sato] {
        stranger.get(&format!("/api/v1/facilities/{at}/devices")).await.refused(Code::NotFound);
        post(stranger, &format!("{at}/devices"), form(id(), "他人の端末")).await.refused(Code::NotFound);
        for path in ["code", "loss", "retirement", &format!("people/{}", sato.account)] {
            post(stranger, &format!("{at}/devices/{device}/{path}"), version.clone()).await.refused(Code::NotFound);
        }
        for path in ["sessions", &format!("people/{}", sato.account)] {
            delete(stranger, &format!("{at}/devices/{device}/{path}"), shown.version).await.refused(Code::NotFound);
        }
    }
    // A device of another facility under one's own, a personal one, another's staff, oneself, the city's people.
    post(&kanri, &format!("{at}/devices/{elsewhere}/code"), json!({ "version": 1 })).await.refused(Code::NotFound);
    let staff: FacilityStaff = kanri.get(&format!("/api/v1/facilities/{at}/staff")).await.json();
    let personal = staff.staff.iter().find(|line| line.account == sato.account).expect("sato").devices[0].clone();
    let path = format!("{at}/devices/{}/people/{}", personal.device, sato.account);
    post(&kanri, &path, json!({ "version": personal.version })).await.refused(Code::NotFound);
    allow(&kanri, at, device, others.account).await.refused(Code::NotFound);
    allow(&kanri, at, device, kato.account).await.refused(Code::NotFound);
    allow(&kanri, at, device, kanri.account).await.invalid("account");
    allow(&kato, at, device, kanri.account).await.ok();
    // On what was shown, and after the passkey was used.
    let path = format!("{at}/devices/{device}/people/{}", sato.account);
    post(&kanri, &path, version.clone()).await.refused(Code::Stale);
    disallow(&kanri, at, device, sato.account).await.refused(Code::NotFound);
    city.fixture("update session set verified_at = verified_at - interval '1 hour'").await;
    allow(&kanri, at, device, sato.account).await.refused(Code::StepUpRequired);
    post(&kanri, &format!("{at}/devices"), form(id(), "職員室2号")).await.refused(Code::StepUpRequired);
    assert_eq!(
        city.number(
            "select count(*) from device_account where account in
        (select id from account where login_id = 'sato') and device in (select id from device where kind = 'shared')"
        )
        .await,
        0
    );
    city.end().await;
}

#[tokio::test]
async fn a_lost_shared_device_has_no_owner_and_the_city_decides_about_it() {
    let city = City::new().await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, kato, sato) = (city.sign_in("kanri").await, city.sign_in("kato").await, city.sign_in("sato").await);
    for decision in ["refused", "accepted"] {
        let (device, key) = ready(&city, &kanri, at, &format!("貸出し {decision}"), &[sato.account]).await;
        let there = sign_in_on(&city, &key, "sato").await;
        let mut live = there.look_at(city.rooms.hana).await;
        let version = line(&kanri, at, device).await.version;
        let path = format!("{at}/devices/{device}/loss");
        post(&kanri, &path, json!({ "version": version + 1 })).await.refused(Code::Stale);
        let lost: LossLine = post(&kanri, &path, json!({ "version": version })).await.json();
        assert_eq!((lost.kind, lost.account, lost.report.name.clone()), (CaseKind::LostDevice, None, None));
        assert_eq!(lost.report.device, Some(format!("貸出し {decision}")));
        assert_eq!(lost.report.facility.as_deref(), Some("試験訪問看護"));
        let closed = live.closed().await;
        assert!(closed.is_none_or(|code| code == 4503), "{closed:?}");
        there.get("/api/v1/rooms").await.refused(Code::Suspended);
        sato.get("/api/v1/rooms").await.ok();
        Browser::new(city.node(), None).prove_key(&key).await.refused(Code::Unauthenticated);
        assert_eq!(line(&kanri, at, device).await.standing, Standing::Suspended);
        let told: Losses = kanri.get(&format!("/api/v1/facilities/{at}/losses")).await.json();
        assert!(told.losses.iter().any(|told| told.case == lost.case));

        let open: Cases = kato.get("/api/v1/city/cases?state=open").await.json();
        let case = open.cases.iter().find(|case| case.case == lost.case).expect("in the queue");
        let decide = async |what: &str, body: Value| {
            kato.call(Method::POST, &format!("/api/v1/city/cases/{}/{what}", lost.case), Some(&body)).await
        };
        let claimed: CaseDetail = decide("claim", json!({ "version": case.version })).await.json();
        assert_eq!(claimed.loss.as_ref().and_then(|loss| loss.device.clone()), lost.report.device);
        let body = json!({ "version": claimed.line.version, "decision": decision, "reason": "確認しました。" });
        decide("decision", body).await.ok();
        if decision == "refused" {
            sign_in_on(&city, &key, "sato").await;
        } else {
            Browser::new(city.node(), None).prove_key(&key).await.refused(Code::Unauthenticated);
            let listed: SharedDevices = kanri.get(&format!("/api/v1/facilities/{at}/devices")).await.json();
            assert!(listed.devices.iter().all(|line| line.device != device));
        }
    }
    assert_eq!(city.number("select count(*) from notice_mail").await, 0, "nobody owns it, nobody is told by mail");
    city.end().await;
}

#[tokio::test]
async fn what_is_retired_or_left_opens_nothing_any_more() {
    let city = City::new().await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, sato) = (city.sign_in("kanri").await, city.sign_in("sato").await);
    let (device, key) = ready(&city, &kanri, at, "職員室1号", &[sato.account]).await;
    let there = sign_in_on(&city, &key, "sato").await;
    let version = line(&kanri, at, device).await.version;
    post(&kanri, &format!("{at}/devices/{device}/retirement"), json!({ "version": version })).await.ok();
    there.get("/api/v1/rooms").await.refused(Code::Suspended);
    Browser::new(city.node(), None).prove_key(&key).await.refused(Code::Unauthenticated);
    post(&kanri, &format!("{at}/devices/{device}/retirement"), json!({ "version": version + 1 }))
        .await
        .refused(Code::NotFound);
    assert_eq!(events(&city, "device_retired").await, 1);
    // Its number is free again. A code that was made for it before is void with the next one.
    let next = register(&kanri, at, "職員室1号").await;
    let (first, second) = (code(&kanri, at, next).await, code(&kanri, at, next).await);
    begin(&mut Browser::new(city.node(), None), &first).await.1.refused(Code::Unauthenticated);
    // Of many who use a code at once, one wins.
    let mut browsers: Vec<_> = (0..6).map(|_| Browser::new(city.node(), None)).collect();
    for browser in &mut browsers {
        begin(browser, &second).await.1.ok();
    }
    let answers = join_all(browsers.iter_mut().map(finish)).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);

    // 退職 where the person has another facility: the shared devices of this one are closed to them too.
    let (device, key) = ready(&city, &kanri, at, "職員室3号", &[sato.account]).await;
    let second = facility(&city, "試験クリニック").await;
    city.fixture(&format!(
        "insert into affiliation (id, staff_member, facility, profession, position)
         select gen_random_uuid(), x.staff_member, '{second}', x.profession, 9 from affiliation x
         join account a on a.staff_member = x.staff_member where a.id = '{}' limit 1",
        sato.account
    ))
    .await;
    let there = sign_in_on(&city, &key, "sato").await;
    let staff: FacilityStaff = kanri.get(&format!("/api/v1/facilities/{at}/staff")).await.json();
    let version = staff.staff.iter().find(|line| line.account == sato.account).expect("sato").version;
    let path = format!("{at}/staff/{}/retirement", sato.account);
    let retired: Retirement = post(&kanri, &path, json!({ "version": version })).await.json();
    assert!(!retired.id_ended);
    there.get("/api/v1/rooms").await.refused(Code::SessionEnded);
    assert!(line(&kanri, at, device).await.people.is_empty());
    try_sign_in(&city, 0, &key, "sato").await.1.refused(Code::Unauthenticated);
    city.end().await;
}

#[tokio::test]
async fn a_session_on_a_shared_device_is_locked_after_its_own_time() {
    let city = City::new().await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, sato) = (city.sign_in("kanri").await, city.sign_in("sato").await);
    let (_, key) = ready(&city, &kanri, at, "職員室1号", &[sato.account]).await;
    let there = sign_in_on(&city, &key, "sato").await;
    // In both sessions nobody has done anything for almost five minutes; the keys were proved all the time.
    city.fixture(&format!(
        "update session set acted_at = clock_timestamp() - interval '298 seconds' where account = '{}'",
        sato.account
    ))
    .await;
    let (mut here, mut own) = (there.look_at(city.rooms.hana).await, sato.look_at(city.rooms.hana).await);
    assert_eq!(here.closed().await, Some(4501), "locked after the time of a shared device");
    own.write(city.rooms.hana, "自分の端末では続きます").await;
    there.get("/api/v1/rooms").await.refused(Code::Locked);
    sato.get("/api/v1/rooms").await.ok();
    let locked: SessionView = there.get("/api/v1/session").await.json();
    assert!(locked.is_locked);
    // A renewal that says that someone sits there now does not unlock it: the passkey does.
    let challenge: Value = there.call(Method::POST, "/api/v1/session/challenge", None).await.json();
    let nonce = challenge["nonce"].as_str().expect("a nonce");
    let signature = there.browser.session_key.sign_session("session", nonce, &there.browser.origin);
    let said = json!({ "nonce": nonce, "signature": signature, "acted": true });
    there.call(Method::POST, "/api/v1/session/renewal", Some(&said)).await.ok();
    there.get("/api/v1/rooms").await.refused(Code::Locked);
    there.browser.clone().step_up(&city.passkey("sato"), Flags::Verified).await.ok();
    there.get("/api/v1/rooms").await.ok();
    city.end().await;
}

#[tokio::test]
async fn what_was_said_of_a_device_is_stated_anew_on_the_version_that_was_shown() {
    let city = City::new().await;
    let at = facility(&city, "試験訪問看護").await;
    let (kanri, kato) = (city.sign_in("kanri").await, city.sign_in("kato").await);
    let device = register(&kanri, at, "1号").await;
    let change = async |person: &Person, at: Uuid, version: i64, place: &str, software: &str| {
        let body = json!({ "version": version, "place": place, "security_software": software });
        person.call(Method::PUT, &format!("/api/v1/facilities/{at}/devices/{device}"), Some(&body)).await
    };
    let before = line(&kanri, at, device).await;
    assert_eq!((&before.changed_by, before.changed_at), (&None, None));
    let after: SharedDevice = change(&kanri, at, before.version, " 3階 ", "Microsoft Defender").await.json();
    assert_eq!((&*after.label, after.place.as_deref()), ("1号", Some("3階")));
    assert_eq!(after.changed_by.as_deref(), Some("管理 カナリア職員戊"));
    assert!(after.changed_at.is_some() && after.registered_by == before.registered_by);
    // A form that shows what was before changes nothing.
    change(&kato, at, before.version, "4階", "ESET").await.refused(Code::Stale);
    assert_eq!(line(&kanri, at, device).await, after);
    // The city does it too, and is named; what is wrong changes nothing.
    let last: SharedDevice = change(&kato, at, after.version, "4階", "ESET").await.json();
    assert_eq!(
        (last.security_software.as_deref(), last.changed_by.as_deref()),
        (Some("ESET"), Some("加藤 カナリア職員己"))
    );
    change(&kanri, at, last.version, " ", "ESET").await.invalid("place");
    change(&kanri, at, last.version, "4階", "").await.invalid("security_software");
    // Nobody who does not look after it, and nobody through another facility.
    for login in ["sato", "mori", "shonin", "gyosha"] {
        let person = city.sign_in(login).await;
        change(&person, at, last.version, "5階", "ESET").await.refused(Code::NotFound);
    }
    let clinic = facility(&city, "試験クリニック").await;
    change(&kanri, clinic, last.version, "5階", "ESET").await.refused(Code::NotFound);
    change(&kato, clinic, last.version, "5階", "ESET").await.refused(Code::NotFound);
    city.fixture("update session set verified_at = clock_timestamp() - interval '1 hour'").await;
    change(&kanri, at, last.version, "5階", "ESET").await.refused(Code::StepUpRequired);
    assert_eq!(line(&kanri, at, device).await, last);
    let details: Vec<Option<String>> =
        sqlx::query_scalar("select detail from audit_event where event = 'shared_device_changed' order by id")
            .fetch_all(&city.sql)
            .await
            .expect("events");
    assert_eq!(details, [Some("place".to_owned()), Some("place, security_software".to_owned())]);
    city.end().await;
}
