//! Links audit events into the hash chain, and signs checkpoints that are kept in a second place too. Beside that every node walks
//! along the chain and reads along its second place, again and again, so that what was changed behind everyone's back is noticed before
//! somebody asks.

use std::time::{Duration, Instant};

use ed25519_dalek::Signer;
use renrakucho_store::audit;

use crate::{
    app::Shared,
    audit_chain::{
        Tampered, Walk, checkpoint_text, link,
        second_place::{Keeper, Reading},
    },
    clock,
    telemetry::chain,
};

/// Links per transaction.
const BATCH: u16 = 500;

/// Walks along the chain until the app stops, and begins anew after some time.
pub async fn watch(app: Shared) {
    let config = &app.config.audit;
    let pause = Duration::from_millis(config.link_ms);
    let begin = || {
        let reading = Reading::begin(config, &app.keys, app.instance.id);
        (Walk::begin(&app.keys, app.instance.id), reading)
    };
    // What other nodes signed while this one was away is nobody's loss.
    keep_elsewhere(&app, &mut Keeper::default()).await;
    let (mut walk, mut elsewhere) = begin();
    let mut began = Instant::now();
    // Whether this walk has come to its end, or to what does not fit: on a long way it may take longer than the pause after it.
    let mut done = false;
    while app.stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_some() {
        if done && began.elapsed() >= Duration::from_secs(config.walk_again_seconds) {
            (walk, elsewhere) = begin();
            (began, done) = (Instant::now(), false);
        }
        // A checkpoint of the second place is ahead of the walk now and then: the chain itself is what is asked.
        let walked = match elsewhere.go_on(&app.database).await {
            Ok(reads_on) => walk.go_on(&app.database).await.map(|more| more || reads_on),
            Err(tampered) => Err(tampered),
        };
        match walked {
            Ok(more) => {
                done |= !more;
                app.audit_watch.is_whole_upto(&walk, !more, clock::now());
            }
            // Nothing was read.
            Err(Tampered::Store(error)) => tracing::warn!(cause = %chain(&error), "the audit log could not be checked"),
            // It stays where it is, and says so until the next one finds otherwise.
            Err(tampered) => {
                done = true;
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
    let mut keeper = Keeper::default();
    loop {
        let pause = Duration::from_millis(config.link_ms);
        let stopping = app.stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none();
        let due = stopping || signed.elapsed() >= Duration::from_secs(config.checkpoint_seconds);
        match round(&app, due).await {
            Ok(()) => {
                if due {
                    signed = Instant::now();
                }
            }
            Err(error) => tracing::warn!(cause = %chain(&*error), "audit events could not be linked"),
        }
        // Those of other nodes too. What fails, or was cut off by a crash, comes the next time.
        if due {
            keep_elsewhere(&app, &mut keeper).await;
        }
        if stopping {
            return;
        }
    }
}

async fn keep_elsewhere(app: &Shared, keeper: &mut Keeper) {
    if let Err(error) = keeper.catch_up(&app.database, &app.config.audit.checkpoint_file).await {
        tracing::error!(cause = %chain(&*error), "checkpoints could not be written to their second place");
    }
}

/// Links what can be linked, and signs a checkpoint when one is due.
async fn round(app: &Shared, checkpoint_due: bool) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    loop {
        let mut tx = app.database.begin().await?;
        if !audit::try_chain_lock(&mut tx).await? {
            return Ok(());
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
        if checkpoint_due && !full && position > audit::last_checkpoint(&mut tx).await? {
            let signature = app.keys.audit_signing_key().sign(&checkpoint_text(app.instance.id, position, &hash));
            audit::checkpoint(&mut tx, position, &hash, &signature.to_bytes()).await?;
        }
        tx.commit().await?;
        if !full {
            return Ok(());
        }
    }
}
