//! What follows when the city has decided about a device that was in two places at once: it is suspended, or it was harmless.

use renrakucho_domain::{
    CaseId, DeviceId, Refusal,
    audit::Event,
    session::Standing,
    suspension::{Decision, Grounds, decide},
};
use renrakucho_protocol::case::Verdict;
use renrakucho_store::{
    Tx, account,
    audit::{self, About},
    device,
    revocation::Subject,
    session as sessions,
    session::EndReason,
    suspension::{self, Suspended},
    two_places,
};

use super::{Actor, Result};
use crate::entropy;

/// Locks whoever acts and the device, after the case itself. Nobody decides about the device that they sit at, nor about a session
/// of their own: whoever has the copy would.
pub(super) async fn lock(tx: &mut Tx, actor: &Actor, case: CaseId) -> Result<DeviceId> {
    let (device, accounts) = two_places::of_case(tx, case).await?.ok_or(Refusal::NotFound)?;
    if device == actor.device || accounts.contains(&actor.account.0) {
        return Err(Refusal::Invalid("account").into());
    }
    account::lock(tx, &[actor.account.0]).await?;
    device::lock(tx, &[actor.device.0, device.0]).await?;
    sessions::lock_all(tx, actor.session, Suspended::Device(device)).await?;
    Ok(device)
}

/// Carries the decision out, under these locks. What it stopped is to be told to all nodes.
pub(super) async fn carry_out(tx: &mut Tx, actor: &Actor, device: DeviceId, verdict: Verdict) -> Result<Vec<Subject>> {
    let what = Suspended::Device(device);
    let (standing, _) = suspension::standing(tx, what).await?.ok_or(Refusal::NotFound)?;
    // It may have been stopped meanwhile, on other grounds.
    if verdict == Verdict::Refused || standing != Standing::Active {
        return Ok(Vec::new());
    }
    let grounds = Grounds::UnauthorisedAccess;
    suspension::set_standing(tx, what, decide(standing, Decision::Suspend(grounds))?).await?;
    suspension::begin(tx, entropy::id(), what, grounds, actor.account).await?;
    sessions::end_all(tx, what, EndReason::Suspended).await?;
    let about = About { subject: Some(device.0), detail: Some(grounds.as_str()), ..About::default() };
    audit::record(tx, Event::DeviceSuspended, &actor.origin(), about).await?;
    Ok(vec![Subject::Device(device.0)])
}
