//! The scenarios.

use std::{
    collections::HashMap,
    fs,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use hdrhistogram::Histogram;
use renrakucho_protocol::{
    entry::Content,
    frame::{ClientFrame, Post, ServerFrame},
    vocabulary::Priority,
};
use rustls::ClientConfig;
use serde_json::json;
use tokio::{sync::mpsc, task::JoinSet};
use uuid::Uuid;

use crate::{
    client::{Client, Seat},
    report,
};

/// About 400 bytes, as people write them.
const TEXT: &str = "本日訪問しました。体温36.8度、血圧132/78、脈拍72整、SpO2 96%。下腿浮腫は昨日より軽度、体重は前日比マイナス0.4kg。\
                    食事は朝夕とも八割ほど、水分は一日千二百ミリほど摂れています。夜間の息苦しさはないとのこと。内服は飲み忘れなし。次回は明後日の午前に訪問します。";

struct Tally {
    due: HashMap<Uuid, Instant>,
    ack: Histogram<u64>,
    delivery: Histogram<u64>,
    refused: u64,
}

impl Tally {
    fn micros(since: Instant) -> u64 {
        u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX).max(1)
    }
}

type Shared = Arc<Mutex<Tally>>;

async fn connect_all(seats: &[Seat], tls: &Arc<ClientConfig>, open: bool) -> anyhow::Result<Vec<Client>> {
    let mut clients = Vec::with_capacity(seats.len());
    // Side by side, but not all at once: what is measured here is not the herd.
    for some in seats.chunks(50) {
        let mut connecting = JoinSet::new();
        for (number, seat) in some.iter().cloned().enumerate() {
            let tls = Arc::clone(tls);
            connecting.spawn(async move { Ok::<_, anyhow::Error>((number, Client::connect(&seat, tls, open).await?)) });
        }
        let mut ready = Vec::new();
        while let Some(client) = connecting.join_next().await {
            ready.push(client??);
        }
        ready.sort_by_key(|(number, _)| *number);
        clients.extend(ready.into_iter().map(|(_, client)| client));
    }
    Ok(clients)
}

/// A fixed rate; each post counts one ack and a delivery to every other member.
pub(crate) async fn open(seats: Vec<Seat>, tls: Arc<ClientConfig>, rate: u32, length: Duration) -> anyhow::Result<()> {
    ensure!(rate > 0, "a rate above zero");
    let mut members: HashMap<Uuid, u64> = HashMap::new();
    for seat in &seats {
        *members.entry(seat.room).or_default() += 1;
    }
    let clients = connect_all(&seats, &tls, true).await?;
    let tally = Arc::new(Mutex::new(Tally {
        due: HashMap::new(),
        ack: Histogram::new(3)?,
        delivery: Histogram::new(3)?,
        refused: 0,
    }));
    let mut running = JoinSet::new();
    let mut posts = Vec::new();
    for (client, seat) in clients.into_iter().zip(seats.iter().cloned()) {
        let (sender, receiver) = mpsc::unbounded_channel();
        posts.push(sender);
        running.spawn(sit(client, seat, receiver, Arc::clone(&tally)));
    }

    let pause = Duration::from_secs(1) / rate;
    let began = Instant::now();
    let (mut sent, mut expected) = (0_u32, 0);
    while began.elapsed() < length {
        let due = began + pause * sent;
        tokio::time::sleep_until(due.into()).await;
        // Spread over rooms and people without chance: every run is the same work.
        let number = (sent as usize * 7919) % seats.len();
        expected += members[&seats[number].room] - 1;
        posts[number].send(due).context("a client ended")?;
        sent += 1;
    }
    let waiting = Instant::now();
    let count = |tally: &Shared| {
        let tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
        (tally.ack.len() + tally.refused, tally.delivery.len())
    };
    while count(&tally) != (u64::from(sent), expected) && waiting.elapsed() < Duration::from_secs(10) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    running.abort_all();
    let tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
    report::print(&json!({
        "scenario": "open", "sockets": seats.len(), "rooms": members.len(), "rate": rate, "posts": sent,
        "refused": tally.refused,
        "ack": report::percentiles(&tally.ack),
        "delivery": report::percentiles(&tally.delivery),
        "deliveries_expected": expected,
        "missing": expected - tally.delivery.len(),
    }));
    ensure!(tally.delivery.len() == expected && tally.refused == 0, "not everything arrived");
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a client makes its own ids")]
fn new_id() -> Uuid {
    Uuid::now_v7()
}

async fn sit(
    mut client: Client,
    seat: Seat,
    mut posts: mpsc::UnboundedReceiver<Instant>,
    tally: Shared,
) -> anyhow::Result<()> {
    loop {
        tokio::select! {
            due = posts.recv() => {
                let Some(due) = due else { return Ok(()) };
                let id = new_id();
                tally.lock().unwrap_or_else(PoisonError::into_inner).due.insert(id, due);
                let post = Post { id, room: seat.room, body: TEXT.into(), priority: Priority::Normal, reply_to: None };
                client.send(&ClientFrame::Post(post)).await?;
            }
            frame = client.next() => {
                let Some(frame) = frame? else { return Ok(()) };
                let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
                match frame {
                    ServerFrame::Ack(ack) => {
                        let due = tally.due[&ack.re];
                        tally.ack.record(Tally::micros(due))?;
                    }
                    ServerFrame::Entries(entries) => {
                        for entry in entries.entries {
                            let of_another = entry.author.account != seat.account;
                            let due = tally.due.get(&entry.id).copied();
                            if let (Content::Post { .. }, true, Some(due)) = (entry.content, of_another, due) {
                                tally.delivery.record(Tally::micros(due))?;
                            }
                        }
                    }
                    ServerFrame::Error(_) => tally.refused += 1,
                    _ => {}
                }
            }
        }
    }
}

/// Resident memory of a process, in KiB.
fn resident_kib(pid: u32) -> anyhow::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
    Ok(line.split_whitespace().nth(1).context("no VmRSS")?.parse()?)
}

/// All seats connected and silent.
pub(crate) async fn idle(seats: Vec<Seat>, tls: Arc<ClientConfig>, pid: u32) -> anyhow::Result<()> {
    let before = resident_kib(pid)?;
    let began = Instant::now();
    let clients = connect_all(&seats, &tls, false).await?;
    let seconds = began.elapsed().as_secs_f64();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let after = resident_kib(pid)?;
    let each = f64::from(u32::try_from(after.saturating_sub(before))?) / f64::from(u32::try_from(clients.len())?);
    report::print(&json!({
        "scenario": "idle", "sockets": clients.len(), "server_kib_before": before, "server_kib_after": after,
        "kib_per_socket": each, "connected_in_s": seconds,
    }));
    drop(clients);
    Ok(())
}
