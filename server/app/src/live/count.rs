//! What a node knows of one listener's line in the list of rooms: counted on from what the database said once, by the
//! same definition (`store/src/room.rs`): posts by others after the read mark. Whatever is not sure is asked for again.

use renrakucho_domain::{AccountId, Seq};

use super::recent::Recent;

/// One listener's count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    /// How far the account has read, as far as this node has heard. Never goes back.
    read_upto: Seq,
    /// Unread posts up to a position; none: to be asked for.
    counted: Option<Counted>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Counted {
    /// The database may have been further than this node: what it counted is not counted again.
    at: Seq,
    unread: i64,
}

impl Count {
    /// How far the account has read, and how much is unread at a position. None: not known.
    pub fn at(&self, applied: Seq) -> Option<(Seq, i64)> {
        self.counted.filter(|counted| counted.at <= applied).map(|counted| (self.read_upto, counted.unread))
    }

    /// Whether it must be asked for.
    pub const fn is_unknown(&self) -> bool {
        self.counted.is_none()
    }

    /// To be asked for again.
    pub const fn doubt(&mut self) {
        self.counted = None;
    }

    /// The next entry was applied; `by_other` says whether it is a post by someone else.
    pub const fn entry(&mut self, seq: Seq, by_other: bool) {
        if let Some(counted) = &mut self.counted
            && seq > counted.at
        {
            counted.at = seq;
            if by_other && seq > self.read_upto {
                counted.unread += 1;
            }
        }
    }

    /// The account has read so far. Kept also while nothing is counted: what the database is about to say may be older.
    pub fn marked(&mut self, account: AccountId, upto: Seq, recent: &Recent) {
        if upto <= self.read_upto {
            return;
        }
        self.read_upto = upto;
        self.counted = self.counted.and_then(|counted| {
            let unread = recent.posts_by_others(account, upto, counted.at)?;
            Some(Counted { unread, ..counted })
        });
    }

    /// What the database counted in one snapshot: the room's last position, the mark, the unread posts between them.
    /// `applied` is how far this node is.
    pub fn told(&mut self, account: AccountId, at: Seq, read_upto: Seq, unread: i64, applied: Seq, recent: &Recent) {
        let mut unread = if self.read_upto > read_upto {
            // A mark came after the snapshot.
            let Some(unread) = recent.posts_by_others(account, self.read_upto, at) else { return self.doubt() };
            unread
        } else {
            self.read_upto = read_upto;
            unread
        };
        if applied > at {
            // So did entries.
            let after = at.max(self.read_upto);
            let Some(since) = recent.posts_by_others(account, after, applied) else { return self.doubt() };
            unread += since;
        }
        self.counted = Some(Counted { at: at.max(applied), unread });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const OWN: AccountId = AccountId(Uuid::from_u128(1));
    const OTHER: AccountId = AccountId(Uuid::from_u128(2));

    /// What happens to a room and to a node that listens to it for one account.
    #[derive(Clone, Copy, Debug)]
    enum Event {
        /// An entry is committed: a post by the account or by another, or no post.
        Committed(Option<AccountId>),
        /// The node applies the next entry.
        Applied,
        /// The mark moves; the node hears of it at once or later.
        Read(Seq, bool),
        /// The node hears of the marks that it has not heard of.
        Heard,
        /// The database is asked …
        Asked,
        /// … and its answer, maybe old by now, comes.
        Told,
        Doubted,
    }

    fn event() -> impl Strategy<Value = Event> {
        let by = prop_oneof![Just(Some(OTHER)), Just(Some(OTHER)), Just(Some(OWN)), Just(None)];
        prop_oneof![
            3 => by.prop_map(Event::Committed),
            3 => Just(Event::Applied),
            1 => (1i64..12, any::<bool>()).prop_map(|(upto, heard)| Event::Read(upto, heard)),
            1 => Just(Event::Heard),
            2 => Just(Event::Asked),
            2 => Just(Event::Told),
            1 => Just(Event::Doubted),
        ]
    }

    fn unread(log: &[Option<AccountId>], read_upto: Seq, upto: Seq) -> i64 {
        let position = |index: usize| Seq::try_from(index).expect("small") + 1;
        let counts = |(index, by): &(usize, &Option<AccountId>)| {
            position(*index) > read_upto && position(*index) <= upto && **by == Some(OTHER)
        };
        i64::try_from(log.iter().enumerate().filter(counts).count()).expect("small")
    }

    proptest! {
        /// Whatever comes in whatever order: a count that is known is the one that the definition gives for what the
        /// node has heard; and when it has heard everything and asks, it knows.
        #[test]
        fn a_known_count_is_right(events in proptest::collection::vec(event(), 1..60)) {
            let mut log: Vec<Option<AccountId>> = Vec::new();
            let (mut stored_mark, mut heard_mark, mut applied) = (0, 0, 0);
            let (mut count, mut recent) = (Count::default(), Recent::at(0));
            let mut answer = None;
            let head = |log: &[Option<AccountId>]| Seq::try_from(log.len()).expect("small");
            for event in events.into_iter().chain([Event::Heard, Event::Asked, Event::Told]) {
                match event {
                    Event::Committed(by) => log.push(by),
                    Event::Applied if applied < head(&log) => {
                        let by = log[usize::try_from(applied).expect("small")];
                        applied += 1;
                        recent.push(by, None);
                        count.entry(applied, by == Some(OTHER));
                    }
                    Event::Applied => {}
                    Event::Read(upto, heard) => {
                        stored_mark = stored_mark.max(upto.min(head(&log)));
                        if heard {
                            heard_mark = stored_mark;
                            count.marked(OWN, heard_mark, &recent);
                        }
                    }
                    Event::Heard => {
                        heard_mark = stored_mark;
                        count.marked(OWN, heard_mark, &recent);
                    }
                    Event::Asked => {
                        let at = head(&log);
                        answer = Some((at, stored_mark, unread(&log, stored_mark, at)));
                    }
                    Event::Told => if let Some((at, mark, unread)) = answer.take() {
                        count.told(OWN, at, mark, unread, applied, &recent);
                        heard_mark = heard_mark.max(mark);
                    },
                    Event::Doubted => count.doubt(),
                }
                if let Some((read_upto, counted)) = count.at(applied) {
                    prop_assert_eq!(read_upto, heard_mark);
                    prop_assert_eq!(counted, unread(&log, heard_mark, applied));
                }
            }
            while applied < head(&log) {
                let by = log[usize::try_from(applied).expect("small")];
                applied += 1;
                recent.push(by, None);
                count.entry(applied, by == Some(OTHER));
            }
            prop_assert_eq!(count.at(applied), Some((stored_mark, unread(&log, stored_mark, applied))));
        }
    }

    #[test]
    fn a_mark_within_what_is_not_remembered_makes_the_node_ask() {
        let recent = Recent::at(100);
        let mut count = Count::default();
        count.told(OWN, 100, 10, 80, 100, &recent);
        assert_eq!(count.at(100), Some((10, 80)));
        count.marked(OWN, 50, &recent);
        assert!(count.is_unknown());
        count.told(OWN, 100, 40, 55, 100, &recent);
        assert!(count.is_unknown(), "an older answer does not undo the mark");
        count.told(OWN, 100, 50, 45, 100, &recent);
        assert_eq!(count.at(100), Some((50, 45)));
    }
}
