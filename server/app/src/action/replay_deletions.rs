//! After a restore: whatever the deletion journal says, and the databases have forgotten, is done again before anybody is let in. A
//! backup that is older than a discontinuation or an erasure brings nothing back (article 23).
//!
//! Nobody decides this anew: the rules of `domain::room` were asked when it was decided, about a room that has since gone back in time.

use std::collections::BTreeMap;

use anyhow::{Context, bail, ensure};
use renrakucho_domain::{AccountId, EntryId, EntryKind, RoomId, RoomState, audit::Event};
use renrakucho_store::{
    Tx,
    audit::{self, About, Origin},
    deletion,
    entry::{self, NewEntry},
    entry_erasure, erasure, exceptional_use, proposal, room, support_end,
};
use uuid::Uuid;

use super::{erase_entry, erase_room, lapse_proposal, replay_access};
use crate::{
    app::Shared,
    deletions::{ENTRY_ERASED, Line},
    entropy,
    telemetry::chain,
};

/// Replays the journal, and brings it up to what the database says. To be done before the doors open.
pub async fn replay_deletions(app: &Shared) -> anyhow::Result<()> {
    let journal = &app.deletions;
    ensure!(
        !journal.file().as_os_str().is_empty(),
        "deletions.journal_file names no file: nothing is erased without one"
    );
    if !journal.is_there() {
        ensure!(
            !deletion::has_journal(&app.database).await?,
            "{}: the deletion journal is missing. Without it a restored backup would bring back what was erased. Copy it from \
             another node, or from where it is kept twice. If it is lost, and the databases were not restored since, `renrakucho \
             deletions write` makes it anew from them (docs/operations.md, \"Backup and restore\")",
            journal.file().display()
        );
        journal.create()?;
    }
    let mut furthest: BTreeMap<Uuid, (RoomState, Line)> = BTreeMap::new();
    let mut entries = Vec::new();
    let (lines, lost) = journal.read_to_its_end(&app.database, &app.keys).await?;
    if let Some((lost, had)) = lost {
        bail!(
            "{}: the deletion journal has lost its end: it had {had} lines when this machine last wrote it, and {lost} of them are \
             missing. Copy it from where it is kept twice, or from another node. If they are lost for good, and the databases were not \
             restored since, `renrakucho deletions write` adds what the databases know, and takes it as whole (docs/operations.md, \
             \"Backup and restore\")",
            journal.file().display()
        );
    }
    raise_counts(app, &lines).await?;
    let was_older = replay_access::replay_access(app, &lines).await.context("what was stopped")?;
    for line in lines {
        if line.state == ENTRY_ERASED {
            entries.push(line.kept_entry().context("its line does not say which post was erased")?);
        }
        let Some(state) = line.state() else { continue };
        if furthest.get(&line.room).is_none_or(|(other, _)| other.finality() <= state.finality()) {
            furthest.insert(line.room, (state, line));
        }
    }
    // First of all the keys, in one statement: also of rooms that this database never had, or has erased already.
    let gone: Vec<_> =
        furthest.iter().filter(|(_, (state, _))| *state == RoomState::Erased).map(|(room, _)| *room).collect();
    let keys = app.keys.destroy_all(&gone).await.context("the keys' database")?;
    if let Err(error) = app.keys.end_epoch().await {
        tracing::error!(cause = %chain(&error), "the last epoch key is not destroyed yet");
    }
    let mut again = 0_usize;
    for (room, (state, line)) in &furthest {
        if replay(app, RoomId(*room), *state, line).await.with_context(|| format!("room {room}"))? {
            again += 1;
        }
    }
    let mut posts_again = 0_usize;
    for kept in &entries {
        if erase_entry::again(app, kept, None).await.with_context(|| format!("post {}", kept.entry))? {
            posts_again += 1;
        }
    }
    if !was_older && again + posts_again > 0 {
        replay_access::end_every_session(app).await?;
    }
    for room in erasure::unfinished(&app.database, i64::MAX).await? {
        erase_room::finish(app, room).await?;
    }
    for room in proposal::unforgotten(&app.database, i64::MAX).await? {
        lapse_proposal::forget(app, room).await?;
    }
    journal.catch_up(&app.database, &app.keys).await?;
    // Also what this database did not know: of another machine, of a crash between file and database, or from before a restore.
    journal.known_to(&app.database, journal.read(&app.keys)?.len()).await?;
    deletion::begin_journal(&app.database).await?;
    if again + posts_again + usize::try_from(keys).unwrap_or(usize::MAX) > 0 {
        tracing::warn!(
            rooms = again,
            posts = posts_again,
            keys,
            "a database was older than the deletion journal: deletions were done again"
        );
    }
    Ok(())
}

/// Certificates go on after the last number that the journal knows, also where this database never had what that one was about.
async fn raise_counts(app: &Shared, lines: &[Line]) -> anyhow::Result<()> {
    let (mut discontinuations, mut erasures, mut posts) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let highest = |counts: &mut BTreeMap<i32, i32>, year, number| {
        let last = counts.entry(year).or_insert(number);
        *last = number.max(*last);
    };
    for line in lines {
        if let Some((year, number)) = line.number {
            highest(&mut discontinuations, year, number);
        }
        if let Some(kept) = line.kept() {
            highest(&mut erasures, kept.fiscal_year, kept.number);
        }
        if let Some(kept) = line.kept_entry() {
            highest(&mut posts, kept.fiscal_year, kept.number);
        }
    }
    let mut tx = app.database.begin().await?;
    for (year, number) in discontinuations {
        deletion::raise_discontinuation_count(&mut tx, year, number).await?;
    }
    for (year, number) in erasures {
        deletion::raise_erasure_count(&mut tx, year, number).await?;
    }
    for (year, number) in posts {
        entry_erasure::raise_count(&mut tx, year, number).await?;
    }
    Ok(renrakucho_store::commit(tx).await?)
}

/// Whether there was something to do.
async fn replay(app: &Shared, room: RoomId, state: RoomState, line: &Line) -> anyhow::Result<bool> {
    let mut tx = app.database.begin().await?;
    // The database may be older than the room itself.
    let Some(row) = room::lock(&mut tx, room).await? else { return Ok(false) };
    if row.state.finality() >= state.finality() {
        return Ok(false);
    }
    let author = deletion::author(&mut tx, line.by.map(AccountId)).await?;
    let (affiliation, person) = author.context("nobody in this database could say it: not even a moderator")?;
    // Whom a permit that this database knows kept in the room is not shut out of it, and nobody else is let in.
    let kept = exceptional_use::outlive(&mut tx, room, &line.permits).await?;
    exceptional_use::keep(&mut tx, &kept).await?;
    room::set_state(&mut tx, room, state, Some(line.at)).await?;
    let kind = if kept.is_empty() { EntryKind::parse(state.as_str()) } else { Some(EntryKind::ConsentEnded) };
    let new = NewEntry {
        id: EntryId(entropy::id()),
        kind: kind.context("no such entry")?,
        author: person.account.into(),
        affiliation,
        subject: None,
        post: None,
    };
    let appended = entry::append(&mut tx, room, &new, None).await?;
    if state == RoomState::Ended {
        support_end::end_reading(&mut tx, room, app.config.people.ended_room_days.into()).await?;
    }
    if state == RoomState::Erased {
        let kept = line.kept().context("its line does not say what was erased")?;
        erasure::insert(&mut tx, &kept).await?;
    }
    record(&mut tx, room, appended.seq, state).await?;
    renrakucho_store::commit(tx).await?;
    Ok(true)
}

/// Nobody's act: the audit log of the restored database does not hold who decided it, and the journal does.
async fn record(tx: &mut Tx, room: RoomId, seq: i64, state: RoomState) -> anyhow::Result<()> {
    let about = About { room: Some(room), from_seq: Some(seq), detail: Some(state.as_str()), ..About::default() };
    let origin = Origin { request: "restore".into(), ..Origin::default() };
    Ok(audit::record(tx, Event::DeletionReplayed, &origin, about).await?)
}
