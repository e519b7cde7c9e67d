//! Posts that nobody listens to: what the way into the database costs. Writers look at their list of rooms only; they are
//! in rooms of one, so that nobody's list changes but their own (twice a second at most).

use serde_json::{Map, Value};

use super::closed::Step;
use crate::{
    crowd::{Crowd, Look},
    report::{Report, figure},
    world::World,
};

pub(super) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let seats = world.rooms(512, 1).await?;
    let node = world.node().await?;
    let crowd = Crowd::gather(&world.network, seats, Look::AtList).await?;
    let mut out = Map::new();
    let mut best = 0.0_f64;
    for writers in world.sized(&[32, 256][..], &[8, 32, 128, 256, 512][..]) {
        let step = Step::play(world, &crowd, &[node.pid()], *writers).await?;
        report.exact(&format!("durable, {writers} writers"), &step.tally);
        best = best.max(step.posts_per_s);
        out.insert(format!("{writers} writers"), step.json());
    }
    let bare = report.number("postgres alone", "/commit_per_post_best/posts_per_s");
    report.figure(
        "F3",
        "posts/s without listeners",
        "≥ 1.8 × the best of one commit per post (pgbench)",
        match bare {
            Some(bare) => format!("{}, pgbench {}: {} ×", figure(best), figure(bare), figure(best / bare)),
            None => figure(best),
        },
        bare.map(|bare| best >= 1.8 * bare),
    );
    report.keep("durable", Value::Object(out));
    Ok(())
}
