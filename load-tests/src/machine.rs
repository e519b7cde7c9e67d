//! What the figures were taken on.

use std::{
    fs::{self, File},
    io::Write,
    process::Command,
    time::Instant,
};

use serde_json::{Value, json};
use sqlx::PgPool;

/// Writes per try of the disk.
const WRITES: u32 = 200;

fn first_line(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or_default().to_owned()
}

/// How long the disk takes to keep 8 KiB for good, in milliseconds: in the same folder that the database lies in.
fn fdatasync_ms() -> anyhow::Result<f64> {
    let path = std::env::temp_dir().join(format!("renrakucho-fdatasync-{}", std::process::id()));
    let mut file = File::create(&path)?;
    fs::remove_file(&path)?;
    file.write_all(&[0; 8192])?;
    file.sync_data()?;
    let began = Instant::now();
    for _ in 0..WRITES {
        file.write_all(&[1; 8192])?;
        file.sync_data()?;
    }
    Ok((began.elapsed().as_secs_f64() * 1000.0 / f64::from(WRITES) * 1000.0).round() / 1000.0)
}

/// Machine, versions, commit.
pub(crate) async fn facts(sql: &PgPool, size: &str) -> anyhow::Result<Value> {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let settings: Vec<(String, String)> = sqlx::query_as(
        "select name, setting from pg_settings
         where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method')",
    )
    .fetch_all(sql)
    .await?;
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    Ok(json!({
        "size": size,
        "cores": std::thread::available_parallelism().map_or(0, std::num::NonZero::get),
        "processor": model.trim_start_matches([' ', '\t', ':']),
        "load_before": load.split(' ').next().unwrap_or_default(),
        "system": first_line("uname", &["-sr"]),
        "postgresql": settings.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        "fdatasync_ms": fdatasync_ms()?,
        "commit": first_line("git", &["describe", "--always", "--dirty", "--abbrev=12"]),
        "seed": "none: who posts when follows from the number of the post",
    }))
}
