//! Ten thousand ways to change the log behind everyone's back, out of a seed; each is found. The log is rows in memory, as the database
//! would answer them, and what looks at them is what looks at the database's (`Walk::hold`, `Reading::hold`). Where the events come
//! from, and which of them no link covers, are questions to the database: `tests/it/tampering.rs` changes that one.
//!
//! `TAMPER_SEED=n cargo test --workspace --lib tampering` plays the same ones again.

use std::collections::BTreeMap;

use ed25519_dalek::{Signer, SigningKey};
use fastrand::Rng;
use renrakucho_store::audit::{Checkpoint, Link, Row};
use time::OffsetDateTime;

use super::{second_place::Kept, *};

const TIMES: u64 = 10_000;
const EVENTS: i64 = 40;
/// Where the checkpoints are: the last link is covered.
const SIGNED: [i64; 4] = [7, 19, 30, EVENTS];
/// As many links at a time: several stretches.
const STRETCH: usize = 16;
const INSTANCE: Uuid = Uuid::from_u128(0x0123_4567_89ab_cdef);

/// What an audit link is, but for its event.
#[derive(Clone, PartialEq)]
struct Bare {
    event: i64,
    xid: String,
    hash: Vec<u8>,
}

/// The tables, and the second place. The checks of the database hold: a position has one link and at most one checkpoint.
#[derive(Clone, PartialEq)]
struct Log {
    events: BTreeMap<i64, Row>,
    links: BTreeMap<i64, Bare>,
    checkpoints: BTreeMap<i64, Checkpoint>,
    elsewhere: Vec<String>,
}

fn key(of: u8) -> SigningKey {
    SigningKey::from_bytes(&[of; 32])
}

fn signed(by: &SigningKey, position: i64, hash: &[u8]) -> Checkpoint {
    let signature = by.sign(&checkpoint_text(INSTANCE, position, hash)).to_bytes().to_vec();
    Checkpoint { position, hash: hash.to_vec(), signature }
}

fn uuid(random: &mut Rng) -> Option<Uuid> {
    (random.u8(..4) > 0).then(|| Uuid::from_u128(random.u128(..)))
}

fn row(id: i64, random: &mut Rng) -> Row {
    let at = OffsetDateTime::UNIX_EPOCH + time::Duration::microseconds(1_790_000_000_000_000 + id * 1_000);
    let some = |random: &mut Rng, most: i64| (random.u8(..3) > 0).then(|| random.i64(1..most));
    Row {
        id,
        xid: (700 + id / 3).to_string(),
        at,
        event: ["room_viewed", "entry_added", "refused", "case_viewed"][random.usize(..4)].into(),
        account: uuid(random),
        device: uuid(random),
        session: uuid(random),
        room: uuid(random),
        subject: uuid(random),
        from_seq: some(random, 90),
        upto_seq: some(random, 90),
        detail: ["", "x", "accepted"].get(random.usize(..4)).map(|word| (*word).into()),
        row_hash: (random.u8(..3) > 0).then(|| vec![random.u8(..); 32]),
        request_id: format!("request-{id}"),
    }
}

impl Log {
    fn new(random: &mut Rng) -> Self {
        let events: BTreeMap<i64, Row> = (1..=EVENTS).map(|id| (id, row(id, random))).collect();
        let bare = |row: &Row| Bare { event: row.id, xid: row.xid.clone(), hash: Vec::new() };
        let links = events.values().map(|row| (row.id, bare(row))).collect();
        let mut log = Self { events, links, checkpoints: BTreeMap::new(), elsewhere: Vec::new() };
        log.link_anew(1);
        log.checkpoints = SIGNED.map(|at| (at, signed(&key(1), at, &log.links[&at].hash))).into();
        let line =
            |one: &Checkpoint| format!("{} {} {}\n", one.position, hex::encode(&one.hash), hex::encode(&one.signature));
        log.elsewhere = log.checkpoints.values().map(line).collect();
        log
    }

    /// Whoever knows how links are made makes all of them anew from a position on.
    fn link_anew(&mut self, from: i64) {
        let mut before = self.links.range(..from).next_back().map_or_else(|| vec![0; 32], |(_, one)| one.hash.clone());
        for (_, one) in self.links.range_mut(from..) {
            let Some(row) = self.events.get(&one.event) else { continue };
            one.hash = link(INSTANCE, &before, row);
            before.clone_from(&one.hash);
        }
    }

    fn end(&self) -> i64 {
        self.links.keys().next_back().copied().unwrap_or(0)
    }

    /// What the database answers.
    fn stretch(&self, after: i64) -> Stretch {
        let there = self.links.range(after + 1..).filter_map(|(position, one)| {
            let row = self.events.get(&one.event)?.clone();
            Some(Link { position: *position, hash: one.hash.clone(), xid: one.xid.clone(), row })
        });
        let links: Vec<_> = there.take(STRETCH).collect();
        let last = links.last().map_or(after, |last| last.position);
        let of = |position: &i64| *position > after && *position <= last;
        let checkpoints = self.checkpoints.values().filter(|one| of(&one.position)).cloned().collect();
        Stretch { end: self.end(), links, checkpoints }
    }

    /// As `verify` does it.
    fn verify(&self) -> Result<i64, Tampered> {
        let by = key(1).verifying_key();
        let mut walk = Walk::by(by, INSTANCE);
        while walk.hold(self.stretch(walk.position))? {}
        walk.reaches(self.checkpoints.keys().next_back().copied().unwrap_or(0))?;
        let mut reading = Reading::of(PathBuf::new(), by, INSTANCE);
        let kept = Kept {
            hashes: self.links.iter().map(|(position, one)| (*position, one.hash.clone())).collect(),
            checkpoints: self.checkpoints.keys().copied().collect(),
            end: self.end(),
        };
        reading.hold(&reading.signed(&self.elsewhere)?, &kept)?;
        Ok(walk.position)
    }

    fn any(&self, random: &mut Rng) -> i64 {
        let positions: Vec<_> = self.links.keys().copied().collect();
        positions[random.usize(..positions.len())]
    }

    fn any_signed(&self, random: &mut Rng) -> i64 {
        let positions: Vec<_> = self.checkpoints.keys().copied().collect();
        positions[random.usize(..positions.len())]
    }
}

fn flip(bytes: &mut [u8], random: &mut Rng) {
    let at = random.usize(..bytes.len());
    bytes[at] ^= 1 << random.u8(..8);
}

fn other(value: &mut Option<Uuid>, random: &mut Rng) {
    *value = if value.is_some() && random.bool() { None } else { Some(Uuid::from_u128(random.u128(..))) };
}

fn other_seq(value: &mut Option<i64>, random: &mut Rng) {
    *value = match *value {
        Some(_) if random.bool() => None,
        Some(seq) => Some(seq + random.i64(1..50)),
        None => Some(random.i64(..)),
    };
}

/// One field of an event is another.
fn edit(row: &mut Row, field: usize, random: &mut Rng) {
    match field {
        0 => row.xid = (row.xid.parse::<u64>().expect("a number") + random.u64(1..9)).to_string(),
        1 => row.at += time::Duration::microseconds(random.i64(1..1_000_000)),
        2 => row.event.push('s'),
        3 => other(&mut row.account, random),
        4 => other(&mut row.device, random),
        5 => other(&mut row.session, random),
        6 => other(&mut row.room, random),
        7 => other(&mut row.subject, random),
        8 => other_seq(&mut row.from_seq, random),
        9 => other_seq(&mut row.upto_seq, random),
        // That there is none is not the same as that it says nothing.
        10 => row.detail = if row.detail.is_some() { None } else { Some(String::new()) },
        11 => match &mut row.row_hash {
            Some(hash) => flip(hash, random),
            none => *none = Some(Vec::new()),
        },
        12 => row.request_id.insert(random.usize(..row.request_id.len()), 'q'),
        // What one field held, another holds.
        13 => (row.account, row.subject) = (row.subject, row.account),
        14 => (row.from_seq, row.upto_seq) = (row.upto_seq, row.from_seq),
        _ => {
            let moved = row.event.pop().expect("a word");
            row.detail = Some(row.detail.take().unwrap_or_default() + &moved.to_string());
        }
    }
}

const FIELDS: usize = 16;

/// What was done, for whoever reads that it was not found.
const WAYS: [fn(&mut Log, &mut Rng) -> &'static str; 20] = [
    |log, random| {
        let field = random.usize(..FIELDS);
        let event = log.links[&log.any(random)].event;
        edit(log.events.get_mut(&event).expect("an event"), field, random);
        "a field of an event"
    },
    |log, random| {
        let at = log.any(random);
        let event = log.links[&at].event;
        edit(log.events.get_mut(&event).expect("an event"), random.usize(..FIELDS), random);
        log.link_anew(at);
        "a field of an event, and all links after it made anew"
    },
    |log, random| {
        let at = log.any(random);
        let event = log.links[&at].event;
        edit(log.events.get_mut(&event).expect("an event"), random.usize(1..FIELDS), random);
        log.link_anew(at);
        let stranger = key(2);
        for (position, one) in log.checkpoints.range_mut(at..) {
            *one = signed(&stranger, *position, &log.links[position].hash);
        }
        "a field of an event, all links after it, and checkpoints signed with another key"
    },
    |log, random| {
        let event = log.links[&log.any(random)].event;
        log.events.remove(&event);
        "an event is gone"
    },
    |log, random| {
        let at = log.any(random);
        log.links.remove(&at);
        "a link is gone"
    },
    |log, random| {
        let at = log.any(random);
        let gone = log.links.remove(&at).expect("a link");
        log.events.remove(&gone.event);
        "an event is gone with its link"
    },
    |log, random| {
        // Those that follow take its place, and are linked anew.
        let at = log.any(random);
        let gone = log.links.split_off(&at);
        let rest = gone.into_iter().skip(1).map(|(position, one)| (position - 1, one));
        log.links.extend(rest);
        log.link_anew(at);
        "a link is gone, and the others have moved up and were made anew"
    },
    |log, random| {
        let (a, b) = (log.any(random), log.any(random));
        let (first, second) = (log.links[&a].event, log.links[&b].event);
        let (mut one, mut two) = (log.events[&first].clone(), log.events[&second].clone());
        std::mem::swap(&mut one.id, &mut two.id);
        log.events.extend([(first, two), (second, one)]);
        "two events have changed places"
    },
    |log, random| {
        let (a, b) = (log.any(random), log.any(random));
        let (one, two) = (log.links[&a].clone(), log.links[&b].clone());
        log.links.extend([(a, two), (b, one)]);
        "two links have changed places"
    },
    |log, random| {
        let (a, b) = (log.any(random), log.any(random));
        let (one, two) = (log.links[&a].clone(), log.links[&b].clone());
        log.links.extend([(a, two), (b, one)]);
        log.link_anew(a.min(b));
        "two links have changed places, and those after them were made anew"
    },
    |log, random| {
        let from = log.any(random);
        for (_, gone) in log.links.split_off(&from) {
            log.events.remove(&gone.event);
        }
        "the end is cut off"
    },
    |log, random| {
        let from = log.any(random);
        for (_, gone) in log.links.split_off(&from) {
            log.events.remove(&gone.event);
        }
        log.checkpoints.split_off(&from);
        "the end is cut off, with its checkpoints"
    },
    |log, random| {
        log.events.clear();
        log.links.clear();
        log.checkpoints.clear();
        let _ = random;
        "nothing is left"
    },
    |log, random| {
        let at = log.any(random);
        let mut forged = row(1_000 + random.i64(0..1_000), random);
        forged.xid = log.links[&at].xid.clone();
        let rest: Vec<_> = log.links.split_off(&at).into_iter().map(|(position, one)| (position + 1, one)).collect();
        log.links.extend(rest);
        log.links.insert(at, Bare { event: forged.id, xid: forged.xid.clone(), hash: Vec::new() });
        log.events.insert(forged.id, forged);
        log.link_anew(at);
        "an event was put in between, and all links after it were made anew"
    },
    |log, random| {
        let forged = row(1_000 + random.i64(0..1_000), random);
        let hash = vec![random.u8(..); 32];
        log.links.insert(EVENTS + 1, Bare { event: forged.id, xid: forged.xid.clone(), hash });
        log.events.insert(forged.id, forged);
        "an event stands at the end with a link that was made up"
    },
    |log, random| {
        let at = log.any(random);
        let one = log.links.get_mut(&at).expect("a link");
        if random.bool() {
            flip(&mut one.hash, random);
        } else {
            one.xid = (one.xid.parse::<u64>().expect("a number") + random.u64(1..90)).to_string();
        }
        "a link names another hash or transaction"
    },
    |log, random| {
        let (a, b) = (log.any(random), log.any(random));
        let event = log.links[&b].event;
        log.links.get_mut(&a).expect("a link").event = event;
        "a link names another event"
    },
    |log, random| {
        let at = log.any_signed(random);
        let one = log.checkpoints.get_mut(&at).expect("a checkpoint");
        if random.bool() {
            flip(&mut one.hash, random);
        } else {
            flip(&mut one.signature, random);
        }
        "a bit of a checkpoint"
    },
    |log, random| {
        let (from, to) = (log.any_signed(random), log.any(random));
        let one = log.checkpoints.remove(&from).expect("a checkpoint");
        log.checkpoints.insert(to, Checkpoint { position: to, ..one });
        "a checkpoint is of another position"
    },
    |log, random| {
        let at = log.any_signed(random);
        log.checkpoints.remove(&at);
        "a checkpoint is gone"
    },
];

#[test]
fn whatever_is_changed_in_the_log_is_found() {
    let seed = std::env::var("TAMPER_SEED").map_or_else(|_| fastrand::u64(..), |word| word.parse().expect("a number"));
    eprintln!("TAMPER_SEED={seed}");
    let mut random = Rng::with_seed(seed);
    let whole = Log::new(&mut random);
    assert_eq!(whole.verify().expect("whole"), EVENTS);
    let mut done = [0_u64; WAYS.len()];
    let mut count = 0;
    while count < TIMES {
        let way = random.usize(..WAYS.len());
        let mut log = whole.clone();
        let what = WAYS[way](&mut log, &mut random);
        // Two that are the same have not changed places.
        if log == whole {
            continue;
        }
        assert!(log.verify().is_err(), "TAMPER_SEED={seed}: not found: {what}, the {count}th");
        (count, done[way]) = (count + 1, done[way] + 1);
    }
    assert!(done.iter().all(|times| *times > TIMES / 50), "each way often: {done:?}");
}

#[test]
fn each_field_of_an_event_is_held_by_its_link() {
    let mut random = Rng::with_seed(7);
    for field in 0..FIELDS {
        for id in 1..=EVENTS {
            let whole = row(id, &mut random);
            let mut changed = whole.clone();
            edit(&mut changed, field, &mut random);
            let is_same = changed == whole;
            assert_eq!(
                link(INSTANCE, &[0; 32], &changed) == link(INSTANCE, &[0; 32], &whole),
                is_same,
                "{field}: {id}"
            );
        }
    }
}
