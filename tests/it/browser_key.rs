//! Devices whose key their browser holds: enrolled by a link, proved by a signature, judged as a certificate in a file is.

use renrakucho_protocol::{http::Invitation, problem::Code};
use renrakucho_tests::{Answer, Browser, City, Flags, OwnKey, Passkey, answer};
use reqwest::Method;
use serde_json::{Value, json};

const CODE: &str = "/api/v1/enrolment/code";
const BEGIN: &str = "/api/v1/enrolment/begin";
const FINISH: &str = "/api/v1/enrolment/finish";
const KEY: &str = "/api/v1/sign-in/key";

/// The code that the facility hands over for a device that has no certificate yet.
pub(crate) async fn invited(city: &City, login: &str) -> String {
    let folder = city.folder.display().to_string();
    let told = city.command(&["demo", "enrol", login, "--browser", "--dir", &folder]).await.expect("enrols");
    told.split("/enrol#").nth(1).expect("a link").trim().to_owned()
}

#[track_caller]
fn is_the_refusal(answer: &Answer) -> (u16, Vec<String>, String) {
    let problem = answer.refused(Code::Unauthenticated);
    assert_eq!((problem.field, problem.after_ms), (None, None), "a refusal tells nothing");
    answer.shape()
}

async fn who(browser: &Browser) -> Value {
    answer(browser.request(Method::GET, "/api/v1/session")).await.json::<Value>()["account"].clone()
}

#[tokio::test]
async fn a_link_and_one_passkey_lead_inside_and_the_key_opens_the_door_again() {
    let city = City::new().await;
    let code = invited(&city, "sato").await;
    let mut phone = Browser::new(city.node(), None);

    // Whom it is for is told to whoever holds it, as people type it.
    let typed = code.to_lowercase().replace('-', " ");
    let invitation: Invitation = phone.post(CODE, &json!({ "code": typed })).await.json();
    assert_eq!((invitation.name.as_deref(), invitation.has_certificate), (Some("佐藤 カナリア職員甲"), false));

    let (key, passkey) = phone.enrol(&typed).await;
    assert_eq!(phone.cookies.len(), 1, "only the session's cookie stays");
    assert_eq!(who(&phone).await, json!(city.account("sato").await));
    assert_eq!(city.number("select count(*) from device_certificate where key_public is not null").await, 1);
    let bound =
        "select count(*) from session s join device_certificate c using (device) where s.key_public = c.key_public";
    assert_eq!(city.number(bound).await, 1, "the session is bound to the device's key");
    for event in ["certificate_issued", "passkey_enrolled", "signed_in"] {
        assert_eq!(
            city.number(&format!("select count(*) from audit_event where event = '{event}'")).await,
            1,
            "{event}"
        );
    }

    // The code is spent, and says no more than one that never was.
    let mut other = Browser::new(city.node(), None);
    let mut shapes = vec![is_the_refusal(&other.post(CODE, &json!({ "code": code })).await)];
    shapes.push(is_the_refusal(&other.post(CODE, &json!({ "code": "0000-0000" })).await));
    shapes.push(is_the_refusal(&other.begin_enrolment(&code).await.1));
    let expired = invited(&city, "sato").await;
    city.fixture("update enrolment_code set expires_at = now() where used_at is null").await;
    shapes.push(is_the_refusal(&other.post(CODE, &json!({ "code": expired })).await));
    shapes.push(is_the_refusal(&other.begin_enrolment(&expired).await.1));
    shapes.dedup();
    assert_eq!(shapes.len(), 1, "{shapes:#?}");

    // Out, and in again: no device host, the key and the passkey.
    answer(phone.request(Method::DELETE, "/api/v1/session")).await.ok();
    phone.cookies.clear();
    phone.prove_key(&key).await.ok();
    phone.use_passkey(&passkey, Flags::Verified).await.ok();
    assert_eq!(who(&phone).await, json!(city.account("sato").await));
    city.end().await;
}

#[tokio::test]
async fn only_a_key_of_the_curve_that_is_held_gets_a_certificate() {
    let city = City::new().await;
    let code = invited(&city, "sato").await;
    let mut browser = Browser::new(city.node(), None);
    let origin = browser.origin.clone();
    let nonce = browser.attempt().await.nonce;
    let (mine, other) = (OwnKey::make(), OwnKey::make());
    let encoded = |bytes: &[u8]| {
        use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    };
    let mut off_the_curve = mine.point();
    *off_the_curve.last_mut().expect("bytes") ^= 1;
    let mut compressed = mine.point()[..33].to_vec();
    compressed[0] = 2 + (mine.point()[64] & 1);
    // A point of P-384 has 97 bytes.
    for public in [encoded(&off_the_curve), encoded(&compressed), encoded(&[4; 97]), encoded(&[]), "%%".into()] {
        let mut body = mine.enrolment(&code, &nonce, &origin);
        body["key"]["public"] = json!(public);
        assert_eq!(browser.post(BEGIN, &body).await.refused(Code::Validation).field.as_deref(), Some("key"));
    }
    // A key that someone else holds; a signature made for something, somewhere or some time else.
    let mut stolen = mine.enrolment(&code, &nonce, &origin);
    stolen["key"]["public"] = json!(other.public());
    is_the_refusal(&browser.post(BEGIN, &stolen).await);
    is_the_refusal(&browser.post(BEGIN, &mine.enrolment(&code, &nonce, "https://localhost:1")).await);
    is_the_refusal(&browser.post(BEGIN, &mine.enrolment(&code, "guessed", &origin)).await);
    let of_another = Browser::new(city.node(), None).attempt().await.nonce;
    is_the_refusal(&browser.post(BEGIN, &mine.enrolment(&code, &of_another, &origin)).await);
    // None of it has used the code up.
    browser.enrol(&code).await;
    city.end().await;
}

#[tokio::test]
async fn an_enrolment_that_was_broken_off_leaves_nothing_and_its_code_works_again() {
    let city = City::new().await;
    let code = invited(&city, "sato").await;
    let mut first = Browser::new(city.node(), None);
    let (broken_off, begun) = first.begin_enrolment(&code).await;
    begun.ok();
    // The code and a passkey of the same person are not a device.
    is_the_refusal(&first.challenge().await);
    is_the_refusal(&first.prove_key(&broken_off).await);
    // A passkey of nobody's making uses nothing up either.
    let (_, begun) = first.begin_enrolment(&code).await;
    let (_, mut credential) = Passkey::make(&begun.json(), "https://localhost:1");
    is_the_refusal(&first.post(FINISH, &json!({ "credential": credential })).await);
    credential["id"] = json!("x");
    is_the_refusal(&first.post(FINISH, &json!({ "credential": credential })).await);

    let (key, passkey) = Browser::new(city.node(), None).enrol(&code).await;
    is_the_refusal(&first.prove_key(&broken_off).await);
    assert_eq!(city.number("select count(*) from device_certificate where key_public is not null").await, 1);
    let mut again = Browser::new(city.node(), None);
    again.prove_key(&key).await.ok();
    again.use_passkey(&passkey, Flags::Verified).await.ok();
    city.end().await;
}

#[tokio::test]
async fn of_fifty_who_use_one_code_at_once_one_is_inside() {
    let city = City::new().await;
    let code = invited(&city, "sato").await;
    let mut ready = Vec::new();
    for _ in 0..10 {
        let mut browser = Browser::new(city.node(), None);
        let (_, begun) = browser.begin_enrolment(&code).await;
        let (_, credential) = Passkey::make(&begun.json(), &browser.origin);
        ready.push((browser, json!({ "credential": credential })));
    }
    // Each of them five times.
    let all = ready.iter().cycle().take(50);
    let all = all.map(|(browser, body)| answer(browser.request(Method::POST, FINISH).json(body)));
    let answers = futures_util::future::join_all(all).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    answers.iter().filter(|answer| answer.status != 200).for_each(|answer| drop(is_the_refusal(answer)));
    assert_eq!(city.number("select count(*) from session").await, 1);
    assert_eq!(city.number("select count(*) from device_certificate where key_public is not null").await, 1);
    let passkeys = "select count(*) from passkey where account = (select id from account where login_id = 'sato')";
    assert_eq!(city.number(passkeys).await, 2, "the one they had, and the new one");
    city.end().await;
}

#[tokio::test]
async fn a_code_is_for_one_account_on_one_device() {
    let city = City::new().await;
    let (sato, tanaka) = (invited(&city, "sato").await, invited(&city, "tanaka").await);
    let (mut one, mut other) = (Browser::new(city.node(), None), Browser::new(city.node(), None));
    // What was made for one attempt is worth nothing in another.
    let (_, begun) = one.begin_enrolment(&sato).await;
    other.begin_enrolment(&tanaka).await.1.ok();
    let (_, credential) = Passkey::make(&begun.json(), &one.origin);
    is_the_refusal(&other.post(FINISH, &json!({ "credential": credential })).await);
    // Of two codes in one attempt the later counts, whole.
    one.begin_enrolment(&sato).await.1.ok();
    one.enrol(&tanaka).await;
    assert_eq!(who(&one).await, json!(city.account("tanaka").await));
    // A device that has a certificate proves that; a code for it makes no second one.
    let certified = "update enrolment_code set device = (select device from device_account da join account a on
         a.id = da.account join device_certificate c using (device) where a.login_id = 'sato' limit 1)
         where used_at is null";
    assert_eq!(city.fixture(certified).await, 1);
    let invitation: Invitation = other.post(CODE, &json!({ "code": sato })).await.json();
    assert!(invitation.has_certificate);
    is_the_refusal(&other.begin_enrolment(&sato).await.1);
    // With the certificate it is today's way.
    let mut known = Browser::new(city.node(), Some(&city.certificate("sato")));
    known.prove_device().await;
    let options: Value = known.post(BEGIN, &json!({ "code": sato })).await.json();
    assert_eq!(options.get("certificate"), None);
    let (_, credential) = Passkey::make(&options, &known.origin);
    assert_eq!(known.post(FINISH, &json!({ "credential": credential })).await.status, 204);
    city.end().await;
}

#[tokio::test]
async fn a_key_proves_its_own_device_once_for_each_nonce() {
    let city = City::new().await;
    let code = invited(&city, "sato").await;
    let (key, passkey) = Browser::new(city.node(), None).enrol(&code).await;
    let mut browser = Browser::new(city.node(), None);
    let origin = browser.origin.clone();

    // Fifty at once with one nonce: one.
    let nonce = browser.attempt().await.nonce;
    let body = key.proof(&nonce, &origin);
    let all = (0..50).map(|_| answer(browser.request(Method::POST, KEY).json(&body)));
    let answers = futures_util::future::join_all(all).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);
    // The nonce of another attempt, another origin, another key, another certificate.
    let (mut stranger, mut unknown) = (OwnKey::make(), key.clone());
    stranger.fingerprint.clone_from(&key.fingerprint);
    unknown.fingerprint = vec![7; 32];
    let mut shapes = Vec::new();
    let theirs = Browser::new(city.node(), None).attempt().await.nonce;
    let nonce = browser.attempt().await.nonce;
    shapes.push(is_the_refusal(&browser.post(KEY, &key.proof(&theirs, &origin)).await));
    shapes.push(is_the_refusal(&browser.post(KEY, &key.proof(&nonce, "https://localhost:1")).await));
    shapes.push(is_the_refusal(&browser.post(KEY, &stranger.proof(&nonce, &origin)).await));
    shapes.push(is_the_refusal(&browser.post(KEY, &unknown.proof(&nonce, &origin)).await));
    shapes.push(is_the_refusal(&browser.post(KEY, &json!({ "fingerprint": "", "nonce": "", "signature": "" })).await));
    shapes.push(is_the_refusal(&browser.challenge().await));
    // The certificate of one with the passkey of another.
    browser.prove_key(&key).await.ok();
    shapes.push(is_the_refusal(&browser.use_passkey(&city.passkey("tanaka"), Flags::Verified).await));
    shapes.dedup();
    assert_eq!(shapes.len(), 1, "{shapes:#?}");

    // What is stopped, or out of time, does not sign in; before the key is proved, and after.
    let device = "(select device from device_certificate where key_public is not null)";
    for (stop, again) in [
        (
            format!("update device set standing = 'suspended' where id = {device}"),
            "update device set standing = 'active'",
        ),
        (
            "update device_certificate set standing = 'suspended' where key_public is not null".into(),
            "update device_certificate set standing = 'active'",
        ),
        (
            "update device_certificate set not_after = now() where key_public is not null".into(),
            "update device_certificate set not_after = now() + interval '1 day'",
        ),
        (
            format!(
                "update facility set standing = 'suspended' where id = (select facility from device where id = {device})"
            ),
            "update facility set standing = 'active'",
        ),
    ] {
        assert_eq!(city.fixture(&stop).await, 1);
        let refused = browser.prove_key(&key).await;
        if stop.contains("not_after") {
            // Who holds the key hears that its time is over, and what to do.
            refused.refused(Code::CertificateExpired);
        } else {
            is_the_refusal(&refused);
        }
        city.fixture(again).await;
        browser.prove_key(&key).await.ok();
        if !stop.contains("device_certificate") {
            assert_eq!(city.fixture(&stop).await, 1);
            is_the_refusal(&browser.use_passkey(&passkey, Flags::Verified).await);
            city.fixture(again).await;
        }
    }
    browser.prove_key(&key).await.ok();
    browser.use_passkey(&passkey, Flags::Verified).await.ok();
    city.end().await;
}

#[tokio::test]
async fn kinds_that_are_not_allowed_do_not_sign_in() {
    let city = City::with(&[("devices.kinds", r#"["browser"]"#.into())]).await;
    let code = invited(&city, "sato").await;
    Browser::new(city.node(), None).enrol(&code).await;
    let mut in_file = Browser::new(city.node(), Some(&city.certificate("sato")));
    let path = in_file.begin().await;
    assert_eq!(in_file.present_in_vain(&path).await, "not-allowed");
    let told = "select count(*) from audit_event where event = 'sign_in_refused' and device is not null
        and detail = 'devices of this kind are not allowed'";
    assert_eq!(city.number(told).await, 1);
    city.end().await;

    let city = City::with(&[("devices.kinds", r#"["file"]"#.into()), ("devices.authority_key", String::new())]).await;
    let code = invited(&city, "sato").await;
    let mut browser = Browser::new(city.node(), None);
    browser.begin_enrolment(&code).await.1.refused(Code::DeviceKindNotAllowed);
    is_the_refusal(&browser.prove_key(&OwnKey::make()).await);
    // One that was enrolled while they were allowed; only who holds its key hears of it.
    let (mut key, stranger) = (OwnKey::make(), OwnKey::make());
    key.fingerprint = vec![7; 32];
    city.fixture(&format!(
        "insert into device_certificate (fingerprint, device, key_public, not_before, not_after)
         select '\\x{}', device, '\\x{}', now() - interval '1 day', now() + interval '1 day'
         from enrolment_code where used_at is null limit 1",
        hex::encode(&key.fingerprint),
        hex::encode(key.point())
    ))
    .await;
    browser.prove_key(&key).await.refused(Code::DeviceKindNotAllowed);
    is_the_refusal(&browser.prove_key(&stranger.known_by(&key.fingerprint)).await);
    city.sign_in("sato").await;
    city.end().await;
}
