use std::time::{Duration, Instant};

use renrakucho_protocol::{
    frame::{Ack, RoomLine},
    http::{CityRoom, CityRooms, Discontinuation, EntriesPage, Rooms, SessionView},
    problem::Code,
};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Answer, Browser, Certificate, Flags, Live, Node, PATIENCE, Passkey, answer, id};

/// Someone who is signed in.
#[derive(Clone)]
pub struct Person {
    /// Their browser.
    pub browser: Browser,
    /// Their account.
    pub account: Uuid,
    /// Their login ID.
    pub login: String,
}

impl Person {
    /// Signs in with certificate and passkey.
    pub async fn sign_in(node: &Node, login: &str, certificate: &Certificate, passkey: &Passkey) -> Self {
        let mut browser = Browser::new(node, Some(certificate));
        browser.prove_device().await;
        let session: SessionView = browser.use_passkey(passkey, Flags::Verified).await.json();
        assert_eq!(browser.cookies.len(), 1, "only the session's cookie stays: {:?}", browser.cookies.keys());
        Self { browser, account: session.account, login: login.to_owned() }
    }

    /// The same person, asking another node.
    #[must_use]
    pub fn at(&self, node: &Node) -> Self {
        let mut browser = Browser::new(node, None);
        browser.cookies.clone_from(&self.browser.cookies);
        browser.session_key = self.browser.session_key.clone();
        browser.is_unbound = self.browser.is_unbound;
        Self { browser, ..self.clone() }
    }

    /// Any request.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let request = self.browser.request(method, path);
        answer(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }

    /// `GET`
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    /// Writes into a room, and again with the same ID if told to.
    pub async fn write(&self, room: Uuid, body: &str) -> Ack {
        let id = id();
        Self::patiently(async || self.try_write(room, id, body).await).await.json()
    }

    /// Asks again for as long as the server says that it is busy, as clients do: a machine that does much else is no fault.
    pub async fn patiently(ask: impl AsyncFn() -> Answer) -> Answer {
        let began = Instant::now();
        loop {
            let answer = ask().await;
            if answer.status != Code::Busy.status() || began.elapsed() > PATIENCE {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Tries to write into a room.
    pub async fn try_write(&self, room: Uuid, id: Uuid, body: &str) -> Answer {
        let post = json!({ "id": id, "body": body, "priority": "normal" });
        self.call(Method::POST, &format!("/api/v1/rooms/{room}/entries"), Some(&post)).await
    }

    /// Reads a room's entries after a position.
    pub async fn read(&self, room: Uuid, after: i64) -> EntriesPage {
        self.get(&format!("/api/v1/rooms/{room}/entries?after={after}")).await.json()
    }

    /// Says how far they have read.
    pub async fn mark_read(&self, room: Uuid, upto: i64) -> Answer {
        let body = json!({ "upto": upto });
        self.call(Method::PUT, &format!("/api/v1/rooms/{room}/read-mark"), Some(&body)).await
    }

    /// Their list of rooms.
    pub async fn rooms(&self) -> Vec<RoomLine> {
        self.get("/api/v1/rooms").await.json::<Rooms>().rooms
    }

    /// A line of their list.
    pub async fn line(&self, room: Uuid) -> RoomLine {
        let line = self.rooms().await.into_iter().find(|line| line.room == room);
        line.unwrap_or_else(|| panic!("{} has no room {room}", self.login))
    }

    /// A line of the city's list.
    pub async fn city_line(&self, room: Uuid) -> CityRoom {
        let rooms: CityRooms = self.get("/api/v1/city/rooms").await.json();
        rooms.rooms.into_iter().find(|line| line.room == room).expect("a room of the city")
    }

    /// Closes a room on the version that the list shows.
    pub async fn discontinue(&self, room: Uuid) -> Discontinuation {
        let version = self.city_line(room).await.version;
        self.try_discontinue(room, version).await.json()
    }

    /// Tries to close a room.
    pub async fn try_discontinue(&self, room: Uuid, version: i64) -> Answer {
        let body = json!({ "version": version });
        self.call(Method::POST, &format!("/api/v1/city/rooms/{room}/discontinuation"), Some(&body)).await
    }

    /// Opens a live connection and says hello.
    pub async fn live(&self) -> Live {
        let mut live = self.connect().await;
        live.hello().await;
        live
    }

    /// Opens a live connection and a room in it.
    pub async fn look_at(&self, room: Uuid) -> Live {
        let mut live = self.live().await;
        live.open(room).await;
        live
    }

    /// Looks at a room through a connection of which the kernel keeps little unread.
    pub async fn look_narrowly_at(&self, room: Uuid) -> Live {
        let live = Live::connect_narrow(&self.browser, Some(&self.browser.origin)).await;
        let mut live = live.unwrap_or_else(|status| panic!("no upgrade: {status}"));
        live.hello().await;
        live.open(room).await;
        live
    }

    /// Opens a live connection.
    pub async fn connect(&self) -> Live {
        let origin = self.browser.origin.clone();
        Live::connect(&self.browser, Some(&origin)).await.unwrap_or_else(|status| panic!("no upgrade: {status}"))
    }
}
