//! 例外利用の申請 (article 20): a moderator asks that named people use a room without consent, for a time. Another person decides it, as a
//! case (`decide_case`, `permit_use`). And what stands, for the pages.

use std::collections::HashMap;

use renrakucho_domain::{
    AccountId, Act, CaseId, Refusal, RoomId, RoomState, StaffMemberId,
    audit::Event,
    case::{Kind, Route, receipt_number},
    exceptional_use::{Application, Ground, may_decide, may_review},
    exceptional_use_application::is_of_others,
    room as rules, session,
};
use renrakucho_protocol::{
    entry::Person,
    exceptional_use::{
        ExceptionalUseAsked, ExceptionalUseBody, ExceptionalUseCase, ExceptionalUseWords, PermitLine, PermitView,
    },
};
use renrakucho_store::{
    Tx,
    audit::{self, About},
    case,
    entry::PersonRow,
    exceptional_use::{self, Asked},
    exceptional_use_application as applications, room, session as sessions,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    Actor, Result, attempt,
    case_content::{OfRoom, plain},
    decision,
    list_city_rooms::profiles,
};
use crate::{
    app::{App, Shared},
    desk, entropy,
    seal::{self, CasePart, RoomKey},
};

/// Asks for a permit on the version of the room that the moderator saw. One at a time.
pub async fn ask(app: &Shared, actor: &Actor, room: RoomId, body: ExceptionalUseBody) -> Result<ExceptionalUseAsked> {
    attempt(app, actor, Act::AskExceptionalUse, Some(room), async move |app, actor| {
        let ExceptionalUseBody { version, ground, words, people, until } = body;
        let asked = application(ground.into(), &words, people, until);
        let key = decision::key_of(&app, room).await?;
        let mut tx = app.database.begin().await?;
        let row = room::lock(&mut tx, room).await?.ok_or(Refusal::NotFound)?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        if row.version != version {
            return Err(Refusal::Stale.into());
        }
        let (case, receipt, due) = ask_for(&app, &mut tx, &actor, (room, &key, row.state), &asked).await?;
        renrakucho_store::commit(tx).await?;
        Ok(ExceptionalUseAsked { case: case.0, receipt, due })
    })
    .await
}

/// Asks for a permit to use a room that this transaction holds locked, if none is asked for: opens the case that the approver decides.
pub(super) async fn ask_for(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    (room, key, state): (RoomId, &RoomKey, RoomState),
    asked: &Application,
) -> Result<(CaseId, String, String)> {
    rules::may_permit(state, asked.ground)?;
    let now = case::now(tx).await?;
    let cases = &app.config.cases;
    asked.check(now, Duration::days(cases.exceptional_use_longest_days.into()))?;
    let people: Vec<_> = asked.people.iter().map(|account| account.0).collect();
    if exceptional_use::fit(tx, &people).await?.len() != people.len() {
        return Err(Refusal::Invalid("people").into());
    }
    if !exceptional_use::open_cases(&mut **tx, Some(room)).await?.is_empty() {
        return Err(Refusal::Stale.into());
    }
    let (_, person) = room::main_affiliation(tx, actor.account).await?.ok_or(Refusal::Suspended)?;
    let kind = (Kind::ExceptionalUse, Route::SignedIn, cases.exceptional_use_days);
    let content = plain(&OfRoom { room: room.0 });
    let (case, receipt, due) = open_case(app, tx, actor, (&content, Some(room)), kind, now).await?;
    let new = exceptional_use::New {
        case,
        room,
        ground: asked.ground,
        sealed: &key.seal_exceptional_use(&plain(&words(asked)), case),
        until: asked.until,
        by: &person,
        people: &people,
    };
    exceptional_use::insert(tx, &new).await?;
    let about = About { room: Some(room), detail: Some(asked.ground.as_str()), ..About::default() };
    audit::record(tx, Event::ExceptionalUseAsked, &actor.origin(), about).await?;
    Ok((case, receipt, due))
}

/// What is asked for, as the rules take it.
pub(super) fn application(
    ground: Ground,
    words: &ExceptionalUseWords,
    people: Vec<Uuid>,
    until: OffsetDateTime,
) -> Application {
    let trimmed = |text: &str| text.trim().to_owned();
    Application {
        ground,
        circumstances: trimmed(&words.circumstances),
        why_no_consent: words.why_no_consent.as_deref().map(trimmed),
        kin: words.kin.map(Into::into),
        purpose: trimmed(&words.purpose),
        people: people.into_iter().map(AccountId).collect(),
        until,
    }
}

/// What is said of it, as it is sealed.
pub(super) fn words(asked: &Application) -> ExceptionalUseWords {
    ExceptionalUseWords {
        circumstances: asked.circumstances.clone(),
        why_no_consent: asked.why_no_consent.clone(),
        kin: asked.kin.map(Into::into),
        purpose: asked.purpose.clone(),
    }
}

/// Opens a case about a room, or about many, due by the desk's calendar. What is sealed with it outlives the rooms' keys,
/// so it names nobody. Its id, its receipt number, and the day on which it is due.
pub(super) async fn open_case(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    (content, room): (&[u8], Option<RoomId>),
    (kind, route, days): (Kind, Route, u32),
    opened_at: OffsetDateTime,
) -> Result<(CaseId, String, String)> {
    let (case, receipt) = (CaseId(entropy::id()), receipt_number(entropy::bytes()));
    let due = app.desk.due(desk::local(opened_at).date(), days);
    let new = case::New {
        case,
        kind,
        route,
        receipt: &receipt,
        sealed: &app.keys.seal_case(content, case, CasePart::Content),
        content_mac: &app.keys.case_mac(content),
        opened_at,
        due,
        subject: None,
    };
    case::insert(tx, &new).await?;
    let about = About { room, subject: Some(case.0), detail: Some(kind.as_str()), ..About::default() };
    audit::record(tx, Event::CaseOpened, &actor.origin(), about).await?;
    Ok((case, receipt, due.to_string()))
}

/// What a case is about, for the inbox, and whom the room is about.
pub(super) async fn shown(app: &App, actor: &Actor, case: CaseId) -> Result<(String, ExceptionalUseCase)> {
    let asked = exceptional_use::of_case(app.database.pool(), case).await?.ok_or(Refusal::NotFound)?;
    let profile = profiles(app, &[asked.room.0]).await?.remove(&asked.room.0);
    let (name, kana) = profile.map(|profile| (profile.name, profile.kana)).unzip();
    let words = match app.keys.of(asked.room).await {
        // It was erased.
        Err(seal::Error::NoKey) => None,
        key => open_words(&*key?, &asked.sealed, asked.case)?,
    };
    let people = exceptional_use::people(app.database.pool(), asked.case).await?;
    let skipped = exceptional_use::skipped(app.database.pool(), asked.case).await?;
    let applied = applications::behind(app.database.pool(), asked.case).await?;
    let parts = Parts {
        asker: asked.asked_by.person,
        permitter: asked.permitted.as_ref().map(|(_, by)| by.person),
        applicant: applied.as_ref().map(|applied| applied.by.person),
    };
    let (is_own, is_asker) = part_of(app, actor, asked.case != case, parts).await?;
    let application = applied.as_ref().map(|applied| applied.case.0);
    let (applied_by, applied_from) = applied.map(|applied| (applied.by.name, applied.by.facility)).unzip();
    let Asked { room, ground, until, asked_by, permitted, ended_at, .. } = asked;
    let (permitted_at, permitted_by) = permitted.map(|(at, by)| (at, by.name)).unzip();
    let told = ExceptionalUseCase {
        room: room.0,
        kana,
        ground: ground.into(),
        words,
        people: people.into_iter().map(person).collect(),
        skipped,
        until,
        asked_by: asked_by.name,
        asked_at: asked_by.facility,
        applied_by,
        applied_from,
        application,
        permitted_at,
        permitted_by,
        ended_at,
        is_own,
        is_asker,
    };
    Ok((name.unwrap_or_default(), told))
}

/// Who had a part in a permit.
pub(super) struct Parts {
    pub(super) asker: StaffMemberId,
    pub(super) permitter: Option<StaffMemberId>,
    pub(super) applicant: Option<StaffMemberId>,
}

/// Whether the caller had the part that bars them, and whether they are whoever asked: who asked does not decide; who permitted does not
/// review it, nor who asked, where somebody else could; and who had applied for it at a facility does neither.
pub(super) async fn part_of(app: &App, actor: &Actor, is_review: bool, parts: Parts) -> Result<(bool, bool)> {
    let Parts { asker, permitter, applicant } = parts;
    let verdict = match permitter.filter(|_| is_review) {
        Some(by) => {
            let part: Vec<_> = [asker, by].into_iter().chain(applicant).collect();
            let has_another = applications::another_moderator(app.database.pool(), &part).await?;
            may_review(by, asker, actor.staff_member, has_another)
        }
        None => may_decide(asker, actor.staff_member),
    };
    let is_barred = verdict.and_then(|()| is_of_others(applicant, actor.staff_member)).is_err();
    Ok((is_barred, asker == actor.staff_member))
}

pub(super) fn person(row: PersonRow) -> Person {
    Person { account: row.account, name: row.name, facility: row.facility, profession: row.profession }
}

pub(super) fn open_words(key: &RoomKey, sealed: &[u8], case: CaseId) -> Result<Option<ExceptionalUseWords>> {
    if sealed.is_empty() {
        return Ok(None);
    }
    let plain = key.open_exceptional_use(sealed, case)?;
    Ok(Some(serde_json::from_slice(&plain).map_err(|_| seal::Error::Shut)?))
}

/// The permits that stand in a room, for its page.
pub(super) async fn views(app: &App, actor: &Actor, room: RoomId, key: &RoomKey) -> Result<Vec<PermitView>> {
    let standing = exceptional_use::standing(app.database.pool(), Some(room)).await?;
    if standing.is_empty() {
        return Ok(Vec::new());
    }
    let own = exceptional_use::is_permitted(&app.database, room, actor.account).await?;
    let mut views = Vec::with_capacity(standing.len());
    for permit in standing {
        if let Some(words) = open_words(key, &permit.sealed, permit.case)? {
            views.push(PermitView {
                ground: permit.ground.into(),
                purpose: words.purpose,
                until: permit.until,
                is_own: own == Some(permit.case),
            });
        }
    }
    Ok(views)
}

/// What stands and what is asked for, for the city's list.
pub(super) struct Permits {
    standing: HashMap<Uuid, Vec<PermitLine>>,
    asked: HashMap<Uuid, Uuid>,
}

impl Permits {
    /// Of all rooms, or of one.
    pub(super) async fn of(app: &App, only: Option<RoomId>) -> Result<Self> {
        let mut standing: HashMap<_, Vec<_>> = HashMap::new();
        for permit in exceptional_use::standing(app.database.pool(), only).await? {
            let line = PermitLine { ground: permit.ground.into(), until: permit.until };
            // The one that stands longest comes first.
            standing.entry(permit.room).or_default().push(line);
        }
        let asked = exceptional_use::open_cases(app.database.pool(), only).await?;
        Ok(Self { standing, asked: asked.into_iter().map(|(room, case)| (room, case.0)).collect() })
    }

    /// The permits that stand, the one that stands longest first.
    pub(super) fn standing(&self, room: Uuid) -> Vec<PermitLine> {
        self.standing.get(&room).cloned().unwrap_or_default()
    }

    /// The open case in which one is asked for.
    pub(super) fn asked(&self, room: Uuid) -> Option<Uuid> {
        self.asked.get(&room).copied()
    }
}
