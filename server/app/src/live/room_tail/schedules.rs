//! The live end of a room under random schedules: entries come early, late, twice, unready or not at all; people come, are asked about
//! at the gate, catch up and go live; they are removed, the room is closed to all or to some; the node learns of it by the
//! log, by the revocation log, or not yet and is held. Whatever happens: each reader is shown the log, in order and without a
//! hole, from where they stood, nothing from after their end, and nothing at all once whoever ended it was told so.
//!
//! `SCHEDULES=n SEED=s cargo test -p renrakucho --lib schedules` plays others; a failure names the seed of its schedule, and
//! `SCHEDULES=1 SEED=…` plays that one alone. What applies entries by itself, without readers, is played a million times in
//! `domain/tests/schedules.rs`.

use fastrand::Rng;

use super::{
    tests::{arrived, listener},
    *,
};

/// Whom a permit keeps in the room, as `arrived` has it.
const KEPT: u128 = 7;
const READERS: [u128; 3] = [5, 6, KEPT];

type Planned = (EntryKind, Option<u128>);

/// What a reader does next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum At {
    /// Has not come yet.
    Away,
    /// Stands at the end; the gate is to be asked.
    Candidate,
    /// The gate, asked when so much was committed, has let them in.
    LetIn(Seq),
    /// A page up to here was read for them.
    Read(Seq),
    /// Catches up: the gate is to be asked for the next page.
    Behind,
    Live,
    /// Was refused, or sent away.
    Gone,
}

struct Reader {
    account: u128,
    outbox: Arc<Outbox>,
    at: At,
    /// Has been handed everything up to here.
    cursor: Seq,
    /// Was shown everything from `start` up to here.
    start: Seq,
    shown: Seq,
    wiped: bool,
    /// Whoever ended it was told that nothing is shown any more.
    shut: bool,
}

#[derive(Clone, Copy)]
enum Ending {
    Member(u128),
    Others,
    Room,
}

struct Node {
    seed: u64,
    chance: Rng,
    log: Vec<Planned>,
    committed: usize,
    tail: RoomTail,
    readers: Vec<Reader>,
    /// Entries whose hints are under way.
    hints: Vec<usize>,
    /// What the revocation log says that the node has not applied.
    endings: Vec<Ending>,
    held: bool,
}

fn seq(position: usize) -> Seq {
    Seq::try_from(position).expect("a small number")
}

impl Node {
    fn begin(seed: u64) -> Self {
        let mut chance = Rng::with_seed(seed);
        let length = 2 + chance.usize(..12);
        let last = (chance.usize(..3) == 0).then_some(length);
        let others = (chance.usize(..3) == 0).then(|| 1 + chance.usize(..length));
        let mut left = Vec::new();
        let log: Vec<Planned> = (1..=length)
            .map(|number| match chance.usize(..6) {
                _ if last == Some(number) => (EntryKind::Discontinued, None),
                _ if others == Some(number) => (EntryKind::ConsentEnded, None),
                0 => {
                    let account = READERS[chance.usize(..READERS.len())];
                    // Nobody leaves twice.
                    if left.contains(&account) {
                        return (EntryKind::Post, None);
                    }
                    left.push(account);
                    (EntryKind::MemberLeft, Some(account))
                }
                _ => (EntryKind::Post, None),
            })
            .collect();
        let committed = chance.usize(..length);
        let readers = READERS.into_iter().zip(1..).map(|(account, socket)| {
            let mut outbox = listener(account);
            Arc::get_mut(&mut outbox).expect("nobody else holds it").socket = socket;
            let start = seq(chance.usize(..=committed));
            Reader { account, outbox, at: At::Away, cursor: start, start, shown: start, wiped: false, shut: false }
        });
        let readers = readers.collect();
        let tail = Self::tail(&log[..committed]);
        Self { seed, chance, log, committed, tail, readers, hints: Vec::new(), endings: Vec::new(), held: false }
    }

    fn tail(committed: &[Planned]) -> RoomTail {
        let closed = committed.last().is_some_and(|(kind, _)| *kind == EntryKind::Discontinued);
        RoomTail::at(RoomId(Uuid::from_u128(5)), seq(committed.len()), closed)
    }

    /// Where an account's right to read ended, of what is committed.
    fn end_of(&self, account: u128) -> Option<Seq> {
        let end = self.log[..self.committed].iter().position(|entry| match entry {
            (EntryKind::Discontinued, _) => true,
            (EntryKind::ConsentEnded, _) => account != KEPT,
            (EntryKind::MemberLeft, subject) => *subject == Some(account),
            _ => false,
        });
        end.map(|before| seq(before + 1))
    }

    fn commit(&mut self) {
        let Some((kind, subject)) = self.log.get(self.committed).copied() else { return };
        self.hints.extend(std::iter::repeat_n(self.committed, self.chance.usize(..3)));
        self.committed += 1;
        self.endings.extend(match kind {
            EntryKind::Discontinued => Some(Ending::Room),
            EntryKind::ConsentEnded => Some(Ending::Others),
            EntryKind::MemberLeft => subject.map(Ending::Member),
            _ => None,
        });
    }

    fn entry(&mut self, position: usize) -> Arrived {
        let (kind, subject) = self.log[position];
        let mut entry = arrived(seq(position + 1), kind, subject);
        // Nobody was live when it was looked at; now and then somebody is by the time it is applied.
        if !self.tail.state.lock().someone_live() || self.chance.usize(..8) == 0 {
            entry.bytes = Encoded::NotYet;
        }
        entry
    }

    /// A hint arrives, in any order. The fetch of what is missing may fail: the next look finds it again.
    fn hint(&mut self) {
        if self.hints.is_empty() {
            return;
        }
        let hint = self.hints.swap_remove(self.chance.usize(..self.hints.len()));
        let entry = self.entry(hint);
        if self.tail.apply(vec![entry]).missing.is_some() && self.chance.usize(..4) != 0 {
            self.fetch();
        }
    }

    fn fetch(&mut self) {
        let applied = usize::try_from(self.tail.applied()).expect("a small number");
        let entries = (applied..self.committed).map(|position| self.entry(position)).collect();
        self.tail.apply(entries);
    }

    /// The revocation log is followed to its end.
    fn poll(&mut self) {
        let order = Uuid::from_u128(9);
        for ending in std::mem::take(&mut self.endings) {
            match ending {
                Ending::Member(account) => self.tail.drop_member(AccountId(Uuid::from_u128(account)), order),
                Ending::Others => self.tail.close_to_others(&[AccountId(Uuid::from_u128(KEPT))], order),
                Ending::Room => self.tail.close(order),
            }
        }
        self.held = false;
    }

    /// Whoever ended something hears of it when this node has followed, or is held.
    fn answer(&mut self) {
        if self.held || self.endings.is_empty() {
            for number in 0..self.readers.len() {
                let ended = self.end_of(self.readers[number].account).is_some();
                self.readers[number].shut |= ended;
            }
        }
    }

    fn go_on(&mut self, number: usize) {
        let may = self.end_of(self.readers[number].account).is_none();
        let committed = seq(self.committed);
        if self.readers[number].at == At::Away && !self.tail.add(&self.readers[number].outbox) {
            // The last one has left: the next tail begins where the log stands.
            self.tail = Self::tail(&self.log[..self.committed]);
            self.tail.add(&self.readers[number].outbox);
        }
        let Self { tail, readers, .. } = self;
        let reader = &mut readers[number];
        let socket = reader.outbox.socket;
        reader.at = match reader.at {
            At::Away => At::Candidate,
            At::Candidate if may => At::LetIn(committed),
            At::Behind if may => At::Read(committed),
            At::Candidate => {
                tail.remove(socket);
                At::Gone
            }
            // Whoever was let in before stays until the log says otherwise: the order to wipe must still come.
            At::Behind => At::Gone,
            // What was read is handed over only if nothing has ended it here meanwhile.
            At::LetIn(_) if !tail.admit(socket) => At::Gone,
            At::LetIn(upto) | At::Read(upto) => {
                while reader.cursor < upto && tail.hand_over(socket, Some(reader.cursor + 1), "page".into()) {
                    reader.cursor += 1;
                }
                if tail.go_live(socket, reader.cursor) { At::Live } else { At::Behind }
            }
            at @ (At::Live | At::Gone) => at,
        };
    }

    /// A session writes what waits, unless the node is held.
    fn write(&mut self, number: usize) {
        if self.held {
            return;
        }
        let seed = self.seed;
        let reader = &mut self.readers[number];
        for frame in reader.outbox.take(1 + self.chance.usize(..40)) {
            let Some(upto) = frame.upto else {
                reader.wiped = true;
                continue;
            };
            assert!(!reader.wiped, "SCHEDULES=1 SEED={seed}: {upto} after the order to wipe");
            assert!(!reader.shut, "SCHEDULES=1 SEED={seed}: {upto} was shown after the answer");
            assert_eq!(upto, reader.shown + 1, "SCHEDULES=1 SEED={seed}: out of order");
            reader.shown = upto;
        }
        assert!(reader.outbox.closing().is_none(), "SCHEDULES=1 SEED={seed}: cut");
    }
}

/// Plays one schedule; answers how many entries were shown.
fn play(seed: u64) -> Seq {
    let mut node = Node::begin(seed);
    for _ in 0..node.chance.usize(..80) {
        let number = node.chance.usize(..READERS.len());
        match node.chance.usize(..16) {
            0 | 1 => node.commit(),
            2..=4 => node.hint(),
            5 => node.fetch(),
            6 => node.poll(),
            7 => node.held = true,
            8 => node.answer(),
            9..=12 => node.go_on(number),
            _ => node.write(number),
        }
    }
    // The storm is over: the node follows, and everyone takes what is theirs.
    node.poll();
    node.answer();
    for number in 0..READERS.len() {
        for _ in 0..4 {
            node.go_on(number);
            node.fetch();
        }
        // An entry that was not ready for somebody who has just gone live is looked for until it is there.
        for _ in 0..20 {
            node.fetch();
        }
        while !node.readers[number].outbox.is_empty() {
            node.write(number);
        }
    }
    let mut shown = 0;
    for reader in &node.readers {
        let end = node.end_of(reader.account);
        let upto = reader.shown;
        match end {
            // From before the end as much as was taken in time; nothing from the end on.
            Some(end) => assert!(upto == reader.start || upto < end, "SCHEDULES=1 SEED={seed}: {upto}, ended at {end}"),
            None => assert_eq!(upto, seq(node.committed), "SCHEDULES=1 SEED={seed}: {:?}", reader.at),
        }
        shown += upto - reader.start;
    }
    shown
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

#[test]
fn whoever_comes_and_whatever_ends_each_reader_is_shown_their_part_of_the_log() {
    let (schedules, seed) = (number("SCHEDULES", 50_000), number("SEED", 1));
    let shown: Seq = (seed..seed + schedules).map(play).sum();
    assert!(schedules == 1 || shown > 0, "nothing was shown: the schedules play nothing");
}
