//! A session is bound to a key that its browser holds: a cookie alone opens no socket, and over HTTP nothing for long.

use renrakucho_protocol::{close, frame::ServerFrame, http::SessionChallenge, problem::Code};
use renrakucho_tests::{Browser, City, Flags, Live, OwnKey, Person, answer};
use reqwest::Method;
use serde_json::{Value, json};

const CHALLENGE: &str = "/api/v1/session/challenge";
const RENEWAL: &str = "/api/v1/session/renewal";

/// The cookies of someone, in a browser that does not hold the key.
fn thief(city: &City, victim: &Person) -> Browser {
    let mut browser = Browser::new(city.node(), None);
    browser.cookies.clone_from(&victim.browser.cookies);
    browser
}

/// Makes it so many seconds since every session was proved.
async fn proved_ago(city: &City, seconds: u32) {
    city.fixture(&format!("update session set proved_at = clock_timestamp() - interval '{seconds} seconds'")).await;
}

async fn foreign_keys(city: &City) -> i64 {
    city.number("select count(*) from audit_event where event = 'foreign_key_presented' and session is not null").await
}

#[tokio::test]
async fn a_cookie_alone_opens_no_socket_and_is_worth_nothing_soon() {
    let city = City::new().await;
    let sato = city.sign_in("sato").await;
    let mut evil = thief(&city, &sato);
    let origin = evil.origin.clone();

    // No word without a proof; and whoever owns the session does not feel it.
    let mut silent = Live::connect(&evil, Some(&origin)).await.expect("an upgrade");
    silent.send("hello", &json!({ "client": "evil" })).await;
    assert_eq!(silent.closed().await, Some(close::AUTHENTICATE));
    let mut own = sato.look_at(city.rooms.hana).await;

    proved_ago(&city, 300).await;
    let get = |browser: &Browser| answer(browser.request(Method::GET, "/api/v1/rooms"));
    get(&evil).await.refused(Code::ReauthRequired);
    get(&sato.browser).await.refused(Code::ReauthRequired);
    assert_eq!(Live::connect(&evil, Some(&origin)).await.err(), Some(401));
    let entries = format!("/api/v1/rooms/{}/entries", city.rooms.hana);
    let post = json!({ "id": renrakucho_tests::id(), "body": "x" });
    evil.post(&entries, &post).await.refused(Code::ReauthRequired);

    // Who holds the key goes on.
    let key = sato.browser.session_key.clone();
    assert_eq!(sato.browser.clone().renew_with(&key).await.status, 204);
    get(&sato.browser).await.ok();
    own.settle().await;

    // Who answers with another key ends it, for everyone; it is written down.
    assert_eq!(foreign_keys(&city).await, 0);
    evil.renew_with(&OwnKey::make()).await.refused(Code::SessionEnded);
    assert_eq!(own.closed().await, Some(close::SESSION_ENDED));
    get(&sato.browser).await.refused(Code::SessionEnded);
    assert_eq!(foreign_keys(&city).await, 1);
    city.end().await;
}

#[tokio::test]
async fn a_hello_that_another_key_signed_ends_the_session() {
    let city = City::new().await;
    for signed_for in ["nobody", "another connection", "another purpose", "another origin"] {
        let sato = city.sign_in("sato").await;
        let key = sato.browser.session_key.clone();
        let origin = sato.browser.origin.clone();
        let mut live = sato.connect().await;
        let nonce = live.challenge().await;
        let proof = match signed_for {
            "nobody" => OwnKey::make().sign_session("live", &nonce, &origin),
            "another connection" => sato.connect().await.proof().await.expect("a proof"),
            "another purpose" => key.sign_session("session", &nonce, &origin),
            _ => key.sign_session("live", &nonce, "https://localhost:1"),
        };
        live.send("hello", &json!({ "client": "evil", "proof": proof })).await;
        assert_eq!(live.closed().await, Some(close::SESSION_ENDED), "{signed_for}");
        sato.get("/api/v1/session").await.refused(Code::SessionEnded);
    }
    assert_eq!(foreign_keys(&city).await, 4);
    city.end().await;
}

#[tokio::test]
async fn a_nonce_is_answered_once_and_by_the_session_that_it_was_given_to() {
    let city = City::new().await;
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    let key = sato.browser.session_key.clone();
    let body = async |browser: &mut Browser, key: &OwnKey| {
        let nonce = browser.post(CHALLENGE, &Value::Null).await.json::<SessionChallenge>().nonce;
        let signature = key.sign_session("session", &nonce, &browser.origin);
        json!({ "nonce": nonce, "signature": signature })
    };
    let mut browser = sato.browser.clone();
    let raced = body(&mut browser, &key).await;
    let all = (0..50).map(|_| answer(browser.request(Method::POST, RENEWAL).json(&raced)));
    let answers = futures_util::future::join_all(all).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 204) {
        answer.refused(Code::ReauthRequired);
    }
    // Of another session; guessed; too late.
    let theirs = body(&mut tanaka.browser.clone(), &key).await;
    browser.post(RENEWAL, &theirs).await.refused(Code::ReauthRequired);
    let guessed = json!({ "nonce": "guessed", "signature": key.sign_session("session", "guessed", &browser.origin) });
    browser.post(RENEWAL, &guessed).await.refused(Code::ReauthRequired);
    let late = body(&mut browser, &key).await;
    city.fixture("update session_challenge set expires_at = now()").await;
    browser.post(RENEWAL, &late).await.refused(Code::ReauthRequired);
    // None of it has ended anything.
    sato.get("/api/v1/session").await.ok();
    tanaka.get("/api/v1/session").await.ok();
    assert_eq!(foreign_keys(&city).await, 0);
    city.end().await;
}

#[tokio::test]
async fn a_socket_ends_when_its_session_is_not_proved_in_time_and_goes_on_when_it_is_on_any_node() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    // In a few seconds both are due.
    proved_ago(&city, 290).await;
    let (mut proves, mut forgets) = (sato.look_at(room).await, tanaka.look_at(room).await);
    let key = sato.browser.session_key.clone();
    assert_eq!(sato.at(&city.nodes[1]).browser.renew_with(&key).await.status, 204);
    assert_eq!(forgets.closed().await, Some(close::AUTHENTICATE));
    tanaka.get("/api/v1/rooms").await.refused(Code::ReauthRequired);
    let ack = sato.write(room, "続けています").await;
    proves.reach(room, ack.seq).await;
    // Who comes back to it proves it and goes on.
    let key = tanaka.browser.session_key.clone();
    assert_eq!(tanaka.browser.clone().renew_with(&key).await.status, 204);
    tanaka.look_at(room).await.settle().await;
    city.end().await;
}

#[tokio::test]
async fn a_session_begins_with_a_key_or_not_at_all() {
    let city = City::new().await;
    let mut browser = Browser::new(city.node(), Some(&city.certificate("sato")));
    let finish = "/api/v1/sign-in/passkey/finish";
    for key in [Value::Null, json!("AAAA"), json!("B".repeat(130)), json!("%")] {
        browser.prove_device().await;
        let options: Value = browser.challenge().await.json();
        let credential = city.passkey("sato").assert(&options, &browser.origin, Flags::Verified);
        let mut body = json!({ "credential": credential });
        if !key.is_null() {
            body["key"] = key;
        }
        let problem = browser.post(finish, &body).await.refused(Code::Validation);
        assert_eq!(problem.field.as_deref(), Some("key"));
    }
    assert_eq!(city.number("select count(*) from session").await, 0);
    city.end().await;
}

#[tokio::test]
async fn load_data_of_a_demo_needs_no_key() {
    let city = City::new().await;
    let sato = city.sign_in("sato").await;
    city.fixture("update session set key_public = null, proved_at = now() - interval '1 hour'").await;
    sato.get("/api/v1/rooms").await.ok();
    let mut live = sato.connect().await;
    live.send("hello", &json!({ "client": "load" })).await;
    live.until("welcome", |frame| matches!(frame, ServerFrame::Welcome(_)).then_some(())).await;
    city.end().await;
}
