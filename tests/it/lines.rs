//! The list of rooms of someone who is connected: what they were told last is what a fresh list says.

use std::collections::BTreeMap;

use renrakucho_protocol::frame::{RoomLine, ServerFrame};
use renrakucho_tests::{City, Live, Person};
use serde_json::json;
use uuid::Uuid;

use crate::two_nodes::both_listen;

/// Someone who is connected and looks at their list.
struct Reader {
    person: Person,
    live: Live,
    lines: BTreeMap<Uuid, RoomLine>,
}

impl Reader {
    async fn come(person: Person) -> Self {
        let mut live = person.connect().await;
        let lines = live.hello().await.rooms.into_iter().map(|line| (line.room, line)).collect();
        Self { person, live, lines }
    }

    /// Takes what came.
    async fn follow(&mut self) {
        self.live.settle().await;
        while let Some(line) = self.live.came_first(|frame| match frame {
            ServerFrame::Room(line) => Some(line.clone()),
            _ => None,
        }) {
            self.lines.insert(line.room, line);
        }
        while let Some(room) = self.live.came_first(|frame| match frame {
            ServerFrame::Purge(purge) => Some(purge.room),
            _ => None,
        }) {
            self.lines.remove(&room);
        }
    }

    /// Waits until what came says the same as a fresh list.
    async fn knows_its_list(&mut self) {
        for _ in 0..200 {
            self.follow().await;
            let fresh: BTreeMap<_, _> = self.person.rooms().await.into_iter().map(|line| (line.room, line)).collect();
            let open = |lines: &BTreeMap<Uuid, RoomLine>| -> Vec<RoomLine> {
                lines.values().filter(|line| !line.label.is_empty()).cloned().collect()
            };
            if open(&self.lines) == open(&fresh) {
                return;
            }
            self.live.listen(std::time::Duration::from_millis(50)).await;
        }
        panic!("{}: {:#?} is not {:#?}", self.person.login, self.lines, self.person.rooms().await);
    }
}

#[tokio::test]
async fn the_last_line_that_came_is_the_line_of_a_fresh_list() {
    let city = City::of_two_nodes(&[]).await;
    let room = city.rooms.hana;
    let (sato, tanaka, mori) =
        (city.sign_in_at(0, "sato").await, city.sign_in_at(0, "tanaka").await, city.sign_in_at(1, "mori").await);
    let tanaka_elsewhere = city.sign_in_at(1, "tanaka").await;
    both_listen(&city).await;
    let mut readers = Vec::new();
    for person in [&sato, &tanaka, &tanaka_elsewhere, &mori] {
        readers.push(Reader::come(person.clone()).await);
    }
    let mut last = 0;
    for round in 0..6 {
        // Posts by several at both nodes, a mark in the middle of them from another device at another node, and one to
        // the end.
        for number in 0..4 {
            let author = [&sato, &tanaka, &mori, &tanaka_elsewhere][(round + number) % 4];
            last = author.write(room, &format!("{round}-{number}")).await.seq;
            mori.write(city.rooms.sora, "別の部屋").await;
        }
        match round % 3 {
            0 => {
                tanaka_elsewhere.mark_read(room, last - 2).await.ok();
            }
            1 => {
                mori.mark_read(room, last).await.ok();
            }
            _ => readers[1].live.send("read", &json!({ "room": room, "upto": last - 1 })).await,
        }
        last = sato.write(room, "後から").await.seq;
        // One goes and comes back at every step.
        let back = Reader::come(readers[round % 4].person.clone()).await;
        readers[round % 4] = back;
        for reader in &mut readers {
            reader.knows_its_list().await;
            assert_eq!(reader.lines[&room].last_seq, last);
        }
    }
    city.end().await;
}

#[tokio::test]
async fn lines_follow_the_state_of_a_room_and_end_with_the_membership() {
    let city = City::new().await;
    let (sato, tanaka, kato) = (city.sign_in("sato").await, city.sign_in("tanaka").await, city.sign_in("kato").await);
    let (mut a, mut b) = (Reader::come(sato.clone()).await, Reader::come(tanaka.clone()).await);
    let (hana, kiyo) = (city.rooms.hana, city.rooms.kiyo);
    let receipt = json!({
        "version": city.version(kiyo).await, "signed_by": "person", "form_version": "2021-02",
        "signed_on": "2026-01-10", "received_on": "2026-01-12",
    });
    let path = format!("/api/v1/city/rooms/{kiyo}/consent-receipt");
    kato.call(reqwest::Method::POST, &path, Some(&receipt)).await.ok();
    sato.write(kiyo, "はじめます").await;
    a.knows_its_list().await;
    b.knows_its_list().await;

    let version = city.version(hana).await;
    let path = format!("/api/v1/city/rooms/{hana}/members/{}?version={version}", tanaka.account);
    kato.call(reqwest::Method::DELETE, &path, None).await.ok();
    sato.write(hana, "そのあと").await;
    a.knows_its_list().await;
    b.knows_its_list().await;
    assert!(!b.lines.contains_key(&hana));
    kato.discontinue(hana).await;
    a.knows_its_list().await;
    city.end().await;
}
