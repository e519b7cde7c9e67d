//! What it costs that posts are sealed: the server's own code by itself, beside what a post and a catch-up cost in this run.

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use crate::{
    node,
    report::{Report, figure},
    session::TEXT,
    world::World,
};

/// A post that is sealed costs the server at most so many times one that is not.
const GOAL: f64 = 1.1;

pub(super) async fn run(world: &World, report: &mut Report) -> anyhow::Result<()> {
    let output = tokio::process::Command::from(node::command(&world.postgres)?)
        .args(["demo", "sealing", "--bytes", &TEXT.len().to_string()])
        .output()
        .await?;
    ensure!(output.status.success(), "demo sealing: {}", String::from_utf8_lossy(&output.stderr));
    let cost: Value = serde_json::from_slice(&output.stdout).context("demo sealing")?;
    let us = |step: &str| cost.get(step).and_then(Value::as_f64).with_context(|| step.to_owned());
    let (seal, digests, open) = (us("seal_us")?, us("digests_us")?, us("open_us")?);
    // Each post is sealed and digested once, and opened once by the node that encodes it for those who listen.
    let post = seal + digests + open;
    // Seconds per 1,000 posts are milliseconds per post.
    let whole = report.number("closed", "/8 writers/server_cpu_s_per_1000").map(|ms| ms * 1000.0);
    let ratio = whole.map(|whole| whole / (whole - post));
    report.figure(
        "F14",
        "the server's processor time per post, sealed against unsealed, 8 writers",
        format!("≤ {GOAL} ×"),
        match ratio {
            Some(ratio) => format!("{} µs more: {} ×", figure(post), figure(ratio)),
            None => format!("{} µs more", figure(post)),
        },
        ratio.map(|ratio| ratio <= GOAL),
    );
    report.keep("sealing", json!({ "cost": cost, "post_us": post, "ratio": ratio }));
    Ok(())
}
