//! 投稿の消去 (article 18): what follows when the city decides that a post is erased. A moderator's yes is a proposal, a case for the
//! approver; the approver's yes erases, in one transaction: the body in the log, what was said about it, the mails about it that are still to
//! be sent, and the post in each document that was released for a disclosure request. Position, id and author stay, and the hash that
//! the audit log holds of the sealed body, which tells nothing of it.
//!
//! Without a deletion journal that can be written nothing is erased. Before it is answered its line is added there (a disk that is full in that
//! very moment does not undo the decision: then the job adds it), and every node has dropped what it had of the post in memory: none
//! delivers it after that, whatever it had read before (`Live::erase_entry`).

use std::sync::Arc;

use renrakucho_domain::{
    AccountId, CaseId, EntryId, EntryKind, Refusal, RoomId, RoomState, Seq,
    audit::Event,
    case::{Kind, Route},
    discontinuation::fiscal_year,
    entry_erasure::{backups_until, may_decide},
};
use renrakucho_protocol::{
    case::Verdict,
    disclosure::{DisclosedEntry, DisclosureDocument},
};
use renrakucho_store::{
    Tx,
    audit::{self, About, Origin},
    case,
    disclosure::{self, Stored},
    entry::{self, EntryRow, NewEntry, PersonRow},
    entry_erasure::{self, Asked, Kept},
    notice,
    revocation::{Subject, Why},
    room,
};
use time::OffsetDateTime;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    Actor, Error, Result,
    case_content::{OfRoom, plain},
    decision,
    entry_erasure::stands,
    exceptional_use::open_case,
    revocation,
};
use crate::{
    app::{App, Shared},
    clock, entropy,
    seal::{self, DisclosurePart, RoomKey},
    telemetry::chain,
};

/// What is to be told once it is committed.
pub(super) enum Told {
    /// The post is erased.
    Erased {
        /// Of which room.
        room: RoomId,
        /// The news of it; none in a room that is closed, where nothing follows and nobody reads.
        news: Option<Box<EntryRow>>,
        /// The case.
        decision: Uuid,
    },
    /// It stays: whoever asked reads that, and why, with the room.
    Stays(RoomId),
}

/// Decides what a case of either kind asks, with the room locked before the case.
pub(super) async fn decide(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    kind: Kind,
    (asked, key): (&Asked, Option<&RoomKey>),
    verdict: Verdict,
) -> Result<Option<Told>> {
    match (kind, verdict) {
        (Kind::EntryErasureRequest, Verdict::Accepted) => propose(app, tx, actor, asked).await.map(|()| None),
        (Kind::EntryErasureRequest, Verdict::Refused) => stays(tx, asked).await.map(Some),
        (_, verdict) => {
            let proposed_by = asked.proposed_by.as_ref().map(|by| by.person);
            may_decide(asked.asked_by.person, proposed_by, actor.staff_member)?;
            match verdict {
                Verdict::Accepted => erase(app, tx, actor, asked, key).await.map(Some),
                Verdict::Refused => stays(tx, asked).await.map(Some),
            }
        }
    }
}

async fn stays(tx: &mut Tx, asked: &Asked) -> Result<Told> {
    answer(tx, asked).await?;
    Ok(Told::Stays(asked.room))
}

/// Whoever asked is told that it was decided, if they can read the room where it stands how.
async fn answer(tx: &mut Tx, asked: &Asked) -> Result<()> {
    entry_erasure::answer(tx, asked.case).await?;
    let (room, person) = (asked.room, asked.asked_by.person);
    Ok(notice::insert_for_member(tx, entropy::id(), room, person, notice::Kind::RequestDecided).await?)
}

/// The key of a room that a case about an erasure is about, asked for before the transaction: it lies in another database. And without a
/// deletion journal that is up to date and can be written nothing is erased.
pub(super) async fn key_of_case(app: &App, case: CaseId, verdict: Verdict) -> Result<Option<Arc<RoomKey>>> {
    let Some(asked) = entry_erasure::of_case(app.database.pool(), case).await? else { return Ok(None) };
    if verdict == Verdict::Accepted && asked.decision_case == Some(case) {
        let caught_up = app.deletions.catch_up(&app.database, &app.keys).await;
        if let Err(error) = caught_up.and_then(|()| tokio::task::block_in_place(|| app.deletions.check(&app.keys))) {
            tracing::error!(cause = %chain(&error), "the deletion journal cannot be written, so no post is erased");
            return Err(Error::Internal);
        }
    }
    key_of(app, asked.room).await
}

async fn key_of(app: &App, room: RoomId) -> Result<Option<Arc<RoomKey>>> {
    match app.keys.of(room).await {
        Err(seal::Error::NoKey) => Ok(None),
        key => Ok(Some(key?)),
    }
}

/// Opens the case in which another person decides.
async fn propose(app: &App, tx: &mut Tx, actor: &Actor, asked: &Asked) -> Result<()> {
    let (_, _, by) = still_stands(tx, actor, asked).await?;
    let now = case::now(tx).await?;
    let kind = (Kind::EntryErasure, Route::SignedIn, app.config.cases.entry_erasure_days);
    let content = plain(&OfRoom { room: asked.room.0 });
    let (decision, _, _) = open_case(app, tx, actor, (&content, Some(asked.room)), kind, now).await?;
    if !entry_erasure::propose(tx, asked.case, decision, &by).await? {
        return Err(Refusal::Stale.into());
    }
    Ok(audit::record(tx, Event::EntryErasureProposed, &actor.origin(), about(asked.room, asked)).await?)
}

/// Whoever decides, as the room's log names them, if there is still a text to be erased.
async fn still_stands(tx: &mut Tx, actor: &Actor, asked: &Asked) -> Result<(RoomState, Uuid, PersonRow)> {
    let state = room::lock(tx, asked.room).await?.ok_or(Refusal::NotFound)?.state;
    let target = entry_erasure::target(tx, asked.room, asked.entry).await?.ok_or(Refusal::NotFound)?;
    stands(state, &target)?;
    let (affiliation, by) = room::main_affiliation(tx, actor.account).await?.ok_or(Refusal::Suspended)?;
    Ok((state, affiliation, by))
}

fn about(room: RoomId, asked: &Asked) -> About<'static> {
    About {
        room: Some(room),
        subject: Some(asked.entry.0),
        from_seq: Some(asked.seq),
        upto_seq: Some(asked.seq),
        detail: Some(asked.ground.as_str()),
        ..About::default()
    }
}

async fn erase(app: &App, tx: &mut Tx, actor: &Actor, asked: &Asked, key: Option<&RoomKey>) -> Result<Told> {
    let room = asked.room;
    let (state, affiliation, by) = still_stands(tx, actor, asked).await?;
    let proposed = asked.proposed_by.as_ref().ok_or(Refusal::Stale)?;
    entry_erasure::decide(tx, asked.case, actor.account).await?;
    let decision = asked.decision_case.ok_or(Refusal::Stale)?.0;
    let decided = (by.name.clone(), by.facility.clone());
    let news = if state.is_readable() { Some(announce(tx, room, asked.entry, (affiliation, by)).await?) } else { None };
    let at = match &news {
        Some(entry) => entry.at,
        None => case::now(tx).await?,
    };
    let documents = documents(tx, key, (room, asked.entry, asked.seq), at, true).await?;
    let day = at.to_offset(clock::TOKYO).date();
    let year = fiscal_year(day);
    let kept = Kept {
        room: room.0,
        entry: asked.entry.0,
        seq: asked.seq,
        fiscal_year: year,
        number: entry_erasure::next_number(tx, year).await?,
        at,
        ground: asked.ground,
        asked: (asked.asked_by.name.clone(), asked.asked_by.facility.clone()),
        proposed: (proposed.name.clone(), proposed.facility.clone()),
        decided,
        alerts: entry_erasure::cancel_alerts(tx, room, asked.seq).await?,
        documents: i64::try_from(documents.len()).unwrap_or(i64::MAX),
        exports: entry_erasure::exports(tx, room, asked.seq).await?,
        backups_until: backups_until(day, app.config.backups.keep_days),
    };
    if !entry_erasure::erase(tx, &kept, false).await? {
        return Err(Refusal::Stale.into());
    }
    take_from_documents(tx, &documents, asked.entry).await?;
    answer(tx, asked).await?;
    let seq = news.as_ref().map_or(asked.seq, |entry| entry.seq);
    let about = About { from_seq: Some(seq), upto_seq: Some(seq), ..about(room, asked) };
    audit::record(tx, Event::EntryErased, &actor.origin(), about).await?;
    Ok(Told::Erased { room, news: news.map(Box::new), decision })
}

/// Says in the room's log that it was done.
async fn announce(
    tx: &mut Tx,
    room: RoomId,
    erased: EntryId,
    (affiliation, by): (Uuid, PersonRow),
) -> Result<EntryRow> {
    let new = NewEntry {
        id: EntryId(entropy::id()),
        kind: EntryKind::EntryErased,
        author: by.account.into(),
        affiliation: affiliation.into(),
        subject: None,
        post: None,
    };
    let appended = entry::append_erasure(tx, room, &new, erased).await?;
    Ok(EntryRow {
        room: room.0,
        seq: appended.seq,
        id: new.id.0,
        kind: new.kind.as_str().into(),
        at: appended.at,
        author: by,
        subject: None,
        priority: None,
        reply_to: Some(erased.0),
        sealed: None,
    })
}

/// A document that was released, without the post that it held.
struct Without {
    request: Uuid,
    sealed: Vec<u8>,
}

/// The documents that hold an entry, each without it. What is being prepared and holds it is reviewed again. One that does not open, which
/// nobody reads either, is an error, or is told of: `is_fatal`.
async fn documents(
    tx: &mut Tx,
    key: Option<&RoomKey>,
    (room, entry, seq): (RoomId, EntryId, Seq),
    at: OffsetDateTime,
    is_fatal: bool,
) -> Result<Vec<Without>> {
    let mut all = Vec::new();
    for request in disclosure::that_hold(tx, room, seq).await? {
        let Some(stored) = disclosure::lock(tx, request).await? else { continue };
        match &stored.sealed_document {
            Some(sealed) if !sealed.is_empty() => match without(key, &stored, sealed, (entry, seq), at) {
                Ok(Some(sealed)) => all.push(Without { request, sealed }),
                Ok(None) => {}
                Err(error) if is_fatal => return Err(error.into()),
                Err(error) => tracing::error!(cause = %chain(&error), %request, "a disclosed document does not open"),
            },
            _ if stored.released_at.is_none() && stored.withdrawn_at.is_none() => {
                disclosure::next_version(tx, request).await?;
            }
            _ => {}
        }
    }
    Ok(all)
}

/// A released document without an entry, sealed anew; none if nothing of its text is in it: it was left out, or withheld as a whole.
fn without(
    key: Option<&RoomKey>,
    stored: &Stored,
    sealed: &[u8],
    (entry, seq): (EntryId, Seq),
    at: OffsetDateTime,
) -> std::result::Result<Option<Vec<u8>>, seal::Error> {
    let key = key.ok_or(seal::Error::NoKey)?;
    let opened = key.open_disclosure(sealed, stored.id, DisclosurePart::Document)?;
    let mut document: DisclosureDocument = serde_json::from_slice(&opened).map_err(|_| seal::Error::Shut)?;
    let Some(found) = find_in(&mut document, stored, entry, seq).filter(|found| found.kind.is_some()) else {
        return Ok(None);
    };
    for piece in found.pieces.drain(..) {
        drop(Zeroizing::new(piece.text));
    }
    found.erased_at = Some(at);
    Ok(Some(key.seal_disclosure(&plain(&document), stored.id, DisclosurePart::Document)))
}

/// Where an entry stands in a document. By its place only in one that names none and of which none is left out.
fn find_in<'a>(
    document: &'a mut DisclosureDocument,
    stored: &Stored,
    entry: EntryId,
    seq: Seq,
) -> Option<&'a mut DisclosedEntry> {
    if document.entries.iter().any(|one| one.id.is_some()) {
        return document.entries.iter_mut().find(|one| one.id == Some(entry.0));
    }
    let is_whole = Seq::try_from(document.entries.len()).ok()? == stored.last_seq - stored.first_seq + 1;
    let place = usize::try_from(seq - stored.first_seq).ok().filter(|_| is_whole)?;
    document.entries.get_mut(place)
}

async fn take_from_documents(tx: &mut Tx, documents: &[Without], entry: EntryId) -> Result<()> {
    for Without { request, sealed } in documents {
        entry_erasure::take_from_document(tx, *request, entry, sealed).await?;
    }
    Ok(())
}

/// Commits it. Of an erasure it writes that into the deletion journal, and answers when no node has anything left of the post.
pub(super) async fn commit(app: &Shared, tx: Tx, told: Told) -> Result<()> {
    let (room, news, decision) = match told {
        Told::Erased { room, news, decision } => (room, news, decision),
        Told::Stays(room) => {
            // Whoever has the room open reads it anew.
            let rev = revocation::only_commit(tx, &[Subject::Detail(room.0)], Why::Changed).await?;
            app.live.admitted(app, rev);
            return Ok(());
        }
    };
    let rev = revocation::only_commit(tx, &[Subject::Entry(decision)], Why::Erased).await?;
    decision::write_down(app).await;
    if let Some(entry) = news {
        app.live.committed(app, room, vec![*entry]).await;
    }
    app.live.revoked(app, rev).await;
    Ok(())
}

/// Erases it once more in a database that a restore has put back to before, or never had it. Whether there was something to do.
pub(super) async fn again(app: &App, kept: &Kept, by: Option<AccountId>) -> anyhow::Result<bool> {
    let (room, entry) = (RoomId(kept.room), EntryId(kept.entry));
    let key = key_of(app, room).await?;
    let mut tx = app.database.begin().await?;
    // The database may be older than the room, or than the post.
    let Some(held) = room::lock(&mut tx, room).await? else { return Ok(false) };
    let Some(target) = entry_erasure::target(&mut tx, room, entry).await? else { return Ok(false) };
    if entry_erasure::find(&mut *tx, room, entry).await?.is_some() {
        return Ok(false);
    }
    let author = renrakucho_store::deletion::author(&mut tx, by).await?;
    let documents = documents(&mut tx, key.as_deref(), (room, entry, target.seq), kept.at, false).await?;
    let mut kept = kept.clone();
    if entry_erasure::is_given(&mut tx, kept.fiscal_year, kept.number).await? {
        // A machine whose journal lacked this line has given the number once more since a restore. The post is erased all the same.
        let number = entry_erasure::next_number(&mut tx, kept.fiscal_year).await?;
        tracing::error!(
            year = kept.fiscal_year,
            given_twice = kept.number,
            number,
            post = %kept.entry,
            "a certificate's number was given twice: what the journal says is kept under a new one"
        );
        kept.number = number;
    }
    entry_erasure::erase(&mut tx, &kept, true).await?;
    entry_erasure::cancel_alerts(&mut tx, room, target.seq).await?;
    take_from_documents(&mut tx, &documents, entry).await?;
    let seq = match author {
        Some((affiliation, person)) if held.state.is_readable() => {
            announce(&mut tx, room, entry, (affiliation.0, person)).await?.seq
        }
        _ => target.seq,
    };
    // Nobody's act: the log of the restored database does not hold who decided it, and the journal does.
    let origin = Origin { request: "restore".into(), ..Origin::default() };
    let about = About {
        room: Some(room),
        subject: Some(kept.entry),
        from_seq: Some(seq),
        upto_seq: Some(seq),
        detail: Some(kept.ground.as_str()),
        ..About::default()
    };
    audit::record(&mut tx, Event::EntryErased, &origin, about).await?;
    renrakucho_store::commit(tx).await?;
    Ok(true)
}
