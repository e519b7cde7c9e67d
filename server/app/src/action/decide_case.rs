//! 決定: a case is decided, with a reason, by who works on it; what follows is in the same step, and whoever applied is told
//! (article 9).

use std::sync::Arc;

use renrakucho_domain::{
    Act, CaseId, DeviceId, FacilityId, Refusal, RoomId, RoomState,
    application::Form,
    audit::Event,
    case::{Kind, State, Step, check_reason, step},
    erasure::may_decide,
    leak as rules, own_consent as own_consent_rules, session,
};
use renrakucho_protocol::{
    case::{CaseDecision, CaseDetail, FacilityApplication, Verdict},
    exceptional_use_application::ExceptionalUseApplicationBody,
    residence::StatedResidence,
};
use renrakucho_store::{
    Tx,
    audit::{self, About},
    case, consent,
    disaster_event::{self as disaster_events, Declared},
    disclosure,
    entry::EntryRow,
    entry_erasure,
    erasure::{self, Proposed},
    exceptional_use::{self, Asked},
    exceptional_use_application::{self, Applied},
    facility,
    loss::Lost,
    notice, own_consent, particulars, review,
    revocation::{Subject, Why},
    room, session as sessions,
    suspension::Suspended,
};

use super::{
    Actor, Result, attempt,
    case_content::{Content, ReasonPlace, content_of, place_of_reason},
    change_facility, decide_loss, decide_proxy, decide_two_places, disaster_event, erase_entry, erase_room,
    facility_kind, leak, permit_disaster, permit_use,
    read_cases::{record, shown},
    recommend_use, residence_review, revocation, unseal_room,
};
use crate::{
    app::{App, Shared},
    entropy,
    seal::{CasePart, RoomKey},
};

/// Decides on the version that the form showed.
pub async fn decide_case(app: &Shared, actor: &Actor, case: CaseId, decision: CaseDecision) -> Result<CaseDetail> {
    Box::pin(attempt(app, actor, Act::DecideCase, None, async move |app, actor| {
        let CaseDecision { version, decision: verdict, reason, residence, permit } = decision;
        let reason = reason.trim();
        check_reason(reason)?;
        let stated = Stated::prepare(&app, case, residence, permit).await?;
        let kind = facility_kind::asked(&app, case).await?;
        let key = erase_entry::key_of_case(&app, case, verdict).await?;
        let place = place_of_reason(&app, case).await?;
        let mut tx = app.database.begin().await?;
        if let Some(kind) = &kind {
            kind.lock(&mut tx).await?;
        }
        let mut rooms = Rooms::lock(&mut tx, case, key).await?;
        let place = still_there(&mut tx, place).await?;
        let held = case::lock(&mut tx, case).await?.ok_or(Refusal::NotFound)?;
        if !held.kind.is_decided_by(actor.role) {
            return Err(Refusal::NotFound.into());
        }
        if let Some(facility) = held.subject {
            facility::lock(&mut tx, facility).await?;
        }
        let lost = if held.kind.is_loss() { Some(decide_loss::lock(&mut tx, &actor, case).await?) } else { None };
        let twice = if held.kind == Kind::DeviceInTwoPlaces {
            Some(decide_two_places::lock(&mut tx, &actor, case).await?)
        } else {
            None
        };
        let proxied = if held.kind == Kind::SuspendedByProxy {
            Some(decide_proxy::lock(&mut tx, &actor, case).await?)
        } else {
            None
        };
        rooms.read_again(&mut tx, &actor, case).await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        if held.version != version {
            return Err(Refusal::Stale.into());
        }
        step(held.facts, actor.account, Step::Decide)?;
        stated.check(held.kind)?;
        if let (Some(kind), Verdict::Accepted) = (&kind, verdict) {
            kind.check(&mut tx).await?;
        }
        let about = Locked { lost: lost.as_ref(), twice, proxied, rooms: &rooms, stated: &stated };
        let followed = Box::pin(follow(&app, &mut tx, &actor, case, &held, about, verdict)).await?;
        let state = match verdict {
            Verdict::Accepted => State::Accepted,
            Verdict::Refused => State::Refused,
        };
        // What is said of a person goes with their room; the case then says that it was decided, and nothing more.
        let with_case = if matches!(place, ReasonPlace::City) { reason } else { "" };
        let sealed = app.keys.seal_case(with_case.as_bytes(), case, CasePart::Reason);
        case::decide(&mut tx, case, state, actor.account, &sealed, followed.facility).await?;
        if let ReasonPlace::Room(room, key) = place {
            case::insert_reason(&mut tx, case, room, &key.seal_reason(reason, case)).await?;
        }
        match (&lost, followed.told) {
            (Some(lost), Some(told)) => {
                // A shared device has nobody to tell; its facility's list shows it.
                if let Some(account) = lost.account {
                    notice::insert(&mut tx, entropy::id(), account, told).await?;
                }
            }
            (None, Some(told)) => notice::insert_of_case(&mut tx, entropy::id(), case, told).await?,
            (_, None) => {}
        }
        let content = content_of(&app, held.kind, case, &held.sealed)?;
        record(&mut tx, &actor.origin(), (Event::CaseDecided, Some(state.as_str())), case, &content).await?;
        if let (Some(proposed), Some(entry)) = (&rooms.proposed, followed.erased) {
            Box::pin(erase_room::commit(&app, tx, proposed.room, entry)).await?;
        } else if let Some(permit) = followed.permit {
            Box::pin(permit_use::commit(&app, tx, permit)).await?;
        } else if let Some(erased) = followed.entry_erased {
            Box::pin(erase_entry::commit(&app, tx, erased)).await?;
        } else if followed.ended.is_empty() {
            renrakucho_store::commit(tx).await?;
        } else {
            let why = match rooms.declared {
                Some(_) => Why::Removed,
                None if twice.is_some() => Why::Suspended,
                None => Why::Revoked,
            };
            Box::pin(revocation::commit(&app, tx, &followed.ended, why)).await?;
        }
        Box::pin(shown(&app, &actor, case)).await
    }))
    .await
}

/// What followed, in the same transaction.
#[derive(Default)]
struct Followed {
    /// The facility that came of it.
    facility: Option<FacilityId>,
    /// What its sender, or whoever lost something, is told by mail.
    told: Option<notice::Kind>,
    /// What is to be told to all nodes.
    ended: Vec<Subject>,
    /// The last entry of a room that is erased.
    erased: Option<EntryRow>,
    /// What is to be told of a post that is erased, or of which it was decided that it stays.
    entry_erased: Option<erase_entry::Told>,
    /// What is to be told of a permit that was given, or ended.
    permit: Option<permit_use::Told>,
}

/// What a loss, a device in two places, a suspension by proxy, or a case about rooms is about, under its locks.
struct Locked<'a> {
    lost: Option<&'a Lost>,
    twice: Option<DeviceId>,
    proxied: Option<Suspended>,
    rooms: &'a Rooms,
    stated: &'a Stated,
}

/// What a decision of one kind or another states beside the verdict, and the key that it is sealed with.
struct Stated {
    residence: Option<residence_review::Prepared>,
    permit: Option<recommend_use::Prepared>,
}

impl Stated {
    async fn prepare(
        app: &App,
        case: CaseId,
        residence: Option<StatedResidence>,
        permit: Option<ExceptionalUseApplicationBody>,
    ) -> Result<Self> {
        let residence = residence_review::prepare(app, case, residence).await?;
        Ok(Self { residence, permit: recommend_use::prepare(app, case, permit).await? })
    }

    /// With no other kind.
    fn check(&self, kind: Kind) -> Result<()> {
        if self.residence.is_some() && kind != Kind::ResidenceReview {
            return Err(Refusal::Invalid("residence").into());
        }
        if self.permit.is_some() && kind != Kind::ExceptionalUseApplication {
            return Err(Refusal::Invalid("permit").into());
        }
        Ok(())
    }
}

/// What a case is about that is about rooms. They are locked before the case.
struct Rooms {
    proposed: Option<Proposed>,
    declared: Option<Declared>,
    used: Option<Asked>,
    applied: Option<Applied>,
    /// How the room stands of someone who has moved, and which version of their address is kept.
    moved: Option<(RoomState, i64)>,
    /// The same of someone who comes of age, and whether they signed themself.
    of_age: Option<(RoomState, bool)>,
    unsealing: Option<disclosure::Asked>,
    entry: Option<entry_erasure::Asked>,
    /// Of the room of that post.
    key: Option<Arc<RoomKey>>,
}

impl Rooms {
    async fn lock(tx: &mut Tx, case: CaseId, key: Option<Arc<RoomKey>>) -> Result<Self> {
        // What is proposed or asked for is never changed.
        let proposed = erasure::of_case(&mut **tx, case).await?;
        if let Some(proposed) = &proposed {
            room::lock(tx, proposed.room).await?;
        }
        let declared = disaster_event::lock(tx, case).await?;
        let used = exceptional_use::of_case(&mut **tx, case).await?;
        if let Some(used) = &used {
            room::lock(tx, used.room).await?;
        }
        let applied = exceptional_use_application::of_case(&mut **tx, case).await?;
        if let Some(applied) = &applied {
            room::lock(tx, applied.room).await?;
        }
        let moved = match particulars::review(&mut **tx, case).await? {
            Some(review) => match room::lock(tx, review.room).await? {
                Some(held) => {
                    let kept = particulars::held(tx, review.room).await?;
                    Some((held.state, kept.map_or(0, |kept| kept.version)))
                }
                None => None,
            },
            None => None,
        };
        let of_age = match own_consent::room_of(&mut **tx, case).await? {
            Some(of) => match room::lock(tx, of).await? {
                Some(held) => {
                    let signed = consent::held(tx, of).await?;
                    Some((held.state, signed.is_some_and(|signed| signed.sealed_proxy.is_none())))
                }
                None => None,
            },
            None => None,
        };
        let unsealing = disclosure::of_case(&mut **tx, case).await?;
        if let Some(unsealing) = &unsealing {
            room::lock(tx, RoomId(unsealing.room)).await?;
        }
        let entry = entry_erasure::of_case(&mut **tx, case).await?;
        if let Some(entry) = &entry {
            room::lock(tx, entry.room).await?;
        }
        Ok(Self { proposed, declared, used, applied, moved, of_age, unsealing, entry, key })
    }

    /// What came of it may have changed while the rooms were waited for.
    async fn read_again(&mut self, tx: &mut Tx, actor: &Actor, case: CaseId) -> Result<()> {
        if self.declared.is_some() {
            self.declared = disaster_events::of_case(&mut **tx, case).await?;
        }
        if self.used.is_some() {
            self.used = exceptional_use::of_case(&mut **tx, case).await?;
        }
        if self.entry.is_some() {
            self.entry = entry_erasure::of_case(&mut **tx, case).await?;
        }
        if let Some(used) = &self.used {
            permit_use::hold(tx, actor, used).await?;
        }
        Ok(())
    }
}

/// Where the reason is kept, with the room that it would go with locked, as [`Rooms::lock`] has done: an erasure that was decided since the
/// key was fetched has nothing to take with it any more.
async fn still_there(tx: &mut Tx, place: ReasonPlace) -> Result<ReasonPlace> {
    let ReasonPlace::Room(room, key) = place else { return Ok(place) };
    let state = room::lock(tx, room).await?.ok_or(Refusal::NotFound)?.state;
    let is_gone = matches!(state, RoomState::Erased | RoomState::Lapsed);
    Ok(if is_gone { ReasonPlace::Nowhere } else { ReasonPlace::Room(room, key) })
}

async fn follow(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    case: CaseId,
    held: &case::Held,
    Locked { lost, twice, proxied, rooms, stated }: Locked<'_>,
    verdict: Verdict,
) -> Result<Followed> {
    let told = |told| Followed { told, ..Followed::default() };
    match (content_of(app, held.kind, case, &held.sealed)?, verdict) {
        (Content::Application(sent), Verdict::Accepted) => {
            let facility = FacilityId(entropy::id());
            facility::insert(tx, facility, &form(sent)).await?;
            let about = About { subject: Some(facility.0), ..About::default() };
            audit::record(tx, Event::FacilityAdded, &actor.origin(), about).await?;
            Ok(Followed { facility: Some(facility), ..told(Some(notice::Kind::CaseDecided)) })
        }
        (Content::Application(_), Verdict::Refused) => Ok(told(Some(notice::Kind::CaseDecided))),
        (Content::Change(change), Verdict::Accepted) => {
            let mail = (!change.asked.is_empty()).then_some(notice::Kind::ChangeDecided);
            change_facility::accept(tx, actor, held.subject.ok_or(Refusal::NotFound)?, change).await?;
            Ok(told(mail))
        }
        // Whether a facility leaves is not the city's to refuse, nor is what it was asked.
        (Content::End(_), Verdict::Accepted) => Ok(told(None)),
        (Content::End(_) | Content::Review(_), Verdict::Refused) => Err(Refusal::Invalid("decision").into()),
        // It is over when something was said about everyone, and not before.
        (Content::Review(_), Verdict::Accepted) => {
            let facility = held.subject.ok_or(Refusal::NotFound)?;
            match review::unanswered(tx, facility, case).await? {
                0 => Ok(told(None)),
                _ => Err(Refusal::Invalid("decision").into()),
            }
        }
        // What was only told holds already: the city sees it, and asks the facility about it outside of the case.
        (Content::Change(change), Verdict::Refused) if change.asked.is_empty() => {
            Err(Refusal::Invalid("decision").into())
        }
        (Content::Change(_), Verdict::Refused) => Ok(told(Some(notice::Kind::ChangeDecided))),
        (Content::Loss(_), _) => {
            let ended = decide_loss::carry_out(tx, actor, case, lost.ok_or(Refusal::NotFound)?, verdict).await?;
            Ok(Followed { ended, ..told(Some(notice::Kind::LossDecided)) })
        }
        (Content::TwoPlaces(_), _) => {
            let ended = decide_two_places::carry_out(tx, actor, twice.ok_or(Refusal::NotFound)?, verdict).await?;
            Ok(Followed { ended, ..told(None) })
        }
        (Content::Residence(_), _) => {
            residence_review::conclude(tx, actor, case, rooms.moved, verdict, stated.residence.as_ref()).await?;
            Ok(told(None))
        }
        (Content::OwnConsent(_), _) => {
            // After an erasure there is nothing to agree to.
            let (state, signed) = rooms.of_age.unwrap_or((RoomState::Erased, false));
            own_consent_rules::may_conclude(verdict == Verdict::Accepted, state, signed)?;
            Ok(told(None))
        }
        (Content::Leak(_), _) => {
            rules::may_close(verdict == Verdict::Accepted, &leak::stages(tx, case).await?)?;
            Ok(told(None))
        }
        (Content::Proxy(_), _) => {
            decide_proxy::carry_out(tx, actor, case, proxied.ok_or(Refusal::NotFound)?, verdict).await?;
            Ok(told(None))
        }
        (Content::UseApplication(_), _) => {
            let applied = rooms.applied.as_ref().ok_or(Refusal::NotFound)?;
            recommend_use::carry_out(app, tx, actor, applied, stated.permit.as_ref(), verdict).await?;
            Ok(told(None))
        }
        (Content::ExceptionalUse(_), _) => {
            let used = rooms.used.as_ref().ok_or(Refusal::NotFound)?;
            let permit = if held.kind == Kind::ExceptionalUseReview {
                permit_use::review(tx, actor, used, verdict).await?
            } else {
                permit_use::decide(app, tx, actor, used, verdict).await?
            };
            Ok(Followed { permit, ..told(None) })
        }
        (Content::DisasterEvent(_), _) => {
            let declared = rooms.declared.as_ref().ok_or(Refusal::NotFound)?;
            if held.kind == Kind::DisasterReview {
                let ended = permit_disaster::review(tx, actor, declared, verdict).await?;
                return Ok(Followed { ended, ..told(None) });
            }
            permit_disaster::decide(app, tx, actor, declared, verdict).await?;
            Ok(told(None))
        }
        (Content::Disclosure(_), _) => {
            let unsealing = rooms.unsealing.as_ref().ok_or(Refusal::NotFound)?;
            unseal_room::decide(app, tx, actor, unsealing, verdict).await?;
            Ok(told(None))
        }
        (Content::EntryErasure(_), _) => {
            let asked = rooms.entry.as_ref().ok_or(Refusal::NotFound)?;
            let entry_erased =
                Box::pin(erase_entry::decide(app, tx, actor, held.kind, (asked, rooms.key.as_deref()), verdict))
                    .await?;
            Ok(Followed { entry_erased, ..told(None) })
        }
        (Content::Erasure(_), Verdict::Accepted) => {
            let entry = erase_room::decide(tx, actor, rooms.proposed.as_ref().ok_or(Refusal::NotFound)?).await?;
            Ok(Followed { erased: Some(entry), ..told(None) })
        }
        // Whoever proposed it decides nothing about it, not even that it is kept.
        (Content::Erasure(_), Verdict::Refused) => {
            may_decide(rooms.proposed.as_ref().ok_or(Refusal::NotFound)?.proposed_by, actor.staff_member)?;
            Ok(told(None))
        }
    }
}

/// As it was checked when it came in.
fn form(sent: FacilityApplication) -> Form {
    Form {
        name: sent.name,
        category: sent.category.into(),
        ground: sent.ground,
        address: sent.address,
        representative: sent.representative,
        mail: sent.mail,
        phone: sent.phone,
        agrees_to_purpose: true,
        listed: sent.listed.into_iter().map(Into::into).collect(),
    }
}
