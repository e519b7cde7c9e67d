//! PostgreSQL by itself: one commit per post (pgbench), and many posts in a commit.

use std::time::Instant;

use anyhow::{Context, ensure};
use serde_json::{Map, Value, json};
use sqlx::{Executor, PgPool};
use tokio::process::Command;

use crate::{
    postgres::{ADMIN, run},
    process,
    report::Report,
    tally::real,
    world::World,
};

const DATABASE: &str = "bench_baseline";
const ROOMS: i32 = 125;
/// As long as a sealed post of 400 bytes with its nonce, tag and digest.
const SEALED: usize = 480;

/// Measures both.
pub(crate) async fn run_all(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let pool = prepare(world).await?;
    let mut out = Map::new();
    let mut best = 0.0_f64;
    for clients in [1, 8, 32] {
        let (rate, latency) = pgbench(world, clients).await?;
        best = best.max(rate);
        out.insert(format!("commit_per_post_{clients}"), json!({ "posts_per_s": rate, "latency_ms": latency }));
    }
    out.insert("commit_per_post_best".into(), json!({ "posts_per_s": best }));
    for batch in [50, 200] {
        out.insert(format!("group_commit_{batch}"), grouped(world, &pool, batch).await?);
    }
    pool.close().await;
    report.keep("postgres alone", Value::Object(out));
    Ok(())
}

/// Makes the tables anew.
pub(crate) async fn prepare(world: &World) -> anyhow::Result<PgPool> {
    run(&world.sql, &format!("drop database if exists {DATABASE}")).await?;
    run(&world.sql, &format!("create database {DATABASE}")).await?;
    let pool = world.postgres.connect(DATABASE, 2).await?;
    run(
        &pool,
        &format!(
            "create table bench_room (id int primary key, last_seq bigint not null default 0) with (fillfactor = 70);
             insert into bench_room (id) select generate_series(1, {ROOMS});
             create table bench_entry (room int not null, seq bigint not null, id uuid not null, at timestamptz not null,
                                       sealed bytea not null, primary key (room, seq), unique (room, id))"
        ),
    )
    .await?;
    Ok(pool)
}

/// Posts per second and mean latency in milliseconds, with so many clients and one commit per post.
pub(crate) async fn pgbench(world: &World, clients: u32) -> anyhow::Result<(f64, f64)> {
    let script = tempfile::NamedTempFile::new()?;
    std::fs::write(script.path(), include_str!("../../pgbench/post.sql"))?;
    let seconds = world.seconds(2, 10).as_secs();
    let output = Command::new(world.postgres.programs.join("pgbench"))
        .args(["-n", "-M", "prepared", "-h", &world.postgres.socket, "-p", "5432", "-U", ADMIN])
        .args(["-c", &clients.to_string(), "-j", &clients.min(2).to_string(), "-T", &seconds.to_string(), "-f"])
        .arg(script.path().as_os_str())
        .arg(DATABASE)
        .kill_on_drop(true)
        .output()
        .await
        .context("pgbench")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success(), "pgbench: {}", String::from_utf8_lossy(&output.stderr));
    let number = |name: &str| -> anyhow::Result<f64> {
        let line = text.lines().find_map(|line| line.strip_prefix(name)).with_context(|| format!("no {name}"))?;
        Ok(line.split_whitespace().next().unwrap_or_default().parse()?)
    };
    Ok((number("tps = ")?, number("latency average = ")?))
}

/// Batches on one connection, one statement and one commit each.
async fn grouped(world: &World, pool: &PgPool, batch: usize) -> anyhow::Result<Value> {
    let length = world.seconds(2, 10);
    let mut connection = pool.acquire().await?;
    connection.execute("truncate bench_entry").await?;
    let cpu = process::cpu_of_family(world.postgres.pid)?;
    let (began, mut posts) = (Instant::now(), 0_u64);
    while began.elapsed() < length {
        let rooms: Vec<i32> = (1..=ROOMS).cycle().skip(usize::try_from(posts % 125)?).take(batch).collect();
        let sealed = vec![vec![0x5a_u8; SEALED]; batch];
        sqlx::query(
            "with posts as (select * from unnest($1::int[], $2::bytea[]) with ordinality as t (room, sealed, n)),
                  places as (update bench_room r set last_seq = last_seq + c.posts
                             from (select room, count(*) as posts from posts group by room) c where r.id = c.room
                             returning r.id, r.last_seq - c.posts as before)
             insert into bench_entry (room, seq, id, at, sealed)
             select p.room, before + row_number() over (partition by p.room order by n), gen_random_uuid(),
                    clock_timestamp(), p.sealed from posts p join places on places.id = p.room",
        )
        .bind(&rooms)
        .bind(&sealed)
        .execute(&mut *connection)
        .await?;
        posts += batch as u64;
    }
    let took = began.elapsed().as_secs_f64();
    let cpu = process::cpu_of_family(world.postgres.pid)?.saturating_sub(cpu).as_secs_f64();
    Ok(json!({ "posts_per_s": real(posts) / took, "postgres_cpu_us_per_post": cpu * 1e6 / real(posts) }))
}
