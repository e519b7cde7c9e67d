//! `renrakucho demo …`: the demo city on this machine.

use std::path::PathBuf;

use clap::Subcommand;

use crate::demo::{self, browser, folder::Folder, load_data::Amount};

/// What can be done with the demo city.
#[derive(Debug, Subcommand)]
pub enum DemoCommand {
    /// Make keys and certificates, fill an empty database with the demo city, and write the configuration.
    Prepare {
        /// Where the demo is.
        #[command(flatten)]
        place: Place,
        /// Another city's file.
        #[arg(long)]
        city: Option<PathBuf>,
    },
    /// Prepare what is missing, then serve, with a mailbox that shows the alert mails.
    Serve {
        /// Where the demo is.
        #[command(flatten)]
        place: Place,
        /// Another city's file.
        #[arg(long)]
        city: Option<PathBuf>,
    },
    /// Open a browser that has this person's device certificate and passkey.
    Browser {
        /// The login ID, for instance `sato`.
        account: String,
        /// Where the demo is.
        #[command(flatten)]
        place: Place,
        /// A window like a phone's.
        #[arg(long)]
        phone: bool,
        /// Without a window.
        #[arg(long, requires = "screenshot")]
        headless: bool,
        /// Take a picture of the first page and leave.
        #[arg(long)]
        screenshot: Option<PathBuf>,
    },
    /// Register another device for a person: a certificate for a browser of your own, and a code for its passkey.
    Enrol {
        /// The login ID, for instance `sato`.
        account: String,
        /// No certificate in a file: the browser makes its own from a link.
        #[arg(long)]
        browser: bool,
        /// Where the demo is.
        #[command(flatten)]
        place: Place,
    },
    /// Fill the demo database with rooms, members and live sessions for load tests.
    LoadData {
        /// Where the demo is.
        #[command(flatten)]
        place: Place,
        /// How many rooms.
        #[arg(long)]
        rooms: usize,
        /// How many members each.
        #[arg(long)]
        members: usize,
        /// How many posts each room already holds.
        #[arg(long, default_value_t = 0)]
        entries: usize,
        /// Where the sessions are written (JSON).
        #[arg(long)]
        out: PathBuf,
    },
    /// Measure what sealing a post costs on this machine (JSON), for load tests.
    Sealing {
        /// The post's length.
        #[arg(long, default_value_t = 400)]
        bytes: usize,
    },
}

/// Where the demo keeps what it makes.
#[derive(Debug, clap::Args)]
pub struct Place {
    /// The folder; its private keys exist nowhere else.
    #[arg(long, default_value = "var/demo", env = "RENRAKUCHO_DEMO_DIR")]
    dir: PathBuf,
}

/// Runs a command.
#[expect(clippy::print_stdout, reason = "its output is its answer")]
pub async fn run(command: DemoCommand) -> anyhow::Result<()> {
    match command {
        DemoCommand::Prepare { place, city } => {
            demo::prepare(&Folder::new(&place.dir)?, city.as_deref()).await?;
            Ok(())
        }
        DemoCommand::Serve { place, city } => demo::serve(&Folder::new(&place.dir)?, city.as_deref()).await,
        DemoCommand::Browser { account, place, phone, headless, screenshot } => {
            let folder = Folder::existing(&place.dir)?;
            browser::open(folder.browser(&account, phone, headless, screenshot)?).await
        }
        DemoCommand::Enrol { account, browser, place } => {
            demo::enrol::enrol(&Folder::existing(&place.dir)?, &account, browser).await
        }
        DemoCommand::LoadData { place, rooms, members, entries, out } => {
            let amount = Amount { rooms, members, entries };
            demo::load_data::load(&Folder::existing(&place.dir)?, amount, &out).await
        }
        DemoCommand::Sealing { bytes } => {
            println!("{}", serde_json::to_string(&demo::sealing::measure(bytes)?)?);
            Ok(())
        }
    }
}
