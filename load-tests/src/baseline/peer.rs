//! A socket.io server of the same duties (`load-tests/peers/socket-io`), asked by the same clients for the same work: an
//! insert and a commit per post, an acknowledgement, and a delivery to each of the others in the room. It asks for no
//! permission, seals nothing, and keeps neither audit events nor alerts.

use std::process::Stdio;

use anyhow::Context;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};
use uuid::Uuid;

use crate::{
    crowd::{Crowd, Look},
    node::Redis,
    postgres::{ADMIN, run as statements},
    report::Report,
    scenario::closed::{self, Step},
    seat::{Dialect, Seat},
    tally::real,
    world::World,
};

/// What later scenarios find it under.
pub(crate) const NAME: &str = "peer socket.io";
const DATABASE: &str = "bench_peer";
const SMALL_ROOMS: u32 = 125;
const SMALL: usize = 8;
const LARGE: usize = 1_000;

/// A node by itself, as ours is in `closed` and `large`: what those compare with. Then, to be seen beside it, a node that
/// is ready for a second one.
pub(crate) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let alone = measure(world, report, NAME, None).await?;
    report.keep(NAME, alone);
    let redis = world.redis().await?;
    let name = "peer socket.io with its Redis adapter";
    let with_redis = measure(world, report, name, Some(&redis)).await?;
    report.keep(name, with_redis);
    Ok(())
}

async fn measure(world: &World, report: &mut Report, name: &str, redis: Option<&Redis>) -> anyhow::Result<Value> {
    make_tables(world).await?;
    let (server, port) = start(world, redis).await?;
    let pid = server.id().context("the peer has ended")?;
    let writers = match redis {
        None => world.sized(&[8, 64, 256][..], &[8, 16, 32, 64, 128, 256, 512][..]),
        Some(_) => world.sized(&[8, 64][..], &[8, 64, 256][..]),
    };
    let crowd = Crowd::gather(&world.network, seats(port, 1..=SMALL_ROOMS, SMALL), Look::AtRoom).await?;
    let mut out = closed::saturate(world, report, &crowd, &[pid], name, writers).await?.steps;
    drop(crowd);
    if redis.is_none() {
        let room = SMALL_ROOMS + 1;
        let crowd = Crowd::gather(&world.network, seats(port, room..=room, LARGE), Look::AtRoom).await?;
        let step = Step::play(world, &crowd, &[pid], 8).await?;
        report.exact(&format!("{name}, room of {LARGE}"), &step.tally);
        let deliveries = real(step.tally.deliveries.count());
        out.insert(
            "large".into(),
            json!({
                "deliveries_per_s": deliveries / step.effort.took.as_secs_f64(),
                "cpu_us_per_delivery": step.effort.server.as_secs_f64() * 1e6 / deliveries,
                "step": step.json(),
            }),
        );
    }
    Ok(Value::Object(out))
}

/// The tables of `commits`, with rooms that are named as ours are.
async fn make_tables(world: &World) -> anyhow::Result<()> {
    statements(&world.sql, &format!("drop database if exists {DATABASE} with (force)")).await?;
    statements(&world.sql, &format!("create database {DATABASE}")).await?;
    let pool = world.postgres.connect(DATABASE, 1).await?;
    statements(
        &pool,
        "create table room (id uuid primary key, last_seq bigint not null default 0) with (fillfactor = 70);
         create table entry (room uuid not null, seq bigint not null, id uuid not null, at timestamptz not null,
                             kept bytea not null, primary key (room, seq), unique (room, id))",
    )
    .await?;
    let rooms: Vec<Uuid> = (1..=SMALL_ROOMS + 1).map(room).collect();
    sqlx::query("insert into room (id) select unnest($1::uuid[])").bind(rooms).execute(&pool).await?;
    statements(&pool, "analyze").await?;
    pool.close().await;
    Ok(())
}

fn room(number: u32) -> Uuid {
    Uuid::from_u128(number.into())
}

fn seats(port: u16, rooms: impl Iterator<Item = u32>, members: usize) -> Vec<Seat> {
    let seat = |number| Seat::nameless(port, room(number), Dialect::SocketIo);
    rooms.flat_map(|number| std::iter::repeat_n(seat(number), members)).collect()
}

/// Answers when it says its port.
async fn start(world: &World, redis: Option<&Redis>) -> anyhow::Result<(Child, u16)> {
    let mut command = Command::new("node");
    command
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/peers/socket-io/server.js"))
        .arg("--certificate")
        .arg(world.demo_file("main-host.pem"))
        .arg("--key")
        .arg(world.demo_file("main-host.key"))
        .args(["--postgres", &world.postgres.socket, "--role", ADMIN, "--database", DATABASE])
        .env("NODE_ENV", "production");
    if let Some(redis) = redis {
        command.arg("--redis").arg(redis.socket());
    }
    let mut server =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true).spawn().context("node (Node.js)")?;
    let mut said = BufReader::new(server.stdout.take().context("its output")?).lines();
    let port =
        said.next_line().await?.context("it does not start: run `scripts/packages load-tests/peers/socket-io`")?;
    Ok((server, port.parse()?))
}
