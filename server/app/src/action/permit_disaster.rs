//! 災害の宣言の許可 (article 20): what follows when the city permits a disaster event, and when it ends that before its time.
//!
//! Hundreds of rooms with dozens of people each are more than one transaction should hold locked. So the decision is one short
//! transaction, which only says that the event is permitted; the rooms follow in steps of a few, each a transaction of its own, by
//! whichever node comes first (`job::disaster`). A node that dies in between leaves rooms whose turn has not come, and the next run
//! takes them. Its end is the other way round: one statement each ends all memberships and permits, and the entries that say so
//! follow (`job::lapse`), as they do when a permit ends by its time.

use renrakucho_domain::{
    AccountId, Act, CaseId, Refusal,
    audit::Event,
    case::{Kind, Route},
    exceptional_use::{Ground, is_in_time, may_decide, may_review},
    room as rules, session,
};
use renrakucho_protocol::{case::Verdict, disaster_event::DisasterEventView};
use renrakucho_store::{
    Tx, account,
    audit::{self, About, Origin},
    case,
    disaster_event::{self, Declared},
    exceptional_use::{self, Grant},
    exceptional_use_application,
    revocation::{Subject, Why},
    session as sessions,
};

use super::{
    Actor, Result, attempt,
    case_content::plain,
    disaster_event::{shown, words_of},
    exceptional_use::open_case,
    permit_use::{self, By},
    revocation,
};
use crate::{
    app::{App, Shared},
    fault,
};

/// How many rooms one step lets people into: so long are they locked, all together.
const STEP: i64 = 20;

/// Decides about what is asked for. Nobody is let in by it yet: the rooms follow.
pub(super) async fn decide(app: &App, tx: &mut Tx, actor: &Actor, event: &Declared, verdict: Verdict) -> Result<()> {
    may_decide(event.asked_by.person, actor.staff_member)?;
    if verdict == Verdict::Refused {
        return Ok(());
    }
    let now = case::now(tx).await?;
    is_in_time(event.until, now)?;
    let (affiliation, person) = permit_use::author(tx, actor).await?;
    let kind = (Kind::DisasterReview, Route::Calendar, app.config.cases.exceptional_use_review_days);
    let (review, _, _) = open_case(app, tx, actor, (&plain(&words_of(app, event)?), None), kind, now).await?;
    disaster_event::permit(tx, event.case, now, (affiliation, &person), review).await?;
    let about = About { subject: Some(event.case.0), ..About::default() };
    audit::record(tx, Event::DisasterEventPermitted, &actor.origin(), about).await?;
    Ok(())
}

/// Reviews what was permitted. What does not stand the review ends at once, if it has not ended already.
pub(super) async fn review(tx: &mut Tx, actor: &Actor, event: &Declared, verdict: Verdict) -> Result<Vec<Subject>> {
    let (_, by) = event.permitted.as_ref().ok_or(Refusal::NotFound)?;
    let has_another =
        exceptional_use_application::another_moderator(&mut **tx, &[event.asked_by.person, by.person]).await?;
    may_review(by.person, event.asked_by.person, actor.staff_member, has_another)?;
    if verdict == Verdict::Accepted || !event.stands {
        return Ok(Vec::new());
    }
    end_all(tx, actor, event.case).await
}

/// Ends an event at once, with all that it permits.
pub async fn end(app: &Shared, actor: &Actor, event: CaseId) -> Result<DisasterEventView> {
    attempt(app, actor, Act::AskExceptionalUse, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        disaster_event::lock_rooms(&mut tx, event).await?;
        case::lock(&mut tx, event).await?;
        let found = disaster_event::of_case(&mut *tx, event).await?.filter(|found| found.case == event);
        let found = found.ok_or(Refusal::NotFound)?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        if !found.stands {
            return Err(Refusal::Stale.into());
        }
        let ended = end_all(&mut tx, &actor, event).await?;
        revocation::commit(&app, tx, &ended, Why::Removed).await?;
        shown(&app, &actor, event).await
    })
    .await
}

/// Ends it, with its rooms locked. Whose memberships ended.
async fn end_all(tx: &mut Tx, actor: &Actor, event: CaseId) -> Result<Vec<Subject>> {
    let ended = disaster_event::end(tx, event, actor.account).await?;
    let about = About { subject: Some(event.0), ..About::default() };
    audit::record(tx, Event::DisasterEventEnded, &actor.origin(), about).await?;
    let (rooms, permits) = (&ended.rooms, &ended.permits);
    audit::record_of_rooms(tx, Event::ExceptionalUseEnded, &actor.origin(), rooms, permits, None).await?;
    let changed = rooms.iter().copied().map(Subject::Detail);
    Ok(ended.accounts.into_iter().map(Subject::Membership).chain(changed).collect())
}

/// Lets people into rooms of an event that was permitted, as long as there are any whose turn has not come.
pub async fn carry_out(app: &Shared, event: CaseId) -> Result<()> {
    while !app.stop.is_cancelled() && step(app, event).await? {}
    Ok(())
}

/// One step. Whether there was anything to do: what somebody else holds at this moment comes with the next run.
async fn step(app: &Shared, event: CaseId) -> Result<bool> {
    let held = app.clone();
    app.finish(async move {
        let mut tx = held.database.begin().await?;
        let taken = disaster_event::take_rooms(&mut tx, event, STEP).await?;
        let named = disaster_event::people(&mut *tx, event).await?;
        let accounts: Vec<_> = named.iter().map(|person| person.account).collect();
        account::hold(&mut tx, &accounts).await?;
        // Who was suspended since they were named is let in nowhere; the others are.
        let fit = exceptional_use::fit(&mut tx, &accounts).await?;
        let turns = disaster_event::turns(&mut tx, event, &taken).await?;
        let Some((affiliation, author)) = disaster_event::permitter(&mut tx, event).await? else { return Ok(false) };
        if turns.is_empty() {
            return Ok(false);
        }
        let origin =
            Origin { account: Some(AccountId(author.account)), request: "disaster".into(), ..Origin::default() };
        let by = By { affiliation, person: author, origin };
        let now = case::now(&mut tx).await?;
        let (open, over): (Vec<_>, Vec<_>) =
            turns.into_iter().partition(|turn| rules::may_permit(turn.state, Ground::Disaster).is_ok());
        disaster_event::skip(&mut tx, &over.iter().map(|turn| turn.permit.0).collect::<Vec<_>>()).await?;
        let mut told = Vec::with_capacity(open.len());
        for turn in open {
            let grant = Grant { case: turn.permit, room: turn.room, until: turn.until };
            exceptional_use::permit(&mut tx, grant.case, now, &by.person, None).await?;
            told.push(permit_use::let_in(&mut tx, &by, grant, (turn.state, Ground::Disaster), &fit).await?);
        }
        fault::point("disaster::before_step");
        permit_use::commit_all(&held, tx, told).await?;
        fault::point("disaster::after_step");
        Ok(true)
    })
    .await
}
