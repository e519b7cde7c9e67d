//! 住所の変更の確認 (article 3): whoever is supported is a resident of the city or lives there, so another address is looked at by the city.
//! It changes nothing by itself: support ends by `end_support`, and only then can it be said that someone is supported no more.

use std::sync::Arc;

use renrakucho_domain::{
    CaseId, Refusal, RoomId, RoomState,
    audit::Event,
    case::{Kind, Route},
    particulars::{check_basis, may_conclude},
    person::ResidenceBasis,
};
use renrakucho_protocol::{
    case::Verdict,
    residence::{ResidenceCase, ResidenceStatement, StatedResidence},
    vocabulary::ResidenceBasis as Basis,
};
use renrakucho_store::{
    Tx,
    audit::{self, About},
    case, particulars,
};

use super::{
    Actor, Result,
    case_content::{OfRoom, plain},
    change_particulars::opened,
    decision,
    exceptional_use::open_case,
    list_city_rooms::profiles,
};
use crate::{
    app::App,
    seal::{self, RoomKey},
};

/// Opens the case, unless one is open already: that one is about where the person lived before both changes.
pub(super) async fn open(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    room: RoomId,
    key: &RoomKey,
    before: &str,
) -> Result<()> {
    if particulars::open_review(&mut **tx, room).await?.is_some() {
        return Ok(());
    }
    let now = case::now(tx).await?;
    let kind = (Kind::ResidenceReview, Route::SignedIn, app.config.cases.residence_review_days);
    let content = plain(&OfRoom { room: room.0 });
    let (case, _, _) = open_case(app, tx, actor, (&content, Some(room)), kind, now).await?;
    Ok(particulars::insert_review(tx, case, room, &key.seal_residence(before, case)).await?)
}

/// What a decision states, and the key that it is sealed with.
pub(super) struct Prepared {
    stated: StatedResidence,
    room: RoomId,
    key: Arc<RoomKey>,
}

/// Fetches the key: no transaction waits for it.
pub(super) async fn prepare(app: &App, case: CaseId, stated: Option<StatedResidence>) -> Result<Option<Prepared>> {
    let Some(stated) = stated else { return Ok(None) };
    let room = particulars::review(app.database.pool(), case).await?.ok_or(Refusal::Invalid("residence"))?.room;
    Ok(Some(Prepared { stated, room, key: decision::key_of(app, room).await? }))
}

/// Ends the case, with the room locked: on the address that the moderator saw, and with the ground on which support goes on.
pub(super) async fn conclude(
    tx: &mut Tx,
    actor: &Actor,
    case: CaseId,
    moved: Option<(RoomState, i64)>,
    verdict: Verdict,
    prepared: Option<&Prepared>,
) -> Result<()> {
    // After an erasure nothing is left of it to be held against.
    let (state, version) = moved.unwrap_or((RoomState::Erased, 0));
    may_conclude(verdict == Verdict::Accepted, state)?;
    check_basis(verdict == Verdict::Accepted, state, prepared.is_some())?;
    let Some(Prepared { stated, room, key }) = prepared else { return Ok(()) };
    if stated.version != version {
        return Err(Refusal::Stale.into());
    }
    let after = ResidenceBasis::from(stated.basis);
    let before = particulars::hold_basis(tx, *room).await?;
    let sealed = key.seal_basis(&format!("{} {}", before.as_str(), after.as_str()), case);
    particulars::state_basis(tx, case, *room, after, &sealed, actor.account).await?;
    let about = About { room: Some(*room), subject: Some(case.0), ..About::default() };
    Ok(audit::record(tx, Event::ResidenceStated, &actor.origin(), about).await?)
}

/// What was stated of a room, the newest first.
pub(super) async fn statements(app: &App, room: RoomId, key: &RoomKey) -> Result<Vec<ResidenceStatement>> {
    let open = |one: particulars::Statement| {
        let plain = key.open_basis(&one.sealed, one.case)?;
        let basis = |word: &str| ResidenceBasis::parse(word).map(Into::into).ok_or(seal::Error::Shut);
        let (before, after) = plain.split_once(' ').ok_or(seal::Error::Shut)?;
        Ok(ResidenceStatement {
            case: one.case.0,
            before: basis(before)?,
            after: basis(after)?,
            by: one.by,
            at: one.at,
        })
    };
    particulars::statements(&app.database, room).await?.into_iter().map(open).collect()
}

/// Whom it is about, and where they lived and live. Of a room that is closed the city reads nothing of that any more, here as elsewhere
/// (`change_particulars`); also of one that was closed while it was being read.
pub(super) async fn shown(app: &App, room: RoomId, case: CaseId) -> Result<(String, ResidenceCase)> {
    let profile = profiles(app, &[room.0]).await?.remove(&room.0);
    let (name, kana) = profile.map(|profile| (profile.name, profile.kana)).unzip();
    let before = decision::state_of(app, room).await?;
    let told = if before.stored().is_readable() { where_they_live(app, room, case).await? } else { None };
    let state = decision::state_of(app, room).await?;
    let told = told.filter(|_| state.stored().is_readable()).unwrap_or_default();
    let told = ResidenceCase {
        room: room.0,
        state: state.into(),
        kana,
        before: told.before,
        now: told.now,
        version: told.version,
        basis: told.basis,
        stated: told.stated,
    };
    Ok((name.unwrap_or_default(), told))
}

/// What stands under the room's key, and the version of it.
#[derive(Default)]
struct Lived {
    before: Option<String>,
    now: Option<String>,
    version: i64,
    basis: Option<Basis>,
    stated: Option<ResidenceStatement>,
}

async fn where_they_live(app: &App, room: RoomId, case: CaseId) -> Result<Option<Lived>> {
    let key = match app.keys.of(room).await {
        // It was erased.
        Err(seal::Error::NoKey) => return Ok(None),
        key => key?,
    };
    let review = particulars::review(app.database.pool(), case).await?;
    let before = review.map(|review| key.open_residence(&review.sealed, case)).transpose()?;
    let kept = particulars::of(&app.database, room).await?;
    let version = kept.as_ref().map_or(0, |kept| kept.version);
    let now = kept.map(|kept| opened(&key, &kept)).transpose()?.map(|kept| kept.address);
    let basis = Some(particulars::basis(app.database.pool(), room).await?.into());
    let stated = statements(app, room, &key).await?.into_iter().find(|one| one.case == case.0);
    Ok(Some(Lived { before, now, version, basis, stated }))
}
