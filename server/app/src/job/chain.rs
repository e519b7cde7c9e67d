//! Links audit events into the hash chain, and signs checkpoints that are kept in a second place too. Beside that every node walks
//! along the chain, again and again, so that what was changed behind everyone's back is noticed before somebody asks.

use std::{
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

use ed25519_dalek::Signer;
use renrakucho_store::audit;

use crate::{
    app::Shared,
    audit_chain::{Tampered, Walk, checkpoint_text, link},
    clock,
    telemetry::chain,
};

/// Links per transaction.
const BATCH: u16 = 500;

/// Walks along the chain until the app stops, and begins anew after some time.
pub async fn watch(app: Shared) {
    let config = &app.config.audit;
    let pause = Duration::from_millis(config.link_ms);
    let mut walk = Walk::begin(&app.keys, app.instance.id);
    let mut began = Instant::now();
    while app.stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_some() {
        if began.elapsed() >= Duration::from_secs(config.walk_again_seconds) {
            walk = Walk::begin(&app.keys, app.instance.id);
            began = Instant::now();
        }
        match walk.go_on(&app.database).await {
            Ok(more) => app.audit_watch.is_whole_upto(&walk, !more, clock::now()),
            // Nothing was read.
            Err(Tampered::Store(error)) => tracing::warn!(cause = %chain(&error), "the audit log could not be checked"),
            // It stays where it is, and says so until the next one finds otherwise.
            Err(tampered) => {
                if app.audit_watch.is_broken(&tampered, clock::now()) {
                    tracing::error!(%tampered, "the audit log is not whole");
                }
            }
        }
    }
}

/// Links until the app stops, and what is left then.
pub async fn run(app: Shared) {
    let config = &app.config.audit;
    let mut signed = Instant::now();
    // Checkpoints that stand in the database and not yet in the second place.
    let mut unwritten = Vec::new();
    loop {
        let pause = Duration::from_millis(config.link_ms);
        let stopping = app.stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none();
        let due = stopping || signed.elapsed() >= Duration::from_secs(config.checkpoint_seconds);
        match round(&app, due).await {
            Ok(checkpoint) => {
                unwritten.extend(checkpoint);
                if due {
                    signed = Instant::now();
                }
            }
            Err(error) => tracing::warn!(cause = %chain(&*error), "audit events could not be linked"),
        }
        match keep_elsewhere(&config.checkpoint_file, &unwritten) {
            Ok(()) => unwritten.clear(),
            Err(error) => tracing::error!(%error, "checkpoints could not be written to their second place"),
        }
        if stopping {
            return;
        }
    }
}

/// Links what can be linked; answers the line of a new checkpoint.
async fn round(app: &Shared, checkpoint_due: bool) -> Result<Option<String>, Box<dyn std::error::Error + Send + Sync>> {
    loop {
        let mut tx = app.database.begin().await?;
        if !audit::try_chain_lock(&mut tx).await? {
            return Ok(None);
        }
        let end = audit::chain_end(&mut tx).await?;
        let events = audit::unlinked(&mut tx, i64::from(BATCH)).await?;
        let full = events.len() == usize::from(BATCH);
        let mut hash = end.hash;
        let (mut ids, mut xids, mut hashes) = (Vec::new(), Vec::new(), Vec::new());
        for event in events {
            hash = link(app.instance.id, &hash, &event);
            ids.push(event.id);
            xids.push(event.xid);
            hashes.push(hash.clone());
        }
        let position = end.position + i64::try_from(ids.len())?;
        audit::link(&mut tx, end.position + 1, &ids, &xids, &hashes).await?;
        let mut line = None;
        if checkpoint_due && !full && position > audit::last_checkpoint(&mut tx).await? {
            let signature = app.keys.audit_signing_key().sign(&checkpoint_text(app.instance.id, position, &hash));
            audit::checkpoint(&mut tx, position, &hash, &signature.to_bytes()).await?;
            line = Some(format!("{position} {} {}\n", hex::encode(&hash), hex::encode(signature.to_bytes())));
        }
        tx.commit().await?;
        if !full {
            return Ok(line);
        }
    }
}

fn keep_elsewhere(file: &Path, lines: &[String]) -> std::io::Result<()> {
    if file.as_os_str().is_empty() || lines.is_empty() {
        return Ok(());
    }
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file)?;
    file.write_all(lines.concat().as_bytes())?;
    file.sync_data()
}
