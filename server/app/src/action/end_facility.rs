//! 利用の廃止 of a facility: said by its admin or by the city, with a checklist, for a day (article 13). From that day's first
//! moment on everything that rests on the facility has ended, by the database's clock: see `standing_facility`. Nothing here
//! needs to run at that moment; `write_down` only keeps afterwards what has ended.

use std::collections::HashMap;

use renrakucho_domain::{
    Act, CaseId, FacilityId, Refusal,
    audit::Event,
    case::{Kind, Route, receipt_number},
    facility_end as rules,
    permission::Role,
    session,
};
use renrakucho_protocol::facility_end::{EndSaid, EndSeen, FacilityEnd, FacilityEndBody, LeftDevice, LeftStaff};
use renrakucho_store::{
    Tx, account,
    audit::{self, About, Origin},
    case, device, facility,
    facility_end::{self, Left},
    facility_profile, notice,
    revocation::Why,
    session as sessions,
};
use time::{Date, PrimitiveDateTime, Time, macros::format_description};
use uuid::Uuid;

use super::{
    Actor, Error, Result, attempt,
    case_content::{EndTold, plain},
    facility_staff::{facility_line, look_after},
    list_city_rooms::profiles,
    refuse, require, revocation,
};
use crate::{
    app::{App, Shared},
    clock, desk, entropy,
    seal::CasePart,
};

/// What is still there, and what was said.
pub async fn read_end(app: &App, actor: &Actor, facility: FacilityId) -> Result<FacilityEnd> {
    require(app, actor, Act::ListStaff).await?;
    let mut tx = app.database.begin().await?;
    match look_after(&mut tx, actor, facility, Act::ListStaff).await {
        Err(Error::Refused(refusal)) => {
            drop(tx);
            return refuse(app, actor, Act::ListStaff, None, refusal).await;
        }
        other => other?,
    }
    let about = About { subject: Some(facility.0), ..About::default() };
    audit::record(&mut tx, Event::StaffListed, &actor.origin(), about.clone()).await?;
    if actor.role == Role::CityModerator {
        audit::record(&mut tx, Event::CityRoomsListed, &actor.origin(), about).await?;
    }
    renrakucho_store::commit(tx).await?;
    show(app, actor, facility).await
}

async fn show(app: &App, actor: &Actor, facility: FacilityId) -> Result<FacilityEnd> {
    let people = facility_end::people(&app.database, facility).await?;
    let labels = if actor.role == Role::CityModerator { labels(app, &people).await? } else { HashMap::new() };
    let devices = facility_end::devices(&app.database, facility).await?;
    let mut tx = app.database.begin().await?;
    let today = desk::local(case::now(&mut tx).await?).date();
    let left = facility_end::left(&mut tx, facility).await?;
    drop(tx);
    let said = facility_end::said(&app.database, facility).await?.map(|said| EndSaid {
        effective_on: said.effective_on.to_string(),
        by: said.by,
        by_city: said.by_city,
        at: said.at,
        may_withdraw: rules::may_withdraw(actor.role, said.by_city).is_ok(),
    });
    let label = |room: &Uuid| labels.get(room).cloned();
    Ok(FacilityEnd {
        facility: facility_line(&app.database, facility).await?,
        said,
        earliest: rules::earliest(today).to_string(),
        latest: rules::latest(today).to_string(),
        staff: people
            .into_iter()
            .map(|person| LeftStaff {
                account: person.account,
                name: person.name,
                standing: person.standing.into(),
                stays: person.stays,
                rooms: person.rooms.len(),
                room_labels: person.rooms.iter().filter_map(label).collect(),
            })
            .collect(),
        devices: devices
            .into_iter()
            .map(|device| LeftDevice {
                device: device.device,
                label: device.label,
                is_shared: device.is_shared,
                standing: device.standing.into(),
            })
            .collect(),
        left: seen(left),
    })
}

const fn seen(left: Left) -> EndSeen {
    EndSeen { staff: left.staff, devices: left.devices, rooms: left.rooms }
}

/// The rooms as the city's list calls them.
async fn labels(app: &App, people: &[facility_end::Person]) -> Result<HashMap<Uuid, String>> {
    let mut rooms: Vec<_> = people.iter().flat_map(|person| person.rooms.iter().copied()).collect();
    rooms.sort_unstable();
    rooms.dedup();
    let profiles = profiles(app, &rooms).await?;
    Ok(profiles.into_iter().map(|(room, profile)| (room, profile.name)).collect())
}

/// Says that a facility ends on a day, on the version and the checklist that the form showed. The same again under the same id
/// says nothing new.
pub async fn say_end(app: &Shared, actor: &Actor, facility: FacilityId, body: FacilityEndBody) -> Result<FacilityEnd> {
    attempt(app, actor, Act::EndFacility, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        let (_, current) = facility::lock(&mut tx, facility).await?.ok_or(Refusal::NotFound)?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        look_after(&mut tx, &actor, facility, Act::EndFacility).await?;
        let before = facility_end::standing(&mut tx, facility).await?;
        if before.is_some_and(|(id, _)| id == body.id) {
            drop(tx);
            return show(&app, &actor, facility).await;
        }
        if current != body.version || before.is_some() {
            return Err(Refusal::Stale.into());
        }
        // Whoever runs the service would be out with it, and nobody could let them in again.
        if facility_end::holds_the_city(&mut tx, facility).await? {
            return Err(Refusal::Invalid("facility").into());
        }
        let now = case::now(&mut tx).await?;
        let today = desk::local(now).date();
        let day = Date::parse(&body.effective_on, format_description!("[year]-[month]-[day]"))
            .map_err(|_| Refusal::Invalid("effective_on"))?;
        rules::check_day(today, day)?;
        let left = facility_end::left(&mut tx, facility).await?;
        if seen(left) != body.seen {
            return Err(Refusal::Stale.into());
        }
        let new = facility_end::New {
            id: body.id,
            facility,
            effective_on: day,
            ends_at: PrimitiveDateTime::new(day, Time::MIDNIGHT).assume_offset(clock::TOKYO),
            by: actor.account,
            by_city: actor.role == Role::CityModerator,
            seen: left,
        };
        if !facility_end::say(&mut tx, &new).await? {
            return Err(Refusal::IdReused.into());
        }
        if !new.by_city {
            tell(&app, &mut tx, &actor, &new, now).await?;
        }
        let detail = day.to_string();
        let about = About { subject: Some(facility.0), detail: Some(&detail), ..About::default() };
        audit::record(&mut tx, Event::FacilityEndSaid, &actor.origin(), about).await?;
        notice::insert_for_admins(&mut tx, facility, &[actor.account], notice::Kind::FacilityEnds).await?;
        renrakucho_store::commit(tx).await?;
        show(&app, &actor, facility).await
    })
    .await
}

/// The case by which the city learns that a facility leaves.
async fn tell(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    new: &facility_end::New,
    opened_at: time::OffsetDateTime,
) -> Result<()> {
    let case = CaseId(new.id);
    let (form, _) = facility_profile::stated(tx, new.facility).await?.ok_or(Refusal::NotFound)?;
    let told =
        EndTold { name: form.name, mail: form.mail, effective_on: new.effective_on.to_string(), seen: seen(new.seen) };
    let plain = plain(&told);
    let opened = case::New {
        case,
        kind: Kind::FacilityEnd,
        route: Route::SignedIn,
        receipt: &receipt_number(entropy::bytes()),
        sealed: &app.keys.seal_case(&plain, case, CasePart::Content),
        content_mac: &app.keys.case_mac(&plain),
        opened_at,
        // Whatever the days of the desk: to be seen before it holds.
        due: app.desk.due(desk::local(opened_at).date(), app.config.cases.facility_change_days).min(new.effective_on),
        subject: Some(new.facility),
    };
    if !case::insert(tx, &opened).await? {
        return Err(Refusal::IdReused.into());
    }
    let about = About { subject: Some(case.0), detail: Some(Route::SignedIn.as_str()), ..About::default() };
    Ok(audit::record(tx, Event::CaseOpened, &actor.origin(), about).await?)
}

/// Takes it back before its day, on the version that the form showed.
pub async fn withdraw_end(app: &Shared, actor: &Actor, facility: FacilityId, version: i64) -> Result<FacilityEnd> {
    attempt(app, actor, Act::EndFacility, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        let (_, current) = facility::lock(&mut tx, facility).await?.ok_or(Refusal::NotFound)?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        look_after(&mut tx, &actor, facility, Act::EndFacility).await?;
        if current != version {
            return Err(Refusal::Stale.into());
        }
        let (_, by_city) = facility_end::standing(&mut tx, facility).await?.ok_or(Refusal::Stale)?;
        rules::may_withdraw(actor.role, by_city)?;
        if !facility_end::withdraw(&mut tx, facility, actor.account).await? {
            return Err(Refusal::Stale.into());
        }
        let about = About { subject: Some(facility.0), ..About::default() };
        audit::record(&mut tx, Event::FacilityEndWithdrawn, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        show(&app, &actor, facility).await
    })
    .await
}

/// Writes down what a facility's day has ended, if nobody has done so before. Its rooms' entries are `job::lapse`'s.
pub async fn write_down(app: &Shared, facility: FacilityId) -> Result<()> {
    let held = app.clone();
    app.finish(async move {
        let mut tx = held.database.begin().await?;
        facility::lock(&mut tx, facility).await?;
        if !facility_end::is_due(&mut tx, facility).await? {
            return Ok(());
        }
        let accounts: Vec<_> = facility::affiliated(&mut tx, facility).await?.into_iter().map(|(id, _)| id).collect();
        account::lock(&mut tx, &accounts).await?;
        // Asked again, now that nobody comes or goes.
        let (others, out): (Vec<_>, Vec<_>) =
            facility::affiliated(&mut tx, facility).await?.into_iter().partition(|(_, stays)| *stays);
        let ids = |people: Vec<(Uuid, bool)>| people.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
        let (out, others) = (ids(out), ids(others));
        let devices = facility::devices(&mut tx, facility).await?;
        device::lock(&mut tx, &devices).await?;
        let ended = facility_end::write_down(&mut tx, facility, &out, &others, &devices).await?;
        let origin = Origin { request: "facility end".into(), ..Origin::default() };
        let about = About { subject: Some(facility.0), ..About::default() };
        audit::record(&mut tx, Event::FacilityEnded, &origin, about).await?;
        revocation::commit(&held, tx, &ended, Why::Revoked).await
    })
    .await
}
