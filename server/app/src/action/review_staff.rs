//! 四半期の確認: once a quarter it is asked of each facility whether its IDs are still used. Its admin, or the city, says of each that
//! it is, or retires the person; the city closes the review when something was said about all.

use std::collections::HashMap;

use renrakucho_domain::{
    AccountId, Act, CaseId, FacilityId, Refusal,
    audit::Event,
    case::{Kind, Route, State, receipt_number},
    review::{Quarter, is_dormant},
    session::{self, Standing},
};
use renrakucho_protocol::review::{ReviewLine, ReviewOf, StaffReview};
use renrakucho_store::{
    account,
    audit::{self, About, Origin},
    case, facility, facility_profile, notice, review, session as sessions, staff,
};
use time::{PrimitiveDateTime, Time};

use super::{
    Actor, Error, Result, attempt,
    case_content::{ReviewAsked, plain},
    facility_staff::{look_after, subject},
    refuse, require,
};
use crate::{
    app::{App, Shared},
    clock, desk, entropy,
    seal::CasePart,
};

/// The review of a facility, and its staff.
pub async fn read_review(app: &App, actor: &Actor, facility: FacilityId) -> Result<StaffReview> {
    require(app, actor, Act::ReviewStaff).await?;
    let mut tx = app.database.begin().await?;
    match look_after(&mut tx, actor, facility, Act::ReviewStaff).await {
        Err(Error::Refused(refusal)) => {
            drop(tx);
            return refuse(app, actor, Act::ReviewStaff, None, refusal).await;
        }
        other => other?,
    }
    let about = About { subject: Some(facility.0), ..About::default() };
    audit::record(&mut tx, Event::StaffListed, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    show(app, actor, facility).await
}

async fn show(app: &App, actor: &Actor, facility: FacilityId) -> Result<StaffReview> {
    let current = review::current(&app.database, facility).await?;
    let answers = match &current {
        Some(current) => review::answers(&app.database, current.case).await?,
        None => Vec::new(),
    };
    let answers: HashMap<_, _> = answers.into_iter().map(|answer| (answer.account, answer)).collect();
    // A disqualified ID is used no more: nobody says anything about it.
    let mut lines = staff::lines(&app.database, facility, None).await?;
    lines.retain(|line| line.standing != Standing::Ended);
    let ids: Vec<_> = lines.iter().map(|line| line.account).collect();
    let made: HashMap<_, _> = review::made_at(&app.database, &ids).await?.into_iter().collect();
    let mut tx = app.database.begin().await?;
    let now = case::now(&mut tx).await?;
    drop(tx);
    let days = app.config.people.dormant_days;
    let mut people: Vec<_> = lines
        .into_iter()
        .map(|line| {
            let answer = answers.get(&line.account);
            let made_at = made.get(&line.account).copied().unwrap_or(now);
            ReviewLine {
                account: line.account,
                login_id: line.login_id,
                name: line.name,
                standing: line.standing.into(),
                last_sign_in: line.last_sign_in,
                is_dormant: is_dormant(line.last_sign_in, made_at, now, days),
                rooms: line.rooms,
                is_self: line.account == actor.account.0,
                kept_by: answer.map(|answer| answer.by.clone()),
                kept_at: answer.map(|answer| answer.at),
            }
        })
        .collect();
    // Within the same day of the last sign-in the reading of the names stays.
    people.sort_by_key(|line| (!line.is_dormant, line.last_sign_in.map(time::OffsetDateTime::date)));
    Ok(StaffReview {
        review: current.map(|current| ReviewOf {
            case: current.case,
            quarter: Quarter::of(current.quarter).to_string(),
            due: current.due.to_string(),
            state: current.state.into(),
        }),
        dormant_days: days,
        people,
    })
}

/// Says in the review that was shown that an ID is still used.
pub async fn keep(
    app: &Shared,
    actor: &Actor,
    facility: FacilityId,
    account: AccountId,
    case: CaseId,
) -> Result<StaffReview> {
    attempt(app, actor, Act::ReviewStaff, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        let held = case::lock(&mut tx, case).await?;
        account::lock(&mut tx, &[actor.account.0, account.0]).await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        subject(&mut tx, &actor, facility, account, Act::ReviewStaff).await?;
        let held = held.filter(|held| held.kind == Kind::QuarterlyReview && held.subject == Some(facility));
        if held.ok_or(Refusal::NotFound)?.facts.state != State::Open {
            return Err(Refusal::Stale.into());
        }
        review::keep(&mut tx, case, account, actor.account).await?;
        let about = About { subject: Some(account.0), ..About::default() };
        audit::record(&mut tx, Event::StaffKept, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        show(&app, &actor, facility).await
    })
    .await
}

/// Opens the reviews of this quarter that nobody has opened yet. A facility that came meanwhile is asked in the next one.
pub async fn open_reviews(app: &Shared) -> Result<()> {
    let mut tx = app.database.begin().await?;
    let today = desk::local(case::now(&mut tx).await?).date();
    drop(tx);
    let quarter = Quarter::of(today);
    let began_at = PrimitiveDateTime::new(quarter.begins(), Time::MIDNIGHT).assume_offset(clock::TOKYO);
    for facility in review::wanting(&app.database, quarter.begins(), began_at).await? {
        let held = app.clone();
        app.finish(async move { open(&held, facility, quarter).await }).await?;
    }
    Ok(())
}

async fn open(app: &App, facility: FacilityId, quarter: Quarter) -> Result<()> {
    let mut tx = app.database.begin().await?;
    facility::lock(&mut tx, facility).await?;
    let Some((form, _)) = facility_profile::stated(&mut tx, facility).await? else { return Ok(()) };
    let (case, opened_at) = (CaseId(entropy::id()), case::now(&mut tx).await?);
    let plain = plain(&ReviewAsked { name: form.name, mail: form.mail, quarter: quarter.to_string() });
    let new = case::New {
        case,
        kind: Kind::QuarterlyReview,
        route: Route::Calendar,
        receipt: &receipt_number(entropy::bytes()),
        sealed: &app.keys.seal_case(&plain, case, CasePart::Content),
        content_mac: &app.keys.case_mac(&plain),
        opened_at,
        due: app.desk.due(desk::local(opened_at).date(), app.config.cases.quarterly_review_days),
        subject: Some(facility),
    };
    case::insert(&mut tx, &new).await?;
    // Another node may have been quicker: then nothing of this was.
    if !review::begin(&mut tx, facility, quarter.begins(), case).await? {
        return Ok(());
    }
    let origin = Origin { request: "review".into(), ..Origin::default() };
    let about = About { subject: Some(case.0), ..About::default() };
    audit::record(&mut tx, Event::CaseOpened, &origin, about).await?;
    notice::insert_for_admins(&mut tx, facility, &[], notice::Kind::ReviewAwaits).await?;
    Ok(renrakucho_store::commit(tx).await?)
}
