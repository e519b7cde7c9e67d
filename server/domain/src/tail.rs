//! The tail of a room: in which order a node applies entries, and when it must look for a hole.
//!
//! A pure state machine. Entries reach a node by many ways (its own commits, hints from other nodes, pages fetched from
//! the database), in any order, doubled or not at all. The tail lets through exactly 1, 2, 3 …; whoever drives it
//! fetches what it says is missing.

use crate::{AccountId, EntryKind, Seq};

/// What the tail must know of an entry; the payload travels beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// Its position.
    pub seq: Seq,
    /// Its kind.
    pub kind: EntryKind,
    /// Whom a `MemberJoined` or `MemberLeft` is about.
    pub subject: Option<AccountId>,
}

/// What to do with an offered entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is the next one: deliver it.
    Next(Effect),
    /// Seen before: ignore it.
    Old,
    /// Something before it is missing: fetch everything after the given position.
    Hole(Seq),
    /// The room has been closed before: nothing is delivered any more.
    Closed,
}

/// What the next entry does to those who listen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Everyone who listens gets it.
    Deliver,
    /// Everyone but this account gets it; the account's sockets stop listening.
    DeliverAndDrop(AccountId),
    /// Everyone is told to wipe their copies, and nobody listens any more.
    Close,
    /// The same for everyone but those whom a permit that outlived the consent names: they get it, and listen on.
    CloseToOthers,
}

/// The position up to which a node has applied a room's entries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tail {
    applied: Seq,
    closed: bool,
}

impl Tail {
    /// Starts at the room's head as the database told it.
    pub const fn at(head: Seq, closed: bool) -> Self {
        Self { applied: head, closed }
    }

    /// The last applied position.
    pub const fn applied(&self) -> Seq {
        self.applied
    }

    /// Whether the closing entry has been applied.
    pub const fn is_closed(&self) -> bool {
        self.closed
    }

    /// Judges an entry and, if it is the next one, applies it.
    pub fn offer(&mut self, mark: Mark) -> Verdict {
        if self.closed {
            return Verdict::Closed;
        }
        if mark.seq <= self.applied {
            return Verdict::Old;
        }
        if mark.seq > self.applied + 1 {
            return Verdict::Hole(self.applied);
        }
        self.applied = mark.seq;
        Verdict::Next(match (mark.kind, mark.subject) {
            (EntryKind::Discontinued | EntryKind::Lapsed | EntryKind::Erased, _) => {
                self.closed = true;
                Effect::Close
            }
            (EntryKind::ConsentEnded, _) => Effect::CloseToOthers,
            (EntryKind::MemberLeft, Some(account)) => Effect::DeliverAndDrop(account),
            _ => Effect::Deliver,
        })
    }

    /// The room is known to be closed before its closing entry has come: nothing that is still missing is delivered.
    pub const fn close(&mut self) {
        self.closed = true;
    }

    /// Whether the database's head shows that something is missing.
    pub const fn is_behind(&self, head: Seq) -> bool {
        !self.closed && head > self.applied
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const LOG_LENGTH: Seq = 12;

    fn log(closing_at: Option<Seq>) -> Vec<Mark> {
        let last = closing_at.unwrap_or(LOG_LENGTH);
        (1..=last)
            .map(|seq| Mark {
                seq,
                kind: if Some(seq) == closing_at { EntryKind::Discontinued } else { EntryKind::Post },
                subject: None,
            })
            .collect()
    }

    proptest! {
        /// However hints are lost, doubled and shuffled, what is delivered is 1, 2, 3 … and ends at the closing.
        #[test]
        fn any_schedule_delivers_the_log_in_order(
            hints in proptest::collection::vec(0usize..12, 0..80),
            closing_at in proptest::option::of(1i64..=LOG_LENGTH),
        ) {
            let log = log(closing_at);
            let mut tail = Tail::at(0, false);
            let mut delivered = Vec::new();
            let mut offer = |tail: &mut Tail, mark: Mark| match tail.offer(mark) {
                Verdict::Next(_) => { delivered.push(mark.seq); None }
                Verdict::Hole(after) => Some(after),
                Verdict::Old | Verdict::Closed => None,
            };
            for hint in hints {
                let Some(mark) = log.get(hint).copied() else { continue };
                if let Some(after) = offer(&mut tail, mark) {
                    // The fetch brings everything after the hole, as the database does.
                    for mark in log.iter().filter(|mark| mark.seq > after) {
                        prop_assert_eq!(offer(&mut tail, *mark), None);
                    }
                }
            }
            // The tick finds what no hint brought.
            let head = log.last().map_or(0, |mark| mark.seq);
            if tail.is_behind(head) {
                let applied = tail.applied();
                for mark in log.iter().filter(|mark| mark.seq > applied) {
                    prop_assert_eq!(offer(&mut tail, *mark), None);
                }
            }
            prop_assert_eq!(delivered, (1..=head).collect::<Vec<_>>());
            prop_assert_eq!(tail.is_closed(), closing_at.is_some());
        }
    }

    #[test]
    fn nothing_passes_a_removal_unseen() {
        let account = AccountId(Uuid::from_u128(7));
        let mut tail = Tail::at(3, false);
        let after_removal = Mark { seq: 5, kind: EntryKind::Post, subject: None };
        assert_eq!(tail.offer(after_removal), Verdict::Hole(3));
        let removal = Mark { seq: 4, kind: EntryKind::MemberLeft, subject: Some(account) };
        assert_eq!(tail.offer(removal), Verdict::Next(Effect::DeliverAndDrop(account)));
        assert_eq!(tail.offer(after_removal), Verdict::Next(Effect::Deliver));
    }

    #[test]
    fn what_a_permit_keeps_open_goes_on_in_order() {
        let mut tail = Tail::at(3, false);
        let after = Mark { seq: 5, kind: EntryKind::Post, subject: None };
        assert_eq!(tail.offer(after), Verdict::Hole(3), "nothing passes the end of the consent unseen");
        let end = Mark { seq: 4, kind: EntryKind::ConsentEnded, subject: None };
        assert_eq!(tail.offer(end), Verdict::Next(Effect::CloseToOthers));
        assert_eq!(tail.offer(after), Verdict::Next(Effect::Deliver));
        assert!(!tail.is_closed());
    }

    #[test]
    fn nothing_follows_the_closing() {
        let mut tail = Tail::at(3, false);
        let closing = Mark { seq: 4, kind: EntryKind::Discontinued, subject: None };
        assert_eq!(tail.offer(closing), Verdict::Next(Effect::Close));
        assert_eq!(tail.offer(Mark { seq: 5, kind: EntryKind::Post, subject: None }), Verdict::Closed);
        assert!(!tail.is_behind(9));
    }
}
