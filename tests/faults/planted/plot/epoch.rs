//! A room is erased, and every node dies inside of the change to the next epoch key. Started again, they finish it: every other room opens,
//! what was erased is gone, and the last epoch key is in no file.

use std::{path::Path, time::Duration};

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::Value;
use uuid::Uuid;

use super::{SHORT, write};
use crate::stage::Stage;

/// The job that goes on with an erasure looks each few seconds.
const FINISHED_WITHIN: Duration = Duration::from_secs(20);

pub(super) async fn play(stage: &mut Stage<'_>, room: Uuid, point: &str) -> anyhow::Result<()> {
    write(stage, 0, room);
    tokio::time::sleep(SHORT).await;
    stage.city.close_room(0, room).await?;
    let before = std::fs::read_to_string(stage.nodes[0].epoch_key())?;
    let (number, last) = before.trim_end().split_once(' ').context("an epoch key")?;

    let points = format!("{};{point}=return", stage.points);
    for node in &mut stage.nodes {
        node.drain().await?;
        node.start(&points).await?;
    }
    // Whoever answers may die of it.
    let _ = stage.city.erase(1, room).await;
    let mut dead = 0;
    let dying = async {
        while dead == 0 {
            for node in &mut stage.nodes {
                dead += usize::from(node.is_dead()?);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(Duration::from_secs(10), dying).await.with_context(|| format!("nobody dies at {point}"))??;
    for node in &mut stage.nodes {
        node.kill();
    }
    if let Err(error) = stage.heal().await {
        stage.seen.push(format!("whoever died in a change of epochs serves nobody any more: {error:#}"));
        return Ok(());
    }

    let done = format!("select count(*) from erasure_done where room = '{room}'");
    let finished = async {
        while stage.city.number(&done).await? == 0 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(FINISHED_WITHIN, finished).await.context("the erasure is not finished")??;
    let after = std::fs::read_to_string(stage.nodes[0].epoch_key())?;
    let (next, _) = after.trim_end().split_once(' ').context("an epoch key")?;
    ensure!(next.parse::<i64>()? == number.parse::<i64>()? + 1, "from epoch {number} to {next}");
    if let Some(file) = holder(stage.nodes[0].epoch_key().parent().context("a folder")?, last)? {
        stage.seen.push(format!("the last epoch key stands in {file}"));
    }
    let shut = shut_rooms(stage, room).await?;
    stage.seen.extend(shut);
    Ok(())
}

/// A file of this folder that holds a key.
fn holder(folder: &Path, key: &str) -> anyhow::Result<Option<String>> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() && String::from_utf8_lossy(&std::fs::read(&path)?).contains(key) {
            return Ok(Some(path.display().to_string()));
        }
    }
    Ok(None)
}

/// Rooms of the crowd that do not open, but for the one that was erased.
async fn shut_rooms(stage: &Stage<'_>, erased: Uuid) -> anyhow::Result<Vec<String>> {
    let mut shut = Vec::new();
    let seats = stage.bystanders().chain(stage.clients.iter().map(|client| &client.seat));
    for (number, seat) in seats.filter(|seat| seat.rooms[0] != erased).enumerate() {
        let path = format!("/api/v1/rooms/{}/entries?after=0", seat.rooms[0]);
        let (status, _) = stage.city.ask(&seat.cookie, number, Method::GET, &path, &Value::Null).await?;
        if status != 200 {
            shut.push(format!("after a change of epochs a room does not open: {status}"));
        }
    }
    Ok(shut)
}
