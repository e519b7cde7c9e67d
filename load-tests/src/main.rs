//! Load on a server: what a post costs, what a socket costs, and what happens when things go wrong. `load bench` makes a
//! city of its own; `load open` and `load idle` take a server that runs. Loopback only.

mod baseline;
mod crowd;
mod http;
mod machine;
mod member;
mod node;
mod postgres;
mod process;
mod report;
mod scan;
mod scenario;
mod seat;
mod session;
mod socket_io;
mod stamp;
mod tally;
mod wire;
mod world;

use std::{path::PathBuf, time::Duration};

use anyhow::{Context, bail, ensure};
use clap::{Parser, Subcommand, ValueEnum};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    crowd::{Crowd, Look},
    postgres::Postgres,
    report::Report,
    scenario::Scenario,
    wire::Network,
    world::{Size, World},
};

/// The storm's ten thousand clients and their neighbours, and what else a process has open.
const OPEN_FILES: u64 = 12_000;

#[derive(Parser)]
#[command(about = "Load tests")]
enum Command {
    /// Scenarios on a city of its own: see `scripts/bench`.
    Bench {
        /// How much is done.
        #[arg(long, default_value = "quick")]
        size: Size,
        /// The folder of PostgreSQL's programs.
        #[arg(long)]
        postgres_programs: PathBuf,
        /// Where the report is written.
        #[arg(long, default_value = "target/bench")]
        out: PathBuf,
        /// Which; all if none is named.
        scenarios: Vec<Scenario>,
    },
    /// On a running demo server.
    #[command(flatten)]
    Running(Running),
    /// The minimal server of the scenario `broadcast`.
    #[command(hide = true)]
    BroadcastServer(baseline::broadcast::Arguments),
}

#[derive(Subcommand)]
enum Running {
    /// All seats listen; posts come at a fixed rate. Latency counts from the moment a post was due.
    Open {
        #[command(flatten)]
        place: Place,
        /// Posts per second, over all rooms.
        #[arg(long, default_value_t = 100)]
        rate: u32,
        /// How long.
        #[arg(long, default_value_t = 20)]
        seconds: u64,
    },
    /// All seats connect and stay silent; says what the server's process needs for each.
    Idle {
        #[command(flatten)]
        place: Place,
        /// The server's process id.
        #[arg(long)]
        pid: u32,
    },
}

#[derive(clap::Args)]
struct Place {
    /// The seats that `renrakucho demo load-data` wrote.
    #[arg(long)]
    seats: PathBuf,
    /// The authority that signed the server's certificate (PEM).
    #[arg(long)]
    authority: PathBuf,
}

#[expect(clippy::print_stdout, reason = "the report is what it is for")]
fn say(text: &str) {
    println!("{text}");
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("a TLS provider was installed before"))?;
    stamp::now();
    let command = Command::parse();
    let mut asked = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    // Whoever asks us to stop finds that all processes of ours have ended: they end with their owners here.
    tokio::select! {
        done = run(command) => done,
        _ = asked.0.recv() => bail!("interrupted"),
        _ = asked.1.recv() => bail!("asked to stop"),
    }
}

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Bench { size, postgres_programs, out, scenarios } => {
            let scenarios = if scenarios.is_empty() { Scenario::value_variants().to_vec() } else { scenarios };
            bench(size, Postgres::find(postgres_programs)?, &out, &scenarios).await
        }
        Command::Running(running) => on_running(running).await,
        Command::BroadcastServer(arguments) => baseline::broadcast::serve(arguments).await,
    }
}

async fn bench(size: Size, postgres: Postgres, out: &std::path::Path, scenarios: &[Scenario]) -> anyhow::Result<()> {
    // Said now and not after ten minutes.
    let files = process::most_open_files()?;
    ensure!(size == Size::Quick || files >= OPEN_FILES, "{files} open files are too few: `ulimit -n {OPEN_FILES}`");
    let folder = tempfile::Builder::new().prefix("renrakucho-bench-").tempdir()?;
    let world = World::prepare(folder.path(), size, postgres).await?;
    let name = size.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    let mut report = Report::new(machine::facts(&world.sql, &name).await?);
    for scenario in scenarios {
        let began = std::time::Instant::now();
        let name = scenario.name();
        // A scenario that breaks must not take the figures of the others with it.
        if let Err(error) = scenario.play(&world, &mut report).await {
            report.fault(format!("{name} broke off: {error:#}"));
        }
        say(&format!("{name}: {:.0} s", began.elapsed().as_secs_f64()));
        report.write(out)?;
    }
    say(&report.summary());
    for (number, log) in ["node-0.log", "node-1.log"].iter().enumerate() {
        let _ = std::fs::copy(folder.path().join(log), out.join(format!("node-{number}.log")));
    }
    ensure!(report.is_exact(), "something happened that must never happen; see {}", out.join("report.md").display());
    Ok(())
}

async fn on_running(running: Running) -> anyhow::Result<()> {
    let (Running::Open { place, .. } | Running::Idle { place, .. }) = &running;
    let seats = seat::read(&place.seats)?;
    let network = Network::trusting(&place.authority)?;
    match running {
        Running::Open { rate, seconds, .. } => {
            let crowd = Crowd::gather(&network, seats, Look::AtRoom).await.context("connecting")?;
            let tally = scenario::open::at_rate(&crowd, rate, Duration::from_secs(seconds)).await?;
            say(&json!({ "scenario": "open", "sockets": crowd.len(), "rate": rate, "counted": tally.json() })
                .to_string());
            ensure!(tally.is_whole(), "not everything arrived once and in order");
        }
        Running::Idle { pid, .. } => {
            let before = process::resident_kib(pid)?;
            let crowd = Crowd::gather(&network, seats, Look::AtList).await.context("connecting")?;
            tokio::time::sleep(Duration::from_secs(2)).await;
            let grown = process::resident_kib(pid)?.saturating_sub(before);
            say(&json!({
                "scenario": "idle", "sockets": crowd.len(), "connected_in_s": crowd.gathered_in.as_secs_f64(),
                "kib_per_socket": tally::real(grown) / tally::real(crowd.len() as u64),
            })
            .to_string());
        }
    }
    Ok(())
}
