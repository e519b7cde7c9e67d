//! 書き込みの消去 (article 18): what follows when the city decides that a post is erased. A moderator's yes is a proposal, a case for the
//! approver; the approver's yes erases, in one transaction: the body in the log, what was said about it, the mails about it that are still to
//! be sent, and the post in each document that was released for a disclosure request. Position, id and author stay, and the hash that
//! the audit log holds of the sealed body, which tells nothing of it.
//!
//! Before it is answered it stands in the deletion journal, and every node has dropped what it had of the post in memory: none delivers
//! it after that, whatever it had read before (`Live::erase_entry`).

use std::sync::Arc;

use renrakucho_domain::{
    AccountId, CaseId, EntryId, EntryKind, Refusal, RoomId, RoomState,
    audit::Event,
    case::{Kind, Route},
    discontinuation::fiscal_year,
    entry_erasure::{backups_until, may_decide},
};
use renrakucho_protocol::{case::Verdict, disclosure::DisclosureDocument};
use renrakucho_store::{
    Tx,
    audit::{self, About, Origin},
    case, disclosure,
    entry::{self, EntryRow, NewEntry, PersonRow},
    entry_erasure::{self, Asked, Kept},
    revocation::{Subject, Why},
    room,
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    Actor, Result,
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
};

/// What is to be told once it is committed.
pub(super) struct Told {
    room: RoomId,
    /// The news of it; none in a room that is closed, where nothing follows and nobody reads.
    news: Option<EntryRow>,
    decision: Uuid,
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
        (Kind::EntryErasureRequest, Verdict::Refused) => Ok(None),
        (_, verdict) => {
            let proposed_by = asked.proposed_by.as_ref().map(|by| by.person);
            may_decide(asked.asked_by.person, proposed_by, actor.staff_member)?;
            match verdict {
                Verdict::Accepted => erase(app, tx, actor, asked, key).await.map(Some),
                Verdict::Refused => Ok(None),
            }
        }
    }
}

/// The key of a room that a case about an erasure is about, asked for before the transaction: it lies in another database.
pub(super) async fn key_of_case(app: &App, case: CaseId) -> Result<Option<Arc<RoomKey>>> {
    match entry_erasure::of_case(app.database.pool(), case).await? {
        Some(asked) => key_of(app, asked.room).await,
        None => Ok(None),
    }
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
    let (decision, _, _) = open_case(app, tx, actor, &plain(&OfRoom { room: asked.room.0 }), kind, now).await?;
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
    let documents = documents(tx, room, asked.seq).await?;
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
    take_from_documents(tx, key, &documents, &kept).await?;
    let seq = news.as_ref().map_or(asked.seq, |entry| entry.seq);
    let about = About { from_seq: Some(seq), upto_seq: Some(seq), ..about(room, asked) };
    audit::record(tx, Event::EntryErased, &actor.origin(), about).await?;
    Ok(Told { room, news, decision })
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

/// A document that was released and holds the post.
struct Released {
    request: Uuid,
    sealed: Vec<u8>,
    place: usize,
}

/// The documents that hold a position. What is being prepared and holds it is reviewed again.
async fn documents(tx: &mut Tx, room: RoomId, seq: i64) -> Result<Vec<Released>> {
    let mut released = Vec::new();
    for (request, first_seq) in disclosure::that_hold(tx, room, seq).await? {
        let Some(stored) = disclosure::lock(tx, request).await? else { continue };
        match stored.sealed_document {
            Some(sealed) if !sealed.is_empty() => {
                // None of the entries between its first and its last is missing in it.
                released.push(Released {
                    request,
                    sealed,
                    place: usize::try_from(seq - first_seq).unwrap_or(usize::MAX),
                });
            }
            _ if stored.released_at.is_none() && stored.withdrawn_at.is_none() => {
                disclosure::next_version(tx, request).await?;
            }
            _ => {}
        }
    }
    Ok(released)
}

async fn take_from_documents(tx: &mut Tx, key: Option<&RoomKey>, documents: &[Released], kept: &Kept) -> Result<()> {
    if documents.is_empty() {
        return Ok(());
    }
    let key = key.ok_or(seal::Error::NoKey)?;
    for Released { request, sealed, place } in documents {
        let opened = key.open_disclosure(sealed, *request, DisclosurePart::Document)?;
        let mut document: DisclosureDocument = serde_json::from_slice(&opened).map_err(|_| seal::Error::Shut)?;
        let Some(entry) = document.entries.get_mut(*place) else { return Err(seal::Error::Shut.into()) };
        for piece in entry.pieces.drain(..) {
            drop(Zeroizing::new(piece.text));
        }
        entry.erased_at = Some(kept.at);
        let sealed = key.seal_disclosure(&plain(&document), *request, DisclosurePart::Document);
        entry_erasure::take_from_document(tx, *request, EntryId(kept.entry), &sealed).await?;
    }
    Ok(())
}

/// Commits it, writes it into the deletion journal, and answers when no node has anything left of the post.
pub(super) async fn commit(app: &Shared, tx: Tx, told: Told) -> Result<()> {
    let rev = revocation::only_commit(tx, &[Subject::Entry(told.decision)], Why::Erased).await?;
    decision::write_down(app).await;
    if let Some(entry) = told.news {
        app.live.committed(app, told.room, vec![entry]).await;
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
    let documents = documents(&mut tx, room, target.seq).await?;
    entry_erasure::raise_count(&mut tx, kept.fiscal_year, kept.number).await?;
    entry_erasure::erase(&mut tx, kept, true).await?;
    entry_erasure::cancel_alerts(&mut tx, room, target.seq).await?;
    if key.is_some() {
        take_from_documents(&mut tx, key.as_deref(), &documents, kept).await?;
    }
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
