//! Epochs: a room's key is wrapped with the master key and the present epoch key together. Whenever a room's key is destroyed, all
//! others are wrapped under a new epoch key, and the last one is destroyed: a copy of the keys' database from before opens with nothing
//! that is kept, not even for whoever has the master key and the present epoch key.
//!
//! The steps of a change, each of which may be the last before a crash:
//! 1. one transaction in the keys' database: all keys wrapped anew, and the new epoch key, sealed under the present one;
//! 2. the file: the new key takes the place of the last one, which is destroyed, or put aside until a backup of the keys is made;
//! 3. the backup (`job::epoch`), the epoch is settled, and what was put aside is destroyed.
//!
//! After 1, whoever has the last key comes to the new one by what is sealed: this node when it starts again, and the nodes of other
//! machines. So the file is never ahead of the database, and a database that is behind the file is an older one.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use renrakucho_domain::RoomId;
use renrakucho_store::{
    Database, Tx,
    key_epoch::{self, Head},
    room_key,
};
use tokio::task::spawn_blocking;
use uuid::Uuid;

pub use super::epoch_file::Epoch;
use super::{Error, epoch_file::EpochFile, master::Masters};
use crate::{config, fault, telemetry::chain};

/// How many keys are wrapped anew between two words to the database.
const PAGE: i64 = 500;
/// How often it is tried while other nodes begin epochs too.
const TRIES: usize = 5;

/// The epochs of an installation, as this node knows them.
pub struct Epochs {
    file: EpochFile,
    /// Whether a backup of the keys is made before the key of the epoch before is destroyed.
    backs_up: bool,
    present: Mutex<Option<Arc<Epoch>>>,
}

/// How things stand.
pub struct Standing {
    /// What the database says.
    pub head: Head,
    /// The key of that epoch; none before the first one.
    pub present: Option<Arc<Epoch>>,
    /// What the file holds.
    held: Option<Epoch>,
}

impl Epochs {
    /// What the configuration names.
    pub fn new(config: &config::Keys) -> Self {
        Self {
            file: EpochFile::at(config.epoch_file()),
            backs_up: !config.backup_command.is_empty(),
            present: Mutex::default(),
        }
    }

    /// Where the key is.
    pub fn file(&self) -> &Path {
        self.file.path()
    }

    /// The key of an epoch, if this node is in it.
    pub(super) fn known(&self, number: i64) -> Option<Arc<Epoch>> {
        let present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        present.as_ref().filter(|present| present.number == number).cloned()
    }

    /// The key of whatever epoch this node is in.
    pub(super) fn any(&self) -> Option<Arc<Epoch>> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the file holds the key of an earlier epoch.
    pub(super) fn is_behind(&self, number: i64) -> Result<bool, Error> {
        Ok(self.file.read()?.is_none_or(|held| held.number < number))
    }

    /// What file and database say together. Changes nothing.
    pub async fn look(&self, keys: &Database) -> Result<Standing, Error> {
        // In this order: the database goes first.
        let held = self.file.read()?;
        let head = key_epoch::head(keys).await?;
        let shown = self.file.path().display();
        let Some(held) = held else {
            if head.number == 0 {
                return Ok(Standing { head, present: None, held: None });
            }
            return Err(Error::Epoch(format!(
                "{shown} is missing. Without it no room can be read. Copy it from another node, or from its backup \
                 (docs/operations.md, \"Epoch keys\")"
            )));
        };
        if held.number > head.number.max(1) {
            return Err(Error::Epoch(format!(
                "the keys' database is of epoch {}, and {shown} of epoch {}: the database is older than the last erasure, and its keys \
                 open with nothing that is left. Restore the newest backup of the keys' database (docs/operations.md, \"Epoch keys\")",
                head.number, held.number
            )));
        }
        if head.number == 0 {
            return Ok(Standing { head, present: None, held: Some(held) });
        }
        let mut present = Arc::new(Epoch::clone(&held));
        let foreign = || {
            Error::Epoch(format!(
                "{shown} is not that of these keys: copy it from another node, or from its backup (docs/operations.md, \"Epoch keys\")"
            ))
        };
        for (_, sealed) in key_epoch::sealed_between(keys, held.number, head.number).await? {
            present = Arc::new(present.open_next(&sealed).map_err(|_| foreign())?);
        }
        if present.number != head.number || !present.is_proved_by(head.proof.as_deref()) {
            return Err(foreign());
        }
        Ok(Standing { head, present: Some(present), held: Some(held) })
    }

    /// Brings this node to the present epoch, and its file; begins the first one if there is none.
    pub(super) async fn catch_up(&self, keys: &Database, masters: &Masters) -> Result<(Head, Arc<Epoch>), Error> {
        for _ in 0..TRIES {
            let Standing { head, present, held } = self.look(keys).await?;
            let Some(present) = present else {
                self.begin_first(keys, masters, held).await?;
                continue;
            };
            *self.present.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&present));
            // What is read needs no file; that it is behind is said, and tried again each second.
            if let Err(error) = self.bring_file(&head, &present).await {
                tracing::error!(cause = %chain(&error), "the epoch key's file is not up to date");
            }
            return Ok((head, present));
        }
        Err(Error::Epoch("other nodes begin epochs all the time".into()))
    }

    async fn bring_file(&self, head: &Head, present: &Arc<Epoch>) -> Result<(), Error> {
        let (file, present, is_settled) = (self.file.clone(), Arc::clone(present), head.is_settled);
        let change = move || {
            file.advance(&present, !is_settled)?;
            if is_settled { file.destroy_last(present.number) } else { Ok(()) }
        };
        spawn_blocking(change).await.unwrap_or_else(|_| Err(Error::Epoch("was not written".into())))
    }

    /// Ends the present epoch if a key was destroyed in it. Whether a copy of the keys from before opens with nothing that this machine
    /// holds.
    pub(super) async fn turn(&self, keys: &Database, masters: &Masters) -> Result<bool, Error> {
        for _ in 0..TRIES {
            let (head, present) = self.catch_up(keys, masters).await?;
            if !head.is_settled {
                return Ok(false);
            }
            if !head.is_over {
                return self.file.holds_alone(head.number);
            }
            self.begin_next(keys, masters, &present).await?;
        }
        Ok(false)
    }

    /// The first epoch: until then keys are wrapped with the master key alone. Its key is in the file before any is wrapped with it.
    async fn begin_first(&self, keys: &Database, masters: &Masters, held: Option<Epoch>) -> Result<(), Error> {
        let Some(first) = held else {
            let file = self.file.clone();
            let made = spawn_blocking(move || file.create(&Epoch::new(1))).await;
            // Read again: another node may share the file.
            return made.unwrap_or_else(|_| Err(Error::Epoch("was not written".into())));
        };
        let mut tx = keys.begin().await?;
        if key_epoch::lock(&mut tx).await?.0 == 0 {
            carry_over(&mut tx, masters, None, &first).await?;
            key_epoch::begin(&mut tx, 1, None, &first.proof(), !self.backs_up).await?;
            renrakucho_store::commit(tx).await?;
            tracing::info!("the first epoch of the rooms' keys has begun");
        }
        Ok(())
    }

    async fn begin_next(&self, keys: &Database, masters: &Masters, present: &Epoch) -> Result<(), Error> {
        let mut tx = keys.begin().await?;
        if key_epoch::lock(&mut tx).await? != (present.number, true) {
            return Ok(());
        }
        let next = Epoch::new(present.number + 1);
        carry_over(&mut tx, masters, Some(present), &next).await?;
        let sealed = present.seal_next(&next);
        key_epoch::begin(&mut tx, next.number, Some(&sealed), &next.proof(), !self.backs_up).await?;
        if fault::planted("epoch::file_first") {
            self.file.advance(&next, false)?;
        }
        fault::point("epoch::before_commit");
        renrakucho_store::commit(tx).await?;
        fault::point("epoch::after_commit");
        tracing::info!(epoch = next.number, "rooms' keys are wrapped under a new epoch key");
        Ok(())
    }
}

/// Wraps all keys with the key of another epoch: all, or none.
async fn carry_over(tx: &mut Tx, masters: &Masters, from: Option<&Epoch>, to: &Epoch) -> Result<(), Error> {
    let mut after = Uuid::nil();
    loop {
        let page = room_key::page_held(tx, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.room;
        let (mut rooms, mut wrapped) = (Vec::with_capacity(page.len()), Vec::with_capacity(page.len()));
        for row in page {
            // One that cannot be opened now never could be again.
            let raw = masters.unwrap(&row, from).map_err(|_| {
                Error::Epoch(format!(
                    "the key of room {} opens with no master key that is named: no epoch begins, and what was erased is not gone \
                     from older backups of the keys, until it does (`renrakucho doctor`)",
                    row.room
                ))
            })?;
            wrapped.push(masters.wrap(&raw, RoomId(row.room), to));
            rooms.push(row.room);
        }
        room_key::carry_over(tx, &rooms, &wrapped, to.number).await?;
    }
    match key_epoch::left_behind(tx, to.number).await? {
        0 => Ok(()),
        left => Err(Error::Epoch(format!("{left} keys were not wrapped anew"))),
    }
}
