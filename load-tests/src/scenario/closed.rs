//! Small rooms (125 of 8), K writers with one post outstanding each. Saturation is the best rate whose p99 is at most
//! 250 ms and at which nothing was missing.

use serde_json::{Map, Value, json};

use crate::{
    crowd::{Crowd, Look},
    node::Node,
    report::{Report, figure},
    tally::{Tally, real},
    world::{Effort, World},
};

const LONGEST_P99_MS: f64 = 250.0;

/// One step: what was counted and what it cost.
pub(super) struct Step {
    pub(super) tally: Tally,
    pub(super) posts_per_s: f64,
    pub(super) effort: Effort,
}

impl Step {
    /// Plays it, after a warm-up.
    pub(super) async fn play(world: &World, crowd: &Crowd, nodes: &[&Node], writers: usize) -> anyhow::Result<Self> {
        let length = world.seconds(2, 8);
        crowd.closed(writers, length / 4).await;
        let warm = crowd.settle().await;
        crowd.ground.measure_from_now();
        let effort = Effort::begin(world, nodes)?;
        crowd.closed(writers, length).await;
        let mut tally = crowd.settle().await;
        let effort = effort.end(world, nodes)?;
        let posts_per_s = real(tally.acks.count()) / length.as_secs_f64();
        // What went wrong while it warmed up is wrong too.
        tally.blame(&warm);
        Ok(Self { tally, posts_per_s, effort })
    }

    /// Seconds of the server per 1,000 posts.
    pub(super) fn server_s(&self) -> f64 {
        self.effort.server.as_secs_f64() * 1000.0 / real(self.tally.acked.max(1))
    }

    fn postgres_s(&self) -> f64 {
        self.effort.postgres.as_secs_f64() * 1000.0 / real(self.tally.acked.max(1))
    }

    fn counts(&self) -> bool {
        self.tally.is_whole() && self.tally.acks.at(0.99) <= LONGEST_P99_MS
    }

    pub(super) fn json(&self) -> Value {
        let share = |used: std::time::Duration| used.as_secs_f64() / self.effort.took.as_secs_f64();
        json!({
            "posts_per_s": self.posts_per_s, "ack": self.tally.acks.json(), "delivery": self.tally.deliveries.json(),
            "server_cpu_s_per_1000": self.server_s(), "postgres_cpu_s_per_1000": self.postgres_s(),
            "cores_of_server": share(self.effort.server), "cores_of_postgres": share(self.effort.postgres),
            "cores_of_client": share(self.effort.client),
        })
    }
}

pub(super) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let seats = world.rooms(125, 8).await?;
    let node = world.node().await?;
    let crowd = Crowd::gather(&world.network, seats, Look::AtRoom).await?;
    let mut out = Map::new();
    let (mut best, mut first) = (None::<Step>, None);
    for writers in world.sized(&[8, 64, 256][..], &[8, 16, 32, 64, 128, 256, 512][..]) {
        let step = Step::play(world, &crowd, &[&node], *writers).await?;
        report.exact(&format!("closed, {writers} writers"), &step.tally);
        out.insert(format!("{writers} writers"), step.json());
        first.get_or_insert_with(|| (step.server_s(), step.posts_per_s));
        if step.counts() && best.as_ref().is_none_or(|best| step.posts_per_s > best.posts_per_s) {
            best = Some(step);
        }
    }
    let peer = |path: &str| report.number("peer socket.io", path);
    let peers = [
        peer("/saturation/posts_per_s"),
        peer("/8 writers/server_cpu_s_per_1000"),
        peer("/saturation/postgres_cpu_s_per_1000"),
    ];
    if let Some(best) = &best {
        out.insert("saturation".into(), best.json());
        let measured = match peers[0] {
            Some(peer) => format!("{}, {} ×", figure(best.posts_per_s), figure(best.posts_per_s / peer)),
            None => figure(best.posts_per_s),
        };
        let reached = peers[0].map(|peer| best.posts_per_s >= 2.4 * peer);
        report.figure("F1", "small rooms, saturation, posts/s", "≥ 2.4 × socket.io", measured, reached);
        report.figure(
            "F6",
            "PostgreSQL's processor time per 1,000 posts at saturation",
            "≤ 0.45 × socket.io's",
            format!("{} s", figure(best.postgres_s())),
            peers[2].map(|peer| best.postgres_s() <= 0.45 * peer),
        );
    } else {
        report.fault("closed: no step held p99 ≤ 250 ms with nothing missing".into());
    }
    if let Some((server_s, _)) = first {
        report.figure(
            "F2",
            "the server's processor time per 1,000 posts, 8 writers",
            "≤ 0.35 × socket.io",
            format!("{} s", figure(server_s)),
            peers[1].map(|peer| server_s <= 0.35 * peer),
        );
    }
    report.keep("closed", Value::Object(out));
    Ok(())
}
