//! Many rooms with a long past: whether posting and opening a room get slower with what is stored, and the first page of
//! a room of ten thousand entries. Last of all, because the database stays full.

use std::sync::Arc;

use serde_json::json;

use super::open;
use crate::{
    crowd::{Crowd, Look},
    http::Browser,
    report::{Report, figure},
    session::{Ground, Session},
    stamp,
    tally::Latency,
    world::World,
};

/// Each measured room has this past, in the empty system and in the full one: the same work.
const PAST: usize = 100;
const LONG_ROOM: usize = 10_000;

/// Post and open-room latency.
async fn measure(world: &World, report: &mut Report, name: &str) -> anyhow::Result<(Latency, Latency)> {
    let seats = world.rooms_with_entries(125, 8, PAST).await?;
    let _node = world.node().await?;
    let crowd = Crowd::gather(&world.network, seats.clone(), Look::AtRoom).await?;
    let tally = open::at_rate(&crowd, 400, world.seconds(3, 15)).await?;
    report.exact(&format!("history, {name}"), &tally);
    let mut opening = Latency::default();
    for (number, seat) in seats.iter().enumerate().take(world.sized(100, 1_000)) {
        let ground = Ground::of([seat.room]);
        let mut session = Session::new(seat.clone(), number, &[seat.room], Arc::clone(&ground));
        session.connect(&world.network).await?;
        let since = stamp::now();
        session.reopen().await?;
        opening.since(since);
    }
    Ok((tally.acks, opening))
}

pub(super) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let empty = measure(world, report, "empty").await?;
    let (rooms, entries) = world.sized((500, 20), (20_000, 100));
    world.rooms_with_entries(rooms, 2, entries).await?;
    let full = measure(world, report, "full").await?;
    let ratio = |full: &Latency, empty: &Latency| full.at(0.99) / empty.at(0.99);
    let (post, opening) = (ratio(&full.0, &empty.0), ratio(&full.1, &empty.1));
    report.figure(
        "F11",
        format!("{rooms} rooms and {} entries stored: post; open room, p99 against the empty system", rooms * entries),
        "≤ 1.2 ×",
        format!("{} ×; {} ×", figure(post), figure(opening)),
        Some(post <= 1.2 && opening <= 1.2),
    );

    let long = world.rooms_with_entries(1, 2, LONG_ROOM).await?;
    let node = world.node().await?;
    let mut browser = Browser::open(&world.network, node.port, Some(&long[0])).await?;
    let (mut page, mut bytes) = (Latency::default(), 0);
    for turn in 0..world.sized(200, 2_000) {
        let since = stamp::now();
        let answer = browser.ask("GET", &format!("/api/v1/rooms/{}/entries", long[0].room), None).await?;
        anyhow::ensure!(answer.status == 200, "the first page: {}", answer.status);
        bytes = answer.body.len();
        // The first ones fill caches.
        if turn >= 20 {
            page.since(since);
        }
    }
    let p99 = page.at(0.99);
    report.figure(
        "F12",
        format!("first page of a room of {LONG_ROOM} entries over HTTP, p99, as a client on this machine sees it"),
        "≤ 5 ms",
        format!("{} ms", figure(p99)),
        Some(p99 <= 5.0),
    );
    report.keep(
        "history",
        json!({
            "rooms": rooms, "entries": rooms * entries,
            "empty": { "post": empty.0.json(), "open_room": empty.1.json() },
            "full": { "post": full.0.json(), "open_room": full.1.json() },
            "first_page_of_long_room": page.json(), "first_page_bytes": bytes,
        }),
    );
    Ok(())
}
