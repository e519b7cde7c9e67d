//! The scenarios, in the order in which `make bench` plays them.

mod burst;
mod catch_up;
pub(crate) mod closed;
mod closing;
mod durable;
mod history;
mod idle;
mod large;
mod morning;
pub(crate) mod open;
mod sealing;
mod slow_disk;
mod slow_readers;
mod storm;
mod suspension;
mod two_nodes;

use clap::ValueEnum;

use crate::{baseline, report::Report, world::World};

/// What can be played.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Scenario {
    /// PostgreSQL alone: one commit per post, and group commits.
    Commits,
    /// A minimal server that writes the same bytes to many sockets.
    Broadcast,
    /// A socket.io server of the same duties: what F1, F2, F4 and F6 compare with.
    Peer,
    /// Small rooms, fixed rates (F5).
    Open,
    /// Small rooms, writers who wait for their acknowledgement, up to saturation (F1, F2, F6).
    Closed,
    /// What of that is sealing (F14).
    Sealing,
    /// The same while each flush of the log takes 3 ms longer (F13).
    SlowDisk,
    /// One room of a thousand (F4).
    Large,
    /// Posts that nobody listens to (F3).
    Durable,
    /// Ten thousand who look at their list of rooms (F7).
    Idle,
    /// Everyone signs on within a minute.
    Morning,
    /// Missed entries of twenty rooms (F10).
    CatchUp,
    /// Rooms are closed while people post.
    Closing,
    /// People are suspended while others post, with Redis and without.
    Suspension,
    /// One in ten stops reading.
    SlowReaders,
    /// A thousand people post within a minute, ten thousand listen.
    Burst,
    /// Two nodes behind Redis (F8).
    TwoNodes,
    /// A node is killed with ten thousand connections (F9).
    Storm,
    /// Many rooms with a long past (F11, F12).
    History,
}

impl Scenario {
    /// What it is called by hand.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Plays it.
    pub(crate) async fn play(self, world: &World, report: &mut Report) -> anyhow::Result<()> {
        match self {
            Self::Commits => baseline::commits::run_all(world, report).await,
            Self::Broadcast => baseline::broadcast::run(world, report).await,
            Self::Peer => baseline::peer::run(world, report).await,
            Self::Open => open::run(world, report).await,
            Self::Closed => closed::run(world, report).await,
            Self::Sealing => sealing::run(world, report).await,
            Self::SlowDisk => slow_disk::run(world, report).await,
            Self::Large => large::run(world, report).await,
            Self::Durable => durable::run(world, report).await,
            Self::Idle => idle::run(world, report).await,
            Self::Morning => morning::run(world, report).await,
            Self::CatchUp => catch_up::run(world, report).await,
            Self::Closing => closing::run(world, report).await,
            Self::Suspension => suspension::run(world, report).await,
            Self::SlowReaders => slow_readers::run(world, report).await,
            Self::Burst => burst::run(world, report).await,
            Self::TwoNodes => two_nodes::run(world, report).await,
            Self::Storm => storm::run(world, report).await,
            Self::History => history::run(world, report).await,
        }
    }
}
