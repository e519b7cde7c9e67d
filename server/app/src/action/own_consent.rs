//! 本人の同意の取り直し (article 16): somebody else signed for a child; some time before the child comes of age the city is told to ask them
//! themself. Nothing closes by itself when that day is over: the city decides, and its inbox says that it is late.

use renrakucho_domain::{
    CaseId, RoomId,
    audit::Event,
    case::{Kind, Route, State, receipt_number},
    consent::Signatory,
    own_consent::{comes_of_age, is_asked},
};
use renrakucho_protocol::{http::ConsentView, own_consent::OwnConsentCase};
use renrakucho_store::{
    Tx,
    audit::{self, About, Origin},
    case, consent,
    own_consent::{self, Opened, Signed},
    room as rooms,
};
use time::{Date, format_description::well_known::Iso8601};

use super::{
    Actor, Result,
    case_content::{OfRoom, plain},
    decision,
    list_city_rooms::{consent_view, profiles},
};
use crate::{
    app::{App, Shared},
    desk, entropy,
    seal::{self, CasePart, RoomKey},
};

/// Looks at one consent that somebody else signed: opens the case if it is time, and moves the deadline of one that is open to the day that
/// follows from the date of birth and the age that the city has set.
pub async fn look(app: &Shared, signed: &Signed) -> Result<()> {
    let key = match app.keys.of(signed.room).await {
        // It was erased since it was read.
        Err(seal::Error::NoKey) => return Ok(()),
        key => key?,
    };
    let Some(day) = day(app, &key, &signed.sealed_profile)? else { return Ok(()) };
    let held = app.clone();
    let room = signed.room;
    match signed.case {
        None => app.finish(async move { open(&held, room, day).await }).await,
        Some(Opened { case, state: State::Open, due }) if due != day => {
            app.finish(async move { follow(&held, case, day).await }).await
        }
        Some(_) => Ok(()),
    }
}

/// When somebody comes of the age that the city has set.
fn day(app: &App, key: &RoomKey, sealed_profile: &[u8]) -> Result<Option<Date>> {
    let profile = key.open_profile(sealed_profile)?;
    let born = Date::parse(&profile.birth_date, &Iso8601::DATE).map_err(|_| seal::Error::Shut)?;
    Ok(comes_of_age(born, app.config.consent.own_consent_age))
}

async fn open(app: &App, room: RoomId, day: Date) -> Result<()> {
    let mut tx = app.database.begin().await?;
    rooms::lock(&mut tx, room).await?;
    let opened_at = case::now(&mut tx).await?;
    // As it stands under the lock: the person may have signed, or support have ended.
    let Some(signed) = own_consent::signed_by_proxy(&mut *tx, Some(room)).await?.pop() else { return Ok(()) };
    let lead_days = app.config.consent.own_consent_lead_days;
    if signed.case.is_some() || !is_asked(signed.signed_on, day, lead_days, desk::local(opened_at).date()) {
        return Ok(());
    }
    let case = CaseId(entropy::id());
    let content = plain(&OfRoom { room: room.0 });
    let new = case::New {
        case,
        kind: Kind::OwnConsent,
        route: Route::Calendar,
        receipt: &receipt_number(entropy::bytes()),
        sealed: &app.keys.seal_case(&content, case, CasePart::Content),
        content_mac: &app.keys.case_mac(&content),
        opened_at,
        due: day,
        subject: None,
    };
    case::insert(&mut tx, &new).await?;
    // Another node may have been quicker: then nothing of this was.
    if !own_consent::begin(&mut tx, case, room).await? {
        return Ok(());
    }
    let origin = Origin { request: "own-consent".into(), ..Origin::default() };
    let detail = Some(Kind::OwnConsent.as_str());
    let about = About { room: Some(room), subject: Some(case.0), detail, ..About::default() };
    audit::record(&mut tx, Event::CaseOpened, &origin, about).await?;
    Ok(renrakucho_store::commit(tx).await?)
}

async fn follow(app: &App, case: CaseId, day: Date) -> Result<()> {
    let mut tx = app.database.begin().await?;
    case::lock(&mut tx, case).await?;
    own_consent::set_due(&mut tx, case, day).await?;
    Ok(renrakucho_store::commit(tx).await?)
}

/// The case about a room that is held, locked: before accounts.
pub(super) async fn lock_open(tx: &mut Tx, room: RoomId) -> Result<Option<CaseId>> {
    let Some(case) = own_consent::open_of(tx, room).await? else { return Ok(None) };
    let held = case::lock(tx, case).await?;
    Ok(held.filter(|held| held.facts.state == State::Open).map(|_| case))
}

/// The person has signed: what the case asked for is there.
pub(super) async fn answered(app: &App, tx: &mut Tx, actor: &Actor, room: RoomId, case: CaseId) -> Result<()> {
    let reason = app.config.cases.own_consent_signed_reason.as_bytes();
    let sealed = app.keys.seal_case(reason, case, CasePart::Reason);
    case::decide(tx, case, State::Accepted, actor.account, &sealed, None).await?;
    let detail = Some(State::Accepted.as_str());
    let about = About { room: Some(room), subject: Some(case.0), detail, ..About::default() };
    Ok(audit::record(tx, Event::CaseDecided, &actor.origin(), about).await?)
}

/// Whom it is about, and what was signed for them. Of a room that is closed the city reads nothing of that any more, as of its consents; also
/// of one that was closed while it was being read.
pub(super) async fn shown(app: &App, room: RoomId) -> Result<(String, OwnConsentCase)> {
    let profile = profiles(app, &[room.0]).await?.remove(&room.0);
    let (name, kana) = profile.map(|profile| (profile.name, profile.kana)).unzip();
    let before = decision::state_of(app, room).await?;
    let told = if before.stored().is_readable() { what_was_signed(app, room).await? } else { None };
    let state = decision::state_of(app, room).await?;
    let told = told.filter(|_| state.stored().is_readable()).unwrap_or_default();
    let told = OwnConsentCase {
        room: room.0,
        state: state.into(),
        kana,
        age: app.config.consent.own_consent_age,
        comes_of_age_on: told.comes_of_age_on,
        consent: told.consent,
        why_not_person: told.why_not_person,
    };
    Ok((name.unwrap_or_default(), told))
}

/// What stands under the room's key.
#[derive(Default)]
struct SignedFor {
    comes_of_age_on: Option<String>,
    consent: Option<ConsentView>,
    why_not_person: Option<String>,
}

async fn what_was_signed(app: &App, room: RoomId) -> Result<Option<SignedFor>> {
    let key = match app.keys.of(room).await {
        // It was erased.
        Err(seal::Error::NoKey) => return Ok(None),
        key => key?,
    };
    let mut told = SignedFor::default();
    if let Some(sealed) = rooms::sealed_profile(&app.database, room).await? {
        told.comes_of_age_on = day(app, &key, &sealed)?.map(|day| day.to_string());
    }
    if let Some(receipt) = consent::current(&app.database, room).await? {
        if let Signatory::Proxy { why_not_person, .. } =
            key.open_proxy(receipt.sealed_proxy.as_deref(), receipt.number)?
        {
            told.why_not_person = Some(why_not_person);
        }
        told.consent = Some(consent_view(&key, receipt)?);
    }
    Ok(Some(told))
}
