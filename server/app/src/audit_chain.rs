//! The hash chain of the audit log: how a link is made, and the walk along it that finds what was changed.

pub mod second_place;
#[cfg(test)]
mod tampering;

use std::{
    cmp::Ordering,
    collections::BTreeMap,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use ed25519_dalek::{Signature, VerifyingKey};
use renrakucho_store::{Database, audit};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use uuid::Uuid;

use self::second_place::Reading;
use crate::{config::Audit, seal::Keys};

/// Links that are read at a time.
const BATCH: u16 = 500;

/// Events whose posts are looked at at a time.
const ENTRIES: i64 = 2_000;

/// What a checkpoint's signature covers.
pub fn checkpoint_text(instance: Uuid, position: i64, hash: &[u8]) -> Vec<u8> {
    [b"renrakucho checkpoint".as_slice(), instance.as_bytes(), &position.to_be_bytes(), hash].concat()
}

/// The hash of a link: of the one before it and of every field of the event, each with its length.
pub fn link(instance: Uuid, before: &[u8], row: &audit::Row) -> Vec<u8> {
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
    /// A post is not what its event says, and no erasure is written down.
    #[error("entry {seq} of room {room} is not what was written, and no erasure of it is recorded")]
    Entry {
        /// The room.
        room: Uuid,
        /// Its position.
        seq: i64,
    },
    /// The checkpoints' second place cannot be read.
    #[error("{file}: the second place of the checkpoints cannot be read", file = .0.display())]
    Unreadable(PathBuf, #[source] std::io::Error),
    /// There is no second place any more.
    #[error(
        "{file}: the second place of the checkpoints is missing, though the database has checkpoints up to position {1}: put its copy \
         back, or find out who took it away", file = .0.display()
    )]
    Missing(PathBuf, i64),
    /// The second place lacks what it should have had for a while.
    #[error(
        "{file}: the second place ends at position {1}, but the database has a checkpoint at position {2}: it is an older copy, or its \
         end was lost, or no server has written there for a while", file = .0.display()
    )]
    Older(PathBuf, i64, i64),
    /// What stood in the second place is gone.
    #[error("{file}: the second place of the checkpoints has become shorter: its end was cut off", file = .0.display())]
    Shorter(PathBuf),
    /// The database's chain is another one than it was.
    #[error(
        "{file}: line {1} holds another hash of position {2} than the chain: the chain was made anew, or this is an older database", file = .0.display()
    )]
    Differs(PathBuf, usize, i64),
    /// A checkpoint that the second place has is gone from the database.
    #[error("{file}: line {1} holds a checkpoint of position {2} that the database does not have any more", file = .0.display())]
    TakenAway(PathBuf, usize, i64),
    /// Nobody with our key wrote it.
    #[error("{file}: line {1} is no checkpoint that this installation signed", file = .0.display())]
    Unsigned(PathBuf, usize),
    /// The database cannot be asked.
    #[error("database")]
    Store(#[from] renrakucho_store::Error),
}

/// What was read of the log at once. A walk holds it against what it has seen so far: rows in, a verdict out, whatever they came from.
pub struct Stretch {
    /// Where the chain ended. Asked before the links: a link that is there then has its event.
    pub end: i64,
    /// The links that follow where the walk stands, in order, each with the event that is there.
    pub links: Vec<audit::Link>,
    /// The checkpoints of their positions.
    pub checkpoints: Vec<audit::Checkpoint>,
}

/// A walk along the chain, from its beginning: every link is computed anew, and every checkpoint on the way held against it.
pub struct Walk {
    instance: Uuid,
    verifying: VerifyingKey,
    position: i64,
    hash: Vec<u8>,
    last: Option<OffsetDateTime>,
}

impl Walk {
    /// Before the first link.
    pub fn begin(keys: &Keys, instance: Uuid) -> Self {
        Self::by(keys.audit_signing_key().verifying_key(), instance)
    }

    fn by(verifying: VerifyingKey, instance: Uuid) -> Self {
        Self { instance, verifying, position: 0, hash: vec![0; 32], last: None }
    }

    /// Goes on by some links. False: there are no more at the moment.
    pub async fn go_on(&mut self, database: &Database) -> Result<bool, Tampered> {
        let end = audit::chain_length(database).await?;
        let links = audit::linked(database, self.position, i64::from(BATCH)).await?;
        let checkpoints = match links.last() {
            Some(last) => audit::checkpoints_within(database, self.position, last.position).await?,
            None => Vec::new(),
        };
        self.hold(Stretch { end, links, checkpoints })
    }

    /// Holds what follows against what was walked along. False: nothing follows at the moment.
    fn hold(&mut self, Stretch { end, links, checkpoints }: Stretch) -> Result<bool, Tampered> {
        if links.is_empty() {
            return match end.cmp(&self.position) {
                Ordering::Less => Err(Tampered::CutOff { end, position: self.position }),
                Ordering::Equal => Ok(false),
                Ordering::Greater => Err(Tampered::Gap(self.position + 1)),
            };
        }
        let mut signed: BTreeMap<i64, Vec<audit::Checkpoint>> = BTreeMap::new();
        for checkpoint in checkpoints {
            signed.entry(checkpoint.position).or_default().push(checkpoint);
        }
        for audit::Link { position, hash, xid, row } in links {
            if position != self.position + 1 {
                return Err(Tampered::Gap(self.position + 1));
            }
            if xid != row.xid || link(self.instance, &self.hash, &row) != hash {
                return Err(Tampered::Changed(position));
            }
            (self.position, self.hash, self.last) = (position, hash, Some(row.at));
            for checkpoint in signed.remove(&position).into_iter().flatten() {
                if !self.fits(&checkpoint) {
                    return Err(Tampered::Checkpoint(position));
                }
            }
        }
        // One that is of no link on the way.
        signed.into_keys().next().map_or(Ok(true), |position| Err(Tampered::Checkpoint(position)))
    }

    /// Whether it came as far as what was once covered by a checkpoint.
    fn reaches(&self, covered: i64) -> Result<(), Tampered> {
        if self.position < covered {
            return Err(Tampered::CutOff { end: self.position, position: covered });
        }
        Ok(())
    }

    /// Whether a checkpoint of the position that the walk stands at is one of ours.
    fn fits(&self, checkpoint: &audit::Checkpoint) -> bool {
        checkpoint.position == self.position
            && checkpoint.hash == self.hash
            && is_signed(&self.verifying, self.instance, checkpoint)
    }
}

/// Whether we signed it.
fn is_signed(by: &VerifyingKey, instance: Uuid, checkpoint: &audit::Checkpoint) -> bool {
    let text = checkpoint_text(instance, checkpoint.position, &checkpoint.hash);
    let signature = Signature::from_slice(&checkpoint.signature).ok();
    signature.is_some_and(|signature| by.verify_strict(&text, &signature).is_ok())
}

/// Walks the whole chain, and holds every checkpoint, of both places, against it; and every post against the event of its being
/// added. Answers how many events the chain holds.
pub async fn verify(database: &Database, keys: &Keys, instance: Uuid, config: &Audit) -> Result<i64, Tampered> {
    // Asked first: what is covered now must be there when the walk comes by.
    let covered = audit::checkpoint_overdue(database, 0, 0.0).await?.unwrap_or(0);
    let mut walk = Walk::begin(keys, instance);
    while walk.go_on(database).await? {}
    walk.reaches(covered)?;
    let mut elsewhere = Reading::begin(config, keys, instance);
    while elsewhere.go_on(database).await? {}
    match audit::passed_over(database).await? {
        0 => {}
        count => return Err(Tampered::PassedOver(count)),
    }
    let mut after = 0;
    while after < walk.position {
        if let Some((room, seq)) = audit::unlike_its_event(database, after, ENTRIES).await? {
            return Err(Tampered::Entry { room, seq });
        }
        after += ENTRIES;
    }
    Ok(walk.position)
}

/// What this node's walks have found, for whoever looks through the log.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// How many links fit.
    pub upto: i64,
    /// The time of the last of their events.
    pub event_at: Option<OffsetDateTime>,
    /// When it was looked at.
    pub looked_at: Option<OffsetDateTime>,
    /// What did not fit, in words for the log.
    pub broken: Option<String>,
}

/// What was found, and by whom it is asked.
#[derive(Default)]
pub struct Watch(Mutex<Found>);

impl Watch {
    /// What was found last.
    pub fn found(&self) -> Found {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A walk has come so far. One that began anew says nothing before it is further than the last, or at the end.
    pub fn is_whole_upto(&self, walk: &Walk, at_end: bool, now: OffsetDateTime) {
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if at_end || walk.position >= found.upto && found.broken.is_none() {
            *found = Found { upto: walk.position, event_at: walk.last, looked_at: Some(now), broken: None };
        }
    }

    /// Something did not fit. Whether that is news.
    pub fn is_broken(&self, why: &Tampered, now: OffsetDateTime) -> bool {
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (why, before) = (why.to_string(), found.broken.take());
        let is_news = before.as_ref() != Some(&why);
        (found.broken, found.looked_at) = (Some(why), Some(now));
        is_news
    }
}
