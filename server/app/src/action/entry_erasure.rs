//! 投稿の消去の申出 (article 18): a member of a room asks the city that one of its posts is erased. The city does not read the room for
//! it: it decides by what it is told, and by when and by whom the post was written. And what is kept of it, for the inbox and on paper.

use renrakucho_domain::{
    Act, CaseId, EntryId, Refusal, RoomId,
    audit::Event,
    case::{Kind, Route},
    entry_erasure::{Ground, Standing, check_words, days_kept, may_be_erased, may_erase_in, standing},
    permission, session,
};
use renrakucho_protocol::{
    entry_erasure::{EntryErasureAnswer, EntryErasureAsked, EntryErasureCase, EntryErasureCertificate},
    erasure::ErasureLine,
};
use renrakucho_store::{
    audit::{self, About},
    case,
    entry_erasure::{self, Asked, Kept, New, Own},
    room, room_export, session as sessions,
};

use super::{
    Actor, Result, attempt,
    case_content::{OfRoom, plain, reason_of},
    decision,
    exceptional_use::{open_case, person},
    list_city_rooms::profiles,
    refuse, require,
};
use crate::{
    app::{App, Shared},
    clock,
    seal::{self, RoomKey},
};

/// Asks for it. What is asked for already is not asked for twice.
pub async fn ask(
    app: &Shared,
    actor: &Actor,
    room: RoomId,
    entry: EntryId,
    ground: Ground,
    words: String,
) -> Result<EntryErasureAsked> {
    attempt(app, actor, Act::AskEntryErasure, Some(room), async move |app, actor| {
        // Who is not in the room learns nothing of it, not even that a field is wrong.
        let view = room::for_reader(&app.database, room, actor.account).await?.ok_or(Refusal::NotFound)?;
        permission::may_in_room(actor.role, view.relation, view.room.state, Act::AskEntryErasure)?;
        let words = words.trim();
        check_words(words)?;
        let key = decision::key_of(&app, room).await?;
        let mut tx = app.database.begin().await?;
        let state = room::lock(&mut tx, room).await?.ok_or(Refusal::NotFound)?.state;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        let by = room_export::member(&mut tx, room, actor.account).await?.ok_or(Refusal::NotFound)?;
        permission::may_in_room(actor.role, view.relation, state, Act::AskEntryErasure)?;
        let target = entry_erasure::target(&mut tx, room, entry).await?.ok_or(Refusal::NotFound)?;
        may_be_erased(target.kind, target.is_erased)?;
        if entry_erasure::is_open(&mut tx, room, entry).await? {
            return Err(Refusal::Stale.into());
        }
        let now = case::now(&mut tx).await?;
        let kind = (Kind::EntryErasureRequest, Route::SignedIn, app.config.cases.entry_erasure_request_days);
        let content = plain(&OfRoom { room: room.0 });
        let (case, receipt, due) = open_case(&app, &mut tx, &actor, (&content, Some(room)), kind, now).await?;
        let sealed = key.seal_entry_erasure(words, case);
        let new = New { case, room, entry, seq: target.seq, ground, sealed: &sealed, by: &by };
        entry_erasure::ask(&mut tx, &new).await?;
        let about = About {
            room: Some(room),
            subject: Some(entry.0),
            from_seq: Some(target.seq),
            upto_seq: Some(target.seq),
            detail: Some(ground.as_str()),
            ..About::default()
        };
        audit::record(&mut tx, Event::EntryErasureAsked, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        Ok(EntryErasureAsked { receipt, due })
    })
    .await
}

/// What the reader of a room asked for there, and what the city decided.
pub(super) async fn own(app: &App, actor: &Actor, room: RoomId, key: &RoomKey) -> Result<Vec<EntryErasureAnswer>> {
    let all = entry_erasure::of_person(&app.database, room, actor.staff_member).await?;
    all.into_iter().map(|own| answer(app, key, own)).collect()
}

fn answer(app: &App, key: &RoomKey, own: Own) -> Result<EntryErasureAnswer> {
    let standing = standing(own.request, own.decision);
    let reason = match (own.sealed_reason, own.decision_case.zip(own.sealed_decision)) {
        _ if standing != Standing::Refused || !own.is_answered => None,
        (_, Some((decision, sealed))) => Some(reason_of(app, decision, &sealed)?),
        (Some(sealed), None) => Some(key.open_reason(&sealed, own.case)?),
        (None, None) => None,
    };
    Ok(EntryErasureAnswer {
        entry: own.entry,
        seq: own.seq,
        written_at: own.written_at,
        author: own.author,
        ground: own.ground.into(),
        receipt: own.receipt,
        asked_at: own.asked_at,
        due: own.due.to_string(),
        standing: standing.into(),
        decided_at: own.decided_at,
        reason,
    })
}

/// What a case is about, for the inbox, and whom the room is about.
pub(super) async fn shown(app: &App, actor: &Actor, case: CaseId) -> Result<(String, EntryErasureCase)> {
    let asked = entry_erasure::of_case(app.database.pool(), case).await?.ok_or(Refusal::NotFound)?;
    let profile = profiles(app, &[asked.room.0]).await?.remove(&asked.room.0);
    let (name, kana) = profile.map(|profile| (profile.name, profile.kana)).unzip();
    let words = match app.keys.of(asked.room).await {
        // The room was erased.
        Err(seal::Error::NoKey) => None,
        key if asked.sealed.is_empty() => key.map(|_| None)?,
        key => Some(key?.open_entry_erasure(&asked.sealed, asked.case)?),
    };
    let kept = entry_erasure::find(app.database.pool(), asked.room, asked.entry).await?;
    let bars = |asked: &Asked| {
        let is_decision = asked.decision_case == Some(case);
        let by = asked.proposed_by.as_ref().filter(|by| by.person == actor.staff_member);
        is_decision && (by.is_some() || asked.asked_by.person == actor.staff_member)
    };
    let is_own = bars(&asked);
    let (proposed_by, proposed_at) = asked.proposed_by.map(|by| (by.name, by.facility)).unzip();
    let told = EntryErasureCase {
        room: asked.room.0,
        kana,
        entry: asked.entry.0,
        seq: asked.seq,
        written_at: asked.written_at,
        author: person(asked.author),
        ground: asked.ground.into(),
        words,
        asked_by: asked.asked_by.name,
        asked_at: asked.asked_by.facility,
        proposed_by,
        proposed_at,
        request_case: asked.case.0,
        decision_case: asked.decision_case.map(|case| case.0),
        erased: kept.as_ref().map(line),
        is_own,
    };
    Ok((name.unwrap_or_default(), told))
}

const fn line(kept: &Kept) -> ErasureLine {
    ErasureLine { fiscal_year: kept.fiscal_year, number: kept.number, at: kept.at }
}

/// The certificate of the erasure of a post.
pub async fn certificate(app: &App, actor: &Actor, room: RoomId, entry: EntryId) -> Result<EntryErasureCertificate> {
    require(app, actor, Act::ReadErasure).await?;
    let mut tx = app.database.begin().await?;
    let kept = entry_erasure::find(&mut *tx, room, entry).await?;
    let Some((kept, written_at)) = kept.zip(entry_erasure::written_at(&mut *tx, room, entry).await?) else {
        drop(tx);
        return refuse(app, actor, Act::ReadErasure, Some(room), Refusal::NotFound).await;
    };
    let about = About { room: Some(room), subject: Some(entry.0), ..About::default() };
    audit::record(&mut tx, Event::EntryErasureViewed, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    Ok(EntryErasureCertificate {
        room: room.0,
        entry: entry.0,
        seq: kept.seq,
        written_at,
        line: line(&kept),
        ground: kept.ground.into(),
        asked_by: kept.asked.0,
        asked_at: kept.asked.1,
        proposed_by: kept.proposed.0,
        proposed_at: kept.proposed.1,
        decided_by: kept.decided.0,
        decided_at: kept.decided.1,
        alerts: kept.alerts,
        documents: kept.documents,
        exports: kept.exports,
        backups_until: kept.backups_until.to_string(),
        keep_days: days_kept(kept.at.to_offset(clock::TOKYO).date(), kept.backups_until),
    })
}

/// Whether there is still a text in a room to be erased. Asked again with each decision.
pub(super) fn stands(state: renrakucho_domain::RoomState, target: &entry_erasure::Target) -> Result<()> {
    may_erase_in(state)?;
    Ok(may_be_erased(target.kind, target.is_erased)?)
}
