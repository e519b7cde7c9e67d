//! Load on a running server: what a post costs, and what an idle socket costs. Knows the protocol only; its sessions come
//! from `renrakucho demo load-data`. Loopback only.

mod client;
mod crowd;
mod report;

use std::{path::PathBuf, time::Duration};

use anyhow::ensure;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Load tests for a running demo server")]
struct Arguments {
    /// The seats that `renrakucho demo load-data` wrote.
    #[arg(long)]
    seats: PathBuf,
    /// The authority that signed the server's certificate (PEM).
    #[arg(long)]
    authority: PathBuf,
    #[command(subcommand)]
    scenario: Scenario,
}

#[derive(Subcommand)]
enum Scenario {
    /// All seats listen; posts come at a fixed rate, whoever is ready. Latency counts from the moment a post was due.
    Open {
        /// Posts per second, over all rooms.
        #[arg(long, default_value_t = 100)]
        rate: u32,
        /// How long.
        #[arg(long, default_value_t = 20)]
        seconds: u64,
    },
    /// All seats connect and stay silent; says what the server's process needs for each.
    Idle {
        /// The server's process id.
        #[arg(long)]
        pid: u32,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("a TLS provider was installed before"))?;
    let arguments = Arguments::parse();
    let seats = client::seats(&arguments.seats)?;
    ensure!(seats.iter().all(|seat| seat.url.starts_with("wss://localhost:")), "load goes to this machine only");
    let tls = client::tls(&arguments.authority)?;
    match arguments.scenario {
        Scenario::Open { rate, seconds } => crowd::open(seats, tls, rate, Duration::from_secs(seconds)).await,
        Scenario::Idle { pid } => crowd::idle(seats, tls, pid).await,
    }
}
