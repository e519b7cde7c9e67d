//! 開示請求: a moderator records that somebody asks, by law, to be told what a room says of a person, and asks that the room is unsealed for
//! it. Another person decides that, as a case (`decide_case`, `unseal_room`); the two then read the room (`read_unsealed`), one blackens
//! (`redact_disclosure`), and the other releases (`release_disclosure`). Here nothing of the room's content is read.

use std::sync::Arc;

use renrakucho_domain::{
    Act, CaseId, Refusal, RoomId,
    audit::Event,
    case::{Kind, Route, State as CaseState, receipt_number},
    disclosure::{self as rules, Application, Facts, MAX_ENTRIES, State},
    session,
};
use renrakucho_protocol::disclosure::{
    Disclosure, DisclosureAsked, DisclosureCase, DisclosureHead, DisclosureWords, Disclosures, UnsealingLine,
};
use renrakucho_store::{
    Tx,
    audit::{self, About},
    case,
    disclosure::{self, Asked, Stored},
    room, room_export, session as sessions,
};
use time::{Date, OffsetDateTime, Time};
use uuid::Uuid;

use super::{
    Actor, Error, Result, attempt,
    case_content::{UnsealingAsked, plain},
    list_city_rooms::profiles,
    refuse, require,
};
use crate::{
    app::{App, Shared},
    clock, desk, entropy,
    seal::{self, CasePart, DisclosurePart, RoomKey},
};

/// Why a case is over that somebody took back, as its decision says.
const WITHDRAWN: &str = "取り下げられました。";

/// Records a request, and asks that the room is unsealed for it. The same again under the same id is the same one.
pub async fn ask(
    app: &Shared,
    actor: &Actor,
    room: RoomId,
    id: Uuid,
    asked: Application,
    words: DisclosureWords,
) -> Result<DisclosureAsked> {
    attempt(app, actor, Act::AskDisclosure, Some(room), async move |app, actor| {
        asked.check(clock::today())?;
        let key = match app.keys.of(room).await {
            Err(seal::Error::NoKey) => None,
            key => Some(key?),
        };
        let mut tx = app.database.begin().await?;
        let state = room::lock(&mut tx, room).await?.ok_or(Refusal::NotFound)?.state;
        rules::may_be_asked_for(state)?;
        let key = key.ok_or(Refusal::NotFound)?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        if let Some(stored) = disclosure::find(&mut *tx, id).await? {
            return repeated(&app, &mut tx, &actor, room, &key, &stored, &words).await;
        }
        let begins = |day: Date| day.with_time(Time::MIDNIGHT).assume_offset(clock::TOKYO);
        let from = asked.from.map_or(OffsetDateTime::UNIX_EPOCH, begins);
        let now = case::now(&mut tx).await?;
        let before = match asked.upto {
            Some(upto) => begins(upto.next_day().ok_or(Refusal::Invalid("upto"))?),
            None => now + time::Duration::DAY,
        };
        let span = room_export::span(&mut tx, room, from, before).await?;
        // Of days on which nothing was written there is nothing to disclose.
        let (first_seq, last_seq) = span.ok_or(Refusal::Invalid("from"))?;
        if last_seq - first_seq >= MAX_ENTRIES {
            return Err(Refusal::Invalid("upto").into());
        }
        let days = app.config.cases.disclosure_request_days;
        let due = rules::due(asked.received_on, days, |day| app.desk.is_open_on(day));
        let sealed = key.seal_disclosure(&plain(&words), id, DisclosurePart::Words);
        let new = disclosure::New { id, room, sealed: &sealed, due, first_seq, last_seq };
        disclosure::insert(&mut tx, &new).await?;
        let told = open_case(&app, &mut tx, &actor, room, id, due).await?;
        renrakucho_store::commit(tx).await?;
        Ok(told)
    })
    .await
}

/// What was answered when it was recorded.
async fn repeated(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    room: RoomId,
    key: &RoomKey,
    stored: &Stored,
    words: &DisclosureWords,
) -> Result<DisclosureAsked> {
    let asked = disclosure::all_asked(&mut **tx, stored.id).await?;
    let first = asked.first().ok_or(Refusal::NotFound)?;
    let is_same = stored.room == room.0
        && first.asked_by == actor.account.0
        && words_of(key, stored)?.is_some_and(|kept| kept == *words);
    if !is_same {
        return Err(Refusal::IdReused.into());
    }
    let opened = case::opened(&app.database, first.case.into()).await?.ok_or(Refusal::NotFound)?;
    Ok(DisclosureAsked { request: stored.id, case: first.case, receipt: opened.receipt, due: stored.due.to_string() })
}

/// Opens the case in which somebody else decides whether the room is unsealed. What is sealed with it outlives the room's key, so it names
/// nobody.
async fn open_case(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    room: RoomId,
    request: Uuid,
    due: Date,
) -> Result<DisclosureAsked> {
    let (_, by) = room::main_affiliation(tx, actor.account).await?.ok_or(Refusal::Suspended)?;
    let content = plain(&UnsealingAsked { room: room.0, request });
    let (case, receipt) = (CaseId(entropy::id()), receipt_number(entropy::bytes()));
    let opened_at = case::now(tx).await?;
    let new = case::New {
        case,
        kind: Kind::DisclosureRequest,
        route: Route::SignedIn,
        receipt: &receipt,
        sealed: &app.keys.seal_case(&content, case, CasePart::Content),
        content_mac: &app.keys.case_mac(&content),
        opened_at,
        // What is asked again after its day is due at once.
        due: due.max(desk::local(opened_at).date()),
        subject: None,
    };
    case::insert(tx, &new).await?;
    let detail = Some(Kind::DisclosureRequest.as_str());
    let about = About { room: Some(room), subject: Some(case.0), detail, ..About::default() };
    audit::record(tx, Event::CaseOpened, &actor.origin(), about).await?;
    disclosure::ask(tx, case, request, &by).await?;
    record(tx, actor, room, request, Event::DisclosureAsked).await?;
    Ok(DisclosureAsked { request, case: case.0, receipt, due: due.to_string() })
}

/// Asks once more that the room is unsealed: its hours were over before it was done. What was marked remains.
pub async fn ask_again(app: &Shared, actor: &Actor, request: Uuid, version: i64) -> Result<DisclosureAsked> {
    attempt(app, actor, Act::AskDisclosure, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        let (stored, room) = locked(&mut tx, &actor, request, version).await?;
        rules::may_ask_again(state(&mut tx, &stored).await?)?;
        disclosure::next_version(&mut tx, request).await?;
        let told = open_case(&app, &mut tx, &actor, room, request, stored.due).await?;
        renrakucho_store::commit(tx).await?;
        Ok(told)
    })
    .await
}

/// Takes a request back. Nobody reads the room for it from then on, and nobody decides it any more.
pub async fn withdraw(app: &Shared, actor: &Actor, request: Uuid, version: i64) -> Result<Disclosure> {
    attempt(app, actor, Act::AskDisclosure, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        let found = disclosure::find(&mut *tx, request).await?.ok_or(Refusal::NotFound)?;
        room::lock(&mut tx, RoomId(found.room)).await?.ok_or(Refusal::NotFound)?;
        let open = disclosure::all_asked(&mut *tx, request).await?.into_iter().find(|asked| asked.is_open);
        if let Some(open) = &open {
            case::lock(&mut tx, open.case.into()).await?;
        }
        let (stored, room) = locked(&mut tx, &actor, request, version).await?;
        rules::may_withdraw(state(&mut tx, &stored).await?)?;
        if let Some(open) = open {
            let case = CaseId(open.case);
            let sealed = app.keys.seal_case(WITHDRAWN.as_bytes(), case, CasePart::Reason);
            case::decide(&mut tx, case, CaseState::Refused, actor.account, &sealed, None).await?;
            let detail = Some(CaseState::Refused.as_str());
            let about = About { room: Some(room), subject: Some(case.0), detail, ..About::default() };
            audit::record(&mut tx, Event::CaseDecided, &actor.origin(), about).await?;
        }
        disclosure::withdraw(&mut tx, request, actor.account).await?;
        record(&mut tx, &actor, room, request, Event::DisclosureWithdrawn).await?;
        renrakucho_store::commit(tx).await?;
        show(&app, &actor, request).await
    })
    .await
}

/// The requests about a room.
pub async fn list(app: &App, actor: &Actor, room: RoomId) -> Result<Disclosures> {
    require(app, actor, Act::SeeDisclosures).await?;
    let listed = async {
        room::head(&app.database, room).await?.ok_or(Refusal::NotFound)?;
        let mut tx = app.database.begin().await?;
        let about = About { room: Some(room), ..About::default() };
        audit::record(&mut tx, Event::DisclosuresListed, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        let profile = profiles(app, &[room.0]).await?.remove(&room.0);
        let (label, kana) = profile.map(|profile| (profile.name.clone(), profile.kana.clone())).unwrap_or_default();
        let mut disclosures = Vec::new();
        for stored in disclosure::of_room(&app.database, room).await? {
            disclosures.push(head(app, &stored).await?);
        }
        Ok(Disclosures { label, kana, disclosures })
    }
    .await;
    written_down(app, actor, Act::SeeDisclosures, Some(room), listed).await
}

/// One of them: how it stands, and nothing of what the room says.
pub async fn view(app: &App, actor: &Actor, request: Uuid) -> Result<Disclosure> {
    require(app, actor, Act::SeeDisclosures).await?;
    let viewed = async {
        let stored = disclosure::find(app.database.pool(), request).await?.ok_or(Refusal::NotFound)?;
        let mut tx = app.database.begin().await?;
        record(&mut tx, actor, RoomId(stored.room), request, Event::DisclosureViewed).await?;
        renrakucho_store::commit(tx).await?;
        show(app, actor, request).await
    }
    .await;
    written_down(app, actor, Act::SeeDisclosures, None, viewed).await
}

/// A refusal is written down.
pub(super) async fn written_down<T>(
    app: &App,
    actor: &Actor,
    act: Act,
    room: Option<RoomId>,
    outcome: Result<T>,
) -> Result<T> {
    match outcome {
        Err(Error::Refused(refusal)) => refuse(app, actor, act, room, refusal).await,
        other => other,
    }
}

pub(super) async fn record(tx: &mut Tx, actor: &Actor, room: RoomId, request: Uuid, event: Event) -> Result<()> {
    let about = About { room: Some(room), subject: Some(request), ..About::default() };
    Ok(audit::record(tx, event, &actor.origin(), about).await?)
}

/// The request, held with its room until the commit, if it is what was shown.
pub(super) async fn locked(tx: &mut Tx, actor: &Actor, request: Uuid, version: i64) -> Result<(Stored, RoomId)> {
    let found = disclosure::find(&mut **tx, request).await?.ok_or(Refusal::NotFound)?;
    let room = RoomId(found.room);
    room::lock(tx, room).await?.ok_or(Refusal::NotFound)?;
    let stored = disclosure::lock(tx, request).await?.ok_or(Refusal::NotFound)?;
    session::check(&sessions::hold(tx, actor.account, actor.device, actor.session).await?)?;
    if stored.version != version {
        return Err(Refusal::Stale.into());
    }
    Ok((stored, room))
}

/// The room's key. What was erased says so.
pub(super) async fn key_of(app: &App, stored: &Stored) -> Result<Arc<RoomKey>> {
    match app.keys.of(RoomId(stored.room)).await {
        Err(seal::Error::NoKey) => Err(Refusal::RoomClosed.into()),
        key => Ok(key?),
    }
}

/// What was said about a request; none once the room is erased.
pub(super) fn words_of(key: &RoomKey, stored: &Stored) -> Result<Option<DisclosureWords>> {
    if stored.sealed.is_empty() {
        return Ok(None);
    }
    let plain = key.open_disclosure(&stored.sealed, stored.id, DisclosurePart::Words)?;
    Ok(Some(serde_json::from_slice(&plain).map_err(|_| seal::Error::Shut)?))
}

async fn state(tx: &mut Tx, stored: &Stored) -> Result<State> {
    let asked = disclosure::all_asked(&mut **tx, stored.id).await?;
    let is_unsealed = disclosure::standing(&mut **tx, stored.id).await?.is_some();
    Ok(rules::state(facts(stored, &asked, is_unsealed)))
}

fn facts(stored: &Stored, asked: &[Asked], is_unsealed: bool) -> Facts {
    Facts {
        is_erased: stored.is_erased,
        is_withdrawn: stored.withdrawn_at.is_some(),
        is_released: stored.released_at.is_some(),
        is_unsealed,
        is_asked: asked.iter().any(|one| one.is_open),
        was_unsealed: asked.iter().any(|one| one.unsealed_at.is_some()),
    }
}

/// How a request stands.
pub(super) async fn head(app: &App, stored: &Stored) -> Result<DisclosureHead> {
    let pool = app.database.pool();
    let asked = disclosure::all_asked(pool, stored.id).await?;
    let standing = disclosure::standing(pool, stored.id).await?;
    Ok(DisclosureHead {
        request: stored.id,
        room: stored.room,
        state: rules::state(facts(stored, &asked, standing.is_some())).into(),
        due: stored.due.to_string(),
        unsealed_until: standing.map(|(_, until)| until),
        entries: stored.last_seq - stored.first_seq + 1,
        redacted: disclosure::redactions(pool, stored.id).await?.len(),
        names_staff: stored.names_staff,
        fiscal_year: stored.fiscal_year,
        number: stored.number,
        ready_at: stored.ready_at,
        released_at: stored.released_at,
        version: stored.version,
    })
}

/// Whether someone had one of the two parts in a request: they alone see what was released.
pub(super) fn had_a_part(asked: &[Asked], actor: &Actor) -> bool {
    let own = actor.account.0;
    asked.iter().any(|one| one.unsealed_at.is_some() && (one.asked_by == own || one.unsealed_by == Some(own)))
}

async fn show(app: &App, actor: &Actor, request: Uuid) -> Result<Disclosure> {
    let pool = app.database.pool();
    let stored = disclosure::find(pool, request).await?.ok_or(Refusal::NotFound)?;
    let asked = disclosure::all_asked(pool, request).await?;
    let standing = disclosure::standing(pool, request).await?.map(|(unsealed, _)| unsealed);
    let profile = profiles(app, &[stored.room]).await?.remove(&stored.room);
    let is = |rule: fn(rules::Unsealed, renrakucho_domain::AccountId) -> std::result::Result<(), Refusal>| {
        standing.is_some_and(|unsealed| rule(unsealed, actor.account).is_ok())
    };
    Ok(Disclosure {
        head: head(app, &stored).await?,
        label: profile.map(|profile| profile.name.clone()).unwrap_or_default(),
        words: said(app, &stored).await?,
        may_read: is(rules::Unsealed::may_read),
        may_redact: is(rules::Unsealed::may_redact),
        may_release: is(rules::Unsealed::may_release),
        may_see_document: stored.released_at.is_some() && !stored.is_erased && had_a_part(&asked, actor),
        unsealings: asked.into_iter().map(line).collect(),
    })
}

async fn said(app: &App, stored: &Stored) -> Result<Option<DisclosureWords>> {
    match app.keys.of(RoomId(stored.room)).await {
        Err(seal::Error::NoKey) => Ok(None),
        key => words_of(&*key?, stored),
    }
}

fn line(asked: Asked) -> UnsealingLine {
    UnsealingLine {
        case: asked.case,
        asked_at: asked.asked_at,
        asked_by: asked.asked_name,
        unsealed_at: asked.unsealed_at,
        unsealed_until: asked.unsealed_until,
        unsealed_by: asked.unsealed_name,
    }
}

/// What a case is about, for the inbox, and whom the room is about.
pub(super) async fn shown(app: &App, actor: &Actor, case: CaseId) -> Result<(String, DisclosureCase)> {
    let pool = app.database.pool();
    let asked = disclosure::of_case(pool, case).await?.ok_or(Refusal::NotFound)?;
    let stored = disclosure::find(pool, asked.request).await?.ok_or(Refusal::NotFound)?;
    let profile = profiles(app, &[stored.room]).await?.remove(&stored.room);
    let (name, kana) = profile.map(|profile| (profile.name.clone(), profile.kana.clone())).unzip();
    let told = DisclosureCase {
        head: head(app, &stored).await?,
        kana,
        words: said(app, &stored).await?,
        is_own: asked.asker() == actor.staff_member,
        asked_by: asked.asked_name,
        asked_at: asked.asked_facility,
        hours: app.config.disclosure.unsealed_hours,
    };
    Ok((name.unwrap_or_default(), told))
}
