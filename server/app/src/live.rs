//! Who is listening, and how an entry reaches them: in order, without a hole, encoded once.
//!
//! Entries come from this node's own commits, from hints on the bus and from the database; the room's tail lets each
//! through exactly once and in order. Nothing here decides who may listen: the gate does, before a socket is admitted to
//! the live end, and the room's log does afterwards.

pub mod bus;
pub mod count;
pub mod encode;
pub mod erased;
pub mod heads;
mod kept;
pub mod lines;
pub mod outbox;
pub mod recent;
pub mod revocations;
pub mod room_tail;

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use dashmap::DashMap;
use parking::Mutex;
use renrakucho_domain::{AccountId, RoomId, RoomState, Seq, SessionId};
use renrakucho_protocol::frame::RoomLine;
use renrakucho_store::{entry, entry::EntryRow, node::Following, room};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::{
    action::mark_read::Marks,
    app::{App, Shared},
    deletions, entropy, fault,
    live::{
        bus::Bus,
        erased::Erased,
        outbox::Outbox,
        revocations::Freshness,
        room_tail::{Missing, RoomTail},
    },
};

/// Locks that are held for a few instructions and never across an await.
pub mod parking {
    use std::sync::{MutexGuard, PoisonError};

    /// A mutex whose poisoning is ignored: every critical section here leaves the state whole at each step.
    #[derive(Debug, Default)]
    pub struct Mutex<T>(std::sync::Mutex<T>);

    impl<T> Mutex<T> {
        /// Wraps a value.
        pub const fn new(value: T) -> Self {
            Self(std::sync::Mutex::new(value))
        }

        /// Takes the lock.
        pub fn lock(&self) -> MutexGuard<'_, T> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }
}

/// All who listen on this node.
pub struct Live {
    bus: Arc<dyn Bus>,
    tails: DashMap<RoomId, Arc<RoomTail>>,
    sockets: DashMap<u64, Arc<Outbox>>,
    accounts: DashMap<AccountId, Vec<Arc<Outbox>>>,
    next_socket: AtomicU64,
    lines_due: Mutex<HashSet<RoomId>>,
    erased: Erased,
    marks: Mutex<Marks>,
    /// When the node last knew which sessions had ended.
    pub freshness: Freshness,
    revocations_wanted: Notify,
    heads_wanted: Notify,
}

/// What a hint says, sealed for the bus.
#[derive(Serialize, Deserialize)]
enum Hint {
    /// Entries of the room were committed, in this order.
    Entries(Vec<EntryRow>),
    /// An account has read so far.
    ReadMark {
        /// Whose.
        account: uuid::Uuid,
        /// How far.
        upto: Seq,
    },
    /// Something was revoked; the revision tells hints apart, nothing else.
    Revoked {
        /// The newest revision.
        rev: i64,
    },
    /// Something of the room was committed that nobody told of.
    Look,
}

/// Stands in a hint where the room would: it concerns every node.
const EVERYWHERE: RoomId = RoomId(uuid::Uuid::nil());

/// How many entries one fetch brings.
const FETCH: u16 = 200;
/// What is missing before a hint is mostly under way: nodes tell of their commits side by side. It is waited for so long
/// before the database is asked.
const GRACE: Duration = Duration::from_millis(5);

impl Live {
    /// Nobody listens yet.
    pub fn new(bus: Arc<dyn Bus>, hold: Duration) -> Self {
        Self {
            bus,
            tails: DashMap::new(),
            sockets: DashMap::new(),
            accounts: DashMap::new(),
            next_socket: AtomicU64::new(1),
            lines_due: Mutex::default(),
            erased: Erased::default(),
            marks: Mutex::default(),
            freshness: Freshness::new(hold),
            revocations_wanted: Notify::new(),
            heads_wanted: Notify::new(),
        }
    }

    /// A number for a new socket.
    pub fn next_socket(&self) -> u64 {
        self.next_socket.fetch_add(1, Ordering::Relaxed)
    }

    /// A socket is there. Whether the account has fewer than `limit` others.
    pub fn connect(&self, outbox: &Arc<Outbox>, limit: usize) -> bool {
        let mut of_account = self.accounts.entry(outbox.account).or_default();
        if of_account.len() >= limit {
            return false;
        }
        of_account.push(Arc::clone(outbox));
        drop(of_account);
        self.sockets.insert(outbox.socket, Arc::clone(outbox));
        true
    }

    /// A socket is gone: it listens nowhere any more. Tails without listeners go too.
    pub fn disconnect(&self, outbox: &Outbox) {
        self.sockets.remove(&outbox.socket);
        self.accounts.remove_if_mut(&outbox.account, |_, sockets| {
            sockets.retain(|other| other.socket != outbox.socket);
            sockets.is_empty()
        });
        let rooms = std::mem::take(&mut *outbox.rooms.lock());
        for room in rooms {
            self.leave(room, outbox);
        }
    }

    /// Stops listening to a room.
    pub fn leave(&self, room: RoomId, outbox: &Outbox) {
        outbox.rooms.lock().remove(&room);
        self.tails.remove_if(&room, |_, tail| tail.remove(outbox.socket));
    }

    /// Stands at a room's live end, unseen until [`RoomTail::admit`]. None: the room does not exist.
    pub async fn join(
        &self,
        app: &App,
        room: RoomId,
        outbox: &Arc<Outbox>,
    ) -> Result<Option<Arc<RoomTail>>, renrakucho_store::Error> {
        let existing = self.tails.get(&room).map(|tail| Arc::clone(&tail));
        if let Some(tail) = existing {
            outbox.rooms.lock().insert(room);
            if tail.add(outbox) {
                return Ok(Some(tail));
            }
        }
        let Some((head, state)) = room::head(&app.database, room).await? else { return Ok(None) };
        Ok(Some(self.join_at(room, head, state, outbox)))
    }

    /// Stands at a room's live end as [`Live::join`] does, when position and state of the room were read a moment ago:
    /// what has happened since is found by a hint or by the next look at the heads.
    pub fn join_at(&self, room: RoomId, head: Seq, state: RoomState, outbox: &Arc<Outbox>) -> Arc<RoomTail> {
        // First, so that a revocation that follows finds the room here.
        outbox.rooms.lock().insert(room);
        // Another socket may have been quicker; its tail is as good, or further. Added under the map's lock, so that
        // `leave` cannot remove the tail in between.
        let slot = self.tails.entry(room).or_insert_with(|| self.new_tail(room, head, state));
        let tail = Arc::clone(&slot);
        tail.add(outbox);
        drop(slot);
        tail
    }

    /// The tail of a room that someone listens to.
    pub fn tail(&self, room: RoomId) -> Option<Arc<RoomTail>> {
        self.tails.get(&room).map(|tail| Arc::clone(&tail))
    }

    /// Entries of a room were committed here: tell the own listeners, then the other nodes.
    pub async fn committed(&self, app: &Shared, room: RoomId, rows: Vec<EntryRow>) {
        let hint = Hint::Entries(rows);
        fault::point("live::before_publish");
        self.tell(app, room, &hint);
        fault::point("live::after_publish");
        if let Hint::Entries(rows) = hint {
            self.arrived(app, room, rows).await;
        }
    }

    /// Tells the other nodes.
    fn tell(&self, app: &App, room: RoomId, hint: &Hint) {
        if self.bus.is_alone() {
            return;
        }
        if let Ok(plain) = postcard::to_stdvec(hint) {
            let mut bytes = room.0.as_bytes().to_vec();
            bytes.extend(app.keys.seal_for_bus(&plain, room));
            self.bus.publish(bytes.into());
        }
    }

    /// Entries of a room are at hand, from wherever.
    pub async fn arrived(&self, app: &Shared, room: RoomId, rows: Vec<EntryRow>) {
        let Some(tail) = self.tail(room) else { return };
        let arrival = tail.arrive(app, rows).await;
        if arrival.applied {
            self.lines_due.lock().insert(room);
        }
        if arrival.closed {
            self.forget(app, room);
        }
        match arrival.missing {
            Some(Missing::Before) if !self.bus.is_away() => Self::fetch_unless_it_comes(app, &tail),
            Some(_) => Self::fetch(app, &tail),
            None => {}
        }
    }

    /// The revocation log says that a room is closed: its listeners are told to wipe, whatever of its log is still missing
    /// here. `order` is the closing entry's id.
    pub fn close(&self, app: &Shared, room: RoomId, order: uuid::Uuid) {
        if let Some(tail) = self.tail(room) {
            tail.close(order);
        }
        // Also where nobody listens: its key may have been read for a list.
        self.forget(app, room);
    }

    /// The same for a room that a permit keeps open to some.
    pub fn close_to_others(&self, room: RoomId, kept: &[AccountId], order: uuid::Uuid) {
        if let Some(tail) = self.tail(room) {
            tail.close_to_others(kept, order);
        }
        self.lines_due.lock().insert(room);
    }

    /// Nobody listens to a closed room, and nobody here reads it any more.
    fn forget(&self, app: &Shared, room: RoomId) {
        self.lines_due.lock().insert(room);
        self.tails.remove(&room);
        app.keys.forget(room);
    }

    /// Fetches what a tail misses: one fetch at a time, whoever noticed the hole.
    pub fn fetch(app: &Shared, tail: &Arc<RoomTail>) {
        tail.hurry();
        Self::fetch_unless_it_comes(app, tail);
    }

    /// Fetches what a tail misses, if no hint brings it within [`GRACE`].
    fn fetch_unless_it_comes(app: &Shared, tail: &Arc<RoomTail>) {
        if !tail.begin_fetch() {
            return;
        }
        let (app, tail) = (app.clone(), Arc::clone(tail));
        app.clone().tasks.spawn(async move {
            loop {
                let hurry = tail.take_hurry();
                if !hurry {
                    tokio::time::sleep(GRACE).await;
                }
                let goes_on = !(hurry || tail.wants_fetch()) || app.live.fetch_claimed(&app, &tail).await;
                tail.end_fetch();
                // Something may have come in between and found the fetch claimed.
                if !(goes_on && tail.wants_fetch() && tail.begin_fetch()) {
                    return;
                }
            }
        });
    }

    /// Whether it came further, or as far as it could. If not, the next look at the heads finds the hole again.
    async fn fetch_claimed(&self, app: &Shared, tail: &RoomTail) -> bool {
        loop {
            let applied = tail.applied();
            let rows = match entry::for_tail(&app.database, tail.room, applied, i64::from(FETCH)).await {
                Ok(rows) => rows,
                Err(error) => {
                    tracing::warn!(%error, room = %tail.room, "missed entries could not be fetched");
                    return false;
                }
            };
            let (some, full) = (!rows.is_empty(), rows.len() == usize::from(FETCH));
            Box::pin(self.arrived(app, tail.room, rows)).await;
            let came_further = tail.applied() > applied;
            if !(full && came_further) {
                return came_further || !some;
            }
        }
    }

    /// A hint came over the bus. Forged or altered ones do not open; they mean only "look".
    pub async fn hinted(&self, app: &Shared, hint: &[u8]) {
        let Some((room, sealed)) = hint.split_at_checked(16) else { return };
        let Ok(room) = uuid::Uuid::from_slice(room).map(RoomId) else { return };
        if room == EVERYWHERE {
            // Whether it opens or not: a forged one makes the node look, and no more often than the poll allows.
            self.look_at_revocations();
            return;
        }
        if !self.tails.contains_key(&room) {
            return;
        }
        let mut opened = app.keys.open_from_bus(sealed, room).ok();
        if opened.is_none() && fault::planted("bus::unsealed") {
            opened = Some(sealed.to_vec().into());
        }
        match opened.and_then(|plain| postcard::from_bytes(&plain).ok()) {
            Some(Hint::Entries(rows)) if rows.iter().all(|row| row.room == room.0) => {
                self.arrived(app, room, rows).await;
            }
            Some(Hint::ReadMark { account, upto }) => self.show_mark(room, AccountId(account), upto),
            // One statement for all rooms, with a pause before the next, however many come.
            _ => self.look_at_heads(),
        }
    }

    /// Entries of these rooms were committed here, and nobody was told: all nodes look.
    pub fn untold(&self, app: &App, rooms: impl IntoIterator<Item = RoomId>) {
        self.look_at_heads();
        rooms.into_iter().for_each(|room| self.tell(app, room, &Hint::Look));
    }

    /// Rooms with listeners, and how far each is applied.
    pub fn applied(&self) -> Vec<(RoomId, Seq)> {
        self.tails.iter().map(|tail| (*tail.key(), tail.applied())).collect()
    }

    /// Something may have been missed: look at the heads now.
    pub fn look_at_heads(&self) {
        self.heads_wanted.notify_one();
    }

    /// A session may have ended: look now.
    pub fn look_at_revocations(&self) {
        self.revocations_wanted.notify_one();
    }

    /// Something was revoked here: tells the nodes to look, and waits until nobody who was revoked is shown anything more.
    /// Answers how far the nodes had followed then. Meanwhile it is written into the deletion journal: a restore is not to let anyone
    /// in again.
    pub async fn revoked(&self, app: &Shared, rev: i64) -> Option<Following> {
        let committed = Instant::now();
        self.admitted(app, rev);
        tokio::join!(revocations::settled(app, rev, committed), deletions::access::write_down(app)).0
    }

    /// Someone was let into a room here, or something else is told of it: tells the nodes to look. Nobody is shown less meanwhile, so
    /// nobody waits.
    pub fn admitted(&self, app: &Shared, rev: i64) {
        self.look_at_revocations();
        self.tell(app, EVERYWHERE, &Hint::Revoked { rev });
    }

    /// What is told of a room beside its entries has changed: whoever has it open reads it again, and the lines of it are asked for
    /// anew.
    pub fn detail_changed(&self, room: RoomId) {
        let Some(tail) = self.tail(room) else { return };
        tail.detail_changed();
        self.lines_due.lock().insert(room);
    }

    /// The rooms in which an account listens on this node.
    pub fn rooms_listened_to(&self, account: AccountId) -> Vec<uuid::Uuid> {
        let Some(sockets) = self.accounts.get(&account) else { return Vec::new() };
        let mut rooms: Vec<_> = sockets
            .iter()
            .flat_map(|socket| socket.rooms.lock().iter().map(|room| room.0).collect::<Vec<_>>())
            .collect();
        rooms.sort_unstable();
        rooms.dedup();
        rooms
    }

    /// Looks at each tail.
    pub fn each_tail(&self, look: impl Fn(&RoomTail)) {
        self.tails.iter().for_each(|tail| look(&tail));
    }

    /// Marks of other nodes may have been missed: what was counted is asked for again.
    pub fn doubt_counts(&self) {
        self.each_tail(RoomTail::doubt);
    }

    /// A membership ended without an entry that says so: its account's sockets wipe the room and listen no more.
    pub fn drop_member(&self, room: RoomId, account: AccountId) {
        if let Some(tail) = self.tail(room) {
            tail.drop_member(account, entropy::id());
        }
    }

    /// Whether the account has a socket on this node.
    pub fn is_here(&self, account: AccountId) -> bool {
        self.accounts.contains_key(&account)
    }

    /// A membership stands: those of the account's sockets that do not stand at the room's live end do so from now on, and their
    /// line of it is due.
    pub fn let_in(&self, room: RoomId, head: Seq, state: RoomState, account: AccountId) {
        let Some(sockets) = self.accounts.get(&account).map(|sockets| sockets.clone()) else { return };
        for outbox in sockets {
            if self.join_at(room, head, state, &outbox).let_in(outbox.socket) {
                self.lines_due.lock().insert(room);
            }
        }
    }

    /// Keeps a read mark for the next write.
    pub fn keep_mark(&self, room: RoomId, actor: crate::action::Actor, upto: Seq) {
        let mut marks = self.marks.lock();
        let slot = marks.entry((room, actor.account)).or_insert((0, actor));
        slot.0 = slot.0.max(upto);
    }

    /// Takes the marks that wait.
    pub fn take_marks(&self) -> Marks {
        std::mem::take(&mut *self.marks.lock())
    }

    /// A mark was written: the account's sockets hear of it, here and on the other nodes.
    pub fn marked_read(&self, app: &App, room: RoomId, account: AccountId, upto: Seq) {
        self.tell(app, room, &Hint::ReadMark { account: account.0, upto });
        self.show_mark(room, account, upto);
    }

    fn show_mark(&self, room: RoomId, account: AccountId, upto: Seq) {
        let Some(tail) = self.tail(room) else { return };
        tail.show_mark(account, upto);
        self.lines_due.lock().insert(room);
    }

    /// A socket's list of rooms has been sent; lines that have changed since follow.
    pub fn welcomed(&self, outbox: &Outbox, lines: &[RoomLine]) {
        outbox.welcome();
        for line in lines {
            let room = RoomId(line.room);
            if self.tail(room).is_some_and(|tail| tail.welcomed(outbox.socket, line)) {
                self.lines_due.lock().insert(room);
            }
        }
    }

    /// Cuts the sockets that a condition picks.
    pub fn cut(&self, code: u16, picks: impl Fn(&Outbox) -> bool) {
        for socket in self.sockets.iter().filter(|socket| picks(socket)) {
            socket.cut(code);
        }
    }

    /// Sessions of sockets that must have proved their key by now, as far as this node knows.
    pub fn proof_due(&self, now: time::OffsetDateTime) -> Vec<SessionId> {
        let due = self.sockets.iter().filter(|socket| socket.proof_is_due(now));
        due.map(|socket| socket.session).collect::<HashSet<_>>().into_iter().collect()
    }

    /// A session has proved its key, on whichever node.
    pub fn proved(&self, session: SessionId, until: time::OffsetDateTime) {
        for socket in self.sockets.iter().filter(|socket| socket.session == session) {
            socket.proved(until);
        }
    }

    /// Cuts the sockets of a session.
    pub fn cut_session(&self, session: SessionId, code: u16) {
        self.cut(code, |socket| socket.session == session);
    }
}

#[cfg(test)]
mod tests {
    use renrakucho_store::entry::PersonRow;
    use time::macros::datetime;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_hint_arrives_as_it_was_sent() {
        let row = EntryRow {
            room: Uuid::from_u128(1),
            seq: 300,
            id: Uuid::from_u128(2),
            kind: "post".into(),
            at: datetime!(2026-04-01 08:30:15.123456 UTC),
            author: PersonRow {
                account: Uuid::from_u128(3),
                name: "佐藤".into(),
                facility: "訪問看護".into(),
                profession: "看護師".into(),
            },
            subject: None,
            priority: Some("normal".into()),
            reply_to: None,
            sealed: Some(vec![0, 200, 255]),
        };
        let bytes = postcard::to_stdvec(&Hint::Entries(vec![row.clone()])).expect("a hint");
        match postcard::from_bytes(&bytes) {
            Ok(Hint::Entries(rows)) => assert_eq!(rows, [row]),
            Ok(_) => panic!("another hint"),
            Err(error) => panic!("{error}"),
        }
    }
}
