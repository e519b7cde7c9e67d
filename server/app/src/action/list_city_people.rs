//! 市の担当者・承認者: the city's own staff, who of them acts for it, and what is proposed about it.

use std::collections::HashMap;

use renrakucho_domain::{
    AccountId, Act,
    appointment::{State, is_of_city, may_decide},
    audit::Event,
};
use renrakucho_protocol::{
    appointment::{Appointment, CityPeople, CityPerson},
    http::OpenCode,
};
use renrakucho_store::{
    appointment::{self, Line, Person},
    audit::{self, About},
    enrolment_code,
};

use super::{Actor, Result, facility_staff::show_code, require};
use crate::app::App;

/// The page of the city's people.
pub async fn list_city_people(app: &App, actor: &Actor) -> Result<CityPeople> {
    require(app, actor, Act::ListCityPeople).await?;
    let mut tx = app.database.begin().await?;
    audit::record(&mut tx, Event::CityPeopleListed, &actor.origin(), About::default()).await?;
    renrakucho_store::commit(tx).await?;
    city_people(app, actor).await
}

/// The same, after a decision.
pub(super) async fn city_people(app: &App, actor: &Actor) -> Result<CityPeople> {
    let people = appointment::people(&app.database).await?;
    let of_city = people.iter().filter(|person| is_of_city(person.role));
    let accounts: Vec<_> = of_city.map(|person| person.account).collect();
    let codes = enrolment_code::open_of(&app.database, &accounts).await?.into_iter();
    let mut codes: HashMap<_, _> = codes.map(|code| (code.account, show_code(&code, actor))).collect();
    let people = people.into_iter().map(|person| {
        let code = codes.remove(&person.account);
        show_person(person, code, actor)
    });
    let appointments = appointment::lines(&app.database).await?.into_iter();
    Ok(CityPeople { people: people.collect(), appointments: appointments.map(|line| show(line, actor)).collect() })
}

fn show_person(person: Person, code: Option<OpenCode>, actor: &Actor) -> CityPerson {
    CityPerson {
        account: person.account,
        login_id: person.login_id,
        name: person.name,
        office: person.office,
        role: person.role.into(),
        standing: person.standing.into(),
        version: person.version,
        is_enrolled: person.is_enrolled,
        is_self: person.account == actor.account.0,
        code,
    }
}

fn show(line: Line, actor: &Actor) -> Appointment {
    let (proposer, about) = (AccountId(line.proposed_by), AccountId(line.account));
    let waits = line.state == State::Waiting;
    Appointment {
        id: line.id,
        account: line.account,
        name: line.name,
        was: line.was.into(),
        role: line.role.into(),
        proposer: line.proposer,
        proposed_at: line.proposed_at,
        lapses_at: line.lapses_at,
        state: line.state.into(),
        decider: line.decider,
        decided_at: line.decided_at,
        was_alone: line.was_alone,
        is_own: proposer == actor.account,
        may_decide: waits && may_decide(actor.account, proposer, about).is_ok(),
    }
}
