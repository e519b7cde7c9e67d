//! What a tail remembers of its last entries: who wrote each, to count unread posts without the database; and, of those
//! that somebody was shown a moment ago, the encoded entry, so that who comes back is served without reading, opening and
//! encoding it once more.
//!
//! Opened texts stay in memory for as short as is of use: at most so many per room and node, no longer than
//! [`Recent::IDLE`] after they were last asked for, and never longer than the tail.

use std::{
    collections::VecDeque,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use axum::extract::ws::Utf8Bytes;
use renrakucho_domain::{AccountId, Seq};

/// Entries of a room that are remembered.
const ENTRIES: usize = 500;
/// Bytes of them in a room …
const ROOM_BYTES: usize = 512 * 1024;
/// … and on this node.
const NODE_BYTES: usize = 64 * 1024 * 1024;

static USED: AtomicUsize = AtomicUsize::new(0);

#[derive(Debug, Default)]
struct Slot {
    /// The author of a post; none of another entry.
    by: Option<AccountId>,
    /// The entry as clients get it.
    entry: Option<Utf8Bytes>,
}

/// The last entries, without a hole up to the tail's position.
#[derive(Debug)]
pub struct Recent {
    slots: VecDeque<Slot>,
    last: Seq,
    bytes: usize,
    used: Instant,
}

impl Recent {
    /// How long encoded entries stay that nobody asks for.
    pub const IDLE: Duration = Duration::from_mins(5);

    /// Nothing is remembered up to a position.
    pub fn at(last: Seq) -> Self {
        Self { slots: VecDeque::new(), last, bytes: 0, used: Instant::now() }
    }

    /// The position of the first entry that is remembered.
    fn first(&self) -> Seq {
        self.last + 1 - Seq::try_from(self.slots.len()).unwrap_or(Seq::MAX)
    }

    fn index(&self, seq: Seq) -> Option<usize> {
        usize::try_from(seq - self.first()).ok().filter(|index| *index < self.slots.len())
    }

    /// The next entry.
    pub fn push(&mut self, by: Option<AccountId>, entry: Option<Utf8Bytes>) {
        self.last += 1;
        self.slots.push_back(Slot { by, entry: None });
        if self.slots.len() > ENTRIES {
            self.drop_first();
        }
        if let Some(entry) = entry {
            self.keep(self.last, entry);
        }
    }

    /// An entry that was read from the database, if it belongs to what is remembered. A page goes in from its end.
    pub fn fill(&mut self, seq: Seq, by: Option<AccountId>, entry: Utf8Bytes) {
        if seq + 1 == self.first() && self.slots.len() < ENTRIES {
            self.slots.push_front(Slot { by, entry: None });
        }
        let missing = self.index(seq).is_some_and(|index| self.slots[index].entry.is_none());
        // What is older gives way to nothing: it would push itself out at once.
        if missing && self.bytes + entry.len() <= ROOM_BYTES {
            self.keep(seq, entry);
        }
    }

    fn keep(&mut self, seq: Seq, entry: Utf8Bytes) {
        let length = entry.len();
        let Some(index) = self.index(seq) else { return };
        if USED.fetch_add(length, Ordering::Relaxed) + length > NODE_BYTES {
            USED.fetch_sub(length, Ordering::Relaxed);
            return;
        }
        self.bytes += length;
        self.used = Instant::now();
        self.slots[index].entry = Some(entry);
        let mut oldest = 0;
        while self.bytes > ROOM_BYTES && oldest < self.slots.len() {
            self.forget(oldest);
            oldest += 1;
        }
    }

    fn forget(&mut self, index: usize) {
        if let Some(entry) = self.slots[index].entry.take() {
            self.bytes -= entry.len();
            USED.fetch_sub(entry.len(), Ordering::Relaxed);
        }
    }

    fn drop_first(&mut self) {
        self.forget(0);
        self.slots.pop_front();
    }

    /// How many posts by others stand after a position, up to another. None: that far back is not remembered.
    pub fn posts_by_others(&self, account: AccountId, after: Seq, upto: Seq) -> Option<i64> {
        if upto <= after {
            return Some(0);
        }
        let (from, to) = (self.index(after + 1)?, self.index(upto)?);
        let by_others = self.slots.range(from..=to).filter(|slot| slot.by.is_some_and(|by| by != account)).count();
        i64::try_from(by_others).ok()
    }

    /// Whether all entries after a position are at hand.
    pub fn holds_after(&self, after: Seq) -> bool {
        let Ok(wanted) = usize::try_from(self.last - after) else { return false };
        wanted <= self.slots.len() && self.slots.iter().rev().take(wanted).all(|slot| slot.entry.is_some())
    }

    /// Entries after a position, at most so many and about so many bytes, at least one; none if they are not at hand.
    pub fn page(&mut self, after: Seq, entries: usize, bytes: usize) -> Vec<Utf8Bytes> {
        let mut page = Vec::new();
        let mut length = 0;
        let from = self.index(after + 1).unwrap_or(self.slots.len());
        for entry in self.slots.range(from..).map_while(|slot| slot.entry.as_ref()).take(entries) {
            length += entry.len();
            if length > bytes && !page.is_empty() {
                break;
            }
            page.push(entry.clone());
        }
        self.used = Instant::now();
        page
    }

    /// Forgets the encoded entries if nobody has asked for them for long.
    pub fn forget_the_idle(&mut self) {
        if self.used.elapsed() > Self::IDLE {
            self.forget_texts();
        }
    }

    /// Forgets one encoded entry.
    pub fn forget_text(&mut self, seq: Seq) {
        if let Some(index) = self.index(seq) {
            self.forget(index);
        }
    }

    /// Forgets the encoded entries.
    pub fn forget_texts(&mut self) {
        (0..self.slots.len()).for_each(|index| self.forget(index));
    }
}

impl Drop for Recent {
    fn drop(&mut self) {
        USED.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const A: AccountId = AccountId(Uuid::from_u128(1));
    const B: AccountId = AccountId(Uuid::from_u128(2));

    fn entry(seq: Seq) -> Utf8Bytes {
        format!("{{{seq}}}").into()
    }

    #[test]
    fn posts_are_counted_as_far_back_as_is_remembered() {
        let mut recent = Recent::at(10);
        for by in [Some(A), Some(B), None, Some(B)] {
            recent.push(by, None);
        }
        assert_eq!(recent.posts_by_others(A, 10, 14), Some(2));
        assert_eq!(recent.posts_by_others(B, 10, 14), Some(1));
        assert_eq!(recent.posts_by_others(B, 11, 14), Some(0));
        assert_eq!(recent.posts_by_others(A, 9, 14), None, "the tenth is not remembered");
        assert_eq!(recent.posts_by_others(A, 14, 14), Some(0));
        assert_eq!(recent.posts_by_others(A, 10, 15), None, "the fifteenth has not come");
    }

    #[test]
    fn a_page_that_was_read_serves_the_next_who_asks() {
        let mut recent = Recent::at(10);
        assert!(recent.holds_after(10), "nothing is missing");
        assert!(!recent.holds_after(9) && recent.page(9, 100, 1_000).is_empty());
        for seq in (6..=10).rev() {
            recent.fill(seq, Some(A), entry(seq));
        }
        recent.push(Some(B), Some(entry(11)));
        assert!(recent.holds_after(5) && !recent.holds_after(4));
        assert_eq!(recent.page(5, 100, 1_000), (6..=11).map(entry).collect::<Vec<_>>());
        assert_eq!(recent.page(8, 2, 1_000), [entry(9), entry(10)]);
        assert_eq!(recent.page(8, 100, 1), [entry(9)], "at least one");
        assert_eq!(recent.posts_by_others(B, 5, 11), Some(5));
        recent.push(Some(B), None);
        assert!(!recent.holds_after(5), "the last was not encoded");
        recent.fill(3, Some(A), entry(3));
        assert_eq!(recent.first(), 6, "no hole");
        recent.forget_texts();
        assert!(recent.page(5, 100, 1_000).is_empty());
        assert_eq!((recent.bytes, recent.posts_by_others(A, 5, 12)), (0, Some(2)));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut recent = Recent::at(0);
        let large: Utf8Bytes = "x".repeat(ROOM_BYTES / 4).into();
        for _ in 0..ENTRIES + 7 {
            recent.push(Some(A), Some(large.clone()));
            assert!(recent.bytes <= ROOM_BYTES && recent.slots.len() <= ENTRIES);
        }
        assert_eq!((recent.first(), recent.last), (8, 507));
        assert!(recent.holds_after(503) && !recent.holds_after(502), "the oldest texts went first");
    }
}
