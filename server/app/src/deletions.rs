//! 消去の控え: the deletion journal, a file outside both databases. Each room that is over has its line there, of an erasure before the
//! key goes, and so has whoever and whatever is let in no more (`access`), so that a backup that is restored brings nothing back: whoever starts replays it (`action::replay_deletions`).
//!
//! A line is JSON and a digest of it and of the line before under a key that is derived from the city's: nobody without the key adds,
//! changes or takes one away but at the end. It names rooms by their ids and people of the city, never a supported person. It is only
//! added to. Nodes of one machine may share the file (it is locked while a line is added); a node of another machine keeps its own,
//! which it brings up to date from the database. How long each was when it was last written the database knows: one that has lost its
//! end is not served with.

use std::{
    collections::HashSet,
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use renrakucho_domain::{
    RoomState,
    access_standing::State,
    entry_erasure::Ground as EntryGround,
    erasure::{Ground, Held},
};
use renrakucho_store::{Database, deletion, entry_erasure, erasure};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{fault, seal::Keys};

pub mod access;

use access::Access;

/// Why the journal cannot be used.
#[derive(Debug, Error)]
pub enum Error {
    /// The file cannot be read or written.
    #[error("{}", .0.display())]
    File(PathBuf, #[source] io::Error),
    /// It is not as it was written, or is another installation's.
    #[error("{}: line {} was not written by this installation, or was changed", .0.display(), .1)]
    Changed(PathBuf, usize),
    /// What should be in it cannot be asked for.
    #[error("the database")]
    Store(#[from] renrakucho_store::Error),
}

/// That a room is over, that a post was erased, or that something was stopped. Kept in this form: fields are only added.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Line {
    /// The room; nil in a line about what was stopped.
    pub room: Uuid,
    /// `ended`, `discontinued`, `lapsed` or `erased`; [`ENTRY_ERASED`], which is about one post; or `access`, which is about no room's
    /// state: a node of an older version passes both over.
    pub state: String,
    /// Since when.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Whose entry says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Uuid>,
    /// Year and number of its discontinuation's certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<(i32, i32)>,
    /// The permits that outlived its consent (article 20). A later line of the same state says which the city has not ended since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permits: Vec<Uuid>,
    /// What the certificate of its erasure says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erasure: Option<Erasure>,
    /// The post that was erased, and what the certificate of that says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<ErasedEntry>,
    /// What was stopped, or stands again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
}

/// What stands in the place of a state in a line about a post.
pub const ENTRY_ERASED: &str = "entry_erased";

/// What the certificate of the erasure of a post says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ErasedEntry {
    id: Uuid,
    seq: i64,
    fiscal_year: i32,
    number: i32,
    ground: String,
    asked: (String, String),
    proposed: (String, String),
    decided: (String, String),
    alerts: i64,
    documents: i64,
    exports: i64,
    backups_until: Date,
}

/// What the certificate of an erasure says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Erasure {
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    fiscal_year: i32,
    number: i32,
    before: String,
    ground: String,
    proposed: (String, String),
    decided: (String, String),
    posts: i64,
    read_marks: i64,
    memberships: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    others: Vec<(String, i64)>,
}

impl Line {
    /// Its state, as the rules know it.
    pub fn state(&self) -> Option<RoomState> {
        RoomState::parse(&self.state)
    }

    /// What is kept of the erasure, as the database keeps it.
    pub fn kept(&self) -> Option<erasure::Kept> {
        let it = self.erasure.as_ref()?;
        Some(erasure::Kept {
            room: self.room,
            fiscal_year: it.fiscal_year,
            number: it.number,
            at: it.at,
            before: RoomState::parse(&it.before)?,
            ground: Ground::parse(&it.ground)?,
            proposed_name: it.proposed.0.clone(),
            proposed_facility: it.proposed.1.clone(),
            decided_name: it.decided.0.clone(),
            decided_facility: it.decided.1.clone(),
            posts: it.posts,
            read_marks: it.read_marks,
            memberships: it.memberships,
            others: it
                .others
                .iter()
                .map(|(kind, number)| Some((Held::parse(kind)?, *number)))
                .collect::<Option<_>>()?,
        })
    }

    /// What is kept of the erasure of a post, as the database keeps it.
    pub fn kept_entry(&self) -> Option<entry_erasure::Kept> {
        let it = self.entry.as_ref()?;
        Some(entry_erasure::Kept {
            room: self.room,
            entry: it.id,
            seq: it.seq,
            fiscal_year: it.fiscal_year,
            number: it.number,
            at: self.at,
            ground: EntryGround::parse(&it.ground)?,
            asked: it.asked.clone(),
            proposed: it.proposed.clone(),
            decided: it.decided.clone(),
            alerts: it.alerts,
            documents: it.documents,
            exports: it.exports,
            backups_until: it.backups_until,
        })
    }

    fn name(&self) -> Name {
        (self.room, self.state.clone(), self.permits.clone(), self.entry.as_ref().map(|entry| entry.id), self.access())
    }
}

fn of_entry(kept: entry_erasure::Kept) -> Line {
    Line {
        room: kept.room,
        state: ENTRY_ERASED.into(),
        at: kept.at,
        by: None,
        number: None,
        permits: Vec::new(),
        erasure: None,
        entry: Some(ErasedEntry {
            id: kept.entry,
            seq: kept.seq,
            fiscal_year: kept.fiscal_year,
            number: kept.number,
            ground: kept.ground.as_str().to_owned(),
            asked: kept.asked,
            proposed: kept.proposed,
            decided: kept.decided,
            alerts: kept.alerts,
            documents: kept.documents,
            exports: kept.exports,
            backups_until: kept.backups_until,
        }),
        access: None,
    }
}

/// What tells lines apart.
type Name = (Uuid, String, Vec<Uuid>, Option<Uuid>, Option<State>);

/// A beginning of the file, each line of it as it was written.
#[derive(Clone, Default)]
struct Beginning {
    bytes: u64,
    lines: usize,
    last: Vec<u8>,
}

/// The journal of an installation.
pub struct Journal {
    file: PathBuf,
    instance: Uuid,
    /// What this node knows to stand in it.
    known: Mutex<HashSet<Name>>,
    /// How far it has read and written the file.
    read: Mutex<Beginning>,
    /// Up to when it knows what the database says was stopped.
    access_upto: Mutex<Option<OffsetDateTime>>,
}

impl Journal {
    /// The journal that a setting names.
    pub fn new(file: &Path, instance: Uuid) -> Self {
        Self {
            file: file.to_owned(),
            instance,
            known: Mutex::default(),
            read: Mutex::default(),
            access_upto: Mutex::default(),
        }
    }

    /// Where it is.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Whether there is a file.
    pub fn is_there(&self) -> bool {
        self.file.exists()
    }

    fn known(&self) -> MutexGuard<'_, HashSet<Name>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn access_upto(&self) -> MutexGuard<'_, Option<OffsetDateTime>> {
        self.access_upto.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fault(&self, error: io::Error) -> Error {
        Error::File(self.file.clone(), error)
    }

    /// Makes an empty one, if there is none.
    pub fn create(&self) -> Result<(), Error> {
        let make = || {
            OpenOptions::new().create(true).append(true).open(&self.file)?.sync_all()?;
            // That there is such a file must outlive a crash too.
            let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty());
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
        };
        make().map_err(|error| self.fault(error))
    }

    /// Its lines, if each is as it was written. What a crash cut off in the middle of the last one never counted.
    pub fn read(&self, keys: &Keys) -> Result<Vec<Line>, Error> {
        let text = std::fs::read(&self.file).map_err(|error| self.fault(error))?;
        let lines = self.opened(keys, &text, &Beginning::default())?.0;
        self.known().extend(lines.iter().map(Line::name));
        Ok(lines)
    }

    /// The lines that follow what was read, how long they are, and the digest of the last one.
    fn opened(&self, keys: &Keys, text: &[u8], before: &Beginning) -> Result<(Vec<Line>, usize, Vec<u8>), Error> {
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let (mut lines, mut last) = (Vec::new(), before.last.clone());
        for (at, line) in text[..whole].split_inclusive(|byte| *byte == b'\n').enumerate() {
            let opened = self.line(keys, &last, line);
            let (line, digest) = opened.ok_or_else(|| Error::Changed(self.file.clone(), before.lines + at + 1))?;
            lines.push(line);
            last = digest;
        }
        Ok((lines, whole, last))
    }

    /// One line and its digest, if it follows the one before.
    fn line(&self, keys: &Keys, before: &[u8], line: &[u8]) -> Option<(Line, Vec<u8>)> {
        let (json, digest) = std::str::from_utf8(line).ok()?.trim_end().rsplit_once(' ')?;
        let expected = keys.deletion_mac(self.instance, before, json);
        (hex::decode(digest).ok()? == expected).then_some(())?;
        Some((serde_json::from_str(json).ok()?, expected))
    }

    /// Adds lines that are not there, and answers how many there are when they are on the disk. Whoever shares the file waits meanwhile. Never makes the
    /// file: one that has disappeared would be taken for one that was always empty. What this node has read of it is not read again.
    fn append(&self, keys: &Keys, lines: &[Line]) -> Result<usize, Error> {
        let fault = |error| self.fault(error);
        let mut file = OpenOptions::new().read(true).write(true).open(&self.file).map_err(fault)?;
        file.lock().map_err(fault)?;
        let begin = self.read_before(&mut file).map_err(fault)?;
        let mut text = Vec::new();
        file.seek(SeekFrom::Start(begin.bytes)).map_err(fault)?;
        file.read_to_end(&mut text).map_err(fault)?;
        let (read, whole, mut last) = self.opened(keys, &text, &begin)?;
        let there: HashSet<_> = read.iter().map(Line::name).collect();
        let is_there = |line: &&Line| {
            let name = line.name();
            there.contains(&name) || begin.lines > 0 && self.known().contains(&name)
        };
        let (mut count, mut added) = (begin.lines + read.len(), String::new());
        for line in lines.iter().filter(|line| !is_there(line)) {
            let json = serde_json::to_string(line).expect("ids, words, numbers and times serialise");
            last = keys.deletion_mac(self.instance, &last, &json);
            added += &[json.as_str(), " ", &hex::encode(&last), "\n"].concat();
            count += 1;
        }
        let end = begin.bytes + whole as u64;
        file.set_len(end).map_err(fault)?;
        file.seek(SeekFrom::End(0)).map_err(fault)?;
        file.write_all(added.as_bytes()).map_err(fault)?;
        file.sync_all().map_err(fault)?;
        self.known().extend(there.into_iter().chain(lines.iter().map(Line::name)));
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) =
            Beginning { bytes: end + added.len() as u64, lines: count, last };
        Ok(count)
    }

    /// How far this node has read the file, if it still ends there as it did; otherwise it is read from its beginning.
    fn read_before(&self, file: &mut File) -> io::Result<Beginning> {
        let before = self.read.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let digest = hex::encode(&before.last);
        let Some(at) = before.bytes.checked_sub(digest.len() as u64 + 1) else { return Ok(Beginning::default()) };
        if file.metadata()?.len() < before.bytes {
            return Ok(Beginning::default());
        }
        let mut there = vec![0; digest.len()];
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut there)?;
        Ok(if there == digest.as_bytes() { before } else { Beginning::default() })
    }

    /// Whether a line can be added: the file is there, whole, and can be written. That the disk has room for it is not known before.
    pub fn check(&self, keys: &Keys) -> Result<(), Error> {
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = Beginning::default();
        self.append(keys, &[]).map(drop)
    }

    /// Brings the file up to what the database says, and answers when that is on the disk. What is in the file alone stays there: it
    /// is what a restored database has forgotten.
    pub async fn catch_up(&self, database: &Database, keys: &Keys) -> Result<(), Error> {
        let mut missing = Vec::new();
        for over in deletion::over(database).await? {
            let state = over.state.as_str().to_owned();
            if self.known().contains(&(over.room, state.clone(), over.permits.clone(), None, None)) {
                continue;
            }
            if over.state == RoomState::Erased && fault::planted("erasure::no_line") {
                continue;
            }
            let kept = erasure::find(database.pool(), over.room.into()).await?;
            let erasure = kept.map(|(kept, _)| Erasure {
                at: kept.at,
                fiscal_year: kept.fiscal_year,
                number: kept.number,
                before: kept.before.as_str().to_owned(),
                ground: kept.ground.as_str().to_owned(),
                proposed: (kept.proposed_name, kept.proposed_facility),
                decided: (kept.decided_name, kept.decided_facility),
                posts: kept.posts,
                read_marks: kept.read_marks,
                memberships: kept.memberships,
                others: kept.others.iter().map(|(held, number)| (held.as_str().to_owned(), *number)).collect(),
            });
            let deletion::Over { room, at, by, number, permits, .. } = over;
            missing.push(Line { room, state, at, by, number, permits, erasure, entry: None, access: None });
        }
        for kept in entry_erasure::all(database).await? {
            let name = (kept.room, ENTRY_ERASED.to_owned(), Vec::new(), Some(kept.entry), None);
            if !self.known().contains(&name) {
                missing.push(of_entry(kept));
            }
        }
        if !missing.is_empty() {
            // A few lines, now and then: whoever waits for the disk here waits on purpose.
            let count = tokio::task::block_in_place(|| self.append(keys, &missing))?;
            self.known_to(database, count).await?;
        }
        self.catch_up_access(database, keys).await
    }

    /// Tells the database how long the journal is by now, on the disk.
    pub async fn known_to(&self, database: &Database, lines: usize) -> Result<(), Error> {
        let (machine, file) = self.place()?;
        let place = deletion::Place { machine: &machine, file: &file };
        Ok(deletion::journal_has(database, place, i64::try_from(lines).unwrap_or(i64::MAX)).await?)
    }

    /// Takes a journal of so many lines as whole, whatever it had before.
    pub async fn is_whole(&self, database: &Database, lines: usize) -> Result<(), Error> {
        let (machine, file) = self.place()?;
        let place = deletion::Place { machine: &machine, file: &file };
        Ok(deletion::journal_is_whole(database, place, i64::try_from(lines).unwrap_or(i64::MAX)).await?)
    }

    /// Its lines; and how many it once had that it has no more, with how many it had, if its end was lost.
    pub async fn read_to_its_end(
        &self,
        database: &Database,
        keys: &Keys,
    ) -> Result<(Vec<Line>, Option<(i64, i64)>), Error> {
        let (machine, file) = self.place()?;
        // Asked first: another node of this machine may add a line at any moment, and tells the database of it afterwards.
        let had = deletion::journal_length(database, deletion::Place { machine: &machine, file: &file }).await?;
        let lines = self.read(keys)?;
        let has = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        Ok((lines, had.filter(|had| has < *had).map(|had| (had - has, had))))
    }

    /// The machine's name, and the file's whole one.
    fn place(&self) -> Result<(String, String), Error> {
        let machine = nix::unistd::gethostname().map_err(|error| self.fault(error.into()))?;
        let file = std::path::absolute(&self.file).map_err(|error| self.fault(error))?;
        Ok((machine.to_string_lossy().into_owned(), file.to_string_lossy().into_owned()))
    }
}
