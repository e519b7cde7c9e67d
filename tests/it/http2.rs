//! What HTTP/2 lets a client do that HTTP/1.1 does not. Frames are written by hand (RFC 9113): no client library would.

use std::sync::Arc;

use renrakucho_tests::{City, Node, PATIENCE, client_config};
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const END_STREAM: u8 = 1;
const ACK: u8 = 1;
const END_HEADERS: u8 = 4;
const PROTOCOL_ERROR: u32 = 1;
const CANCEL: u32 = 8;
const ENHANCE_YOUR_CALM: u32 = 11;
const ENABLE_CONNECT_PROTOCOL: u16 = 8;

struct Frame {
    kind: u8,
    flags: u8,
    stream: u32,
    payload: Vec<u8>,
}

impl Frame {
    /// The four bytes at a place, as a number.
    fn number(&self, at: usize) -> u32 {
        self.payload[at..at + 4].iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
    }
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("short").to_be_bytes();
    let mut bytes = length[1..].to_vec();
    bytes.extend([kind, flags]);
    bytes.extend(stream.to_be_bytes());
    bytes.extend(payload);
    bytes
}

/// Fields in the simplest form of HPACK: literal, not indexed, no Huffman code.
fn fields(fields: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (name, value) in fields {
        bytes.push(0);
        for text in [name, value] {
            bytes.push(u8::try_from(text.len()).ok().filter(|length| *length < 127).expect("short"));
            bytes.extend(text.as_bytes());
        }
    }
    bytes
}

fn request(node: &Node, stream: u32, path: &str) -> Vec<u8> {
    let authority = format!("localhost:{}", node.port);
    let fields = fields(&[(":method", "GET"), (":scheme", "https"), (":authority", &authority), (":path", path)]);
    frame(HEADERS, END_STREAM | END_HEADERS, stream, &fields)
}

struct Connection(TlsStream<TcpStream>);

impl Connection {
    async fn open(node: &Node) -> Self {
        let mut config = (*client_config(&node.authority, None)).clone();
        config.alpn_protocols = vec![b"h2".to_vec()];
        let tcp = TcpStream::connect(("127.0.0.1", node.port)).await.expect("the kernel accepts");
        let name = ServerName::try_from("localhost").expect("a name");
        let mut tls = TlsConnector::from(Arc::new(config)).connect(name, tcp).await.expect("TLS");
        assert_eq!(tls.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        let mut preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
        preface.extend(frame(SETTINGS, 0, 0, &[]));
        tls.write_all(&preface).await.expect("taken");
        Self(tls)
    }

    async fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.expect("taken");
    }

    /// The next frame; none at the end of the connection. Answers pings, as one who is there does.
    async fn next(&mut self) -> Option<Frame> {
        let mut head = [0; 9];
        self.0.read_exact(&mut head).await.ok()?;
        let [a, b, c, kind, flags, stream @ ..] = head;
        let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
        self.0.read_exact(&mut payload).await.ok()?;
        let came = Frame { kind, flags, stream: u32::from_be_bytes(stream), payload };
        if kind == PING && flags & ACK == 0 {
            let _ = self.0.write_all(&frame(PING, ACK, 0, &came.payload)).await;
        }
        Some(came)
    }

    async fn until(&mut self, what: &str, wanted: impl Fn(&Frame) -> bool) -> Frame {
        let reading = async {
            loop {
                match self.next().await {
                    Some(frame) if wanted(&frame) => return Some(frame),
                    Some(_) => {}
                    None => return None,
                }
            }
        };
        let came = tokio::time::timeout(PATIENCE, reading).await.unwrap_or_else(|_| panic!("waited in vain: {what}"));
        came.unwrap_or_else(|| panic!("the connection ended before: {what}"))
    }

    async fn ends(&mut self) {
        let reading = async { while self.next().await.is_some() {} };
        tokio::time::timeout(PATIENCE, reading).await.expect("the connection ends");
    }

    /// Reads the server's settings and asks something.
    async fn is_well(&mut self, node: &Node, stream: u32) {
        self.send(&request(node, stream, "/healthz")).await;
        let answer = self.until("an answer", |frame| frame.kind == HEADERS && frame.stream == stream).await;
        // ":status 200" is the eighth of HPACK's static table.
        assert_eq!(answer.payload[0], 0x88, "{:?}", answer.payload);
    }
}

#[tokio::test]
async fn who_takes_requests_back_at_once_is_sent_away() {
    let city = City::new().await;
    let node = city.node();
    let (mut flood, mut other) = (Connection::open(node).await, Connection::open(node).await);
    other.is_well(node, 1).await;
    flood.is_well(node, 1).await;
    let mut bytes = Vec::new();
    for stream in (3..2_003).step_by(2) {
        bytes.extend(request(node, stream, "/healthz"));
        bytes.extend(frame(RST_STREAM, 0, stream, &CANCEL.to_be_bytes()));
    }
    // The end may come while this is still being written.
    let _ = flood.0.write_all(&bytes).await;
    let goodbye = flood.until("the end of a flood", |frame| frame.kind == GOAWAY).await;
    assert_eq!(goodbye.number(4), ENHANCE_YOUR_CALM);
    flood.ends().await;
    other.is_well(node, 3).await;
    city.end().await;
}

#[tokio::test]
async fn a_connection_on_which_nothing_is_asked_ends_though_its_pings_are_answered() {
    let city = City::with(&[("http.idle_ms", "300".into())]).await;
    let mut idle = Connection::open(city.node()).await;
    idle.is_well(city.node(), 1).await;
    let goodbye = idle.until("the goodbye", |frame| frame.kind == GOAWAY).await;
    assert_eq!(goodbye.number(4), 0, "no error");
    idle.ends().await;
    city.end().await;
}

#[tokio::test]
async fn a_websocket_has_a_connection_of_its_own() {
    let city = City::new().await;
    let node = city.node();
    let mut connection = Connection::open(node).await;
    let settings = connection.until("settings", |frame| frame.kind == SETTINGS && frame.flags & ACK == 0).await;
    let offers = settings.payload.chunks(6).any(|setting| setting[..2] == ENABLE_CONNECT_PROTOCOL.to_be_bytes());
    assert!(!offers, "extended CONNECT (RFC 8441) is offered");
    let authority = format!("localhost:{}", node.port);
    let asked = fields(&[
        (":method", "CONNECT"),
        (":protocol", "websocket"),
        (":scheme", "https"),
        (":authority", &authority),
        (":path", "/api/v1/live"),
        ("origin", &node.origin),
        ("sec-websocket-version", "13"),
        ("sec-websocket-protocol", renrakucho_protocol::SUBPROTOCOL),
    ]);
    connection.send(&frame(HEADERS, END_HEADERS, 1, &asked)).await;
    let refused = connection.until("a refusal", |frame| frame.stream == 1).await;
    assert_eq!((refused.kind, refused.number(0)), (RST_STREAM, PROTOCOL_ERROR));
    connection.is_well(node, 3).await;
    city.end().await;
}
