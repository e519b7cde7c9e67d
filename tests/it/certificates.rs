//! Certificates of devices that some program manages: asked for by `openssl`, as an administrator would.

use std::path::{Path, PathBuf};

use base64::{Engine, prelude::BASE64_STANDARD};
use renrakucho_protocol::{
    device::IssuedCertificate,
    http::{FacilityStaff, IssuedCode, StaffLine},
    problem::Code,
};
use renrakucho_tests::{Answer, Browser, Certificate, City, Flags, Passkey, Person, answer, openssl, run};
use reqwest::Method;
use serde_json::{Value, json};

use crate::browser_key::invited;

const CERTIFICATE: &str = "/api/v1/enrolment/certificate";

/// How `openssl genpkey` is asked for a key.
pub(crate) const P256: &str = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
pub(crate) const RSA: &str = "-algorithm RSA -pkeyopt rsa_keygen_bits:2048";

/// Makes a key (`NAME.key`) and a request for it (`NAME.csr`, PEM); the request.
pub(crate) async fn request(folder: &Path, name: &str, key: &str, more: &str) -> String {
    openssl(folder, &format!("genpkey {key} -out {name}.key")).await.ok();
    openssl(folder, &format!("req -new -key {name}.key -subj /CN=Somebody/O=Else -out {name}.csr {more}")).await.ok();
    std::fs::read_to_string(folder.join(format!("{name}.csr"))).expect("a request")
}

async fn ask(city: &City, code: &str, request: &str) -> Answer {
    let browser = Browser::new(city.node(), None);
    let body = json!({ "code": code, "request": request });
    answer(browser.request(Method::POST, CERTIFICATE).json(&body)).await
}

/// What the device now has: the answer's chain, and the key that was there before.
fn held(folder: &Path, name: &str, issued: &IssuedCertificate) -> Certificate {
    std::fs::write(folder.join(format!("{name}.pem")), &issued.certificate).expect("written");
    let key = std::fs::read_to_string(folder.join(format!("{name}.key"))).expect("a key");
    Certificate { pem: issued.certificate.clone(), key }
}

/// Makes the passkey with the same code, on the device that presents the certificate, and signs in with both.
async fn enrol(city: &City, certificate: &Certificate, code: &str) -> (Browser, Passkey) {
    let mut browser = Browser::new(city.node(), Some(certificate));
    browser.prove_device().await;
    let options: Value = browser.post("/api/v1/enrolment/begin", &json!({ "code": code })).await.json();
    let (passkey, credential) = Passkey::make(&options, &browser.origin);
    let finish = browser.post("/api/v1/enrolment/finish", &json!({ "credential": credential })).await;
    assert_eq!(finish.status, 204, "{}", finish.text);
    browser.use_passkey(&passkey, Flags::Verified).await.ok();
    (browser, passkey)
}

async fn events(city: &City, event: &str) -> i64 {
    city.number(&format!("select count(*) from audit_event where event = '{event}'")).await
}

#[tokio::test]
async fn a_managed_device_gets_a_certificate_for_its_request_and_its_person_a_passkey_on_it() {
    let city = City::new().await;
    let folder = city.scratch();
    let authority = city.folder.join("authority.pem").display().to_string();
    let p384 = "-algorithm EC -pkeyopt ec_paramgen_curve:P-384";
    let with_names =
        "-addext subjectAltName=DNS:renrakucho.example,email:kato@city.example -addext extendedKeyUsage=serverAuth";
    for (name, key, more) in [
        ("p256", P256, with_names),
        ("p384", p384, "-sha384"),
        ("rsa", RSA, "-sha512"),
        ("rsa-pss", RSA, "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest"),
        ("rsa-4096", "-algorithm RSA -pkeyopt rsa_keygen_bits:4096", ""),
    ] {
        let code = invited(&city, "sato").await;
        let asked = request(&folder, name, key, more).await;
        let issued: IssuedCertificate = ask(&city, &code, &asked).await.json();
        let certificate = held(&folder, name, &issued);

        openssl(&folder, &format!("verify -purpose sslclient -CAfile {authority} {name}.pem")).await.ok();
        openssl(&folder, &format!("verify -purpose sslserver -CAfile {authority} {name}.pem")).await.well.then(|| {
            panic!("{name}: it serves as a server's certificate");
        });
        let text = openssl(&folder, &format!("x509 -in {name}.pem -noout -text")).await.ok();
        for word in ["CA:FALSE", "TLS Web Client Authentication", "Digital Signature"] {
            assert!(text.contains(word), "{name}: {word}\n{text}");
        }
        for word in ["Somebody", "Else", "renrakucho.example", "city.example", "Web Server"] {
            assert!(!text.contains(word), "{name}: {word} was believed\n{text}");
        }
        let device: String = sqlx::query_scalar("select device::text from device_certificate where is_managed")
            .fetch_one(&city.sql)
            .await
            .expect("one");
        assert!(text.contains(&format!("Subject: CN = {device}")), "{name}: {text}");
        let public = openssl(&folder, &format!("x509 -in {name}.pem -noout -pubkey")).await.ok();
        assert_eq!(public, openssl(&folder, &format!("pkey -in {name}.key -pubout")).await.ok(), "{name}");

        // The certificate is not yet someone's: it takes the passkey.
        let (browser, passkey) = enrol(&city, &certificate, &code).await;
        let view: Value = answer(browser.request(Method::GET, "/api/v1/session")).await.json();
        assert_eq!(view["account"], json!(city.account("sato").await));
        let mut again = Browser::new(city.node(), Some(&certificate));
        again.prove_device().await;
        again.use_passkey(&passkey, Flags::Verified).await.ok();
        ask(&city, &code, &asked).await.refused(Code::Unauthenticated);
        city.fixture("update device_certificate set is_managed = false where is_managed").await;
    }
    assert_eq!(events(&city, "certificate_issued").await, 5);
    city.end().await;
}

/// Forms of a request for which the code is good.
async fn hostile(folder: &Path) -> Vec<(&'static str, &'static str, String)> {
    let mut all = Vec::new();
    for (what, key, more, field) in [
        ("a short RSA key", "-algorithm RSA -pkeyopt rsa_keygen_bits:1024", "", "request.key"),
        ("almost long enough", "-algorithm RSA -pkeyopt rsa_keygen_bits:2040", "", "request.key"),
        ("too long a key", "-algorithm RSA -pkeyopt rsa_keygen_bits:4160", "", "request.key"),
        ("exponent 3", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3", "", "request.key"),
        ("RSA-PSS alone", "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048", "", "request.key"),
        ("P-521", "-algorithm EC -pkeyopt ec_paramgen_curve:P-521", "", "request.key"),
        ("P-224", "-algorithm EC -pkeyopt ec_paramgen_curve:P-224", "", "request.key"),
        ("secp256k1", "-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", "", "request.key"),
        (
            "a curve of its own",
            "-algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
            "",
            "request.key",
        ),
        ("Ed25519", "-algorithm ED25519", "", "request.key"),
        ("SHA-1", RSA, "-sha1", "request.signature"),
        ("an authority", P256, "-addext basicConstraints=critical,CA:TRUE", "request.extensions"),
        ("who signs certificates", P256, "-addext keyUsage=keyCertSign", "request.extensions"),
        ("who signs lists", RSA, "-addext keyUsage=digitalSignature,cRLSign", "request.extensions"),
        ("no sense", P256, "-addext basicConstraints=DER:0500", "request.extensions"),
    ] {
        all.push((what, field, request(folder, "hostile", key, more).await));
    }
    let good = request(folder, "good", P256, "").await;
    let other = request(folder, "other", P256, "").await;
    let der = |pem: &str| {
        let (_, pem) = x509_parser::pem::parse_x509_pem(pem.as_bytes()).expect("PEM");
        pem.contents
    };
    let (good_der, other_der) = (der(&good), der(&other));
    let base64 = |der: &[u8]| BASE64_STANDARD.encode(der);
    // A key that someone else holds: the signature is of one's own. Both are as long; the key is the last but the signature.
    let mark = [0x03, 0x42, 0x00, 0x04];
    let at = |der: &[u8]| der.windows(4).position(|four| four == mark).expect("a point");
    let mut stolen = good_der.clone();
    let (from, to) = (at(&other_der), at(&good_der));
    stolen[to..to + 68].copy_from_slice(&other_der[from..from + 68]);
    all.push(("someone else's key", "request.signature", base64(&stolen)));
    let mut forged = good_der.clone();
    *forged.last_mut().expect("bytes") ^= 1;
    all.push(("a forged signature", "request.signature", base64(&forged)));
    all.push(("cut short", "request.form", base64(&good_der[..good_der.len() - 7])));
    all.push(("PEM cut short", "request.form", good[..good.len() / 2].to_owned()));
    all.push(("with more after it", "request.form", base64(&[&good_der[..], &[0; 9]].concat())));
    all.push(("two of them", "request.form", format!("{good}{other}")));
    all.push(("nothing", "request.form", String::new()));
    all.push(("a certificate", "request.form", good.replace("CERTIFICATE REQUEST", "CERTIFICATE")));
    all.push(("huge", "request.size", "A".repeat(40_000)));
    all.push(("huge and nested", "request.size", base64(&[0x30, 0x80].repeat(5_000))));
    all.push(("nested", "request.form", base64(&[0x30, 0x80].repeat(4_000))));
    all
}

#[tokio::test]
async fn a_hostile_request_is_told_what_is_wrong_and_leaves_the_code_as_it_was() {
    let city = City::new().await;
    let folder = city.scratch();
    let code = invited(&city, "sato").await;
    let hostile = hostile(&folder).await;
    for (what, field, text) in &hostile {
        let answer = ask(&city, &code, text).await;
        assert_eq!(answer.refused(Code::Validation).field.as_deref(), Some(*field), "{what}: {}", answer.text);
        // Without a good code nobody learns what is wrong with their request.
        ask(&city, "0000-0000", text).await.refused(Code::Unauthenticated);
    }
    let told = i64::try_from(hostile.len()).expect("some");
    let about_sato =
        "select count(*) from audit_event e where event = 'certificate_refused' and detail like 'request.%'
        and account is null and subject = (select id from account where login_id = 'sato')
        and exists (select from device_account a where a.device = e.device and a.account = e.subject)";
    assert_eq!(city.number(about_sato).await, told);
    assert_eq!(city.number("select count(*) from device_certificate where is_managed").await, 0);
    // Beyond what a body may be at all.
    ask(&city, &code, &"A".repeat(70_000)).await.refused(Code::TooLarge);

    // Of twenty at once one gets a certificate, and it is the one that counts.
    let asked = request(&folder, "raced", P256, "").await;
    let answers = futures_util::future::join_all((0..20).map(|_| ask(&city, &code, &asked))).await;
    let (issued, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
    assert_eq!(issued.len(), 1);
    for answer in &refused {
        answer.refused(Code::Unauthenticated);
    }
    let issued: IssuedCertificate = issued[0].clone().json();
    enrol(&city, &held(&folder, "raced", &issued), &code).await;
    assert_eq!(city.number("select count(*) from device_certificate where is_managed").await, 1);
    city.end().await;
}

async fn staff_line(admin: &Person, facility: &str, login: &str) -> StaffLine {
    let staff: FacilityStaff = admin.get(&format!("/api/v1/facilities/{facility}/staff")).await.json();
    staff.staff.into_iter().find(|line| line.login_id == login).expect("one of the staff")
}

#[tokio::test]
async fn a_certificate_that_was_lost_before_it_was_used_is_asked_for_again_with_a_new_code() {
    let city = City::new().await;
    let folder = city.scratch();
    let kato = city.sign_in("kato").await;
    let first = invited(&city, "ito").await;
    let lost: IssuedCertificate = ask(&city, &first, &request(&folder, "lost", P256, "").await).await.json();
    let lost = held(&folder, "lost", &lost);
    Browser::new(city.node(), Some(&lost)).prove_device().await;

    let facility: String = sqlx::query_scalar(
        "select facility::text from affiliation x join account a using (staff_member) where a.login_id = 'ito'",
    )
    .fetch_one(&city.sql)
    .await
    .expect("one");
    let version = staff_line(&kato, &facility, "ito").await.version;
    let path = format!("/api/v1/facilities/{facility}/staff/{}/code", city.account("ito").await);
    let new = json!({ "version": version, "hand_over": "screen" });
    let second: IssuedCode = kato.call(Method::POST, &path, Some(&new)).await.json();
    let asked = request(&folder, "second", RSA, "").await;
    ask(&city, &first, &asked).await.refused(Code::Unauthenticated);
    let issued: IssuedCertificate = ask(&city, &second.code, &asked).await.json();
    let certificate = held(&folder, "second", &issued);

    let mut finder = Browser::new(city.node(), Some(&lost));
    let way = finder.begin().await;
    assert_eq!(finder.present(&way).await, None, "the one that was lost opens nothing any more");
    enrol(&city, &certificate, &second.code).await;
    // A device that is in use gets no other certificate by a code: here one for a second passkey on it.
    let third = invited(&city, "ito").await;
    city.fixture(
        "update enrolment_code set device = (select device from device_certificate where is_managed and standing = 'active')
         where used_at is null and voided_at is null and certified_at is null",
    )
    .await;
    ask(&city, &third, &asked).await.refused(Code::Unauthenticated);
    // Neither does one whose certificate lies in a file.
    city.fixture(
        "update enrolment_code set device = (select device from device_account da join account a on a.id = da.account
             join device_certificate c using (device) where a.login_id = 'ito' and not is_managed limit 1)
         where used_at is null and voided_at is null and certified_at is null",
    )
    .await;
    ask(&city, &third, &asked).await.refused(Code::Unauthenticated);
    city.end().await;
}

/// The place of the demo's authority, which issued the servers' certificates too.
fn authority(city: &City) -> PathBuf {
    city.folder.join("authority.pem")
}

#[tokio::test]
async fn the_lines_of_the_documentation_enrol_a_device() {
    let city = City::new().await;
    let folder = city.scratch();
    let code = invited(&city, "sato").await;
    let text = include_str!("../../docs/api.md");
    let lines = text.split("```sh\n# A managed device").nth(1).and_then(|text| text.split("```").next());
    let script =
        format!("set -eu\n{}", lines.expect("the lines stand in docs/api.md").split_once('\n').expect("lines").1)
            .replace("https://renrakucho.example", &city.node().origin)
            .replace("curl ", &format!("curl --cacert {} ", authority(&city).display()));
    assert!(script.contains("$CODE"), "{script}");
    run(&folder, "bash", &["-c", &format!("CODE={code}\n{script}")], b"").await.ok();
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect(name);
    let certificate = Certificate { pem: read("device.pem"), key: read("device.key") };
    enrol(&city, &certificate, &code).await;
    city.end().await;
}

#[tokio::test]
async fn where_managed_devices_are_not_allowed_none_is_certified_or_signs_in() {
    let city = City::new().await;
    let folder = city.scratch();
    let code = invited(&city, "sato").await;
    let issued: IssuedCertificate = ask(&city, &code, &request(&folder, "one", P256, "").await).await.json();
    let certificate = held(&folder, "one", &issued);
    enrol(&city, &certificate, &code).await;
    city.end().await;

    let city = City::with(&[("devices.kinds", r#"["browser", "file"]"#.into())]).await;
    let code = invited(&city, "sato").await;
    let asked = request(&city.scratch(), "one", P256, "").await;
    ask(&city, &code, &asked).await.refused(Code::DeviceKindNotAllowed);
    // One that was enrolled while they were.
    city.fixture(
        "update device_certificate set is_managed = true where device in (select device from device_account
             where account = (select id from account where login_id = 'sato')) and key_public is null",
    )
    .await;
    let mut browser = Browser::new(city.node(), Some(&city.certificate("sato")));
    let way = browser.begin().await;
    assert_eq!(browser.present_in_vain(&way).await, "not-allowed");
    Browser::new(city.node(), Some(&city.certificate("tanaka"))).prove_device().await;
    city.end().await;
}
