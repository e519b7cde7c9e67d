//! 漏えい等 (articles 31 and 39): the city enters that something may have become known to someone it was not meant for. Who had access then
//! is fixed at the end of the audit log's chain; what is told to the supervisory authority is written down until the case is closed.

use renrakucho_domain::{
    AccountId, Act, CaseId, DeviceId, Refusal, RoomId,
    audit::Event,
    case::{Kind, Route, Step, receipt_number, step},
    leak::{self as rules, Dates, Stage},
    session,
};
use renrakucho_protocol::{
    case::CaseDetail,
    leak::{LeakAccess, LeakBody, LeakDay, LeakEvidence, LeakReport, LeakSubjectKind, LeakView},
};
use renrakucho_store::{
    Tx,
    audit::{self, About},
    case,
    leak::{self, Access, Leak, Report, Scope, Subject},
    room, session as sessions,
};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::{
    Actor, Error, Result, attempt,
    case_content::{LeakEntered, open, plain},
    read_cases::shown,
    refuse, require,
};
use crate::{
    app::{App, Shared},
    desk, entropy,
    seal::{self, CasePart, sha256},
};

/// Enters it, and fixes who had access. The same again under the same id is the same case.
pub async fn open_leak(app: &Shared, actor: &Actor, body: LeakBody, known_on: Date) -> Result<CaseDetail> {
    let subject = subject(body.kind, body.subject);
    attempt(app, actor, Act::InvestigateLeak, room_of(subject), async move |app, actor| {
        let case = CaseId(body.id);
        let scope = Scope { subject, from: body.from, upto: body.upto };
        let content_mac = app.keys.case_mac(&plain(&body));
        let mut tx = app.database.begin().await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        let opened_at = case::now(&mut tx).await?;
        let today = desk::local(opened_at).date();
        rules::check(&body.title, (scope.from, scope.upto), known_on, (opened_at, today))?;
        rules::check_words(&body.words)?;
        if !leak::exists(&mut tx, subject).await? {
            return Err(Refusal::NotFound.into());
        }
        let content = plain(&LeakEntered { title: body.title.trim().to_owned(), words: body.words.trim().to_owned() });
        let new = case::New {
            case,
            kind: Kind::Leak,
            route: Route::SignedIn,
            receipt: &receipt_number(entropy::bytes()),
            sealed: &app.keys.seal_case(&content, case, CasePart::Content),
            content_mac: &content_mac,
            opened_at,
            due: rules::due(rules::dates(known_on, body.may_be_wrongful), &[]),
            subject: None,
        };
        if !case::insert(&mut tx, &new).await? {
            let before = case::mac_of(&mut tx, case).await?;
            drop(tx);
            if before.as_ref() != Some(&content_mac) {
                return Err(Refusal::IdReused.into());
            }
            return shown(&app, &actor, case).await;
        }
        leak::plan_for_subject(&mut tx).await?;
        // What is done is linked within a moment.
        if leak::is_waiting(&mut tx, &scope).await? {
            return Err(Error::Busy);
        }
        let end = audit::chain_end(&mut tx).await?;
        let links = leak::links(&mut tx, &scope, end.position).await?;
        let leak = Leak {
            scope,
            known_on,
            may_be_wrongful: body.may_be_wrongful,
            chain_position: end.position,
            chain_hash: end.hash,
            accesses: i64::try_from(links.len()).unwrap_or(i64::MAX),
            digest: sha256(&links.concat()).to_vec(),
        };
        leak::insert(&mut tx, case, &leak).await?;
        let about = About { subject: Some(case.0), detail: Some(Kind::Leak.as_str()), ..About::default() };
        audit::record(&mut tx, Event::CaseOpened, &actor.origin(), about).await?;
        looked(&mut tx, &actor, case, &scope).await?;
        renrakucho_store::commit(tx).await?;
        shown(&app, &actor, case).await
    })
    .await
}

/// What was entered, who had access, and what was told.
pub async fn read_leak(app: &App, actor: &Actor, case: CaseId) -> Result<LeakView> {
    require(app, actor, Act::InvestigateLeak).await?;
    let Some(line) = case::find(&app.database, case).await?.filter(|line| line.kind == Kind::Leak) else {
        return refuse(app, actor, Act::InvestigateLeak, None, Refusal::NotFound).await;
    };
    let mut tx = app.database.begin().await?;
    leak::plan_for_subject(&mut tx).await?;
    let (leak, fixed_at) = leak::of_case(&mut tx, case).await?.ok_or(Refusal::NotFound)?;
    looked(&mut tx, actor, case, &leak.scope).await?;
    let evidence = evidence(app, &mut tx, &leak, fixed_at).await?;
    let found = leak::accesses(&mut tx, &leak.scope, leak.chain_position).await?;
    let reach = leak::reach(&mut tx, &leak.scope, leak.chain_position).await?;
    let told = leak::reports(&mut tx, case).await?;
    renrakucho_store::commit(tx).await?;

    app.keys.prepare(found.iter().map(|access| access.room)).await?;
    let mut accesses = Vec::with_capacity(found.len());
    for access in found {
        accesses.push(show(app, access).await?);
    }
    let (kind, subject) = match leak.scope.subject {
        Subject::Room(RoomId(id)) => (LeakSubjectKind::Room, id),
        Subject::Account(AccountId(id)) => (LeakSubjectKind::Account, id),
        Subject::Device(DeviceId(id)) => (LeakSubjectKind::Device, id),
    };
    let Dates { preliminary, preliminary_latest, full } = rules::dates(leak.known_on, leak.may_be_wrongful);
    let day = |day: Date| LeakDay { day: day.to_string(), is_closed: !app.desk.is_open_on(day) };
    Ok(LeakView {
        kind,
        subject,
        name: name(app, leak.scope.subject).await?,
        from: leak.scope.from,
        upto: leak.scope.upto,
        known_on: leak.known_on.to_string(),
        may_be_wrongful: leak.may_be_wrongful,
        words: open::<LeakEntered>(app, case, &line.sealed)?.words,
        preliminary: day(preliminary),
        preliminary_latest: day(preliminary_latest),
        full: day(full),
        evidence,
        more: (reach.together - leak::LISTED).max(0),
        persons: reach.persons,
        accesses,
        reports: told.into_iter().map(|report| told_of(app, case, report)).collect::<Result<_>>()?,
    })
}

/// What was told, as it came in.
#[derive(Clone, Debug)]
pub struct Told {
    /// 速報 or 確報.
    pub stage: Stage,
    /// On which day.
    pub on: Date,
    /// What.
    pub words: String,
    /// Whether somebody may have done it with a wrongful purpose.
    pub may_be_wrongful: bool,
}

/// Writes down what was told to the supervisory authority, on the version that the form showed.
pub async fn report_leak(app: &Shared, actor: &Actor, case: CaseId, version: i64, told: Told) -> Result<CaseDetail> {
    attempt(app, actor, Act::InvestigateLeak, None, async move |app, actor| {
        let Told { stage, on, words, may_be_wrongful } = told;
        let words = words.trim();
        let mut tx = app.database.begin().await?;
        let held = case::lock(&mut tx, case).await?.ok_or(Refusal::NotFound)?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        if held.version != version {
            return Err(Refusal::Stale.into());
        }
        let (leak, _) = leak::of_case(&mut tx, case).await?.ok_or(Refusal::NotFound)?;
        step(held.facts, actor.account, Step::Decide)?;
        let mut before = stages(&mut tx, case).await?;
        let today = desk::local(case::now(&mut tx).await?).date();
        rules::check_report(&before, leak.known_on, stage, on, today)?;
        rules::check_words(words)?;
        before.push((stage, on));
        let due = rules::due(rules::dates(leak.known_on, may_be_wrongful), &before);
        let sealed = app.keys.seal_case(words.as_bytes(), case, CasePart::Report(stage));
        leak::report(&mut tx, case, (stage, on), &sealed, actor.account, may_be_wrongful, due).await?;
        let about = About { subject: Some(case.0), detail: Some(stage.as_str()), ..About::default() };
        audit::record(&mut tx, Event::LeakReported, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        shown(&app, &actor, case).await
    })
    .await
}

/// Which stages were told, and when: of a case that is locked.
pub(super) async fn stages(tx: &mut Tx, case: CaseId) -> Result<Vec<(Stage, Date)>> {
    Ok(leak::reports(tx, case).await?.into_iter().map(|report| (report.stage, report.reported_on)).collect())
}

const fn subject(kind: LeakSubjectKind, id: Uuid) -> Subject {
    match kind {
        LeakSubjectKind::Room => Subject::Room(RoomId(id)),
        LeakSubjectKind::Account => Subject::Account(AccountId(id)),
        LeakSubjectKind::Device => Subject::Device(DeviceId(id)),
    }
}

const fn room_of(subject: Subject) -> Option<RoomId> {
    match subject {
        Subject::Room(room) => Some(room),
        Subject::Account(_) | Subject::Device(_) => None,
    }
}

/// That the log was looked at is in it, as whenever somebody looks through it.
async fn looked(tx: &mut Tx, actor: &Actor, case: CaseId, scope: &Scope) -> Result<()> {
    let [_, account, device] = scope.subject.columns();
    let device = device.map(|id| format!(" device={id}")).unwrap_or_default();
    let detail = format!("case={}{device}", case.0);
    let about = About { room: room_of(scope.subject), subject: account, detail: Some(&detail), ..About::default() };
    Ok(audit::record(tx, Event::AuditRead, &actor.origin(), about).await?)
}

/// What they were fixed by, and whether the log says the same now.
async fn evidence(app: &App, tx: &mut Tx, leak: &Leak, fixed_at: OffsetDateTime) -> Result<LeakEvidence> {
    let links = leak::links(tx, &leak.scope, leak.chain_position).await?;
    let hash = audit::hash_at(tx, leak.chain_position).await?;
    // The links are those of then; that each event is what was linked is what the walk along the chain finds out.
    let are_those = hash.as_ref() == Some(&leak.chain_hash) && sha256(&links.concat()).to_vec() == leak.digest;
    Ok(LeakEvidence {
        position: leak.chain_position,
        hash: hex::encode(&leak.chain_hash),
        accesses: leak.accesses,
        digest: hex::encode(&leak.digest),
        fixed_at,
        is_whole: are_those && app.audit_watch.found().broken.is_none(),
        later: leak::linked_later(tx, &leak.scope, leak.chain_position).await?,
    })
}

async fn show(app: &App, access: Access) -> Result<LeakAccess> {
    Ok(LeakAccess {
        label: label(app, access.room, access.sealed_profile.as_deref()).await?,
        event: access.event,
        room: access.room,
        who: access.who,
        facility: access.facility,
        device: access.device,
        from_seq: access.from_seq,
        upto_seq: access.upto_seq,
        first: access.first,
        last: access.last,
        times: access.times,
    })
}

async fn name(app: &App, subject: Subject) -> Result<Option<String>> {
    match subject {
        Subject::Room(room) => {
            let sealed = room::sealed_profile(&app.database, room).await?;
            label(app, room.0, sealed.as_deref()).await
        }
        Subject::Account(_) | Subject::Device(_) => Ok(leak::called(&app.database, subject).await?),
    }
}

/// A room whose key was destroyed has no name any more.
async fn label(app: &App, room: Uuid, sealed: Option<&[u8]>) -> Result<Option<String>> {
    let Some(sealed) = sealed else { return Ok(None) };
    match app.keys.of(RoomId(room)).await {
        Ok(key) => Ok(Some(key.open_profile(sealed)?.name)),
        Err(seal::Error::NoKey) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn told_of(app: &App, case: CaseId, report: Report) -> Result<LeakReport> {
    let plain = app.keys.open_case(&report.sealed_words, case, CasePart::Report(report.stage))?;
    Ok(LeakReport {
        stage: report.stage.into(),
        reported_on: report.reported_on.to_string(),
        words: String::from_utf8(plain.to_vec()).map_err(|_| seal::Error::Shut)?,
        by: report.by,
        recorded_at: report.recorded_at,
    })
}
