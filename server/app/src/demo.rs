//! The demo city: a whole installation on one machine, with invented people whose devices and passkeys lie in a folder.
//! Nothing here runs in production: `demo.enabled` is refused anywhere but on localhost, and a database that was filled
//! with the demo city is refused by every other server.

pub mod browser;
pub mod city;
pub mod enrol;
pub mod folder;
pub mod load_data;
pub mod mailbox;
pub mod sealing;
pub mod soft_passkey;

use std::path::Path;

use anyhow::{Context, ensure};
use renrakucho_store::{Database, database, instance};
use secrecy::ExposeSecret;

use crate::{
    config::Config,
    lifecycle,
    seal::{Keys, epoch::Epochs, master::Masters},
    telemetry,
};
use folder::Folder;

/// Makes what is missing; fills the database if it is empty. Answers the configuration to serve with.
#[expect(clippy::print_stdout, reason = "told to whoever runs the demo")]
pub async fn prepare(folder: &Folder, city_file: Option<&Path>) -> anyhow::Result<Config> {
    let city = city::City::read(city_file)?;
    folder.make_keys_and_certificates()?;
    folder.write_configuration(&city)?;
    let config = Config::load(Some(&folder.configuration()))?;
    database::migrate(config.database.owner_url.expose_secret(), config.keys.owner_url.expose_secret())
        .await
        .context("the demo's database")?;
    let database = Database::open(config.database.url.expose_secret(), 4)?;
    let keys = Keys::open(
        Masters::read(&config.keys)?,
        Epochs::new(&config.keys),
        Database::open(config.keys.url.expose_secret(), 2)?,
    )
    .await?;
    if instance::is_empty(&database).await? {
        let loaded = city.load(folder, &config, &database, &keys).await?;
        println!("loaded {}: {} staff, {} persons, {} posts", city.name(), loaded.staff, loaded.persons, loaded.posts);
    } else {
        let demo = instance::find(&database).await?.is_some_and(|instance| instance.demo);
        ensure!(demo, "this database holds something else than the demo city; the demo never touches it");
    }
    database.close().await;
    Ok(config)
}

/// Prepares, serves, and shows the mails.
pub async fn serve(folder: &Folder, city_file: Option<&Path>) -> anyhow::Result<()> {
    let mut config = prepare(folder, city_file).await?;
    telemetry::start(&config.log);
    let mailbox = mailbox::Mailbox::start(folder.mails(), config.demo.mail_port).await?;
    config.mail.smtp = format!("127.0.0.1:{}", mailbox.smtp_port);
    say_how_to_get_in(&config);
    lifecycle::serve(config).await
}

#[expect(clippy::print_stdout, reason = "the newcomer's first page")]
fn say_how_to_get_in(config: &Config) {
    let main = &config.http.origins[0];
    let display = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    println!("\n  {} — {main}\n", config.city.service_name);
    println!("  All people in it are invented. Each of these opens a browser that is already theirs:\n");
    println!("    target/debug/renrakucho demo browser sato --phone   a visiting nurse, on a phone");
    println!("    target/debug/renrakucho demo browser tanaka         a care manager, at a desk");
    println!("    target/debug/renrakucho demo browser kato           the city's moderator, who can close a room");
    println!("\n  Your own browser instead:  target/debug/renrakucho demo enrol sato --browser");
    println!("  Alert mails:               http://localhost:{}/", config.demo.mail_port);
    if !display {
        let (main, device, mail) = (config.demo.main_port, config.demo.device_port, config.demo.mail_port);
        println!("\n  This machine has no display. From one that has, forward the ports:");
        println!("    ssh -L {main}:localhost:{main} -L {device}:localhost:{device} -L {mail}:localhost:{mail} …");
        println!(
            "  and use `demo enrol`; or take a picture here: … demo browser sato --headless --screenshot sato.png"
        );
    }
    println!("\n  Ctrl-C stops everything. `make clean-data` forgets it.\n");
}
