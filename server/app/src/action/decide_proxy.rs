//! What follows when the city has decided about a suspension by proxy (articles 28 and 39): it stays, as the city's own, or is taken
//! back.

use renrakucho_domain::{
    CaseId, Refusal,
    audit::Event,
    session::Standing,
    suspension::{Decision, decide},
};
use renrakucho_protocol::case::Verdict;
use renrakucho_store::{
    Tx, account,
    audit::{self, About},
    device, proxy, session as sessions,
    suspension::{self, Suspended},
};

use super::{Actor, Result};

/// Locks whoever acts and what was suspended, after the case itself. Nobody decides about their own ID, nor about the device that
/// they sit at.
pub(super) async fn lock(tx: &mut Tx, actor: &Actor, case: CaseId) -> Result<Suspended> {
    let what = proxy::of_case(tx, case).await?.ok_or(Refusal::NotFound)?;
    if what == Suspended::Account(actor.account) || what == Suspended::Device(actor.device) {
        return Err(Refusal::Invalid("account").into());
    }
    let (account, device) = what.columns();
    let both = |own, other: Option<_>| [own].into_iter().chain(other).collect::<Vec<_>>();
    account::lock(tx, &both(actor.account.0, account)).await?;
    device::lock(tx, &both(actor.device.0, device)).await?;
    sessions::lock_all(tx, actor.session, what).await?;
    Ok(what)
}

/// Carries the decision out, under these locks. What the city has lifted meanwhile is not lifted twice, and what it has suspended
/// since stays so.
pub(super) async fn carry_out(
    tx: &mut Tx,
    actor: &Actor,
    case: CaseId,
    what: Suspended,
    verdict: Verdict,
) -> Result<()> {
    let (standing, _) = suspension::standing(tx, what).await?.ok_or(Refusal::NotFound)?;
    if verdict == Verdict::Accepted || standing != Standing::Suspended || !proxy::stands(tx, case).await? {
        return Ok(());
    }
    suspension::set_standing(tx, what, decide(standing, Decision::Restore)?).await?;
    suspension::end(tx, what, actor.account).await?;
    let (event, subject) = match what {
        Suspended::Account(id) => (Event::AccountRestored, id.0),
        Suspended::Device(id) => (Event::DeviceRestored, id.0),
    };
    Ok(audit::record(tx, event, &actor.origin(), About { subject: Some(subject), ..About::default() }).await?)
}
