//! 証明書のファイル: by a code, key and certificate in one file, answered once and kept nowhere.

use std::path::Path;

use base64::{Engine, prelude::BASE64_STANDARD};
use renrakucho_protocol::{
    device::CertificateFile,
    http::{FacilityStaff, IssuedCode},
    problem::Code,
};
use renrakucho_tests::{Answer, Browser, Certificate, City, Flags, Passkey, answer, openssl};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    browser_key::invited,
    certificates::{P256, request},
    staff::facility,
};

const FILES: &str = "select count(*) from audit_event where event = 'certificate_issued' and detail = 'in a file'";

async fn ask(city: &City, code: &str) -> Answer {
    let browser = Browser::new(city.node(), None);
    let asked = browser.request(Method::POST, "/api/v1/enrolment/certificate-file").json(&json!({ "code": code }));
    answer(asked).await
}

/// What a person's computer reads out of the file.
async fn imported(folder: &Path, made: &CertificateFile) -> Certificate {
    let file = BASE64_STANDARD.decode(&made.file).expect("base64");
    std::fs::write(folder.join("device.p12"), file).expect("written");
    std::fs::write(folder.join("password"), &made.password).expect("written");
    let read =
        async |words: &str| openssl(folder, &format!("pkcs12 -in device.p12 -passin file:password {words}")).await.ok();
    Certificate { pem: read("-clcerts -nokeys").await, key: read("-nocerts -nodes").await }
}

/// Goes to the device host with it, and makes the passkey with the same code.
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

/// The tables in which something stands, as text or in hexadecimal.
async fn tables_with(city: &City, word: &str) -> Vec<String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select table_name::text from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
    )
    .fetch_all(&city.sql)
    .await
    .expect("tables");
    let mut found = Vec::new();
    for table in tables {
        let rows = format!("select count(*) from {table} row where position('{word}' in row::text) > 0");
        if city.number(&rows).await > 0 {
            found.push(table);
        }
    }
    found
}

#[tokio::test]
async fn a_code_gives_one_file_with_which_its_person_gets_in() {
    let city = City::new().await;
    let folder = city.scratch();
    let code = invited(&city, "sato").await;
    let answers = futures_util::future::join_all((0..8).map(|_| ask(&city, &code))).await;
    let (made, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
    assert_eq!((made.len(), refused.len()), (1, 7), "of many at once one gets the file");
    for answer in &refused {
        answer.refused(Code::Unauthenticated);
    }
    assert_eq!(made[0].header("cache-control"), Some("no-store"));
    let made: CertificateFile = made[0].clone().json();
    let certificate = imported(&folder, &made).await;

    // What browsers show when they ask which one to present tells nothing about a person.
    std::fs::write(folder.join("device.pem"), &certificate.pem).expect("written");
    let subject = openssl(&folder, "x509 -in device.pem -noout -subject -nameopt utf8").await.ok();
    assert!(subject.contains("試験市電子連絡帳") && !subject.contains("カナリア"), "{subject}");
    // The wrong password opens nothing.
    std::fs::write(folder.join("wrong"), "0000").expect("written");
    assert!(!openssl(&folder, "pkcs12 -in device.p12 -passin file:wrong -nodes").await.well);

    // Password and key are kept nowhere in the database, whatever its columns are.
    let pem = certificate.key.split("-----").nth(2).expect("a key");
    let key = BASE64_STANDARD.decode(pem.replace('\n', "")).expect("base64");
    // PKCS#8 of P-256: 36 bytes that are always the same, then the key.
    let key = hex::encode(&key[36..68]);
    let written = hex::encode(made.password.as_bytes());
    for secret in [&made.password, &written, &key] {
        assert_eq!(tables_with(&city, secret).await, Vec::<String>::new());
    }
    let fingerprint: String = sqlx::query_scalar("select encode(fingerprint, 'hex') from device_certificate limit 1")
        .fetch_one(&city.sql)
        .await
        .expect("one");
    assert_eq!(tables_with(&city, &fingerprint).await, ["device_certificate"], "what is there is found");

    // Until the passkey is made it opens nothing, and then it does; the code is used up.
    let mut early = Browser::new(city.node(), Some(&certificate));
    early.prove_device().await;
    early.use_passkey(&city.passkey("tanaka"), Flags::Verified).await.refused(Code::Unauthenticated);
    let (browser, passkey) = enrol(&city, &certificate, &code).await;
    let view: Value = answer(browser.request(Method::GET, "/api/v1/session")).await.json();
    assert_eq!((&view["account"], &view["certificate"]["kind"]), (&json!(city.account("sato").await), &json!("file")));
    let mut again = Browser::new(city.node(), Some(&certificate));
    again.prove_device().await;
    again.use_passkey(&passkey, Flags::Verified).await.ok();
    ask(&city, &code).await.refused(Code::Unauthenticated);
    assert_eq!(city.number(FILES).await, 1);
    let about = "select count(*) from audit_event where event = 'certificate_refused' and account is null
                 and subject = (select id from account where login_id = 'sato')";
    assert_eq!(city.number(about).await, 7);
    city.end().await;
}

#[tokio::test]
async fn a_file_that_was_lost_before_it_was_used_is_made_anew_with_a_new_code() {
    let city = City::new().await;
    let folder = city.scratch();
    let kato = city.sign_in("kato").await;
    let at = facility(&city, "試験訪問看護").await;
    let first = invited(&city, "ito").await;
    let lost = imported(&folder, &ask(&city, &first).await.json()).await;
    let staff: FacilityStaff = kato.get(&format!("/api/v1/facilities/{at}/staff")).await.json();
    let ito = staff.staff.into_iter().find(|line| line.login_id == "ito").expect("one of the staff");
    let path = format!("/api/v1/facilities/{at}/staff/{}/code", ito.account);
    let new = json!({ "version": ito.version, "hand_over": "screen" });
    let second: IssuedCode = kato.call(Method::POST, &path, Some(&new)).await.json();
    ask(&city, &first).await.refused(Code::Unauthenticated);
    let certificate = imported(&folder, &ask(&city, &second.code).await.json()).await;
    let mut finder = Browser::new(city.node(), Some(&lost));
    let way = finder.begin().await;
    assert_eq!(finder.present(&way).await, None, "the one that was lost opens nothing any more");
    enrol(&city, &certificate, &second.code).await;

    // A device that has a certificate already gets no other by a code: neither one in use, nor of another kind, nor the demo's.
    for of in ["is_managed is false", "is_managed is false and key_public is null"] {
        let code = invited(&city, "ito").await;
        city.fixture(&format!(
            "update enrolment_code set device = (select device from device_certificate c join device_account using (device)
                 join account a on a.id = account where a.login_id = 'ito' and c.standing = 'active' and {of} limit 1)
             where used_at is null and voided_at is null and certified_at is null"
        ))
        .await;
        ask(&city, &code).await.refused(Code::Unauthenticated);
    }
    let code = invited(&city, "sato").await;
    let asked = json!({ "code": code, "request": request(&folder, "managed", P256, "").await });
    let browser = Browser::new(city.node(), None);
    answer(browser.request(Method::POST, "/api/v1/enrolment/certificate").json(&asked)).await.ok();
    city.fixture("update enrolment_code set certified_at = null where used_at is null and voided_at is null").await;
    ask(&city, &code).await.refused(Code::Unauthenticated);
    city.end().await;
}

#[tokio::test]
async fn no_file_is_made_without_a_good_code_nor_where_the_city_does_not_allow_them() {
    let city = City::new().await;
    ask(&city, "0000-0000").await.refused(Code::Unauthenticated);
    city.end().await;
    let city = City::with(&[("devices.kinds", r#"["browser", "managed"]"#.into())]).await;
    let code = invited(&city, "sato").await;
    ask(&city, &code).await.refused(Code::DeviceKindNotAllowed);
    assert_eq!(city.number(FILES).await, 0);
    // The code still works for what is allowed.
    Browser::new(city.node(), None).enrol(&code).await;
    city.end().await;
}
