//! Each flush of PostgreSQL's log takes 3 ms longer, as on a slow or shared disk: what small rooms keep of their rate, and
//! what is left of one commit per post.

use anyhow::ensure;
use serde_json::{Map, Value, json};

use super::closed::{Saturation, saturate};
use crate::{
    baseline::commits,
    crowd::{Crowd, Look},
    postgres::delay_flushes,
    report::{Report, figure},
    world::World,
};

const DELAY_MICROS: u32 = 3_000;

pub(super) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let seats = world.rooms(125, 8).await?;
    let node = world.node().await?;
    let crowd = Crowd::gather(&world.network, seats, Look::AtRoom).await?;
    delay_flushes(&world.sql, DELAY_MICROS).await?;
    let slow = measure(world, report, &crowd, node.pid()).await;
    // Whatever happened, the next scenario finds a quick disk.
    delay_flushes(&world.sql, 0).await?;
    let (Saturation { best, steps, .. }, alone) = slow?;
    let quiet = report.number("closed", "/saturation/posts_per_s");
    report.figure(
        "F13",
        "each flush 3 ms slower: small rooms, saturation, posts/s",
        "≥ 0.8 × the quick disk",
        match quiet {
            Some(quiet) => format!(
                "{}, before {}: {} ×",
                figure(best.posts_per_s),
                figure(quiet),
                figure(best.posts_per_s / quiet)
            ),
            None => figure(best.posts_per_s),
        },
        quiet.map(|quiet| best.posts_per_s >= 0.8 * quiet),
    );
    report.keep("slow disk", json!({ "closed": steps, "postgres alone": alone }));
    Ok(())
}

async fn measure(
    world: &World,
    report: &mut Report,
    crowd: &Crowd,
    server: u32,
) -> anyhow::Result<(Saturation, Value)> {
    let pool = commits::prepare(world).await?;
    pool.close().await;
    let mut alone = Map::new();
    for clients in [1, 32] {
        let (rate, latency) = commits::pgbench(world, clients).await?;
        ensure!(latency * 1000.0 >= f64::from(DELAY_MICROS), "a commit took {latency} ms: flushes are not delayed");
        alone.insert(format!("commit_per_post_{clients}"), json!({ "posts_per_s": rate, "latency_ms": latency }));
    }
    let writers = world.sized(&[64, 256][..], &[8, 64, 128, 256, 512][..]);
    let slow = saturate(world, report, crowd, &[server], "slow disk", writers).await?;
    Ok((slow, Value::Object(alone)))
}
