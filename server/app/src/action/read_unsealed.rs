//! What is read of a room that is unsealed for a disclosure request: its entries, page by page, by the two people and by nobody else; what
//! would be released; and what was. Each page asks again whether the room is unsealed, and is an event before its first byte.

use std::collections::{HashMap, HashSet};

use renrakucho_domain::{
    Act, EntryId, Refusal, RoomId, Seq,
    audit::Event,
    disclosure::{self as rules, Mark, PAGE, Part, Requester},
};
use renrakucho_protocol::{
    disclosure::{
        DisclosedEntry, DisclosedPerson, DisclosedPiece, DisclosureDocument, DisclosurePreview, DisclosureReleased,
        RedactedPart, RedactionMark, UnsealedEntry, UnsealedPage, WithheldCount,
    },
    entry::{Content, Entry, Person},
    vocabulary::{DisclosedKind, RedactionGround},
};
use renrakucho_store::{
    disclosure::{self, Stored},
    entry::{self, Most, Viewer},
    room,
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    Actor, Result, attempt,
    case_content::plain,
    disclosure::{had_a_part, head, key_of, locked, record, words_of, written_down},
    read_room::open_rows,
    require,
};
use crate::{
    app::{App, Shared},
    fault,
    seal::{self, DisclosurePart, RoomKey, sha256},
};

/// How much of it is in memory at once, beside what is compiled.
const MOST: Most = Most { entries: PAGE, bytes: 256 * 1024 };

/// The next entries that are asked for, with what of them is not disclosed.
pub async fn page(app: &App, actor: &Actor, request: Uuid, after: Seq) -> Result<UnsealedPage> {
    require(app, actor, Act::ReadUnsealed).await?;
    let read = async {
        let (stored, key) = unsealed(app, actor, request).await?;
        let marks = disclosure::redactions(app.database.pool(), request).await?;
        let left_out = left_out(app, &stored, &key).await?;
        let mut entries = Vec::new();
        for entry in next(app, actor, &stored, &key, after).await? {
            let marks = marks_of(&key, request, &marks, entry.id)?;
            let is_left_out = left_out.contains(&entry.id);
            entries.push(UnsealedEntry { entry, marks, is_left_out });
        }
        Ok(UnsealedPage { entries, last_seq: stored.last_seq })
    }
    .await;
    written_down(app, actor, Act::ReadUnsealed, None, read).await
}

/// What would be released now.
pub async fn preview(app: &App, actor: &Actor, request: Uuid) -> Result<DisclosurePreview> {
    require(app, actor, Act::ReadUnsealed).await?;
    let compiled = async {
        let (stored, key) = unsealed(app, actor, request).await?;
        let document = compiled(app, actor, &stored, &key).await?;
        let digest = digest(&plain(&document));
        Ok(DisclosurePreview { document, digest, version: stored.version })
    }
    .await;
    written_down(app, actor, Act::ReadUnsealed, None, compiled).await
}

/// What was released, for whoever had a part in it.
pub async fn document(app: &App, actor: &Actor, request: Uuid) -> Result<DisclosureReleased> {
    require(app, actor, Act::ReadUnsealed).await?;
    let read = async {
        let stored = disclosure::find(app.database.pool(), request).await?.ok_or(Refusal::NotFound)?;
        let asked = disclosure::all_asked(app.database.pool(), request).await?;
        if !had_a_part(&asked, actor) {
            return Err(Refusal::NotFound.into());
        }
        let sealed = stored.sealed_document.as_ref().ok_or(Refusal::NotFound)?;
        let key = key_of(app, &stored).await?;
        let mut tx = app.database.begin().await?;
        record(&mut tx, actor, RoomId(stored.room), request, Event::DisclosureDocumentViewed).await?;
        renrakucho_store::commit(tx).await?;
        let plain = key.open_disclosure(sealed, request, DisclosurePart::Document)?;
        let document = serde_json::from_slice(&plain).map_err(|_| seal::Error::Shut)?;
        Ok(DisclosureReleased { head: head(app, &stored).await?, document })
    }
    .await;
    written_down(app, actor, Act::ReadUnsealed, None, read).await
}

/// Writes down that what was released is handed out.
pub async fn hand_out(app: &Shared, actor: &Actor, request: Uuid, version: i64) -> Result<()> {
    attempt(app, actor, Act::ReadUnsealed, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        let (stored, room) = locked(&mut tx, &actor, request, version).await?;
        let asked = disclosure::all_asked(&mut *tx, request).await?;
        if !had_a_part(&asked, &actor) || stored.released_at.is_none() || stored.is_erased {
            return Err(Refusal::NotFound.into());
        }
        record(&mut tx, &actor, room, request, Event::DisclosureHandedOut).await?;
        Ok(renrakucho_store::commit(tx).await?)
    })
    .await
}

/// A request whose room is unsealed for the caller at this moment, and the room's key. The statement that brings entries asks again.
pub(super) async fn unsealed(app: &App, actor: &Actor, request: Uuid) -> Result<(Stored, std::sync::Arc<RoomKey>)> {
    let stored = disclosure::find(app.database.pool(), request).await?.ok_or(Refusal::NotFound)?;
    let standing = disclosure::standing(app.database.pool(), request).await?;
    let (unsealed, _) = standing.ok_or(Refusal::NotFound)?;
    if !fault::planted("disclosure::anyone_reads") {
        unsealed.may_read(actor.account)?;
    }
    let key = key_of(app, &stored).await?;
    Ok((stored, key))
}

async fn next(app: &App, actor: &Actor, stored: &Stored, key: &RoomKey, after: Seq) -> Result<Vec<Entry>> {
    let viewer =
        Viewer { account: actor.account, device: actor.device, session: actor.session, request: &actor.request };
    let rows = entry::view_unsealed(&app.database, stored.id, viewer, after, MOST).await?;
    if rows.is_empty() && after < stored.last_seq {
        // Its hours were over in between.
        return Err(Refusal::NotFound.into());
    }
    open_rows(key, rows)
}

/// What is left out of what is released, as if it had never been: nobody of the two can bring it back.
async fn left_out(app: &App, stored: &Stored, key: &RoomKey) -> Result<HashSet<Uuid>> {
    let words = words_of(key, stored)?.ok_or(Refusal::RoomClosed)?;
    if Requester::from(words.requester).is_kept_from_abuse() {
        Ok(disclosure::of_abuse(app.database.pool(), stored).await?)
    } else {
        Ok(HashSet::new())
    }
}

/// What of an entry is not disclosed.
pub(super) fn marks_of(
    key: &RoomKey,
    request: Uuid,
    kept: &HashMap<Uuid, Vec<u8>>,
    entry: Uuid,
) -> Result<Vec<RedactionMark>> {
    let Some(sealed) = kept.get(&entry) else { return Ok(Vec::new()) };
    let plain = key.open_disclosure(sealed, request, DisclosurePart::Marks(EntryId(entry)))?;
    Ok(serde_json::from_slice(&plain).map_err(|_| seal::Error::Shut)?)
}

/// The same as the rules take it.
pub(super) fn typed(marks: &[RedactionMark]) -> std::result::Result<Vec<Mark>, Refusal> {
    let place = |at: Option<u32>| at.and_then(|at| usize::try_from(at).ok());
    let each = |mark: &RedactionMark| {
        let part = match (mark.part, place(mark.from), place(mark.upto)) {
            (RedactedPart::Author, None, None) => Part::Author,
            (RedactedPart::Whole, None, None) => Part::Whole,
            (RedactedPart::Passage, Some(from), Some(upto)) => Part::Passage(from, upto),
            _ => return Err(Refusal::Invalid("marks")),
        };
        Ok(Mark { part, ground: mark.ground.into(), words: mark.words.clone() })
    };
    marks.iter().map(each).collect()
}

/// What is left to disclose. Text that is marked is dropped here, on the server: it is in nothing that is answered, sealed or printed.
pub(super) async fn compiled(app: &App, actor: &Actor, stored: &Stored, key: &RoomKey) -> Result<DisclosureDocument> {
    let words = words_of(key, stored)?.ok_or(Refusal::RoomClosed)?;
    let sealed = room::sealed_profile(&app.database, RoomId(stored.room)).await?.ok_or(Refusal::RoomClosed)?;
    let profile = key.open_profile(&sealed)?;
    let kept = disclosure::redactions(app.database.pool(), stored.id).await?;
    let left_out = left_out(app, stored, key).await?;
    let (mut entries, mut all_marks) = (Vec::new(), Vec::new());
    let mut after = stored.first_seq - 1;
    while after < stored.last_seq {
        let read = next(app, actor, stored, key, after).await?;
        after = read.last().ok_or(Refusal::NotFound)?.seq;
        for entry in read.into_iter().filter(|entry| !left_out.contains(&entry.id)) {
            let mut marks = typed(&marks_of(key, stored.id, &kept, entry.id)?)?;
            if matches!(entry.content, Content::Post { erased_at: Some(_), .. }) {
                // Of a text that is erased no passage is left to be withheld.
                marks.retain(|mark| !matches!(mark.part, Part::Passage(_, _)));
            }
            entries.push(disclosed(entry, &marks, stored.names_staff));
            all_marks.extend(marks);
        }
    }
    let city = &app.config.city;
    Ok(DisclosureDocument {
        city: city.name.clone(),
        service: city.service_name.clone(),
        purpose: city.purpose.clone(),
        notice: app.config.exports.notice.clone(),
        person: profile.name.clone(),
        requester: words.requester,
        received_on: words.received_on,
        from: words.from,
        upto: words.upto,
        names_staff: stored.names_staff,
        entries,
        withheld: counts(&all_marks),
    })
}

fn disclosed(entry: Entry, marks: &[Mark], names_staff: bool) -> DisclosedEntry {
    let hidden = rules::withheld_author(marks).map(RedactionGround::from);
    let is_whole = marks.iter().any(|mark| mark.part == Part::Whole);
    let erased_at = match entry.content {
        Content::Post { erased_at, .. } if !is_whole => erased_at,
        _ => None,
    };
    let person = |person: Person| match hidden {
        Some(ground) => DisclosedPerson { name: None, facility: None, profession: None, withheld: Some(ground) },
        None => DisclosedPerson {
            name: names_staff.then_some(person.name),
            facility: Some(person.facility),
            profession: Some(person.profession),
            withheld: None,
        },
    };
    let (kind, text, subject) = match entry.content {
        Content::Post { erased_at: Some(_), .. } => (DisclosedKind::Post, None, None),
        Content::Post { body, .. } => (DisclosedKind::Post, Some(Zeroizing::new(body)), None),
        Content::Opened => (DisclosedKind::Opened, None, None),
        Content::MemberJoined { subject } => (DisclosedKind::MemberJoined, None, Some(subject)),
        Content::MemberLeft { subject } => (DisclosedKind::MemberLeft, None, Some(subject)),
        // That a use outlived the consent (article 20) reaches nobody to whom this is handed out.
        Content::Discontinued | Content::ConsentEnded => (DisclosedKind::Discontinued, None, None),
        Content::Ended => (DisclosedKind::Ended, None, None),
        Content::Lapsed => (DisclosedKind::Lapsed, None, None),
        Content::Erased => (DisclosedKind::Erased, None, None),
        Content::Permitted => (DisclosedKind::Permitted, None, None),
        Content::EntryErased { .. } => (DisclosedKind::EntryErased, None, None),
    };
    let pieces = match (&text, is_whole) {
        (None, false) => Vec::new(),
        (text, _) => {
            let marks = if fault::planted("disclosure::nothing_black") { &[] } else { marks };
            rules::redact(text.as_deref().map_or("", String::as_str), marks)
        }
    };
    let piece = |piece: rules::Piece| DisclosedPiece { text: piece.text, withheld: piece.withheld.map(Into::into) };
    DisclosedEntry {
        id: Some(entry.id),
        at: entry.at,
        // Of what is withheld as a whole not even is told what it was.
        kind: (!is_whole).then_some(kind),
        author: person(entry.author),
        subject: subject.filter(|_| !is_whole).map(person),
        pieces: pieces.into_iter().map(piece).collect(),
        erased_at,
    }
}

fn counts(marks: &[Mark]) -> Vec<WithheldCount> {
    let of = |ground: rules::Ground| {
        let count = |is: fn(Part) -> bool| marks.iter().filter(|mark| mark.ground == ground && is(mark.part)).count();
        WithheldCount {
            ground: ground.into(),
            passages: count(|part| matches!(part, Part::Passage(_, _))),
            entries: count(|part| part == Part::Whole),
            authors: count(|part| part == Part::Author),
        }
    };
    rules::Ground::ALL.map(of).into_iter().filter(|one| one.passages + one.entries + one.authors > 0).collect()
}

/// Tells whether what is released is what was reviewed.
pub(super) fn digest(content: &[u8]) -> String {
    hex::encode(sha256(content))
}
