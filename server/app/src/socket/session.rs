//! One live session: reads frames, writes what waits, catches up when it has nothing better to do.

use std::{
    collections::VecDeque,
    ops::ControlFlow,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::{SinkExt, StreamExt};
use renrakucho_domain::{Refusal, RoomId, Seq, session as rules};
use renrakucho_protocol::{
    close,
    frame::{ClientFrame, Failure, Goaway, Hello, Open, Ping, Pong, ServerFrame, Welcome},
    problem::Code,
};
use tokio::io::AsyncWriteExt;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, Utf8Bytes, protocol::CloseFrame},
};

use super::{
    dispatch::{self, act_of, named},
    opened::Opened,
    posts::{Posts, coded, failure},
    proof::Unproved,
    rate::Bucket,
    reading::Ahead,
    text_frames::text_frames,
};
use crate::{
    action::{self, Actor, read_room, report_purge},
    app::Shared,
    entropy, fault,
    listener::Secure,
    live::{encode, outbox::Outbox},
};

/// Entries that came live are written to the audit log at least this often while a room is open.
const AUDIT_PAUSE: Duration = Duration::from_mins(5);
/// While frames are held back, look again so often.
const HELD_PAUSE: Duration = Duration::from_millis(25);
/// A close frame is written if the socket takes it within this.
const CLOSE_PATIENCE: Duration = Duration::from_millis(50);
/// What was accepted may take so long to be finished when the server stops.
const STOP_PATIENCE: Duration = Duration::from_secs(5);
/// The most rooms that a `hello` may open.
const MAX_OPEN: usize = 50;

/// Within this time those who are told to go come back, each at a random moment.
const BACK_AFTER_MS: u32 = 3_000;
/// So much of what waits is written at once.
const BATCH: usize = 32 * 1024;

/// Boxed: on its way here it is moved, and a task keeps the room for each place that it was in.
pub(super) type Socket = Box<WebSocketStream<Secure>>;

pub(super) struct Session {
    pub(super) app: Shared,
    pub(super) actor: Actor,
    pub(super) outbox: Arc<Outbox>,
    posts: Option<Posts>,
    pub(super) opened: Opened,
    /// Rooms that the greeting asked for and that wait for the socket.
    pub(super) to_open: VecDeque<Open>,
    /// Read and not yet handed over.
    pub(super) ahead: Option<Box<Ahead>>,
    greeted: bool,
    /// What `hello` must prove; none once it has, and for a session without a key.
    unproved: Option<Unproved>,
    /// A write did not come to its end: nothing that follows would be understood.
    torn: bool,
    bucket: Bucket,
    heard: Instant,
}

/// Runs until either side ends it. `origin` is that of the page that opened it.
pub async fn run(app: Shared, mut actor: Actor, origin: String, mut socket: Socket) {
    // A socket lives for hours; what was so when it was opened is soon not lately any more.
    actor.verified_lately = false;
    let live = &app.config.live;
    let max_age = Duration::from_millis(live.outbox_ms);
    let outbox = Arc::new(Outbox::new(app.live.next_socket(), &actor, live.outbox_bytes, max_age));
    if !app.live.connect(&outbox, live.sockets_per_account) {
        say_goodbye(&mut socket, close::TOO_MANY).await;
        return;
    }
    let now = Instant::now();
    let bucket = Bucket::new(live.frames_per_second, now);
    let mut session = Session {
        app: app.clone(),
        actor,
        outbox: Arc::clone(&outbox),
        posts: None,
        opened: Opened::default(),
        to_open: VecDeque::new(),
        ahead: None,
        greeted: false,
        unproved: None,
        torn: false,
        bucket,
        heard: now,
    };
    let code = match Box::pin(session.begin(origin)).await {
        ControlFlow::Break(code) => Some(code),
        ControlFlow::Continue(()) => session.turn(&mut socket).await,
    };
    app.live.disconnect(&outbox);
    if let Some(code) = code {
        session.last_words(&mut socket).await;
        if !session.torn {
            say_goodbye(&mut socket, code).await;
        }
        if ends_reading(code) && !fault::planted("wire::no_reset") {
            socket.get_ref().get_ref().0.reset_at_end();
        }
    }
    drop(socket);
    // Only now: the database must not delay a cut.
    Box::pin(session.note_seen()).await;
}

/// Whether the reader must not get what the kernel still holds: it is not theirs any more, or megabytes too late.
const fn ends_reading(code: u16) -> bool {
    matches!(
        code,
        close::AUTHENTICATE
            | close::SESSION_ENDED
            | close::DEVICE_REVOKED
            | close::ACCOUNT_SUSPENDED
            | close::FELL_BEHIND
    )
}

async fn say_goodbye(socket: &mut Socket, code: u16) {
    // The reason stays empty: text in a close reason ends up in logs.
    let goodbye = Message::Close(Some(CloseFrame { code: code.into(), reason: Utf8Bytes::from_static("") }));
    let _ = tokio::time::timeout(CLOSE_PATIENCE, socket.send(goodbye)).await;
}

impl Session {
    /// Asks for the session once more, now that a revocation would find the socket: one that came between the gate and
    /// here has cut nothing. A session that has a key is asked to prove it.
    async fn begin(&mut self, origin: String) -> ControlFlow<u16> {
        let found = match self.app.questions.session_again(&self.app.database, self.actor.session).await {
            Ok(Some(found)) => found,
            Ok(None) => return ControlFlow::Break(close::SESSION_ENDED),
            Err(error) => {
                tracing::warn!(cause = %error, "a new socket's session could not be read");
                return ControlFlow::Break(close::RESTART);
            }
        };
        match rules::check(&found.facts) {
            Ok(()) => {}
            Err(Refusal::Suspended) => return ControlFlow::Break(close::ACCOUNT_SUSPENDED),
            Err(_) => return ControlFlow::Break(close::SESSION_ENDED),
        }
        if let Some(key) = found.key_public {
            let Some(unproved) = Unproved::new(&key, origin) else { return ControlFlow::Break(close::AUTHENTICATE) };
            self.send(&unproved.challenge());
            self.unproved = Some(unproved);
        }
        ControlFlow::Continue(())
    }

    /// What was said before the end is still written, unless the end is that nothing may be.
    async fn last_words(&mut self, socket: &mut Socket) {
        if !self.torn && self.outbox.closing().is_none() && !self.app.live.freshness.is_held() {
            let _ = tokio::time::timeout(CLOSE_PATIENCE, self.write(socket)).await;
        }
    }

    /// Turns until the session ends. What is seldom done is boxed: an idle socket keeps the room that its largest step
    /// would need. Answers the close code, none if the socket is gone already.
    async fn turn(&mut self, socket: &mut Socket) -> Option<u16> {
        let silence = Duration::from_millis(u64::from(self.app.config.live.heartbeat_ms) * 2);
        let mut audited = Instant::now();
        loop {
            if let Some(code) = self.outbox.closing() {
                return Some(code);
            }
            let held = self.app.live.freshness.is_held();
            if !held && let ControlFlow::Break(code) = self.write(socket).await {
                return code;
            }
            let now = Instant::now();
            if now >= audited + AUDIT_PAUSE {
                audited = now;
                Box::pin(self.note_seen()).await;
            }
            let more = !held && !self.outbox.is_empty();
            // What was read ahead goes out before the next room is opened.
            let opens = !held && !more && self.ahead.is_none() && !self.to_open.is_empty();
            let behind = if held || more || opens { None } else { self.next_behind() };
            // One timer for all that is waited for: each costs memory, and a place in the wheel.
            let mut until = (self.heard + silence).min(audited + AUDIT_PAUSE);
            if held {
                until = until.min(now + HELD_PAUSE);
            }
            tokio::select! {
                biased;
                () = self.outbox.cut_off() => {}
                () = self.app.stop.cancelled() => return Some(Box::pin(self.go_away()).await),
                frame = socket.next() => match frame {
                    Some(Ok(Message::Text(text))) => {
                        self.heard = Instant::now();
                        if let ControlFlow::Break(code) = Box::pin(self.heard_text(&text)).await {
                            return Some(code);
                        }
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {
                        self.heard = Instant::now();
                        let request = entropy::id().simple().to_string();
                        if let ControlFlow::Break(code) = self.pay(&request) {
                            return Some(code);
                        }
                    }
                    Some(Ok(Message::Binary(_) | Message::Frame(_))) => return Some(close::PROTOCOL_ERROR),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                },
                () = std::future::ready(()), if more => {}
                () = self.outbox.ready() => {}
                () = std::future::ready(()), if opens => Box::pin(self.open_next()).await,
                () = std::future::ready(()), if behind.is_some() => {
                    if let Some((room, cursor)) = behind {
                        Box::pin(self.catch_up(room, cursor)).await;
                    }
                }
                () = tokio::time::sleep_until(until.into()) => {
                    if self.heard.elapsed() >= silence {
                        return Some(close::HEARTBEAT_MISSED);
                    }
                }
            }
        }
    }

    /// Writes what waits in one piece. A reader who does not take it in time is cut; so is one who is revoked while a
    /// write hangs. Past tungstenite, which would copy each frame into a buffer of its own and keep that.
    async fn write(&mut self, socket: &mut Socket) -> ControlFlow<Option<u16>> {
        let drops = self.outbox.drops();
        let waiting = self.outbox.take(BATCH);
        if waiting.is_empty() {
            return ControlFlow::Continue(());
        }
        // A process that stood still since it last looked may have taken what is for somebody who is not there any more: it waits again.
        if self.app.live.freshness.is_held() {
            if self.outbox.put_back(drops, waiting) {
                return ControlFlow::Continue(());
            }
            // Nothing may follow what was dropped here.
            self.outbox.cut(close::RESTART);
            return ControlFlow::Break(self.outbox.closing());
        }
        for frame in &waiting {
            if let (Some(room), Some(upto)) = (frame.room, frame.upto) {
                self.opened.written(room, upto);
            }
        }
        let bytes = text_frames(&waiting);
        drop(waiting);
        self.torn = true;
        let writing = async {
            // An answer to a ping may be half written.
            socket.flush().await.map_err(std::io::Error::other)?;
            let stream = socket.get_mut();
            stream.write_all(&bytes).await?;
            stream.flush().await
        };
        let patience = Duration::from_millis(self.app.config.live.outbox_ms);
        tokio::select! {
            written = writing => match written {
                Ok(()) => {
                    self.torn = false;
                    ControlFlow::Continue(())
                }
                Err(_) => ControlFlow::Break(None),
            },
            () = self.outbox.cut_off() => ControlFlow::Break(self.outbox.closing()),
            () = tokio::time::sleep(patience) => ControlFlow::Break(Some(close::FELL_BEHIND)),
        }
    }

    async fn go_away(&mut self) -> u16 {
        // What was accepted is finished and acknowledged first.
        if let Some(posts) = self.posts.take() {
            let _ = tokio::time::timeout(STOP_PATIENCE, posts.finish()).await;
        }
        self.send(&ServerFrame::Goaway(Goaway { after_ms: BACK_AFTER_MS }));
        close::RESTART
    }

    pub(super) fn send(&self, frame: &ServerFrame) {
        self.outbox.push(None, None, encode::frame(frame));
    }

    pub(super) fn send_failure(&self, failure: Failure) {
        self.send(&ServerFrame::Error(failure));
    }

    async fn heard_text(&mut self, text: &str) -> ControlFlow<u16> {
        let request = entropy::id().simple().to_string();
        self.actor.request.clone_from(&request);
        let frame = match dispatch::parse(text) {
            Ok(frame) => frame,
            Err(unreadable) => {
                tracing::info!(%request, code = ?unreadable.code, "unreadable frame");
                self.send_failure(coded(unreadable.code, unreadable.re, unreadable.room, &request));
                return self.pay(&request);
            }
        };
        if let ControlFlow::Break(code) = self.pay(&request) {
            return ControlFlow::Break(code);
        }
        if let Err(error) = action::require(&self.app, &self.actor, act_of(&frame)).await {
            let (re, room) = named(&frame);
            self.send_failure(failure(&error, re, room, &request));
            return ControlFlow::Continue(());
        }
        match (self.greeted, frame) {
            (false, ClientFrame::Hello(hello)) => return self.greet(hello).await,
            (false, _) | (true, ClientFrame::Hello(_)) => return ControlFlow::Break(close::PROTOCOL_ERROR),
            (true, ClientFrame::Open(open)) => self.open(open).await,
            (true, ClientFrame::Close(closed)) => self.close(RoomId(closed.room)).await,
            (true, ClientFrame::Post(post)) => {
                let (re, room) = (post.id, post.room);
                let posts = self.posts.get_or_insert_with(|| Posts::start(&self.app, &self.actor, &self.outbox));
                if !posts.push(post, request.clone()) {
                    self.send_failure(coded(Code::Busy, Some(re), Some(room), &request));
                }
            }
            (true, ClientFrame::Read(read)) => {
                // Of a room that nobody here listens to it would wait in memory for nothing.
                if self.outbox.rooms.lock().contains(&RoomId(read.room)) {
                    self.app.live.keep_mark(RoomId(read.room), self.actor.clone(), read.upto);
                }
            }
            (true, ClientFrame::History(history)) => self.history(history).await,
            (true, ClientFrame::Purged(purged)) => {
                let reported =
                    report_purge::report_purge(&self.app, &self.actor, RoomId(purged.room), purged.order).await;
                if let Err(error) = reported {
                    self.send_failure(failure(&error, None, Some(purged.room), &request));
                }
            }
            (true, ClientFrame::Ping(ping)) => self.ping(&ping),
        }
        ControlFlow::Continue(())
    }

    /// Each frame costs; a flood is told to wait, and one that does not wait is ended.
    fn pay(&mut self, request: &str) -> ControlFlow<u16> {
        let account = || self.app.limits.frames.take(&self.actor.account);
        match self.bucket.take(Instant::now()).and_then(|()| account()) {
            Ok(()) => ControlFlow::Continue(()),
            Err(after_ms) => {
                let mut failure = coded(Code::RateLimited, None, None, request);
                failure.after_ms = Some(after_ms);
                self.send_failure(failure);
                tracing::warn!(%request, account = %self.actor.account, "too many frames");
                ControlFlow::Break(close::TOO_MANY)
            }
        }
    }

    /// One of many who come back at once waits for its turn, and those already there do not wait behind it.
    async fn greet(&mut self, hello: Hello) -> ControlFlow<u16> {
        let (app, outbox) = (self.app.clone(), Arc::clone(&self.outbox));
        let patience = Duration::from_millis(app.config.limits.greeting_ms);
        let turn = tokio::select! {
            biased;
            () = outbox.cut_off() => return ControlFlow::Break(outbox.closing().unwrap_or(close::RESTART)),
            () = app.stop.cancelled() => return ControlFlow::Break(self.go_away().await),
            turn = tokio::time::timeout(patience, app.limits.greeting.take(&self.actor.account)) => turn,
        };
        if let Ok(_turn) = turn {
            return self.hello(hello).await;
        }
        self.send(&ServerFrame::Goaway(Goaway { after_ms: BACK_AFTER_MS }));
        ControlFlow::Break(close::RESTART)
    }

    async fn hello(&mut self, hello: Hello) -> ControlFlow<u16> {
        if hello.client.chars().count() > 64 || hello.open.len() > MAX_OPEN {
            return ControlFlow::Break(close::PROTOCOL_ERROR);
        }
        if let Some(unproved) = self.unproved.take() {
            unproved.prove(&self.app, &self.actor, hello.proof.as_deref()).await?;
        }
        let rooms = match self.join_own_rooms().await {
            Ok(rooms) => rooms,
            Err(error) => {
                self.send_failure(failure(&error, None, None, &self.actor.request));
                return ControlFlow::Break(close::RESTART);
            }
        };
        self.send(&ServerFrame::Welcome(Welcome {
            account: self.actor.account.0,
            heartbeat_ms: self.app.config.live.heartbeat_ms,
            server: concat!("renrakucho/", env!("CARGO_PKG_VERSION")).into(),
            rooms: rooms.clone(),
        }));
        self.app.live.welcomed(&self.outbox, &rooms);
        self.greeted = true;
        self.to_open =
            (hello.open.into_iter()).map(|room| Open { room, after: hello.cursors.get(&room).copied() }).collect();
        ControlFlow::Continue(())
    }

    fn ping(&mut self, ping: &Ping) {
        self.send(&ServerFrame::Pong(Pong { n: ping.n }));
        for (room, cursor) in &ping.cursors {
            let Some(opened) = self.opened.get_mut(RoomId(*room)) else { continue };
            let behind = opened.live && *cursor >= 0 && *cursor < opened.cursor;
            if behind && opened.lagging == Some(*cursor) {
                // Not merely on the way: sent before the last ping and still not there.
                opened.cursor = *cursor;
                opened.live = false;
                opened.lagging = None;
                if let Some(tail) = self.app.live.tail(RoomId(*room)) {
                    tail.go_quiet(self.outbox.socket);
                }
            } else {
                opened.lagging = behind.then_some(*cursor);
            }
        }
    }

    async fn note_seen(&mut self) {
        for (room, first, last) in self.opened.take_seen() {
            self.note(room, first, last).await;
        }
    }

    pub(super) async fn note(&self, room: RoomId, first: Seq, last: Seq) {
        if let Err(error) = read_room::record_delivery(&self.app, &self.actor, room, first, last).await {
            tracing::error!(cause = %error, %room, "a delivery could not be audited");
        }
    }
}
