//! 閲覧記録の報告書: the city makes it out of the audit log, reviews it, releases it, and hands it out. Each step is an event, and so is
//! each look at one.

use std::collections::BTreeSet;

use renrakucho_domain::{
    Act, FacilityId, Refusal, Role, RoomId,
    access_report::{AskedBy, Scope, Step, Withheld, check_withheld, is_told},
    audit::Event,
    session,
};
use renrakucho_protocol::access_report::{
    AccessReport, AccessReportContent, AccessReportHead, AccessReportLine, AccessReports, ReportedFacility,
    WithheldFacility,
};
use renrakucho_store::{
    Tx,
    access_report::{self, Done, Stored},
    audit::{self, About},
    room, session as sessions,
};
use time::{Date, Time};
use uuid::Uuid;

use super::{Actor, Error, Result, attempt, refuse, require};
use crate::{
    app::App,
    app::Shared,
    clock,
    seal::{self, Profile, ReportPart, RoomKey, sha256},
};

/// The reports about a room.
pub async fn list(app: &App, actor: &Actor, room: RoomId) -> Result<AccessReports> {
    require(app, actor, Act::HandleAccessReports).await?;
    let listed = async {
        let (_, profile) = opened(app, room).await?;
        let mut tx = app.database.begin().await?;
        let about = About { room: Some(room), ..About::default() };
        audit::record(&mut tx, Event::AccessReportsListed, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        let reports = access_report::of_room(&app.database, room).await?.iter().map(head).collect();
        Ok(AccessReports { label: profile.name.clone(), kana: profile.kana.clone(), reports })
    }
    .await;
    written_down(app, actor, Some(room), listed).await
}

/// One of them.
pub async fn view(app: &App, actor: &Actor, report: Uuid) -> Result<AccessReport> {
    require(app, actor, Act::HandleAccessReports).await?;
    let viewed = async {
        let stored = access_report::find(&app.database, report).await?.ok_or(Refusal::NotFound)?;
        let mut tx = app.database.begin().await?;
        record(&mut tx, actor, &stored, Event::AccessReportViewed).await?;
        renrakucho_store::commit(tx).await?;
        show(app, &stored).await
    }
    .await;
    written_down(app, actor, None, viewed).await
}

/// Opens one. The same again under the same id is the same report.
pub async fn open(app: &Shared, actor: &Actor, room: RoomId, report: Uuid, scope: Scope) -> Result<AccessReport> {
    attempt(app, actor, Act::HandleAccessReports, Some(room), async move |app, actor| {
        scope.check(clock::today())?;
        let (key, _) = opened(&app, room).await?;
        let nothing = key.seal_report(&plain(&Vec::<WithheldFacility>::new()), report, ReportPart::Withheld);
        let mut tx = app.database.begin().await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        if access_report::insert(&mut tx, report, room, &scope, &nothing, actor.account).await? {
            let about = About { room: Some(room), subject: Some(report), ..About::default() };
            audit::record(&mut tx, Event::AccessReportOpened, &actor.origin(), about).await?;
            renrakucho_store::commit(tx).await?;
        }
        let stored = access_report::find(&app.database, report).await?.ok_or(Refusal::NotFound)?;
        if (stored.room, &stored.scope, stored.opened_by) != (room, &scope, actor.account) {
            return Err(Refusal::IdReused.into());
        }
        show(&app, &stored).await
    })
    .await
}

/// What a draft is changed to.
#[derive(Clone, Debug)]
pub struct Change {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub upto: Date,
    /// What is withheld.
    pub withheld: Vec<WithheldFacility>,
}

/// Changes a draft on the version that was shown.
pub async fn change(app: &Shared, actor: &Actor, report: Uuid, version: i64, change: Change) -> Result<AccessReport> {
    attempt(app, actor, Act::HandleAccessReports, None, async move |app, actor| {
        let stored = access_report::find(&app.database, report).await?.ok_or(Refusal::NotFound)?;
        let (key, _) = opened(&app, stored.room).await?;
        let mut tx = app.database.begin().await?;
        let stored = locked(&mut tx, &actor, report, version, Step::Change).await?;
        let scope = Scope { from: change.from, upto: change.upto, ..stored.scope.clone() };
        scope.check(clock::today())?;
        check_withheld(&typed(&change.withheld))?;
        let sealed = key.seal_report(&plain(&change.withheld), report, ReportPart::Withheld);
        access_report::change(&mut tx, report, &scope, &sealed).await?;
        record(&mut tx, &actor, &stored, Event::AccessReportChanged).await?;
        renrakucho_store::commit(tx).await?;
        let stored = access_report::find(&app.database, report).await?.ok_or(Refusal::NotFound)?;
        show(&app, &stored).await
    })
    .await
}

/// Releases what was reviewed: that, and nothing that came after it.
pub async fn release(
    app: &Shared,
    actor: &Actor,
    report: Uuid,
    version: i64,
    reviewed: String,
) -> Result<AccessReport> {
    attempt(app, actor, Act::ReleaseAccessReport, None, async move |app, actor| {
        let stored = access_report::find(&app.database, report).await?.ok_or(Refusal::NotFound)?;
        let (key, profile) = opened(&app, stored.room).await?;
        // Its days are over, so the log says of them what it said. What a draft is about changes with its version only.
        let content = compiled(&app, &stored, &key, &profile).await?.0;
        let content = plain(&content);
        let sealed = key.seal_report(&content, report, ReportPart::Content);
        let mut tx = app.database.begin().await?;
        let held = locked(&mut tx, &actor, report, version, Step::Release).await?;
        if held.version != stored.version || digest(&content) != reviewed {
            return Err(Refusal::Stale.into());
        }
        access_report::release(&mut tx, report, &sealed, actor.account).await?;
        record(&mut tx, &actor, &held, Event::AccessReportReleased).await?;
        renrakucho_store::commit(tx).await?;
        let stored = access_report::find(&app.database, report).await?.ok_or(Refusal::NotFound)?;
        show(&app, &stored).await
    })
    .await
}

/// Writes down that it is handed out.
pub async fn hand_out(app: &Shared, actor: &Actor, report: Uuid, version: i64) -> Result<()> {
    attempt(app, actor, Act::HandleAccessReports, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        let stored = locked(&mut tx, &actor, report, version, Step::HandOut).await?;
        record(&mut tx, &actor, &stored, Event::AccessReportHandedOut).await?;
        Ok(renrakucho_store::commit(tx).await?)
    })
    .await
}

async fn written_down<T>(app: &App, actor: &Actor, room: Option<RoomId>, outcome: Result<T>) -> Result<T> {
    match outcome {
        Err(Error::Refused(refusal)) => refuse(app, actor, Act::HandleAccessReports, room, refusal).await,
        other => other,
    }
}

async fn record(tx: &mut Tx, actor: &Actor, report: &Stored, event: Event) -> Result<()> {
    let about = About { room: Some(report.room), subject: Some(report.id), ..About::default() };
    Ok(audit::record(tx, event, &actor.origin(), about).await?)
}

/// The report, held until the commit, if it is what was shown and the step can be made.
async fn locked(tx: &mut Tx, actor: &Actor, report: Uuid, version: i64, step: Step) -> Result<Stored> {
    let stored = access_report::lock(tx, report).await?.ok_or(Refusal::NotFound)?;
    session::check(&sessions::hold(tx, actor.account, actor.device, actor.session).await?)?;
    if stored.version != version {
        return Err(Refusal::Stale.into());
    }
    stored.state.after(step)?;
    Ok(stored)
}

/// The room's key, and whom it is about. A room that is closed is told of as any other: the person asks when they like.
async fn opened(app: &App, room: RoomId) -> Result<(std::sync::Arc<RoomKey>, Profile)> {
    let sealed = room::sealed_profile(&app.database, room).await?.ok_or(Refusal::NotFound)?;
    let key = match app.keys.of(room).await {
        Err(seal::Error::NoKey) => return Err(Refusal::NotFound.into()),
        key => key?,
    };
    let profile = key.open_profile(&sealed)?;
    Ok((key, profile))
}

async fn show(app: &App, stored: &Stored) -> Result<AccessReport> {
    let (key, profile) = opened(app, stored.room).await?;
    let (content, withheld, facilities) = match &stored.sealed_content {
        Some(sealed) => {
            let content = read(&key.open_report(sealed, stored.id, ReportPart::Content)?)?;
            (content, withheld(stored, &key)?, Vec::new())
        }
        None => compiled(app, stored, &key, &profile).await?,
    };
    Ok(AccessReport { head: head(stored), digest: digest(&plain(&content)), content, withheld, facilities })
}

type Compiled = (AccessReportContent, Vec<WithheldFacility>, Vec<ReportedFacility>);

/// What a draft would say now, what it withholds, and what it could withhold.
async fn compiled(app: &App, stored: &Stored, key: &RoomKey, profile: &Profile) -> Result<Compiled> {
    let Scope { from, upto, .. } = stored.scope;
    let end = upto.next_day().ok_or(Refusal::Invalid("upto"))?;
    let begins = |day: Date| day.with_time(Time::MIDNIGHT).assume_offset(clock::TOKYO);
    let to_family = stored.scope.asked_by == AskedBy::Family;
    let done = access_report::done(&app.database, stored.room, begins(from), begins(end), to_family).await?;
    let withheld = withheld(stored, key)?;
    let named: BTreeSet<Uuid> =
        done.iter().flat_map(|one| one.facilities.clone()).chain(withheld.iter().map(|one| one.facility)).collect();
    let facilities = access_report::facilities(&app.database, &named.into_iter().collect::<Vec<_>>()).await?;
    let said = typed(&withheld);
    let told = done.into_iter().filter(|one| is_told(one.facilities.iter().copied().map(FacilityId), &said));
    let content = AccessReportContent {
        city: app.config.city.name.clone(),
        purpose: app.config.city.purpose.clone(),
        person: profile.name.clone(),
        from: from.to_string(),
        upto: upto.to_string(),
        lines: told.map(line).collect(),
    };
    let facilities = facilities.into_iter().map(|(facility, name)| ReportedFacility { facility, name }).collect();
    Ok((content, withheld, facilities))
}

fn line(done: Done) -> AccessReportLine {
    AccessReportLine {
        day: done.day.to_string(),
        deed: done.deed.into(),
        name: done.name,
        profession: done.profession,
        facility: done.facility,
        is_operator: done.role == Some(Role::Operator),
        first: done.first,
        last: done.last,
        times: done.times,
    }
}

fn withheld(stored: &Stored, key: &RoomKey) -> Result<Vec<WithheldFacility>> {
    read(&key.open_report(&stored.sealed_withheld, stored.id, ReportPart::Withheld)?)
}

fn typed(withheld: &[WithheldFacility]) -> Vec<Withheld> {
    withheld
        .iter()
        .map(|one| Withheld { facility: FacilityId(one.facility), ground: one.ground.into(), note: one.note.clone() })
        .collect()
}

fn head(stored: &Stored) -> AccessReportHead {
    AccessReportHead {
        report: stored.id,
        room: stored.room.0,
        state: stored.state.into(),
        asked_by: stored.scope.asked_by.into(),
        asked_on: stored.scope.asked_on.to_string(),
        from: stored.scope.from.to_string(),
        upto: stored.scope.upto.to_string(),
        number: stored.number,
        released_at: stored.released_at,
        version: stored.version,
    }
}

fn digest(content: &[u8]) -> String {
    hex::encode(sha256(content))
}

fn plain<T: serde::Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("strings and numbers serialise")
}

fn read<T: serde::de::DeserializeOwned>(plain: &[u8]) -> Result<T> {
    serde_json::from_slice(plain).map_err(|_| seal::Error::Shut.into())
}
