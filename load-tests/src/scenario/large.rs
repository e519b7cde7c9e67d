//! One room of a thousand: one post at a time, and eight writers whose posts reach each socket together.

use serde_json::{Map, Value, json};

use super::closed::Step;
use crate::{
    crowd::{Crowd, Look},
    report::{Report, figure, times},
    tally::real,
    world::World,
};

pub(super) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let seats = world.rooms(1, 1_000).await?;
    let node = world.node().await?;
    let crowd = Crowd::gather(&world.network, seats, Look::AtRoom).await?;
    let mut out = Map::new();
    for (name, writers) in [("one_at_a_time", 1), ("eight_writers", 8)] {
        let step = Step::play(world, &crowd, &[node.pid()], writers).await?;
        report.exact(&format!("large, {name}"), &step.tally);
        let deliveries = real(step.tally.deliveries.count());
        out.insert(
            name.into(),
            json!({
                "deliveries_per_s": deliveries / step.effort.took.as_secs_f64(),
                "cpu_us_per_delivery": step.effort.server.as_secs_f64() * 1e6 / deliveries,
                "step": step.json(),
            }),
        );
    }
    let out = Value::Object(out);
    let bare = report.number("broadcast alone", "/one_by_one/cpu_us_per_delivery");
    let peer = report.number("peer socket.io", "/large/cpu_us_per_delivery");
    let cost = |name: &str| out[name]["cpu_us_per_delivery"].as_f64().unwrap_or_default();
    let (one, eight) = (cost("one_at_a_time"), cost("eight_writers"));
    report.figure(
        "F4",
        "room of 1,000, one post at a time: server's time per delivery",
        "≤ 1.25 × a bare write loop",
        format!("{} µs{}", figure(one), times(one, bare)),
        bare.map(|bare| one <= 1.25 * bare),
    );
    report.figure(
        "F4",
        "room of 1,000, eight writers: server's time per delivery",
        "≤ 0.15 × socket.io",
        format!("{} µs{}", figure(eight), times(eight, peer)),
        peer.map(|peer| eight <= 0.15 * peer),
    );
    report.keep("large", out);
    Ok(())
}
