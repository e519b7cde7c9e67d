//! The second place of the audit log's checkpoints: a file, better on another machine, a line for each (`position hash signature`). Every
//! node brings its own up to the database's; it is only added to. Whoever changes the database, or cuts off its end with the checkpoints
//! that stand there, does not change this: so it is read again, and held against the chain.

use std::{
    collections::{BTreeSet, HashMap},
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use ed25519_dalek::VerifyingKey;
use renrakucho_store::{Database, audit};
use tokio::task::block_in_place;
use uuid::Uuid;

use super::{Tampered, is_signed};
use crate::{config::Audit, seal::Keys};

/// Lines that are read at a time.
const LINES: usize = 500;
/// Longer than a line.
const LINE: u64 = 512;

/// A reading along the second place, from its beginning.
pub struct Reading {
    file: PathBuf,
    instance: Uuid,
    verifying: VerifyingKey,
    /// After so long a checkpoint of the database should stand there too, whichever node signed it.
    overdue_seconds: f64,
    offset: u64,
    lines: usize,
    last: i64,
}

impl Reading {
    /// Before the first line.
    pub fn begin(config: &Audit, keys: &Keys, instance: Uuid) -> Self {
        // Whichever node signs, the others add it within their own interval.
        let overdue_seconds = 2.0 * Duration::from_secs(config.checkpoint_seconds).as_secs_f64() + 10.0;
        let verifying = keys.audit_signing_key().verifying_key();
        Self { overdue_seconds, ..Self::of(config.checkpoint_file.clone(), verifying, instance) }
    }

    pub(super) fn of(file: PathBuf, verifying: VerifyingKey, instance: Uuid) -> Self {
        Self { file, instance, verifying, overdue_seconds: 0.0, offset: 0, lines: 0, last: 0 }
    }

    /// Goes on by some lines. False: there are no more at the moment.
    pub async fn go_on(&mut self, database: &Database) -> Result<bool, Tampered> {
        if self.file.as_os_str().is_empty() {
            return Ok(false);
        }
        let text = block_in_place(|| self.next()).map_err(|error| Tampered::Unreadable(self.file.clone(), error))?;
        let Some(text) = text else {
            let there = audit::checkpoint_overdue(database, 0, self.overdue_seconds).await?;
            return there.map_or(Ok(false), |last| Err(Tampered::Missing(self.file.clone(), last)));
        };
        if text.is_shorter {
            return Err(Tampered::Shorter(self.file.clone()));
        }
        if text.lines.is_empty() {
            let there = audit::checkpoint_overdue(database, self.last, self.overdue_seconds).await?;
            return there.map_or(Ok(false), |there| Err(Tampered::Older(self.file.clone(), self.last, there)));
        }
        let checkpoints = self.signed(&text.lines)?;
        let positions: Vec<_> = checkpoints.iter().map(|checkpoint| checkpoint.position).collect();
        let kept = Kept {
            hashes: audit::hashes_at(database, &positions).await?,
            checkpoints: audit::checkpoints_at(database, &positions).await?,
            end: audit::chain_length(database).await?,
        };
        self.hold(&checkpoints, &kept)?;
        self.offset += text.lines.iter().map(|line| line.len() as u64).sum::<u64>();
        Ok(true)
    }

    /// What the next lines say, if each of them is one of ours.
    pub(super) fn signed(&self, lines: &[String]) -> Result<Vec<audit::Checkpoint>, Tampered> {
        let signed = |line: &String| parse(line).filter(|found| is_signed(&self.verifying, self.instance, found));
        let unsigned = |at: usize| Tampered::Unsigned(self.file.clone(), self.lines + at + 1);
        lines.iter().enumerate().map(|(at, line)| signed(line).ok_or_else(|| unsigned(at))).collect()
    }

    /// Holds the next checkpoints against what the database has of them.
    pub(super) fn hold(&mut self, checkpoints: &[audit::Checkpoint], kept: &Kept) -> Result<(), Tampered> {
        for (at, checkpoint) in checkpoints.iter().enumerate() {
            let line = self.lines + at + 1;
            let position = checkpoint.position;
            match kept.hashes.get(&position) {
                Some(hash) if *hash != checkpoint.hash => {
                    return Err(Tampered::Differs(self.file.clone(), line, position));
                }
                // What stands here was read out of the database.
                Some(_) if !kept.checkpoints.contains(&position) => {
                    return Err(Tampered::TakenAway(self.file.clone(), line, position));
                }
                Some(_) => self.last = self.last.max(position),
                None if kept.end < position => return Err(Tampered::CutOff { end: kept.end, position }),
                None => return Err(Tampered::Gap(position)),
            }
        }
        // Not before all of them fit: what does not is read again, and is the same line then.
        self.lines += checkpoints.len();
        Ok(())
    }

    /// The next whole lines: one that is being written is read when it is. None: there is no file.
    fn next(&self) -> io::Result<Option<Text>> {
        let mut file = match File::open(&self.file) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut text = Text { is_shorter: file.metadata()?.len() < self.offset, lines: Vec::new() };
        file.seek(SeekFrom::Start(self.offset))?;
        let mut lines = BufReader::new(file);
        while text.lines.len() < LINES {
            let mut line = String::new();
            lines.by_ref().take(LINE).read_line(&mut line)?;
            let is_whole = line.ends_with('\n') || line.len() as u64 == LINE;
            if !is_whole {
                break;
            }
            text.lines.push(line);
        }
        Ok(Some(text))
    }
}

/// What the database has of the positions that some lines name.
pub(super) struct Kept {
    /// The hashes of the links.
    pub(super) hashes: HashMap<i64, Vec<u8>>,
    /// Where it has checkpoints.
    pub(super) checkpoints: BTreeSet<i64>,
    /// Where the chain ends.
    pub(super) end: i64,
}

struct Text {
    is_shorter: bool,
    lines: Vec<String>,
}

fn parse(line: &str) -> Option<audit::Checkpoint> {
    let mut words = line.strip_suffix('\n')?.split(' ');
    let position = words.next()?.parse().ok()?;
    let hash = hex::decode(words.next()?).ok()?;
    let signature = hex::decode(words.next()?).ok()?;
    words.next().is_none().then_some(audit::Checkpoint { position, hash, signature })
}

/// Who brings the second place up to the database.
#[derive(Default)]
pub struct Keeper {
    /// Whether it was there in this process's life: one that disappears then is not made anew, so that its loss is seen.
    was_there: bool,
}

impl Keeper {
    /// Adds the checkpoints that the database has and the second place has not, and answers when they are on the disk.
    pub async fn catch_up(&mut self, database: &Database, file: &Path) -> anyhow::Result<()> {
        if file.as_os_str().is_empty() {
            return Ok(());
        }
        let there = block_in_place(|| last(file))?;
        anyhow::ensure!(
            there.is_some() || !self.was_there,
            "{} has disappeared; a start makes it anew",
            file.display()
        );
        let missing = audit::checkpoints_within(database, there.unwrap_or(0), i64::MAX).await?;
        if there.is_none() && missing.len() > 1 {
            tracing::error!(
                file = %file.display(),
                checkpoints = missing.len(),
                "the second place of the checkpoints was not there, and is made anew from the database: if there is a copy of it, hold it \
                 against the chain with `renrakucho audit verify`"
            );
        }
        if !missing.is_empty() {
            block_in_place(|| add(file, &missing))?;
        }
        self.was_there |= there.is_some() || !missing.is_empty();
        Ok(())
    }
}

/// The position of its last line; none if there is no file.
pub fn last(file: &Path) -> io::Result<Option<i64>> {
    match File::open(file) {
        Ok(mut file) => Ok(Some(end(&mut file)?.0)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The position of the last whole line, and where that ends.
fn end(file: &mut File) -> io::Result<(i64, u64)> {
    let length = file.metadata()?.len();
    let from = length.saturating_sub(2 * LINE);
    file.seek(SeekFrom::Start(from))?;
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    let Some(whole) = text.iter().rposition(|byte| *byte == b'\n') else {
        return if from == 0 { Ok((0, 0)) } else { Err(no_checkpoint()) };
    };
    let begin = text[..whole].iter().rposition(|byte| *byte == b'\n').map_or(0, |before| before + 1);
    let line = std::str::from_utf8(&text[begin..=whole]).ok().and_then(parse).ok_or_else(no_checkpoint)?;
    Ok((line.position, from + whole as u64 + 1))
}

fn no_checkpoint() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "its last line is no checkpoint")
}

/// Adds what is after its last line, which another node of this machine may have written meanwhile. What a crash cut off in the middle
/// of a line is written over.
fn add(file: &Path, checkpoints: &[audit::Checkpoint]) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(file)?;
    file.lock()?;
    let (last, whole) = end(&mut file)?;
    let mut text = String::new();
    for checkpoint in checkpoints.iter().filter(|checkpoint| checkpoint.position > last) {
        let (hash, signature) = (hex::encode(&checkpoint.hash), hex::encode(&checkpoint.signature));
        text += &[&checkpoint.position.to_string(), " ", &hash, " ", &signature, "\n"].concat();
    }
    file.set_len(whole)?;
    file.seek(SeekFrom::End(0))?;
    file.write_all(text.as_bytes())?;
    file.sync_data()
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    use super::*;

    fn checkpoint(position: i64) -> audit::Checkpoint {
        audit::Checkpoint { position, hash: vec![1; 32], signature: vec![2; 64] }
    }

    #[test]
    fn each_checkpoint_stands_there_once_and_what_was_cut_off_is_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("checkpoints");
        assert_eq!(last(&file).expect("asked"), None);
        add(&file, &[checkpoint(3), checkpoint(7)]).expect("added");
        add(&file, &[checkpoint(7), checkpoint(9)]).expect("added");
        let text = std::fs::read_to_string(&file).expect("text");
        let positions: Vec<_> =
            text.split_inclusive('\n').map(|line| parse(line).expect("a checkpoint").position).collect();
        assert_eq!(positions, [3, 7, 9]);
        assert_eq!(last(&file).expect("asked"), Some(9));
        std::fs::write(&file, format!("{text}12 01")).expect("cut off");
        assert_eq!(last(&file).expect("asked"), Some(9));
        add(&file, &[checkpoint(12)]).expect("added");
        let again = std::fs::read_to_string(&file).expect("text");
        assert!(again.starts_with(&text) && again.lines().count() == 4);
        std::fs::write(&file, format!("{text}nothing\n")).expect("written");
        assert!(add(&file, &[checkpoint(13)]).is_err(), "not after what is no checkpoint");
    }

    #[test]
    fn a_line_that_does_not_fit_is_the_same_one_however_often_it_is_read() {
        let verifying = SigningKey::from_bytes(&[1; 32]).verifying_key();
        let mut reading = Reading::of(PathBuf::from("checkpoints"), verifying, Uuid::nil());
        let mut kept = Kept {
            hashes: [3, 7, 9, 12].map(|position| (position, vec![1; 32])).into(),
            checkpoints: [3, 7, 12].into(),
            end: 12,
        };
        reading.hold(&[checkpoint(3)], &kept).expect("it fits");
        for _ in 0..3 {
            let found = reading.hold(&[checkpoint(7), checkpoint(9), checkpoint(12)], &kept);
            assert!(matches!(found, Err(Tampered::TakenAway(_, 3, 9))), "{found:?}");
        }
        kept.checkpoints.insert(9);
        reading.hold(&[checkpoint(7), checkpoint(9), checkpoint(12)], &kept).expect("it was put back");
        kept.hashes.insert(3, vec![9; 32]);
        let found = reading.hold(&[checkpoint(3)], &kept);
        assert!(matches!(found, Err(Tampered::Differs(_, 5, 3))), "{found:?}");
    }
}
