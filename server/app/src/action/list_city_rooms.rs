//! The city's list of rooms: label and state for deciding, never content.

use renrakucho_domain::{Act, RoomId, audit::Event, consent::Signatory};
use renrakucho_protocol::http::{CityRoom, ConsentView, SignedBy};
use renrakucho_store::{
    audit::{self, About},
    room::{self, CityLine, StoredReceipt},
};

use super::{Actor, Result, end_support::end_view, require};
use crate::{app::App, seal::RoomKey};

/// All rooms of the city.
pub async fn list_city_rooms(app: &App, actor: &Actor) -> Result<Vec<CityRoom>> {
    require(app, actor, Act::ListCityRooms).await?;
    let mut tx = app.database.begin().await?;
    audit::record(&mut tx, Event::CityRoomsListed, &actor.origin(), About::default()).await?;
    renrakucho_store::commit(tx).await?;
    let lines = room::city_lines(&app.database, None).await?;
    app.keys.prepare(lines.iter().filter(|line| line.sealed_profile.is_some()).map(|line| line.room)).await?;
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        out.push(show(app, line).await?);
    }
    Ok(out)
}

/// One room, after a decision about it.
pub(super) async fn city_room(app: &App, room: RoomId) -> Result<CityRoom> {
    let line = room::city_lines(&app.database, Some(room)).await?.pop();
    show(app, line.ok_or(renrakucho_domain::Refusal::NotFound)?).await
}

async fn show(app: &App, line: CityLine) -> Result<CityRoom> {
    let mut shown = CityRoom {
        room: line.room,
        label: String::new(),
        kana: String::new(),
        state: line.state.into(),
        version: line.version,
        members: line.members,
        may_be_twice: line.may_be_twice,
        state_since: line.state_since,
        lapses_at: line.awaiting_since.map(|since| app.config.people.lapses_at(since)),
        has_certificate: line.has_certificate,
        end: None,
        consent: None,
    };
    // Of a proposal that was deleted nobody knows whom it was about, and there is no key to ask for.
    let Some(sealed) = line.sealed_profile else { return Ok(shown) };
    let key = app.keys.of(RoomId(line.room)).await?;
    let profile = key.open_profile(&sealed)?;
    (shown.label, shown.kana) = (profile.name, profile.kana);
    shown.end = end_view(&key, line.sealed_end.as_deref())?;
    shown.consent = line.consent.map(|receipt| consent_view(&key, receipt)).transpose()?;
    Ok(shown)
}

/// A consent as pages show it. The reason why the person could not sign stays with the city.
pub fn consent_view(key: &RoomKey, receipt: StoredReceipt) -> Result<ConsentView> {
    let (signed_by, relation) = match key.open_proxy(receipt.sealed_proxy.as_deref())? {
        Signatory::Person => (SignedBy::Person, None),
        Signatory::Proxy { relation, .. } => (SignedBy::Proxy, Some(relation)),
    };
    Ok(ConsentView {
        signed_by,
        relation,
        form_version: receipt.form_version,
        signed_on: receipt.signed_on.to_string(),
        received_on: receipt.received_on.to_string(),
    })
}
