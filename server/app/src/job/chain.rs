//! Links audit events into the hash chain, and signs checkpoints that are kept in a second place too.

use std::{
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

use ed25519_dalek::Signer;
use renrakucho_store::{Database, audit};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::app::Shared;

/// Links per transaction.
const BATCH: u16 = 500;

/// Links until the app stops, and what is left then.
pub async fn run(app: Shared) {
    let config = &app.config.audit;
    let mut signed = Instant::now();
    loop {
        let pause = Duration::from_millis(config.link_ms);
        let stopping = app.stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none();
        let due = stopping || signed.elapsed() >= Duration::from_secs(config.checkpoint_seconds);
        if let Err(error) = round(&app, due).await {
            tracing::warn!(cause = %crate::http::problem::chain(&*error), "audit events could not be linked");
        } else if due {
            signed = Instant::now();
        }
        if stopping {
            return;
        }
    }
}

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
        let mut written = None;
        if checkpoint_due && !full && position > audit::last_checkpoint(&mut tx).await? {
            let signature = app.keys.audit_signing_key().sign(&checkpoint_text(app.instance.id, position, &hash));
            audit::checkpoint(&mut tx, position, &hash, &signature.to_bytes()).await?;
            written = Some(format!("{position} {} {}\n", hex::encode(&hash), hex::encode(signature.to_bytes())));
        }
        tx.commit().await?;
        if let Some(line) = written {
            keep_elsewhere(&app.config.audit.checkpoint_file, &line)?;
        }
        if !full {
            return Ok(());
        }
    }
}

fn keep_elsewhere(file: &Path, line: &str) -> std::io::Result<()> {
    if file.as_os_str().is_empty() {
        return Ok(());
    }
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file)?;
    file.write_all(line.as_bytes())?;
    file.sync_data()
}

/// What a checkpoint's signature covers.
fn checkpoint_text(instance: Uuid, position: i64, hash: &[u8]) -> Vec<u8> {
    [b"renrakucho checkpoint".as_slice(), instance.as_bytes(), &position.to_be_bytes(), hash].concat()
}

/// The hash of a link: of the one before it and of every field of the event, each with its length.
fn link(instance: Uuid, before: &[u8], row: &audit::Row) -> Vec<u8> {
    let mut hasher = Sha256::new();
    let mut add = |bytes: Option<&[u8]>| {
        // A missing field and an empty one differ.
        hasher.update([u8::from(bytes.is_some())]);
        let bytes = bytes.unwrap_or_default();
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    add(Some(instance.as_bytes()));
    add(Some(before));
    add(Some(&row.id.to_be_bytes()));
    add(Some(row.xid.as_bytes()));
    // PostgreSQL keeps microseconds.
    add(Some(&(row.at.unix_timestamp_nanos() / 1000).to_be_bytes()));
    add(Some(row.event.as_bytes()));
    for id in [row.account, row.device, row.session, row.room, row.subject] {
        add(id.as_ref().map(|id| id.as_bytes().as_slice()));
    }
    for seq in [row.from_seq, row.upto_seq] {
        add(seq.map(i64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice));
    }
    add(row.detail.as_deref().map(str::as_bytes));
    add(row.row_hash.as_deref());
    add(Some(row.request_id.as_bytes()));
    hasher.finalize().to_vec()
}

/// Why the chain is not whole.
#[derive(Debug, thiserror::Error)]
pub enum Tampered {
    /// A link is missing, or out of its place.
    #[error("the chain breaks at position {0}")]
    Gap(i64),
    /// An event is not what was linked.
    #[error("the event at position {0} was changed")]
    Changed(i64),
    /// A checkpoint's signature does not fit.
    #[error("the checkpoint at position {0} does not fit")]
    Checkpoint(i64),
    /// The database cannot be asked.
    #[error("database")]
    Store(#[from] renrakucho_store::Error),
}

/// Walks the whole chain. Answers how many events it holds.
pub async fn verify(database: &Database, instance: Uuid) -> Result<i64, Tampered> {
    let (mut position, mut hash) = (0, vec![0; 32]);
    loop {
        let links = audit::linked(database, position, i64::from(BATCH)).await?;
        if links.is_empty() {
            return Ok(position);
        }
        for (at, stored, row) in links {
            if at != position + 1 {
                return Err(Tampered::Gap(position + 1));
            }
            hash = link(instance, &hash, &row);
            if hash != stored {
                return Err(Tampered::Changed(at));
            }
            position = at;
        }
    }
}
