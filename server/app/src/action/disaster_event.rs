//! 災害の宣言 (article 20): a moderator asks that named people use a batch of rooms without consent, for a time. Another person decides
//! it, as one case (`decide_case`, `permit_disaster`). And what was declared, for the city's pages.

use renrakucho_domain::{
    AccountId, Act, CaseId, Refusal, RoomId,
    audit::Event,
    case::{Kind, Route},
    disaster_event::Application,
    exceptional_use::Ground,
    room as rules, session,
};
use renrakucho_protocol::{
    disaster_event::{
        DisasterEventAsked, DisasterEventBody, DisasterEventLine, DisasterEventView, DisasterEventWords,
        DisasterPermit, DisasterRoom,
    },
    exceptional_use::ExceptionalUseWords,
};
use renrakucho_store::{
    Tx, account,
    audit::{self, About},
    case,
    disaster_event::{self, Declared, New},
    exceptional_use, room, session as sessions,
};
use time::Duration;
use uuid::Uuid;

use super::{
    Actor, Result, attempt,
    case_content::{open, plain},
    exceptional_use::{Parts, open_case, part_of, person},
    list_city_rooms::profiles,
    refuse, require,
};
use crate::{
    app::{App, Shared},
    entropy, seal,
};

/// Asks for a permit of all the rooms at once.
pub async fn ask(app: &Shared, actor: &Actor, body: DisasterEventBody) -> Result<DisasterEventAsked> {
    attempt(app, actor, Act::AskExceptionalUse, None, async move |app, actor| {
        let asked = application(body);
        let longest = Duration::days(app.config.cases.exceptional_use_longest_days.into());
        let rooms: Vec<_> = asked.rooms.iter().map(|room| room.0).collect();
        let permits: Vec<_> = rooms.iter().map(|_| entropy::id()).collect();
        asked.names_few()?;
        // Before the transaction: keys stand in another database.
        let sealed = sealed(&app, &asked, &permits).await?;
        let mut tx = app.database.begin().await?;
        let held = disaster_event::hold_rooms(&mut tx, &rooms).await?;
        if held.len() != rooms.len()
            || held.iter().any(|(_, state)| rules::may_permit(*state, Ground::Disaster).is_err())
        {
            return Err(Refusal::Invalid("rooms").into());
        }
        let accounts: Vec<_> = asked.people.iter().map(|account| account.0).collect();
        account::hold(&mut tx, &[accounts.as_slice(), &[actor.account.0]].concat()).await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        let now = case::now(&mut tx).await?;
        asked.check(now, longest)?;
        if exceptional_use::fit(&mut tx, &accounts).await?.len() != accounts.len() {
            return Err(Refusal::Invalid("people").into());
        }
        let (_, person) = room::main_affiliation(&mut tx, actor.account).await?.ok_or(Refusal::Suspended)?;
        let kind = (Kind::DisasterEvent, Route::SignedIn, app.config.cases.exceptional_use_days);
        let (case, receipt, due) = open_case(&app, &mut tx, &actor, (&plain(&words(&asked)), None), kind, now).await?;
        let new = New {
            case,
            until: asked.until,
            at: now,
            by: &person,
            people: &accounts,
            rooms: &rooms,
            permits: &permits,
            sealed: &sealed,
        };
        disaster_event::insert(&mut tx, &new).await?;
        let about = About { subject: Some(case.0), ..About::default() };
        audit::record(&mut tx, Event::DisasterEventAsked, &actor.origin(), about).await?;
        let ground = Some(Ground::Disaster.as_str());
        audit::record_of_rooms(&mut tx, Event::ExceptionalUseAsked, &actor.origin(), &rooms, &permits, ground).await?;
        renrakucho_store::commit(tx).await?;
        Ok(DisasterEventAsked { case: case.0, receipt, due })
    })
    .await
}

fn application(DisasterEventBody { words, rooms, people, until }: DisasterEventBody) -> Application {
    Application {
        name: words.name.trim().to_owned(),
        circumstances: words.circumstances.trim().to_owned(),
        purpose: words.purpose.trim().to_owned(),
        rooms: rooms.into_iter().map(RoomId).collect(),
        people: people.into_iter().map(AccountId).collect(),
        until,
    }
}

fn words(asked: &Application) -> DisasterEventWords {
    DisasterEventWords {
        name: asked.name.clone(),
        circumstances: asked.circumstances.clone(),
        purpose: asked.purpose.clone(),
    }
}

/// What is said, once more for each room, under its key: from there it is that room's, and goes with it.
async fn sealed(app: &App, asked: &Application, permits: &[Uuid]) -> Result<Vec<Vec<u8>>> {
    let said = plain(&ExceptionalUseWords {
        circumstances: format!("{}\n{}", asked.name, asked.circumstances),
        why_no_consent: None,
        kin: None,
        purpose: asked.purpose.clone(),
    });
    app.keys.prepare(asked.rooms.iter().map(|room| room.0)).await?;
    let mut sealed = Vec::with_capacity(permits.len());
    for (room, permit) in asked.rooms.iter().zip(permits) {
        let key = match app.keys.of(*room).await {
            // There is no such room, or it was erased.
            Err(seal::Error::NoKey) => return Err(Refusal::Invalid("rooms").into()),
            key => key?,
        };
        sealed.push(key.seal_exceptional_use(&said, CaseId(*permit)));
    }
    Ok(sealed)
}

/// What the city said of an event, out of the case in which it was asked for.
pub(super) fn words_of(app: &App, event: &Declared) -> Result<DisasterEventWords> {
    open(app, event.case, &event.sealed)
}

/// The events of the city.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<DisasterEventLine>> {
    require(app, actor, Act::HandleCases).await?;
    let mut tx = app.database.begin().await?;
    audit::record(&mut tx, Event::DisasterEventsListed, &actor.origin(), About::default()).await?;
    renrakucho_store::commit(tx).await?;
    let events = disaster_event::all(&app.database).await?;
    events.into_iter().map(|event| Ok(line(words_of(app, &event)?.name, &event))).collect()
}

/// One, with its rooms and people.
pub async fn read(app: &App, actor: &Actor, event: CaseId) -> Result<DisasterEventView> {
    require(app, actor, Act::HandleCases).await?;
    match disaster_event::of_case(app.database.pool(), event).await? {
        Some(found) if found.case == event => {}
        _ => return refuse(app, actor, Act::HandleCases, None, Refusal::NotFound).await,
    }
    let mut tx = app.database.begin().await?;
    let about = About { subject: Some(event.0), ..About::default() };
    audit::record(&mut tx, Event::DisasterEventViewed, &actor.origin(), about).await?;
    let (rooms, permits) = disaster_event::permits(&mut tx, event).await?;
    audit::record_of_rooms(&mut tx, Event::DisasterEventViewed, &actor.origin(), &rooms, &permits, None).await?;
    renrakucho_store::commit(tx).await?;
    shown(app, actor, event).await
}

/// The same after it was looked at or changed, which was an event of its own; or what a case is about.
pub(super) async fn shown(app: &App, actor: &Actor, case: CaseId) -> Result<DisasterEventView> {
    let event = disaster_event::of_case(app.database.pool(), case).await?.ok_or(Refusal::NotFound)?;
    let rooms = disaster_event::rooms(&app.database, event.case).await?;
    let mut known = profiles(app, &rooms.iter().map(|room| room.room).collect::<Vec<_>>()).await?;
    let mut rooms: Vec<_> = rooms
        .into_iter()
        .map(|room| {
            let (label, kana) = known.remove(&room.room).map(|it| (it.name, it.kana)).unwrap_or_default();
            let permit = if room.stands {
                DisasterPermit::Standing
            } else if room.is_permitted {
                DisasterPermit::Over
            } else if room.is_skipped {
                DisasterPermit::Skipped
            } else {
                DisasterPermit::Waiting
            };
            DisasterRoom { room: room.room, label, kana, state: room.state.into(), permit, people: room.people }
        })
        .collect();
    rooms.sort_by(|a, b| (&a.kana, a.room).cmp(&(&b.kana, b.room)));
    let people = disaster_event::people(app.database.pool(), event.case).await?;
    let parts = Parts {
        asker: event.asked_by.person,
        permitter: event.permitted.as_ref().map(|(_, by)| by.person),
        applicant: None,
    };
    let (is_own, _) = part_of(app, actor, event.case != case, parts).await?;
    let DisasterEventWords { name, circumstances, purpose } = words_of(app, &event)?;
    Ok(DisasterEventView {
        line: line(name, &event),
        circumstances,
        purpose,
        people: people.into_iter().map(person).collect(),
        rooms,
        is_own,
    })
}

fn line(name: String, event: &Declared) -> DisasterEventLine {
    let (permitted_at, permitted_by) = event.permitted.as_ref().map(|(at, by)| (*at, by.name.clone())).unzip();
    let (review, review_state) = event.review.map(|(case, state)| (case.0, state.into())).unzip();
    DisasterEventLine {
        case: event.case.0,
        name,
        state: event.state.into(),
        stands: event.stands,
        until: event.until,
        asked_at: event.asked_at,
        asked_by: event.asked_by.name.clone(),
        permitted_at,
        permitted_by,
        review,
        review_state,
        ended_at: event.ended_at,
        people: event.people,
        rooms: event.rooms,
        permitted_rooms: event.permitted_rooms,
        skipped_rooms: event.skipped_rooms,
    }
}

/// What a decision or a review is about: the rooms of one that may end are locked before its case.
pub(super) async fn lock(tx: &mut Tx, case: CaseId) -> Result<Option<Declared>> {
    let found = disaster_event::of_case(&mut **tx, case).await?;
    if let Some(event) = &found
        && event.case != case
    {
        disaster_event::lock_rooms(tx, event.case).await?;
    }
    Ok(found)
}
