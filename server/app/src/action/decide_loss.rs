//! What follows when the city has decided about a loss (article 37): what was stopped is revoked for good, or works again if
//! nothing else stands against it.

use renrakucho_domain::{AccountId, CaseId, Refusal, audit::Event};
use renrakucho_protocol::case::Verdict;
use renrakucho_store::{
    Tx,
    audit::{self, About},
    device,
    loss::{self, Lost, Stopped},
    passkey,
    revocation::Subject,
    session as sessions,
    session::EndReason,
    suspension::Suspended,
};
use uuid::Uuid;

use super::{Actor, Result, report_loss};

/// Locks what a case is about, after the case itself.
pub(super) async fn lock(tx: &mut Tx, actor: &Actor, case: CaseId) -> Result<Lost> {
    let lost = loss::of_case(tx, case).await?.ok_or(Refusal::NotFound)?;
    report_loss::lock(tx, actor, &lost).await?;
    Ok(lost)
}

/// Carries the decision out, under these locks. What it revoked is to be told to all nodes.
pub(super) async fn carry_out(
    tx: &mut Tx,
    actor: &Actor,
    case: CaseId,
    lost: &Lost,
    verdict: Verdict,
) -> Result<Vec<Subject>> {
    // Nobody decides about what they lost themselves: whoever found it would.
    if lost.account == Some(actor.account) {
        return Err(Refusal::Invalid("account").into());
    }
    match verdict {
        Verdict::Accepted => revoke(tx, actor, lost).await,
        Verdict::Refused => restore(tx, actor, case).await,
    }
}

/// For good, also where it was let in again meanwhile.
async fn revoke(tx: &mut Tx, actor: &Actor, lost: &Lost) -> Result<Vec<Subject>> {
    let mut ended = Vec::new();
    if let Some(id) = lost.device {
        device::end(tx, &[id.0]).await?;
        sessions::end_all(tx, Suspended::Device(id), EndReason::Revoked).await?;
        audit::record(tx, Event::DeviceRevoked, &actor.origin(), about(id.0)).await?;
        ended.push(Subject::Device(id.0));
    }
    if let Some(account) = lost.account {
        revoke_passkeys(tx, actor, account, &lost.passkeys, &mut ended).await?;
    }
    Ok(ended)
}

async fn revoke_passkeys(
    tx: &mut Tx,
    actor: &Actor,
    account: AccountId,
    passkeys: &[Uuid],
    ended: &mut Vec<Subject>,
) -> Result<()> {
    for id in passkeys {
        if passkey::standing(tx, *id, account).await?.is_none() {
            // Its person has removed it.
            continue;
        }
        let of_passkey = sessions::end_of_passkey(tx, account, *id, EndReason::Revoked).await?;
        passkey::remove(tx, *id).await?;
        audit::record(tx, Event::PasskeyRemoved, &actor.origin(), about(*id)).await?;
        ended.extend(of_passkey.into_iter().map(Subject::Session));
    }
    Ok(())
}

async fn restore(tx: &mut Tx, actor: &Actor, case: CaseId) -> Result<Vec<Subject>> {
    for restored in loss::restore(tx, case, actor.account).await? {
        let (event, id) = match restored {
            Stopped::Device(device) => (Event::DeviceRestored, device.0),
            Stopped::Passkey(passkey) => (Event::PasskeyRestored, passkey),
        };
        audit::record(tx, event, &actor.origin(), about(id)).await?;
    }
    Ok(Vec::new())
}

fn about(subject: Uuid) -> About<'static> {
    About { subject: Some(subject), ..About::default() }
}
