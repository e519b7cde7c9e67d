//! The file of the epoch key: `NUMBER HEX`, beside the master key, and in no database. It holds the present key alone; the one before is
//! in a second file (`.last`) while a backup of the keys is being made, and otherwise nowhere.
//!
//! Nodes may share it (it is locked while it is changed). It never goes back to an earlier epoch.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{Error, Key};
use crate::{entropy, fault};

/// An epoch, and its key.
#[derive(Clone)]
pub struct Epoch {
    /// Counted from 1.
    pub number: i64,
    raw: Zeroizing<[u8; 32]>,
}

impl Epoch {
    /// A new one.
    pub(super) fn new(number: i64) -> Self {
        Self { number, raw: Zeroizing::new(entropy::bytes()) }
    }

    /// What rooms' keys are wrapped with: neither the master key nor this one opens any without the other.
    pub(super) fn wrapping(&self, master: &Key) -> Key {
        let both = Zeroizing::new([master.0, *self.raw].concat());
        Key::derive(&both, "epoch/wrap")
    }

    /// Whether it is the one that left this.
    pub(super) fn is_proved_by(&self, proof: Option<&[u8]>) -> bool {
        proof == Some(&self.proof())
    }

    /// What tells that it is the one, and nothing else.
    pub(super) fn proof(&self) -> Vec<u8> {
        let key = Key::derive(&*self.raw, "epoch/proof");
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&key.0).expect("any length is a valid key");
        mac.update(&self.number.to_le_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    /// Seals the key of the next epoch: whoever has this one comes to that one, and not back.
    pub(super) fn seal_next(&self, next: &Self) -> Vec<u8> {
        Key::derive(&*self.raw, "epoch/next").seal(&*next.raw, &next.number.to_le_bytes())
    }

    /// Opens it.
    pub(super) fn open_next(&self, sealed: &[u8]) -> Result<Self, Error> {
        let number = self.number + 1;
        let plain = Key::derive(&*self.raw, "epoch/next").open(sealed, &number.to_le_bytes())?;
        Ok(Self { number, raw: Zeroizing::new(plain.as_slice().try_into().map_err(|_| Error::Shut)?) })
    }

    fn parse(text: &str) -> Option<Self> {
        let (number, key) = text.trim_end().split_once(' ')?;
        let mut raw = Zeroizing::new([0; 32]);
        hex::decode_to_slice(key, &mut *raw).ok()?;
        Some(Self { number: number.parse().ok().filter(|number| *number > 0)?, raw })
    }

    fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{} {}\n", self.number, *Zeroizing::new(hex::encode(*self.raw))))
    }
}

/// Where it is kept.
#[derive(Clone, Debug)]
pub(super) struct EpochFile {
    path: PathBuf,
}

impl EpochFile {
    pub(super) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    fn beside(&self, end: &str) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(end);
        name.into()
    }

    /// Where the key of the epoch before is, while it is.
    fn last(&self) -> PathBuf {
        self.beside(".last")
    }

    /// Where one is written before it takes its place.
    fn half_written(&self) -> PathBuf {
        self.beside(".new")
    }

    fn fault(&self, error: &io::Error) -> Error {
        Error::Epoch(format!("{}: {error}", self.path.display()))
    }

    /// What it holds; none if there is no file.
    pub(super) fn read(&self) -> Result<Option<Epoch>, Error> {
        self.read_at(&self.path)
    }

    fn read_at(&self, path: &Path) -> Result<Option<Epoch>, Error> {
        let mode = match fs::metadata(path) {
            Ok(metadata) => metadata.permissions().mode(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.fault(&error)),
        };
        if mode & 0o077 != 0 {
            return Err(Error::Epoch(format!("{} can be read by others; chmod 600", path.display())));
        }
        let text = Zeroizing::new(fs::read_to_string(path).map_err(|error| self.fault(&error))?);
        let epoch = Epoch::parse(&text);
        let what = "is not an epoch key: put it back from its copy, or from another node";
        epoch.map(Some).ok_or_else(|| Error::Epoch(format!("{} {what}", path.display())))
    }

    /// Keeps the first epoch's key, unless a node that shares the file was quicker.
    pub(super) fn create(&self, first: &Epoch) -> Result<(), Error> {
        self.locked(|| if self.path.exists() { Ok(()) } else { self.put(first, &self.path) })
    }

    /// Keeps a later epoch's key, and destroys the one that is there, or puts it aside. Answers when that is on the disk.
    pub(super) fn advance(&self, to: &Epoch, puts_aside: bool) -> Result<(), Error> {
        self.locked(|| {
            let held = self.read().map_err(io::Error::other)?;
            let Some(held) = held.filter(|held| held.number < to.number) else { return Ok(()) };
            if puts_aside {
                self.destroy(&self.last())?;
                // Written anew, not linked: two names of one file would be destroyed together.
                self.put(&held, &self.last())?;
            }
            if fault::planted("epoch::last_kept") {
                fs::copy(&self.path, self.beside(".kept"))?;
            }
            // Held open over the change, so that what it says can be overwritten afterwards.
            let before = OpenOptions::new().write(true).open(&self.path)?;
            self.put(to, &self.path)?;
            overwrite(&before)
        })
    }

    /// Destroys what was put aside of epochs before this one. Nothing else opens a copy of the keys of that time.
    pub(super) fn destroy_last(&self, before: i64) -> Result<(), Error> {
        if !self.last().exists() {
            return Ok(());
        }
        self.locked(|| {
            let last = self.read_at(&self.last()).unwrap_or_default();
            if last.is_none_or(|last| last.number < before) { self.destroy(&self.last()) } else { Ok(()) }
        })
    }

    /// Whether it holds this epoch's key, and nothing holds the one before.
    pub(super) fn holds_alone(&self, number: i64) -> Result<bool, Error> {
        Ok(self.read()?.is_some_and(|held| held.number == number) && !self.last().exists())
    }

    fn locked<T>(&self, change: impl FnOnce() -> io::Result<T>) -> Result<T, Error> {
        let lock = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(self.beside(".lock"));
        let lock = lock.map_err(|error| self.fault(&error))?;
        lock.lock().map_err(|error| self.fault(&error))?;
        // Whoever died while writing has left a key there.
        let changed = self.destroy(&self.half_written()).and_then(|()| change());
        changed.map_err(|error| self.fault(&error))
    }

    /// Writes it whole, or not at all.
    fn put(&self, epoch: &Epoch, path: &Path) -> io::Result<()> {
        let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(self.half_written())?;
        file.write_all(epoch.text().as_bytes())?;
        file.sync_all()?;
        fs::rename(self.half_written(), path)?;
        self.sync_folder()
    }

    fn destroy(&self, path: &Path) -> io::Result<()> {
        match OpenOptions::new().write(true).open(path) {
            Ok(file) => overwrite(&file)?,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        }
        fs::remove_file(path)?;
        self.sync_folder()
    }

    fn sync_folder(&self) -> io::Result<()> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

/// As far as a file system that writes in place goes; what it kept elsewhere is for the operator to know (docs/operations.md).
fn overwrite(mut file: &File) -> io::Result<()> {
    let long = usize::try_from(file.metadata()?.len()).unwrap_or_default();
    file.write_all(&vec![b'0'; long])?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_one_epoch_to_the_next_and_not_back() {
        let one = Epoch::new(1);
        let two = Epoch::new(2);
        let three = Epoch::new(3);
        let (to_two, to_three) = (one.seal_next(&two), two.seal_next(&three));
        let there = one.open_next(&to_two).and_then(|two| two.open_next(&to_three)).expect("opens");
        assert!(there.is_proved_by(Some(&three.proof())) && !there.is_proved_by(Some(&two.proof())));
        for sealed in [&to_two, &to_three] {
            assert!(three.open_next(sealed).is_err(), "back");
        }
        assert!(one.open_next(&to_three).is_err(), "over one");
    }

    #[test]
    fn a_key_needs_both_and_the_one_of_its_epoch() {
        let (master, other) = (Key([1; 32]), Key([2; 32]));
        let (one, two) = (Epoch::new(1), Epoch::new(2));
        let wrapped = one.wrapping(&master).seal(b"raw", b"place");
        assert_eq!(*one.wrapping(&master).open(&wrapped, b"place").expect("opens"), b"raw");
        for key in [one.wrapping(&other), two.wrapping(&master), master, Key(*one.raw)] {
            assert!(key.open(&wrapped, b"place").is_err());
        }
    }

    #[test]
    fn the_file_never_goes_back_and_keeps_the_last_one_only_aside() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = EpochFile::at(folder.path().join("epoch.key"));
        assert!(file.read().expect("asked").is_none());
        let epochs: Vec<_> = (1..=4).map(Epoch::new).collect();
        file.create(&epochs[0]).expect("kept");
        file.create(&Epoch::new(1)).expect("left");
        let held = || file.read().expect("read").expect("there");
        assert!(held().is_proved_by(Some(&epochs[0].proof())), "the first one stays");
        // Somebody who has the old file open sees it destroyed too.
        let old = || fs::read_to_string(file.path()).expect("read");
        let mut seen = vec![old()];
        let open = File::open(file.path()).expect("open");
        file.advance(&epochs[1], false).expect("kept");
        assert!(!io::read_to_string(open).expect("read").contains(seen[0].trim()), "overwritten");
        assert!(file.holds_alone(2).expect("asked"));
        seen.push(old());
        file.advance(&epochs[2], true).expect("kept");
        assert!(!file.holds_alone(3).expect("asked"));
        file.destroy_last(2).expect("not yet");
        assert!(!file.holds_alone(3).expect("asked"), "what was put aside is of epoch 2");
        file.advance(&epochs[1], true).expect("left");
        assert_eq!(held().number, 3, "never back");
        file.destroy_last(3).expect("gone");
        assert!(file.holds_alone(3).expect("asked"));
        for entry in fs::read_dir(folder.path()).expect("a folder").flatten() {
            let text = fs::read_to_string(entry.path()).expect("read");
            assert!(seen.iter().all(|key| !text.contains(key.trim())), "{:?}", entry.path());
        }
        fs::set_permissions(file.path(), fs::Permissions::from_mode(0o640)).expect("permissions");
        assert!(file.read().is_err(), "others can read it");
    }

    #[test]
    fn whoever_dies_while_the_file_changes_leaves_what_the_next_one_finishes() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = EpochFile::at(folder.path().join("epoch.key"));
        let (one, two) = (Epoch::new(1), Epoch::new(2));
        file.create(&one).expect("kept");
        // After the first was put aside, with the second half written.
        file.put(&one, &file.last()).expect("put aside");
        fs::write(file.half_written(), &two.text()[..30]).expect("half written");
        file.advance(&two, true).expect("kept");
        let held = |path: &Path| file.read_at(path).expect("read").expect("there");
        assert!(held(file.path()).is_proved_by(Some(&two.proof())));
        assert!(held(&file.last()).is_proved_by(Some(&one.proof())));
        // A copy that never took its place is destroyed too.
        fs::write(file.half_written(), two.text().as_bytes()).expect("written");
        file.advance(&two, true).expect("left");
        assert!(!file.half_written().exists());
        assert!(held(&file.last()).is_proved_by(Some(&one.proof())), "still put aside");
        file.destroy_last(2).expect("destroyed");
        assert!(held(file.path()).is_proved_by(Some(&two.proof())) && file.holds_alone(2).expect("asked"));
    }
}
