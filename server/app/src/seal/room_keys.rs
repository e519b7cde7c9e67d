//! Rooms' keys: made, unwrapped when they are needed, and destroyed, each in the epoch that it is.

use std::sync::Arc;

use renrakucho_domain::RoomId;
use renrakucho_store::{
    key_epoch::{self, Head},
    room_key::{self, Wrapped},
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Error, Keys, RoomKey, epoch::Epoch};
use crate::{entropy, telemetry::chain};

/// How often a key is read again that another epoch has overtaken.
const TRIES: usize = 5;

impl Keys {
    /// Before anyone is served: whether all rooms' keys are those of the present epoch, and its key is where it belongs.
    pub async fn ensure_epoch(&self) -> Result<(), Error> {
        let (head, _) = self.epochs.catch_up(&self.database, &self.masters).await?;
        match key_epoch::strays(&self.database).await? {
            0 => {}
            strays => {
                return Err(Error::Epoch(format!(
                    "{strays} keys of rooms are not of the present epoch, {}: restore the newest backup of the keys' database as a \
                     whole (docs/operations.md, \"Epoch keys\")",
                    head.number
                )));
            }
        }
        // Another node may have begun one since.
        if self.epochs.is_behind(head.number)? {
            return Err(Error::Epoch(format!("{} cannot be written", self.epochs.file().display())));
        }
        Ok(())
    }

    /// Makes a room's key and keeps it, wrapped. Before the room itself is created.
    pub async fn create(&self, room: RoomId) -> Result<Arc<RoomKey>, Error> {
        let key = self.create_all(&[room.0]).await?.remove(0);
        self.in_use.insert(room, Arc::clone(&key));
        Ok(key)
    }

    /// Makes many rooms' keys and keeps them, wrapped.
    pub async fn create_all(&self, rooms: &[Uuid]) -> Result<Vec<Arc<RoomKey>>, Error> {
        let raw: Vec<_> = rooms.iter().map(|_| Zeroizing::new(entropy::bytes::<32>())).collect();
        let mut epoch = self.epochs.any();
        for _ in 0..TRIES {
            let present = match epoch.take() {
                Some(present) => present,
                None => self.epochs.catch_up(&self.database, &self.masters).await?.1,
            };
            let wrap = |(room, raw): (&Uuid, &Zeroizing<[u8; 32]>)| self.masters.wrap(&**raw, RoomId(*room), &present);
            let wrapped: Vec<_> = rooms.iter().zip(&raw).map(wrap).collect();
            if room_key::insert(&self.database, rooms, &wrapped, present.number).await? {
                let keys = rooms.iter().zip(&raw).map(|(room, raw)| Arc::new(RoomKey::new(RoomId(*room), &**raw)));
                return Ok(keys.collect());
            }
        }
        Err(Error::Epoch("other nodes begin epochs all the time".into()))
    }

    /// The room's key, from memory or unwrapped.
    pub async fn of(&self, room: RoomId) -> Result<Arc<RoomKey>, Error> {
        if let Some(key) = self.in_use.get(&room) {
            return Ok(Arc::clone(&key));
        }
        for _ in 0..TRIES {
            let row = room_key::find(&self.database, room).await?.ok_or(Error::NoKey)?;
            if let Some(epoch) = self.epoch_of(&row).await? {
                return self.unwrap(&row, epoch.as_deref());
            }
        }
        Err(Error::Shut)
    }

    /// Brings the keys of many rooms into memory in one query.
    pub async fn prepare(&self, rooms: impl IntoIterator<Item = Uuid>) -> Result<(), Error> {
        let mut missing: Vec<Uuid> =
            rooms.into_iter().filter(|room| !self.in_use.contains_key(&RoomId(*room))).collect();
        for _ in 0..TRIES {
            if missing.is_empty() {
                return Ok(());
            }
            let mut later = Vec::new();
            for row in room_key::find_all(&self.database, &missing).await? {
                let Some(epoch) = self.epoch_of(&row).await? else {
                    later.push(row.room);
                    continue;
                };
                match self.unwrap(&row, epoch.as_deref()) {
                    // Whoever asks for it is told.
                    Ok(_) | Err(Error::NoKey) => {}
                    Err(error) => return Err(error),
                }
            }
            missing = later;
        }
        Err(Error::Shut)
    }

    /// The epoch that a key is of; none if another one has begun since it was read.
    async fn epoch_of(&self, row: &Wrapped) -> Result<Option<Option<Arc<Epoch>>>, Error> {
        if row.epoch == 0 {
            return Ok(Some(None));
        }
        if let Some(known) = self.epochs.known(row.epoch) {
            return Ok(Some(Some(known)));
        }
        let (head, present) = self.epochs.catch_up(&self.database, &self.masters).await?;
        Ok((head.number == row.epoch).then_some(Some(present)))
    }

    fn unwrap(&self, row: &Wrapped, epoch: Option<&Epoch>) -> Result<Arc<RoomKey>, Error> {
        let room = RoomId(row.room);
        let raw = self.masters.unwrap(row, epoch)?;
        let key = Arc::new(RoomKey::new(room, &raw));
        self.in_use.insert(room, Arc::clone(&key));
        // Asked after it was kept, and said before it is removed: whoever comes second removes it.
        if self.gone.contains(&room) {
            self.in_use.remove(&room);
            return Err(Error::NoKey);
        }
        Ok(key)
    }

    /// Destroys a room's key: what was sealed with it can be read by nobody any more. Other nodes let go of theirs by the
    /// revocation log. Whether older copies of the keys open with nothing any more either: if not, ask again later.
    pub async fn destroy(&self, room: RoomId) -> Result<bool, Error> {
        self.destroy_all(&[room.0]).await?;
        // The key is gone; what is left to do `job::epoch` does, whatever hinders it now.
        Ok(self.end_epoch().await.unwrap_or_else(|error| {
            tracing::error!(cause = %chain(&error), "the last epoch key is not destroyed yet");
            false
        }))
    }

    /// Destroys many rooms' keys, and leaves it to `end_epoch` to do so in older copies. How many there were.
    pub async fn destroy_all(&self, rooms: &[Uuid]) -> Result<u64, Error> {
        let gone = room_key::destroy(&self.database, rooms).await?;
        for room in rooms {
            self.is_gone(RoomId(*room));
        }
        Ok(gone)
    }

    /// Ends the present epoch if a key was destroyed in it, and brings this node and its file up to date. Whether older copies of the
    /// keys open with nothing that is left here.
    pub async fn end_epoch(&self) -> Result<bool, Error> {
        self.epochs.turn(&self.database, &self.masters).await
    }

    /// Which epoch it is.
    pub async fn epoch(&self) -> Result<Head, Error> {
        Ok(key_epoch::head(&self.database).await?)
    }
}
