//! A node is killed with ten thousand connections and started again. Its clients come back by their own rule (first after
//! a random 0–3 s, then with full jitter); people at the other node post meanwhile.

use std::time::Duration;

use serde_json::json;
use tokio::runtime;

use crate::{
    crowd::{Crowd, Look, Plan},
    report::{Report, figure},
    stamp,
    tally::real,
    world::World,
};

const RATE: u32 = 100;
/// How long the others post before the kill, and how long they go on.
const BEFORE: Duration = Duration::from_secs(2);
const AFTER: Duration = Duration::from_secs(8);

pub(super) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let herd = world.rooms(world.sized(125, 1_250), 8).await?;
    let others = world.rooms(40, 8).await?;
    let (mut first, second, _redis) = world.two_nodes().await?;
    let herd: Vec<_> = herd.iter().map(|seat| seat.at(first.port)).collect();
    let open = herd.iter().map(|seat| vec![seat.room]).collect();
    let plan = Plan { open, within: Duration::ZERO, come_back: true };
    let herd = Crowd::come(&world.network, herd, plan).await?;
    let others = others.iter().map(|seat| seat.at(second.port)).collect();
    // They have devices of their own: what they wait for must not be the herd's handshakes in this client.
    let elsewhere = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let network = world.network.clone();
    let others = elsewhere.spawn(async move { Crowd::gather(&network, others, Look::AtRoom).await }).await??;

    let herding = async {
        tokio::time::sleep(BEFORE).await;
        let killed = stamp::now();
        first.kill_and_start(&world.network).await?;
        Ok::<_, anyhow::Error>((killed, stamp::now() - killed))
    };
    let (posting, killed) = tokio::join!(others.paced_by_all(RATE, BEFORE + AFTER), herding);
    posting?;
    let (killed, started) = killed?;
    let meanwhile = others.settle().await;
    report.exact("storm, at the other node", &meanwhile);
    elsewhere.shutdown_background();

    // Those who were refused wait longer and longer; they are waited for.
    let mut all = herd.settle().await;
    let deadline = tokio::time::Instant::now() + world.seconds(20, 60);
    while all.returned.count() < herd.len() as u64 && tokio::time::Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(200)).await;
        all.merge(&herd.settle().await);
    }
    let count = herd.len() as u64;
    if all.returned.count() < count {
        report.fault(format!("storm: {} of {count} came back", all.returned.count()));
    }
    let all_back = real(all.last_returned.saturating_sub(killed)) / 1e6;
    let p99 = meanwhile.acks.at(0.99).max(meanwhile.deliveries.at(0.99));
    report.figure(
        "F9",
        format!("{count} connections back after a kill, resumed; others' p99 meanwhile"),
        "≤ 6 s; < 300 ms",
        format!("{} s; {} ms", figure(all_back), figure(p99)),
        Some(all_back <= 6.0 && p99 < 300.0),
    );
    report.keep(
        "storm",
        json!({
            "sockets": count, "killed_to_serving_ms": real(started) / 1000.0, "killed_to_all_back_s": all_back,
            "end_to_resumed": all.returned.json(), "connected_before_in_s": herd.gathered_in.as_secs_f64(),
            "others": meanwhile.json(),
        }),
    );
    Ok(())
}
