//! The live end of one room on this node.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::extract::ws::Utf8Bytes;
use renrakucho_domain::{
    AccountId, EntryKind, RoomId, Seq,
    tail::{Effect, Mark, Tail, Verdict},
};
use renrakucho_protocol::{
    frame::{Purge, ServerFrame},
    problem::Code,
};
use renrakucho_store::entry::EntryRow;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{count::Count, encode, lines::Heading, outbox::Outbox, parking::Mutex, recent::Recent};
use crate::{app::App, fault};

/// Entries that came before their time and are kept until what is missing before them comes; beyond that they are
/// fetched.
const EARLY: usize = 256;

pub(super) struct Listener {
    pub(super) outbox: Arc<Outbox>,
    pub(super) stage: Stage,
    /// Its line in the list of rooms …
    pub(super) count: Count,
    /// … and whether that has changed since it was sent.
    pub(super) due: bool,
    /// Until when its account is there by a permit, as the database said with the count.
    pub(super) permitted_until: Option<OffsetDateTime>,
}

/// How far a listener has been let in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Stands at the live end while the gate is asked; gets nothing, not even the news of a closing.
    Candidate,
    /// Gets what is not an entry: counts, marks, pages it asked for.
    Admitted,
    /// Gets entries as they are applied.
    Live,
}

pub(super) struct State {
    pub(super) tail: Tail,
    pub(super) listeners: Vec<Listener>,
    pub(super) recent: Recent,
    pub(super) heading: Heading,
    /// Posts that were erased while this node runs, and how many there were of all rooms at the last of them.
    pub(super) erased: BTreeSet<Seq>,
    pub(super) erasures: u64,
    /// Came before their time.
    early: BTreeMap<Seq, Arrived>,
    /// Removed from the hub's map: nobody may join any more.
    gone: bool,
}

impl State {
    /// What came before its time and holds a text that was erased since is fetched again.
    pub(super) fn forget_early(&mut self, seq: Seq) {
        if self.early.get(&seq).is_some_and(|entry| !entry.is_blank) {
            self.early.remove(&seq);
        }
    }

    fn someone_live(&self) -> bool {
        self.listeners.iter().any(|listener| listener.stage == Stage::Live)
    }
}

/// The live end of one room.
pub struct RoomTail {
    /// Which room.
    pub room: RoomId,
    pub(super) state: Mutex<State>,
    fetching: AtomicBool,
    /// A fetch is wanted that is not to wait for hints.
    urgent: AtomicBool,
}

/// What became of entries that arrived.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Arrival {
    /// At least one was the next.
    pub applied: bool,
    /// One of them closed the room.
    pub closed: bool,
    /// What must be fetched.
    pub missing: Option<Missing>,
}

/// Why something must be fetched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    /// Something before what came. Maybe it is only late.
    Before,
    /// It came when nobody was live, and somebody is now.
    Encoding,
}

pub(super) struct Arrived {
    mark: Mark,
    id: Uuid,
    at: OffsetDateTime,
    /// The author of a post.
    by: Option<AccountId>,
    bytes: Encoded,
    /// Its body was erased.
    pub(super) is_blank: bool,
    /// Of the end of the consent: who stays by a permit, if that could be asked.
    kept: Option<Vec<AccountId>>,
}

enum Encoded {
    /// Ready for everyone: the entry, and the frame that brings it alone.
    Bytes { entry: Utf8Bytes, frame: Utf8Bytes },
    /// Nobody was live when it was looked at.
    NotYet,
    /// It does not open.
    Broken,
}

impl RoomTail {
    /// Begins at the room's head.
    pub fn at(room: RoomId, head: Seq, closed: bool) -> Self {
        let state = State {
            tail: Tail::at(head, closed),
            listeners: Vec::new(),
            recent: Recent::at(head),
            heading: Heading::unknown_before(head),
            erased: BTreeSet::new(),
            erasures: 0,
            early: BTreeMap::new(),
            gone: false,
        };
        Self { room, state: Mutex::new(state), fetching: AtomicBool::new(false), urgent: AtomicBool::new(false) }
    }

    /// How far entries are applied.
    pub fn applied(&self) -> Seq {
        self.state.lock().tail.applied()
    }

    /// Adds a candidate. False: the tail has been removed from the map.
    pub fn add(&self, outbox: &Arc<Outbox>) -> bool {
        let mut state = self.state.lock();
        if state.gone {
            return false;
        }
        if !state.listeners.iter().any(|listener| listener.outbox.socket == outbox.socket) {
            state.listeners.push(Listener {
                outbox: Arc::clone(outbox),
                stage: Stage::Candidate,
                count: Count::default(),
                due: false,
                permitted_until: None,
            });
        }
        true
    }

    /// Removes a listener. Whether nobody is left, after which nobody can join.
    pub fn remove(&self, socket: u64) -> bool {
        let mut state = self.state.lock();
        state.listeners.retain(|listener| listener.outbox.socket != socket);
        state.gone = state.listeners.is_empty();
        state.gone
    }

    /// The gate has let a candidate in. False: removed in between, or the room was closed.
    pub fn admit(&self, socket: u64) -> bool {
        let mut state = self.state.lock();
        let open = !state.tail.is_closed();
        let listener = state.listeners.iter_mut().find(|listener| listener.outbox.socket == socket);
        listener.filter(|_| open).is_some_and(|listener| {
            if listener.stage == Stage::Candidate {
                listener.stage = Stage::Admitted;
            }
            true
        })
    }

    /// Whether the listener was let in.
    pub fn is_admitted(&self, socket: u64) -> bool {
        let state = self.state.lock();
        state.listeners.iter().any(|listener| listener.outbox.socket == socket && listener.stage != Stage::Candidate)
    }

    /// Hands a frame about the room to an admitted listener. Under the lock that removals and the closing take: no frame
    /// follows the order to wipe. False: it does not listen any more.
    pub fn hand_over(&self, socket: u64, upto: Option<Seq>, bytes: Utf8Bytes) -> bool {
        let state = self.state.lock();
        let listener = state.listeners.iter().find(|listener| listener.outbox.socket == socket);
        match listener.filter(|listener| listener.stage != Stage::Candidate && !state.tail.is_closed()) {
            Some(listener) => {
                listener.outbox.push(Some(self.room), upto, bytes);
                true
            }
            None => false,
        }
    }

    /// The listener has everything up to `cursor`: from here on it gets entries as they are applied. False: there is
    /// more to catch up first, or it does not listen any more.
    pub fn go_live(&self, socket: u64, cursor: Seq) -> bool {
        let mut state = self.state.lock();
        let at_end = state.tail.applied() == cursor && !state.tail.is_closed();
        match state.listeners.iter_mut().find(|listener| listener.outbox.socket == socket) {
            Some(listener) if at_end && listener.stage != Stage::Candidate => {
                listener.stage = Stage::Live;
                true
            }
            _ => false,
        }
    }

    /// Back to counts only.
    pub fn go_quiet(&self, socket: u64) {
        let mut state = self.state.lock();
        let listener = state.listeners.iter_mut().find(|listener| listener.outbox.socket == socket);
        if let Some(listener) = listener.filter(|listener| listener.stage == Stage::Live) {
            listener.stage = Stage::Admitted;
        }
    }

    /// A membership ended without its entry: the account's sockets are told to wipe and stop listening. Candidates too:
    /// they are told by the gate.
    pub fn drop_member(&self, account: AccountId, order: Uuid) {
        let mut state = self.state.lock();
        drop_account(&mut state.listeners, account, self.room, order);
    }

    /// Claims the fetch of what is missing.
    pub fn begin_fetch(&self) -> bool {
        !self.fetching.swap(true, Ordering::AcqRel)
    }

    /// The fetch is over.
    pub fn end_fetch(&self) {
        self.fetching.store(false, Ordering::Release);
    }

    /// Whoever fetches, or is about to, looks (again) at once.
    pub fn hurry(&self) {
        self.urgent.store(true, Ordering::Release);
    }

    /// Whether someone was told to look at once; from here on it counts as done.
    pub fn take_hurry(&self) -> bool {
        self.urgent.swap(false, Ordering::AcqRel)
    }

    /// Whether there is something to fetch: someone wants it at once, or what came waits for what is before it.
    pub fn wants_fetch(&self) -> bool {
        self.urgent.load(Ordering::Acquire) || !self.state.lock().early.is_empty()
    }

    /// Whether all entries after a position are at hand, ready for clients.
    pub fn holds_after(&self, after: Seq) -> bool {
        self.state.lock().recent.holds_after(after)
    }

    /// Entries after a position that are at hand, at most so many and so many bytes; and how many posts were erased when they were taken,
    /// as this tail knows: one that is counted elsewhere already may still stand here with its text.
    pub fn recent(&self, after: Seq, entries: usize, bytes: usize) -> (u64, Vec<Utf8Bytes>) {
        let mut state = self.state.lock();
        (state.erasures, state.recent.page(after, entries, bytes))
    }

    /// Closes the room at once, whatever of its log has not been applied.
    pub fn close(&self, order: Uuid) {
        let mut state = self.state.lock();
        if !state.tail.is_closed() {
            state.tail.close();
            self.send_away(&mut state, order);
        }
    }

    /// Everyone is told to wipe; nobody listens any more, nor can join.
    fn send_away(&self, state: &mut State, order: Uuid) {
        if fault::planted("closing::no_purge") {
            state.listeners.clear();
        }
        for listener in state.listeners.drain(..).filter(|listener| listener.stage != Stage::Candidate) {
            purge(&listener.outbox, self.room, order, Code::RoomClosed);
        }
        // Nobody reads it any more, and nothing of it stays in memory.
        (state.recent, state.heading) = (Recent::at(0), Heading::unknown_before(0));
        state.early.clear();
        state.gone = true;
    }

    /// Applies what is next among the entries, in order, and hands it to those who listen.
    pub async fn arrive(&self, app: &App, rows: Vec<EntryRow>) -> Arrival {
        let (applied, someone_live) = {
            let state = self.state.lock();
            (state.tail.applied(), state.someone_live())
        };
        // Opened and encoded before the lock is taken: only the order is decided under it.
        let mut arrived = Vec::with_capacity(rows.len());
        let repeats = fault::planted("tail::repeats_pass");
        for row in rows.into_iter().filter(|row| repeats || row.seq > applied) {
            let Ok(mark) = row.mark() else {
                tracing::error!(room = %self.room, seq = row.seq, "an entry of an unknown kind");
                continue;
            };
            let (id, seq, at, is_blank) = (row.id, row.seq, row.at, row.erased_at().is_some());
            let by = (mark.kind == EntryKind::Post).then_some(AccountId(row.author.account));
            let bytes = if someone_live { self.encode(app, row).await } else { Encoded::NotYet };
            if matches!(bytes, Encoded::Broken) {
                tracing::error!(room = %self.room, seq, "an entry does not open");
            }
            let kept = if mark.kind == EntryKind::ConsentEnded { self.kept(app).await } else { None };
            arrived.push(Arrived { mark, id, at, by, bytes, is_blank, kept });
        }
        self.apply(arrived)
    }

    async fn encode(&self, app: &App, row: EntryRow) -> Encoded {
        let seq = row.seq;
        let Ok(key) = app.keys.of(self.room).await else { return Encoded::Broken };
        match encode::open(&key, row) {
            Ok(entry) => {
                let entry = encode::entry(&entry);
                let frame = encode::entries(self.room, seq, std::slice::from_ref(&entry));
                Encoded::Bytes { entry, frame }
            }
            Err(_) => Encoded::Broken,
        }
    }

    pub(super) fn apply(&self, arrived: Vec<Arrived>) -> Arrival {
        let mut state = self.state.lock();
        let mut outcome = Arrival::default();
        for entry in arrived {
            let mut next = Some(entry);
            while let Some(entry) = next {
                self.step(&mut state, entry, &mut outcome);
                let position = state.tail.applied() + 1;
                next = if outcome.closed { None } else { state.early.remove(&position) };
            }
        }
        let applied = state.tail.applied();
        state.early.retain(|seq, _| *seq > applied);
        outcome
    }

    fn step(&self, state: &mut State, entry: Arrived, outcome: &mut Arrival) {
        // Someone went live in between: the entry stays unapplied and is fetched again, encoded this time.
        if matches!(entry.bytes, Encoded::NotYet) && state.someone_live() {
            outcome.missing = Some(Missing::Encoding);
            return;
        }
        // A late hint or a fetch from before holds a text that was erased: it is fetched again.
        let is_new = entry.mark.seq > state.tail.applied();
        if is_new && !entry.is_blank && state.erased.contains(&entry.mark.seq) {
            outcome.missing = Some(Missing::Encoding);
            return;
        }
        // Without knowing who stays it is not applied: it is fetched again.
        if entry.mark.kind == EntryKind::ConsentEnded && entry.kept.is_none() && is_new {
            outcome.missing = Some(Missing::Encoding);
            return;
        }
        let effect = match state.tail.offer(entry.mark) {
            Verdict::Next(effect) => effect,
            Verdict::Hole(_) if fault::planted("tail::no_hole_check") => {
                state.tail = Tail::at(entry.mark.seq, false);
                state.recent = Recent::at(entry.mark.seq - 1);
                Effect::Deliver
            }
            Verdict::Old if fault::planted("tail::repeats_pass") => return self.deliver(state, &entry),
            Verdict::Hole(_) => {
                if state.early.len() < EARLY {
                    state.early.insert(entry.mark.seq, entry);
                }
                outcome.missing.get_or_insert(Missing::Before);
                return;
            }
            Verdict::Old | Verdict::Closed => return,
        };
        outcome.applied = true;
        match effect {
            Effect::Close => {
                outcome.closed = true;
                return self.send_away(state, entry.id);
            }
            Effect::CloseToOthers => self.send_others_away(state, entry.kept.as_deref().unwrap_or_default(), entry.id),
            Effect::DeliverAndDrop(_) if fault::planted("membership::kept") => {}
            Effect::DeliverAndDrop(account) => drop_account(&mut state.listeners, account, self.room, entry.id),
            Effect::Deliver => {}
        }
        state.heading.entry(&entry.mark, entry.at);
        for listener in &mut state.listeners {
            listener.count.entry(entry.mark.seq, entry.by.is_some_and(|by| by != listener.outbox.account));
            listener.due = true;
        }
        self.deliver(state, &entry);
        let encoded = if let Encoded::Bytes { entry, .. } = entry.bytes { Some(entry) } else { None };
        state.recent.push(entry.by, encoded);
    }

    fn deliver(&self, state: &State, entry: &Arrived) {
        for listener in state.listeners.iter().filter(|listener| listener.stage == Stage::Live) {
            match &entry.bytes {
                Encoded::Bytes { frame, .. } => {
                    listener.outbox.push(Some(self.room), Some(entry.mark.seq), frame.clone());
                }
                // Nobody steps over an entry, also not over one that cannot be shown.
                Encoded::NotYet | Encoded::Broken => listener.outbox.cut(renrakucho_protocol::close::FELL_BEHIND),
            }
        }
    }
}

fn drop_account(listeners: &mut Vec<Listener>, account: AccountId, room: RoomId, order: Uuid) {
    for listener in listeners.extract_if(.., |listener| listener.outbox.account == account) {
        if listener.stage != Stage::Candidate {
            purge(&listener.outbox, room, order, Code::NotFound);
        }
    }
}

pub(super) fn purge(outbox: &Outbox, room: RoomId, order: Uuid, why: Code) {
    if !fault::planted("closing::keep_outbox") {
        outbox.drop_room(room);
    }
    outbox.push(Some(room), None, encode::frame(&ServerFrame::Purge(Purge { room: room.0, order, why })));
}

#[cfg(test)]
pub(super) mod tests;

#[cfg(test)]
mod schedules;
