//! 例外利用の申請 by a facility (article 20): whoever proposed a person and cannot wait for the consent form applies to the city. A moderator
//! recommends it or does not (`recommend_use`), an approver permits (`permit_use`). Whoever applied sees how it stands, and nothing else of
//! what the city does.

use std::collections::HashMap;

use renrakucho_domain::{
    AccountId, Act, CaseId, Refusal, RoomId,
    audit::Event,
    case::{Kind, Route, State},
    exceptional_use_application::{Standing, may_name},
    permission, session,
};
use renrakucho_protocol::exceptional_use_application::{
    ExceptionalUseApplicationBody, ExceptionalUseApplicationForm, ExceptionalUseApplied, ExceptionalUseToldAgain,
    OwnExceptionalUseApplication, OwnExceptionalUseApplications,
};
use renrakucho_store::{
    audit::{self, About},
    case,
    exceptional_use_application::{self as applications, New, Own},
    notice, room, session as sessions,
};
use time::Duration;
use uuid::Uuid;

use super::{
    Actor, Error, Result, attempt,
    case_content::{OfRoom, plain},
    decision,
    exceptional_use::{application, open_case, open_words, person, words},
    list_city_rooms::profiles,
    refuse, require, still_in_session,
};
use crate::{
    app::{App, Shared},
    seal::{self, CasePart},
};

/// Why a case is over that whoever applied took back, as its decision says.
const WITHDRAWN: &str = "取り下げられました。";

/// Applies. Who is not in the room learns nothing of it, not even that a field is wrong.
pub async fn apply(
    app: &Shared,
    actor: &Actor,
    room: RoomId,
    body: ExceptionalUseApplicationBody,
) -> Result<ExceptionalUseApplied> {
    attempt(app, actor, Act::ApplyForExceptionalUse, Some(room), async move |app, actor| {
        let view = room::for_reader(&app.database, room, actor.account).await?.ok_or(Refusal::NotFound)?;
        permission::may_in_room(actor.role, view.relation, view.room.state, Act::ApplyForExceptionalUse)?;
        let asked = application(body.ground.into(), &body.words, body.people, body.until);
        let key = decision::key_of(&app, room).await?;
        let mut tx = app.database.begin().await?;
        let state = room::lock(&mut tx, room).await?.ok_or(Refusal::NotFound)?.state;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        let (facility, by) = applications::applicant(&mut *tx, room, actor.account).await?.ok_or(Refusal::NotFound)?;
        permission::may_in_room(actor.role, view.relation, state, Act::ApplyForExceptionalUse)?;
        let now = case::now(&mut tx).await?;
        let cases = &app.config.cases;
        asked.check(now, Duration::days(cases.exceptional_use_longest_days.into()))?;
        let colleagues = applications::colleagues(&mut *tx, facility, actor.account).await?;
        may_name(&asked.people, &colleagues.iter().map(|one| AccountId(one.account)).collect::<Vec<_>>())?;
        if applications::is_open(&mut tx, room, facility).await? {
            return Err(Refusal::Invalid("application").into());
        }
        let kind = (Kind::ExceptionalUseApplication, Route::SignedIn, cases.exceptional_use_application_days);
        let content = plain(&OfRoom { room: room.0 });
        let (case, receipt, due) = open_case(&app, &mut tx, &actor, (&content, Some(room)), kind, now).await?;
        let new = New {
            case,
            room,
            facility,
            ground: asked.ground,
            sealed: &key.seal_exceptional_use(&plain(&words(&asked)), case),
            until: asked.until,
            by: &by,
            people: &asked.people.iter().map(|account| account.0).collect::<Vec<_>>(),
        };
        applications::insert(&mut tx, &new).await?;
        let detail = Some(asked.ground.as_str());
        let about = About { room: Some(room), subject: Some(case.0), detail, ..About::default() };
        audit::record(&mut tx, Event::ExceptionalUseApplied, &actor.origin(), about).await?;
        // It is in a hurry: nobody is to find it by chance.
        notice::insert_for_moderators(&mut tx, notice::Kind::ApplicationAwaits).await?;
        renrakucho_store::commit(tx).await?;
        Ok(ExceptionalUseApplied { case: case.0, receipt, due })
    })
    .await
}

/// What the form needs, for whoever may apply.
pub async fn form(app: &App, actor: &Actor, room: RoomId) -> Result<ExceptionalUseApplicationForm> {
    require(app, actor, Act::FollowExceptionalUse).await?;
    let found = async {
        let view = room::for_reader(&app.database, room, actor.account).await?.ok_or(Refusal::NotFound)?;
        permission::may_in_room(actor.role, view.relation, view.room.state, Act::ApplyForExceptionalUse)?;
        let applicant = applications::applicant(app.database.pool(), room, actor.account).await?;
        let (facility, _) = applicant.ok_or(Refusal::NotFound)?;
        Ok::<_, Error>(applications::colleagues(app.database.pool(), facility, actor.account).await?)
    }
    .await;
    let people = match found {
        Err(Error::Refused(refusal)) => {
            return refuse(app, actor, Act::ApplyForExceptionalUse, Some(room), refusal).await;
        }
        people => people?,
    };
    still_in_session(app, actor).await?;
    Ok(ExceptionalUseApplicationForm {
        people: people.into_iter().map(person).collect(),
        longest_days: app.config.cases.exceptional_use_longest_days,
    })
}

/// How somebody's own applications stand. What they said of a person they see as long as they read that person's room: looking at it is
/// written down before the first byte, and whether they still do is asked again after it was opened.
pub async fn own(app: &App, actor: &Actor) -> Result<OwnExceptionalUseApplications> {
    require(app, actor, Act::FollowExceptionalUse).await?;
    listed(app, actor).await
}

async fn listed(app: &App, actor: &Actor) -> Result<OwnExceptionalUseApplications> {
    let all = applications::own(&app.database, actor.account).await?;
    let mut seen = Vec::new();
    for one in &all {
        if reads(app, actor, one.room).await? {
            seen.push(one);
        }
    }
    if !seen.is_empty() {
        let rooms: Vec<_> = seen.iter().map(|one| one.room.0).collect();
        let cases: Vec<_> = seen.iter().map(|one| one.case.0).collect();
        let mut tx = app.database.begin().await?;
        let event = Event::ExceptionalUseApplicationViewed;
        audit::record_of_rooms(&mut tx, event, &actor.origin(), &rooms, &cases, None).await?;
        renrakucho_store::commit(tx).await?;
    }
    let mut told = HashMap::new();
    for one in seen {
        let opened = told_again(app, one).await?;
        if reads(app, actor, one.room).await? {
            told.extend(opened.map(|opened| (one.case.0, opened)));
        }
    }
    still_in_session(app, actor).await?;
    Ok(OwnExceptionalUseApplications { applications: all.into_iter().map(|one| line(one, &mut told)).collect() })
}

async fn reads(app: &App, actor: &Actor, room: RoomId) -> Result<bool> {
    let view = room::for_reader(&app.database, room, actor.account).await?.ok_or(Refusal::NotFound)?;
    Ok(permission::may_in_room(actor.role, view.relation, view.room.state, Act::ReadRoom).is_ok())
}

fn line(one: Own, told: &mut HashMap<Uuid, ExceptionalUseToldAgain>) -> OwnExceptionalUseApplication {
    OwnExceptionalUseApplication {
        case: one.case.0,
        receipt: one.receipt,
        room: one.room.0,
        standing: one.standing.into(),
        applied_at: one.applied_at,
        due: one.due.to_string(),
        permitted_until: one.permitted_until,
        told: told.remove(&one.case.0),
    }
}

/// What it said, and why it was not recommended; none: the room was closed for good meanwhile.
async fn told_again(app: &App, one: &Own) -> Result<Option<ExceptionalUseToldAgain>> {
    let key = match app.keys.of(one.room).await {
        Err(seal::Error::NoKey) => return Ok(None),
        key => key?,
    };
    let Some(words) = open_words(&key, &one.sealed, one.case)? else { return Ok(None) };
    let Some(profile) = profiles(app, &[one.room.0]).await?.remove(&one.room.0) else { return Ok(None) };
    // Why it was recommended is the city's.
    let reason = one.sealed_reason.as_deref().filter(|_| one.standing == Standing::Declined);
    let people = applications::people(app.database.pool(), one.case).await?;
    Ok(Some(ExceptionalUseToldAgain {
        label: profile.name,
        kana: profile.kana,
        ground: one.ground.into(),
        words,
        people: people.into_iter().map(person).collect(),
        until: one.until,
        reason: reason.map(|sealed| key.open_reason(sealed, one.case)).transpose()?,
    }))
}

/// Takes an own application back that nobody has decided yet.
pub async fn withdraw(app: &Shared, actor: &Actor, case: CaseId) -> Result<OwnExceptionalUseApplications> {
    attempt(app, actor, Act::FollowExceptionalUse, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        let applied = applications::of_case(&mut *tx, case).await?;
        let applied = applied.filter(|applied| applied.account == actor.account).ok_or(Refusal::NotFound)?;
        room::lock(&mut tx, applied.room).await?.ok_or(Refusal::NotFound)?;
        let held = case::lock(&mut tx, case).await?.ok_or(Refusal::NotFound)?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        if held.facts.state != State::Open {
            return Err(Refusal::Stale.into());
        }
        let sealed = app.keys.seal_case(WITHDRAWN.as_bytes(), case, CasePart::Reason);
        case::decide(&mut tx, case, State::Refused, actor.account, &sealed, None).await?;
        applications::withdraw(&mut tx, case, Some(actor.account)).await?;
        let about = About { room: Some(applied.room), subject: Some(case.0), ..About::default() };
        audit::record(&mut tx, Event::ExceptionalUseApplicationWithdrawn, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        listed(&app, &actor).await
    })
    .await
}
