//! Keeps this node in the present epoch of the rooms' keys: ends one in which a key was destroyed, has the backup made that comes before
//! the last epoch key is destroyed, and destroys it, wherever another node has done the rest.

use std::{process::Stdio, time::Duration};

use anyhow::{Context, anyhow, ensure};
use renrakucho_store::key_epoch;
use tokio::process::Command;

use crate::{app::Shared, telemetry::chain};

const PAUSE: Duration = Duration::from_secs(1);
/// After a backup that failed.
const PUT_OFF_SECONDS: f64 = 5.0;

/// Looks until the app stops.
pub async fn run(app: Shared) {
    while app.stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await.is_some() {
        if let Err(error) = turn(&app).await {
            tracing::error!(cause = %chain(&*error), "the last epoch key is not destroyed yet");
        }
    }
}

async fn turn(app: &Shared) -> anyhow::Result<()> {
    if app.keys.end_epoch().await? {
        return Ok(());
    }
    let head = app.keys.epoch().await?;
    let (keys, config) = (app.keys.database(), &app.config.keys);
    if !head.is_settled {
        let patience = f64::from(config.backup_seconds);
        if !key_epoch::take_backup(keys, head.number, patience + PUT_OFF_SECONDS).await? {
            return Ok(());
        }
        let backup = back_up(&config.backup_command, Duration::from_secs(config.backup_seconds.into()));
        let made = app.stop.run_until_cancelled(backup).await.unwrap_or_else(|| Err(anyhow!("the server stops")));
        if let Err(error) = made {
            key_epoch::put_backup_off(keys, head.number, PUT_OFF_SECONDS).await?;
            return Err(error.context("keys.backup_command"));
        }
        key_epoch::settle(keys, head.number).await?;
        tracing::info!(epoch = head.number, "a backup of the rooms' keys was made");
        app.keys.end_epoch().await?;
    }
    Ok(())
}

/// Has the backup made. The server's own environment may hold the URLs of its databases: the command gets PATH alone.
async fn back_up(command: &[String], patience: Duration) -> anyhow::Result<()> {
    // Taken out of the settings while one was awaited.
    let [program, arguments @ ..] = command else { return Ok(()) };
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .context("cannot be run")?;
    let ended =
        tokio::time::timeout(patience, child.wait()).await.context("takes longer than keys.backup_seconds")??;
    ensure!(ended.success(), "ended with {ended}");
    Ok(())
}
