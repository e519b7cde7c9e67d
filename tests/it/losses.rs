//! 紛失の届出: what was lost is out before anyone has decided anything; who is vouched for is in again on another device; and
//! the city decides, once, whether what was lost ever works again.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use renrakucho_protocol::{
    account::{PasskeyLine, Passkeys},
    case::{CaseDetail, CaseLine, CaseStepKind, Cases},
    http::{DeviceLine, Devices, FacilityStaff, IssuedCode, StaffLine},
    loss::{CityAccountDetail, LossLine, Losses},
    problem::Code,
    vocabulary::{CaseKind, CaseRoute, CaseState, Standing},
};
use renrakucho_tests::{Answer, Browser, City, Flags, Passkey, Person, Sink, id};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::staff::facility;

const REASON: &str = "確認しました。";

pub(crate) async fn post(person: &Person, path: &str, body: Value) -> Answer {
    person.call(Method::POST, &format!("/api/v1/{path}"), Some(&body)).await
}

pub(crate) async fn own_device(person: &Person) -> DeviceLine {
    person.get("/api/v1/devices").await.json::<Devices>().devices.remove(0)
}

pub(crate) async fn own_passkeys(person: &Person) -> Vec<PasskeyLine> {
    person.get("/api/v1/passkeys").await.json::<Passkeys>().passkeys
}

pub(crate) async fn staff_line(person: &Person, at: Uuid, account: Uuid) -> StaffLine {
    let staff: FacilityStaff = person.get(&format!("/api/v1/facilities/{at}/staff")).await.json();
    staff.staff.into_iter().find(|line| line.account == account).expect("one of the staff")
}

async fn open_cases(moderator: &Person) -> Vec<CaseLine> {
    moderator.get("/api/v1/city/cases?state=open").await.json::<Cases>().cases
}

async fn read(moderator: &Person, case: Uuid) -> CaseDetail {
    moderator.get(&format!("/api/v1/city/cases/{case}")).await.json()
}

async fn claim(moderator: &Person, case: Uuid) -> CaseDetail {
    let version = read(moderator, case).await.line.version;
    post(moderator, &format!("city/cases/{case}/claim"), json!({ "version": version })).await.json()
}

async fn decide(moderator: &Person, case: Uuid, version: i64, decision: &str) -> Answer {
    let body = json!({ "version": version, "decision": decision, "reason": REASON });
    post(moderator, &format!("city/cases/{case}/decision"), body).await
}

/// Claims and decides.
async fn settle(moderator: &Person, case: Uuid, decision: &str) -> CaseDetail {
    let version = claim(moderator, case).await.line.version;
    decide(moderator, case, version, decision).await.json()
}

pub(crate) fn lost(device: &DeviceLine, passkeys: &[Uuid]) -> Value {
    json!({ "device": { "device": device.device, "version": device.version }, "passkeys": passkeys })
}

async fn tries_to_sign_in(city: &City, login: &str, passkey: &Passkey) -> Option<Answer> {
    let mut browser = Browser::new(city.node(), Some(&city.certificate(login)));
    let path = browser.begin().await;
    let code = browser.present(&path).await?;
    browser.prove(&code).await.ok();
    Some(browser.use_passkey(passkey, Flags::Verified).await)
}

/// Makes another passkey and keeps it under a name.
pub(crate) async fn add(person: &Person, name: &str) -> (Passkey, PasskeyLine) {
    let mut browser = person.browser.clone();
    let options: Value = browser.post("/api/v1/passkeys/begin", &Value::Null).await.json();
    let (passkey, credential) = Passkey::make(&options, &browser.origin);
    let made = json!({ "credential": credential, "name": name });
    let line = browser.post("/api/v1/passkeys/finish", &made).await.json();
    (passkey, line)
}

#[tokio::test]
async fn a_lost_phone_is_out_within_a_second_whoever_reports_it_with_redis_and_without() {
    let mut city = City::of_two_nodes(&[]).await;
    let (at, room) = (facility(&city, "試験訪問看護").await, city.rooms.hana);
    let (kanri, kato) = (city.sign_in_at(0, "kanri").await, city.sign_in_at(1, "kato").await);
    let tanaka = city.sign_in_at(0, "tanaka").await;
    for (reporter, redis) in [("sato", true), ("kanri", true), ("sato", false), ("kanri", false), ("kato", false)] {
        if !redis {
            city.redis.as_mut().expect("Redis").kill();
        }
        let phone = city.sign_in_at(0, "sato").await;
        let (mut here, mut there) = (phone.look_at(room).await, phone.at(&city.nodes[1]).look_at(room).await);
        let device = own_device(&phone).await;
        assert!(device.is_this && device.standing == Standing::Active);
        let body = lost(&device, &[]);
        let began = Instant::now();
        let answer = match reporter {
            "sato" => post(&phone, "losses", body).await,
            "kanri" => post(&kanri, &format!("facilities/{at}/staff/{}/losses", phone.account), body).await,
            _ => post(&kato, &format!("city/accounts/{}/losses", phone.account), body).await,
        };
        let reported: LossLine = answer.json();
        assert!(city.all_have_applied().await, "answered before a node knew");
        for live in [&mut here, &mut there] {
            let closed = live.closed().await;
            assert!(closed.is_none_or(|code| code == 4503), "{closed:?}");
        }
        assert!(began.elapsed() < Duration::from_secs(1), "{reporter}, Redis {redis}: {:?}", began.elapsed());
        let late = tanaka.write(room, "紛失の後").await;
        for live in [&here, &there] {
            assert!(live.cursors[&room] < late.seq, "shown after the report");
        }
        for person in [&phone, &phone.at(&city.nodes[1])] {
            person.get("/api/v1/rooms").await.refused(Code::Suspended);
            person.try_write(room, id(), "紛失の後").await.refused(Code::Suspended);
        }
        assert!(
            tries_to_sign_in(&city, "sato", &city.passkey("sato")).await.is_none(),
            "the certificate opens nothing"
        );
        // Its case: who reported, and that it is with the city.
        let line = open_cases(&kato).await.remove(0);
        assert_eq!((line.case, line.kind, line.route), (reported.case, CaseKind::LostDevice, CaseRoute::SignedIn));
        assert_eq!((line.receipt, line.title.as_str()), (reported.receipt, "佐藤 カナリア職員甲"));
        let detail = read(&kato, line.case).await;
        let report = detail.loss.expect("what was reported");
        assert_eq!((report.device, report.passkeys.len()), (Some(device.label), 0));
        let by = match reporter {
            "sato" => "佐藤 カナリア職員甲",
            "kanri" => "管理 カナリア職員戊",
            _ => "加藤 カナリア職員己",
        };
        assert_eq!((report.reported_by.as_str(), detail.history[0].by.as_deref()), (by, Some(by)));
        assert_eq!(detail.history[0].step, CaseStepKind::Opened);
        // Found again: it lets in anew, and nothing that had ended goes on.
        let done = settle(&kato, line.case, "refused").await;
        assert_eq!(done.line.state, CaseState::Refused);
        phone.get("/api/v1/rooms").await.refused(Code::SessionEnded);
    }
    for (event, times) in [("device_suspended", 5), ("device_restored", 5), ("case_opened", 5), ("case_decided", 5)] {
        let sql = format!("select count(*) from audit_event where event = '{event}'");
        assert_eq!(city.number(&sql).await, times, "{event}");
    }
    let due = "select count(*) from city_case where due - opened_at::date between 5 and 20";
    assert_eq!(city.number(due).await, 5, "five working days");
    city.redis.as_mut().expect("Redis").start_again().await;
    city.end().await;
}

#[tokio::test]
async fn who_lost_the_only_phone_is_back_on_a_new_one_vouched_for_by_the_admin() {
    let sink = Sink::start().await;
    let city = City::with(&sink.settings(1)).await;
    let (at, room) = (facility(&city, "試験訪問看護").await, city.rooms.hana);
    let (kanri, kato, sato) = (city.sign_in("kanri").await, city.sign_in("kato").await, city.sign_in("sato").await);
    let before = staff_line(&kanri, at, sato.account).await;
    let (device, passkey) = (&before.devices[0], &before.passkeys[0]);
    assert_eq!((passkey.device, passkey.is_suspended), (Some(device.device), false), "the passkey lies in the phone");

    // She calls: all of it is out, and a page that was opened before says that it is out of date.
    let path = format!("facilities/{at}/staff/{}", sato.account);
    let body = json!({
        "device": { "device": device.device, "version": device.version }, "passkeys": [passkey.passkey],
    });
    let reported: LossLine = post(&kanri, &format!("{path}/losses"), body.clone()).await.json();
    post(&kanri, &format!("{path}/losses"), body.clone()).await.refused(Code::Stale);
    sato.get("/api/v1/session").await.refused(Code::Suspended);
    let after = staff_line(&kanri, at, sato.account).await;
    assert_eq!((after.devices[0].standing, after.passkeys[0].is_suspended), (Standing::Suspended, true));
    assert!(!after.is_enrolled, "she needs a code");
    let told: Losses = kanri.get(&format!("/api/v1/facilities/{at}/losses")).await.json();
    assert_eq!(told.losses, std::slice::from_ref(&reported));
    assert_eq!(
        (reported.account, reported.state, reported.reason.as_deref()),
        (Some(sato.account), CaseState::Open, None)
    );
    assert_eq!(reported.report.passkeys.len(), 1);

    // She stands there: a code, a new phone, and she is in, with a passkey of its own and without the old one.
    let body = json!({ "version": after.version, "hand_over": "screen" });
    let issued: IssuedCode = post(&kanri, &format!("{path}/code"), body).await.json();
    let mut phone = Browser::new(city.node(), None);
    let (key, begun) = phone.begin_enrolment(&issued.code).await;
    let options: Value = begun.json();
    let known = options["publicKey"]["excludeCredentials"].as_array().map_or(0, Vec::len);
    assert_eq!(known, 0, "a copy of the lost passkey must not stand in the way");
    let (new, credential) = Passkey::make(&options, &phone.origin);
    phone.post("/api/v1/enrolment/finish", &json!({ "credential": credential })).await.ok();
    phone.session_key = key.clone();
    let back = Person { browser: phone, account: sato.account, login: "sato".into() };
    back.write(room, "新しい端末から").await;
    assert!(staff_line(&kanri, at, sato.account).await.is_enrolled);
    let told: Losses = back.get("/api/v1/losses").await.json();
    assert_eq!(told.losses.len(), 1);

    // Whoever found the old phone has nothing of it on any device.
    let mut finder = Browser::new(city.node(), None);
    finder.prove_key(&key).await.ok();
    finder.use_passkey(&city.passkey("sato"), Flags::Verified).await.refused(Code::Unauthenticated);
    let mut thief = back.browser.clone();
    thief.step_up(&city.passkey("sato"), Flags::Verified).await.refused(Code::StepUpRequired);

    // The city revokes: for good, and the new phone goes on.
    let mut live = back.look_at(room).await;
    let shown = read(&kato, reported.case).await;
    assert!(shown.application.is_none() && !shown.templates.accepted.is_empty() && !shown.templates.refused.is_empty());
    let done = settle(&kato, reported.case, "accepted").await;
    let steps: Vec<_> = done.history.iter().map(|one| one.step).collect();
    assert_eq!(steps, [CaseStepKind::Opened, CaseStepKind::Claimed, CaseStepKind::Accepted]);
    let line = staff_line(&kanri, at, sato.account).await;
    assert_eq!((line.devices.len(), line.passkeys.len()), (1, 1), "only what is new is left");
    let version = device.version + 2;
    let restore = format!("/api/v1/city/devices/{}/suspension?version={version}", device.device);
    kato.call(Method::DELETE, &restore, None).await.refused(Code::Stale);
    let certificates =
        format!("select count(*) from device_certificate where device = '{}' and standing <> 'ended'", device.device);
    assert_eq!(city.number(&certificates).await, 0);
    let ack = back.write(room, "まだここにいます").await;
    live.reach(room, ack.seq).await;
    let mut again = Browser::new(city.node(), None);
    again.prove_key(&key).await.ok();
    again.use_passkey(&new, Flags::Verified).await.ok();
    let told: Losses = back.get("/api/v1/losses").await.json();
    assert_eq!((told.losses[0].state, told.losses[0].reason.as_deref()), (CaseState::Accepted, Some(REASON)));

    let mails: Vec<_> = sink.wait_for(3).await.into_iter().filter(|mail| mail.to == "sato@mihon.example").collect();
    for subject in ["紛失の届出のお知らせ", "登録コードのお知らせ", "紛失の届出の結果のお知らせ"]
    {
        let mail = mails.iter().find(|mail| mail.everything().contains(subject));
        let all = mail.unwrap_or_else(|| panic!("{subject} is told")).everything();
        for word in ["カナリア", "佐藤", REASON, &issued.code, &reported.receipt] {
            assert!(!all.contains(word), "{word}: {all}");
        }
    }
    assert!(!city.node().log().contains("カナリア"));
    let in_the_clear = "select count(*) from city_case where position(convert_to('カナリア', 'UTF8') in sealed) > 0";
    assert_eq!(city.number(in_the_clear).await, 0, "what was reported is readable in the database");
    city.end().await;
}

#[tokio::test]
async fn nobody_reports_for_whom_they_do_not_look_after_nor_what_is_not_theirs() {
    let city = City::new().await;
    let (here, there) = (facility(&city, "試験訪問看護").await, facility(&city, "試験クリニック").await);
    let (kanri, kato, sato) = (city.sign_in("kanri").await, city.sign_in("kato").await, city.sign_in("sato").await);
    let (tanaka, ito) = (city.sign_in("tanaka").await, city.sign_in("ito").await);
    let (theirs, itos) = (own_device(&tanaka).await, own_device(&ito).await);
    let passkey = own_passkeys(&tanaka).await[0].passkey;
    let at = |facility: Uuid, account: Uuid| format!("facilities/{facility}/staff/{account}/losses");
    let city_path = format!("city/accounts/{}/losses", tanaka.account);
    for (person, path, body) in [
        // An admin for another facility's staff, by whichever door, and with what belongs to someone else.
        (&kanri, at(there, tanaka.account), lost(&theirs, &[])),
        (&kanri, at(here, tanaka.account), lost(&theirs, &[])),
        (&kanri, at(here, ito.account), lost(&theirs, &[])),
        (&kanri, at(here, ito.account), json!({ "passkeys": [passkey] })),
        (&kanri, city_path.clone(), lost(&theirs, &[])),
        // A colleague; one's own with what is another's; what is not there.
        (&sato, at(here, ito.account), lost(&itos, &[])),
        (&sato, city_path.clone(), lost(&theirs, &[])),
        (&sato, "losses".into(), lost(&theirs, &[])),
        (&sato, "losses".into(), json!({ "passkeys": [passkey] })),
        (&sato, "losses".into(), json!({ "passkeys": [id()] })),
        (&kato, format!("city/accounts/{}/losses", id()), json!({ "passkeys": [passkey] })),
        (&kato, format!("city/accounts/{}/losses", ito.account), lost(&theirs, &[])),
    ] {
        post(person, &path, body).await.refused(Code::NotFound);
    }
    kanri.get(&format!("/api/v1/facilities/{there}/losses")).await.refused(Code::NotFound);
    sato.get(&format!("/api/v1/facilities/{here}/losses")).await.refused(Code::NotFound);
    kanri.get(&format!("/api/v1/city/accounts/{}", ito.account)).await.refused(Code::NotFound);
    for body in [json!({}), json!({ "passkeys": [] })] {
        post(&sato, "losses", body).await.invalid("lost");
    }
    for body in [json!({ "surprise": 1 }), json!({ "device": { "device": itos.device } }), json!({ "passkeys": "x" })] {
        post(&sato, "losses", body).await.refused(Code::BadFrame);
    }
    // One's own as an admin: not here, where codes are made, but as everyone does.
    let own = own_device(&kanri).await;
    post(&kanri, &at(here, kanri.account), lost(&own, &[])).await.invalid("account");
    post(&kanri, "losses", lost(&DeviceLine { version: own.version + 1, ..own.clone() }, &[]))
        .await
        .refused(Code::Stale);
    // A shared device is nobody's own.
    city.fixture(&format!("update device set kind = 'shared' where id = '{}'", itos.device)).await;
    post(&ito, "losses", lost(&itos, &[])).await.refused(Code::NotFound);
    post(&kanri, &at(here, ito.account), lost(&itos, &[])).await.refused(Code::NotFound);
    for table in ["city_case", "loss", "notice_mail", "suspension"] {
        assert_eq!(city.number(&format!("select count(*) from {table}")).await, 0, "a refused report left a {table}");
    }
    post(&kanri, "losses", lost(&own, &[])).await.ok();
    kanri.get("/api/v1/rooms").await.refused(Code::Suspended);
    // The city, for anyone: also for those whom no facility looks after.
    let gyosha = city.account("gyosha").await;
    let detail: CityAccountDetail = kato.get(&format!("/api/v1/city/accounts/{gyosha}")).await.json();
    assert_eq!((detail.line.login_id.as_str(), detail.passkeys.len()), ("gyosha", 1));
    let body = lost(&detail.devices[0], &[detail.passkeys[0].passkey]);
    post(&kato, &format!("city/accounts/{gyosha}/losses"), body).await.ok();
    // Whoever has its receipt number learns nothing without signing in.
    let receipt = open_cases(&kato).await[0].receipt.clone();
    let mut stranger = Browser::new(city.node(), None);
    stranger.post("/api/v1/applications/status", &json!({ "receipt": receipt })).await.refused(Code::NotFound);
    city.end().await;
}

#[tokio::test]
async fn a_lost_key_opens_nothing_and_what_still_opens_stays() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (sato, tanaka, kato) = (city.sign_in("sato").await, city.sign_in("tanaka").await, city.sign_in("kato").await);
    let (key, line) = add(&sato, "職場の鍵").await;
    assert_eq!(line.device, None, "nobody knows where it lies");
    let other = Person::sign_in(city.node(), "sato", &city.certificate("sato"), &key).await;
    let mut live = other.look_at(room).await;
    let reported: LossLine = post(&sato, "losses", json!({ "passkeys": [line.passkey] })).await.json();
    assert_eq!((reported.kind, reported.report.device), (CaseKind::LostPasskey, None));
    assert_eq!(reported.report.passkeys[0].name.as_deref(), Some("職場の鍵"));
    assert!(live.closed().await.is_none_or(|code| code == 4502));
    let late = tanaka.write(room, "鍵の後").await;
    assert!(live.cursors[&room] < late.seq);
    other.get("/api/v1/session").await.refused(Code::SessionEnded);
    sato.get("/api/v1/rooms").await.ok();
    let refused = async || tries_to_sign_in(&city, "sato", &key).await.expect("the device is in good standing");
    refused().await.refused(Code::Unauthenticated);
    sato.browser.clone().step_up(&key, Flags::Verified).await.refused(Code::StepUpRequired);
    post(&sato, "losses", json!({ "passkeys": [line.passkey] })).await.refused(Code::Stale);

    // With the other one stopped, the first is the last way in.
    let lines = own_passkeys(&sato).await;
    assert_eq!(lines.iter().map(|one| one.is_suspended).collect::<Vec<_>>(), [false, true]);
    let remove = async |passkey: Uuid| sato.call(Method::DELETE, &format!("/api/v1/passkeys/{passkey}"), None).await;
    remove(lines[0].passkey).await.refused(Code::LastPasskey);
    settle(&kato, reported.case, "refused").await;
    tries_to_sign_in(&city, "sato", &key).await.expect("a device").ok();

    // Lost again, and then removed by its person: the case is decided all the same.
    let reported: LossLine = post(&sato, "losses", json!({ "passkeys": [line.passkey] })).await.json();
    remove(line.passkey).await.ok();
    let done = settle(&kato, reported.case, "accepted").await;
    assert_eq!(done.line.state, CaseState::Accepted);
    assert_eq!(own_passkeys(&sato).await.len(), 1);
    refused().await.refused(Code::Unauthenticated);
    city.end().await;
}

#[tokio::test]
async fn what_is_found_again_opens_nothing_that_something_else_has_shut() {
    let city = City::new().await;
    let at = facility(&city, "試験訪問看護").await;
    let kato = city.sign_in("kato").await;
    let sign_in = async |login: &str| tries_to_sign_in(&city, login, &city.passkey(login)).await;
    let report = async |login: &str| -> (Person, DeviceLine, LossLine) {
        let person = city.sign_in(login).await;
        let (device, passkey) = (own_device(&person).await, own_passkeys(&person).await[0].passkey);
        let reported = post(&person, "losses", lost(&device, &[passkey])).await.json();
        (person, device, reported)
    };
    let decision = async |path: String, method: Method, version: i64| {
        let body = (method == Method::POST).then(|| json!({ "version": version, "grounds": "prohibited_act" }));
        let query = if method == Method::POST { String::new() } else { format!("?version={version}") };
        kato.call(method, &format!("/api/v1/city/{path}/suspension{query}"), body.as_ref()).await.ok();
    };

    // The city let the device in again by itself, and then stopped it for another reason.
    let (_, device, reported) = report("sato").await;
    let path = format!("devices/{}", device.device);
    decision(path.clone(), Method::DELETE, device.version + 1).await;
    decision(path.clone(), Method::POST, device.version + 2).await;
    settle(&kato, reported.case, "refused").await;
    assert!(sign_in("sato").await.is_none(), "a report that was settled lifted another decision");
    decision(path, Method::DELETE, device.version + 3).await;
    sign_in("sato").await.expect("a device").ok();

    // The ID was suspended meanwhile.
    let (tanaka, _, reported) = report("tanaka").await;
    let standing = format!("select version from account where id = '{}'", tanaka.account);
    decision(format!("accounts/{}", tanaka.account), Method::POST, city.number(&standing).await).await;
    settle(&kato, reported.case, "refused").await;
    sign_in("tanaka").await.expect("the device is back").refused(Code::Unauthenticated);

    // Retired meanwhile: nothing comes back, whichever way it is decided.
    let (ito, device, reported) = report("ito").await;
    let version = staff_line(&kato, at, ito.account).await.version;
    let path = format!("facilities/{at}/staff/{}/retirement", ito.account);
    post(&kato, &path, json!({ "version": version })).await.ok();
    settle(&kato, reported.case, "refused").await;
    assert!(sign_in("ito").await.is_none());
    let ended = format!("select count(*) from device where id = '{}' and standing = 'ended'", device.device);
    assert_eq!(city.number(&ended).await, 1);

    // And a device that was let in again is revoked all the same, with all that is open there.
    let (_, device, reported) = report("mori").await;
    decision(format!("devices/{}", device.device), Method::DELETE, device.version + 1).await;
    city.fixture("update passkey set standing = 'active'").await;
    let mori = city.sign_in("mori").await;
    let mut live = mori.look_at(city.rooms.hana).await;
    settle(&kato, reported.case, "accepted").await;
    assert!(live.closed().await.is_none_or(|code| code == 4503));
    mori.get("/api/v1/rooms").await.refused(Code::Suspended);
    assert!(sign_in("mori").await.is_none());
    city.end().await;
}

#[tokio::test]
async fn however_reports_and_decisions_race_there_is_one_of_each() {
    let city = City::of_two_nodes(&[]).await;
    let at = facility(&city, "試験訪問看護").await;
    city.fixture("update account set role = 'city_moderator' where login_id = 'shonin'").await;
    let (kato, second) = (city.sign_in_at(0, "kato").await, city.sign_in_at(1, "shonin").await);
    let kanri = city.sign_in_at(1, "kanri").await;
    for round in 0..6 {
        let sato = city.sign_in_at(round % 2, "sato").await;
        let (device, passkey) = (own_device(&sato).await, own_passkeys(&sato).await[0].passkey);
        let body = lost(&device, &[passkey]);
        // Many sign in with it at that moment, and three report it: whoever came in is out again.
        let mut ready = Vec::new();
        for _ in 0..8 {
            let mut browser = Browser::new(&city.nodes[round % 2], Some(&city.certificate("sato")));
            browser.prove_device().await;
            let options: Value = browser.challenge().await.json();
            ready.push((browser, options));
        }
        let key = city.passkey("sato");
        let signing_in = ready.iter_mut().map(|(browser, options)| browser.finish(&key, options, Flags::Verified));
        let (staff_path, city_path) = (
            format!("facilities/{at}/staff/{}/losses", sato.account),
            format!("city/accounts/{}/losses", sato.account),
        );
        let (_, a, b, c) = tokio::join!(
            join_all(signing_in),
            post(&sato, "losses", body.clone()),
            post(&kanri, &staff_path, body.clone()),
            post(&kato, &city_path, body.clone()),
        );
        let accepted = [&a, &b, &c].iter().filter(|answer| answer.status == 200).count();
        assert_eq!(accepted, 1, "{} {} {}", a.text, b.text, c.text);
        let open = format!(
            "select count(*) from session where account = '{}' and ended_at is null and expires_at > now()",
            sato.account
        );
        assert_eq!(city.number(&open).await, 0, "someone is still in");
        let case = open_cases(&kato).await;
        assert_eq!(case.len(), 1);
        let (case, version) = (case[0].case, case[0].version);

        let claims = json!({ "version": version });
        let path = format!("city/cases/{case}/claim");
        let (a, b) = tokio::join!(post(&kato, &path, claims.clone()), post(&second, &path, claims.clone()));
        assert!((a.status == 200) != (b.status == 200), "{} {}", a.text, b.text);
        let (holder, claimed) = if a.status == 200 { (&kato, a) } else { (&second, b) };
        let version = claimed.json::<CaseDetail>().line.version;
        // Two tabs of whoever works on it: one revokes, the other lets it work again. Odd rounds end with a restored one.
        let (revoked, restored) = if round == 5 {
            tokio::join!(decide(holder, case, version, "accepted"), decide(holder, case, version, "refused"))
        } else {
            let (a, b) =
                tokio::join!(decide(holder, case, version, "refused"), decide(holder, case, version, "refused"));
            assert!((a.status == 200) != (b.status == 200), "{} {}", a.text, b.text);
            continue;
        };
        assert!((revoked.status == 200) != (restored.status == 200), "{} {}", revoked.text, restored.text);
        let standing = if revoked.status == 200 { "ended" } else { "active" };
        let sql = format!("select count(*) from device where id = '{}' and standing = '{standing}'", device.device);
        assert_eq!(city.number(&sql).await, 1);
        let passkeys = format!("select count(*) from passkey where id = '{passkey}' and standing = 'active'");
        assert_eq!(city.number(&passkeys).await, i64::from(restored.status == 200));
    }
    city.end().await;
}

#[tokio::test]
async fn to_decide_wants_the_passkey_once_more_and_someone_whom_it_does_not_concern() {
    let city = City::new().await;
    city.fixture("update account set role = 'city_moderator' where login_id = 'shonin'").await;
    let (kato, second, sato) = (city.sign_in("kato").await, city.sign_in("shonin").await, city.sign_in("sato").await);
    let (_, line) = add(&kato, "市役所の鍵").await;
    let reported: LossLine = post(&kato, "losses", json!({ "passkeys": [line.passkey] })).await.json();
    let version = claim(&kato, reported.case).await.line.version;
    for decision in ["accepted", "refused"] {
        decide(&kato, reported.case, version, decision).await.invalid("account");
    }
    // To report is in a hurry, and wants nothing; to decide opens doors.
    let ago = "update session set verified_at = clock_timestamp() - interval '1 hour'";
    city.fixture(ago).await;
    let device = own_device(&sato).await;
    post(&sato, "losses", lost(&device, &[])).await.ok();
    let version = claim(&second, reported.case).await.line.version;
    decide(&second, reported.case, version, "refused").await.refused(Code::StepUpRequired);
    assert_eq!(second.browser.clone().step_up(&city.passkey("shonin"), Flags::Verified).await.status, 204);
    decide(&second, reported.case, version, "refused").await.ok();
    let own = own_passkeys(&kato).await;
    assert!(own.iter().all(|passkey| !passkey.is_suspended));
    city.end().await;
}
