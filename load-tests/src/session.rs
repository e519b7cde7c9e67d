//! One client of the live protocol: holds a cursor for each open room and checks that entries come as 1 … n in order.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use anyhow::{Context, bail};
use serde_json::json;
use uuid::Uuid;

use crate::{
    scan::{self, Heard},
    seat::{Dialect, Seat},
    socket_io,
    stamp::{self, Stamp},
    tally::Tally,
    wire::{Kind, Network, Wire},
};

/// About 400 bytes, as people write them.
pub(crate) const TEXT: &str = "本日訪問しました。体温36.8度、血圧132/78、脈拍72整、SpO2 96%。下腿浮腫は昨日より軽度、体重は前日比マイナス0.4kg。\
                    食事は朝夕とも八割ほど、水分は一日千二百ミリほど摂れています。夜間の息苦しさはないとのこと。内服は飲み忘れなし。次回は明後日の午前に訪問します。";

/// What all clients of a scenario know together.
#[derive(Debug, Default)]
pub(crate) struct Ground {
    /// The last acknowledged position of each room.
    heads: HashMap<Uuid, AtomicI64>,
    /// Posts that were due before this moment warm up and are not measured.
    measured_from: AtomicU64,
}

impl Ground {
    pub(crate) fn of(rooms: impl IntoIterator<Item = Uuid>) -> Arc<Self> {
        let heads = rooms.into_iter().map(|room| (room, AtomicI64::new(0))).collect();
        Arc::new(Self { heads, measured_from: AtomicU64::new(0) })
    }

    pub(crate) fn measure_from_now(&self) {
        self.measured_from.store(stamp::now(), Ordering::Relaxed);
    }

    pub(crate) fn acked(&self, room: Uuid, seq: i64) {
        if let Some(head) = self.heads.get(&room) {
            head.fetch_max(seq, Ordering::Relaxed);
        }
    }

    fn head(&self, room: Uuid) -> i64 {
        self.heads.get(&room).map_or(0, |head| head.load(Ordering::Relaxed))
    }

    fn is_measured(&self, due: u64) -> bool {
        due >= self.measured_from.load(Ordering::Relaxed)
    }
}

#[derive(Clone, Debug)]
struct Open {
    room: Uuid,
    cursor: Option<i64>,
    /// Where it will be live.
    head: i64,
    purged: bool,
    /// What came before its turn, where no order is promised.
    early: BTreeSet<i64>,
}

/// What a frame meant to the session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Event {
    Welcome,
    /// A post of ours was acknowledged or refused.
    Answered,
    Purge(Uuid, Uuid),
    Beat,
    Gone(u16),
    Other,
}

/// A client.
pub(crate) struct Session {
    wire: Option<Wire>,
    pub(crate) seat: Seat,
    number: usize,
    ground: Arc<Ground>,
    open: Vec<Open>,
    pub(crate) tally: Tally,
    last_due: u64,
    pub(crate) outstanding: u64,
    text: String,
}

impl Session {
    /// Not connected yet. `number` names it in its posts.
    pub(crate) fn new(seat: Seat, number: usize, rooms: &[Uuid], ground: Arc<Ground>) -> Self {
        let one = |room: &Uuid| Open { room: *room, cursor: None, head: 0, purged: false, early: BTreeSet::new() };
        let open = rooms.iter().map(one).collect();
        let text = String::new();
        Self { wire: None, seat, number, ground, open, tally: Tally::default(), last_due: 0, outstanding: 0, text }
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.wire.is_some()
    }

    pub(crate) fn cut(&mut self) {
        self.wire = None;
    }

    /// The position held of a room.
    pub(crate) fn start_at(&mut self, room: Uuid, cursor: i64) {
        if let Some(open) = self.open.iter_mut().find(|open| open.room == room) {
            open.cursor = Some(cursor);
        }
    }

    /// Connects, says hello with the cursors that are held, and takes all that is missing.
    pub(crate) async fn connect(&mut self, network: &Network) -> anyhow::Result<()> {
        self.dial(network).await?;
        let met = self.greet().await;
        if met.is_err() {
            self.wire = None;
        }
        met
    }

    /// Connects only.
    pub(crate) async fn dial(&mut self, network: &Network) -> anyhow::Result<()> {
        self.wire = Some(Wire::connect(network, &self.seat, self.number).await?);
        Ok(())
    }

    /// Says hello and takes all that is missing.
    pub(crate) async fn greet(&mut self) -> anyhow::Result<()> {
        let rooms: Vec<_> = self.open.iter().filter(|open| !open.purged).map(|open| open.room).collect();
        let cursors: HashMap<_, _> = self.open.iter().filter_map(|open| Some((open.room, open.cursor?))).collect();
        for open in &mut self.open {
            open.head = i64::MAX;
        }
        match self.seat.dialect {
            Dialect::Ours => {
                let hello = json!({ "type": "hello", "client": "load", "cursors": cursors, "open": rooms });
                self.send(&hello.to_string()).await?;
            }
            Dialect::SocketIo => self.send(socket_io::CONNECT).await?,
        }
        self.catch_up(false).await
    }

    /// Opens the session's room anew, as if nothing were held, and takes its page.
    pub(crate) async fn reopen(&mut self) -> anyhow::Result<()> {
        let room = self.seat.room;
        for open in &mut self.open {
            (open.cursor, open.head) = (None, i64::MAX);
        }
        self.send(&json!({ "type": "open", "room": room }).to_string()).await?;
        self.catch_up(true).await
    }

    async fn catch_up(&mut self, mut welcomed: bool) -> anyhow::Result<()> {
        while !welcomed || !self.open.iter().all(|open| open.purged || open.cursor.is_some_and(|at| at >= open.head)) {
            self.fill().await?;
            while let Some(event) = self.next()? {
                match event {
                    Event::Welcome => {
                        welcomed = true;
                        if self.seat.dialect == Dialect::SocketIo {
                            self.join().await?;
                        }
                    }
                    Event::Gone(code) => bail!("closed with {code} before everything had come"),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    async fn join(&mut self) -> anyhow::Result<()> {
        for number in 0..self.open.len() {
            self.send(&socket_io::join(self.open[number].room)).await?;
        }
        Ok(())
    }

    pub(crate) async fn send(&mut self, text: &str) -> anyhow::Result<()> {
        Ok(self.wire.as_mut().context("not connected")?.send(text.as_bytes()).await?)
    }

    /// Waits for bytes. Nothing is lost if this is dropped while it waits.
    pub(crate) async fn fill(&mut self) -> anyhow::Result<()> {
        match self.wire.as_mut() {
            Some(wire) => match wire.fill().await? {
                0 => bail!("the server hung up"),
                _ => Ok(()),
            },
            None => std::future::pending().await,
        }
    }

    /// Takes the next frame of what was read.
    pub(crate) fn next(&mut self) -> anyhow::Result<Option<Event>> {
        let Some(wire) = self.wire.as_mut() else { return Ok(None) };
        let Some((kind, payload)) = wire.take()? else { return Ok(None) };
        let heard = match kind {
            Kind::Text => match self.seat.dialect {
                Dialect::Ours => scan::scan(wire.bytes(payload)),
                Dialect::SocketIo => socket_io::scan(wire.bytes(payload)),
            },
            Kind::Close(code) => return Ok(Some(Event::Gone(code))),
            Kind::Other => Heard::Other,
        };
        Ok(Some(match heard {
            Heard::Entries { room, from, upto, entries } => {
                let open = self.open.iter_mut().find(|open| open.room == room);
                match self.seat.dialect {
                    Dialect::Ours => {
                        take(open, &mut self.tally, &self.ground, self.number, (from, upto), entries);
                    }
                    Dialect::SocketIo => {
                        take_unordered(open, &mut self.tally, from);
                        if let Some((_, id)) = scan::entries(entries).next() {
                            delivered(&mut self.tally, &self.ground, self.number, id);
                        }
                    }
                }
                Event::Other
            }
            Heard::Ack { re, room, seq, .. } => {
                self.ground.acked(room, seq);
                // There a post is not sent to its own author: the acknowledgement stands for it.
                if self.seat.dialect == Dialect::SocketIo {
                    take_unordered(self.open.iter_mut().find(|open| open.room == room), &mut self.tally, seq);
                }
                self.tally.acked += 1;
                self.outstanding = self.outstanding.saturating_sub(1);
                if let Some(stamp) = Stamp::read(re).filter(|stamp| self.ground.is_measured(stamp.due)) {
                    self.tally.acks.since(stamp.due);
                }
                Event::Answered
            }
            Heard::Error { re: Some(_), .. } => {
                self.tally.refused += 1;
                self.outstanding = self.outstanding.saturating_sub(1);
                Event::Answered
            }
            Heard::Error { re: None, code } => bail!("refused: {code}"),
            Heard::Opened { room, after, head } => {
                for open in self.open.iter_mut().filter(|open| open.room == room) {
                    open.cursor = Some(open.cursor.map_or(after, |cursor| cursor.max(after)));
                    open.head = head;
                }
                Event::Other
            }
            Heard::Resync { room } => bail!("asked to begin room {room} anew"),
            Heard::Purge { room, order } => {
                for open in self.open.iter_mut().filter(|open| open.room == room) {
                    open.purged = true;
                }
                self.tally.purges.push((room, stamp::now()));
                Event::Purge(room, order)
            }
            Heard::Welcome => Event::Welcome,
            Heard::Beat => Event::Beat,
            Heard::Other => Event::Other,
        }))
    }

    /// Posts into a room. What was due in the same microsecond is told apart by the next.
    pub(crate) async fn post(&mut self, room: Uuid, due: u64) -> anyhow::Result<()> {
        use std::fmt::Write;
        let due = due.max(self.last_due + 1);
        self.last_due = due;
        let id = Stamp { due, sender: self.number }.id();
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        match self.seat.dialect {
            Dialect::Ours => {
                write!(text, r#"{{"type":"post","id":"{id}","room":"{room}","body":"{TEXT}","priority":"normal"}}"#)?;
            }
            Dialect::SocketIo => socket_io::write_post(&mut text, due, id, room, TEXT)?,
        }
        self.tally.posted += 1;
        self.outstanding += 1;
        let sent = self.send(&text).await;
        self.text = text;
        sent
    }

    /// Sends a heartbeat, where it is for the client to send them.
    pub(crate) async fn ping(&mut self) -> anyhow::Result<()> {
        match self.seat.dialect {
            Dialect::Ours => self.send(r#"{"type":"ping","n":1}"#).await,
            Dialect::SocketIo => Ok(()),
        }
    }

    /// A number without pattern that is the same in every run.
    pub(crate) fn chance(&self, turn: u64) -> u64 {
        let mut mixed = (self.number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            ^ (turn + 1).wrapping_mul(0xd6e8_feb8_6659_fd93);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Whether everything that was acknowledged to anyone has come.
    pub(crate) fn has_all(&self) -> bool {
        self.open.iter().all(|open| open.purged || open.cursor.unwrap_or(0) >= self.ground.head(open.room))
    }

    /// Counts what has not come and will not be waited for.
    pub(crate) fn give_up(&mut self) {
        for open in self.open.iter_mut().filter(|open| !open.purged) {
            let head = self.ground.head(open.room);
            let cursor = open.cursor.unwrap_or(0);
            self.tally.missing += u64::try_from(head - cursor).unwrap_or(0).saturating_sub(open.early.len() as u64);
            open.early.clear();
            open.cursor = Some(cursor.max(head));
        }
    }
}

/// Takes entries, and checks that they are the next ones.
fn take(
    open: Option<&mut Open>,
    tally: &mut Tally,
    ground: &Ground,
    own: usize,
    (from, upto): (i64, i64),
    entries: &[u8],
) {
    let count = usize::try_from(upto - from + 1).unwrap_or(0);
    let Some(open) = open else {
        tally.disordered += 1;
        return;
    };
    if open.purged {
        tally.after_purge += count as u64;
        return;
    }
    let cursor = open.cursor.unwrap_or(from - 1);
    if from <= cursor {
        tally.doubled += u64::try_from(upto.min(cursor) - from + 1).unwrap_or(0);
        return;
    }
    tally.missing += u64::try_from(from - cursor - 1).unwrap_or(0);
    open.cursor = Some(upto);
    let mut expected = from;
    for (seq, id) in scan::entries(entries).take(count) {
        tally.disordered += u64::from(seq != expected);
        expected += 1;
        tally.applied += 1;
        delivered(tally, ground, own, id);
    }
    tally.missing += u64::try_from(upto + 1 - expected).unwrap_or(0);
}

/// Takes an entry where a later one may overtake an earlier one.
fn take_unordered(open: Option<&mut Open>, tally: &mut Tally, seq: i64) {
    let Some(open) = open else {
        tally.disordered += 1;
        return;
    };
    let mut cursor = open.cursor.unwrap_or(0);
    if seq <= cursor || !open.early.insert(seq) {
        tally.doubled += 1;
        return;
    }
    tally.applied += 1;
    tally.overtaking += u64::from(seq > cursor + 1);
    while open.early.remove(&(cursor + 1)) {
        cursor += 1;
    }
    open.cursor = Some(cursor);
}

/// Someone else's post has come.
fn delivered(tally: &mut Tally, ground: &Ground, own: usize, id: Uuid) {
    if let Some(stamp) = Stamp::read(id).filter(|stamp| stamp.sender != own && ground.is_measured(stamp.due)) {
        tally.deliveries.since(stamp.due);
        if stamp.sender % 2 != own % 2 {
            tally.across.since(stamp.due);
        }
    }
}
