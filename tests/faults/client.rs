//! A client of the live protocol as the web app is one: cursors, and an outbox that is first in, first out per room and
//! sends again, with the same id, until the answer is there. It writes down all it sends and all it hears.

use std::{
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context;
use futures_util::{SinkExt, StreamExt};
use renrakucho_protocol::{
    SUBPROTOCOL, close,
    entry::{Content, Entry},
    frame::{ClientFrame, Hello, History, Open, Ping, Purged, ServerFrame},
    problem::{Code, Retry},
};
use rustls::{ClientConfig, pki_types::ServerName};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpSocket, TcpStream},
    sync::mpsc,
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderValue, protocol::WebSocketConfig},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    history::{Event, SharedLog, digest},
    node::Address,
};

mod writing;

/// A connection that says nothing for so long is given up.
const SILENCE: Duration = Duration::from_secs(10);
/// Clients that give up early and come back make an overloaded machine slower still.
const CONNECT_PATIENCE: Duration = Duration::from_secs(15);
const PING_PAUSE: Duration = Duration::from_millis(1_500);
const ACK_PATIENCE: Duration = Duration::from_secs(15);
/// Posts of a room that may wait in the outbox while the client goes on writing.
const WAITING: usize = 3;
/// The receive buffer of a slow reader.
const SLOW_WINDOW: u32 = 8 * 1024;
/// The characters of a long post: all that it may have, but for what stands before them.
const LONG: usize = 9_800;

/// What clients share.
pub(crate) struct World {
    /// The nodes.
    pub(crate) nodes: Vec<Address>,
    /// Trusts the demo's authority.
    pub(crate) tls: Arc<ClientConfig>,
    /// For the same post by another way.
    pub(crate) http: reqwest::Client,
    /// Whether new posts are written.
    pub(crate) writing: AtomicBool,
    /// Milliseconds between the posts of a client, on average.
    pub(crate) pace_ms: AtomicU64,
    /// Whether clients also send twice, and over two nodes at once.
    pub(crate) naughty: bool,
    /// Part of every text: must be seen nowhere but here.
    pub(crate) canary: String,
    /// The end.
    pub(crate) quit: CancellationToken,
}

/// A place in the city.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    /// The session's cookie.
    pub(crate) cookie: String,
    /// The account.
    pub(crate) account: Uuid,
    /// Its rooms.
    pub(crate) rooms: Vec<Uuid>,
}

/// What a client is told to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Command {
    /// Drop the connection without a word and come back, to another node.
    Cut,
    /// End its own direction only, and come back when the server has ended the other.
    HalfClose,
    /// Write a post into a room now.
    Write { room: Uuid },
    /// Write a post into a room though it was wiped.
    Insist { room: Uuid },
    /// Write a post into a room that is as long as a post may be.
    WriteLong { room: Uuid },
    /// Ask for a room from its first entry on, though it may have been wiped.
    Reopen { room: Uuid },
    /// Come back as a slow reader: asks for everything from its first entry on, and after the welcome reads nothing.
    StopReading,
    /// Read on.
    ReadOn,
    /// Write two posts into a room, and send the second first. Only to be seen to be found.
    WriteSwapped { room: Uuid },
}

/// A client that runs.
pub(crate) struct Running {
    /// What it writes down.
    pub(crate) log: SharedLog,
    /// Its rooms at the beginning.
    pub(crate) seat: Seat,
    /// Tells it what to do.
    pub(crate) commands: mpsc::UnboundedSender<Command>,
    /// Ends when it does.
    pub(crate) task: tokio::task::JoinHandle<()>,
}

/// Starts a client. `node` is where it connects first.
pub(crate) fn start(seat: Seat, world: &Arc<World>, seed: u64, node: usize) -> Running {
    let log = SharedLog::new(seat.account, seat.rooms.clone());
    let (commands, orders) = mpsc::unbounded_channel();
    let client = Client {
        world: Arc::clone(world),
        random: fastrand::Rng::with_seed(seed),
        log: log.clone(),
        node,
        cursors: HashMap::new(),
        wiped: HashSet::new(),
        outbox: seat.rooms.iter().map(|room| (*room, VecDeque::new())).collect(),
        written: 0,
        failures: 0,
        slow: false,
        seat: seat.clone(),
    };
    let quit = world.quit.clone();
    let task = tokio::spawn(async move {
        quit.run_until_cancelled(Box::pin(client.run(orders))).await;
    });
    Running { log, seat, commands, task }
}

struct Waiting {
    id: Uuid,
    body: String,
    /// When it was sent over this connection.
    sent: Option<Instant>,
    not_before: Instant,
}

struct Client {
    seat: Seat,
    world: Arc<World>,
    random: fastrand::Rng,
    log: SharedLog,
    node: usize,
    cursors: HashMap<Uuid, i64>,
    wiped: HashSet<Uuid>,
    outbox: BTreeMap<Uuid, VecDeque<Waiting>>,
    written: u32,
    failures: u32,
    /// The next connection is a slow reader's.
    slow: bool,
}

/// How a connection ended.
enum Over {
    /// Come back, elsewhere.
    Again,
    /// The session is over.
    ForGood,
}

type Socket = WebSocketStream<TlsStream<TcpStream>>;

/// An id as clients make them.
#[expect(clippy::disallowed_methods, reason = "a client of the server, not the server")]
pub(crate) fn new_id() -> Uuid {
    Uuid::now_v7()
}

impl Client {
    async fn run(mut self, mut orders: mpsc::UnboundedReceiver<Command>) {
        loop {
            match self.connection(&mut orders).await {
                Ok(Over::ForGood) => {
                    self.log.note(Event::Ended);
                    let mut log = self.log.lock();
                    log.ended = true;
                    log.unanswered = 0;
                    return;
                }
                Ok(Over::Again) => {}
                Err(_) => self.failures = (self.failures + 1).min(5),
            }
            // Elsewhere, after a random while that grows with the failures.
            self.node = (self.node + 1 + self.random.usize(..self.world.nodes.len())) % self.world.nodes.len();
            let longest = 100 << self.failures;
            tokio::time::sleep(Duration::from_millis(self.random.u64(10..=longest))).await;
        }
    }

    async fn connect(&self) -> anyhow::Result<Result<Socket, u16>> {
        let address = &self.world.nodes[self.node];
        let tcp = if self.slow {
            // What the reader's own machine holds already is read whatever the server does: less than a TLS record.
            let socket = TcpSocket::new_v4()?;
            socket.set_recv_buffer_size(SLOW_WINDOW)?;
            socket.connect(([127, 0, 0, 1], address.port).into()).await?
        } else {
            TcpStream::connect(("127.0.0.1", address.port)).await?
        };
        tcp.set_nodelay(true)?;
        let name = ServerName::try_from("localhost")?;
        let tls = TlsConnector::from(Arc::clone(&self.world.tls)).connect(name, tcp).await?;
        let mut request = format!("wss://localhost:{}/api/v1/live", address.port).into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", HeaderValue::from_static(SUBPROTOCOL));
        headers.insert("cookie", HeaderValue::from_str(&self.seat.cookie)?);
        headers.insert("origin", HeaderValue::from_str(&address.origin())?);
        let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
        match client_async_with_config(request, tls, Some(config)).await {
            Ok((socket, _)) => Ok(Ok(socket)),
            Err(Error::Http(answer)) => Ok(Err(answer.status().as_u16())),
            Err(error) => Err(error.into()),
        }
    }

    async fn connection(&mut self, orders: &mut mpsc::UnboundedReceiver<Command>) -> anyhow::Result<Over> {
        let connected = tokio::time::timeout(CONNECT_PATIENCE, self.connect()).await??;
        let mut socket = match connected {
            Ok(socket) => socket,
            // No session, or not permitted: as the web app learns it from `GET /api/v1/session`.
            Err(401 | 403) => return Ok(Over::ForGood),
            Err(status) => anyhow::bail!("refused: {status}"),
        };
        let open: Vec<Uuid> = self.seat.rooms.iter().filter(|room| !self.wiped.contains(room)).copied().collect();
        if self.slow {
            self.cursors.clear();
        }
        // A room that was opened before has a cursor; one that was not begins at its first entry.
        let cursors = open.iter().map(|room| (*room, self.cursors.get(room).copied().unwrap_or_default())).collect();
        let hello = Hello { client: "faults".into(), cursors, open, proof: None };
        send(&mut socket, &ClientFrame::Hello(hello)).await?;
        for waiting in self.outbox.values_mut().flatten() {
            waiting.sent = None;
        }

        let (mut welcomed, mut heard, mut n) = (false, Instant::now(), 0);
        let mut ping = tokio::time::interval(PING_PAUSE);
        let mut next_post = Instant::now() + self.pause();
        loop {
            if welcomed && std::mem::take(&mut self.slow) {
                while !matches!(orders.recv().await, Some(Command::ReadOn) | None) {}
                // Whoever wants to read on does not send: that alone would make the system reset a closed connection.
                ping.reset();
            }
            if welcomed {
                self.send_waiting(&mut socket).await?;
            }
            // Before the welcome nothing may be sent: what is due then must not wake the client again and again.
            let due = if welcomed { self.next_due() } else { None };
            let wake = next_post.min(due.unwrap_or(next_post));
            tokio::select! {
                frame = socket.next() => {
                    heard = Instant::now();
                    match frame {
                        Some(Ok(Message::Text(text))) => {
                            let frame = serde_json::from_str(&text).context("a frame")?;
                            welcomed |= self.hear(frame, &mut socket).await?;
                        }
                        Some(Ok(Message::Close(frame))) => {
                            let code = frame.map_or(0, |frame| u16::from(frame.code));
                            let over = matches!(
                                code,
                                close::SESSION_ENDED | close::ACCOUNT_SUSPENDED | close::DEVICE_REVOKED
                                    | close::AUTHENTICATE
                            );
                            return Ok(if over { Over::ForGood } else { Over::Again });
                        }
                        Some(Ok(_)) => {}
                        Some(Err(error)) => return Err(error.into()),
                        None => return Ok(Over::Again),
                    }
                }
                order = orders.recv() => match order {
                    Some(Command::Cut) => return Ok(Over::Again),
                    Some(Command::HalfClose) => socket.get_mut().get_mut().0.shutdown().await?,
                    Some(Command::Write { room }) => self.write(room),
                    Some(Command::Insist { room }) => {
                        self.outbox.entry(room).or_default();
                        self.write(room);
                    }
                    Some(Command::WriteLong { room }) => {
                        let mut post = self.new_post();
                        post.body.push_str(&"訪".repeat(LONG));
                        self.queue(room, post);
                    }
                    Some(Command::Reopen { room }) => {
                        send(&mut socket, &ClientFrame::Open(Open { room, after: Some(0) })).await?;
                    }
                    Some(Command::StopReading) => {
                        self.slow = true;
                        return Ok(Over::Again);
                    }
                    Some(Command::ReadOn) => {}
                    Some(Command::WriteSwapped { room }) => self.write_swapped(room),
                    None => std::future::pending().await,
                },
                _ = ping.tick() => {
                    if heard.elapsed() > SILENCE || self.oldest_unanswered() > ACK_PATIENCE {
                        return Ok(Over::Again);
                    }
                    // Without cursors: nothing that the server lost shall be healed by asking.
                    n += 1;
                    send(&mut socket, &ClientFrame::Ping(Ping { n, cursors: BTreeMap::new() })).await?;
                }
                () = tokio::time::sleep_until(wake.into()) => {
                    if Instant::now() >= next_post {
                        next_post = Instant::now() + self.pause();
                        self.write_somewhere();
                    }
                }
            }
        }
    }

    fn pause(&mut self) -> Duration {
        let pace = self.world.pace_ms.load(Ordering::Relaxed).max(2);
        Duration::from_millis(self.random.u64(pace / 2..pace * 3 / 2))
    }

    /// When a post that must wait may be sent.
    fn next_due(&self) -> Option<Instant> {
        self.outbox.values().filter_map(|queue| queue.front()).filter(|w| w.sent.is_none()).map(|w| w.not_before).min()
    }

    fn oldest_unanswered(&self) -> Duration {
        let sent = self.outbox.values().filter_map(|queue| queue.front()?.sent);
        sent.map(|sent| sent.elapsed()).max().unwrap_or_default()
    }

    /// Hears a frame. Whether it was the welcome.
    async fn hear(&mut self, frame: ServerFrame, socket: &mut Socket) -> anyhow::Result<bool> {
        match frame {
            ServerFrame::Welcome(_) => {
                self.failures = 0;
                self.log.note(Event::Welcomed);
                return Ok(true);
            }
            ServerFrame::Opened(opened) => {
                self.log.note(Event::Opened { room: opened.room, after: opened.after });
                if opened.after > self.cursors.get(&opened.room).copied().unwrap_or_default() {
                    // Declared, not silent: older pages come by `history`.
                    send(socket, &ClientFrame::History(History { room: opened.room, before: opened.after + 1 }))
                        .await?;
                }
            }
            ServerFrame::Entries(entries) => {
                for entry in entries.entries {
                    self.apply(entries.room, &entry);
                }
            }
            ServerFrame::History(page) => self.log.note(Event::Frame { room: page.room }),
            ServerFrame::Room(line) => self.log.note(Event::Frame { room: line.room }),
            ServerFrame::Read(read) => self.log.note(Event::Frame { room: read.room }),
            ServerFrame::Detail(detail) => self.log.note(Event::Frame { room: detail.room }),
            ServerFrame::Resync(resync) => {
                self.log.note(Event::Frame { room: resync.room });
                // From the beginning: the checker wants all of it.
                let after = self.cursors.get(&resync.room).copied();
                send(socket, &ClientFrame::Open(Open { room: resync.room, after })).await?;
            }
            ServerFrame::Purge(purge) => {
                self.wipe(purge.room);
                send(socket, &ClientFrame::Purged(Purged { order: purge.order, room: purge.room })).await?;
            }
            ServerFrame::Ack(ack) => {
                self.log.note(Event::Acked { room: ack.room, id: ack.re, seq: ack.seq });
                self.answered(ack.room, ack.re);
            }
            ServerFrame::Error(failure) => self.fail(&failure, socket).await?,
            ServerFrame::Challenge(_) | ServerFrame::Goaway(_) | ServerFrame::Pong(_) => {}
        }
        Ok(false)
    }

    fn apply(&mut self, room: Uuid, entry: &Entry) {
        let body = if let Content::Post { body, .. } = &entry.content { Some(digest(body)) } else { None };
        self.log.note(Event::Entry { room, seq: entry.seq, id: entry.id, author: entry.author.account, body });
        let cursor = self.cursors.entry(room).or_default();
        if entry.seq == *cursor + 1 {
            *cursor = entry.seq;
            self.log.lock().cursors.insert(room, entry.seq);
        }
    }

    fn wipe(&mut self, room: Uuid) {
        self.log.note(Event::Wiped { room });
        self.wiped.insert(room);
        self.cursors.remove(&room);
        self.outbox.remove(&room);
        self.log.lock().wiped.push(room);
        self.tell_waiting();
    }

    fn answered(&mut self, room: Uuid, id: Uuid) {
        if let Some(queue) = self.outbox.get_mut(&room)
            && queue.front().is_some_and(|first| first.id == id)
        {
            queue.pop_front();
        }
        self.tell_waiting();
    }

    async fn fail(&mut self, failure: &renrakucho_protocol::frame::Failure, socket: &mut Socket) -> anyhow::Result<()> {
        let Some(id) = failure.re else {
            // The answer to `open`. A room that cannot be seen any more is wiped.
            if let (Some(room), Code::RoomClosed | Code::NotFound) = (failure.room, failure.code) {
                self.wipe(room);
            } else if let (Some(room), Retry::After | Retry::Resync) = (failure.room, failure.retry) {
                tokio::time::sleep(Duration::from_millis(100)).await;
                let after = Some(self.cursors.get(&room).copied().unwrap_or_default());
                send(socket, &ClientFrame::Open(Open { room, after })).await?;
            }
            return Ok(());
        };
        let Some(room) = failure.room else { return Ok(()) };
        if failure.retry == Retry::After {
            let pause = Duration::from_millis(self.random.u64(20..400));
            if let Some(first) = self.outbox.get_mut(&room).and_then(|queue| queue.front_mut())
                && first.id == id
            {
                first.sent = None;
                first.not_before = Instant::now() + pause;
            }
        } else {
            self.log.note(Event::Refused { id });
            self.answered(room, id);
            // Nothing that follows it will be accepted either, until the room is wiped or opened anew.
            if matches!(failure.code, Code::RoomClosed | Code::NotFound)
                && let Some(queue) = self.outbox.get_mut(&room)
            {
                queue.clear();
                self.tell_waiting();
            }
        }
        Ok(())
    }
}

async fn send(socket: &mut Socket, frame: &ClientFrame) -> anyhow::Result<()> {
    let text = Message::text(serde_json::to_string(frame)?);
    tokio::time::timeout(SILENCE, socket.send(text)).await??;
    Ok(())
}
