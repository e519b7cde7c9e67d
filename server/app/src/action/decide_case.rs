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
    case, facility, notice, session as sessions,
};

use super::{Actor, Result, attempt, open_case::content_of, read_cases::shown};
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
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        if held.version != version {
            return Err(Refusal::Stale.into());
        }
        step(held.facts, actor.account, Step::Decide)?;
        let (state, came_of_it) = match (held.kind, verdict) {
            (Kind::FacilityApplication, Verdict::Accepted) => {
                let facility = FacilityId(entropy::id());
                facility::insert(&mut tx, facility, &form(content_of(&app, case, &held.sealed)?)).await?;
                let about = About { subject: Some(facility.0), ..About::default() };
                audit::record(&mut tx, Event::FacilityAdded, &actor.origin(), about).await?;
                (State::Accepted, Some(facility))
            }
            (_, Verdict::Refused) => (State::Refused, None),
        };
        let sealed = app.keys.seal_case(reason.as_bytes(), case, CasePart::Reason);
        case::decide(&mut tx, case, state, actor.account, &sealed, came_of_it).await?;
        notice::insert_of_case(&mut tx, entropy::id(), case, notice::Kind::CaseDecided).await?;
        let about = About { subject: Some(case.0), detail: Some(state.as_str()), ..About::default() };
        audit::record(&mut tx, Event::CaseDecided, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
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
