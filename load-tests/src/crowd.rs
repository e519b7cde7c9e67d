//! Many members, connected and waiting for orders.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context;
use futures_util::future::join_all;
use tokio::sync::{Semaphore, mpsc, oneshot};
use uuid::Uuid;

use crate::{
    member::{self, Order},
    seat::Seat,
    session::{Ground, Session},
    stamp,
    tally::{Latency, Tally},
    wire::Network,
};

/// Handshakes under way at a time: what is measured here is not the herd.
const AT_ONCE: usize = 64;
/// How long what is on its way is waited for.
const PATIENCE: Duration = Duration::from_secs(15);

/// The members.
pub(crate) struct Crowd {
    seats: Vec<Seat>,
    orders: Vec<mpsc::UnboundedSender<Order>>,
    pub(crate) ground: Arc<Ground>,
    /// How long it took until all were there.
    pub(crate) gathered_in: Duration,
    /// From the first byte of the handshake until everything that was opened had come.
    pub(crate) sign_on: Latency,
    rooms: usize,
}

/// What members look at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Look {
    /// Each at their seat's room.
    AtRoom,
    /// At the list of rooms only.
    AtList,
}

/// How a crowd comes, and whether it stays.
pub(crate) struct Plan {
    /// The rooms that each opens.
    pub(crate) open: Vec<Vec<Uuid>>,
    /// Over how long they come; at once means: as fast as a few at a time can.
    pub(crate) within: Duration,
    /// Whether they come back when they are cut off.
    pub(crate) come_back: bool,
}

impl Crowd {
    /// Connects everyone.
    pub(crate) async fn gather(network: &Network, seats: Vec<Seat>, look: Look) -> anyhow::Result<Self> {
        let open = seats.iter().map(|seat| if look == Look::AtRoom { vec![seat.room] } else { Vec::new() }).collect();
        Self::come(network, seats, Plan { open, within: Duration::ZERO, come_back: false }).await
    }

    /// Connects everyone as planned.
    pub(crate) async fn come(network: &Network, seats: Vec<Seat>, plan: Plan) -> anyhow::Result<Self> {
        let began = Instant::now();
        let rooms: HashSet<Uuid> = seats.iter().map(|seat| seat.room).collect();
        let ground = Ground::of(rooms.iter().copied());
        let door = Arc::new(Semaphore::new(AT_ONCE));
        let count = u32::try_from(seats.len().max(1))?;
        let (mut orders, mut met) = (Vec::with_capacity(seats.len()), Vec::with_capacity(seats.len()));
        for ((number, seat), open) in (0_u32..).zip(seats.iter().cloned()).zip(plan.open) {
            let (sender, receiver) = mpsc::unbounded_channel();
            orders.push(sender);
            let (told, welcome) = oneshot::channel();
            met.push(welcome);
            let (ground, network, door) = (Arc::clone(&ground), network.clone(), Arc::clone(&door));
            let back = plan.come_back.then(|| network.clone());
            let within = plan.within;
            tokio::spawn(async move {
                let place = if within.is_zero() { door.acquire_owned().await.ok() } else { None };
                tokio::time::sleep(within * number / count).await;
                let since = stamp::now();
                let mut session = Session::new(seat, number as usize, &open, ground);
                let connected = session.connect(&network).await;
                drop(place);
                let is_here = connected.is_ok();
                let _ = told.send(connected.map(|()| stamp::now() - since));
                if is_here {
                    member::run(session, receiver, Duration::from_secs(20) * number / count, back).await;
                }
            });
        }
        let mut sign_on = Latency::default();
        for welcome in met {
            sign_on.add(welcome.await.context("a client panicked")??);
        }
        Ok(Self { seats, orders, ground, gathered_in: began.elapsed(), sign_on, rooms: rooms.len() })
    }

    pub(crate) fn len(&self) -> usize {
        self.seats.len()
    }

    /// The n-th writer: spread over the rooms first, over their members second.
    pub(crate) fn writer(&self, number: usize) -> usize {
        let members = self.len() / self.rooms;
        number % self.rooms * members + number / self.rooms % members
    }

    /// Gives an order. Who is gone already has counted that.
    pub(crate) fn tell(&self, number: usize, order: Order) {
        let _ = self.orders[number].send(order);
    }

    /// Posts at a fixed rate; `pick` says whose turn it is. A thread of its own, because the run time's timer counts
    /// in whole milliseconds.
    pub(crate) async fn paced(
        &self,
        rate: u32,
        length: Duration,
        pick: impl Fn(usize) -> usize + Send + 'static,
    ) -> anyhow::Result<()> {
        let orders = self.orders.clone();
        let rooms: Vec<_> = self.seats.iter().map(|seat| seat.room).collect();
        tokio::task::spawn_blocking(move || {
            let pause = Duration::from_secs(1) / rate.max(1);
            let began = Instant::now();
            for turn in 0_u32.. {
                let due = began + pause * turn;
                if due - began >= length {
                    break;
                }
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
                let number = pick(turn as usize);
                let _ = orders[number].send(Order::Post(rooms[number], stamp::micros(due)));
            }
        })
        .await
        .context("the pacemaker ended")
    }

    /// Posts at a fixed rate, spread over rooms and people without chance: every run is the same work.
    pub(crate) async fn paced_by_all(&self, rate: u32, length: Duration) -> anyhow::Result<()> {
        let count = self.len();
        self.paced(rate, length, move |turn| turn * 7919 % count).await
    }

    /// So many writers post again and again, each when the post before was answered.
    pub(crate) async fn closed(&self, writers: usize, length: Duration) {
        let until = stamp::micros(Instant::now() + length);
        for number in 0..writers {
            let writer = self.writer(number);
            self.tell(writer, Order::Repeat(self.seats[writer].room, until));
        }
        tokio::time::sleep(length).await;
    }

    /// Waits until all is acknowledged and everyone has everything; answers what was counted since the last time.
    pub(crate) async fn settle(&self) -> Tally {
        self.settle_of(|_| true).await
    }

    /// The same of some.
    pub(crate) async fn settle_of(&self, which: impl Fn(usize) -> bool) -> Tally {
        let some: Vec<_> = self.orders.iter().enumerate().filter(|(number, _)| which(*number)).collect();
        let finished = join_all(some.iter().map(|(_, orders)| {
            let (sender, receiver) = oneshot::channel();
            let _ = orders.send(Order::Finish(sender));
            receiver
        }));
        let _ = tokio::time::timeout(PATIENCE, finished).await;
        let until = tokio::time::Instant::now() + PATIENCE;
        let counted = join_all(some.iter().map(|(_, orders)| {
            let (sender, receiver) = oneshot::channel();
            let _ = orders.send(Order::Settle(sender, until));
            receiver
        }))
        .await;
        let mut all = Tally::default();
        for tally in counted.into_iter().flatten() {
            all.merge(&tally);
        }
        all
    }
}
