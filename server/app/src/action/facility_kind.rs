//! 区分の変更 (articles 7, 16): a person consents to share with kinds of facilities. A facility becomes another kind only when every consent by
//! which its staff are in a room reaches that kind: before, the city removes them, or takes a wider consent. Removing them by itself
//! would take a room from someone whom the person may well want there.

use std::sync::Arc;

use renrakucho_domain::{
    CaseId, FacilityId, Refusal, RoomId,
    audit::Event,
    case::{Kind, State},
    person::StaffCategory,
};
use renrakucho_protocol::{
    facility::{FacilityChange, UnreachedRoom},
    vocabulary::FacilityField,
};
use renrakucho_store::{
    Tx,
    audit::{self, About},
    case::{self, Line},
    consent::{self, Sharer},
    room,
};

use super::{Actor, Result, case_content, list_city_rooms::profiles, take_consent_again::shown};
use crate::{
    app::App,
    seal::{self, RoomKey},
};

/// A facility that asks to be another kind, and the rooms that its staff are in by a consent.
pub(super) struct Asked {
    facility: FacilityId,
    kind: StaffCategory,
    rooms: Vec<(RoomId, Arc<RoomKey>)>,
}

/// Of a case that asks for that. Fetches the rooms' keys: no transaction waits for them.
pub(super) async fn asked(app: &App, case: CaseId) -> Result<Option<Asked>> {
    match case::find(&app.database, case).await? {
        Some(line) => asked_in(app, &line).await,
        None => Ok(None),
    }
}

async fn asked_in(app: &App, line: &Line) -> Result<Option<Asked>> {
    let (Kind::FacilityChange, State::Open, Some(facility)) = (line.kind, line.state, line.subject) else {
        return Ok(None);
    };
    let change: FacilityChange = case_content::open(app, line.case.into(), &line.sealed)?;
    if !change.asked.contains(&FacilityField::Category) {
        return Ok(None);
    }
    let facility = FacilityId(facility);
    let mut rooms = Vec::new();
    for room in consent::rooms_of_facility(app.database.pool(), facility).await? {
        match app.keys.of(room).await {
            // It was erased since it was asked for.
            Err(seal::Error::NoKey) => {}
            key => rooms.push((room, key?)),
        }
    }
    Ok(Some(Asked { facility, kind: change.after.category.into(), rooms }))
}

impl Asked {
    /// Locks the rooms, before the case and the facility.
    pub(super) async fn lock(&self, tx: &mut Tx) -> Result<()> {
        for (room, _) in &self.rooms {
            room::lock(tx, *room).await?;
        }
        Ok(())
    }

    /// Refuses while some consent does not reach the kind. Under the locks of the rooms and of the facility: whoever is let into a room holds
    /// both.
    pub(super) async fn check(&self, tx: &mut Tx) -> Result<()> {
        let now = consent::rooms_of_facility(&mut **tx, self.facility).await?;
        if now.iter().any(|room| !self.rooms.iter().any(|(locked, _)| locked == room)) {
            return Err(Refusal::Stale.into());
        }
        for (room, key) in &self.rooms {
            if !self.outside(tx, *room, key).await?.is_empty() {
                return Err(Refusal::Invalid("members").into());
            }
        }
        Ok(())
    }

    async fn outside(&self, tx: &mut Tx, room: RoomId, key: &RoomKey) -> Result<Vec<Sharer>> {
        // Without consent nobody reads; its receipt asks whom it reaches.
        let Some(held) = consent::held(tx, room).await? else { return Ok(Vec::new()) };
        if key.open_scope(held.sealed_scope.as_deref(), held.number)?.admits(self.kind, self.facility) {
            return Ok(Vec::new());
        }
        let mut sharers = consent::sharers(tx, room).await?;
        sharers.retain(|one| one.facility == self.facility);
        Ok(sharers)
    }
}

/// Who has to leave a room first, or whose consent has to be wider, for whoever decides. Each room that is shown is an event.
pub(super) async fn unreached(app: &App, actor: &Actor, line: &Line) -> Result<Vec<UnreachedRoom>> {
    let Some(asked) = asked_in(app, line).await? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    let mut tx = app.database.begin().await?;
    for (room, key) in &asked.rooms {
        let members = asked.outside(&mut tx, *room, key).await?;
        if !members.is_empty() {
            let about = About { room: Some(*room), ..About::default() };
            audit::record(&mut tx, Event::MembersListed, &actor.origin(), about).await?;
            found.push((*room, members));
        }
    }
    renrakucho_store::commit(tx).await?;
    let ids: Vec<_> = found.iter().map(|(room, _)| room.0).collect();
    let mut people = profiles(app, &ids).await?;
    let show = |(room, members): (RoomId, Vec<Sharer>)| {
        let (label, kana) = people.remove(&room.0).map(|one| (one.name.clone(), one.kana.clone())).unwrap_or_default();
        UnreachedRoom { room: room.0, label, kana, members: members.into_iter().map(shown).collect() }
    };
    Ok(found.into_iter().map(show).collect())
}
