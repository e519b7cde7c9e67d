//! ログイン: the certificate and the passkey, both, of one account; everything else is refused alike.

use renrakucho_protocol::problem::Code;
use renrakucho_tests::{Answer, Browser, Certificate, City, Flags, Passkey, answer};
use reqwest::Method;
use serde_json::{Value, json};

/// A certificate of another authority, otherwise like ours.
fn foreign() -> Certificate {
    let key = rcgen::KeyPair::generate().expect("a key");
    let mut parameters = rcgen::CertificateParams::new(Vec::new()).expect("parameters");
    parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let issuer = rcgen::Issuer::new(parameters, key);
    let key = rcgen::KeyPair::generate().expect("a key");
    let mut parameters = rcgen::CertificateParams::new(Vec::new()).expect("parameters");
    parameters.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
    let certificate = parameters.signed_by(&key, &issuer).expect("a certificate");
    Certificate { pem: certificate.pem(), key: key.serialize_pem() }
}

/// Insists on the one answer that every refused sign-in gets.
#[track_caller]
fn is_the_refusal(answer: &Answer) -> (u16, Vec<String>, String) {
    let problem = answer.refused(Code::Unauthenticated);
    assert_eq!((problem.field, problem.after_ms), (None, None), "a refusal tells nothing");
    answer.shape()
}

#[tokio::test]
async fn certificate_and_passkey_together_sign_in() {
    let city = City::new().await;
    for login in ["sato", "kanri", "kato", "shonin", "gyosha"] {
        let person = city.sign_in(login).await;
        let view: Value = person.get("/api/v1/session").await.json();
        assert_eq!(view["account"], json!(city.account(login).await));
    }
    assert_eq!(city.number("select count(*) from audit_event where event = 'signed_in'").await, 5);
    assert_eq!(city.number("select count(*) from sign_in_attempt").await, 0, "what was used is gone");
    city.end().await;
}

#[tokio::test]
async fn nothing_less_signs_in() {
    let city = City::new().await;
    let node = city.node();
    let (sato, passkey) = (city.certificate("sato"), city.passkey("sato"));

    // Without a certificate, with one of another authority: the way back looks the same.
    for certificate in [None, Some(foreign())] {
        let mut browser = Browser::new(node, certificate.as_ref());
        let path = browser.begin().await;
        assert_eq!(browser.present(&path).await, None);
        // The passkey alone opens nothing: not even a challenge is given.
        is_the_refusal(&browser.challenge().await);
        is_the_refusal(
            &browser.finish(&passkey, &json!({ "publicKey": { "challenge": "AAAA" } }), Flags::Verified).await,
        );
    }

    let mut shapes = Vec::new();
    // The certificate of one with the passkey of another.
    let mut browser = Browser::new(node, Some(&sato));
    browser.prove_device().await;
    shapes.push(is_the_refusal(&browser.use_passkey(&city.passkey("tanaka"), Flags::Verified).await));

    // Nobody proved who they are to the authenticator.
    let mut browser = Browser::new(node, Some(&sato));
    browser.prove_device().await;
    shapes.push(is_the_refusal(&browser.use_passkey(&passkey, Flags::OnlyPresent).await));

    // A page of another origin asked for the signature.
    let mut browser = Browser::new(node, Some(&sato));
    browser.prove_device().await;
    let options: Value = browser.challenge().await.json();
    let credential = passkey.assert(&options, "https://localhost:1", Flags::Verified);
    let finish = "/api/v1/sign-in/passkey/finish";
    shapes.push(is_the_refusal(&browser.post(finish, &json!({ "credential": credential })).await));
    // And the challenge is used up.
    shapes.push(is_the_refusal(&browser.finish(&passkey, &options, Flags::Verified).await));

    // An answer to another attempt's challenge.
    let mut one = Browser::new(node, Some(&sato));
    one.prove_device().await;
    let options: Value = one.challenge().await.json();
    let mut other = Browser::new(node, Some(&sato));
    other.prove_device().await;
    other.challenge().await.ok();
    shapes.push(is_the_refusal(&other.finish(&passkey, &options, Flags::Verified).await));

    // Not even an answer, or no attempt at all.
    let mut browser = Browser::new(node, Some(&sato));
    browser.prove_device().await;
    browser.challenge().await.ok();
    shapes.push(is_the_refusal(&browser.post(finish, &json!({ "credential": { "id": "x" } })).await));
    let mut browser = Browser::new(node, Some(&sato));
    shapes.push(is_the_refusal(&browser.post(finish, &json!({ "credential": {} })).await));
    shapes.push(is_the_refusal(&browser.challenge().await));
    shapes.push(is_the_refusal(&browser.prove("guessed").await));

    shapes.dedup();
    assert_eq!(shapes.len(), 1, "{shapes:#?}");
    assert_eq!(city.number("select count(*) from session").await, 0);
    let reasons =
        "select count(distinct detail) from audit_event where event = 'sign_in_refused' and device is not null";
    assert!(city.number(reasons).await >= 3, "the audit log knows the reasons, and the device");
    let of_nobody = "select count(*) from audit_event where event = 'sign_in_refused' and device is null";
    assert_eq!(city.number(of_nobody).await, 0, "whoever proved no device is only counted");
    city.end().await;
}

#[tokio::test]
async fn what_was_suspended_does_not_sign_in() {
    let city = City::new().await;
    let node = city.node();
    let device = "(select device from device_account where account = (select id from account where login_id = 'sato'))";
    let account = "(select staff_member from account where login_id = 'sato')";
    let fixtures = [
        format!("update device set standing = $ where id = {device}"),
        format!("update device_certificate set standing = $ where device = {device}"),
        "update account set standing = $ where login_id = 'sato'".to_owned(),
        format!(
            "update facility set standing = $ where id in (select facility from affiliation where staff_member = {account})"
        ),
    ];
    let mut shapes = Vec::new();
    for fixture in fixtures {
        // Suspended before the certificate was shown, and suspended in the middle.
        for proves_first in [false, true] {
            let mut browser = Browser::new(node, Some(&city.certificate("sato")));
            if proves_first {
                browser.prove_device().await;
            }
            assert!(city.fixture(&fixture.replace('$', "'suspended'")).await > 0);
            if !proves_first {
                let path = browser.begin().await;
                if let Some(code) = browser.present(&path).await {
                    browser.prove(&code).await;
                }
            }
            let challenge = browser.challenge().await;
            let last = if challenge.status == 200 {
                browser.finish(&city.passkey("sato"), &challenge.json(), Flags::Verified).await
            } else {
                challenge
            };
            shapes.push(is_the_refusal(&last));
            city.fixture(&fixture.replace('$', "'active'")).await;
            city.fixture("update session set ended_at = now(), end_reason = 'revoked' where ended_at is null").await;
        }
    }
    shapes.dedup();
    assert_eq!(shapes.len(), 1, "{shapes:#?}");
    // A certificate that our authority issued, but that is not registered.
    let mut certificates = city.sql.begin().await.expect("a transaction");
    sqlx::query("delete from device_certificate").execute(&mut *certificates).await.expect("deleted");
    certificates.commit().await.expect("committed");
    let mut browser = Browser::new(node, Some(&city.certificate("sato")));
    let path = browser.begin().await;
    assert_eq!(browser.present(&path).await, None);
    city.end().await;
}

#[tokio::test]
async fn every_code_and_challenge_works_once_and_for_whom_it_was_made() {
    let city = City::new().await;
    let (node, sato, passkey) = (city.node(), city.certificate("sato"), city.passkey("sato"));

    // The code of one browser is worth nothing in another: an evil page cannot sign a victim in as someone else.
    let (mut mine, mut theirs) = (Browser::new(node, Some(&sato)), Browser::new(node, Some(&sato)));
    let path = mine.begin().await;
    theirs.begin().await;
    let code = mine.present(&path).await.expect("accepted");
    is_the_refusal(&theirs.prove(&code).await);
    // A nonce gives one code.
    assert_eq!(mine.present(&path).await, None, "the nonce was used");
    mine.prove(&code).await.ok();
    is_the_refusal(&mine.prove(&code).await);

    // A challenge answers once.
    let options: Value = mine.challenge().await.json();
    let kept = mine.clone();
    mine.finish(&passkey, &options, Flags::Verified).await.ok();
    let mut replayed = kept;
    is_the_refusal(&replayed.finish(&passkey, &options, Flags::Verified).await);
    assert_eq!(city.number("select count(*) from session").await, 1);
    city.end().await;
}

#[tokio::test]
async fn fifty_finishes_at_once_make_one_session() {
    let city = City::new().await;
    let mut browser = Browser::new(city.node(), Some(&city.certificate("sato")));
    browser.prove_device().await;
    let options: Value = browser.challenge().await.json();
    let credential = city.passkey("sato").assert(&options, &browser.origin, Flags::Verified);
    let body = json!({ "credential": credential, "key": browser.session_key.public() });
    let all = (0..50).map(|_| answer(browser.request(Method::POST, "/api/v1/sign-in/passkey/finish").json(&body)));
    let answers = futures_util::future::join_all(all).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        is_the_refusal(answer);
    }
    assert_eq!(city.number("select count(*) from session").await, 1);
    city.end().await;
}

/// The certificate and the code that the city hands over for a new device.
async fn new_device(city: &City, login: &str) -> (Certificate, String) {
    let folder = city.folder.display().to_string();
    let told = city.command(&["demo", "enrol", login, "--dir", &folder]).await.expect("enrols");
    let code = told.lines().find_map(|line| line.split("hours):").nth(1)).expect("a code").trim().to_owned();
    let p12 = told.lines().find_map(|line| line.split("certificate:").nth(1)).expect("a place").trim().to_owned();
    let place = std::path::Path::new(&p12).parent().expect("a folder").to_owned();
    let certificate = Certificate::read(&place);
    std::fs::remove_dir_all(place).expect("the folder belongs to all tests");
    (certificate, code)
}

#[tokio::test]
async fn a_newcomer_makes_a_passkey_with_the_code_and_signs_in_with_it() {
    let city = City::new().await;
    let (certificate, code) = new_device(&city, "sato").await;
    let (begin, finish) = ("/api/v1/enrolment/begin", "/api/v1/enrolment/finish");
    let mut browser = Browser::new(city.node(), Some(&certificate));

    // The code alone, without the device, is worth nothing; so is another's device.
    is_the_refusal(&Browser::new(city.node(), None).post(begin, &json!({ "code": code })).await);
    let mut tanaka = Browser::new(city.node(), Some(&city.certificate("tanaka")));
    tanaka.prove_device().await;
    is_the_refusal(&tanaka.post(begin, &json!({ "code": code })).await);

    browser.prove_device().await;
    is_the_refusal(&browser.post(begin, &json!({ "code": "0000-0000" })).await);
    // As people type it.
    let typed = code.to_lowercase().replace('-', " ");
    let options: Value = browser.post(begin, &json!({ "code": typed })).await.json();
    let (passkey, credential) = Passkey::make(&options, &browser.origin);

    // Raced: one passkey.
    let body = json!({ "credential": credential });
    let all = (0..20).map(|_| answer(browser.request(Method::POST, finish).json(&body)));
    let answers = futures_util::future::join_all(all).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);
    answers.iter().filter(|answer| answer.status != 204).for_each(|answer| drop(is_the_refusal(answer)));

    // Used up.
    is_the_refusal(&browser.post(begin, &json!({ "code": code })).await);
    // And it signs in.
    browser.use_passkey(&passkey, Flags::Verified).await.ok();
    let view: Value = answer(browser.request(Method::GET, "/api/v1/session")).await.json();
    assert_eq!(view["account"], json!(city.account("sato").await));
    city.end().await;
}

#[tokio::test]
async fn two_browsers_with_one_code_make_one_passkey() {
    let city = City::new().await;
    let (certificate, code) = new_device(&city, "sato").await;
    let mut ready = Vec::new();
    for _ in 0..10 {
        let mut browser = Browser::new(city.node(), Some(&certificate));
        browser.prove_device().await;
        let options: Value = browser.post("/api/v1/enrolment/begin", &json!({ "code": code })).await.json();
        let (_, credential) = Passkey::make(&options, &browser.origin);
        ready.push((browser, json!({ "credential": credential })));
    }
    let all = ready
        .iter()
        .map(|(browser, body)| answer(browser.request(Method::POST, "/api/v1/enrolment/finish").json(body)));
    let answers = futures_util::future::join_all(all).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);
    let passkeys = "select count(*) from passkey where account = (select id from account where login_id = 'sato')";
    assert_eq!(city.number(passkeys).await, 2);
    city.end().await;
}

#[tokio::test]
async fn after_logout_nothing_answers_any_more() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let (sato, elsewhere, tanaka) =
        (city.sign_in("sato").await, city.sign_in("sato").await, city.sign_in("tanaka").await);
    let (mut live, mut other) = (sato.look_at(room).await, elsewhere.look_at(room).await);
    let answer = sato.call(Method::DELETE, "/api/v1/session", None).await.ok();
    assert!(answer.header("clear-site-data").is_some());
    assert_eq!(live.closed().await, Some(4502));
    sato.get("/api/v1/session").await.refused(Code::SessionEnded);
    sato.try_write(room, renrakucho_tests::id(), "x").await.refused(Code::SessionEnded);
    let refused = renrakucho_tests::Live::connect(&sato.browser, Some(&sato.browser.origin)).await;
    assert_eq!(refused.err(), Some(401));
    // The other session of the same person goes on.
    let ack = tanaka.write(room, "まだいますか").await;
    other.reach(room, ack.seq).await;
    city.end().await;
}

#[tokio::test]
async fn a_session_that_runs_out_ends_its_sockets() {
    let city = City::with(&[("sign_in.session_seconds", "3".into())]).await;
    let sato = city.sign_in("sato").await;
    let mut live = sato.look_at(city.rooms.hana).await;
    assert!(live.closed().await.is_some_and(|code| [4501, 4502].contains(&code)));
    sato.get("/api/v1/rooms").await.refused(Code::SessionEnded);
    city.end().await;
}

#[tokio::test]
async fn a_suspended_account_or_device_hears_nothing_more() {
    let city = City::new().await;
    let room = city.rooms.hana;
    let tanaka = city.sign_in("tanaka").await;
    let device = "(select device from device_account where account = (select id from account where login_id = $))";
    let cases = [
        ("sato", "update account set standing = 'suspended' where login_id = 'sato'".to_owned(), "account", 4504),
        (
            "mori",
            format!("update device set standing = 'suspended' where id = {}", device.replace('$', "'mori'")),
            "device",
            4503,
        ),
    ];
    for (login, fixture, kind, code) in cases {
        let person = city.sign_in(login).await;
        let mut live = person.look_at(room).await;
        let subject = if kind == "account" {
            format!("'{}'", person.account)
        } else {
            device.replace('$', &format!("'{login}'"))
        };
        // As whatever suspends will do it: all in one transaction, the revision last.
        city.fixture(&format!(
            "do $$ declare r bigint; begin {fixture};
             update revocation_head set rev = rev + 1 returning rev into r;
             insert into revocation (rev, kind, subject, why) values (r, '{kind}', {subject}, 'suspended'); end $$"
        ))
        .await;
        // Posts by others from now on must not arrive, whatever the socket still holds.
        let ack = tanaka.write(room, "停止後の投稿").await;
        assert_eq!(live.closed().await, Some(code));
        assert!(live.cursors[&room] <= ack.seq);
        person.get("/api/v1/rooms").await.refused(Code::Suspended);
        person.try_write(room, renrakucho_tests::id(), "x").await.refused(Code::Suspended);
    }
    city.end().await;
}
