//! People are suspended while others post, at two nodes: how long it takes from the city's call until their socket has
//! ended, with Redis and after it has died.

use std::collections::{HashMap, HashSet};

use serde_json::json;
use uuid::Uuid;

use crate::{
    crowd::{Crowd, Look},
    http::Browser,
    report::{Report, figure},
    stamp,
    tally::Latency,
    world::World,
};

const MEMBERS: usize = 8;
/// Members of each room who post, and whom nobody suspends: two at each node.
const STAYING: [usize; 4] = [0, 5, 6, 7];

/// How long calls took, and until the sockets had ended.
struct Took {
    answers: Latency,
    ended: Latency,
}

pub(super) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let rooms = world.sized(25, 125);
    let seats = world.rooms(rooms, MEMBERS).await?;
    let (first, second, redis) = world.two_nodes().await?;
    let seats: Vec<_> =
        seats.iter().enumerate().map(|(number, seat)| seat.at([first.port, second.port][number % 2])).collect();
    let crowd = Crowd::gather(&world.network, seats.clone(), Look::AtRoom).await?;
    // Of each room one member, in turn at the node that is called and at the other.
    let leaving = |member: usize| -> Vec<usize> { (0..rooms).map(|room| room * MEMBERS + member + room % 2).collect() };
    let mut browser = Browser::open(&world.network, first.port, Some(&world.moderator().await?)).await?;

    let with_redis = suspend(world, report, &crowd, &mut browser, (&seats, &leaving(1))).await?;
    drop(redis);
    let without = suspend(world, report, &crowd, &mut browser, (&seats, &leaving(3))).await?;

    let (up, dead) = (with_redis.ended.at(0.99), without.ended.at(0.99));
    report.figure(
        "–",
        "people suspended under load at two nodes, call to end of their socket, p99: with Redis; after its death",
        "≤ 100 ms; ≤ 1 s",
        format!("{} ms; {} ms", figure(up), figure(dead)),
        Some(up <= 100.0 && dead <= 1000.0),
    );
    let part =
        |took: &Took| json!({ "call_to_answer": took.answers.json(), "call_to_end_of_socket": took.ended.json() });
    report.keep(
        "suspension",
        json!({ "rooms": rooms, "with_redis": part(&with_redis), "after_its_death": part(&without) }),
    );
    Ok(())
}

async fn suspend(
    world: &World,
    report: &mut Report,
    crowd: &Crowd,
    browser: &mut Browser,
    (seats, leaving): (&[crate::seat::Seat], &[usize]),
) -> anyhow::Result<Took> {
    let rooms = seats.len() / MEMBERS;
    let accounts: Vec<Uuid> = leaving.iter().map(|number| seats[*number].account).collect();
    let versions: HashMap<Uuid, i64> = sqlx::query_as("select id, version from account where id = any($1)")
        .bind(&accounts)
        .fetch_all(&world.sql)
        .await?
        .into_iter()
        .collect();
    let length = world.seconds(5, 25);
    let pick = move |turn: usize| turn * 7919 % rooms * MEMBERS + STAYING[turn % STAYING.len()];
    let calls = async {
        let (mut called, mut answers) = (HashMap::new(), Latency::default());
        for account in &accounts {
            tokio::time::sleep(length * 3 / 4 / u32::try_from(rooms)?).await;
            let since = stamp::now();
            called.insert(*account, since);
            let body = json!({ "version": versions[account], "grounds": "lost" }).to_string();
            let path = format!("/api/v1/city/accounts/{account}/suspension");
            let answer = browser.ask("POST", &path, Some(&body)).await?;
            anyhow::ensure!(answer.status == 200, "{}: {}", answer.status, String::from_utf8_lossy(&answer.body));
            answers.since(since);
        }
        Ok((called, answers))
    };
    let (posting, called) = tokio::join!(crowd.paced(u32::try_from(rooms * 4)?, length, pick), calls);
    posting?;
    let (called, answers): (HashMap<Uuid, u64>, Latency) = called?;

    let leaving: HashSet<usize> = leaving.iter().copied().collect();
    let staying = crowd.settle_of(|number| STAYING.contains(&(number % MEMBERS))).await;
    report.exact("suspension, those who stay", &staying);
    let left = crowd.settle_of(|number| leaving.contains(&number)).await;
    let mut ended = Latency::default();
    for (account, at) in &left.ended {
        ended.add(at.saturating_sub(called.get(account).copied().unwrap_or(*at)));
    }
    if left.ended.len() != leaving.len() {
        report.fault(format!("suspension: {} of {} sockets ended", left.ended.len(), leaving.len()));
    }
    Ok(Took { answers, ended })
}
