//! 登録内容の変更: what a facility stated about itself, changed by its admin, or by the city for one that tells it on paper
//! (article 12). The city sees each change as a case; what it examined before waits for its yes.

use std::collections::BTreeSet;

use renrakucho_domain::{
    Act, CaseId, FacilityId, Refusal,
    application::Form,
    audit::Event,
    case::{Kind, Route, State, receipt_number},
    facility_change::{Field, changed, with},
    permission::Role,
    session,
};
use renrakucho_protocol::facility::{
    FacilityChange, FacilityChangeBody, FacilityChangeLine, FacilityData, FacilityProfile,
};
use renrakucho_store::{
    Tx,
    audit::{self, About},
    case, facility, facility_profile, session as sessions,
};

use super::{
    Actor, Error, Result, attempt,
    case_content::{self, data, plain, reason_of},
    facility_staff::look_after,
    refuse, require,
};
use crate::{
    app::{App, Shared},
    desk, entropy,
    seal::CasePart,
};

/// What a facility states, and how that changed.
pub async fn read_facility(app: &App, actor: &Actor, facility: FacilityId) -> Result<FacilityProfile> {
    require(app, actor, Act::ChangeFacility).await?;
    let mut tx = app.database.begin().await?;
    match look_after(&mut tx, actor, facility, Act::ChangeFacility).await {
        Err(Error::Refused(refusal)) => {
            drop(tx);
            return refuse(app, actor, Act::ChangeFacility, None, refusal).await;
        }
        other => other?,
    }
    let about = About { subject: Some(facility.0), ..About::default() };
    audit::record(&mut tx, Event::FacilityViewed, &actor.origin(), about).await?;
    let stated = facility_profile::stated(&mut tx, facility).await?;
    renrakucho_store::commit(tx).await?;
    show(app, facility, stated.ok_or(Refusal::NotFound)?).await
}

async fn show(app: &App, facility: FacilityId, (form, version): (Form, i64)) -> Result<FacilityProfile> {
    let mut changes = Vec::new();
    for (line, sent_by) in case::about(&app.database, facility, Kind::FacilityChange).await? {
        let change = case_content::open(app, line.case.into(), &line.sealed)?;
        changes.push(FacilityChangeLine {
            case: line.case,
            sent_at: line.opened_at,
            sent_by,
            change,
            state: line.state.into(),
            decided_at: line.decided_at,
            reason: line.sealed_reason.map(|sealed| reason_of(app, line.case.into(), &sealed)).transpose()?,
        });
    }
    let waits = |line: &FacilityChangeLine| line.state == State::Open.into() && !line.change.asked.is_empty();
    Ok(FacilityProfile {
        facility: facility.0,
        data: data(form),
        is_waiting: changes.iter().any(waits),
        changes,
        version,
    })
}

/// Changes it on the version that the form showed. The same again under the same id is the same change.
pub async fn change_facility(
    app: &Shared,
    actor: &Actor,
    facility: FacilityId,
    body: FacilityChangeBody,
) -> Result<FacilityProfile> {
    attempt(app, actor, Act::ChangeFacility, None, async move |app, actor| {
        let (case, version) = (CaseId(body.id), body.version);
        let after = typed(body).trimmed();
        after.check()?;
        let mut tx = app.database.begin().await?;
        facility::lock(&mut tx, facility).await?.ok_or(Refusal::NotFound)?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        look_after(&mut tx, &actor, facility, Act::ChangeFacility).await?;
        let (before, current) = facility_profile::stated(&mut tx, facility).await?.ok_or(Refusal::NotFound)?;
        let content_mac = app.keys.case_mac(&plain(&(facility.0, data(after.clone()))));
        match case::mac_of(&mut tx, case).await? {
            Some(mac) if mac == content_mac => return show(&app, facility, (before, current)).await,
            Some(_) => return Err(Refusal::IdReused.into()),
            None => {}
        }
        if current != version {
            return Err(Refusal::Stale.into());
        }
        let fields = changed(&before, &after);
        if fields.is_empty() {
            return show(&app, facility, (before, current)).await;
        }
        let (asked, told): (BTreeSet<_>, BTreeSet<_>) = fields.iter().partition(|field| field.needs_yes());
        if !asked.is_empty() && is_waiting(&app, &mut tx, facility).await? {
            return Err(Refusal::Stale.into());
        }
        facility_profile::restate(&mut tx, facility, &with(before.clone(), &after, &told)).await?;
        let words = |fields: BTreeSet<Field>| fields.into_iter().map(Into::into).collect();
        let change =
            FacilityChange { before: data(before), after: data(after), told: words(told), asked: words(asked) };
        open(&app, &mut tx, &actor, (case, facility), &change, &content_mac).await?;
        let names: Vec<_> = fields.iter().map(|field| field.as_str()).collect();
        let about = About { subject: Some(facility.0), detail: Some(&names.join(" ")), ..About::default() };
        audit::record(&mut tx, Event::FacilityChanged, &actor.origin(), about).await?;
        let stated = facility_profile::stated(&mut tx, facility).await?.ok_or(Refusal::NotFound)?;
        renrakucho_store::commit(tx).await?;
        show(&app, facility, stated).await
    })
    .await
}

fn typed(body: FacilityChangeBody) -> Form {
    case_content::form(FacilityData {
        name: body.name,
        category: body.category,
        ground: body.ground,
        address: body.address,
        representative: body.representative,
        mail: body.mail,
        phone: body.phone,
        listed: body.listed,
    })
}

/// Whether an earlier change waits for the city's yes: two that wait would be judged against what does not hold any more.
async fn is_waiting(app: &App, tx: &mut Tx, facility: FacilityId) -> Result<bool> {
    for (case, sealed) in case::open_about(tx, facility, Kind::FacilityChange).await? {
        let change: FacilityChange = case_content::open(app, case, &sealed)?;
        if !change.asked.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The case by which the city sees it.
async fn open(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    (case, facility): (CaseId, FacilityId),
    change: &FacilityChange,
    content_mac: &[u8],
) -> Result<()> {
    let opened_at = case::now(tx).await?;
    // What the moderator changes came to the desk.
    let route = if actor.role == Role::CityModerator { Route::Paper } else { Route::SignedIn };
    let new = case::New {
        case,
        kind: Kind::FacilityChange,
        route,
        receipt: &receipt_number(entropy::bytes()),
        sealed: &app.keys.seal_case(&plain(change), case, CasePart::Content),
        content_mac,
        opened_at,
        due: app.desk.due(desk::local(opened_at).date(), app.config.cases.facility_change_days),
        subject: Some(facility),
    };
    if !case::insert(tx, &new).await? {
        return Err(Refusal::IdReused.into());
    }
    let about = About { subject: Some(case.0), detail: Some(route.as_str()), ..About::default() };
    Ok(audit::record(tx, Event::CaseOpened, &actor.origin(), about).await?)
}

/// What waited holds from here on: the city said yes. In the facility that this transaction holds locked.
pub(super) async fn accept(tx: &mut Tx, actor: &Actor, facility: FacilityId, change: FacilityChange) -> Result<()> {
    if change.asked.is_empty() {
        return Ok(());
    }
    let asked: BTreeSet<Field> = change.asked.into_iter().map(Into::into).collect();
    let (now, _) = facility_profile::stated(tx, facility).await?.ok_or(Refusal::NotFound)?;
    facility_profile::restate(tx, facility, &with(now, &case_content::form(change.after), &asked)).await?;
    let names: Vec<_> = asked.iter().map(|field| field.as_str()).collect();
    let about = About { subject: Some(facility.0), detail: Some(&names.join(" ")), ..About::default() };
    Ok(audit::record(tx, Event::FacilityChanged, &actor.origin(), about).await?)
}
