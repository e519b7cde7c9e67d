//! Which posts were erased while this node runs. What came before stands in the database as it is; but what this node has read already,
//! or what a late hint brings, may still hold the text of one of them.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::extract::ws::Utf8Bytes;
use dashmap::DashMap;
use renrakucho_domain::{AccountId, EntryId, RoomId, RoomState, Seq};
use renrakucho_protocol::close;

use super::{
    Live,
    parking::Mutex,
    room_tail::{RoomTail, Stage},
};

/// The positions of the posts that were erased, by room: a few, in the life of a node.
#[derive(Debug, Default)]
pub struct Erased {
    count: AtomicU64,
    /// Held from the counting until the room's tail knows: no tail takes the count of an erasure for that of another.
    turn: Mutex<()>,
    rooms: DashMap<RoomId, BTreeSet<Seq>>,
}

impl Erased {
    /// One more. It stands here before it is counted.
    pub fn add(&self, room: RoomId, seq: Seq) {
        self.rooms.entry(room).or_default().insert(seq);
        self.count.fetch_add(1, Ordering::AcqRel);
    }

    /// How many there were. Ask before something is read; what is read then holds no text of those that were counted.
    pub fn count(&self) -> u64 {
        self.count.load(Ordering::Acquire)
    }

    /// Those of a room.
    pub fn of(&self, room: RoomId) -> BTreeSet<Seq> {
        self.rooms.get(&room).map(|seqs| seqs.clone()).unwrap_or_default()
    }
}

impl Live {
    /// How many posts were erased so far, as this node knows. Asked before something is read: see [`Handed::Stale`].
    pub fn erasures(&self) -> u64 {
        self.erased.count()
    }

    /// A post was erased: nothing that this node holds of it is delivered from here on, whatever was read of the room before.
    pub fn erase_entry(&self, room: RoomId, entry: EntryId, seq: Seq) {
        let _turn = self.erased.turn.lock();
        self.erased.add(room, seq);
        if let Some(tail) = self.tail(room) {
            tail.erase(entry, seq, self.erased.count());
        }
    }

    /// A tail that knows what was erased before there was one. Whoever erases writes it down first and looks for the tail second.
    pub(super) fn new_tail(&self, room: RoomId, head: Seq, state: RoomState) -> Arc<RoomTail> {
        let tail = RoomTail::at(room, head, !state.is_readable());
        {
            let mut state = tail.state.lock();
            // The count first: what is counted stands among them.
            state.erasures = self.erased.count();
            state.erased = self.erased.of(room);
        }
        Arc::new(tail)
    }
}

/// What became of a frame of entries that were read from the database or from the tail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Handed {
    /// It waits to be written.
    Done,
    /// A post of the room was erased since it was read: it is to be read again.
    Stale,
    /// The socket does not listen any more.
    Gone,
}

impl RoomTail {
    /// Hands a frame of entries over that were read when so many posts were erased. Under the lock that erasures take, as removals and the
    /// closing do: none of it follows an erasure.
    pub fn hand_over_read(&self, socket: u64, as_of: u64, bytes: Utf8Bytes) -> Handed {
        let state = self.state.lock();
        if state.erasures > as_of {
            return Handed::Stale;
        }
        let listener = state.listeners.iter().find(|listener| listener.outbox.socket == socket);
        match listener.filter(|listener| listener.stage != Stage::Candidate && !state.tail.is_closed()) {
            Some(listener) => {
                listener.outbox.push(Some(self.room), None, bytes);
                Handed::Done
            }
            None => Handed::Gone,
        }
    }

    /// Entries that were read from the database, oldest first: kept for who asks next, unless one was erased since.
    pub fn remember(&self, read: &[(Seq, Option<AccountId>, Utf8Bytes)], as_of: u64) {
        let mut state = self.state.lock();
        if !state.tail.is_closed() && state.erasures <= as_of {
            for (seq, by, entry) in read.iter().rev() {
                state.recent.fill(*seq, *by, entry.clone());
            }
        }
    }

    /// A post was erased, the last of so many. Whom its text still waits for is cut, and comes back by their cursor.
    pub(super) fn erase(&self, entry: EntryId, seq: Seq, erasures: u64) {
        let mut state = self.state.lock();
        state.erased.insert(seq);
        state.erasures = erasures;
        state.recent.forget_text(seq);
        state.forget_early(seq);
        for listener in state.listeners.iter().filter(|listener| listener.outbox.holds(self.room, entry)) {
            listener.outbox.cut(close::FELL_BEHIND);
        }
    }
}

#[cfg(test)]
mod tests {
    use renrakucho_domain::EntryKind;
    use uuid::Uuid;

    use super::*;
    use crate::live::room_tail::{
        Arrival, Missing,
        tests::{arrived, listener, live_tail, shown},
    };

    const ERASED: EntryId = EntryId(Uuid::from_u128(9));

    #[test]
    fn what_was_read_before_an_erasure_is_handed_to_nobody_after_it() {
        let outbox = listener(7);
        let tail = live_tail(&outbox);
        let page = || Utf8Bytes::from("page");
        assert_eq!(tail.hand_over_read(outbox.socket, 0, page()), Handed::Done);
        tail.erase(ERASED, 9, 1);
        assert_eq!(tail.hand_over_read(outbox.socket, 0, page()), Handed::Stale);
        assert_eq!(tail.hand_over_read(outbox.socket, 1, page()), Handed::Done);
        tail.remember(&[(10, None, "old".into())], 0);
        assert!(tail.recent(9, 10, 1_000).1.is_empty(), "nothing is kept that was read before");
        tail.remember(&[(10, None, "new".into())], 1);
        let (as_of, kept) = tail.recent(9, 10, 1_000);
        assert_eq!((as_of, &kept[..]), (1, &["new".into()][..]));
        tail.erase(ERASED, 10, 2);
        assert!(tail.recent(9, 10, 1_000).1.is_empty(), "nor what was kept");
        assert_eq!(
            tail.hand_over_read(outbox.socket, as_of, page()),
            Handed::Stale,
            "nor what was taken from it before"
        );
    }

    #[test]
    fn a_text_that_still_waits_is_not_written() {
        let (outbox, other) = (listener(7), listener(8));
        let (tail, there) = (live_tail(&outbox), live_tail(&other));
        let frame = format!(r#"{{"entries":[{{"id":"{}"}}]}}"#, ERASED.0);
        outbox.push(Some(tail.room), Some(10), frame.into());
        other.push(Some(there.room), Some(10), format!(r#"{{"entry":"{}"}}"#, ERASED.0).into());
        tail.erase(ERASED, 10, 1);
        there.erase(ERASED, 10, 1);
        assert_eq!((outbox.closing(), outbox.is_empty()), (Some(close::FELL_BEHIND), true));
        assert_eq!((other.closing(), other.is_empty()), (None, false), "the news of it is no text");
    }

    #[test]
    fn a_late_hint_does_not_bring_the_text_back() {
        let outbox = listener(7);
        let tail = live_tail(&outbox);
        let post = |seq| arrived(seq, EntryKind::Post, None);
        tail.apply(vec![post(12)]);
        tail.erase(ERASED, 11, 1);
        tail.erase(ERASED, 12, 2);
        let late = Arrival { missing: Some(Missing::Encoding), ..Arrival::default() };
        assert_eq!(tail.apply(vec![post(11)]), late, "it is fetched instead");
        assert!(shown(&outbox).is_empty());
        let mut fetched = vec![post(11), post(12)];
        for entry in &mut fetched {
            entry.is_blank = true;
        }
        assert!(tail.apply(fetched).applied);
        assert_eq!(shown(&outbox), [11, 12]);
    }
}
