//! Ten thousand people who look at their list of rooms: what a silent socket costs.

use std::time::Duration;

use serde_json::json;

use crate::{
    crowd::{Crowd, Look},
    process,
    report::{Report, figure},
    tally::real,
    world::World,
};

pub(super) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let seats = world.rooms(world.sized(250, 1_250), 8).await?;
    let node = world.node().await?;
    let before = process::resident_kib(node.pid())?;
    let cpu = process::cpu(node.pid())?;
    let crowd = Crowd::gather(&world.network, seats, Look::AtList).await?;
    let cpu = process::cpu(node.pid())?.saturating_sub(cpu);
    // What the handshakes needed is given back by then.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let after = process::resident_kib(node.pid())?;
    let sockets = real(crowd.len() as u64);
    let each = real(after.saturating_sub(before)) / sockets;
    let tally = crowd.settle().await;
    report.exact("idle", &tally);
    report.figure(
        "F7",
        format!("memory per idle, logged-in socket ({sockets} sockets)"),
        "≤ 14 KiB",
        format!("{} KiB", figure(each)),
        Some(each <= 14.0),
    );
    report.keep(
        "idle",
        json!({
            "sockets": crowd.len(), "kib_before": before, "kib_after": after, "kib_per_socket": each,
            "connected_in_s": crowd.gathered_in.as_secs_f64(), "server_cpu_us_per_sign_on": cpu.as_secs_f64() * 1e6 / sockets,
        }),
    );
    Ok(())
}
