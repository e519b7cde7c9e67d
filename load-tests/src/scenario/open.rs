//! Small rooms (125 of 8), posts at fixed rates. Latency counts from the moment a post was due, so that a client that
//! waits does not hide a slow server.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::{
    crowd::{Crowd, Look},
    report::{Report, figure},
    tally::Tally,
    world::World,
};

/// Rates, of which the second is judged.
const RATES: [u32; 4] = [50, 400, 1_000, 2_000];
const JUDGED: u32 = 400;

/// One rate: a warm-up, then the measured part.
pub(crate) async fn at_rate(crowd: &Crowd, rate: u32, length: Duration) -> anyhow::Result<Tally> {
    crowd.paced_by_all(rate, length / 5).await?;
    crowd.ground.measure_from_now();
    crowd.paced_by_all(rate, length).await?;
    Ok(crowd.settle().await)
}

pub(super) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let seats = world.rooms(125, 8).await?;
    let _node = world.node().await?;
    let crowd = Crowd::gather(&world.network, seats, Look::AtRoom).await?;
    let mut out = Map::new();
    for rate in RATES {
        let tally = at_rate(&crowd, rate, world.seconds(3, 15)).await?;
        out.insert(format!("{rate} per s"), tally.json());
        if rate == JUDGED {
            judge(report, &tally);
        }
        // Beyond what this machine can do, posts are refused or wait for longer than we do. None may come wrongly.
        let is_held = tally.is_whole();
        if rate <= JUDGED || !tally.is_exact() {
            report.exact(&format!("open, {rate} posts/s"), &tally);
        }
        if !is_held {
            break;
        }
    }
    report.keep("open", Value::Object(out));
    Ok(())
}

fn judge(report: &mut Report, tally: &Tally) {
    let bare = report.number("postgres alone", "/commit_per_post_1/latency_ms");
    let p50 = tally.acks.at(0.5);
    report.figure(
        "F5",
        "small rooms, 400 posts/s: ack p50",
        "≤ 2 × one bare commit",
        match bare {
            Some(bare) => format!("{} ms, bare {} ms: {} ×", figure(p50), figure(bare), figure(p50 / bare)),
            None => format!("{} ms", figure(p50)),
        },
        bare.map(|bare| p50 <= 2.0 * bare),
    );
    let (ack, delivery) = (tally.acks.at(0.99), tally.deliveries.at(0.99));
    report.figure(
        "F5",
        "the same: ack p99; delivery p99",
        "≤ 3 ms; ≤ ack + 1 ms",
        format!("{} ms; {} ms", figure(ack), figure(delivery)),
        Some(ack <= 3.0 && delivery <= ack + 1.0),
    );
}
