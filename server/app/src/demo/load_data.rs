//! Rooms, members and live sessions for load tests, in the demo's database only. Sessions are made without the ceremony:
//! what is measured later is the live core, and ten thousand passkeys would only take time.

use std::{fs, path::Path};

use anyhow::{Context, ensure};
use renrakucho_store::{Database, account, demo, instance};
use secrecy::ExposeSecret;
use serde::Serialize;

use super::folder::Folder;
use crate::{
    action::sign_in::token,
    entropy,
    http::extract::SESSION,
    seal::{Keys, Profile, sha256},
};

#[derive(Serialize)]
struct Seat {
    url: String,
    origin: String,
    cookie: String,
    room: String,
    account: String,
}

/// Fills the database and writes `[{"url","origin","cookie","room","account"}]`.
#[expect(clippy::print_stdout, reason = "told to whoever runs the command")]
pub async fn load(folder: &Folder, rooms: usize, members: usize, out: &Path) -> anyhow::Result<()> {
    ensure!(rooms > 0 && members > 0, "at least one room and one member");
    let config = folder.config()?;
    let database = Database::open(config.database.url.expose_secret(), 2)?;
    let demo = instance::find(&database).await?.is_some_and(|instance| instance.demo);
    ensure!(demo, "load data goes only into a database that holds the demo city");
    let keys = Keys::open(&config.keys.master_key_file, Database::open(config.keys.url.expose_secret(), 2)?)?;
    let host = account::by_login(&database, "sato").await?.context("the demo city has no sato")?;
    let origin = config.http.origins[0].clone();
    let url = format!("{}/api/v1/live", origin.replacen("https", "wss", 1));

    let mut seats = Vec::with_capacity(rooms * members);
    // In steps that stay below the statement time limit.
    for step in (0..rooms).collect::<Vec<_>>().chunks(250) {
        let new_rooms: Vec<_> = step.iter().map(|_| entropy::id()).collect();
        let room_keys = keys.create_all(&new_rooms).await?;
        let mut crowd = demo::Crowd::default();
        for (number, (room, key)) in step.iter().zip(new_rooms.iter().zip(&room_keys)) {
            let profile =
                Profile { name: format!("負荷 {number}"), kana: "ふか".into(), birth_date: "2000-01-01".into() };
            crowd.profiles.push(key.seal_profile(&profile));
            crowd.new_persons.push(entropy::id());
            crowd.new_rooms.push(*room);
            for _ in 0..members {
                let (token, account) = (token(), entropy::id());
                crowd.rooms.push(*room);
                crowd.accounts.push(account);
                crowd.staff_members.push(entropy::id());
                crowd.affiliations.push(entropy::id());
                crowd.devices.push(entropy::id());
                crowd.sessions.push(entropy::id());
                crowd.token_hashes.push(sha256(token.as_bytes()).to_vec());
                seats.push(Seat {
                    url: url.clone(),
                    origin: origin.clone(),
                    cookie: format!("{SESSION}={token}"),
                    room: room.to_string(),
                    account: account.to_string(),
                });
            }
        }
        let mut tx = database.begin().await?;
        demo::insert_crowd(&mut tx, &crowd, host.facility, "visiting_nurse").await?;
        tx.commit().await?;
    }
    fs::write(out, serde_json::to_vec(&seats)?).with_context(|| out.display().to_string())?;
    println!("{rooms} rooms of {members}, {} sessions in {}", seats.len(), out.display());
    Ok(())
}
