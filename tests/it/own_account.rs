//! One's own account: what is grave wants the passkey once more; several passkeys, of which the last one stays; one's other
//! sessions; and the history of sign-ins.

use std::time::{Duration, Instant};

use renrakucho::http::router::TABLE;
use renrakucho_protocol::{
    account::{EndedSessions, PasskeyLine, Passkeys, SignInEvent, SignIns},
    close,
    http::{SessionChallenge, SessionLine, SessionView, Sessions},
    problem::Code,
};
use renrakucho_tests::{Answer, Browser, City, Flags, Live, Passkey, Person, answer, id};
use reqwest::Method;
use serde_json::{Value, json};

use crate::matrix::{Target, body, filled};

const FINISH: &str = "/api/v1/session/step-up/finish";

/// What is grave, written from the city's security rules and not from the code: closing a room, suspending, issuing, devices,
/// staff who come and go, and ways into one's own account.
const GRAVE: [(&str, &str); 63] = [
    ("put", "/api/v1/city/rooms/{room}/identity"),
    ("post", "/api/v1/rooms/{room}/exports"),
    ("post", "/api/v1/city/rooms/{room}/erasure"),
    ("post", "/api/v1/city/rooms/{room}/exceptional-use"),
    ("delete", "/api/v1/city/rooms/{room}/exceptional-use"),
    ("post", "/api/v1/city/disaster-events"),
    ("delete", "/api/v1/city/disaster-events/{case}"),
    ("post", "/api/v1/city/rooms/{room}/discontinuation"),
    ("post", "/api/v1/city/rooms/{room}/support-end"),
    ("post", "/api/v1/city/rooms/{room}/members"),
    ("post", "/api/v1/city/access-reports/{report}/release"),
    ("post", "/api/v1/city/rooms/{room}/disclosures"),
    ("post", "/api/v1/city/disclosures/{request}/unsealings"),
    ("post", "/api/v1/city/disclosures/{request}/withdrawal"),
    ("get", "/api/v1/city/disclosures/{request}/entries"),
    ("get", "/api/v1/city/disclosures/{request}/preview"),
    ("get", "/api/v1/city/disclosures/{request}/document"),
    ("post", "/api/v1/city/disclosures/{request}/handing-out"),
    ("post", "/api/v1/city/accounts/{account}/suspension"),
    ("delete", "/api/v1/city/accounts/{account}/suspension"),
    ("post", "/api/v1/city/accounts/{account}/disqualification"),
    ("post", "/api/v1/city/devices/{device}/suspension"),
    ("delete", "/api/v1/city/devices/{device}/suspension"),
    ("post", "/api/v1/city/facilities/{facility}/suspension"),
    ("delete", "/api/v1/city/facilities/{facility}/suspension"),
    ("post", "/api/v1/city/facilities/{facility}/staff/{account}/administration"),
    ("delete", "/api/v1/city/facilities/{facility}/staff/{account}/administration"),
    ("put", "/api/v1/city/device-kinds"),
    ("post", "/api/v1/city/audit-reviews/{month}/signature"),
    ("post", "/api/v1/city/accounts/{account}/losses"),
    ("post", "/api/v1/city/cases/{case}/decision"),
    ("post", "/api/v1/city/people/{account}/appointments"),
    ("post", "/api/v1/city/people/{account}/code"),
    ("post", "/api/v1/city/people/{account}/confirmation"),
    ("post", "/api/v1/city/appointments/{appointment}/decision"),
    ("delete", "/api/v1/city/appointments/{appointment}"),
    ("post", "/api/v1/city/cases/{case}/attachments/{attachment}/taking-back"),
    ("post", "/api/v1/city/rooms/{room}/consent-form/attachments/{attachment}/taking-back"),
    ("post", "/api/v1/facilities/{facility}/staff"),
    ("post", "/api/v1/facilities/{facility}/staff-import"),
    ("post", "/api/v1/facilities/{facility}/staff/{account}/code"),
    ("post", "/api/v1/facilities/{facility}/staff/{account}/hand-over"),
    ("post", "/api/v1/facilities/{facility}/staff/{account}/losses"),
    ("post", "/api/v1/facilities/{facility}/staff/{account}/confirmation"),
    ("post", "/api/v1/facilities/{facility}/staff/{account}/devices/{device}/replacement"),
    ("post", "/api/v1/facilities/{facility}/staff/{account}/login-id"),
    ("post", "/api/v1/facilities/{facility}/staff/{account}/retirement"),
    ("put", "/api/v1/facilities/{facility}/staff/{account}"),
    ("post", "/api/v1/facilities/{facility}/end"),
    ("delete", "/api/v1/facilities/{facility}/end"),
    ("post", "/api/v1/facilities/{facility}/staff/{account}/transfer"),
    ("post", "/api/v1/facilities/{facility}/inventory/copy"),
    ("post", "/api/v1/facilities/{facility}/devices"),
    ("put", "/api/v1/facilities/{facility}/devices/{device}"),
    ("post", "/api/v1/facilities/{facility}/devices/{device}/code"),
    ("post", "/api/v1/facilities/{facility}/devices/{device}/people/{account}"),
    ("delete", "/api/v1/facilities/{facility}/devices/{device}/people/{account}"),
    ("delete", "/api/v1/facilities/{facility}/devices/{device}/sessions"),
    ("post", "/api/v1/facilities/{facility}/devices/{device}/loss"),
    ("post", "/api/v1/facilities/{facility}/devices/{device}/retirement"),
    ("post", "/api/v1/passkeys/begin"),
    ("post", "/api/v1/passkeys/finish"),
    ("post", "/api/v1/session/device-key"),
];
const REMOVAL: (&str, &str) = ("delete", "/api/v1/passkeys/{passkey}");
/// Grave too, and not the city's: to a moderator it does not exist.
const APPLICATION: (&str, &str) = ("post", "/api/v1/rooms/{room}/exceptional-use-applications");

/// Makes it so many seconds since anyone used their passkey.
async fn verified_ago(city: &City, seconds: u32) {
    city.fixture(&format!("update session set verified_at = clock_timestamp() - interval '{seconds} seconds'")).await;
}

async fn events(city: &City, event: &str) -> i64 {
    city.number(&format!("select count(*) from audit_event where event = '{event}'")).await
}

async fn passkeys(person: &Person) -> Vec<PasskeyLine> {
    person.get("/api/v1/passkeys").await.json::<Passkeys>().passkeys
}

async fn sessions(person: &Person) -> Vec<SessionLine> {
    person.get("/api/v1/sessions").await.json::<Sessions>().sessions
}

/// Makes a passkey on another authenticator and sends it in under a name.
async fn add(person: &Person, name: &str, make: fn(&Value, &str) -> (Passkey, Value)) -> (Passkey, Answer) {
    let mut browser = person.browser.clone();
    let options: Value = browser.post("/api/v1/passkeys/begin", &Value::Null).await.json();
    let (passkey, credential) = make(&options, &browser.origin);
    let made = json!({ "credential": credential, "name": name });
    (passkey, browser.post("/api/v1/passkeys/finish", &made).await)
}

async fn remove(person: &Person, passkey: &PasskeyLine) -> Answer {
    person.call(Method::DELETE, &format!("/api/v1/passkeys/{}", passkey.passkey), None).await
}

async fn tries_to_sign_in(city: &City, node: usize, login: &str, passkey: &Passkey) -> Answer {
    let mut browser = Browser::new(&city.nodes[node], Some(&city.certificate(login)));
    browser.prove_device().await;
    browser.use_passkey(passkey, Flags::Verified).await
}

#[tokio::test]
async fn what_is_grave_wants_the_passkey_once_more_and_nothing_else_does() {
    let city = City::new().await;
    let kato = city.sign_in("kato").await;
    let sato = city.sign_in("sato").await;
    city.sign_in("tanaka").await;
    verified_ago(&city, 300).await;
    let mut asked = 0;
    for row in TABLE.iter().filter(|row| row.path.starts_with("/api/v1/") && row.path != "/api/v1/session") {
        if ["sign-in/", "enrolment"].iter().any(|part| row.path.contains(part)) {
            continue;
        }
        let path = filled(&city, row.method, row.path, Target::Active).await;
        let method: Method = row.method.to_uppercase().parse().expect("a method");
        let of = async |person: &Person| {
            let mut request = person.browser.request(method.clone(), &path);
            if let Some(body) = body(row.path) {
                request = request.json(&body);
            }
            let answer = answer(request).await;
            answer.status >= 400 && answer.problem().code == Code::StepUpRequired
        };
        let what = format!("{} {path}", row.method);
        let is_grave = GRAVE.contains(&(row.method, row.path)) || (row.method, row.path) == REMOVAL;
        // What is no answer to a challenge of a step-up is answered so too.
        let is_asked = of(&kato).await && row.path != FINISH;
        assert_eq!(is_asked, is_grave, "{what}");
        asked += usize::from(is_asked);
        // Nobody is asked for a passkey on account of what does not exist for them.
        let is_own = ["/api/v1/passkeys", "/api/v1/session/device-key"].iter().any(|own| row.path.starts_with(own));
        // Staff take out what is in their rooms.
        let is_own = is_own || row.path == FINISH || row.path == "/api/v1/rooms/{room}/exports";
        let is_applied = (row.method, row.path) == APPLICATION;
        assert_eq!(of(&sato).await, (is_grave || row.path == FINISH) && is_own || is_applied, "{what} by staff");
    }
    assert_eq!(asked, GRAVE.len() + 1, "each of them is there");
    let refusals = "select count(*) from audit_event where event = 'refused'
        and detail = 'discontinue_support: the passkey must be used again'";
    assert_eq!(city.number(refusals).await, 1);

    // What was asked for goes through after it, as it was; and for this session alone.
    let version = kato.city_line(city.rooms.hana).await.version;
    let elsewhere = city.sign_in("kato").await;
    verified_ago(&city, 300).await;
    kato.try_discontinue(city.rooms.hana, version).await.refused(Code::StepUpRequired);
    assert_eq!(kato.browser.clone().step_up(&city.passkey("kato"), Flags::Verified).await.status, 204);
    elsewhere.try_discontinue(city.rooms.hana, version).await.refused(Code::StepUpRequired);
    kato.try_discontinue(city.rooms.hana, version).await.ok();
    assert_eq!(events(&city, "stepped_up").await, 1);
    // And for as long as it is said.
    verified_ago(&city, 290).await;
    elsewhere.try_discontinue(city.rooms.sora, version).await.ok();
    city.end().await;
}

#[tokio::test]
async fn only_the_own_passkey_with_a_challenge_of_the_own_session_counts_and_counts_once() {
    let city = City::new().await;
    let (sato, elsewhere) = (city.sign_in("sato").await, city.sign_in("sato").await);
    let (own, theirs) = (city.passkey("sato"), city.passkey("tanaka"));
    verified_ago(&city, 3_600).await;
    let mut browser = sato.browser.clone();
    let origin = browser.origin.clone();
    let mut tried = 0;
    let mut refused = |answer: Answer| {
        answer.refused(Code::StepUpRequired);
        tried += 1;
    };
    // Nobody proved who they are; another person's; on a page of another origin.
    refused(browser.step_up(&own, Flags::OnlyPresent).await);
    refused(browser.step_up(&theirs, Flags::Verified).await);
    let options = browser.step_up_challenge().await;
    let foreign = json!({ "credential": own.assert(&options, "https://localhost:1", Flags::Verified) });
    refused(browser.post(FINISH, &foreign).await);
    // And its challenge is used up; none under way; not even an answer.
    let late = json!({ "credential": own.assert(&options, &origin, Flags::Verified) });
    refused(browser.post(FINISH, &late).await);
    browser.step_up_challenge().await;
    refused(browser.post(FINISH, &json!({ "credential": {} })).await);
    // A challenge of another session; and one whose time is over.
    let options = elsewhere.browser.clone().step_up_challenge().await;
    browser.step_up_challenge().await;
    let swapped = json!({ "credential": own.assert(&options, &origin, Flags::Verified) });
    refused(browser.post(FINISH, &swapped).await);
    let options = browser.step_up_challenge().await;
    city.fixture("update session_ceremony set expires_at = now()").await;
    let over = json!({ "credential": own.assert(&options, &origin, Flags::Verified) });
    refused(browser.post(FINISH, &over).await);
    assert_eq!(events(&city, "step_up_refused").await, tried);
    assert_eq!(city.number("select count(*) from session where verified_at > now() - interval '1 hour'").await, 0);

    // Of many answers to one challenge one counts.
    let options = browser.step_up_challenge().await;
    let raced = json!({ "credential": own.assert(&options, &origin, Flags::Verified) });
    let all = (0..50).map(|_| answer(browser.request(Method::POST, FINISH).json(&raced)));
    let answers = futures_util::future::join_all(all).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);
    assert_eq!(city.number("select count(*) from session where verified_at > now() - interval '1 hour'").await, 1);
    // None of it has ended anything.
    sato.get("/api/v1/session").await.ok();
    elsewhere.get("/api/v1/session").await.ok();
    city.end().await;
}

#[tokio::test]
async fn a_second_passkey_is_a_second_way_in_and_the_last_one_stays() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (sato, tanaka) = (city.sign_in_at(0, "sato").await, city.sign_in_at(1, "tanaka").await);
    let first = passkeys(&sato).await;
    let [only] = &first[..] else { panic!("{first:?}") };
    assert!(only.is_of_this_session && !only.is_synced && only.name.is_none() && only.last_used.is_some());
    remove(&sato, only).await.refused(Code::LastPasskey);
    sato.get("/api/v1/session").await.ok();

    for wrong in ["", "　", "a\nb", &"鍵".repeat(51)] {
        add(&sato, wrong, Passkey::make).await.1.invalid("name");
    }
    let (synced, answer) = add(&sato, " 職場の鍵 ", Passkey::make_synced).await;
    let added: PasskeyLine = answer.json();
    assert_eq!((added.name.as_deref(), added.is_synced, added.is_of_this_session), (Some("職場の鍵"), true, false));
    assert!(added.last_used.is_none());
    assert_eq!(passkeys(&sato).await.len(), 2);
    // What was made once is not sent in again, and nobody reaches another's.
    let again = json!({ "credential": {}, "name": "x" });
    sato.browser.clone().post("/api/v1/passkeys/finish", &again).await.invalid("credential");
    let path = format!("/api/v1/passkeys/{}", added.passkey);
    let name = json!({ "name": "自宅の鍵" });
    tanaka.call(Method::PUT, &path, Some(&name)).await.refused(Code::NotFound);
    remove(&tanaka, &added).await.refused(Code::NotFound);
    let renamed: PasskeyLine = sato.call(Method::PUT, &path, Some(&name)).await.json();
    assert_eq!(renamed, PasskeyLine { name: Some("自宅の鍵".into()), ..added });

    // It opens the account, also for a step-up in a session that the other one began.
    let other = Person::sign_in(&city.nodes[1], "sato", &city.certificate("sato"), &synced).await;
    verified_ago(&city, 300).await;
    assert_eq!(sato.browser.clone().step_up(&synced, Flags::Verified).await.status, 204);
    let lines = passkeys(&other).await;
    assert!(!lines[0].is_of_this_session && lines[1].is_of_this_session && lines[1].last_used.is_some());

    // The first goes, and with it what it had signed in: on both nodes, before the answer is there.
    let third = city.sign_in_at(1, "sato").await;
    let (mut goes, mut stays) = (third.look_at(room).await, other.look_at(room).await);
    verified_ago(&city, 300).await;
    remove(&other, &lines[0]).await.refused(Code::StepUpRequired);
    assert_eq!(other.browser.clone().step_up(&synced, Flags::Verified).await.status, 204);
    let ended: EndedSessions = remove(&other, &lines[0]).await.json();
    assert!(city.all_have_applied().await, "answered before a node knew");
    assert_eq!(ended.ended, 2);
    let late = tanaka.write(room, "鍵の後").await;
    stays.reach(room, late.seq).await;
    assert!(goes.closed().await.is_none_or(|code| code == close::SESSION_ENDED));
    assert!(goes.cursors[&room] < late.seq);
    for person in [&sato, &third] {
        person.get("/api/v1/session").await.refused(Code::SessionEnded);
    }
    tries_to_sign_in(&city, 0, "sato", &city.passkey("sato")).await.refused(Code::Unauthenticated);
    tries_to_sign_in(&city, 0, "sato", &synced).await.ok();
    remove(&other, &lines[0]).await.refused(Code::NotFound);
    remove(&other, &lines[1]).await.refused(Code::LastPasskey);
    for (event, times) in [("passkey_enrolled", 1), ("passkey_renamed", 1), ("passkey_removed", 1)] {
        assert_eq!(events(&city, event).await, times, "{event}");
    }
    city.end().await;
}

#[tokio::test]
async fn however_they_race_a_way_in_stays_and_no_removed_one_opens_anything() {
    let city = City::new().await;
    let sato = city.sign_in("sato").await;
    let (second, answer) = add(&sato, "二つ目", Passkey::make).await;
    answer.ok();
    let keeper = Person::sign_in(city.node(), "sato", &city.certificate("sato"), &second).await;
    let (third, answer) = add(&keeper, "三つ目", Passkey::make).await;
    let third_line: PasskeyLine = answer.json();

    // Many sign in with one that is being removed: whoever came in is out again.
    let mut ready = Vec::new();
    for _ in 0..20 {
        let mut browser = Browser::new(city.node(), Some(&city.certificate("sato")));
        browser.prove_device().await;
        let options: Value = browser.challenge().await.json();
        ready.push((browser, options));
    }
    let signing_in = ready.iter_mut().map(|(browser, options)| browser.finish(&third, options, Flags::Verified));
    let (_, removed) = tokio::join!(futures_util::future::join_all(signing_in), remove(&keeper, &third_line));
    removed.ok();
    let open = format!("select count(*) from session where passkey = '{}' and ended_at is null", third_line.passkey);
    assert_eq!(city.number(&open).await, 0);

    // Two pages remove the two that are left, each the other's.
    let lines = passkeys(&keeper).await;
    let (a, b) = tokio::join!(remove(&sato, &lines[1]), remove(&keeper, &lines[0]));
    assert_eq!([a.status, b.status].iter().filter(|status| **status == 200).count(), 1, "{} {}", a.text, b.text);
    assert_eq!(
        city.number(
            "select count(*) from passkey where account =
        (select id from account where login_id = 'sato')"
        )
        .await,
        1
    );
    city.end().await;
}

#[tokio::test]
async fn ones_other_sessions_are_seen_and_ended_everywhere_at_once() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (sato, tanaka) = (city.sign_in_at(0, "sato").await, city.sign_in_at(0, "tanaka").await);
    let others = [city.sign_in_at(0, "sato").await, city.sign_in_at(1, "sato").await];
    let mut lives = [others[0].look_at(room).await, others[1].look_at(room).await];
    let (mut own, mut theirs) = (sato.look_at(room).await, tanaka.look_at(room).await);
    city.fixture("update device set kind = 'shared' where label like '%甲%'").await;
    let lines = sessions(&sato).await;
    assert_eq!(lines.iter().map(|line| line.is_this).collect::<Vec<_>>(), [false, false, true], "the newest first");
    for line in &lines {
        assert!(line.is_shared && line.device.contains("佐藤") && line.last_used >= line.since, "{line:?}");
    }
    // Another's does not exist, and goes on.
    let foreign = format!("/api/v1/sessions/{}", sessions(&tanaka).await[0].session);
    sato.call(Method::DELETE, &foreign, None).await.refused(Code::NotFound);
    assert_eq!(events(&city, "session_ended").await, 0);
    let began = Instant::now();
    let ended: EndedSessions = sato.call(Method::DELETE, "/api/v1/sessions", None).await.json();
    assert_eq!(ended.ended, 2);
    assert!(city.all_have_applied().await, "answered before a node knew");
    for live in &mut lives {
        assert!(live.closed().await.is_none_or(|code| code == close::SESSION_ENDED));
    }
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    for person in &others {
        person.try_write(room, id(), "遅い").await.refused(Code::SessionEnded);
    }
    let ack = sato.write(room, "まだいます").await;
    own.reach(room, ack.seq).await;
    theirs.reach(room, ack.seq).await;
    assert_eq!(sessions(&sato).await.len(), 1);
    let none: EndedSessions = sato.call(Method::DELETE, "/api/v1/sessions", None).await.json();
    assert_eq!(none.ended, 0);
    others[0].call(Method::DELETE, "/api/v1/sessions", None).await.refused(Code::SessionEnded);
    assert_eq!(events(&city, "session_ended").await, 2);
    city.end().await;
}

#[tokio::test]
async fn the_history_tells_who_came_in_who_tried_to_and_nothing_of_others() {
    let city = City::new().await;
    let sato = city.sign_in("sato").await;
    // Refused on the own device; and with the own passkey on another's, whose name is not told.
    let mut browser = Browser::new(city.node(), Some(&city.certificate("sato")));
    browser.prove_device().await;
    browser.use_passkey(&city.passkey("sato"), Flags::OnlyPresent).await.refused(Code::Unauthenticated);
    let mut browser = Browser::new(city.node(), Some(&city.certificate("tanaka")));
    browser.prove_device().await;
    browser.use_passkey(&city.passkey("sato"), Flags::Verified).await.refused(Code::Unauthenticated);
    let elsewhere = city.sign_in("sato").await;
    let there = sessions(&elsewhere).await.into_iter().find(|line| !line.is_this).expect("sato's first");
    elsewhere.call(Method::DELETE, &format!("/api/v1/sessions/{}", there.session), None).await.ok();
    elsewhere.browser.clone().step_up(&city.passkey("sato"), Flags::Verified).await.ok();
    elsewhere.write(city.rooms.hana, "書いたことは出てこない").await;
    let history = async |person: &Person, before: Option<i64>| -> SignIns {
        let query = before.map(|n| format!("?before={n}")).unwrap_or_default();
        person.get(&format!("/api/v1/sign-ins{query}")).await.json()
    };
    let told = history(&elsewhere, None).await;
    let lines: Vec<_> = told.sign_ins.iter().map(|line| (line.what, line.device.is_some(), line.is_this)).collect();
    assert_eq!(
        lines,
        [
            (SignInEvent::SteppedUp, true, true),
            (SignInEvent::SignedOutElsewhere, true, true),
            (SignInEvent::SignedIn, true, true),
            (SignInEvent::Refused, false, false),
            (SignInEvent::Refused, true, false),
            (SignInEvent::SignedIn, true, false),
        ]
    );
    assert!(!told.has_more);
    let tanaka = city.sign_in("tanaka").await;
    assert_eq!(history(&tanaka, None).await.sign_ins.len(), 1, "what sato did is not tanaka's");

    // Page after page, without a hole and without a double; and no further back than ninety days.
    city.fixture(
        "insert into audit_event (event, account, at, request_id)
         select 'signed_in', a.id, now() - interval '1 day' * n, 'x'
         from account a, generate_series(1, 100) n where a.login_id = 'sato'",
    )
    .await;
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let page = history(&elsewhere, before).await;
        before = page.sign_ins.last().map(|line| line.n);
        all.extend(page.sign_ins);
        if !page.has_more {
            break;
        }
    }
    assert_eq!(all.len(), 6 + 89);
    assert!(all.is_sorted_by(|newer, older| newer.at > older.at));
    for wrong in ["?before=x", "?after=1"] {
        elsewhere.get(&format!("/api/v1/sign-ins{wrong}")).await.refused(Code::BadFrame);
    }
    assert!(Live::connect(&sato.browser, Some(&sato.browser.origin)).await.is_err(), "what was ended stays ended");
    city.end().await;
}

#[tokio::test]
async fn a_session_in_which_nobody_does_anything_is_locked_until_the_passkey_is_used() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (sato, tanaka) = (city.sign_in_at(0, "sato").await, city.sign_in_at(0, "tanaka").await);
    let acted_ago = async |seconds: u32| {
        let ago = format!("clock_timestamp() - interval '{seconds} seconds'");
        city.fixture(&format!("update session set acted_at = {ago} where account = '{}'", sato.account)).await;
    };
    let renew = async |acted: bool| {
        let mut browser = sato.browser.clone();
        let nonce = browser.post("/api/v1/session/challenge", &Value::Null).await.json::<SessionChallenge>().nonce;
        let signature = browser.session_key.sign_session("session", &nonce, &browser.origin);
        let body = json!({ "nonce": nonce, "signature": signature, "acted": acted });
        assert_eq!(browser.post("/api/v1/session/renewal", &body).await.status, 204);
    };
    let recently = format!(
        "select count(*) from session where account = '{}' and acted_at > now() - interval '5 minutes'",
        sato.account
    );
    // That the page is there is not that someone sits before it; that somebody does counts.
    acted_ago(890).await;
    renew(false).await;
    assert_eq!(city.number(&recently).await, 0);
    let (mut here, mut there) = (sato.look_at(room).await, sato.at(&city.nodes[1]).look_at(room).await);
    let mut others = tanaka.look_at(room).await;
    // In a few seconds it is locked: nothing is delivered any more, and nothing answered.
    assert_eq!(here.closed().await, Some(close::AUTHENTICATE));
    assert_eq!(there.closed().await, Some(close::AUTHENTICATE));
    let late = tanaka.write(room, "席を離れた後").await;
    others.reach(room, late.seq).await;
    assert!(here.cursors[&room] < late.seq && there.cursors[&room] < late.seq);
    sato.get("/api/v1/rooms").await.refused(Code::Locked);
    sato.try_write(room, id(), "x").await.refused(Code::Locked);
    assert_eq!(Live::connect(&sato.browser, Some(&sato.browser.origin)).await.err(), Some(401));
    // Neither a proof, nor a claim that someone is there, nor another's passkey unlocks it.
    renew(true).await;
    sato.get("/api/v1/rooms").await.refused(Code::Locked);
    let mut browser = sato.browser.clone();
    browser.step_up(&city.passkey("tanaka"), Flags::Verified).await.refused(Code::StepUpRequired);
    sato.get("/api/v1/passkeys").await.refused(Code::Locked);
    assert!(sato.get("/api/v1/session").await.json::<SessionView>().is_locked);
    assert_eq!(browser.step_up(&city.passkey("sato"), Flags::Verified).await.status, 204);
    assert!(!sato.get("/api/v1/session").await.json::<SessionView>().is_locked);
    let mut again = sato.look_at(room).await;
    again.reach(room, late.seq).await;
    // Whoever does something is not locked.
    acted_ago(600).await;
    renew(true).await;
    assert_eq!(city.number(&recently).await, 1);
    // Who is locked can still leave.
    acted_ago(900).await;
    sato.call(Method::DELETE, "/api/v1/session", None).await.ok();
    city.end().await;
}
