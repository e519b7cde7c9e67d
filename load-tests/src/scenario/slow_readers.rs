//! One in ten stops reading: what the others notice, and what the server keeps for the slow ones.

use serde_json::json;
use tokio::time::Instant;

use crate::{
    crowd::{Crowd, Look},
    member::Order,
    process,
    report::Report,
    world::World,
};

/// Rooms are larger here, so that a socket that is not read fills up within the run.
const ROOMS: usize = 4;
const MEMBERS: usize = 50;
const RATE: u32 = 400;

pub(super) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let seats = world.rooms(ROOMS, MEMBERS).await?;
    let node = world.node().await?;
    let crowd = Crowd::gather(&world.network, seats, Look::AtRoom).await?;
    let length = world.seconds(4, 20);
    let quick_ones: Vec<_> = (0..crowd.len()).filter(|number| number % 10 != 0).collect();
    let post = |picked: Vec<usize>| crowd.paced(RATE, length, move |turn| picked[turn * 7919 % picked.len()]);

    post(quick_ones.clone()).await?;
    let before = crowd.settle().await;
    report.exact("slow readers, before", &before);
    let kib_before = process::resident_kib(node.pid())?;
    let until = Instant::now() + length + length / 4;
    (0..crowd.len()).filter(|number| number % 10 == 0).for_each(|slow| crowd.tell(slow, Order::StopReading(until)));
    crowd.ground.measure_from_now();
    post(quick_ones.clone()).await?;
    let kib_after = process::resident_kib(node.pid())?;
    let meanwhile = crowd.settle_of(|number| number % 10 != 0).await;
    report.exact("slow readers, the others", &meanwhile);
    tokio::time::sleep_until(until).await;
    let slow = crowd.settle_of(|number| number % 10 == 0).await;
    report.keep(
        "slow readers",
        json!({
            "sockets": crowd.len(), "slow": crowd.len() / 10, "posts_per_s": RATE,
            "others_before": before.json(), "others_meanwhile": meanwhile.json(),
            "slow_ones_cut_off": slow.lost, "server_kib_before": kib_before, "server_kib_after": kib_after,
        }),
    );
    Ok(())
}
