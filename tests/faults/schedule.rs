//! Which faults come when: all of it follows from the seed.

use std::time::Duration;

use fastrand::Rng;

use crate::proxy::bus::Mischief;

/// Where a node may be told to die. The names stand in the server's code as `fault::point`.
pub(crate) const POINTS: &[&str] = &[
    "post::before_commit",
    "post::after_commit",
    "post::after_ack",
    "live::before_publish",
    "live::after_publish",
    "closing::before_commit",
    "closing::after_commit",
];

/// The longest silence after which a node that was frozen must have held its frames for a while.
const LONG_FREEZE_MS: u64 = 2_500;

/// Something that goes wrong. Numbers pick among what is there, modulo how many there are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    /// A node is killed and comes back.
    Kill { node: usize, away_ms: u64 },
    /// A node is stopped and goes on.
    Freeze { node: usize, ms: u64 },
    /// A room is closed by another node meanwhile, within a second.
    FreezeAndClose { node: usize, ms: u64, room: usize },
    /// A node runs so that it dies at one of its points by chance, and comes back.
    Die { node: usize, point: &'static str, percent: u8 },
    /// A node ends in good order and comes back: a deploy.
    Drain { node: usize },
    /// All of them, one after the other.
    RollingDrain,
    /// One of PostgreSQL's backends is killed; PostgreSQL ends all and recovers.
    KillBackend { which: usize },
    /// PostgreSQL is killed and started.
    KillPostgres { immediate: bool, away_ms: u64 },
    /// The connection of a node's next commit is cut after so many bytes of it.
    CutCommit { node: usize, bytes: i64 },
    /// All of a node's connections to PostgreSQL are cut.
    CutPostgres { node: usize },
    /// Nothing passes between a node and PostgreSQL.
    StallPostgres { node: usize, ms: u64 },
    /// Each step between a node and PostgreSQL takes longer.
    SlowPostgres { node: usize, latency_ms: u64, ms: u64 },
    /// Redis is killed and comes back.
    KillRedis { away_ms: u64 },
    /// Redis forgets all it might hold.
    FlushRedis,
    /// Redis cuts those who listen.
    KillSubscribers,
    /// What Redis tells a node is harmed.
    Bus { node: usize, mischief: Mischief, ms: u64 },
    /// So many of a hundred clients lose their connection.
    CutClients { percent: u8 },
    /// So many of a hundred clients end their own direction only.
    HalfCloseClients { percent: u8 },
}

/// What the city decides in between.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Act {
    /// A room is closed.
    Close { node: usize, room: usize },
    /// A member is removed.
    Remove { node: usize, client: usize },
    /// An account is suspended.
    Suspend { node: usize, client: usize },
}

/// A step of the schedule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Step {
    /// Time without faults before it.
    pub(crate) calm: Duration,
    /// What the city decides while the fault lasts.
    pub(crate) act: Option<Act>,
    /// What goes wrong.
    pub(crate) fault: Fault,
}

/// All steps of a run, in rounds: in each round every kind of fault comes once, in another order.
pub(crate) fn steps(seed: u64, calm_ms: u64) -> impl Iterator<Item = Step> {
    let mut random = Rng::with_seed(seed);
    let mut round: Vec<Fault> = Vec::new();
    std::iter::from_fn(move || {
        if round.is_empty() {
            round = one_of_each(&mut random);
            random.shuffle(&mut round);
        }
        let fault = round.pop()?;
        let act = match random.u8(..12) {
            0 => Some(Act::Close { node: random.usize(..64), room: random.usize(..4096) }),
            1 => Some(Act::Remove { node: random.usize(..64), client: random.usize(..4096) }),
            2 => Some(Act::Suspend { node: random.usize(..64), client: random.usize(..4096) }),
            _ => None,
        };
        Some(Step { calm: Duration::from_millis(random.u64(calm_ms / 2..=calm_ms * 3 / 2)), act, fault })
    })
}

fn one_of_each(random: &mut Rng) -> Vec<Fault> {
    let node = |random: &mut Rng| random.usize(..64);
    let bus = |random: &mut Rng, mischief| Fault::Bus { node: node(random), mischief, ms: random.u64(500..2_500) };
    let point = POINTS[random.usize(..POINTS.len())];
    let mischief = [
        Mischief::Drop(random.u8(20..=100)),
        Mischief::Repeat,
        Mischief::Reorder,
        Mischief::Alter,
        Mischief::Forge,
        Mischief::Deaf,
        Mischief::Mute,
    ];
    let mut all = vec![
        Fault::Kill { node: node(random), away_ms: random.u64(..1_500) },
        Fault::Freeze { node: node(random), ms: random.u64(100..500) },
        Fault::Freeze { node: node(random), ms: random.u64(700..LONG_FREEZE_MS) },
        Fault::FreezeAndClose { node: node(random), ms: random.u64(1_200..LONG_FREEZE_MS), room: random.usize(..4096) },
        Fault::Die { node: node(random), point, percent: random.u8(2..20) },
        Fault::Drain { node: node(random) },
        Fault::KillBackend { which: random.usize(..64) },
        Fault::KillPostgres { immediate: random.bool(), away_ms: random.u64(..1_500) },
        Fault::CutPostgres { node: node(random) },
        Fault::StallPostgres { node: node(random), ms: random.u64(200..2_500) },
        Fault::SlowPostgres { node: node(random), latency_ms: random.u64(5..60), ms: random.u64(500..2_000) },
        Fault::KillRedis { away_ms: random.u64(..2_000) },
        Fault::FlushRedis,
        Fault::KillSubscribers,
        Fault::CutClients { percent: random.u8(10..=100) },
        Fault::HalfCloseClients { percent: random.u8(5..40) },
    ];
    if random.u8(..3) == 0 {
        all.push(Fault::RollingDrain);
    }
    // Byte for byte through request and answer: 12 of `COMMIT`, 18 of what is answered, and more for a function call.
    all.extend((0..4).map(|_| Fault::CutCommit { node: node(random), bytes: random.i64(0..32) }));
    all.push(Fault::CutCommit { node: node(random), bytes: random.i64(0..600) });
    all.extend(mischief.map(|mischief| bus(random, mischief)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_replays_the_same_schedule() {
        let of = |seed| steps(seed, 500).take(200).collect::<Vec<_>>();
        assert_eq!(of(7), of(7));
        assert_ne!(of(7), of(8));
    }
}
