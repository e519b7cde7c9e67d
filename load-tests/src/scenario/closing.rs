//! Rooms are closed while people post into them: how long the order to wipe takes to reach the last socket, and whether
//! anything follows it.

use std::{collections::HashMap, time::Duration};

use serde_json::json;
use uuid::Uuid;

use crate::{
    crowd::{Crowd, Look},
    http::Browser,
    report::Report,
    stamp,
    tally::Latency,
    world::World,
};

const MEMBERS: usize = 8;

pub(super) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let rooms = world.sized(25, 125);
    let seats = world.rooms(rooms, MEMBERS).await?;
    let all: Vec<Uuid> = seats.iter().step_by(MEMBERS).map(|seat| seat.room).collect();
    let versions: HashMap<Uuid, i64> = sqlx::query_as("select id, version from care_room where id = any($1)")
        .bind(&all)
        .fetch_all(&world.sql)
        .await?
        .into_iter()
        .collect();
    let node = world.node().await?;
    let moderator = world.moderator().await?;
    let crowd = Crowd::gather(&world.network, seats, Look::AtRoom).await?;
    let mut browser = Browser::open(&world.network, node.port, Some(&moderator)).await?;
    let length = world.seconds(5, 25);
    let rate = u32::try_from(rooms * 8)?;
    let closing = async {
        let mut called = HashMap::new();
        let mut answers = Latency::default();
        // One is left open: the others' end must not touch it.
        for room in &all[1..] {
            tokio::time::sleep(length * 3 / 4 / u32::try_from(rooms)?).await;
            let since = stamp::now();
            called.insert(*room, since);
            let body = json!({ "version": versions[room] }).to_string();
            let path = format!("/api/v1/city/rooms/{room}/discontinuation");
            let answer = browser.ask("POST", &path, Some(&body)).await?;
            anyhow::ensure!(answer.status == 200, "{}: {}", answer.status, String::from_utf8_lossy(&answer.body));
            answers.since(since);
        }
        Ok((called, answers))
    };
    let (posting, closed) = tokio::join!(crowd.paced_by_all(rate, length), closing);
    posting?;
    let (called, answers): (HashMap<Uuid, u64>, Latency) = closed?;
    // Whatever would still come after an order to wipe has time to come.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let tally = crowd.settle().await;
    let (mut each, mut last) = (Latency::default(), HashMap::<Uuid, u64>::new());
    for (room, at) in &tally.purges {
        let took = at.saturating_sub(called.get(room).copied().unwrap_or(*at));
        each.add(took);
        let slowest = last.entry(*room).or_default();
        *slowest = took.max(*slowest);
    }
    let mut slowest = Latency::default();
    for took in last.values() {
        slowest.add(*took);
    }
    let expected = (rooms - 1) * MEMBERS;
    let wrong = tally.after_purge + tally.missing + tally.doubled + tally.disordered + tally.lost;
    if wrong > 0 || tally.purges.len() != expected || tally.acked + tally.refused != tally.posted {
        report.fault(format!(
            "closing: {} of {expected} sockets were told to wipe; {}",
            tally.purges.len(),
            tally.json()
        ));
    }
    report.figure(
        "–",
        "rooms closed under load: entries after the order to wipe",
        "0",
        tally.after_purge.to_string(),
        Some(tally.after_purge == 0),
    );
    report.keep(
        "closing",
        json!({
            "rooms": rooms, "posts_per_s": rate, "call_to_answer": answers.json(), "call_to_each_socket": each.json(),
            "call_to_last_socket_of_room": slowest.json(), "refused_because_closed": tally.refused, "counted": tally.json(),
        }),
    );
    Ok(())
}
