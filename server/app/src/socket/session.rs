//! One live session: reads frames, writes what waits, catches up when it has nothing better to do.

use std::{
    collections::HashSet,
    ops::ControlFlow,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use renrakucho_domain::{RoomId, Seq, permission};
use renrakucho_protocol::{
    MAX_CATCH_UP, MAX_PAGE, close,
    frame::{
        ClientFrame, Entries, Failure, Goaway, Hello, History, HistoryPage, Open, Ping, Pong, Resync, ServerFrame,
        Welcome,
    },
    problem::{Code, of_refusal},
};

use super::{
    dispatch::{self, act_of},
    opened::Opened,
    posts::{Posts, coded, failure},
    rate::Bucket,
};
use crate::{
    action::{
        self, Actor, list_rooms, read_room,
        read_room::{Page, Range},
        report_purge,
    },
    app::Shared,
    entropy,
    live::{encode, outbox::Outbox},
};

/// The most bytes of entries in one frame; a longer page is cut and the rest follows.
const PAGE_BYTES: usize = 64 * 1024;
/// Entries that came live are written to the audit log at least this often while a room is open.
const AUDIT_PAUSE: Duration = Duration::from_mins(5);
/// While frames are held back, look again so often.
const HELD_PAUSE: Duration = Duration::from_millis(25);
/// A close frame is written if the socket takes it within this.
const CLOSE_PATIENCE: Duration = Duration::from_millis(50);
/// The most rooms that a `hello` may open.
const MAX_OPEN: usize = 50;

type Sink = SplitSink<WebSocket, Message>;
type Stream = SplitStream<WebSocket>;

struct Session {
    app: Shared,
    actor: Actor,
    outbox: Arc<Outbox>,
    posts: Option<Posts>,
    opened: Opened,
    joined: HashSet<RoomId>,
    greeted: bool,
    bucket: Bucket,
    heard: Instant,
}

/// Runs until either side ends it.
pub async fn run(app: Shared, actor: Actor, socket: WebSocket) {
    let live = &app.config.live;
    let max_age = Duration::from_millis(live.outbox_ms);
    let outbox = Arc::new(Outbox::new(app.live.next_socket(), &actor, actor.expires_at, live.outbox_bytes, max_age));
    let (mut sink, mut stream) = socket.split();
    if !app.live.connect(&outbox, live.sockets_per_account) {
        say_goodbye(&mut sink, close::TOO_MANY).await;
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
        joined: HashSet::new(),
        greeted: false,
        bucket,
        heard: now,
    };
    let code = session.turn(&mut sink, &mut stream).await;
    app.live.disconnect(outbox.socket, session.joined.iter().copied());
    session.note_seen().await;
    if let Some(code) = code {
        say_goodbye(&mut sink, code).await;
    }
}

async fn say_goodbye(sink: &mut Sink, code: u16) {
    // The reason stays empty: text in a close reason ends up in logs.
    let goodbye = Message::Close(Some(CloseFrame { code, reason: Utf8Bytes::from_static("") }));
    let _ = tokio::time::timeout(CLOSE_PATIENCE, sink.send(goodbye)).await;
}

impl Session {
    /// Turns until the session ends; answers the close code, none if the socket is gone already.
    async fn turn(&mut self, sink: &mut Sink, stream: &mut Stream) -> Option<u16> {
        let silence = Duration::from_millis(u64::from(self.app.config.live.heartbeat_ms) * 2);
        let mut audit = tokio::time::interval(AUDIT_PAUSE);
        audit.tick().await;
        let stop = self.app.stop.clone();
        loop {
            if let Some(code) = self.outbox.closing() {
                return Some(code);
            }
            let held = self.app.live.freshness.is_held();
            if !held && let ControlFlow::Break(code) = self.write(sink).await {
                return code;
            }
            let behind = if held { None } else { self.opened.next_behind() };
            let outbox = Arc::clone(&self.outbox);
            tokio::select! {
                biased;
                () = outbox.cut_off() => {}
                () = stop.cancelled() => return Some(self.go_away(sink).await),
                frame = stream.next() => match frame {
                    Some(Ok(Message::Text(text))) => {
                        self.heard = Instant::now();
                        if let ControlFlow::Break(code) = self.heard_text(&text).await {
                            return Some(code);
                        }
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => self.heard = Instant::now(),
                    Some(Ok(Message::Binary(_))) => return Some(close::PROTOCOL_ERROR),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                },
                () = outbox.ready() => {}
                () = tokio::time::sleep(HELD_PAUSE), if held => {}
                () = std::future::ready(()), if behind.is_some() => {
                    if let Some((room, cursor)) = behind {
                        self.catch_up(room, cursor).await;
                    }
                }
                _ = audit.tick() => self.note_seen().await,
                () = tokio::time::sleep(silence.saturating_sub(self.heard.elapsed())) => {
                    if self.heard.elapsed() >= silence {
                        return Some(close::HEARTBEAT_MISSED);
                    }
                }
            }
        }
    }

    /// Writes all that waits and flushes once. A reader who does not take it in time is cut; so is one who is revoked
    /// while a write hangs.
    async fn write(&mut self, sink: &mut Sink) -> ControlFlow<Option<u16>> {
        let waiting = self.outbox.take();
        if waiting.is_empty() {
            return ControlFlow::Continue(());
        }
        for frame in &waiting {
            if let (Some(room), Some(upto)) = (frame.room, frame.upto) {
                self.opened.written(room, upto);
            }
        }
        let writing = async {
            for frame in waiting {
                sink.feed(Message::Text(frame.bytes)).await?;
            }
            sink.flush().await
        };
        let patience = Duration::from_millis(self.app.config.live.outbox_ms);
        tokio::select! {
            written = writing => match written {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(None),
            },
            () = self.outbox.cut_off() => ControlFlow::Break(self.outbox.closing()),
            () = tokio::time::sleep(patience) => ControlFlow::Break(Some(close::FELL_BEHIND)),
        }
    }

    async fn go_away(&mut self, sink: &mut Sink) -> u16 {
        // What was accepted is finished and acknowledged first: dropping the queue ends it once it is empty.
        self.posts = None;
        self.send(&ServerFrame::Goaway(Goaway { after_ms: 3_000 }));
        let _ = self.write(sink).await;
        close::RESTART
    }

    fn send(&self, frame: &ServerFrame) {
        self.outbox.push(None, None, encode::frame(frame));
    }

    fn send_failure(&self, failure: Failure) {
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
        if let Err(refusal) = permission::may(self.actor.role, act_of(&frame)) {
            let (code, _) = of_refusal(refusal);
            self.send_failure(coded(code, None, None, &request));
            return ControlFlow::Continue(());
        }
        match (self.greeted, frame) {
            (false, ClientFrame::Hello(hello)) => return self.hello(hello).await,
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
                self.app.live.keep_mark(RoomId(read.room), self.actor.clone(), read.upto);
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
        match self.bucket.take(Instant::now()) {
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

    async fn hello(&mut self, hello: Hello) -> ControlFlow<u16> {
        if hello.client.chars().count() > 64 || hello.open.len() > MAX_OPEN {
            return ControlFlow::Break(close::PROTOCOL_ERROR);
        }
        let rooms = match list_rooms::list_rooms(&self.app, &self.actor).await {
            Ok(rooms) => rooms,
            Err(error) => {
                self.send_failure(failure(&error, None, None, &self.actor.request));
                return ControlFlow::Break(close::RESTART);
            }
        };
        for line in rooms.iter().filter(|line| line.state != renrakucho_protocol::vocabulary::RoomState::Discontinued) {
            if let Err(error) = self.join(RoomId(line.room)).await {
                self.send_failure(failure(&error, None, Some(line.room), &self.actor.request));
                return ControlFlow::Break(close::RESTART);
            }
        }
        self.send(&ServerFrame::Welcome(Welcome {
            account: self.actor.account.0,
            heartbeat_ms: self.app.config.live.heartbeat_ms,
            server: concat!("renrakucho/", env!("CARGO_PKG_VERSION")).into(),
            rooms,
        }));
        self.greeted = true;
        for room in hello.open {
            let after = hello.cursors.get(&room).copied();
            self.open(Open { room, after }).await;
        }
        ControlFlow::Continue(())
    }

    async fn join(&mut self, room: RoomId) -> action::Result<()> {
        if self.app.live.join(&self.app, room, &self.outbox).await?.is_some() {
            self.joined.insert(room);
        }
        Ok(())
    }

    /// Opens a room: first the page that is asked for, through the gate; then, page by page, what follows; then live.
    async fn open(&mut self, open: Open) {
        let room = RoomId(open.room);
        let request = self.actor.request.clone();
        self.close(room).await;
        let range = open.after.map_or(Range::Newest, Range::After);
        let page = match self.page(room, range).await {
            Ok(page) => page,
            Err(action::Error::Refused(renrakucho_domain::Refusal::Invalid("after"))) => {
                self.send_failure(coded(Code::PositionLost, None, Some(open.room), &request));
                return;
            }
            Err(error) => {
                self.send_failure(failure(&error, None, Some(open.room), &request));
                return;
            }
        };
        if open.after.is_some_and(|after| page.head - after > MAX_CATCH_UP) {
            self.send(&ServerFrame::Resync(Resync { room: open.room }));
            return;
        }
        // Listening before the page is sent: a removal from here on reaches the listener.
        if let Err(error) = self.join(room).await {
            self.send_failure(failure(&error, None, Some(open.room), &request));
            return;
        }
        let opened = renrakucho_protocol::frame::Opened {
            room: open.room,
            after: page.after,
            head: page.head,
            read_upto: page.read_upto,
        };
        self.outbox.push(Some(room), None, encode::frame(&ServerFrame::Opened(opened)));
        self.opened.insert(room, page.after);
        self.deliver(room, page).await;
    }

    async fn page(&mut self, room: RoomId, range: Range) -> action::Result<Page> {
        read_room::read_page(&self.app, &self.actor, room, range, MAX_PAGE).await
    }

    /// The next page of a room that is behind. The gate is asked again at each: nobody catches up past a removal.
    async fn catch_up(&mut self, room: RoomId, cursor: Seq) {
        match self.page(room, Range::After(cursor)).await {
            Ok(page) => self.deliver(room, page).await,
            Err(error) => {
                self.opened.remove(room);
                self.send_failure(failure(&error, None, Some(room.0), &self.actor.request));
            }
        }
    }

    async fn deliver(&mut self, room: RoomId, page: Page) {
        let from = page.after + 1;
        let entries = match self.fitting(room, page).await {
            Ok(entries) => entries,
            Err(error) => {
                self.opened.remove(room);
                self.send_failure(failure(&error, None, Some(room.0), &self.actor.request));
                return;
            }
        };
        let Some(opened) = self.opened.get_mut(room) else { return };
        if let Some(last) = entries.last() {
            let upto = last.seq;
            opened.cursor = upto;
            let frame = ServerFrame::Entries(Entries { room: room.0, from, upto, entries });
            self.outbox.push(Some(room), None, encode::frame(&frame));
        }
        let Some(tail) = self.app.live.tail(room).filter(|tail| tail.has(self.outbox.socket)) else {
            // Removed, or closed: the purge is on its way.
            self.opened.remove(room);
            return;
        };
        if tail.go_live(self.outbox.socket, opened.cursor) {
            opened.live = true;
        } else if tail.applied() < opened.cursor {
            // The database is ahead of the tail: let it look, and join it there.
            self.app.live.fetch(&self.app, &tail);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Opens a page's bodies, as many as fit into a frame.
    async fn fitting(&self, room: RoomId, page: Page) -> action::Result<Vec<renrakucho_protocol::entry::Entry>> {
        let key = self.app.keys.of(room).await?;
        let mut entries = read_room::open_rows(&key, page.rows)?;
        let mut bytes = 0;
        let fits = entries
            .iter()
            .position(|entry| {
                bytes += serde_json::to_vec(entry).map_or(0, |json| json.len());
                bytes > PAGE_BYTES
            })
            .unwrap_or(entries.len());
        entries.truncate(fits.max(1));
        Ok(entries)
    }

    async fn close(&mut self, room: RoomId) {
        if let Some((first, last)) = self.opened.remove(room) {
            self.note(room, first, last).await;
        }
        if let Some(tail) = self.app.live.tail(room) {
            tail.go_quiet(self.outbox.socket);
        }
    }

    async fn history(&mut self, history: History) {
        let room = RoomId(history.room);
        let answer = async {
            let page = self.page(room, Range::Before(history.before)).await?;
            let key = self.app.keys.of(room).await?;
            let mut entries = read_room::open_rows(&key, page.rows)?;
            // The newest of the page stay: the client asks again before the oldest it got.
            let mut bytes = 0;
            let fits = entries
                .iter()
                .rev()
                .position(|entry| {
                    bytes += serde_json::to_vec(entry).map_or(0, |json| json.len());
                    bytes > PAGE_BYTES
                })
                .unwrap_or(entries.len())
                .max(usize::from(!entries.is_empty()));
            entries.drain(..entries.len() - fits);
            Ok::<_, action::Error>(HistoryPage { room: history.room, before: history.before, entries })
        }
        .await;
        match answer {
            Ok(page) => self.outbox.push(Some(room), None, encode::frame(&ServerFrame::History(page))),
            Err(error) => self.send_failure(failure(&error, None, Some(history.room), &self.actor.request)),
        }
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

    async fn note(&self, room: RoomId, first: Seq, last: Seq) {
        if let Err(error) = read_room::record_delivery(&self.app, &self.actor, room, first, last).await {
            tracing::error!(cause = %error, %room, "a delivery could not be audited");
        }
    }
}
