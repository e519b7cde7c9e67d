//! The city's queue: its cases as a list, one with all that was sent, and how one stands for whoever has its receipt number.

use std::collections::HashMap;

use renrakucho_domain::{
    Act, CaseId, FacilityId, Refusal, RoomId,
    attachment::Owner,
    audit::Event,
    case::{Kind, State, read_receipt_number},
    permission::Role,
};
use renrakucho_protocol::{
    case::{ApplicationStatus, CaseDetail, CaseLine, CaseStep, CaseStepKind, Cases, ReasonTemplates},
    erasure::{ErasureCase, ErasureProposal},
    facility_end::FacilityEndTold,
    review::ReviewTold,
};
use renrakucho_store::{
    Tx,
    audit::{self, About, Origin},
    case, disaster_event, disclosure as disclosures, erasure as erasures, facility_end, review,
};
use uuid::Uuid;

use super::{
    Actor, Result,
    case_content::{Content, EndTold, ReviewAsked, content_of, reason_of, reason_shown},
    disaster_event as disasters, disclosure, entry_erasure, exceptional_use, facility_kind,
    list_city_rooms::profiles,
    own_consent,
    read_attachment::lines,
    recommend_use, refuse, require, residence_review,
};
use crate::app::App;

/// Which cases are asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Which {
    /// Those that are open.
    Open,
    /// Those that were decided.
    Decided(Decided),
}

/// Which of those that were decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decided {
    /// The newest, or those after the one at which the last page ended.
    pub before: Option<CaseId>,
    /// Of these kinds; none: of all.
    pub kinds: Option<Vec<Kind>>,
    /// About this facility; none: about whichever, or none at all.
    pub facility: Option<FacilityId>,
}

/// Those that are open, or a page of those that were decided.
pub async fn list_cases(app: &App, actor: &Actor, which: Which) -> Result<Cases> {
    let open = which == Which::Open;
    require(app, actor, Act::HandleCases).await?;
    let mut tx = app.database.begin().await?;
    let about = About { detail: Some(if open { "open" } else { "decided" }), ..About::default() };
    audit::record(&mut tx, Event::CasesListed, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    // What two people work on stands with what is open until it is answered: also when the hours were over before that.
    let turns = turns(app).await?;
    let (lines, has_more) = match which {
        Which::Open => {
            let mut lines = case::open(&app.database).await?;
            for case in turns.keys() {
                lines.extend(case::find(&app.database, CaseId(*case)).await?);
            }
            (lines, false)
        }
        Which::Decided(Decided { before, kinds, facility }) => {
            let is_wanted = |kind: &Kind| kinds.as_ref().is_none_or(|kinds| kinds.contains(kind));
            let seen = Kind::ALL.into_iter().filter(|kind| kind.is_seen_by(actor.role)).filter(is_wanted);
            let kinds: Vec<_> = seen.map(|kind| kind.as_str().to_owned()).collect();
            let (mut lines, has_more) = case::decided(&app.database, &kinds, facility, before).await?;
            lines.retain(|line| !turns.contains_key(&line.case));
            (lines, has_more)
        }
    };
    let seen = lines.into_iter().filter(|line| line.kind.is_seen_by(actor.role));
    let opened = seen.map(|line| Ok((content_of(app, line.kind, line.case.into(), &line.sealed)?, line)));
    let opened = opened.collect::<Result<Vec<_>>>()?;
    let rooms: Vec<_> = opened.iter().filter_map(|(content, _)| content.room()).collect();
    let people = profiles(app, &rooms).await?;
    let title = |content: &Content| match content.room() {
        Some(room) => people.get(&room).map_or_else(String::new, |person| person.name.clone()),
        None => content.title().to_owned(),
    };
    let begun = case::begun_by(&app.database, actor.staff_member).await?;
    let is_own = |content: &Content, line: &case::Line| begun.contains(&line.case) || content.is_about(actor.account.0);
    let shown = |(content, line): &(Content, case::Line)| {
        let shown = show(actor, line, title(content), is_own(content, line));
        match turns.get(&line.case) {
            Some(turn) => with_turn(actor, shown, *turn),
            None => shown,
        }
    };
    let mut cases: Vec<CaseLine> = opened.iter().map(shown).collect();
    if open {
        // Of what waits for an answer the law's day counts, not that of its case: it stands among the others by what is shown.
        cases.sort_by(|one, other| one.due.cmp(&other.due).then(one.case.cmp(&other.case)));
    }
    Ok(Cases { cases, has_more })
}

async fn turns(app: &App) -> Result<HashMap<Uuid, disclosures::Turn>> {
    Ok(disclosures::turns(&app.database).await?.into_iter().map(|turn| (turn.case, turn)).collect())
}

/// Whose turn it is with a disclosure request whose room was unsealed, and until when the law wants it answered.
fn with_turn(actor: &Actor, line: CaseLine, turn: disclosures::Turn) -> CaseLine {
    let role = if turn.is_ready { Role::CityApprover } else { Role::CityModerator };
    let is_to_decide = turn.account.map_or(role == actor.role, |account| account == actor.account.0);
    CaseLine {
        release_turn: Some(role.into()),
        is_to_decide,
        is_own: !is_to_decide && role == actor.role,
        due: turn.due.to_string(),
        is_overdue: turn.is_overdue,
        ..line
    }
}

/// One, with what was sent and what happened to it.
pub async fn read_case(app: &App, actor: &Actor, case: CaseId) -> Result<CaseDetail> {
    require(app, actor, Act::HandleCases).await?;
    let line = case::find(&app.database, case).await?.filter(|line| line.kind.is_seen_by(actor.role));
    let Some(line) = line else {
        return refuse(app, actor, Act::HandleCases, None, Refusal::NotFound).await;
    };
    let content = content_of(app, line.kind, case, &line.sealed)?;
    let mut tx = app.database.begin().await?;
    record(&mut tx, &actor.origin(), (Event::CaseViewed, None), case, &content).await?;
    renrakucho_store::commit(tx).await?;
    Box::pin(detail(app, actor, line)).await
}

/// The one that has a receipt number, as it was typed.
pub async fn find_case(app: &App, actor: &Actor, typed: &str) -> Result<CaseDetail> {
    require(app, actor, Act::HandleCases).await?;
    let found = match read_receipt_number(typed) {
        Some(receipt) => case::by_receipt(&app.database, &receipt).await?,
        None => None,
    };
    match found {
        Some(line) => read_case(app, actor, CaseId(line.case)).await,
        None => refuse(app, actor, Act::HandleCases, None, Refusal::NotFound).await,
    }
}

/// Writes down what was done with a case: about the person whom it is about, too, so that who looked at their record is told all of it.
/// A disaster is about many: it is an event by itself, and one more for each room, with the name of that room's permit.
pub(super) async fn record(
    tx: &mut Tx,
    origin: &Origin,
    (event, detail): (Event, Option<&str>),
    case: CaseId,
    content: &Content,
) -> Result<()> {
    let about = About { room: content.room().map(RoomId), subject: Some(case.0), detail, ..About::default() };
    audit::record(tx, event, origin, about).await?;
    if matches!(content, Content::DisasterEvent(_)) {
        let (rooms, permits) = disaster_event::permits(tx, case).await?;
        audit::record_of_rooms(tx, event, origin, &rooms, &permits, detail).await?;
    }
    Ok(())
}

/// The same after a step, which was an event of its own.
pub(super) async fn shown(app: &App, actor: &Actor, case: CaseId) -> Result<CaseDetail> {
    let line = case::find(&app.database, case).await?.ok_or(Refusal::NotFound)?;
    Box::pin(detail(app, actor, line)).await
}

async fn detail(app: &App, actor: &Actor, line: case::Line) -> Result<CaseDetail> {
    let case = CaseId(line.case);
    let content = content_of(app, line.kind, case, &line.sealed)?;
    let begun = case::begun_by(&app.database, actor.staff_member).await?;
    let is_own = begun.contains(&line.case) || content.is_about(actor.account.0);
    let mut shown = show(actor, &line, content.title().to_owned(), is_own);
    let (mut application, mut change, mut end, mut reviewed) = (None, None, None, None);
    let (mut loss, mut two_places, mut proxy, mut erasure) = (None, None, None, None);
    let (mut exceptional_use, mut residence, mut of_age, mut disaster_event) = (None, None, None, None);
    let (mut disclosed, mut entry_erased, mut use_application) = (None, None, None);
    let unreached = facility_kind::unreached(app, actor, &line).await?;
    match content {
        Content::Application(sent) => application = Some(sent),
        Content::Change(sent) => change = Some(sent),
        Content::Loss(report) => loss = Some(report),
        Content::TwoPlaces(noticed) => two_places = Some(noticed),
        Content::Proxy(done) => proxy = Some(done),
        Content::Erasure(proposal) => {
            let (name, told) = erasure_case(app, actor, case, proposal).await?;
            shown.title = name;
            erasure = Some(told);
        }
        Content::ExceptionalUse(_) => {
            let (name, told) = Box::pin(exceptional_use::shown(app, actor, case)).await?;
            shown.title = name;
            exceptional_use = Some(told);
        }
        Content::UseApplication(_) => {
            let (name, told) = Box::pin(recommend_use::shown(app, actor, case)).await?;
            shown.title = name;
            use_application = Some(told);
        }
        Content::Residence(of) => {
            let (name, told) = residence_review::shown(app, of.room.into(), case).await?;
            shown.title = name;
            residence = Some(told);
        }
        Content::OwnConsent(of) => {
            let (name, told) = own_consent::shown(app, of.room.into()).await?;
            shown.title = name;
            of_age = Some(told);
        }
        Content::DisasterEvent(_) => disaster_event = Some(Box::pin(disasters::shown(app, actor, case)).await?),
        Content::Disclosure(_) => {
            let (name, told) = Box::pin(disclosure::shown(app, actor, case)).await?;
            shown.title = name;
            if let Some(turn) = turns(app).await?.remove(&case.0) {
                shown = with_turn(actor, shown, turn);
            }
            disclosed = Some(told);
        }
        Content::EntryErasure(_) => {
            let (name, told) = Box::pin(entry_erasure::shown(app, actor, case)).await?;
            shown.title = name;
            entry_erased = Some(told);
        }
        // Who had access is asked for by itself, and is an event of its own.
        Content::Leak(_) => {}
        Content::End(EndTold { effective_on, seen, .. }) => {
            let is_withdrawn = facility_end::is_withdrawn(&app.database, case).await?;
            end = Some(FacilityEndTold { effective_on, seen, is_withdrawn });
        }
        Content::Review(ReviewAsked { quarter, .. }) => {
            let facility = line.subject.ok_or(Refusal::NotFound)?;
            let mut tx = app.database.begin().await?;
            let unanswered = review::unanswered(&mut tx, facility.into(), case).await?;
            reviewed = Some(ReviewTold { quarter, unanswered });
        }
    }
    // Whoever applied did not decide, nor did the clock.
    let is_withdrawn = use_application.as_ref().is_some_and(|told| told.is_withdrawn);
    Ok(CaseDetail {
        line: shown,
        application,
        change,
        unreached,
        end,
        review: reviewed,
        loss,
        two_places,
        proxy,
        erasure,
        exceptional_use,
        use_application,
        residence,
        own_consent: of_age,
        disaster_event,
        disclosure: disclosed,
        entry_erasure: entry_erased,
        facility: line.subject,
        attachments: lines(app, Owner::Case(case)).await?,
        decided_by: line.decided_by.clone().filter(|_| !is_withdrawn),
        reason: reason_shown(app, &line).await?,
        history: case::history(&app.database, case).await?.into_iter().filter_map(step).collect(),
        may_decide: line.kind.is_decided_by(actor.role),
        templates: templates(app, line.kind),
    })
}

/// What a case about a room's erasure is about, and whom the room is about.
async fn erasure_case(
    app: &App,
    actor: &Actor,
    case: CaseId,
    proposal: ErasureProposal,
) -> Result<(String, ErasureCase)> {
    let profile = profiles(app, &[proposal.room]).await?.remove(&proposal.room);
    let (name, kana) = profile.map(|profile| (profile.name, profile.kana)).unzip();
    let of = erasures::of_case(app.database.pool(), case).await?.ok_or(Refusal::NotFound)?;
    let is_own = of.proposed_by == actor.staff_member;
    let told = ErasureCase { proposal, kana, proposed_by: of.name, proposed_at: of.facility, is_own };
    Ok((name.unwrap_or_default(), told))
}

fn templates(app: &App, kind: Kind) -> ReasonTemplates {
    let reasons = &app.config.cases;
    match kind {
        Kind::FacilityApplication => {
            ReasonTemplates { accepted: reasons.acceptance_reasons.clone(), refused: reasons.refusal_reasons.clone() }
        }
        Kind::FacilityChange | Kind::FacilityEnd | Kind::QuarterlyReview => {
            ReasonTemplates { accepted: reasons.seen_reasons.clone(), refused: Vec::new() }
        }
        Kind::LostDevice | Kind::LostPasskey => ReasonTemplates {
            accepted: reasons.loss_revocation_reasons.clone(),
            refused: reasons.loss_restoration_reasons.clone(),
        },
        Kind::DeviceInTwoPlaces => ReasonTemplates {
            accepted: reasons.two_places_suspension_reasons.clone(),
            refused: reasons.two_places_harmless_reasons.clone(),
        },
        Kind::SuspendedByProxy => ReasonTemplates {
            accepted: reasons.proxy_confirmation_reasons.clone(),
            refused: reasons.proxy_restoration_reasons.clone(),
        },
        Kind::Erasure => ReasonTemplates {
            accepted: reasons.erasure_reasons.clone(),
            refused: reasons.erasure_refusal_reasons.clone(),
        },
        Kind::ExceptionalUseApplication => ReasonTemplates {
            accepted: reasons.exceptional_use_recommendation_reasons.clone(),
            refused: reasons.exceptional_use_application_refusal_reasons.clone(),
        },
        Kind::ExceptionalUse | Kind::DisasterEvent => ReasonTemplates {
            accepted: reasons.exceptional_use_reasons.clone(),
            refused: reasons.exceptional_use_refusal_reasons.clone(),
        },
        Kind::ExceptionalUseReview | Kind::DisasterReview => ReasonTemplates {
            accepted: reasons.exceptional_use_review_reasons.clone(),
            refused: reasons.exceptional_use_ending_reasons.clone(),
        },
        Kind::ResidenceReview => ReasonTemplates {
            accepted: reasons.residence_review_reasons.clone(),
            refused: reasons.residence_ending_reasons.clone(),
        },
        Kind::OwnConsent => ReasonTemplates {
            accepted: reasons.own_consent_reasons.clone(),
            refused: reasons.own_consent_by_proxy_reasons.clone(),
        },
        Kind::DisclosureRequest => ReasonTemplates {
            accepted: reasons.disclosure_request_reasons.clone(),
            refused: reasons.disclosure_request_refusal_reasons.clone(),
        },
        Kind::EntryErasureRequest => ReasonTemplates {
            accepted: reasons.entry_erasure_proposal_reasons.clone(),
            refused: reasons.entry_erasure_request_refusal_reasons.clone(),
        },
        Kind::EntryErasure => ReasonTemplates {
            accepted: reasons.entry_erasure_reasons.clone(),
            refused: reasons.entry_erasure_refusal_reasons.clone(),
        },
        // What happened is never the same twice.
        Kind::Leak => ReasonTemplates { accepted: Vec::new(), refused: Vec::new() },
    }
}

fn show(actor: &Actor, line: &case::Line, title: String, is_own: bool) -> CaseLine {
    let is_theirs = line.kind.is_decided_by(actor.role) && !is_own;
    CaseLine {
        facility: line.subject,
        facility_name: line.subject_name.clone(),
        decider: line.kind.decider().into(),
        takes_two: line.kind.takes_two(),
        is_own,
        is_to_decide: is_theirs && line.state == State::Open,
        release_turn: None,
        case: line.case,
        kind: line.kind.into(),
        route: line.route.into(),
        receipt: line.receipt.clone(),
        title,
        state: line.state.into(),
        opened_at: line.opened_at,
        due: line.due.to_string(),
        is_overdue: line.is_overdue,
        claimed_by: line.claimed_by.as_ref().map(|(_, name)| name.clone()),
        claimed_at: line.claimed_at,
        is_mine: line.claimed_by.as_ref().is_some_and(|(account, _)| *account == actor.account.0),
        decided_at: line.decided_at,
        version: line.version,
    }
}

fn step(past: case::Past) -> Option<CaseStep> {
    let is = |detail: &str| past.detail.as_deref() == Some(detail);
    let step = match past.event.as_str() {
        "case_opened" => CaseStepKind::Opened,
        "case_claimed" if is(super::claim_case::TAKEN_OVER) => CaseStepKind::TakenOver,
        "case_claimed" => CaseStepKind::Claimed,
        "case_released" => CaseStepKind::Released,
        "case_decided" if is("accepted") => CaseStepKind::Accepted,
        "case_decided" => CaseStepKind::Refused,
        "disclosure_withdrawn" | "application_withdrawn" => CaseStepKind::Withdrawn,
        _ => return None,
    };
    Some(CaseStep { at: past.at, step, by: past.by })
}

/// How an application stands. The number is all that is asked for, and nothing of what was sent is answered.
pub async fn application_status(app: &App, typed: &str) -> Result<ApplicationStatus> {
    let receipt = read_receipt_number(typed).ok_or(Refusal::NotFound)?;
    let line = case::by_receipt(&app.database, &receipt).await?.filter(|line| line.kind.is_asked_by_number());
    let line = line.ok_or(Refusal::NotFound)?;
    Ok(ApplicationStatus {
        kind: line.kind.into(),
        state: line.state.into(),
        opened_at: line.opened_at,
        due: line.due.to_string(),
        decided_at: line.decided_at,
        reason: line.sealed_reason.map(|sealed| reason_of(app, CaseId(line.case), &sealed)).transpose()?,
    })
}
