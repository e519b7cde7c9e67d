//! 検索: people, staff and facilities by what they are called, for those who decide for the city. Names of supported persons are opened
//! in memory; what was searched for is kept nowhere.

use renrakucho_domain::{
    Act,
    audit::Event,
    city_search::{SHOWN, Term},
};
use renrakucho_protocol::city_search::{CityFound, CitySearchBody, FoundAccount, FoundFacility, FoundRoom};
use renrakucho_store::{
    audit::{self, About},
    city_search,
};

use super::{Actor, Result, list_city_rooms::profiles, require};
use crate::app::App;

/// Whatever is called so. That someone searched is written down before anything is shown.
pub async fn search_city(app: &App, actor: &Actor, body: &CitySearchBody) -> Result<CityFound> {
    require(app, actor, Act::SearchCity).await?;
    let term = Term::parse(&body.term)?;
    let mut tx = app.database.begin().await?;
    audit::record(&mut tx, Event::CitySearched, &actor.origin(), About::default()).await?;
    renrakucho_store::commit(tx).await?;
    let (rooms, more_rooms) = shown(rooms(app, &term).await?);
    let accounts = city_search::accounts(&app.database).await?.into_iter();
    let called_so = accounts.filter(|one| term.finds(&[&one.name, &one.kana, &one.login_id]));
    let (staff, more_staff) = shown(called_so.map(found_account));
    let facilities = city_search::facilities(&app.database).await?.into_iter();
    let called_so = facilities.filter(|one| term.finds(&[&one.name]));
    let (facilities, more_facilities) = shown(called_so.map(found_facility));
    Ok(CityFound { rooms, more_rooms, staff, more_staff, facilities, more_facilities })
}

async fn rooms(app: &App, term: &Term) -> Result<Vec<FoundRoom>> {
    let all = city_search::rooms(&app.database).await?;
    let ids: Vec<_> = all.iter().map(|(room, _)| *room).collect();
    // Of one that was erased since it was read nobody knows whom it was about.
    let mut people = profiles(app, &ids).await?;
    let known = all.into_iter().filter_map(|(room, state)| Some((room, state, people.remove(&room)?)));
    let called_so = known.filter(|(_, _, person)| term.finds(&[&person.name, &person.kana]));
    Ok(called_so
        .map(|(room, state, person)| FoundRoom { room, label: person.name, kana: person.kana, state: state.into() })
        .collect())
}

/// As many as a page shows, and how many more there are.
fn shown<T>(all: impl IntoIterator<Item = T>) -> (Vec<T>, u32) {
    let mut all = all.into_iter();
    let shown = all.by_ref().take(SHOWN).collect();
    (shown, u32::try_from(all.count()).unwrap_or(u32::MAX))
}

fn found_account(one: city_search::Account) -> FoundAccount {
    FoundAccount {
        account: one.account,
        login_id: one.login_id,
        name: one.name,
        kana: one.kana,
        role: one.role.into(),
        standing: one.standing.into(),
        facility: one.facility.filter(|_| one.is_there),
        facility_name: one.facility_name,
    }
}

fn found_facility(one: city_search::Facility) -> FoundFacility {
    FoundFacility {
        facility: one.facility,
        name: one.name,
        category: one.category.into(),
        standing: one.standing.into(),
    }
}
