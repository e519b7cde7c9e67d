//! The city's list of rooms: label and state for deciding, never content.

use std::collections::HashMap;

use renrakucho_domain::{
    Act, RoomId,
    audit::Event,
    consent::{Scope, Signatory},
};
use renrakucho_protocol::{
    consent::ConsentScope,
    erasure::ErasureLine,
    http::{CityRoom, ConsentView, SignedBy},
};
use renrakucho_store::{
    audit::{self, About},
    consent::StoredReceipt,
    room::{self, CITY_LINES, CityLine},
};

use uuid::Uuid;

use super::{Actor, Result, end_support::end_view, exceptional_use::Permits, require};
use crate::{
    app::App,
    seal::{self, Profile, RoomKey},
};

/// The rooms of the city, or one of them, and whether there are more than are listed.
pub async fn list_city_rooms(app: &App, actor: &Actor, only: Option<RoomId>) -> Result<(Vec<CityRoom>, bool)> {
    require(app, actor, Act::ListCityRooms).await?;
    let mut tx = app.database.begin().await?;
    // A list is about nobody; who looked at one line by itself is told to that person.
    let event = if only.is_some() { Event::CityRoomViewed } else { Event::CityRoomsListed };
    let about = About { room: only, ..About::default() };
    audit::record(&mut tx, event, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    let mut lines = room::city_lines(&app.database, only).await?;
    let has_more = lines.len() > CITY_LINES;
    lines.truncate(CITY_LINES);
    app.keys.prepare(lines.iter().filter(|line| line.sealed_profile.is_some()).map(|line| line.room)).await?;
    let permits = Permits::of(app, only).await?;
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        out.push(show(app, line, &permits).await?);
    }
    Ok((out, has_more))
}

/// One room, after a decision about it.
pub(super) async fn city_room(app: &App, room: RoomId) -> Result<CityRoom> {
    let line = room::city_lines(&app.database, Some(room)).await?.pop();
    let permits = Permits::of(app, Some(room)).await?;
    show(app, line.ok_or(renrakucho_domain::Refusal::NotFound)?, &permits).await
}

async fn show(app: &App, line: CityLine, permits: &Permits) -> Result<CityRoom> {
    let standing = permits.standing(line.room);
    let mut shown = CityRoom {
        room: line.room,
        label: String::new(),
        kana: String::new(),
        birth_date: String::new(),
        state: line.state.into(),
        version: line.version,
        members: line.members,
        facilities: line.facilities,
        may_be_twice: !line.same_person.is_empty(),
        same_person: line.same_person,
        state_since: line.state_since,
        lapses_at: line.lapses_since.map(|since| app.config.people.lapses_at(since)),
        has_certificate: line.has_certificate,
        erased: line.erased.map(|it| ErasureLine { fiscal_year: it.fiscal_year, number: it.number, at: it.at }),
        erasure_case: line.erasure_case,
        permit: standing.first().copied(),
        permits: standing,
        permit_case: permits.asked(line.room),
        end: None,
        consent: None,
        consent_files: line.consent_files,
        lacks_scan: line.lacks_scan,
    };
    // Of a proposal that was deleted or a room that was erased nobody knows whom it was about, and there is no key to ask for.
    let Some(sealed) = line.sealed_profile else { return Ok(shown) };
    let key = match app.keys.of(RoomId(line.room)).await {
        // It was erased since it was read.
        Err(seal::Error::NoKey) if !is_known(app, line.room).await? => return Ok(shown),
        key => key?,
    };
    let profile = key.open_profile(&sealed)?;
    (shown.label, shown.kana, shown.birth_date) = (profile.name, profile.kana, profile.birth_date);
    shown.end = end_view(&key, line.end.as_ref())?;
    shown.consent = line.consent.map(|receipt| consent_view(&key, receipt)).transpose()?;
    Ok(shown)
}

/// Whether a room's key should be there.
async fn is_known(app: &App, room: Uuid) -> Result<bool> {
    Ok(!room::profiles(&app.database, &[room]).await?.is_empty())
}

/// Whom rooms are about; of one that was erased nobody knows it.
pub(super) async fn profiles(app: &App, rooms: &[Uuid]) -> Result<HashMap<Uuid, Profile>> {
    app.keys.prepare(rooms.iter().copied()).await?;
    let mut profiles = HashMap::new();
    for (room, sealed) in room::profiles(&app.database, rooms).await? {
        match app.keys.of(RoomId(room)).await {
            Err(seal::Error::NoKey) if !is_known(app, room).await? => {}
            key => {
                profiles.insert(room, key?.open_profile(&sealed)?);
            }
        }
    }
    Ok(profiles)
}

/// A consent as members see it, on the screen and in what they take along. Which facilities the person refused tells of the person:
/// members are told what is shared, not with whom it is not.
pub fn consent_for_members(key: &RoomKey, receipt: StoredReceipt) -> Result<ConsentView> {
    let mut consent = consent_view(key, receipt)?;
    if let Some(scope) = consent.scope.as_mut() {
        scope.refused_facilities.clear();
    }
    Ok(consent)
}

/// A consent as pages show it. The reason why the person could not sign stays with the city.
pub fn consent_view(key: &RoomKey, receipt: StoredReceipt) -> Result<ConsentView> {
    let (signed_by, relation) = match key.open_proxy(receipt.sealed_proxy.as_deref(), receipt.number)? {
        Signatory::Person => (SignedBy::Person, None),
        Signatory::Proxy { relation, .. } => (SignedBy::Proxy, Some(relation)),
    };
    Ok(ConsentView {
        signed_by,
        relation,
        form_version: receipt.form_version,
        signed_on: receipt.signed_on.to_string(),
        received_on: receipt.received_on.to_string(),
        scope: scope_view(&key.open_scope(receipt.sealed_scope.as_deref(), receipt.number)?),
    })
}

fn scope_view(scope: &Scope) -> Option<ConsentScope> {
    (*scope != Scope::whole()).then(|| ConsentScope {
        categories: scope.categories.iter().map(|one| (*one).into()).collect(),
        information: scope.information.iter().map(|one| (*one).into()).collect(),
        refused_facilities: scope.refused.iter().map(|one| one.0).collect(),
    })
}
