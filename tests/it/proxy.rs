//! A proxy in front: real nginx with the configuration that the documentation gives. It is believed about certificates and
//! addresses; nobody else is.

use std::net::Ipv4Addr;

use base64::{Engine, prelude::BASE64_STANDARD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use renrakucho_protocol::problem::Code;
use renrakucho_tests::{Browser, Certificate, City, Flags, Live, Nginx, Ports, answer, eventually};
use reqwest::Method;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use serde_json::{Value, json};

use crate::cases::application;

/// Where the proxy connects from, and where somebody else does.
const PROXY: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 9);
const STRANGER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 5);

/// As nginx writes it.
fn escaped(certificate: &Certificate) -> String {
    utf8_percent_encode(&certificate.pem, NON_ALPHANUMERIC).to_string()
}

/// As RFC 9440 does.
fn rfc9440(certificate: &Certificate) -> String {
    let der = CertificateDer::from_pem_slice(certificate.pem.as_bytes()).expect("a certificate");
    format!(":{}:", BASE64_STANDARD.encode(der))
}

async fn who(browser: &Browser) -> Value {
    answer(browser.request(Method::GET, "/api/v1/session")).await.json::<Value>()["account"].clone()
}

#[tokio::test]
async fn through_a_proxy_a_device_signs_in_and_nobody_else() {
    let ports = Ports::free();
    let mut settings = ports.settings(PROXY).to_vec();
    settings.push(("audit.strangers_seconds", "1".into()));
    let city = City::with(&settings).await;
    let _nginx = Nginx::before(&city, ports, PROXY).await;
    let (sato, tanaka) = (city.certificate("sato"), city.certificate("tanaka"));
    let browser = |certificate: Option<&Certificate>| Browser::new(city.node(), certificate).through(ports);

    // Certificate and passkey, and a live connection: all of it by way of the proxy.
    let mut phone = browser(Some(&sato));
    phone.prove_device().await;
    phone.use_passkey(&city.passkey("sato"), Flags::Verified).await.ok();
    assert_eq!(who(&phone).await, json!(city.account("sato").await));
    let mut live = Live::connect(&phone, Some(&phone.origin)).await.expect("an upgrade");
    live.hello().await;
    live.open(city.rooms.hana).await;
    let body = json!({ "id": renrakucho_tests::id(), "body": "代理の先から", "priority": "normal" });
    let entries = format!("/api/v1/rooms/{}/entries", city.rooms.hana);
    let ack: Value = answer(phone.request(Method::POST, &entries).json(&body)).await.json();
    live.reach(city.rooms.hana, ack["seq"].as_i64().expect("a position")).await;

    // Without a certificate; and with somebody else's in a header: the proxy replaces it.
    let mut nobody = browser(None);
    let path = nobody.begin().await;
    assert_eq!(nobody.present(&path).await, None);
    for forged in [escaped(&sato), rfc9440(&sato)] {
        for name in ["client-cert", "Client-Cert", "CLIENT-CERT"] {
            let path = nobody.begin().await;
            assert_eq!(nobody.present_with(&path, &[(name, &forged)]).await, None, "{name}: {forged}");
        }
        // Who has a certificate is who that says, whatever the header claims.
        let mut other = browser(Some(&tanaka));
        let path = other.begin().await;
        let code = other.present_with(&path, &[("client-cert", &forged)]).await.expect("tanaka's own");
        other.prove(&code).await.ok();
        other.use_passkey(&city.passkey("sato"), Flags::Verified).await.refused(Code::Unauthenticated);
        let mut other = browser(Some(&tanaka));
        let path = other.begin().await;
        let code = other.present_with(&path, &[("client-cert", &forged)]).await.expect("tanaka's own");
        other.prove(&code).await.ok();
        other.use_passkey(&city.passkey("tanaka"), Flags::Verified).await.ok();
        assert_eq!(who(&other).await, json!(city.account("tanaka").await));
    }

    // A scan is longer than anything that people type.
    let mut desk = browser(Some(&city.certificate("kato")));
    desk.prove_device().await;
    desk.use_passkey(&city.passkey("kato"), Flags::Verified).await.ok();
    let case = renrakucho_tests::id();
    answer(desk.request(Method::POST, "/api/v1/city/cases").json(&application(case))).await.ok();
    let scan = [b"%PDF-1.4\n".as_slice(), &vec![b' '; 10_000_000], b"\n%%EOF"].concat();
    let path = format!("/api/v1/city/cases/{case}/attachments/{}", renrakucho_tests::id());
    let request = desk.request(Method::PUT, &path).header("content-type", "application/octet-stream");
    answer(request.body(scan)).await.ok();

    // Who is refused is counted under the address that the proxy saw, not under one that the client claims.
    let from_elsewhere = Browser::from_address(city.node(), None, STRANGER).through(ports);
    answer(from_elsewhere.request(Method::GET, "/api/v1/rooms").header("x-forwarded-for", "203.0.113.7"))
        .await
        .refused(Code::Unauthenticated);
    let name = city.command(&["audit", "address", &STRANGER.to_string()]).await.expect("a name");
    let told = format!(
        "select count(*) from audit_event where event = 'strangers_refused' and detail = '1 from {0}: no session 1'",
        name.trim()
    );
    eventually("the refusal is written", async || (city.number(&told).await == 1).then_some(())).await;
    city.end().await;
}

#[tokio::test]
async fn who_is_no_proxy_is_not_believed() {
    let ports = Ports::free();
    let city = City::with(&ports.settings(PROXY)).await;
    let (sato, tanaka) = (city.certificate("sato"), city.certificate("tanaka"));
    let node_ports = Ports {
        main: city.node().port,
        device: city.node().device_origin.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port"),
    };
    // Directly at the node, as if from the pages that the proxy shows.
    let at = |address, certificate: Option<&Certificate>| {
        let mut browser = Browser::from_address(city.node(), certificate, address).through(node_ports);
        browser.origin = format!("https://localhost:{}", ports.main);
        browser
    };
    let begun = async |browser: &mut Browser| {
        let url = browser.attempt().await.device_url;
        url.split_once("/attest").map(|(_, query)| format!("/attest{query}")).expect("a path")
    };
    for forged in [escaped(&sato), rfc9440(&sato)] {
        let header = [("client-cert", &*forged)];
        for address in [Ipv4Addr::LOCALHOST, STRANGER, Ipv4Addr::new(127, 0, 0, 8), Ipv4Addr::new(127, 0, 0, 10)] {
            // Nor does a certificate of one's own count beside a forged header.
            for own in [None, Some(&tanaka), Some(&sato)] {
                let mut browser = at(address, own);
                let path = begun(&mut browser).await;
                assert_eq!(browser.present_with(&path, &header).await, None, "{address}: {forged}");
            }
        }
        // From the proxy's address it counts, in both spellings.
        let mut proxy = at(PROXY, None);
        let path = begun(&mut proxy).await;
        let code = proxy.present_with(&path, &header).await.expect("the proxy is believed");
        proxy.prove(&code).await.ok();
        proxy.use_passkey(&city.passkey("sato"), Flags::Verified).await.ok();
        // Two are one too many, and one that is none is none.
        for headers in [&[("client-cert", &*forged), ("client-cert", &*forged)][..], &[("client-cert", "x")]] {
            let mut proxy = at(PROXY, None);
            let path = begun(&mut proxy).await;
            assert_eq!(proxy.present_with(&path, headers).await, None);
        }
        // The proxy's own certificate is no device's.
        let mut proxy = at(PROXY, Some(&sato));
        let path = begun(&mut proxy).await;
        assert_eq!(proxy.present(&path).await, None);
    }
    // Without a header a device that connects directly goes on as before.
    let mut direct = at(Ipv4Addr::LOCALHOST, Some(&sato));
    let path = begun(&mut direct).await;
    assert!(direct.present(&path).await.is_some());
    city.end().await;
}

#[tokio::test]
async fn without_a_proxy_configured_no_header_counts() {
    let city = City::new().await;
    let forged = escaped(&city.certificate("sato"));
    for address in [Ipv4Addr::LOCALHOST, PROXY] {
        let mut browser = Browser::from_address(city.node(), None, address);
        let path = browser.begin().await;
        assert_eq!(browser.present_with(&path, &[("client-cert", &forged)]).await, None, "{address}");
    }
    city.end().await;
}
