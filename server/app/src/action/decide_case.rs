//! 決定: a case is decided, with a reason, by who works on it; what follows is in the same step, and whoever applied is told
//! (article 9).

use renrakucho_domain::{
    Act, CaseId, FacilityId, Refusal,
    application::Form,
    audit::Event,
    case::{Kind, State, Step, check_reason, step},
    session,
};
use renrakucho_protocol::case::{CaseDetail, FacilityApplication, Verdict};
use renrakucho_store::{
    audit::{self, About},
    case, facility, notice,
    revocation::Why,
    session as sessions,
};

use super::{Actor, Result, attempt, decide_loss, open_case::content_of, read_cases::shown, revocation};
use crate::{app::Shared, entropy, seal::CasePart};

/// Decides on the version that the form showed.
pub async fn decide_case(
    app: &Shared,
    actor: &Actor,
    case: CaseId,
    version: i64,
    verdict: Verdict,
    reason: String,
) -> Result<CaseDetail> {
    attempt(app, actor, Act::HandleCases, None, async move |app, actor| {
        let reason = reason.trim();
        check_reason(reason)?;
        let mut tx = app.database.begin().await?;
        let held = case::lock(&mut tx, case).await?.ok_or(Refusal::NotFound)?;
        let lost = if held.kind.is_loss() { Some(decide_loss::lock(&mut tx, &actor, case).await?) } else { None };
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        if held.version != version {
            return Err(Refusal::Stale.into());
        }
        step(held.facts, actor.account, Step::Decide)?;
        let state = match verdict {
            Verdict::Accepted => State::Accepted,
            Verdict::Refused => State::Refused,
        };
        let mut ended = Vec::new();
        let came_of_it = match (held.kind, verdict) {
            (Kind::FacilityApplication, Verdict::Accepted) => {
                let facility = FacilityId(entropy::id());
                facility::insert(&mut tx, facility, &form(content_of(&app, case, &held.sealed)?)).await?;
                let about = About { subject: Some(facility.0), ..About::default() };
                audit::record(&mut tx, Event::FacilityAdded, &actor.origin(), about).await?;
                Some(facility)
            }
            (Kind::FacilityApplication, Verdict::Refused) => None,
            (Kind::LostDevice | Kind::LostPasskey, _) => {
                let lost = lost.as_ref().ok_or(Refusal::NotFound)?;
                ended = decide_loss::carry_out(&mut tx, &actor, case, lost, verdict).await?;
                None
            }
        };
        let sealed = app.keys.seal_case(reason.as_bytes(), case, CasePart::Reason);
        case::decide(&mut tx, case, state, actor.account, &sealed, came_of_it).await?;
        match &lost {
            Some(lost) => notice::insert(&mut tx, entropy::id(), lost.account, notice::Kind::LossDecided).await?,
            None => notice::insert_of_case(&mut tx, entropy::id(), case, notice::Kind::CaseDecided).await?,
        }
        let about = About { subject: Some(case.0), detail: Some(state.as_str()), ..About::default() };
        audit::record(&mut tx, Event::CaseDecided, &actor.origin(), about).await?;
        if ended.is_empty() {
            renrakucho_store::commit(tx).await?;
        } else {
            revocation::commit(&app, tx, &ended, Why::Revoked).await?;
        }
        shown(&app, &actor, case).await
    })
    .await
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
