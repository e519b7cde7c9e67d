//! A disaster: ten thousand listen, and within a minute everyone in two hundred rooms posts several times.

use serde_json::json;

use crate::{
    crowd::{Crowd, Look},
    process,
    report::Report,
    world::{Effort, World},
};

const MEMBERS: usize = 8;
/// How often each of them posts.
const TIMES: usize = 3;

pub(super) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let (rooms, busy) = world.sized((250, 50), (1_250, 200));
    let seats = world.rooms(rooms, MEMBERS).await?;
    let node = world.node().await?;
    let crowd = Crowd::gather(&world.network, seats, Look::AtRoom).await?;
    let within = world.seconds(6, 60);
    let posters = busy * MEMBERS;
    let rate = u32::try_from(posters * TIMES)? / u32::try_from(within.as_secs())?;
    let effort = Effort::begin(world, &[node.pid()])?;
    crowd.paced(rate, within, move |turn| turn * 7919 % posters).await?;
    let effort = effort.end(world, &[node.pid()])?;
    let tally = crowd.settle().await;
    report.exact("burst", &tally);
    report.keep(
        "burst",
        json!({
            "sockets": crowd.len(), "people_posting": posters, "rooms": busy, "posts_per_s": rate,
            "within_s": within.as_secs(), "counted": tally.json(), "server_kib": process::resident_kib(node.pid())?,
            "cores_of_server": effort.server.as_secs_f64() / effort.took.as_secs_f64(),
            "cores_of_postgres": effort.postgres.as_secs_f64() / effort.took.as_secs_f64(),
        }),
    );
    Ok(())
}
