//! Certificates whose time is soon over, or over: how each kind of device gets a new one, and when the old one ends.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use renrakucho_protocol::{
    device::{IssuedCertificate, RenewedCertificate},
    http::{FacilityStaff, SessionView},
    problem::Code,
    vocabulary::DeviceKind,
};
use renrakucho_tests::{Answer, Browser, Certificate, City, Flags, OwnKey, answer, openssl};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    browser_key::invited,
    certificates::{P256, RSA, request},
    staff::facility,
};

const RENEW: &str = "/api/v1/session/certificate";
const MOVE: &str = "/api/v1/session/device-key";

/// How many certificates of sato's devices still count.
const STANDING: &str = "select count(*) from device_certificate c where standing = 'active' and device in
    (select device from device_account where account = (select id from account where login_id = 'sato'))";

/// Makes it so long until the certificates of sato's devices are over.
async fn over_in(city: &City, interval: &str) {
    city.fixture(&format!(
        "update device_certificate set not_after = now() + interval '{interval}' where standing = 'active' and device in
             (select device from device_account where account = (select id from account where login_id = 'sato'))"
    ))
    .await;
}

/// The demo's devices of sato do not disturb the counting of another.
async fn only_new_devices(city: &City) {
    city.fixture("update device_certificate set standing = 'ended'").await;
}

async fn view(browser: &Browser) -> SessionView {
    answer(browser.request(Method::GET, "/api/v1/session")).await.json()
}

async fn events(city: &City, event: &str) -> i64 {
    city.number(&format!("select count(*) from audit_event where event = '{event}'")).await
}

/// The key under its new certificate.
fn under(key: &OwnKey, renewed: &RenewedCertificate) -> OwnKey {
    let der = B64.decode(&renewed.certificate).expect("base64url");
    let (_, certificate) = x509_parser::parse_x509_certificate(&der).expect("a certificate");
    assert_eq!(certificate.public_key().subject_public_key.data[..], key.point()[..], "for another key");
    assert_eq!(certificate.validity().not_after.timestamp(), renewed.expires_at.unix_timestamp());
    key.known_by(&Sha256::digest(&der))
}

#[tokio::test]
async fn a_browser_renews_its_certificate_and_the_old_one_ends_when_the_new_one_is_used() {
    let city = City::new().await;
    only_new_devices(&city).await;
    let mut browser = Browser::new(city.node(), None);
    let (old, passkey) = browser.enrol(&invited(&city, "sato").await).await;

    for (left, is_due) in [("30 days 1 minute", false), ("29 days 23 hours 59 minutes", true), ("1 minute", true)] {
        over_in(&city, left).await;
        let certificate = view(&browser).await.certificate.expect("the device has one");
        assert_eq!((certificate.kind, certificate.is_due), (DeviceKind::Browser, is_due), "{left}");
        assert_eq!(certificate.fingerprint, hex::encode(&old.fingerprint));
        if !is_due {
            browser.post(RENEW, &Value::Null).await.refused(Code::Stale);
        }
    }
    // Its answer is lost on the way, again and again; and what does not belong to a browser is not taken.
    browser.post(MOVE, &Value::Null).await.refused(Code::Stale);
    for _ in 0..7 {
        browser.post(RENEW, &Value::Null).await.ok();
    }
    assert_eq!(city.number(STANDING).await, 6, "the old one, and no more than five that wait");
    let renewed: RenewedCertificate = browser.post(RENEW, &Value::Null).await.json();
    let new = under(&old, &renewed);
    assert_eq!(events(&city, "certificate_renewed").await, 8);

    // Until the new one is used the old one opens the door; afterwards neither that nor any that was lost.
    let mut again = Browser::new(city.node(), None);
    again.prove_key(&old).await.ok();
    again.use_passkey(&passkey, Flags::Verified).await.ok();
    assert_eq!(city.number(STANDING).await, 6);
    let mut again = Browser::new(city.node(), None);
    again.prove_key(&new).await.ok();
    again.use_passkey(&passkey, Flags::Verified).await.ok();
    assert_eq!(city.number(STANDING).await, 1, "one device, one certificate");
    assert_eq!(events(&city, "certificate_replaced").await, 1);
    let certificate = view(&again).await.certificate.expect("the device has one");
    assert_eq!((certificate.fingerprint, certificate.is_due), (hex::encode(&new.fingerprint), false));
    Browser::new(city.node(), None).prove_key(&old).await.refused(Code::Unauthenticated);
    Browser::new(city.node(), None).prove_key(&new).await.ok();
    // The session that began with the old one goes on: its key is the same.
    browser.renew_with(&old).await.ok();
    city.end().await;
}

#[tokio::test]
async fn a_certificate_whose_time_is_over_is_refused_and_its_bearer_hears_why() {
    let city = City::new().await;
    let mut browser = Browser::new(city.node(), None);
    let (key, _) = browser.enrol(&invited(&city, "sato").await).await;
    over_in(&city, "-1 second").await;
    browser.post(RENEW, &Value::Null).await.refused(Code::CertificateExpired);
    Browser::new(city.node(), None).prove_key(&key).await.refused(Code::CertificateExpired);
    // Who does not hold the key hears nothing.
    let stranger = OwnKey::make().known_by(&key.fingerprint);
    Browser::new(city.node(), None).prove_key(&stranger).await.refused(Code::Unauthenticated);

    let mut in_file = Browser::new(city.node(), Some(&city.certificate("sato")));
    let way = in_file.begin().await;
    assert_eq!(in_file.present_in_vain(&way).await, "expired");
    renew_by_tls(&city, &city.certificate("sato"), "x").await.refused(Code::CertificateExpired);
    let told = "select count(*) from audit_event where device is not null and detail = 'the certificate has expired'";
    assert_eq!(city.number(told).await, 3, "two who came to sign in, and one who came to renew");
    // Suspended and expired: nothing more is said than of any other.
    city.fixture("update device set standing = 'suspended'").await;
    let way = in_file.begin().await;
    assert_eq!(in_file.present(&way).await, None);
    Browser::new(city.node(), None).prove_key(&key).await.refused(Code::Unauthenticated);
    city.end().await;
}

/// Asks the device host for another certificate, with the standing one in the handshake.
async fn renew_by_tls(city: &City, standing: &Certificate, request: &str) -> Answer {
    let browser = Browser::new(city.node(), Some(standing));
    answer(browser.device_request(Method::POST, "/certificate").json(&json!({ "request": request }))).await
}

#[tokio::test]
async fn a_file_is_renewed_by_a_request_with_the_standing_certificate() {
    let city = City::new().await;
    let folder = city.scratch();
    let old = city.certificate("sato");
    let asked = request(&folder, "new", RSA, "").await;
    renew_by_tls(&city, &old, &asked).await.refused(Code::Stale);
    over_in(&city, "29 days").await;
    // Hostile requests are judged as at the enrolment; and no other host takes one, nor one without a certificate.
    renew_by_tls(&city, &old, "x").await.invalid("request.form");
    let authority = request(&folder, "authority", P256, "-addext basicConstraints=CA:TRUE").await;
    renew_by_tls(&city, &old, &authority).await.invalid("request.extensions");
    let without = Browser::new(city.node(), None);
    let body = json!({ "request": asked });
    answer(without.device_request(Method::POST, "/certificate").json(&body)).await.refused(Code::Unauthenticated);
    let form = without.device_request(Method::POST, "/certificate").header("content-type", "text/plain");
    answer(form.body(body.to_string())).await.refused(Code::BadFrame);

    let issued: IssuedCertificate = renew_by_tls(&city, &old, &asked).await.json();
    std::fs::write(folder.join("new.pem"), &issued.certificate).expect("written");
    let key = std::fs::read_to_string(folder.join("new.key")).expect("a key");
    let new = Certificate { pem: issued.certificate, key };
    let subject = openssl(&folder, "x509 -in new.pem -noout -subject").await.ok();
    assert_eq!(city.number(STANDING).await, 2);
    assert!(!subject.contains("Somebody"), "{subject}");
    // The old one until the new one is used; then that alone, with the same passkey, as the same device.
    for (certificate, standing) in [(&old, 2), (&new, 1)] {
        let mut browser = Browser::new(city.node(), Some(certificate));
        browser.prove_device().await;
        browser.use_passkey(&city.passkey("sato"), Flags::Verified).await.ok();
        assert_eq!(city.number(STANDING).await, standing);
        assert_eq!(view(&browser).await.certificate.expect("one").kind, DeviceKind::File);
    }
    let mut browser = Browser::new(city.node(), Some(&old));
    let way = browser.begin().await;
    assert_eq!(browser.present(&way).await, None);
    renew_by_tls(&city, &old, &asked).await.refused(Code::Unauthenticated);
    assert_eq!(city.number("select count(distinct device) from session").await, 1);
    city.end().await;
}

#[tokio::test]
async fn a_file_that_is_soon_over_moves_into_the_browser_after_a_step_up() {
    let city = City::new().await;
    let mut sato = city.sign_in("sato").await;
    sato.browser.post(MOVE, &Value::Null).await.refused(Code::Stale);
    over_in(&city, "29 days").await;
    let certificate = view(&sato.browser).await.certificate.expect("the device has one");
    assert_eq!((certificate.kind, certificate.is_due, certificate.may_move), (DeviceKind::File, true, true));
    // Not without anybody's doing.
    sato.browser.post(RENEW, &Value::Null).await.refused(Code::Stale);
    city.fixture("update session set verified_at = now() - interval '1 hour'").await;
    sato.browser.post(MOVE, &Value::Null).await.refused(Code::StepUpRequired);
    sato.browser.step_up(&city.passkey("sato"), Flags::Verified).await.ok();
    let mut other = city.sign_in("sato").await;
    let renewed: RenewedCertificate = sato.browser.post(MOVE, &Value::Null).await.json();
    let key = under(&sato.browser.session_key, &renewed);
    // The file opens the door until the browser's key has.
    Browser::new(city.node(), Some(&city.certificate("sato"))).prove_device().await;
    let mut browser = Browser::new(city.node(), None);
    browser.prove_key(&key).await.ok();
    browser.use_passkey(&city.passkey("sato"), Flags::Verified).await.ok();
    assert_eq!(view(&browser).await.certificate.expect("one").kind, DeviceKind::Browser);
    assert_eq!(city.number(STANDING).await, 1);
    let mut in_file = Browser::new(city.node(), Some(&city.certificate("sato")));
    let way = in_file.begin().await;
    assert_eq!(in_file.present(&way).await, None);
    // Another browser that the file had let in goes on, and does not become the device by a renewal.
    over_in(&city, "29 days").await;
    other.browser.post(RENEW, &Value::Null).await.refused(Code::Stale);
    browser.post(RENEW, &Value::Null).await.ok();
    city.end().await;

    // Not where the city does not want keys in browsers.
    let city = City::with(&[("devices.kinds", r#"["file"]"#.into())]).await;
    let mut sato = city.sign_in("sato").await;
    over_in(&city, "29 days").await;
    assert!(!view(&sato.browser).await.certificate.expect("the device has one").may_move);
    sato.browser.post(MOVE, &Value::Null).await.refused(Code::DeviceKindNotAllowed);
    city.end().await;
}

/// A certificate for the key of a new request, got with the standing one.
async fn renewed_by_tls(city: &City, standing: &Certificate, name: &str) -> Certificate {
    let folder = city.scratch();
    let asked = request(&folder, name, P256, "").await;
    let issued: IssuedCertificate = renew_by_tls(city, standing, &asked).await.json();
    let key = std::fs::read_to_string(folder.join(format!("{name}.key"))).expect("a key");
    Certificate { pem: issued.certificate, key }
}

/// Signs in with certificate and passkey.
async fn signs_in(city: &City, certificate: &Certificate) {
    let mut browser = Browser::new(city.node(), Some(certificate));
    browser.prove_device().await;
    browser.use_passkey(&city.passkey("sato"), Flags::Verified).await.ok();
}

#[tokio::test]
async fn whoever_copied_a_certificate_but_has_no_passkey_shuts_nobody_out() {
    let city = City::new().await;
    over_in(&city, "29 days").await;
    let file = city.certificate("sato");
    // The true device has renewed by itself, and nobody has signed in with that yet.
    let own = renewed_by_tls(&city, &file, "own").await;
    // Who copied the file renews it too, as often as it goes, and proves the device with each of them.
    let mut stolen = Vec::new();
    for number in 0..4 {
        let copy = renewed_by_tls(&city, &file, &format!("stolen{number}")).await;
        let mut thief = Browser::new(city.node(), Some(&copy));
        thief.prove_device().await;
        thief.challenge().await.ok();
        thief.use_passkey(&city.passkey("tanaka"), Flags::Verified).await.refused(Code::Unauthenticated);
        stolen.push(copy);
    }
    let sixth = request(&city.scratch(), "sixth", P256, "").await;
    renew_by_tls(&city, &file, &sixth).await.refused(Code::Stale);
    let told =
        "select count(*) from audit_event where event = 'certificate_refused' and detail like 'others that wait%'";
    assert_eq!(city.number(told).await, 1);
    assert_eq!(events(&city, "certificate_replaced").await, 0);
    // What the true device holds opens the door as before: the old one, and the new one, which ends all others.
    signs_in(&city, &file).await;
    let mut begun = Browser::new(city.node(), Some(&stolen[0]));
    begun.prove_device().await;
    signs_in(&city, &own).await;
    assert_eq!(city.number(STANDING).await, 1);
    assert_eq!(events(&city, "certificate_replaced").await, 1);
    for ended in stolen.iter().chain([&file]) {
        let mut browser = Browser::new(city.node(), Some(ended));
        let way = browser.begin().await;
        assert_eq!(browser.present(&way).await, None);
    }
    // Nor does a sign-in that had begun with one of them lead inside now.
    begun.use_passkey(&city.passkey("sato"), Flags::Verified).await.refused(Code::Unauthenticated);
    let late =
        "select count(*) from audit_event where event = 'sign_in_refused' and detail = 'certificate ended meanwhile'";
    assert_eq!(city.number(late).await, 1);
    signs_in(&city, &own).await;
    city.end().await;
}

#[tokio::test]
async fn of_many_that_wait_and_sign_in_at_once_one_takes_the_place() {
    let city = City::new().await;
    only_new_devices(&city).await;
    let mut browser = Browser::new(city.node(), None);
    let (old, passkey) = browser.enrol(&invited(&city, "sato").await).await;
    over_in(&city, "1 day").await;
    let mut ready = Vec::new();
    for _ in 0..5 {
        let renewed: RenewedCertificate = browser.post(RENEW, &Value::Null).await.json();
        let mut one = Browser::new(city.node(), None);
        one.prove_key(&under(&old, &renewed)).await.ok();
        let options: Value = one.challenge().await.json();
        ready.push((one, options));
    }
    assert_eq!(city.number(STANDING).await, 6, "a key that is proved takes nobody's place yet");
    let all = ready.iter_mut().map(|(one, options)| one.finish(&passkey, options, Flags::Verified));
    let answers = futures_util::future::join_all(all).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "{answers:?}");
    assert_eq!(city.number(STANDING).await, 1);
    Browser::new(city.node(), None).prove_key(&old).await.refused(Code::Unauthenticated);
    city.end().await;
}

#[tokio::test]
async fn whoever_looks_after_staff_sees_which_certificates_end_soon_and_the_managed_device_says_so() {
    let city = City::new().await;
    let (at, sato) = (facility(&city, "試験訪問看護").await, city.sign_in("sato").await);
    city.fixture("update device_certificate set is_managed = true").await;
    for login in ["kanri", "kato"] {
        let admin = city.sign_in(login).await;
        for (left, is_shown) in [("30 days 1 minute", false), ("29 days 23 hours", true), ("-1 minute", true)] {
            over_in(&city, left).await;
            let certificate = view(&sato.browser).await.certificate.expect("the device has one");
            assert_eq!(certificate.kind, DeviceKind::Managed);
            assert_eq!(certificate.is_due, is_shown && left != "-1 minute", "{left}");
            let staff: FacilityStaff = admin.get(&format!("/api/v1/facilities/{at}/staff")).await.json();
            for line in staff.staff {
                for device in line.devices {
                    let ends = (line.account == sato.account && is_shown).then_some(certificate.expires_at);
                    assert_eq!(device.certificate_ends, ends, "{} {left}", line.login_id);
                }
            }
        }
    }
    // One that was renewed ends when the old one does, until somebody has signed in with it.
    over_in(&city, "29 days").await;
    let new = renewed_by_tls(&city, &city.certificate("sato"), "new").await;
    let kanri = city.sign_in("kanri").await;
    let shown = async || {
        let staff: FacilityStaff = kanri.get(&format!("/api/v1/facilities/{at}/staff")).await.json();
        staff.staff.iter().flat_map(|line| &line.devices).filter(|device| device.certificate_ends.is_some()).count()
    };
    assert_eq!(shown().await, 1);
    signs_in(&city, &new).await;
    assert_eq!(shown().await, 0);
    city.end().await;
}
