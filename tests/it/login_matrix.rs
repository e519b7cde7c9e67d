//! Certificate × passkey × account: every combination, over raw TLS, against an oracle that knows nothing of the server.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use renrakucho_protocol::problem::Code;
use renrakucho_tests::{Browser, Certificate, City, Flags, OwnKey, Passkey, answer, client_config};
use reqwest::Method;
use rustls::{
    ClientConfig, HandshakeKind, RootCertStore, SignatureScheme, SupportedProtocolVersion,
    client::{ResolvesClientCert, Resumption},
    pki_types::{CertificateDer, ServerName, pem::PemObject},
    sign::CertifiedKey,
    version::{TLS12, TLS13},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

/// What the browser presents.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Presents {
    Nothing,
    Own,
    Anothers,
    Expired,
    /// Its certificate was ended; the device stands.
    Revoked,
    /// Its device is suspended; the certificate stands.
    OfSuspendedDevice,
    /// Issued by another authority, otherwise like one's own.
    Foreign,
    /// Issued by itself, which says that it is an authority.
    SelfSignedAuthority,
    /// Issued by our authority, registered nowhere.
    Unregistered,
    /// A key that the browser holds, proved by a signature.
    BrowserKey,
    /// The certificate of such a key, presented in a handshake by somebody who got hold of the key.
    BrowserKeyInTls,
    /// Of a facility's computer on which sato and tanaka are allowed.
    Shared,
    /// Of one on which tanaka alone is.
    SharedOfOthers,
}

use Presents::{
    Anothers, BrowserKey, BrowserKeyInTls, Expired, Foreign, Nothing, OfSuspendedDevice, Own, Revoked,
    SelfSignedAuthority, Shared, SharedOfOthers, Unregistered,
};

const ALL: [Presents; 13] = [
    Nothing,
    Own,
    Anothers,
    Expired,
    Revoked,
    OfSuspendedDevice,
    Foreign,
    SelfSignedAuthority,
    Unregistered,
    BrowserKey,
    BrowserKeyInTls,
    Shared,
    SharedOfOthers,
];

/// How the account stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Account {
    Active,
    Suspended,
    Retired,
}

/// Who is inside afterwards. Written from the obligation: two factors, both of one account, both in good standing.
fn oracle(presents: Presents, passkey_of: &str, sato: Account) -> Option<&'static str> {
    let device_of: &[&str] = match presents {
        Own | BrowserKey => &["sato"],
        Anothers | SharedOfOthers => &["tanaka"],
        Shared => &["sato", "tanaka"],
        Nothing | Expired | Revoked | OfSuspendedDevice | Foreign | SelfSignedAuthority | Unregistered
        | BrowserKeyInTls => return None,
    };
    match (passkey_of, sato) {
        _ if !device_of.contains(&passkey_of) => None,
        ("sato", Account::Suspended | Account::Retired) => None,
        ("sato", Account::Active) => Some("sato"),
        _ => Some("tanaka"),
    }
}

/// Whether the device host gives a code: it judges the device alone.
fn is_a_device(presents: Presents) -> bool {
    matches!(presents, Own | Anothers | Shared | SharedOfOthers)
}

fn parameters(days: i64) -> rcgen::CertificateParams {
    let mut parameters = rcgen::CertificateParams::new(Vec::new()).expect("parameters");
    parameters.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
    parameters.not_before = renrakucho::clock::now() - time::Duration::days(30);
    parameters.not_after = renrakucho::clock::now() + time::Duration::days(days);
    parameters
}

fn issued(parameters: &rcgen::CertificateParams, issuer: &rcgen::Issuer<'_, rcgen::KeyPair>) -> Certificate {
    let key = rcgen::KeyPair::generate().expect("a key");
    Certificate { pem: parameters.signed_by(&key, issuer).expect("a certificate").pem(), key: key.serialize_pem() }
}

/// The certificates of the matrix, in the order in which they were made.
struct Certificates(Vec<(Presents, Certificate)>);

impl Certificates {
    fn of(&self, presents: Presents) -> Option<&Certificate> {
        self.0.iter().find(|(kind, _)| *kind == presents).map(|(_, certificate)| certificate)
    }
}

/// Registers a certificate on a facility's computer, on which these are allowed.
async fn register_shared(city: &City, certificate: &Certificate, allowed: &[&str]) {
    register(city, certificate, "active", "active", None).await;
    let newest = "(select id from device order by created_at desc limit 1)";
    let allowed = allowed.join("', '");
    city.fixture(&format!("delete from device_account where device = {newest}")).await;
    city.fixture(&format!("update device set kind = 'shared' where id = {newest}")).await;
    city.fixture(&format!(
        "insert into device_account (device, account) select {newest}, id from account where login_id in ('{allowed}')"
    ))
    .await;
}

/// Registers a certificate on a device of sato's own.
async fn register(city: &City, certificate: &Certificate, device: &str, standing: &str, key: Option<Vec<u8>>) {
    let (_, pem) = x509_parser::pem::parse_x509_pem(certificate.pem.as_bytes()).expect("PEM");
    let fingerprint = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&pem.contents));
    let key = key.map_or("null".to_owned(), |point| format!("'\\x{}'", hex::encode(point)));
    city.fixture(&format!(
        "with d as (insert into device (id, facility, kind, label, standing)
             select gen_random_uuid(), d.facility, 'personal', 'matrix', '{device}'
             from device d join device_account a on a.device = d.id
             where a.account = (select id from account where login_id = 'sato') limit 1 returning id),
         a as (insert into device_account (device, account)
             select d.id, (select id from account where login_id = 'sato') from d)
         insert into device_certificate (fingerprint, device, standing, key_public, not_before, not_after)
             select '\\x{fingerprint}', d.id, '{standing}', {key}, now() - interval '1 day', now() + interval '1 day' from d"
    ))
    .await;
}

async fn certificates(city: &City) -> Certificates {
    let read = |name: &str| std::fs::read_to_string(city.folder.join(name)).expect("the demo's authority");
    let key = rcgen::KeyPair::from_pem(&read("authority.key")).expect("a key");
    let ours = rcgen::Issuer::from_ca_cert_pem(&read("authority.pem"), key).expect("an authority");
    let mut foreign = rcgen::CertificateParams::new(Vec::new()).expect("parameters");
    foreign.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let foreign = rcgen::Issuer::new(foreign, rcgen::KeyPair::generate().expect("a key"));

    let mut all = vec![(Own, city.certificate("sato")), (Anothers, city.certificate("tanaka"))];
    for (kind, days, device, standing) in [
        (Expired, -1, "active", "active"),
        (Revoked, 30, "active", "ended"),
        (OfSuspendedDevice, 30, "suspended", "active"),
    ] {
        let certificate = issued(&parameters(days), &ours);
        register(city, &certificate, device, standing, None).await;
        all.push((kind, certificate));
    }
    // Registered, all the same: it must fail by its issuer.
    let certificate = issued(&parameters(30), &foreign);
    register(city, &certificate, "active", "active", None).await;
    all.push((Foreign, certificate));
    let (mut authority, key) = (parameters(30), rcgen::KeyPair::generate().expect("a key"));
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let pem = authority.self_signed(&key).expect("a certificate").pem();
    let certificate = Certificate { pem, key: key.serialize_pem() };
    register(city, &certificate, "active", "active", None).await;
    all.push((SelfSignedAuthority, certificate));
    all.push((Unregistered, issued(&parameters(30), &ours)));
    let certificate = issued(&parameters(30), &ours);
    register(city, &certificate, "active", "active", Some(OwnKey::make().point())).await;
    all.push((BrowserKeyInTls, certificate));
    for (kind, allowed) in [(Shared, &["sato", "tanaka"][..]), (SharedOfOthers, &["tanaka"])] {
        let certificate = issued(&parameters(30), &ours);
        register_shared(city, &certificate, allowed).await;
        all.push((kind, certificate));
    }
    Certificates(all)
}

/// Presents a certificate, until it does not.
#[derive(Debug)]
struct Resolver {
    certificate: Arc<dyn ResolvesClientCert>,
    presents: AtomicBool,
}

impl ResolvesClientCert for Resolver {
    fn resolve(&self, hints: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.presents.load(Ordering::Relaxed).then(|| self.certificate.resolve(hints, schemes)).flatten()
    }

    fn has_certs(&self) -> bool {
        self.certificate.has_certs()
    }
}

/// TLS of one version that remembers sessions; and what it presents.
fn tls(
    authority: &Path,
    certificate: Option<&Certificate>,
    version: &'static SupportedProtocolVersion,
) -> (Arc<ClientConfig>, Arc<Resolver>) {
    let certificate = Arc::clone(&client_config(authority, certificate).client_auth_cert_resolver);
    let resolver = Arc::new(Resolver { certificate, presents: AtomicBool::new(true) });
    let mut roots = RootCertStore::empty();
    for root in CertificateDer::pem_file_iter(authority).expect("the authority") {
        roots.add(root.expect("a certificate")).expect("an authority");
    }
    let mut config = ClientConfig::builder_with_protocol_versions(&[version])
        .with_root_certificates(roots)
        .with_client_cert_resolver(resolver.clone());
    config.resumption = Resumption::in_memory_sessions(8);
    (Arc::new(config), resolver)
}

/// A visit to the device host, byte by byte: the one-time code or what it says instead, and how the handshake went.
async fn visit(browser: &Browser, config: Arc<ClientConfig>, path: &str) -> (Result<String, String>, HandshakeKind) {
    let port: u16 = browser.device_origin().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    let tcp = TcpStream::connect(("127.0.0.1", port)).await.expect("the device host listens");
    let name = ServerName::try_from("localhost").expect("a name");
    let mut stream = TlsConnector::from(config).connect(name, tcp).await.expect("a handshake");
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("written");
    let mut text = String::new();
    // It closes after the answer; whether with a goodbye is another matter.
    let _ = stream.read_to_string(&mut text).await;
    let kind = stream.get_ref().1.handshake_kind().expect("it is over");
    assert!(text.starts_with("HTTP/1.1 303 "), "{text}");
    let location = text.lines().find_map(|line| line.strip_prefix("location: ")).expect("a way back").to_owned();
    let fragment = location.split_once("/sign-in#").expect("to the sign-in page").1;
    (fragment.strip_prefix("code=").map(str::to_owned).ok_or(fragment.to_owned()), kind)
}

/// Proves the device, if it can be; whether the device host gave a code.
async fn present(
    browser: &mut Browser,
    presents: Presents,
    certificate: Option<&Certificate>,
    authority: &Path,
    version: &'static SupportedProtocolVersion,
) -> bool {
    let path = browser.begin().await;
    let (code, _) = visit(browser, tls(authority, certificate, version).0, &path).await;
    if let Ok(code) = &code {
        browser.prove(code).await.ok();
    }
    assert_eq!(code.is_ok(), is_a_device(presents), "{presents:?} over {:?}", version.version);
    // Whose time is over is told so; nobody else is told anything.
    let told = if presents == Expired { "expired" } else { "refused" };
    assert!(code.as_ref().err().is_none_or(|said| said == told), "{presents:?}: {code:?}");
    code.is_ok()
}

/// The passkey's step, whether or not a device was proved; who is inside afterwards.
async fn enter(city: &City, browser: &mut Browser, passkey: &Passkey, proved: bool) -> Option<Value> {
    let challenge = browser.challenge().await;
    assert_eq!(challenge.status == 200, proved, "a challenge is for who proved a device: {}", challenge.text);
    let made_up = json!({ "publicKey": { "challenge": "AAAA" } });
    let options = if proved { challenge.json() } else { made_up };
    let finish = browser.finish(passkey, &options, Flags::Verified).await;
    if finish.status != 200 {
        finish.refused(Code::Unauthenticated);
        assert!(!browser.cookies.contains_key("__Host-renrakucho"), "a cookie for who was refused");
        return None;
    }
    let view: Value = answer(browser.request(Method::GET, "/api/v1/session")).await.json();
    city.fixture("update session set ended_at = now(), end_reason = 'revoked' where ended_at is null").await;
    Some(view["account"].clone())
}

#[tokio::test]
async fn only_two_factors_of_one_account_in_good_standing_sign_in() {
    let city = City::with(&[("limits.sign_in_steps_per_second_per_address", "1000".into())]).await;
    let all = certificates(&city).await;
    let told = city.command(&["demo", "enrol", "sato", "--browser", "--dir", &city.folder.display().to_string()]).await;
    let told = told.expect("enrols");
    let code = told.split("/enrol#").nth(1).expect("a link").trim();
    let (own_key, _) = Browser::new(city.node(), None).enrol(code).await;
    city.fixture("update session set ended_at = now(), end_reason = 'revoked' where ended_at is null").await;

    let authority = city.node().authority.clone();
    let (mut judged, mut entered) = (0, 0);
    for sato in [Account::Active, Account::Suspended, Account::Retired] {
        let standing = match sato {
            Account::Active => "active",
            Account::Suspended => "suspended",
            Account::Retired => "ended",
        };
        city.fixture(&format!("update account set standing = '{standing}' where login_id = 'sato'")).await;
        // The version concerns the certificate alone, and the account's standing does not.
        let versions: &[_] = if sato == Account::Active { &[&TLS12, &TLS13] } else { &[&TLS13] };
        for version in versions {
            for presents in ALL {
                for passkey_of in ["sato", "tanaka"] {
                    let mut browser = Browser::new(city.node(), None);
                    let proved = if presents == BrowserKey {
                        browser.prove_key(&own_key).await.status == 204
                    } else {
                        present(&mut browser, presents, all.of(presents), &authority, version).await
                    };
                    let inside = enter(&city, &mut browser, &city.passkey(passkey_of), proved).await;
                    let expected = match oracle(presents, passkey_of, sato) {
                        Some(login) => Some(json!(city.account(login).await)),
                        None => None,
                    };
                    let what = format!("{presents:?}, passkey of {passkey_of}, sato {sato:?}, {:?}", version.version);
                    assert_eq!(inside, expected, "{what}");
                    (judged, entered) = (judged + 1, entered + usize::from(inside.is_some()));
                }
            }
        }
    }
    assert_eq!((judged, entered), (104, 18));
    assert_eq!(city.number("select count(*) from session").await, 19, "and the one of the enrolment");
    city.end().await;
}

#[tokio::test]
async fn a_resumed_handshake_carries_no_certificate_over() {
    let city = City::new().await;
    let (authority, sato) = (city.node().authority.clone(), city.certificate("sato"));
    for version in [&TLS12, &TLS13] {
        let mut browser = Browser::new(city.node(), None);
        let (config, resolver) = tls(&authority, Some(&sato), version);
        // The certificate's owner has been here; whatever the server gave to remember is remembered.
        for _ in 0..2 {
            let path = browser.begin().await;
            let (code, kind) = visit(&browser, config.clone(), &path).await;
            assert!(code.is_ok());
            assert_eq!(kind, HandshakeKind::Full, "{:?}", version.version);
        }
        resolver.presents.store(false, Ordering::Relaxed);
        let path = browser.begin().await;
        let (code, kind) = visit(&browser, config, &path).await;
        assert_eq!((code, kind), (Err("refused".into()), HandshakeKind::Full), "{:?}", version.version);
    }
    city.end().await;
}

#[tokio::test]
async fn what_is_issued_for_a_browsers_key_is_no_authority() {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as B64};
    let city = City::new().await;
    let told = city.command(&["demo", "enrol", "sato", "--browser", "--dir", &city.folder.display().to_string()]).await;
    let told = told.expect("enrols");
    let code = told.split("/enrol#").nth(1).expect("a link").trim();
    let (key, begun) = Browser::new(city.node(), None).begin_enrolment(code).await;
    let begun: Value = begun.json();
    let der = B64.decode(begun["certificate"].as_str().expect("a certificate")).expect("base64url");
    let (_, certificate) = x509_parser::parse_x509_certificate(&der).expect("X.509");
    assert!(!certificate.is_ca(), "it could issue others");
    let usage = certificate.key_usage().expect("one").expect("one").value;
    assert!(usage.digital_signature() && !usage.key_cert_sign() && !usage.crl_sign());
    let extended = certificate.extended_key_usage().expect("one").expect("one").value;
    assert!(extended.client_auth && !extended.server_auth && !extended.any);
    // Of what the browser sent, only the key is in it; a request that brings more is none.
    assert_eq!(&*certificate.public_key().subject_public_key.data, &*key.point());
    let mut browser = Browser::new(city.node(), None);
    let nonce = browser.attempt().await.nonce;
    for (field, value) in [("csr", json!("MIIB")), ("subject", json!("CN=x")), ("ca", json!(true))] {
        let mut body = OwnKey::make().enrolment(code, &nonce, &browser.origin.clone());
        body["key"][field] = value;
        browser.post("/api/v1/enrolment/begin", &body).await.refused(Code::BadFrame);
    }
    city.end().await;
}
