//! PKCS#12 files of devices, read by the programs that people have: OpenSSL 3 as Debian ships it, and NSS, which is in
//! Firefox and in Chromium on Linux.

use std::{collections::BTreeSet, path::Path};

use renrakucho::sign_in::device_authority::{DeviceAuthority, DeviceCertificate};
use renrakucho_tests::{Browser, Certificate, City, Said, openssl, run};

/// What `demo enrol` writes, in a folder.
fn written(folder: &Path, authority: &DeviceAuthority) -> DeviceCertificate {
    let device = authority.issue_for_device("佐藤さんの端末").expect("a certificate");
    std::fs::write(folder.join("device.p12"), &device.pkcs12).expect("written");
    std::fs::write(folder.join("password"), &device.password).expect("written");
    std::fs::write(folder.join("wrong"), "0000").expect("written");
    std::fs::write(folder.join("authority.pem"), authority.certificate_pem()).expect("written");
    device
}

/// The certificates of a text, whatever stands around them and however long its lines are.
fn certificates(text: &str) -> BTreeSet<String> {
    let blocks = text.split("-----BEGIN CERTIFICATE-----").skip(1);
    let blocks = blocks.map(|rest| rest.split("-----END").next().unwrap_or_default());
    blocks.map(|block| block.chars().filter(|c| !c.is_whitespace()).collect()).collect()
}

/// Whether the program read exactly what the authority issued: the key, its certificate, and the authority's.
async fn is_whole(folder: &Path, read: &str, device: &DeviceCertificate, authority: &DeviceAuthority) {
    let issued = format!("{}{}", device.pair.certificate_pem, authority.certificate_pem());
    assert_eq!(certificates(read), certificates(&issued));
    std::fs::write(folder.join("read.pem"), read).expect("written");
    std::fs::write(folder.join("key.pem"), &device.pair.key_pem).expect("written");
    let key = openssl(folder, "pkey -in key.pem -pubout").await.ok();
    assert_eq!(openssl(folder, "pkey -in read.pem -pubout").await.ok(), key, "another key");
    std::fs::write(folder.join("device.pem"), &device.pair.certificate_pem).expect("written");
    openssl(folder, "verify -purpose sslclient -CAfile authority.pem device.pem").await.ok();
    assert_eq!(openssl(folder, "x509 -in device.pem -noout -pubkey").await.ok(), key, "the certificate of another key");
}

#[tokio::test]
async fn openssl_reads_it_with_the_password_and_not_without() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let authority = DeviceAuthority::create("An authority").expect("an authority");
    let device = written(folder, &authority);
    // Debian's OpenSSL 3 refuses what is old by itself; with `-legacy` it reads that too. Ours is read both ways.
    for more in ["", "-legacy"] {
        let read = |password: &str| format!("pkcs12 -in device.p12 -passin file:{password} -nodes {more}");
        let Said { well, out, complaint } = openssl(folder, &read("password")).await;
        assert!(well, "{more}: {complaint}");
        is_whole(folder, &String::from_utf8_lossy(&out), &device, &authority).await;
        let refused = openssl(folder, &read("wrong")).await;
        assert!(!refused.well && refused.out.is_empty(), "{more}: a wrong password opened it");
        assert!(refused.complaint.contains("invalid password"), "{more}: {}", refused.complaint);
    }
    // Nothing in it is readable without the password: neither key nor certificate.
    let bare = openssl(folder, "pkcs12 -in device.p12 -passin pass: -nodes").await;
    assert!(!bare.well && bare.out.is_empty());
    let info = openssl(folder, "pkcs12 -in device.p12 -passin file:password -info -noout").await;
    assert!(info.well && info.complaint.contains("MAC:"), "{}", info.complaint);
}

#[tokio::test]
async fn nss_imports_it_with_the_password_and_not_without() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let authority = DeviceAuthority::create("An authority").expect("an authority");
    let device = written(folder, &authority);
    std::fs::create_dir(folder.join("nss")).expect("a folder");
    let nss = async |program: &str, words: &[&str]| {
        let words = [words, &["-d", "sql:nss"]].concat();
        run(folder, program, &words, b"").await
    };
    nss("certutil", &["-N", "--empty-password"]).await.ok();
    let refused = nss("pk12util", &["-i", "device.p12", "-w", "wrong", "-K", ""]).await;
    assert!(!refused.well && refused.complaint.contains("SEC_ERROR_BAD_PASSWORD"), "{}", refused.complaint);
    assert!(!nss("certutil", &["-K"]).await.well, "a wrong password imported a key");

    nss("pk12util", &["-i", "device.p12", "-w", "password", "-K", ""]).await.ok();
    let keys = nss("certutil", &["-K"]).await.ok();
    assert_eq!(keys.lines().filter(|line| line.starts_with('<')).count(), 1, "{keys}");
    let list = nss("certutil", &["-L"]).await.ok();
    let own: Vec<_> = list.lines().filter(|line| line.trim_end().ends_with("u,u,u")).collect();
    assert!(own.len() == 1 && own[0].starts_with("CN=佐藤さんの端末"), "a certificate with its key: {list}");

    // And out again, by another program: still the same.
    nss("pk12util", &["-o", "again.p12", "-n", "CN=佐藤さんの端末", "-W", "again", "-K", ""]).await.ok();
    let read = openssl(folder, "pkcs12 -in again.p12 -passin pass:again -nodes").await.ok();
    is_whole(folder, &read, &device, &authority).await;
}

#[tokio::test]
async fn what_openssl_took_out_of_the_demos_file_opens_the_device_host() {
    let city = City::new().await;
    let place = city.folder_of("sato");
    let folder = city.scratch();
    let file = place.join("device.p12").display().to_string();
    let password = place.join("device.password").display().to_string();
    let read =
        async |words: &str| openssl(&folder, &format!("pkcs12 -in {file} -passin file:{password} {words}")).await.ok();
    let certificate = Certificate { pem: read("-clcerts -nokeys").await, key: read("-nocerts -nodes").await };
    Browser::new(city.node(), Some(&certificate)).prove_device().await;
    city.end().await;
}
