//! Small rooms (125 of 8), K writers with one post outstanding each. Saturation is the best rate whose p99 is at most
//! 250 ms and at which nothing was missing.

use anyhow::Context;
use serde_json::{Map, Value, json};

use crate::{
    baseline::peer,
    crowd::{Crowd, Look},
    report::{Report, figure, times},
    tally::{Tally, real},
    world::{Effort, World},
};

const LONGEST_P99_MS: f64 = 250.0;

/// One step: what was counted and what it cost.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) tally: Tally,
    pub(crate) posts_per_s: f64,
    pub(crate) effort: Effort,
}

impl Step {
    /// Plays it, after a warm-up.
    pub(crate) async fn play(world: &World, crowd: &Crowd, servers: &[u32], writers: usize) -> anyhow::Result<Self> {
        let length = world.seconds(2, 8);
        crowd.closed(writers, length / 4).await;
        let warm = crowd.settle().await;
        crowd.ground.measure_from_now();
        let effort = Effort::begin(world, servers)?;
        crowd.closed(writers, length).await;
        let mut tally = crowd.settle().await;
        let effort = effort.end(world, servers)?;
        let posts_per_s = real(tally.acks.count()) / length.as_secs_f64();
        // What went wrong while it warmed up is wrong too.
        tally.blame(&warm);
        Ok(Self { tally, posts_per_s, effort })
    }

    /// Seconds of the server per 1,000 posts.
    fn server_s(&self) -> f64 {
        self.effort.server.as_secs_f64() * 1000.0 / real(self.tally.acked.max(1))
    }

    fn postgres_s(&self) -> f64 {
        self.effort.postgres.as_secs_f64() * 1000.0 / real(self.tally.acked.max(1))
    }

    fn counts(&self) -> bool {
        self.tally.is_whole() && self.tally.acks.at(0.99) <= LONGEST_P99_MS
    }

    pub(crate) fn json(&self) -> Value {
        let share = |used: std::time::Duration| used.as_secs_f64() / self.effort.took.as_secs_f64();
        json!({
            "posts_per_s": self.posts_per_s, "ack": self.tally.acks.json(), "delivery": self.tally.deliveries.json(),
            "server_cpu_s_per_1000": self.server_s(), "postgres_cpu_s_per_1000": self.postgres_s(),
            "cores_of_server": share(self.effort.server), "cores_of_postgres": share(self.effort.postgres),
            "cores_of_client": share(self.effort.client), "overtaking": self.tally.overtaking,
        })
    }
}

/// What more and more writers came to.
pub(crate) struct Saturation {
    /// The step with the fewest writers.
    pub(crate) first: Step,
    /// The best one that counts.
    pub(crate) best: Step,
    /// All of them, for the report.
    pub(crate) steps: Map<String, Value>,
}

/// Plays a step for each number of writers.
pub(crate) async fn saturate(
    world: &World,
    report: &mut Report,
    crowd: &Crowd,
    servers: &[u32],
    name: &str,
    writers: &[usize],
) -> anyhow::Result<Saturation> {
    let mut steps = Map::new();
    let mut played = Vec::new();
    for writers in writers {
        let step = Step::play(world, crowd, servers, *writers).await?;
        report.exact(&format!("{name}, {writers} writers"), &step.tally);
        steps.insert(format!("{writers} writers"), step.json());
        played.push(step);
    }
    let rate = |step: &Step| step.posts_per_s;
    let best = played.iter().filter(|step| step.counts()).max_by(|one, other| rate(one).total_cmp(&rate(other)));
    let best = best.with_context(|| format!("{name}: no step held p99 ≤ 250 ms with nothing missing"))?.clone();
    steps.insert("saturation".into(), best.json());
    Ok(Saturation { first: played.swap_remove(0), best, steps })
}

pub(super) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let seats = world.rooms(125, 8).await?;
    let node = world.node().await?;
    let crowd = Crowd::gather(&world.network, seats, Look::AtRoom).await?;
    let writers = world.sized(&[8, 64, 256][..], &[8, 16, 32, 64, 128, 256, 512][..]);
    let Saturation { first, best, steps } = saturate(world, report, &crowd, &[node.pid()], "closed", writers).await?;
    let peer = |path: &str| report.number(peer::NAME, path);
    let [rate, server_s, postgres_s] = [
        peer("/saturation/posts_per_s"),
        peer("/8 writers/server_cpu_s_per_1000"),
        peer("/saturation/postgres_cpu_s_per_1000"),
    ];
    report.figure(
        "F1",
        "small rooms, saturation, posts/s",
        "≥ 2.4 × socket.io",
        format!("{}{}", figure(best.posts_per_s), times(best.posts_per_s, rate)),
        rate.map(|rate| best.posts_per_s >= 2.4 * rate),
    );
    report.figure(
        "F6",
        "PostgreSQL's processor time per 1,000 posts at saturation",
        "≤ 0.45 × socket.io's",
        format!("{} s{}", figure(best.postgres_s()), times(best.postgres_s(), postgres_s)),
        postgres_s.map(|peer| best.postgres_s() <= 0.45 * peer),
    );
    report.figure(
        "F2",
        "the server's processor time per 1,000 posts, 8 writers",
        "≤ 0.35 × socket.io",
        format!("{} s{}", figure(first.server_s()), times(first.server_s(), server_s)),
        server_s.map(|peer| first.server_s() <= 0.35 * peer),
    );
    report.keep("closed", Value::Object(steps));
    Ok(())
}
