//! What processes need, as Linux counts it.

use std::{fs, time::Duration};

use anyhow::Context;

/// Linux counts processor time for readers in hundredths of a second, on every architecture.
const TICK: Duration = Duration::from_millis(10);

/// The fields of `/proc/PID/stat` after the name, which may hold anything.
fn stat(pid: u32) -> anyhow::Result<Vec<u64>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).with_context(|| format!("process {pid}"))?;
    let (_, rest) = text.rsplit_once(") ").context("no name")?;
    Ok(rest.split_whitespace().map(|field| field.parse().unwrap_or(0)).collect())
}

fn ticks(fields: &[u64]) -> Duration {
    TICK * u32::try_from(fields.iter().sum::<u64>()).unwrap_or(u32::MAX)
}

/// Processor time of a process since it began.
pub(crate) fn cpu(pid: u32) -> anyhow::Result<Duration> {
    Ok(ticks(&stat(pid)?[11..13]))
}

/// Processor time of a process, of its living children, and of those that ended.
pub(crate) fn cpu_of_family(pid: u32) -> anyhow::Result<Duration> {
    let mut all = ticks(&stat(pid)?[11..15]);
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(child) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // It may have ended since it was listed.
        if let Ok(fields) = stat(child)
            && fields[1] == u64::from(pid)
        {
            all += ticks(&fields[11..13]);
        }
    }
    Ok(all)
}

/// How many files this process, and those it starts, may have open.
pub(crate) fn most_open_files() -> anyhow::Result<u64> {
    let limits = fs::read_to_string("/proc/self/limits")?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).context("no such limit")?;
    let soft = line.split_whitespace().next().context("no such limit")?;
    Ok(soft.parse().unwrap_or(u64::MAX))
}

/// Resident memory of a process, in KiB.
pub(crate) fn resident_kib(pid: u32) -> anyhow::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
    Ok(line.split_whitespace().nth(1).context("no VmRSS")?.parse()?)
}
