//! `make faults`: clients write into rooms while nodes, PostgreSQL, Redis and connections are killed, frozen, cut and lied
//! to; afterwards a checker holds what the clients saw against what PostgreSQL holds. Then each promise is broken on
//! purpose, and the checker must say so. The last line on stdout is the report; docs/faults.md explains it.

mod checker;
mod city;
mod client;
mod cluster;
mod driver;
mod history;
mod lag;
mod node;
mod planted;
mod proxy;
mod schedule;
mod size;
mod stage;

use std::{path::Path, process::ExitCode};

use anyhow::Context;
use checker::Kind;
use clap::Parser;
use serde::Serialize;
use tokio::signal::unix::{SignalKind, signal};

/// The report, in the order in which it is read.
#[derive(Default, Serialize)]
struct Report {
    seed: u64,
    size: &'static str,
    #[serde(flatten)]
    run: Option<RunReport>,
    #[serde(flatten)]
    planted: Option<PlantedReport>,
}

#[derive(Serialize)]
struct RunReport {
    faults: usize,
    acked: usize,
    lost: usize,
    duplicated: usize,
    out_of_order: usize,
    gaps: usize,
    leaked: usize,
    converged_ms_p99: u64,
}

#[derive(Serialize)]
struct PlantedReport {
    planted_found: usize,
    planted: usize,
}

#[derive(Parser)]
#[command(about = "Faults on a small installation of our own")]
struct Arguments {
    /// ci | full | long
    #[arg(long, default_value = "ci")]
    size: String,
    /// Replays the schedule of an earlier run.
    #[arg(long)]
    seed: Option<u64>,
    /// Another length of the main run; what it must reach shrinks or grows with it.
    #[arg(long)]
    minutes: Option<u32>,
    /// Only the planted violation of this name; `none` for the main run alone, `all` for all planted ones alone.
    #[arg(long)]
    planted: Option<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let folder = tempfile::Builder::new().prefix("renrakucho-faults-").tempdir()?;
    let mut terminate = signal(SignalKind::terminate())?;
    // Whoever ends this run ends all that it started: dropping it does.
    let ended = tokio::select! {
        ended = run(&arguments, folder.path()) => ended,
        _ = terminate.recv() => Err(anyhow::anyhow!("stopped")),
        _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("stopped")),
    };
    if !matches!(ended, Ok(true)) {
        // For whoever looks into it.
        eprintln!("faults: not as promised; the logs are in {}", folder.keep().display());
    }
    Ok(if ended? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs and reports. Whether all was as promised.
async fn run(arguments: &Arguments, folder: &Path) -> anyhow::Result<bool> {
    let size = size::by_name(&arguments.size).context("SIZE is ci, full or long")?;
    let size = &arguments.minutes.map_or(*size, |minutes| size.lasting(minutes));
    let seed = match arguments.seed {
        Some(seed) => seed,
        None => fastrand::u64(1..1_000_000_000),
    };
    eprintln!("faults: size {}, seed {seed}", size.name);
    raise_file_limit()?;

    // PostgreSQL's user must be able to enter it, if that is someone else.
    std::fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o711))?;
    let ground = stage::Ground::prepare(folder, size.rooms, size.members).await?;

    let only = arguments.planted.as_deref();
    let outcome =
        if only.is_none_or(|only| only == "none") { Some(driver::run(&ground, size, seed).await?) } else { None };
    let mut as_promised = true;
    let mut report = Report { seed, size: size.name, ..Report::default() };
    if let Some(outcome) = outcome {
        for broken in &outcome.broken {
            eprintln!("faults: {broken}");
            as_promised = false;
        }
        for violation in outcome.findings.violations.iter().take(50) {
            eprintln!("faults: {:?}: {}", violation.kind, violation.what);
        }
        as_promised &= outcome.findings.violations.is_empty();
        let count = |kind| outcome.findings.count(kind);
        report.run = Some(RunReport {
            faults: outcome.faults,
            acked: outcome.findings.acked,
            lost: count(Kind::Lost),
            duplicated: count(Kind::Duplicated),
            out_of_order: count(Kind::OutOfOrder),
            gaps: count(Kind::Gap),
            leaked: count(Kind::Leaked),
            converged_ms_p99: outcome.findings.converged_ms_p99,
        });
    }
    eprintln!("faults: so far {}", serde_json::to_string(&report)?);
    if only != Some("none") {
        let (found, planted) = planted::run_all(&ground, seed, only.filter(|only| *only != "all")).await?;
        as_promised &= found == planted && planted > 0;
        report.planted = Some(PlantedReport { planted_found: found, planted });
    }
    print(&serde_json::to_string(&report)?);
    Ok(as_promised)
}

#[expect(clippy::print_stdout, reason = "the report is what it is for")]
fn print(report: &str) {
    println!("{report}");
}

/// Each client is a few file descriptors; the usual soft limit of 1,024 is for programs that use `select`.
fn raise_file_limit() -> anyhow::Result<()> {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard)?;
    Ok(())
}
