//! Who may come in, how many and how fast. Each limit is set small here; what is let through beside it is the point.

use std::{sync::Arc, time::Duration};

use renrakucho_protocol::{close, frame::ServerFrame, http::SignInBegun, problem::Code};
use renrakucho_tests::{Browser, City, Live, Node, PATIENCE, Person, client_config, eventually};
use reqwest::Method;
use rustls::pki_types::ServerName;
use serde_json::Value;
use sqlx::Connection;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

async fn tcp(node: &Node) -> TcpStream {
    TcpStream::connect(("127.0.0.1", node.port)).await.expect("the kernel accepts")
}

/// A connection after its handshake; none if the node ends it before.
pub(crate) async fn secure(node: &Node) -> Option<TlsStream<TcpStream>> {
    let mut config = (*client_config(&node.authority, None)).clone();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let name = ServerName::try_from("localhost").expect("a name");
    let handshake = TlsConnector::from(Arc::new(config)).connect(name, tcp(node).await);
    tokio::time::timeout(PATIENCE, handshake).await.expect("an answer or an end").ok()
}

/// Reads until the node ends the connection.
async fn ends(mut connection: impl AsyncReadExt + Unpin, what: &str) -> Vec<u8> {
    let mut read = Vec::new();
    let end = tokio::time::timeout(PATIENCE, connection.read_to_end(&mut read)).await;
    // A reset is an end too.
    let _ = end.unwrap_or_else(|_| panic!("{what} holds its connection for ever"));
    read
}

async fn is_well(person: &Person, live: &mut Live) {
    person.get("/api/v1/rooms").await.ok();
    live.settle().await;
}

#[tokio::test]
async fn live_sockets_keep_their_place_among_the_connections() {
    let settings = [("http.max_connections_per_address", "3".into()), ("http.handshake_ms", "60000".into())];
    let city = City::with(&settings).await;
    let sato = city.sign_in("sato").await;
    let mut sockets = vec![sato.live().await, sato.live().await, sato.live().await];
    for _ in 0..20 {
        assert!(secure(city.node()).await.is_none(), "a fourth connection");
    }
    for socket in &mut sockets {
        socket.settle().await;
    }
    sockets.pop().expect("a socket").vanish();
    eventually("the place is given back", async || secure(city.node()).await).await;
    drop(sockets);
    eventually("all places are given back", async || secure(city.node()).await).await;
    city.end().await;
}

#[tokio::test]
async fn an_address_begins_only_so_many_handshakes() {
    let city = City::with(&[("limits.handshakes_per_second_per_address", "3".into())]).await;
    let sato = city.sign_in("sato").await;
    let mut live = sato.live().await;
    let mut refused = false;
    for _ in 0..500 {
        refused |= secure(city.node()).await.is_none();
    }
    assert!(refused, "500 handshakes, one after the other");
    live.settle().await;
    live.write(city.rooms.hana, "中の人には関係ない").await;
    eventually("the address may come again", async || secure(city.node()).await).await;
    drop(live);
    city.end().await;
}

#[tokio::test]
async fn half_a_handshake_holds_nobody_up_and_does_not_last() {
    let settings = [("limits.half_open_handshakes_per_address", "3".into()), ("http.handshake_ms", "2000".into())];
    let city = City::with(&settings).await;
    let sato = city.sign_in("sato").await;
    let mut live = sato.live().await;
    let mut half = vec![tcp(city.node()).await, tcp(city.node()).await, tcp(city.node()).await];
    // The beginning of a TLS record that never ends.
    half[0].write_all(&[0x16, 0x03, 0x01, 0x02]).await.expect("taken");
    assert!(secure(city.node()).await.is_none(), "a fourth half handshake");
    live.settle().await;
    for connection in half {
        ends(connection, "half a handshake").await;
    }
    is_well(&sato, &mut live).await;
    drop(live);
    city.end().await;
}

#[tokio::test]
async fn who_sends_slowly_is_not_waited_for() {
    let settings = [("http.header_ms", "300".into()), ("http.body_ms", "300".into())];
    let city = City::with(&settings).await;
    let node = city.node();
    let host = format!("host: localhost:{}", node.port);

    let mut headers = secure(node).await.expect("TLS");
    headers.write_all(format!("GET /healthz HTTP/1.1\r\n{host}\r\nx-slow: ").as_bytes()).await.expect("taken");
    let answer = ends(headers, "half a header").await;
    assert!(!answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));

    let mut body = secure(node).await.expect("TLS");
    let head = format!(
        "POST /api/v1/sign-in/device HTTP/1.1\r\n{host}\r\norigin: {}\r\ncookie: __Host-renrakucho-sign-in=x\r\n\
         content-type: application/json\r\ncontent-length: 1000\r\n\r\n{{",
        node.origin
    );
    body.write_all(head.as_bytes()).await.expect("taken");
    let answer = ends(body, "half a body").await;
    assert!(answer.starts_with(b"HTTP/1.1 400"), "{}", String::from_utf8_lossy(&answer));

    // Each byte in time, the whole never.
    let (mut answer, mut sending) = tokio::io::split(secure(node).await.expect("TLS"));
    sending.write_all(head.as_bytes()).await.expect("taken");
    let dribbling = async {
        let mut pace = tokio::time::interval(Duration::from_millis(30));
        while sending.write_all(b" ").await.is_ok() {
            pace.tick().await;
        }
    };
    let answer = tokio::select! {
        answer = ends(&mut answer, "a body that dribbles") => answer,
        () = dribbling => ends(&mut answer, "a body that dribbles").await,
    };
    assert!(answer.starts_with(b"HTTP/1.1 400"), "{}", String::from_utf8_lossy(&answer));

    let mut idle = secure(node).await.expect("TLS");
    idle.write_all(format!("GET /healthz HTTP/1.1\r\n{host}\r\n\r\n").as_bytes()).await.expect("taken");
    let answer = ends(idle, "who asks nothing more").await;
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    city.end().await;
}

#[tokio::test]
async fn a_flood_of_strangers_does_not_lock_out_who_is_signed_in() {
    let settings = [
        ("limits.sign_in_steps_per_second_per_address", "1".into()),
        ("limits.requests_per_second_per_address", "1".into()),
        ("limits.files_per_second_per_address", "3".into()),
    ];
    let city = City::with(&settings).await;
    let sato = city.sign_in("sato").await;
    let mut live = sato.live().await;
    let mut stranger = Browser::new(city.node(), None);

    let refused = eventually("a flood of sign-ins is refused", async || {
        let answer = stranger.post("/api/v1/sign-in", &Value::Null).await;
        if answer.status == 200 {
            answer.json::<SignInBegun>();
            return None;
        }
        Some(answer)
    })
    .await;
    let problem = refused.refused(Code::RateLimited);
    assert!(problem.after_ms.is_some_and(|wait| (1..=1_001).contains(&wait)), "{problem:?}");
    assert_eq!(refused.header("retry-after"), Some("1"));
    is_well(&sato, &mut live).await;

    stranger.cookies.insert("__Host-renrakucho".into(), "guessed".into());
    let refused = eventually("a flood of guesses is refused", async || {
        let answer = renrakucho_tests::answer(stranger.request(Method::GET, "/api/v1/session")).await;
        (answer.status != 401).then_some(answer)
    })
    .await;
    refused.refused(Code::RateLimited);
    is_well(&sato, &mut live).await;

    let refused = eventually("a flood of page loads is refused", async || {
        let answer = renrakucho_tests::answer(stranger.request(Method::GET, "/")).await;
        (answer.status == 429).then_some(answer)
    })
    .await;
    refused.refused(Code::RateLimited);
    is_well(&sato, &mut live).await;
    drop(live);
    city.end().await;
}

#[tokio::test]
async fn an_account_at_a_hundred_times_the_rate_slows_only_itself() {
    let settings = [("limits.requests_per_second_per_account", "2".into())];
    let city = City::with(&settings).await;
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    let mut live = tanaka.live().await;
    let refused = eventually("a flood is refused", async || {
        let answer = sato.get("/api/v1/session").await;
        (answer.status != 200).then_some(answer)
    })
    .await;
    refused.refused(Code::RateLimited);
    assert!(refused.header("retry-after").is_some());
    is_well(&tanaka, &mut live).await;
    eventually("who waits is served", async || (sato.get("/api/v1/session").await.status == 200).then_some(())).await;
    drop(live);
    city.end().await;
}

#[tokio::test]
async fn the_frames_of_all_sockets_of_an_account_count_together() {
    let settings = [("limits.frames_per_second_per_account", "3".into()), ("live.frames_per_second", "1000".into())];
    let city = City::with(&settings).await;
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    let (mut first, mut second, mut other) = (sato.live().await, sato.live().await, tanaka.live().await);
    for _ in 0..200 {
        if first.send_websocket_ping().await.is_err() {
            break;
        }
    }
    // Whoever still sends may lose the server's last word.
    let over = |code| matches!(code, Some(close::TOO_MANY) | None);
    assert!(over(first.closed().await));
    let _ = second.send_websocket_ping().await;
    assert!(over(second.closed().await), "the same account");
    other.settle().await;
    drop(other);
    city.end().await;
}

#[tokio::test]
async fn pings_of_the_websocket_are_frames_too() {
    let city = City::with(&[("live.frames_per_second", "2".into())]).await;
    let sato = city.sign_in("sato").await;
    let mut live = sato.live().await;
    for _ in 0..200 {
        if live.send_websocket_ping().await.is_err() {
            break;
        }
    }
    // Whoever still sends may lose the server's last word.
    let code = live.closed().await;
    assert!(matches!(code, Some(close::TOO_MANY) | None), "{code:?}");
    let mut again = sato.live().await;
    again.settle().await;
    drop(again);
    city.end().await;
}

#[tokio::test]
async fn who_waits_too_long_for_the_welcome_is_told_to_come_back() {
    let settings = [("limits.greetings_at_once", "1".into()), ("limits.greeting_ms", "100".into())];
    let city = City::with(&settings).await;
    let (sato, tanaka) = (city.sign_in("sato").await, city.sign_in("tanaka").await);
    let mut there = tanaka.look_at(city.rooms.hana).await;
    let (mut first, mut second) = (sato.connect().await, sato.connect().await);

    let mut database = sqlx::PgConnection::connect(&city.admin_url()).await.expect("a connection");
    let mut holding = database.begin().await.expect("a transaction");
    sqlx::query("lock table membership in access exclusive mode").execute(&mut *holding).await.expect("the lock");
    first.hello_and_open(&[]).await;
    eventually("the first is being greeted", async || {
        let waiting = "select count(*) from pg_locks where not granted and relation = 'membership'::regclass";
        (city.number(waiting).await > 0).then_some(())
    })
    .await;
    second.hello_and_open(&[]).await;
    second.until("goaway", |frame| matches!(frame, ServerFrame::Goaway(_)).then_some(())).await;
    assert_eq!(second.closed().await, Some(close::RESTART));
    // Whoever is in already does not feel it.
    there.settle().await;
    holding.rollback().await.expect("released");
    first.until("welcome", |frame| matches!(frame, ServerFrame::Welcome(_)).then_some(())).await;

    // And a turn that is over is the next one's.
    let mut third = sato.live().await;
    third.settle().await;
    drop((there, first, third));
    city.end().await;
}
