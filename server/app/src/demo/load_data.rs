//! Rooms, members and live sessions for load tests, in the demo's database only. Sessions are made without the ceremony:
//! what is measured later is the live core, and ten thousand passkeys would only take time.

use std::{fs, path::Path, sync::Arc};

use anyhow::{Context, ensure};
use renrakucho_domain::{AccountId, Body, EntryId, Priority};
use renrakucho_store::{Database, account, demo, instance};
use secrecy::ExposeSecret;
use serde::Serialize;

use super::folder::Folder;
use crate::{
    action::sign_in::token,
    entropy,
    http::extract::SESSION,
    seal::{Keys, Profile, RoomKey, epoch::Epochs, master::Masters, sha256},
};

/// Posts written in one transaction: below the statement time limit.
const POSTS_AT_ONCE: usize = 5_000;
/// What the posts of the past say: about 400 bytes, as people write them.
const TEXT: &str = "定期訪問の記録です。朝の体温は36.5度、血圧は128/76、脈拍は68で整。食事は三食とも八割ほど、水分は一日千三百ミリほど摂れています。\
                    夜間は一度トイレに起きた後によく眠れたとのこと。足のむくみは先週より軽くなりました。薬の飲み忘れはありません。次回は木曜の午後に訪問します。";

#[derive(Serialize)]
struct Seat {
    url: String,
    origin: String,
    cookie: String,
    room: String,
    account: String,
}

/// How much is loaded.
#[derive(Clone, Copy, Debug)]
pub struct Amount {
    /// Rooms.
    pub rooms: usize,
    /// Members of each room.
    pub members: usize,
    /// Posts that each room already holds.
    pub entries: usize,
}

/// Fills the database and writes `[{"url","origin","cookie","room","account"}]`.
#[expect(clippy::print_stdout, reason = "told to whoever runs the command")]
pub async fn load(folder: &Folder, amount: Amount, out: &Path) -> anyhow::Result<()> {
    let Amount { rooms, members, entries } = amount;
    ensure!(rooms > 0 && members > 0, "at least one room and one member");
    let config = folder.config()?;
    let database = Database::open(config.database.url.expose_secret(), 2)?;
    let demo = instance::find(&database).await?.is_some_and(|instance| instance.demo);
    ensure!(demo, "load data goes only into a database that holds the demo city");
    let keys = Keys::open(
        Masters::read(&config.keys)?,
        Epochs::new(&config.keys),
        Database::open(config.keys.url.expose_secret(), 2)?,
    )
    .await?;
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
        fill_past(&database, &crowd, &room_keys, members, entries).await?;
    }
    fs::write(out, serde_json::to_vec(&seats)?).with_context(|| out.display().to_string())?;
    println!("{rooms} rooms of {members}, {} sessions in {}", seats.len(), out.display());
    Ok(())
}

/// Gives rooms a past, each post sealed as the server would have sealed it; its members take turns.
async fn fill_past(
    database: &Database,
    crowd: &demo::Crowd,
    keys: &[Arc<RoomKey>],
    members: usize,
    entries: usize,
) -> anyhow::Result<()> {
    let body = Body::new(TEXT)?;
    let mut past = demo::Past::default();
    for (number, (room, key)) in crowd.new_rooms.iter().zip(keys).enumerate() {
        for (turn, seq) in (0..entries).zip(1_i64..) {
            let author = number * members + turn % members;
            let (id, account) = (EntryId(entropy::id()), AccountId(crowd.accounts[author]));
            past.rooms.push(*room);
            past.seqs.push(seq);
            past.ids.push(id.0);
            past.authors.push(account.0);
            past.affiliations.push(crowd.affiliations[author]);
            past.sealed.push(key.seal_body(&body, id, account));
            past.content_macs.push(key.content_mac(&body, Priority::Normal, None));
            if past.rooms.len() == POSTS_AT_ONCE {
                keep_past(database, std::mem::take(&mut past)).await?;
            }
        }
    }
    if !past.rooms.is_empty() {
        keep_past(database, past).await?;
    }
    Ok(())
}

async fn keep_past(database: &Database, past: demo::Past) -> anyhow::Result<()> {
    let mut tx = database.begin().await?;
    demo::insert_past(&mut tx, &past).await?;
    tx.commit().await?;
    Ok(())
}
