//! 端末の同時利用 (article 28): a device that is in two places at once. Somebody may have copied what it is certified by, and the
//! city gets a case about it. Nothing is stopped before it has decided: one person with two browsers may be all there is.
//!
//! What the server cannot see stands in `docs/operations.md`.

use renrakucho_domain::{
    CaseId,
    audit::Event,
    case::{Kind, Route, receipt_number},
    two_places::{Place, Stay, at_once},
};
use renrakucho_protocol::two_places::{DeviceInTwoPlaces, PersonOnDevice, PlaceOfDevice};
use renrakucho_store::{
    Tx,
    audit::{self, About, Origin},
    case, device, loss,
    two_places::{self, Seen, Twice},
};
use time::Duration;

use super::{Actor, Result, case_content::plain, prove_session::ANSWER_SECONDS};
use crate::{
    app::{App, Shared},
    desk, entropy,
    seal::CasePart,
    telemetry::chain,
};

/// Looks, after a session has proved that it is here, whether its device is elsewhere too. What goes wrong with this is not the
/// session's matter, and the next proof asks again.
pub(super) async fn look(app: &Shared, actor: &Actor, place: &Place, own: Stay) {
    if let Err(error) = look_and_open(app, actor, place, own).await {
        tracing::error!(cause = %chain(&error), "whether a device is in two places could not be seen");
    }
}

async fn look_and_open(app: &Shared, actor: &Actor, place: &Place, own: Stay) -> Result<()> {
    let under_way = Duration::seconds(ANSWER_SECONDS.into());
    let others = two_places::others(&app.database, actor.session, app.config.sign_in.proof_seconds).await?;
    let Some(other) = others.into_iter().find(|other| at_once(own, other.stay, other.sight, under_way)) else {
        return Ok(());
    };
    let mut tx = app.database.begin().await?;
    device::lock(&mut tx, &[actor.device.0]).await?;
    if !two_places::is_news(&mut tx, actor.device).await? {
        return Ok(());
    }
    let named = two_places::named(&mut tx, actor.device).await?;
    let own = Seen {
        session: Some((actor.session, actor.account)),
        agent: place.agent.clone(),
        stay: own,
        sight: other.sight,
    };
    let places = vec![shown(&mut tx, &own).await?, shown(&mut tx, &other).await?];
    let noticed = DeviceInTwoPlaces {
        device: actor.device.0,
        label: named.label,
        is_shared: named.is_shared,
        facility: named.facility,
        places,
    };
    let case = open(app, &mut tx, &noticed).await?;
    let twice =
        Twice { device: actor.device, session: actor.session, other: other.session.map(|(session, _)| session) };
    two_places::insert(&mut tx, case, twice).await?;
    // Nobody opened it: whoever was signed in may be the one it is about.
    let origin = Origin { device: Some(actor.device), request: actor.request.clone(), ..Origin::default() };
    let about = About { subject: Some(case.0), detail: Some(Kind::DeviceInTwoPlaces.as_str()), ..About::default() };
    audit::record(&mut tx, Event::CaseOpened, &origin, about).await?;
    Ok(renrakucho_store::commit(tx).await?)
}

async fn open(app: &App, tx: &mut Tx, noticed: &DeviceInTwoPlaces) -> Result<CaseId> {
    let (case, opened_at) = (CaseId(entropy::id()), case::now(tx).await?);
    let content = plain(noticed);
    let new = case::New {
        case,
        kind: Kind::DeviceInTwoPlaces,
        route: Route::Noticed,
        receipt: &receipt_number(entropy::bytes()),
        sealed: &app.keys.seal_case(&content, case, CasePart::Content),
        content_mac: &app.keys.case_mac(&content),
        opened_at,
        due: app.desk.due(desk::local(opened_at).date(), app.config.cases.two_places_days),
        subject: None,
    };
    case::insert(tx, &new).await?;
    Ok(case)
}

async fn shown(tx: &mut Tx, seen: &Seen) -> Result<PlaceOfDevice> {
    let person = match seen.session {
        Some((_, account)) => loss::person(tx, account).await?.map(|person| PersonOnDevice {
            account: account.0,
            name: person.name,
            login_id: person.login_id,
        }),
        None => None,
    };
    Ok(PlaceOfDevice {
        person,
        address: seen.stay.address.to_string(),
        agent: seen.agent.clone(),
        since: seen.stay.since,
        until: seen.stay.until,
    })
}
