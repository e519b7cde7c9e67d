//! Someone was away: 500 entries are missing in each of 20 rooms. How long until the last byte of them is there.

use serde_json::json;

use crate::{
    report::{Report, figure},
    session::{Ground, Session},
    stamp,
    tally::Latency,
    world::World,
};

const ROOMS: usize = 20;
const ENTRIES: usize = 500;

pub(super) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let seats = world.rooms_with_entries(ROOMS, 2, ENTRIES).await?;
    let rooms: Vec<_> = seats.iter().step_by(2).map(|seat| seat.room).collect();
    world.join(vec![seats[0].account; ROOMS], rooms.clone()).await?;
    let _node = world.node().await?;
    let (mut connected, mut from_hello) = (Latency::default(), Latency::default());
    let mut first = None;
    for _ in 0..world.sized(5, 30) {
        let mut session = Session::new(seats[0].clone(), 0, &rooms, Ground::of(rooms.iter().copied()));
        for room in &rooms {
            session.start_at(*room, 0);
        }
        let since = stamp::now();
        session.dial(&world.network).await?;
        let hello = stamp::now();
        session.greet().await?;
        connected.since(since);
        from_hello.since(hello);
        first.get_or_insert_with(|| stamp::now() - hello);
        let got = session.tally.applied;
        if got != (ROOMS * ENTRIES) as u64 || !session.tally.is_exact() {
            report.fault(format!("catch-up: {got} entries of {}: {}", ROOMS * ENTRIES, session.tally.json()));
        }
    }
    let p50 = from_hello.at(0.5);
    report.figure(
        "F10",
        "500 missed entries in each of 20 rooms, hello to last byte",
        "≤ 150 ms",
        format!("{} ms", figure(p50)),
        Some(p50 <= 150.0),
    );
    report.keep(
        "catch-up",
        json!({
            "rooms": ROOMS, "entries_each": ENTRIES, "from_hello": from_hello.json(), "with_connecting": connected.json(),
            "first_after_start_us": first,
        }),
    );
    Ok(())
}
