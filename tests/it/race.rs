//! Many rooms of two members each, in which a decision is raced with what its people do at that moment.

use futures_util::future::join_all;
use renrakucho_tests::{Browser, City, Person};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A city with a room for each round, and who decides.
pub(crate) struct Race {
    pub(crate) city: City,
    pub(crate) kato: Person,
    crowd: Vec<(Uuid, Person, Person)>,
}

impl Race {
    pub(crate) async fn on_nodes(nodes: usize, rounds: usize) -> Self {
        // Whoever races sends faster than people do.
        let settings = [("live.frames_per_second", "1000".to_owned())];
        let city = if nodes == 1 { City::with(&settings).await } else { City::of_two_nodes(&settings).await };
        let (crowd, kato) = (crowd(&city, rounds).await, city.sign_in("kato").await);
        Self { city, kato, crowd }
    }

    /// The room of a round, with its writer and its reader: in turns at every node.
    pub(crate) fn round(&self, number: usize) -> (Uuid, Person, Person) {
        let (room, writer, reader) = &self.crowd[number];
        let nodes = &self.city.nodes;
        let (here, there) = (&nodes[number % nodes.len()], &nodes[number / 2 % nodes.len()]);
        (*room, writer.at(here), reader.at(there))
    }

    /// Plays every round, eight at the same time.
    pub(crate) async fn play<T>(&self, round: impl AsyncFn(usize) -> T) -> Vec<T> {
        let mut told = Vec::new();
        for rounds in (0..self.crowd.len()).collect::<Vec<_>>().chunks(8) {
            told.extend(join_all(rounds.iter().map(|number| round(*number))).await);
        }
        told
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
    let person = |seat: &Seat| {
        let mut browser = Browser::new(city.node(), None);
        let (name, value) = seat.cookie.split_once('=').expect("a cookie");
        browser.cookies = [(name.to_owned(), value.to_owned())].into();
        browser.is_unbound = true;
        Person { browser, account: seat.account, login: seat.account.to_string() }
    };
    let seats = load(city, rooms).await;
    seats.chunks(2).map(|pair| (pair[0].room, person(&pair[0]), person(&pair[1]))).collect()
}
