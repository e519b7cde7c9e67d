//! Links audit events into the hash chain, and signs checkpoints that are kept in a second place too.

use std::{
    collections::BTreeMap,
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

use ed25519_dalek::{Signature, Signer};
use renrakucho_store::{Database, audit};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{app::Shared, seal::Keys, telemetry::chain};

/// Links per transaction.
const BATCH: u16 = 500;

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

/// Why the log is not whole.
#[derive(Debug, thiserror::Error)]
pub enum Tampered {
    /// A link is missing, or out of its place.
    #[error("the chain breaks at position {0}")]
    Gap(i64),
    /// An event is not what was linked.
    #[error("the event at position {0} was changed")]
    Changed(i64),
    /// Events were added behind the chain's back.
    #[error("{0} events stand before the chain's end without a link")]
    PassedOver(i64),
    /// A checkpoint was not signed by us, or signs another chain.
    #[error("the checkpoint at position {0} does not fit the chain")]
    Checkpoint(i64),
    /// A checkpoint covers what is not there any more.
    #[error("the chain ends at {end}, but a checkpoint covers position {position}: its end was cut off")]
    CutOff {
        /// Where the chain ends.
        end: i64,
        /// Where it once was.
        position: i64,
    },
    /// The checkpoints' second place cannot be read.
    #[error("the second place of the checkpoints cannot be read")]
    SecondPlace(#[from] std::io::Error),
    /// The database cannot be asked.
    #[error("database")]
    Store(#[from] renrakucho_store::Error),
}

/// Walks the whole chain, then holds every checkpoint, of both places, against it. Answers how many events it holds.
pub async fn verify(database: &Database, keys: &Keys, instance: Uuid, second_place: &Path) -> Result<i64, Tampered> {
    let mut checkpoints: BTreeMap<i64, Vec<audit::Checkpoint>> = BTreeMap::new();
    for checkpoint in audit::checkpoints(database).await?.into_iter().chain(read_second_place(second_place)?) {
        checkpoints.entry(checkpoint.position).or_default().push(checkpoint);
    }
    let verifying = keys.audit_signing_key().verifying_key();
    let (mut position, mut hash) = (0, vec![0; 32]);
    loop {
        let links = audit::linked(database, position, i64::from(BATCH)).await?;
        if links.is_empty() {
            break;
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
            for checkpoint in checkpoints.remove(&at).unwrap_or_default() {
                let signature = Signature::from_slice(&checkpoint.signature).ok();
                let text = checkpoint_text(instance, at, &hash);
                let signed = signature.is_some_and(|signature| verifying.verify_strict(&text, &signature).is_ok());
                if !signed || checkpoint.hash != hash {
                    return Err(Tampered::Checkpoint(at));
                }
            }
        }
    }
    if let Some(position_of_cut) = checkpoints.keys().next_back() {
        return Err(Tampered::CutOff { end: position, position: *position_of_cut });
    }
    match audit::passed_over(database).await? {
        0 => Ok(position),
        count => Err(Tampered::PassedOver(count)),
    }
}

fn read_second_place(file: &Path) -> std::io::Result<Vec<audit::Checkpoint>> {
    if file.as_os_str().is_empty() || !file.exists() {
        return Ok(Vec::new());
    }
    let read = |line: &str| {
        let mut words = line.split(' ');
        let position = words.next()?.parse().ok()?;
        let hash = hex::decode(words.next()?).ok()?;
        let signature = hex::decode(words.next()?).ok()?;
        Some(audit::Checkpoint { position, hash, signature })
    };
    let unreadable = || std::io::Error::new(std::io::ErrorKind::InvalidData, "a line is no checkpoint");
    std::fs::read_to_string(file)?.lines().map(|line| read(line).ok_or_else(unreadable)).collect()
}
