//! A client as a task: does what it is told, listens otherwise, and counts for itself.

use std::time::Duration;

use serde_json::json;
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until},
};
use uuid::Uuid;

use crate::{
    session::{Event, Session},
    socket_io, stamp,
    tally::Tally,
    wire::Network,
};

/// The server hears from each socket at least every 25 s.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// The first pause before coming back is anything up to this; the second up to the next, which then doubles.
const FIRST_PAUSE: Duration = Duration::from_secs(3);
const SECOND_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What a member is told.
pub(crate) enum Order {
    /// Post; latency counts from this moment.
    Post(Uuid, u64),
    /// Post again and again, each when the one before was answered, until this moment.
    Repeat(Uuid, u64),
    /// Read nothing until this moment.
    StopReading(Instant),
    /// Answer when no post waits for its acknowledgement.
    Finish(oneshot::Sender<()>),
    /// Answer with all that was counted when everything has come, or when waiting is over.
    Settle(oneshot::Sender<Tally>, Instant),
}

/// Runs until its orders end. With a network, it comes back after its connection has ended.
pub(crate) async fn run(
    mut session: Session,
    mut orders: mpsc::UnboundedReceiver<Order>,
    first_beat: Duration,
    back: Option<Network>,
) {
    let mut repeat: Option<(Uuid, u64)> = None;
    let mut finish: Option<oneshot::Sender<()>> = None;
    let mut settle: Option<(oneshot::Sender<Tally>, Instant)> = None;
    let mut beat = tokio::time::interval_at(Instant::now() + first_beat, HEARTBEAT);
    loop {
        if !session.is_connected() || session.outstanding == 0 {
            finish.take().map(|told| told.send(()));
        }
        let patience = settle.as_ref().map(|(_, until)| *until);
        let over = patience.is_some_and(|until| Instant::now() >= until);
        if patience.is_some() && (over || !session.is_connected() || session.has_all()) {
            session.give_up();
            if let Some((told, _)) = settle.take() {
                let _ = told.send(std::mem::take(&mut session.tally));
            }
        }
        let done = tokio::select! {
            order = orders.recv() => match order {
                None => return,
                Some(Order::Finish(told)) => { finish = Some(told); Ok(()) }
                Some(Order::Settle(told, until)) => { settle = Some((told, until)); Ok(()) }
                Some(Order::StopReading(until)) => { sleep_until(until).await; Ok(()) }
                Some(Order::Post(room, due)) => session.post(room, due).await,
                Some(Order::Repeat(room, until)) => {
                    repeat = Some((room, until));
                    session.post(room, stamp::now()).await
                }
            },
            filled = session.fill() => match filled {
                Ok(()) => hear(&mut session, repeat).await,
                Err(error) => Err(error),
            },
            _ = beat.tick(), if session.is_connected() => session.ping().await,
            () = sleep_until(patience.unwrap_or_else(Instant::now)), if patience.is_some() => Ok(()),
        };
        if done.is_err() && session.is_connected() {
            session.cut();
            if let Some(network) = &back {
                come_back(&mut session, network).await;
            } else {
                session.tally.lost += 1;
                session.tally.ended.push((session.seat.account, stamp::now()));
            }
        }
    }
}

/// The client's own rule: first after a random 0–3 s, then with full jitter up to 30 s.
async fn come_back(session: &mut Session, network: &Network) {
    let lost_at = stamp::now();
    let mut most = FIRST_PAUSE;
    for attempt in 0.. {
        let most_micros = u64::try_from(most.as_micros()).unwrap_or(u64::MAX);
        tokio::time::sleep(Duration::from_micros(session.chance(attempt) % most_micros)).await;
        if session.connect(network).await.is_ok() {
            session.tally.returned.since(lost_at);
            session.tally.last_returned = stamp::now();
            return;
        }
        most = if attempt == 0 { SECOND_PAUSE } else { (most * 2).min(LONGEST_PAUSE) };
    }
}

async fn hear(session: &mut Session, repeat: Option<(Uuid, u64)>) -> anyhow::Result<()> {
    while let Some(event) = session.next()? {
        match event {
            Event::Answered => {
                if let Some((room, until)) = repeat
                    && stamp::now() < until
                {
                    session.post(room, stamp::now()).await?;
                }
            }
            Event::Purge(room, order) => {
                session.send(&json!({ "type": "purged", "order": order, "room": room }).to_string()).await?;
            }
            Event::Beat => session.send(socket_io::PONG).await?,
            Event::Gone(code) => anyhow::bail!("closed with {code}"),
            Event::Welcome | Event::Other => {}
        }
    }
    Ok(())
}
