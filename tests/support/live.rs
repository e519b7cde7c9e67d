use std::{
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use renrakucho_protocol::{
    SUBPROTOCOL,
    entry::{Content, Entry},
    frame::{Ack, Failure, Hello, Open, Opened, Ping, Post, Purge, RoomLine, ServerFrame, Welcome},
    vocabulary::Priority,
};
use rustls::pki_types::ServerName;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderValue},
};
use uuid::Uuid;

use crate::{Browser, OwnKey, PATIENCE, id};

/// What the kernel keeps unread of a narrow connection (Linux doubles it).
const NARROW: u32 = 4 * 1024;

/// A live connection that holds a cursor for each room it looks at, and checks every frame: entries come in order and
/// without a hole, only from rooms that are open, and nothing comes about a room after its purge.
pub struct Live {
    socket: WebSocketStream<TlsStream<TcpStream>>,
    key: OwnKey,
    is_unbound: bool,
    origin: String,
    inbox: VecDeque<ServerFrame>,
    asked: HashSet<Uuid>,
    purged: HashSet<Uuid>,
    pings: u32,
    /// The last `seq` held of each open room.
    pub cursors: BTreeMap<Uuid, i64>,
    /// What each room's log looks like from here.
    pub entries: HashMap<Uuid, Vec<Entry>>,
}

impl Live {
    /// Upgrades; otherwise the status of the refusal.
    pub async fn connect(browser: &Browser, origin: Option<&str>) -> Result<Self, u16> {
        let tcp = TcpStream::connect(("127.0.0.1", browser.port)).await.expect("the node listens");
        Self::upgrade(browser, origin, tcp).await
    }

    /// Upgrades on a connection of which the kernel keeps little unread, so that a reader who stops is soon noticed.
    pub async fn connect_narrow(browser: &Browser, origin: Option<&str>) -> Result<Self, u16> {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(NARROW).expect("a buffer size");
        let tcp = socket.connect(([127, 0, 0, 1], browser.port).into()).await.expect("the node listens");
        Self::upgrade(browser, origin, tcp).await
    }

    async fn upgrade(browser: &Browser, origin: Option<&str>, tcp: TcpStream) -> Result<Self, u16> {
        let name = ServerName::try_from("localhost").expect("a name");
        let tls = TlsConnector::from(browser.tls.clone()).connect(name, tcp).await.expect("TLS");
        let url = format!("wss://localhost:{}/api/v1/live", browser.port);
        let mut request = url.into_client_request().expect("a request");
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", HeaderValue::from_static(SUBPROTOCOL));
        headers.insert("cookie", browser.cookie().parse().expect("a cookie"));
        if let Some(origin) = origin {
            headers.insert("origin", origin.parse().expect("an origin"));
        }
        match client_async(request, tls).await {
            Ok((socket, _)) => Ok(Self {
                socket,
                key: browser.session_key.clone(),
                is_unbound: browser.is_unbound,
                origin: browser.origin.clone(),
                inbox: VecDeque::new(),
                asked: HashSet::new(),
                purged: HashSet::new(),
                pings: 0,
                cursors: BTreeMap::new(),
                entries: HashMap::new(),
            }),
            Err(Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(error) => panic!("no upgrade: {error}"),
        }
    }

    /// Sends any text.
    pub async fn send_text(&mut self, text: impl Into<String>) {
        self.socket.send(Message::text(text.into())).await.expect("the connection takes it");
    }

    /// Sends a post, if the connection still takes it.
    pub async fn try_send_post(&mut self, id: Uuid, room: Uuid, body: &str) -> bool {
        let post = json!({ "type": "post", "id": id, "room": room, "body": body });
        self.socket.send(Message::text(post.to_string())).await.is_ok()
    }

    /// Sends a frame of a type.
    pub async fn send(&mut self, kind: &str, fields: &impl Serialize) {
        let mut frame = serde_json::to_value(fields).expect("JSON");
        frame["type"] = kind.into();
        self.send_text(frame.to_string()).await;
    }

    /// Sends bytes.
    pub async fn send_bytes(&mut self, bytes: Vec<u8>) {
        self.socket.send(Message::binary(bytes)).await.expect("the connection takes it");
    }

    /// Says hello.
    pub async fn hello(&mut self) -> Welcome {
        let proof = self.proof().await;
        let hello = Hello { client: "test".into(), cursors: BTreeMap::new(), open: Vec::new(), proof };
        self.send("hello", &hello).await;
        self.until("welcome", |frame| if let ServerFrame::Welcome(it) = frame { Some(it.clone()) } else { None }).await
    }

    /// What the session's key signs of this connection's challenge; none if it is bound to none, and is asked nothing.
    pub async fn proof(&mut self) -> Option<String> {
        if self.is_unbound {
            return None;
        }
        let nonce = self.challenge().await;
        Some(self.key.sign_session("live", &nonce, &self.origin))
    }

    /// The nonce that the server wants signed.
    pub async fn challenge(&mut self) -> String {
        self.until("challenge", |frame| match frame {
            ServerFrame::Challenge(it) => Some(it.nonce.clone()),
            _ => None,
        })
        .await
    }

    /// Says hello as a client that comes back does: with rooms to open, each from its beginning.
    pub async fn hello_and_open(&mut self, rooms: &[Uuid]) {
        self.asked.extend(rooms);
        let cursors = rooms.iter().map(|room| (*room, 0)).collect();
        let proof = self.proof().await;
        self.send("hello", &Hello { client: "test".into(), cursors, open: rooms.to_vec(), proof }).await;
    }

    /// Opens a room from its beginning and waits until all of it is there.
    pub async fn open(&mut self, room: Uuid) -> Opened {
        self.open_after(room, 0).await
    }

    /// Opens a room after a position and waits until the rest is there.
    pub async fn open_after(&mut self, room: Uuid, after: i64) -> Opened {
        self.ask_open(room, Some(after)).await;
        let opened = self
            .until("opened", |frame| match frame {
                ServerFrame::Opened(opened) if opened.room == room => Some(opened.clone()),
                _ => None,
            })
            .await;
        self.reach(room, opened.head).await;
        opened
    }

    /// Asks to open a room.
    pub async fn ask_open(&mut self, room: Uuid, after: Option<i64>) {
        self.asked.insert(room);
        self.send("open", &Open { room, after }).await;
    }

    /// Stops looking at a room.
    pub async fn close_room(&mut self, room: Uuid) {
        self.send("close", &json!({ "room": room })).await;
        self.settle().await;
        self.asked.remove(&room);
        self.cursors.remove(&room);
    }

    /// Reads until a position of a room is there.
    pub async fn reach(&mut self, room: Uuid, seq: i64) {
        while self.cursors.get(&room).copied().unwrap_or_default() < seq {
            self.read(&format!("entry {seq}")).await;
        }
    }

    /// Sends a post without waiting for the answer.
    pub async fn send_post(&mut self, id: Uuid, room: Uuid, body: &str) {
        let post = Post { id, room, body: body.into(), priority: Priority::Normal, reply_to: None };
        self.send("post", &post).await;
    }

    /// Writes into a room.
    pub async fn write(&mut self, room: Uuid, body: &str) -> Ack {
        let id = id();
        self.send_post(id, room, body).await;
        self.answer_to(id).await.unwrap_or_else(|failure| panic!("not accepted: {failure:?}"))
    }

    /// The answer to a post.
    pub async fn answer_to(&mut self, id: Uuid) -> Result<Ack, Failure> {
        self.until("an answer", |frame| match frame {
            ServerFrame::Ack(ack) if ack.re == id => Some(Ok(ack.clone())),
            ServerFrame::Error(failure) if failure.re == Some(id) => Some(Err(failure.clone())),
            _ => None,
        })
        .await
    }

    /// The next error.
    pub async fn failure(&mut self) -> Failure {
        self.until("an error", |frame| if let ServerFrame::Error(it) = frame { Some(it.clone()) } else { None }).await
    }

    /// A changed line of a room that satisfies a condition.
    pub async fn line(&mut self, room: Uuid, condition: impl Fn(&RoomLine) -> bool) -> RoomLine {
        self.until("a line", |frame| match frame {
            ServerFrame::Room(line) if line.room == room && condition(line) => Some(line.clone()),
            _ => None,
        })
        .await
    }

    /// The order to wipe a room.
    pub async fn purge_of(&mut self, room: Uuid) -> Purge {
        self.until("a purge", |frame| match frame {
            ServerFrame::Purge(purge) if purge.room == room => Some(purge.clone()),
            _ => None,
        })
        .await
    }

    /// Waits until everything that the server had for this connection before now has come.
    pub async fn settle(&mut self) {
        self.pings += 1;
        let n = self.pings;
        self.send("ping", &Ping { n, cursors: self.cursors.clone() }).await;
        self.until("a pong", |frame| matches!(frame, ServerFrame::Pong(pong) if pong.n == n).then_some(())).await;
    }

    /// The texts of a room's posts as seen from here.
    pub fn texts(&self, room: Uuid) -> Vec<String> {
        let text = |entry: &Entry| match &entry.content {
            Content::Post { body, .. } => Some(body.clone()),
            _ => None,
        };
        self.entries.get(&room).into_iter().flatten().filter_map(text).collect()
    }

    /// Waits for a frame; the others stay for whoever asks later.
    pub async fn until<T>(&mut self, what: &str, pick: impl Fn(&ServerFrame) -> Option<T>) -> T {
        let mut at = 0;
        loop {
            while at >= self.inbox.len() {
                self.read(what).await;
            }
            if let Some(picked) = pick(&self.inbox[at]) {
                self.inbox.remove(at);
                return picked;
            }
            at += 1;
        }
    }

    /// The first frame of a kind among those that came and that nobody has asked for yet.
    pub fn came_first<T>(&mut self, pick: impl Fn(&ServerFrame) -> Option<T>) -> Option<T> {
        let at = self.inbox.iter().position(|frame| pick(frame).is_some())?;
        self.inbox.remove(at).and_then(|frame| pick(&frame))
    }

    /// Whether a frame came that nobody has asked for yet.
    pub fn came(&self, pick: impl Fn(&ServerFrame) -> bool) -> bool {
        self.inbox.iter().any(pick)
    }

    /// The posts that were acknowledged and asked for by nobody.
    pub fn acknowledged(&self) -> Vec<Uuid> {
        let re = |frame: &ServerFrame| if let ServerFrame::Ack(ack) = frame { Some(ack.re) } else { None };
        self.inbox.iter().filter_map(re).collect()
    }

    /// Reads until the server ends the connection; its code, none for an end without a word.
    pub async fn closed(&mut self) -> Option<u16> {
        loop {
            match self.message("the end of the connection").await {
                Some(Ok(Message::Close(frame))) => {
                    let frame = frame.expect("a close frame");
                    assert_eq!(frame.reason.as_str(), "", "text in a close reason");
                    return Some(frame.code.into());
                }
                Some(Ok(message)) => self.take(message),
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// Asks whether the server is there, below the protocol.
    pub async fn send_websocket_ping(&mut self) -> Result<(), Error> {
        self.socket.send(Message::Ping(Vec::new().into())).await
    }

    /// The connection below: whoever takes it reads nothing by itself.
    pub fn into_tcp(self) -> TcpStream {
        self.socket.into_inner().into_inner().0
    }

    /// Ends the connection without a word.
    pub fn vanish(self) {}

    async fn message(&mut self, what: &str) -> Option<Result<Message, Error>> {
        let next = tokio::time::timeout(PATIENCE, self.socket.next()).await;
        next.unwrap_or_else(|_| panic!("waited in vain for {what}; unread: {:?}", self.inbox))
    }

    async fn read(&mut self, what: &str) {
        match self.message(what).await {
            Some(Ok(Message::Close(frame))) => panic!("closed ({frame:?}) while waiting for {what}"),
            Some(Ok(message)) => self.take(message),
            other => panic!("{other:?} while waiting for {what}"),
        }
    }

    /// Reads whatever comes within a time and checks it: for proving that something does not come.
    pub async fn listen(&mut self, time: Duration) {
        let _ = tokio::time::timeout(time, async {
            loop {
                let Some(Ok(message)) = self.socket.next().await else { return };
                self.take(message);
            }
        })
        .await;
    }

    fn take(&mut self, message: Message) {
        let text = match message {
            Message::Text(text) => text,
            Message::Ping(_) | Message::Pong(_) => return,
            other => panic!("{other:?}"),
        };
        let frame: ServerFrame = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        self.check_purged(&frame, &text);
        match &frame {
            ServerFrame::Opened(opened) => {
                assert!(self.asked.contains(&opened.room), "nobody asked for {text}");
                self.cursors.insert(opened.room, opened.after);
            }
            ServerFrame::Entries(page) => {
                let cursor = self.cursors.get_mut(&page.room).unwrap_or_else(|| panic!("the room is not open: {text}"));
                let seqs: Vec<_> = page.entries.iter().map(|entry| entry.seq).collect();
                assert_eq!(seqs, (page.from..=page.upto).collect::<Vec<_>>(), "{text}");
                assert!(page.from <= *cursor + 1, "a hole after {cursor}: {text}");
                let log = self.entries.entry(page.room).or_default();
                log.extend(page.entries.iter().filter(|entry| entry.seq > *cursor).cloned());
                *cursor = (*cursor).max(page.upto);
            }
            ServerFrame::Resync(resync) => {
                self.cursors.remove(&resync.room);
            }
            ServerFrame::Purge(purge) => {
                assert!(self.purged.insert(purge.room), "purged twice: {text}");
                self.cursors.remove(&purge.room);
                self.entries.remove(&purge.room);
            }
            _ => {}
        }
        self.inbox.push_back(frame);
    }

    fn check_purged(&self, frame: &ServerFrame, text: &str) {
        // Answers to what this client itself sends stay allowed; they hold nothing of the room.
        if matches!(frame, ServerFrame::Error(_) | ServerFrame::Ack(_)) {
            return;
        }
        let value: Value = serde_json::from_str(text).expect("JSON");
        let room = value["room"].as_str().and_then(|room| Uuid::parse_str(room).ok());
        if let Some(room) = room.filter(|_| !matches!(frame, ServerFrame::Purge(_))) {
            assert!(!self.purged.contains(&room), "after the purge: {text}");
        }
    }
}
