//! 担当: one moderator works on a case at a time. Whoever sees that another does may take it over; that stays visible.

use renrakucho_domain::{
    Act, CaseId, Refusal,
    audit::Event,
    case::{Outcome, Step, step},
    session,
};
use renrakucho_protocol::case::CaseDetail;
use renrakucho_store::{case, session as sessions};

use super::{
    Actor, Result, attempt,
    case_content::content_of,
    read_cases::{record, shown},
};
use crate::app::Shared;

/// How the audit log tells a case that was taken over.
pub(super) const TAKEN_OVER: &str = "taken over";

/// Works on a case from here on, on the version that the form showed.
pub async fn claim_case(app: &Shared, actor: &Actor, case: CaseId, version: i64) -> Result<CaseDetail> {
    change(app, actor, case, version, Step::Claim).await
}

/// Works on it no more.
pub async fn release_case(app: &Shared, actor: &Actor, case: CaseId, version: i64) -> Result<CaseDetail> {
    change(app, actor, case, version, Step::Release).await
}

async fn change(app: &Shared, actor: &Actor, case: CaseId, version: i64, what: Step) -> Result<CaseDetail> {
    attempt(app, actor, Act::HandleCases, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        let held = case::lock(&mut tx, case).await?.ok_or(Refusal::NotFound)?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        if !held.kind.is_decided_by(actor.role) {
            return Err(Refusal::NotFound.into());
        }
        if held.version != version {
            return Err(Refusal::Stale.into());
        }
        let (event, detail, by) = match step(held.facts, actor.account, what)? {
            Outcome::Released => (Event::CaseReleased, None, None),
            Outcome::TakenOver => (Event::CaseClaimed, Some(TAKEN_OVER), Some(actor.account)),
            Outcome::Claimed | Outcome::MayDecide => (Event::CaseClaimed, None, Some(actor.account)),
        };
        case::set_claim(&mut tx, case, by).await?;
        let content = content_of(&app, held.kind, case, &held.sealed)?;
        record(&mut tx, &actor.origin(), (event, detail), case, &content).await?;
        renrakucho_store::commit(tx).await?;
        shown(&app, &actor, case).await
    })
    .await
}
