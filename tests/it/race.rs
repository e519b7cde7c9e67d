//! Many rooms of two members each, in which a decision is raced with what its people do at that moment.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use renrakucho_protocol::problem::Code;
use renrakucho_tests::{Browser, City, Node, Person};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How many rounds are played: `RACES=10000` says it for all races at once, otherwise each plays what fits into the tests of a change.
pub(crate) fn rounds(usual: usize) -> usize {
    let said = std::env::var("RACES").ok();
    said.map_or(usual, |rounds| rounds.parse().expect("RACES is a number of rounds"))
}

/// A city with a room for each round, and who decides.
pub(crate) struct Race {
    pub(crate) city: City,
    pub(crate) kato: Person,
    seats: Vec<Seat>,
}

impl Race {
    pub(crate) async fn on_nodes(nodes: usize, rounds: usize) -> Self {
        // Whoever races sends faster than people do, and decides for longer than a passkey, a browser's key or a deed counts.
        let lasting = ["step_up", "proof", "idle", "shared_idle"].map(|what| format!("sign_in.{what}_seconds"));
        let mut settings: Vec<_> = lasting.iter().map(|name| (name.as_str(), "86400".to_owned())).collect();
        settings.push(("live.frames_per_second", "1000".to_owned()));
        let city = if nodes == 1 { City::with(&settings).await } else { City::of_two_nodes(&settings).await };
        let (seats, kato) = (load(&city, rounds).await, city.sign_in("kato").await);
        Self { city, kato, seats }
    }

    /// The room of a round, with its writer and its reader: in turns at every node.
    pub(crate) fn round(&self, number: usize) -> (Uuid, Person, Person) {
        let nodes = &self.city.nodes;
        let (here, there) = (&nodes[number % nodes.len()], &nodes[number / 2 % nodes.len()]);
        let (writer, reader) = (&self.seats[number * 2], &self.seats[number * 2 + 1]);
        (writer.room, writer.person(here), reader.person(there))
    }

    /// Plays every round, eight at the same time.
    pub(crate) async fn play<T>(&self, round: impl AsyncFn(usize) -> T) -> Vec<T> {
        let mut told = Vec::new();
        let began = Instant::now();
        for rounds in (0..self.seats.len() / 2).collect::<Vec<_>>().chunks(8) {
            told.extend(join_all(rounds.iter().map(|number| round(*number))).await);
        }
        eprintln!("{} rounds in {:?}", told.len(), began.elapsed());
        told
    }
}

/// Reads a room over HTTP, over and over, until it is decided that this person reads it no more. What is asked after that is refused, and
/// so may be what is asked before.
pub(crate) async fn read_until(person: &Person, room: Uuid, is_decided: &AtomicBool, code: Code) {
    let parts = ["", "/entries"].map(|part| format!("/api/v1/rooms/{room}{part}"));
    loop {
        let is_late = is_decided.load(Ordering::Acquire);
        for path in &parts {
            let answer = Person::patiently(async || person.get(path).await).await;
            if is_late || answer.status != 200 {
                answer.refused(code);
            }
        }
        if is_late {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Insists that the decision did not always come first, nor always last: of `most` posts in a round.
#[track_caller]
pub(crate) fn were_raced(accepted: &[usize], most: usize) {
    assert!(accepted.iter().any(|posts| *posts > 0), "every decision came first");
    assert!(accepted.iter().any(|posts| *posts < most), "every decision came last");
}

/// A place that load data gives: a room, one of its members, and the cookie of their session.
pub(crate) struct Seat {
    pub(crate) room: Uuid,
    pub(crate) account: Uuid,
    cookie: String,
}

impl Seat {
    /// Whoever sits there, at a node.
    fn person(&self, node: &Node) -> Person {
        let mut browser = Browser::new(node, None);
        let (name, value) = self.cookie.split_once('=').expect("a cookie");
        browser.cookies = [(name.to_owned(), value.to_owned())].into();
        browser.is_unbound = true;
        Person { browser, account: self.account, login: self.account.to_string() }
    }

    /// By what the server knows their session.
    pub(crate) fn token_hash(&self) -> Vec<u8> {
        let (_, token) = self.cookie.split_once('=').expect("a cookie");
        Sha256::digest(token).to_vec()
    }
}

/// Fills rooms of two members each; the seats of a room follow each other.
pub(crate) async fn load(city: &City, rooms: usize) -> Vec<Seat> {
    let out = city.scratch().join("seats.json");
    let (folder, path, rooms) = (city.folder.display().to_string(), out.display().to_string(), rooms.to_string());
    city.command(&["demo", "load-data", "--dir", &folder, "--rooms", &rooms, "--members", "2", "--out", &path])
        .await
        .expect("load data");
    let seats: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(out).expect("seats")).expect("JSON");
    let id = |value: &Value| value.as_str().and_then(|it| it.parse().ok()).expect("an id");
    let seat = |seat: &Value| Seat {
        room: id(&seat["room"]),
        account: id(&seat["account"]),
        cookie: seat["cookie"].as_str().expect("a cookie").to_owned(),
    };
    seats.iter().map(seat).collect()
}

/// Rooms of two members each, for races.
pub(crate) async fn crowd(city: &City, rooms: usize) -> Vec<(Uuid, Person, Person)> {
    let seats = load(city, rooms).await;
    let person = |seat: &Seat| seat.person(city.node());
    seats.chunks(2).map(|pair| (pair[0].room, person(&pair[0]), person(&pair[1]))).collect()
}
