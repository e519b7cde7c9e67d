//! The command line.

pub mod demo;

use std::{net::IpAddr, path::PathBuf};

use anyhow::ensure;
use clap::{Parser, Subcommand};
use renrakucho_domain::audit::Event;
use renrakucho_store::{
    Database,
    audit::{self, About, Origin},
    database, instance,
};
use secrecy::ExposeSecret;

use crate::{
    audit_chain,
    config::Config,
    deletions::Journal,
    doctor,
    installation::{Founding, city_code::CityCode, operator::NewOperator},
    lifecycle, limits,
    seal::{
        Keys,
        epoch::Epochs,
        master::{Counts, Masters},
    },
    telemetry,
};

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
    /// Add an account for the contractor's operator.
    EnrolOperator(NewOperator),
    /// Make a way in for someone who acts for the city, when too few are left who could.
    CityCode(CityCode),
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
    /// Look after the deletion journal.
    Deletions {
        #[command(subcommand)]
        command: DeletionsCommand,
    },
    /// Look after the keys.
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
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

#[derive(Debug, Subcommand)]
enum DeletionsCommand {
    /// Write it anew from the databases, where it or its end is lost. Never after a restore: what the backup has forgotten would be
    /// forgotten.
    Write,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Wrap everything with the master key that is wrapped with one of keys.other_master_key_files, as the owner of the keys'
    /// database. Nodes go on serving.
    Rewrap,
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
        Command::EnrolOperator(operator) => {
            print!("{}", operator.enrol(file).await?);
            Ok(())
        }
        Command::CityCode(code) => {
            print!("{}", code.make(file).await?);
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
            let events = audit_chain::verify(&database, &keys(&config).await?, instance.id, &config.audit).await?;
            println!("{events} events, the chain is whole and fits its checkpoints");
            Ok(())
        }
        Command::Audit { command: AuditCommand::Address { address } } => {
            println!("{}", keys(&Config::read(file)?).await?.address_name(limits::counted(address)));
            Ok(())
        }
        Command::Deletions { command: DeletionsCommand::Write } => {
            let config = Config::read(file)?;
            let database = Database::open(config.database.url.expose_secret(), 1)?;
            let instance = instance::find(&database).await?;
            let instance = instance.ok_or_else(|| anyhow::anyhow!("this database has not been served yet"))?;
            let journal = Journal::new(&config.deletions.journal_file, instance.id);
            let keys = keys(&config).await?;
            if journal.is_there() {
                let (_, lost) = journal.read_to_its_end(&database, &keys).await?;
                ensure!(lost.is_some(), "{}: there is one, and it has not lost its end", journal.file().display());
            } else {
                journal.create()?;
            }
            journal.catch_up(&database, &keys).await?;
            let lines = journal.read(&keys)?.len();
            journal.is_whole(&database, lines).await?;
            println!("{}: {lines} lines", journal.file().display());
            Ok(())
        }
        Command::Keys { command: KeysCommand::Rewrap } => {
            let counts = rewrap(&Config::read(file)?).await?;
            println!("{} keys are wrapped with the master key", counts.current);
            ensure!(
                counts.other + counts.unknown == 0,
                "{} keys are not: {} changed while this ran (run it again), {} open with no master key that is named",
                counts.other + counts.unknown,
                counts.other,
                counts.unknown
            );
            Ok(())
        }
        Command::Demo { command } => demo::run(command).await,
    }
}

async fn rewrap(config: &Config) -> anyhow::Result<Counts> {
    let owner = config.keys.owner_url.expose_secret();
    ensure!(!owner.is_empty(), "configuration: keys.owner_url must be set to wrap keys anew");
    let (main, keys) = (Database::open(config.database.url.expose_secret(), 1)?, Database::open(owner, 1)?);
    // First, so that what cannot be written down is not done.
    let mut tx = main.begin().await?;
    let origin = Origin { request: "keys rewrap".into(), ..Origin::default() };
    audit::record(&mut tx, Event::KeysRewrapped, &origin, About::default()).await?;
    renrakucho_store::commit(tx).await?;
    let epoch = Epochs::new(&config.keys).look(&keys).await?.present;
    Ok(Masters::read(&config.keys)?.rewrap(&keys, epoch.as_deref()).await?)
}

async fn keys(config: &Config) -> anyhow::Result<Keys> {
    let database = Database::open(config.keys.url.expose_secret(), 1)?;
    Ok(Keys::open(Masters::read(&config.keys)?, Epochs::new(&config.keys), database).await?)
}
