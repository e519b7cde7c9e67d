//! The two databases: whether they answer, as whom we are there and what we may, whether they keep what they acknowledge,
//! what time it is there, and whether they belong to this configuration and this master key.

use std::collections::{HashMap, HashSet};

use renrakucho_domain::{
    EntryId, RoomId,
    access_standing::{forgotten, last},
};
use renrakucho_store::{Database, access_standing, audit, database, deletion, entry_erasure, health, instance};
use secrecy::{ExposeSecret, SecretString};
use time::Duration;

use super::{Findings, Look, Wrong, wrong};
use crate::{
    audit_chain::second_place,
    clock,
    config::Config,
    deletions::{Journal, Line},
    seal::{self, Keys, epoch::Epochs, master::Masters},
    telemetry::chain,
};

/// Beyond this, certificates are judged by another time than sessions are.
const CLOCKS_APART: Duration = Duration::seconds(5);

const SEE_ROLES: &str = "docs/operations.md, \"Databases and roles\", says which roles there must be";

pub(super) async fn examine(findings: &mut Findings, config: &Config) {
    let main = connect(findings, "database", "database.url", &config.database.url).await;
    if let Some(main) = &main {
        if findings.note("migrations", migrations(main).await) {
            findings.note("roles", roles(main).await);
            findings.note("installation", installation(main, config).await);
        } else {
            findings.skip(&["roles", "installation"], "the tables are not those of this version");
        }
        findings.note("second_place", second_place(main, config).await);
        findings.note("durability", durability(main, "database.url").await);
        findings.note("clock", clocks(main).await);
    } else {
        let rest = ["migrations", "roles", "installation", "second_place", "durability", "clock"];
        findings.skip(&rest, "the database does not answer");
    }
    if let Some(keys) = connect(findings, "keys_database", "keys.url", &config.keys.url).await {
        findings.note("keys_durability", durability(&keys, "keys.url").await);
        findings.note("epoch_key", epoch_key(&keys, config).await);
        findings.note("room_keys", room_keys(keys.clone(), config).await);
        match main {
            Some(main) => {
                findings.note("deletion_journal", deletion_journal(&main, keys, config).await);
            }
            None => findings.skip(&["deletion_journal"], "the database does not answer"),
        }
    } else {
        let rest = ["keys_durability", "epoch_key", "room_keys", "deletion_journal"];
        findings.skip(&rest, "the keys' database does not answer");
    }
}

fn broken(error: &renrakucho_store::Error) -> Wrong {
    wrong(chain(error), "see the database's log")
}

async fn connect(findings: &mut Findings, name: &'static str, setting: &str, url: &SecretString) -> Option<Database> {
    let todo = format!("start the database, or correct {setting}; {SEE_ROLES}");
    let asked = async {
        let database = Database::open(url.expose_secret(), 1)?;
        let server = health::server(&database).await?;
        Ok::<_, renrakucho_store::Error>((database, server))
    };
    match asked.await {
        Ok((database, server)) => {
            findings.note(name, Ok(format!("PostgreSQL {}, as {}", server.version, server.role)));
            Some(database)
        }
        Err(error) => {
            findings.note(name, Err(wrong(format!("{setting}: {}", chain(&error)), todo)));
            None
        }
    }
}

async fn migrations(main: &Database) -> Look {
    if database::is_migrated(main).await.map_err(|error| broken(&error))? {
        return Ok("the tables are those of this version".into());
    }
    Err(wrong("the database has no tables of this version", "run `renrakucho migrate` with the owner's URLs"))
}

async fn roles(main: &Database) -> Look {
    let too_many = health::rights_too_many(main).await.map_err(|error| broken(&error))?;
    if !too_many.is_empty() {
        return Err(wrong(
            format!("the serving role could change what must stay: {}", too_many.join(", ")),
            format!(
                "serve as renrakucho_app, which owns nothing and is granted only what the migrations grant; {SEE_ROLES}"
            ),
        ));
    }
    let missing = health::rights_missing(main).await.map_err(|error| broken(&error))?;
    if !missing.is_empty() {
        return Err(wrong(
            format!("the serving role may not: {}", missing.join(", ")),
            format!("serve as renrakucho_app, to which the migrations grant it; {SEE_ROLES}"),
        ));
    }
    Ok("the serving role adds entries and audit events, and changes none".into())
}

async fn installation(main: &Database, config: &Config) -> Look {
    let Some(found) = instance::find(main).await.map_err(|error| broken(&error))? else {
        return Ok("not served yet".into());
    };
    if found.rp_id != config.http.rp_id {
        return Err(wrong(
            format!("http.rp_id is {:?}, but the passkeys are bound to {:?}", config.http.rp_id, found.rp_id),
            "set http.rp_id back: with another one nobody could sign in",
        ));
    }
    if found.demo != config.demo.enabled {
        return Err(wrong(
            format!("demo.enabled is {}, for a database where it was {}", config.demo.enabled, found.demo),
            "name another database: the demo city and real people never share one",
        ));
    }
    Ok(format!("passkeys are bound to {}", found.rp_id))
}

async fn durability(database: &Database, setting: &str) -> Look {
    database.refuse_unless_durable().await.map_err(|error| {
        wrong(
            format!("{setting}: {}", chain(&error)),
            "switch fsync, full_page_writes and synchronous_commit on in postgresql.conf (and for the role), and restart it",
        )
    })?;
    Ok("fsync, full_page_writes and synchronous_commit are on".into())
}

async fn clocks(main: &Database) -> Look {
    let before = clock::now();
    let there = health::clock(main).await.map_err(|error| broken(&error))?;
    let after = clock::now();
    // What lies between the two is the way there and back.
    let apart = if there < before { before - there } else { there - after };
    let apart = apart.max(Duration::ZERO);
    if apart > CLOCKS_APART {
        return Err(wrong(
            format!("this machine's clock and the database's are {} s apart", apart.whole_seconds()),
            "let both machines follow the same time server (chrony, systemd-timesyncd)",
        ));
    }
    Ok(format!("less than {} s apart from the database's", apart.whole_seconds() + 1))
}

/// Whether the epoch key is that of the wrapped keys, and the last one is gone.
async fn epoch_key(database: &Database, config: &Config) -> Look {
    let epochs = Epochs::new(&config.keys);
    let standing = match epochs.look(database).await {
        Ok(standing) => standing,
        // What is wrong with the tables is another finding's.
        Err(seal::Error::Store(_)) => return Ok("not looked at without the tables of this version".into()),
        Err(error) => {
            let todo = "docs/operations.md, \"Epoch keys\", says where it comes from; never make one by hand";
            return Err(wrong(error.to_string(), todo));
        }
    };
    let file = epochs.file().display();
    if standing.present.is_none() {
        return Ok(format!("{file}: there is none yet; the first start makes it"));
    }
    if !standing.head.is_settled {
        return Err(wrong(
            format!("{file}: the last epoch key is not destroyed, because no backup of the keys has been made since"),
            "serve, and see in the log what keys.backup_command says; until then what was erased opens with older backups of the keys",
        ));
    }
    let backups = if config.keys.backup_command.is_empty() {
        "make a backup of the keys after each erasure: keys.backup_command is empty"
    } else {
        "a backup of the keys was made since it began"
    };
    Ok(format!("{file}: epoch {}; {backups}", standing.head.number))
}

/// Whether the wrapped keys are those of this master key.
async fn room_keys(database: Database, config: &Config) -> Look {
    // What is wrong with the files is another finding's.
    let Ok(masters) = Masters::read(&config.keys) else { return Ok("not looked at without a master key".into()) };
    let epoch = match Epochs::new(&config.keys).look(&database).await {
        Ok(standing) => standing.present,
        Err(seal::Error::Store(_)) => None,
        Err(_) => return Ok("not looked at without the epoch key".into()),
    };
    let counts = masters.count(&database, epoch.as_deref()).await.map_err(|error| {
        wrong(format!("keys.url: {}", chain(&error)), "run `renrakucho migrate` with the owner's URLs")
    })?;
    if counts.unknown > 0 {
        return Err(wrong(
            format!("{} keys are wrapped with a master key that is not named", counts.unknown),
            "name the master key that this installation was made with (keys.master_key_file), and while the master key is \
             being changed both (keys.other_master_key_files)",
        ));
    }
    Ok(match (counts.current, counts.other) {
        (0, 0) => "there are none yet".into(),
        (current, 0) => format!("the master key opens all {current}"),
        (_, other) => format!("{other} are still wrapped with another master key; `renrakucho keys rewrap` ends that"),
    })
}

/// Whether the checkpoints of the audit log stand in a second place. That it fits the chain is what `audit verify` proves.
async fn second_place(main: &Database, config: &Config) -> Look {
    let file = &config.audit.checkpoint_file;
    if file.as_os_str().is_empty() {
        if config.demo.enabled {
            return Ok("none: the demo needs none".into());
        }
        return Err(wrong(
            "audit.checkpoint_file names no file",
            "name one, better on another machine: without it nobody sees that the log's end was cut off; nothing is served without it",
        ));
    }
    let last = second_place::last(file).map_err(|error| {
        wrong(format!("{}: {error}", file.display()), "put its copy back; docs/operations.md, \"Audit log\"")
    })?;
    // Without the tables there is another finding.
    let kept = audit::checkpoint_overdue(main, 0, 0.0).await.unwrap_or_default();
    match (last, kept) {
        (Some(last), _) => Ok(format!("{}: up to position {last} of the chain", file.display())),
        (None, None) => Ok("there is none yet; the first start makes it".into()),
        (None, Some(kept)) => Err(wrong(
            format!("{} is missing, though the database has checkpoints up to position {kept}", file.display()),
            "put its copy back; docs/operations.md, \"Audit log\"",
        )),
    }
}

/// Whether what is over stands in the journal, and the databases know of all that does.
async fn deletion_journal(main: &Database, keys: Database, config: &Config) -> Look {
    let file = &config.deletions.journal_file;
    if file.as_os_str().is_empty() {
        return Err(wrong(
            "deletions.journal_file names no file",
            "name one, away from the databases and their backups; nothing is served without it",
        ));
    }
    // What is wrong with these is another finding's.
    let (Ok(masters), Ok(Some(instance))) = (Masters::read(&config.keys), instance::find(main).await) else {
        return Ok("not looked at before the first start".into());
    };
    let Ok(keys) = Keys::open(masters, Epochs::new(&config.keys), keys).await else {
        return Ok("not looked at without the keys".into());
    };
    let asked = async {
        let journal = Journal::new(file, instance.id);
        if !journal.is_there() {
            return Ok((None, deletion::has_journal(main).await?, deletion::over(main).await?, (0, 0), (0, 0)));
        }
        let (lines, lost) = journal.read_to_its_end(main, &keys).await.map_err(|error| chain(&error))?;
        if let Some((lost, had)) = lost {
            let found = format!("{}: its end is lost, {lost} of {had} lines are missing", file.display());
            return Err(Unreadable(found));
        }
        let (posts, access) = (posts(main, &lines).await?, access(main, &lines).await?);
        Ok::<_, Unreadable>((Some(lines), true, deletion::over(main).await?, posts, access))
    };
    let todo = "copy it from another node or from where it is kept twice; docs/operations.md, \"Backup and restore\"";
    let (lines, has_journal, over, posts, access) = asked.await.map_err(|Unreadable(found)| wrong(found, todo))?;
    let Some(lines) = lines else {
        return if has_journal {
            Err(wrong(format!("{}: the deletion journal is missing", file.display()), todo))
        } else {
            Ok("there is none yet; the first start makes it".into())
        };
    };
    let known: HashMap<_, _> = over.iter().map(|over| (over.room, over.state.finality())).collect();
    let is_forgotten = |line: &&Line| {
        // A line about a post, or about what was stopped, has no state.
        line.state().is_some_and(|state| known.get(&line.room).is_none_or(|known| *known < state.finality()))
    };
    let forgotten = lines.iter().filter(is_forgotten).count() + posts.0 + access.0;
    let missing =
        over.iter().filter(|over| !lines.iter().any(|line| line.room == over.room && line.state() == Some(over.state)));
    Ok(match (forgotten, missing.count() + posts.1 + access.1) {
        (0, 0) => format!("{} lines, and the database knows of all of them", lines.len()),
        (0, missing) => format!("{missing} lines are not in it yet: a serving node adds them"),
        (forgotten, _) => {
            format!("the database is older than {forgotten} of its lines: the next start does them again")
        }
    })
}

/// Of how many lines about an erased post the database has forgotten that it is erased, and how many that it erased have no line yet. Of a post
/// that it never had there is nothing to do again.
async fn posts(main: &Database, lines: &[Line]) -> Result<(usize, usize), renrakucho_store::Error> {
    let erased = entry_erasure::all(main).await?;
    let erased: HashSet<_> = erased.iter().map(|kept| (kept.room, kept.entry)).collect();
    let told: HashSet<_> = lines.iter().filter_map(Line::kept_entry).map(|kept| (kept.room, kept.entry)).collect();
    let mut forgotten = 0;
    for (room, entry) in told.difference(&erased) {
        let there = entry_erasure::written_at(main.pool(), RoomId(*room), EntryId(*entry)).await?;
        forgotten += usize::from(there.is_some());
    }
    Ok((forgotten, erased.difference(&told).count()))
}

/// Of how many things that were stopped, or stand again, the database does not know the last state, and of how many the journal does not.
async fn access(main: &Database, lines: &[Line]) -> Result<(usize, usize), renrakucho_store::Error> {
    let (said, known) = (last(lines.iter().filter_map(Line::access)), access_standing::all(main).await?);
    Ok((forgotten(&said, &known).count(), forgotten(&known, &said).count()))
}

/// Why the journal could not be looked at.
struct Unreadable(String);

impl From<String> for Unreadable {
    fn from(found: String) -> Self {
        Self(found)
    }
}

impl From<renrakucho_store::Error> for Unreadable {
    fn from(error: renrakucho_store::Error) -> Self {
        Self(chain(&error))
    }
}
