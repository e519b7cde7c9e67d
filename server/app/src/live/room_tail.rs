//! The live end of one room on this node.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::extract::ws::Utf8Bytes;
use renrakucho_domain::{
    AccountId, RoomId, Seq,
    tail::{Effect, Mark, Tail, Verdict},
};
use renrakucho_protocol::{
    frame::{Purge, ServerFrame},
    problem::Code,
};
use renrakucho_store::entry::EntryRow;
use uuid::Uuid;

use super::{encode, outbox::Outbox, parking::Mutex};
use crate::{app::App, fault};

struct Listener {
    outbox: Arc<Outbox>,
    stage: Stage,
}

/// How far a listener has been let in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Stands at the live end while the gate is asked; gets nothing, not even the news of a closing.
    Candidate,
    /// Gets what is not an entry: counts, marks, pages it asked for.
    Admitted,
    /// Gets entries as they are applied.
    Live,
}

struct State {
    tail: Tail,
    listeners: Vec<Listener>,
    /// Removed from the hub's map: nobody may join any more.
    gone: bool,
}

impl State {
    fn someone_live(&self) -> bool {
        self.listeners.iter().any(|listener| listener.stage == Stage::Live)
    }
}

/// The live end of one room.
pub struct RoomTail {
    /// Which room.
    pub room: RoomId,
    state: Mutex<State>,
    fetching: AtomicBool,
}

/// What became of entries that arrived.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arrival {
    /// At least one was the next.
    Applied {
        /// One of them closed the room.
        closed: bool,
    },
    /// Something before them is missing.
    Hole,
    /// All were old.
    Nothing,
}

struct Arrived {
    mark: Mark,
    id: Uuid,
    bytes: Encoded,
}

enum Encoded {
    /// Ready for everyone.
    Bytes(Utf8Bytes),
    /// Nobody was live when it was looked at.
    NotYet,
    /// It does not open.
    Broken,
}

impl RoomTail {
    /// Begins at the room's head.
    pub fn at(room: RoomId, head: Seq, closed: bool) -> Self {
        let state = State { tail: Tail::at(head, closed), listeners: Vec::new(), gone: false };
        Self { room, state: Mutex::new(state), fetching: AtomicBool::new(false) }
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
            state.listeners.push(Listener { outbox: Arc::clone(outbox), stage: Stage::Candidate });
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

    /// The accounts that listen.
    pub fn accounts(&self) -> Vec<Uuid> {
        let mut accounts: Vec<_> = self.state.lock().listeners.iter().map(|l| l.outbox.account.0).collect();
        accounts.sort_unstable();
        accounts.dedup();
        accounts
    }

    /// The sockets of an account that listen.
    pub fn sockets_of(&self, account: AccountId) -> Vec<Arc<Outbox>> {
        let state = self.state.lock();
        state.listeners.iter().filter(|l| l.outbox.account == account).map(|l| Arc::clone(&l.outbox)).collect()
    }

    /// Whether an account listens.
    pub fn has_listener(&self, account: AccountId) -> bool {
        self.state.lock().listeners.iter().any(|listener| listener.outbox.account == account)
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
            let (id, seq) = (row.id, row.seq);
            let bytes = if someone_live { self.encode(app, row).await } else { Encoded::NotYet };
            if matches!(bytes, Encoded::Broken) {
                tracing::error!(room = %self.room, seq, "an entry does not open");
            }
            arrived.push(Arrived { mark, id, bytes });
        }
        self.apply(arrived)
    }

    async fn encode(&self, app: &App, row: EntryRow) -> Encoded {
        let seq = row.seq;
        let Ok(key) = app.keys.of(self.room).await else { return Encoded::Broken };
        match encode::open(&key, row) {
            Ok(entry) => Encoded::Bytes(encode::entries(self.room.0, seq, vec![entry])),
            Err(_) => Encoded::Broken,
        }
    }

    fn apply(&self, arrived: Vec<Arrived>) -> Arrival {
        let mut state = self.state.lock();
        let mut outcome = Arrival::Nothing;
        for entry in arrived {
            // Someone went live in between: the entry stays unapplied and is fetched again, encoded this time.
            if matches!(entry.bytes, Encoded::NotYet) && state.someone_live() {
                return Arrival::Hole;
            }
            let effect = match state.tail.offer(entry.mark) {
                Verdict::Next(effect) => effect,
                Verdict::Hole(_) if fault::planted("tail::no_hole_check") => {
                    state.tail = Tail::at(entry.mark.seq, false);
                    Effect::Deliver
                }
                Verdict::Old if fault::planted("tail::repeats_pass") => Effect::Deliver,
                Verdict::Hole(_) => return Arrival::Hole,
                Verdict::Old | Verdict::Closed => continue,
            };
            outcome = Arrival::Applied { closed: effect == Effect::Close };
            match effect {
                Effect::Close => {
                    self.send_away(&mut state, entry.id);
                    return outcome;
                }
                Effect::DeliverAndDrop(_) if fault::planted("membership::kept") => {}
                Effect::DeliverAndDrop(account) => drop_account(&mut state.listeners, account, self.room, entry.id),
                Effect::Deliver => {}
            }
            for listener in state.listeners.iter().filter(|listener| listener.stage == Stage::Live) {
                match &entry.bytes {
                    Encoded::Bytes(bytes) => {
                        listener.outbox.push(Some(self.room), Some(entry.mark.seq), bytes.clone());
                    }
                    // Nobody steps over an entry, also not over one that cannot be shown.
                    Encoded::NotYet | Encoded::Broken => {
                        listener.outbox.cut(renrakucho_protocol::close::FELL_BEHIND);
                    }
                }
            }
        }
        outcome
    }
}

fn drop_account(listeners: &mut Vec<Listener>, account: AccountId, room: RoomId, order: Uuid) {
    for listener in listeners.extract_if(.., |listener| listener.outbox.account == account) {
        if listener.stage != Stage::Candidate {
            purge(&listener.outbox, room, order, Code::NotFound);
        }
    }
}

fn purge(outbox: &Outbox, room: RoomId, order: Uuid, why: Code) {
    if !fault::planted("closing::keep_outbox") {
        outbox.drop_room(room);
    }
    outbox.push(Some(room), None, encode::frame(&ServerFrame::Purge(Purge { room: room.0, order, why })));
}
