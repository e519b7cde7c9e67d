//! Two nodes behind Redis, half of each room at each, all on the same cores: what the second node costs, and how long a
//! post takes across.

use serde_json::{Map, Value, json};

use super::{closed::Step, open};
use crate::{
    crowd::{Crowd, Look},
    process,
    report::{Report, figure},
    world::World,
};

pub(super) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let seats = world.rooms(125, 8).await?;
    let (first, second, redis) = world.two_nodes().await?;
    let seats = seats.iter().enumerate().map(|(number, seat)| seat.at([first.port, second.port][number % 2])).collect();
    let crowd = Crowd::gather(&world.network, seats, Look::AtRoom).await?;
    let mut out = Map::new();

    let tally = open::at_rate(&crowd, 400, world.seconds(3, 15)).await?;
    report.exact("two nodes, 400 posts/s", &tally);
    let across = tally.across.at(0.99);
    out.insert("400 per s".into(), json!({ "counted": tally.json(), "across_nodes": tally.across.json() }));
    report.figure(
        "F8",
        "two nodes, 400 posts/s: delivery across nodes, p99",
        "≤ 10 ms",
        format!("{} ms", figure(across)),
        Some(across <= 10.0),
    );

    let mut best = 0.0_f64;
    for writers in world.sized(&[64, 256][..], &[64, 128, 256, 512][..]) {
        let step = Step::play(world, &crowd, &[first.pid(), second.pid()], *writers).await?;
        report.exact(&format!("two nodes, {writers} writers"), &step.tally);
        if step.tally.acks.at(0.99) <= 250.0 {
            best = best.max(step.posts_per_s);
        }
        out.insert(format!("{writers} writers"), step.json());
    }
    out.insert("redis_cpu_s".into(), json!(process::cpu(redis.pid())?.as_secs_f64()));
    let one = report.number("closed", "/saturation/posts_per_s");
    report.figure(
        "F8",
        "two nodes on the same cores: posts/s against one node",
        "≥ 0.8",
        match one {
            Some(one) => format!("{}, one node {}: {}", figure(best), figure(one), figure(best / one)),
            None => figure(best),
        },
        one.map(|one| best >= 0.8 * one),
    );
    report.keep("two nodes", Value::Object(out));
    Ok(())
}
