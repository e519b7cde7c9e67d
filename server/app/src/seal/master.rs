//! Master keys: what the city's and the rooms' keys are wrapped with, and how one master key takes another's place.
//!
//! Nothing but keys is wrapped with a master key, so that changing it touches a few bytes per room and no content. Every wrapped key is
//! tried with each master key that the configuration names: which one fits the authenticated cipher tells, no number has to be kept.
//! A room's key is wrapped with the present epoch key besides (`epoch.rs`), the city's with the master key alone: it is never destroyed.

use std::{fs, path::Path};

use renrakucho_domain::RoomId;
use renrakucho_store::{
    Database, city_key,
    room_key::{self, Wrapped},
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Error, Key, epoch::Epoch};
use crate::{config, entropy};

/// How many keys are looked at in one query.
const PAGE: i64 = 500;

/// What a wrapped key is bound to, so that none opens in another's place.
#[derive(Clone, Copy)]
enum Place {
    City,
    Room(Uuid),
}

impl Place {
    fn bytes(self) -> Vec<u8> {
        match self {
            Self::City => b"city-key".to_vec(),
            Self::Room(room) => [b"room-key".as_slice(), room.as_bytes()].concat(),
        }
    }
}

/// The master keys of an installation.
pub struct Masters {
    /// Wraps and unwraps.
    current: Key,
    /// Unwrap only: while the master key is being changed, the other one.
    others: Vec<Key>,
    /// What the first key of an installation was before there was a city's key.
    first: Zeroizing<[u8; 32]>,
}

/// Whose wrapping a key has, and what it wraps.
enum Wrapping {
    Current(Zeroizing<Vec<u8>>),
    Other(Zeroizing<Vec<u8>>),
    /// By none that is known.
    Unknown,
}

/// How many wrapped keys there are, the city's own among them, by the master key that opens them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// The current one.
    pub current: usize,
    /// Another that is named.
    pub other: usize,
    /// None that is named.
    pub unknown: usize,
}

impl Masters {
    /// Reads the files that the configuration names.
    pub fn read(config: &config::Keys) -> Result<Self, Error> {
        let first = read(&config.master_key_file)?;
        let others = config.other_master_key_files.iter().map(|file| Ok(Key::wrapping(&*read(file)?)));
        Ok(Self { current: Key::wrapping(&first), others: others.collect::<Result<_, Error>>()?, first })
    }

    pub(super) fn wrap(&self, raw: &[u8], room: RoomId, epoch: &Epoch) -> Vec<u8> {
        epoch.wrapping(&self.current).seal(raw, &Place::Room(room.0).bytes())
    }

    /// Opens a room's key, if it is of that epoch; without one, if it is older than the first.
    pub(super) fn unwrap(&self, key: &Wrapped, epoch: Option<&Epoch>) -> Result<Zeroizing<Vec<u8>>, Error> {
        match self.wrapping(&key.wrapped, Place::Room(key.room), epoch) {
            Wrapping::Current(raw) | Wrapping::Other(raw) => Ok(raw),
            Wrapping::Unknown => Err(Error::Shut),
        }
    }

    fn wrapping(&self, wrapped: &[u8], place: Place, epoch: Option<&Epoch>) -> Wrapping {
        let place = place.bytes();
        let open = |master: &Key| match epoch {
            Some(epoch) => epoch.wrapping(master).open(wrapped, &place).ok(),
            None => master.open(wrapped, &place).ok(),
        };
        if let Some(raw) = open(&self.current) {
            return Wrapping::Current(raw);
        }
        self.others.iter().find_map(open).map_or(Wrapping::Unknown, Wrapping::Other)
    }

    /// The city's key, which the first start of an installation makes.
    pub(super) async fn city_key(&self, database: &Database) -> Result<Zeroizing<Vec<u8>>, Error> {
        if city_key::find(database).await?.is_none() {
            // Installations that are older than the city's key sealed by the master key itself; theirs stays good.
            let is_older = room_key::is_any(database).await?;
            let raw = if is_older { self.first.clone() } else { Zeroizing::new(entropy::bytes::<32>()) };
            city_key::insert(database, &self.current.seal(&*raw, &Place::City.bytes())).await?;
        }
        let wrapped = city_key::find(database).await?.ok_or(Error::NoKey)?;
        match self.wrapping(&wrapped, Place::City, None) {
            Wrapping::Current(raw) | Wrapping::Other(raw) => Ok(raw),
            Wrapping::Unknown => Err(Error::Master(
                "none of the master keys opens the city's key: name the one that it is wrapped with, and while the \
                 master key is being changed both (keys.master_key_file, keys.other_master_key_files)"
                    .into(),
            )),
        }
    }

    /// Whose wrapping all keys have, in the present epoch. Changes nothing.
    pub async fn count(&self, database: &Database, epoch: Option<&Epoch>) -> Result<Counts, Error> {
        self.walk(database, epoch, async |_, _, _| Ok(false)).await
    }

    /// Wraps everything with the current master key that is wrapped with another. `database` is seen as its owner. What it counts
    /// is how things stand afterwards. May be run again, and while nodes serve that know both.
    pub async fn rewrap(&self, database: &Database, epoch: Option<&Epoch>) -> Result<Counts, Error> {
        self.walk(database, epoch, async |place: Place, before: &[u8], raw: &[u8]| {
            Ok(match (place, epoch) {
                (Place::City, _) => city_key::rewrap(database, before, &self.current.seal(raw, &place.bytes())).await?,
                (Place::Room(room), Some(epoch)) => {
                    room_key::rewrap(database, room, before, &self.wrap(raw, RoomId(room), epoch)).await?
                }
                // The first start of a node wraps it anew, with the master key that is current then.
                (Place::Room(_), None) => false,
            })
        })
        .await
    }

    /// Looks at every key, and does something with each that another master key opens; whether it has the current wrapping
    /// then.
    async fn walk(
        &self,
        database: &Database,
        epoch: Option<&Epoch>,
        other: impl AsyncFn(Place, &[u8], &[u8]) -> Result<bool, Error>,
    ) -> Result<Counts, Error> {
        let mut counts = Counts::default();
        let mut page: Vec<_> =
            city_key::find(database).await?.into_iter().map(|wrapped| (Place::City, None, wrapped)).collect();
        let mut after = Uuid::nil();
        let present = epoch.map_or(0, |epoch| epoch.number);
        loop {
            for (place, epoch, wrapped) in page {
                match self.wrapping(&wrapped, place, epoch) {
                    Wrapping::Current(_) => counts.current += 1,
                    Wrapping::Other(raw) if other(place, &wrapped, &raw).await? => counts.current += 1,
                    Wrapping::Other(_) => counts.other += 1,
                    Wrapping::Unknown => counts.unknown += 1,
                }
            }
            let mut rows = room_key::page(database, after, PAGE).await?;
            let Some(last) = rows.last() else { return Ok(counts) };
            after = last.room;
            // An epoch has begun meanwhile: a node has just wrapped it, with its own current master key.
            let is_later = |row: &Wrapped| row.epoch > present;
            counts.other += rows.extract_if(.., |row| is_later(row)).count();
            page = rows.into_iter().map(|row| (Place::Room(row.room), epoch, row.wrapped)).collect();
        }
    }
}

/// Whether a file can be a master key.
pub fn check(file: &Path) -> Result<(), Error> {
    read(file).map(drop)
}

fn read(file: &Path) -> Result<Zeroizing<[u8; 32]>, Error> {
    use std::os::unix::fs::PermissionsExt;
    let fault = |what: &str| Error::Master(format!("{}: {what}", file.display()));
    let mode = fs::metadata(file).map_err(|e| fault(&e.to_string()))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(fault("can be read by others; chmod 600"));
    }
    let text = Zeroizing::new(fs::read_to_string(file).map_err(|e| fault(&e.to_string()))?);
    let mut raw = Zeroizing::new([0; 32]);
    hex::decode_to_slice(text.trim(), &mut *raw).map_err(|_| fault("is not 64 hexadecimal digits"))?;
    Ok(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masters(current: u8, others: &[u8]) -> Masters {
        Masters {
            current: Key::wrapping(&[current; 32]),
            others: others.iter().map(|other| Key::wrapping(&[*other; 32])).collect(),
            first: Zeroizing::new([current; 32]),
        }
    }

    #[test]
    fn a_key_opens_under_each_master_that_is_named_and_in_its_place_and_epoch_alone() {
        let room = RoomId(Uuid::from_u128(1));
        let (epoch, later) = (Epoch::new(1), Epoch::new(2));
        let key =
            |room: u128, wrapped: &[u8]| Wrapped { room: Uuid::from_u128(room), wrapped: wrapped.into(), epoch: 1 };
        let wrapped = masters(1, &[]).wrap(b"raw", room, &epoch);
        for (masters, opens) in
            [(masters(1, &[]), true), (masters(2, &[1]), true), (masters(2, &[3, 1]), true), (masters(2, &[3]), false)]
        {
            assert_eq!(masters.unwrap(&key(1, &wrapped), Some(&epoch)).is_ok_and(|raw| *raw == b"raw"), opens);
            assert!(masters.unwrap(&key(2, &wrapped), Some(&epoch)).is_err(), "another room");
            assert!(masters.unwrap(&key(1, &wrapped), Some(&later)).is_err(), "another epoch");
            assert!(masters.unwrap(&key(1, &wrapped), None).is_err(), "no epoch");
            assert!(matches!(masters.wrapping(&wrapped, Place::City, Some(&epoch)), Wrapping::Unknown), "the city");
        }
        let whose = |masters: Masters| masters.wrapping(&wrapped, Place::Room(room.0), Some(&epoch));
        assert!(matches!(whose(masters(1, &[2])), Wrapping::Current(_)));
        assert!(matches!(whose(masters(2, &[1])), Wrapping::Other(_)));
        assert!(matches!(whose(masters(2, &[])), Wrapping::Unknown));
    }
}
