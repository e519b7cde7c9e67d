//! A working day begins: everyone signs on within a minute, opens three rooms, reads what is there, and one in four posts.

use serde_json::json;

use crate::{
    crowd::{Crowd, Plan},
    report::Report,
    world::{Effort, World},
};

/// How many rooms each opens.
const ROOMS_EACH: usize = 3;

pub(super) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let (rooms, members) = (world.sized(45, 150), 8);
    let seats = world.rooms_with_entries(rooms, members, 50).await?;
    let all: Vec<_> = seats.iter().step_by(members).map(|seat| seat.room).collect();
    let open: Vec<Vec<_>> = (0..seats.len())
        .map(|number| (0..ROOMS_EACH).map(|step| all[(number / members + step * 7) % rooms]).collect())
        .collect();
    let accounts = seats.iter().flat_map(|seat| [seat.account; ROOMS_EACH]).collect();
    world.join(accounts, open.concat()).await?;
    let node = world.node().await?;
    let within = world.seconds(8, 60);
    let effort = Effort::begin(world, &[node.pid()])?;
    let crowd = Crowd::come(&world.network, seats, Plan { open, within, come_back: false }).await?;
    let effort = effort.end(world, &[node.pid()])?;
    let posters = u32::try_from(crowd.len() / 4)?;
    let length = within / 4;
    let rate = (f64::from(posters) / length.as_secs_f64()).ceil();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small rate")]
    crowd.paced_by_all(rate as u32, length).await?;
    let tally = crowd.settle().await;
    report.exact("morning", &tally);
    let latency = &crowd.sign_on;
    report.keep(
        "morning",
        json!({
            "people": crowd.len(), "within_s": within.as_secs(), "rooms_each": ROOMS_EACH, "entries_per_room": 50,
            "handshake_to_last_entry": latency.json(), "posts": tally.json(),
            "server_cpu_ms_per_person": effort.server.as_secs_f64() * 1000.0 / f64::from(u32::try_from(crowd.len())?),
        }),
    );
    Ok(())
}
