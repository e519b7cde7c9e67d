//! The command line.

pub mod demo;

use std::{net::IpAddr, path::PathBuf};

use anyhow::ensure;
use clap::{Parser, Subcommand};
use renrakucho_store::{Database, database, instance};
use secrecy::ExposeSecret;

use crate::{audit_chain, config::Config, doctor, installation::Founding, lifecycle, limits, seal::Keys, telemetry};

/// 連絡帳: the messaging server for a city and the people who support its residents.
#[derive(Debug, Parser)]
#[command(name = "renrakucho", version)]
pub struct Arguments {
    /// A file that overrides the built-in defaults (`renrakucho config defaults` prints them).
    #[arg(long, global = true, env = "RENRAKUCHO_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until SIGTERM.
    Serve,
    /// Apply the migrations of both databases, as their owner.
    Migrate,
    /// Make a new installation: keys, configuration, and the first moderator's enrolment.
    Init(Founding),
    /// Say what is wrong with an installation, and what to do. Changes nothing.
    Doctor {
        /// For machines.
        #[arg(long)]
        json: bool,
    },
    /// Look at the configuration.
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Look at the audit log.
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// A demo city with invented people, on localhost.
    Demo {
        #[command(subcommand)]
        command: demo::DemoCommand,
    },
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Say whether it is complete and fits together.
    Check,
    /// Print the defaults, with what each setting means.
    Defaults,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Walk the hash chain and say whether it is whole.
    Verify,
    /// Say by which name the log knows an address.
    Address {
        /// IPv4 or IPv6.
        address: IpAddr,
    },
}

/// The process: reads the command line and does what it says.
pub fn main() -> anyhow::Result<()> {
    // Chosen in one place; nothing else in the process picks a provider.
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("a TLS provider was installed before"))?;
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run(Arguments::parse()))
}

/// Runs a command.
#[expect(clippy::print_stdout, reason = "commands answer on standard output")]
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let file = arguments.config.as_deref();
    match arguments.command {
        Command::Serve => {
            let config = Config::load(file)?;
            telemetry::start(&config.log);
            lifecycle::serve(config).await
        }
        Command::Migrate => {
            let config = Config::read(file)?;
            let owner = |url: &secrecy::SecretString, key: &str| {
                ensure!(!url.expose_secret().is_empty(), "configuration: {key} must be set to migrate");
                Ok(url.expose_secret().to_owned())
            };
            let main = owner(&config.database.owner_url, "database.owner_url")?;
            let keys = owner(&config.keys.owner_url, "keys.owner_url")?;
            database::migrate(&main, &keys).await?;
            println!("migrated");
            Ok(())
        }
        Command::Init(founding) => {
            print!("{}", founding.found(file).await?);
            Ok(())
        }
        Command::Doctor { json } => {
            let report = doctor::examine(file).await;
            if json {
                println!("{}", serde_json::to_string_pretty(&report)?);
            } else {
                print!("{}", report.table());
            }
            ensure!(report.healthy, "{} of {} findings are wrong", report.wrong(), report.findings.len());
            Ok(())
        }
        Command::Config { command: ConfigCommand::Check } => {
            Config::load(file)?;
            println!("the configuration is complete");
            Ok(())
        }
        Command::Config { command: ConfigCommand::Defaults } => {
            print!("{}", crate::config::DEFAULTS);
            Ok(())
        }
        Command::Audit { command: AuditCommand::Verify } => {
            let config = Config::read(file)?;
            let database = Database::open(config.database.url.expose_secret(), 2)?;
            let instance = instance::find(&database).await?;
            let instance = instance.ok_or_else(|| anyhow::anyhow!("this database has not been served yet"))?;
            let events =
                audit_chain::verify(&database, &keys(&config)?, instance.id, &config.audit.checkpoint_file).await?;
            println!("{events} events, the chain is whole and fits its checkpoints");
            Ok(())
        }
        Command::Audit { command: AuditCommand::Address { address } } => {
            println!("{}", keys(&Config::read(file)?)?.address_name(limits::counted(address)));
            Ok(())
        }
        Command::Demo { command } => demo::run(command).await,
    }
}

fn keys(config: &Config) -> anyhow::Result<Keys> {
    let database = Database::open(config.keys.url.expose_secret(), 1)?;
    Ok(Keys::open(&config.keys.master_key_file, database)?)
}
