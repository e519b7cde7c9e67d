//! 一時停止 and its lifting are one act, whether an ID or a device is concerned: standing, history, sessions and audit event
//! in one transaction, under the locks of those who act and of what is acted on.

use renrakucho_domain::{
    AccountId, Act, FacilityId, Refusal,
    audit::Event,
    session,
    suspension::{Decision, decide},
};
use renrakucho_store::{
    account,
    audit::{self, About},
    device,
    revocation::{Subject, Why},
    session as sessions,
    session::EndReason,
    suspension::{self, Suspended},
};

use super::{Actor, Result, attempt, facility_staff::subject_at_home, revocation};
use crate::{app::Shared, entropy};

/// Whose it must be.
#[derive(Clone, Copy)]
pub(super) enum Whose {
    /// Anyone's: the city decides.
    Anyones,
    /// The actor's own.
    Own,
    /// Of a member of staff whom the actor looks after at this facility.
    OfStaff(FacilityId, AccountId),
}

/// Decides on the version that the form showed. Once a suspension has answered, nothing more is accepted from what is
/// suspended and nothing more is shown there; its sessions have ended, and whoever is restored signs in anew.
pub(super) async fn carry_out(
    app: &Shared,
    actor: &Actor,
    act: Act,
    whose: Whose,
    what: Suspended,
    version: i64,
    decision: Decision,
) -> Result<()> {
    attempt(app, actor, act, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        // Every lock of its kind at once and in order: two moderators may decide about each other.
        let (account, device) = what.columns();
        let both = |own, other: Option<_>| [own].into_iter().chain(other).collect::<Vec<_>>();
        let held = match whose {
            Whose::OfStaff(_, account) => Some(account.0),
            Whose::Anyones | Whose::Own => account,
        };
        account::lock(&mut tx, &both(actor.account.0, held)).await?;
        device::lock(&mut tx, &both(actor.device.0, device)).await?;
        sessions::lock_all(&mut tx, actor.session, what).await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        let (standing, current) = suspension::standing(&mut tx, what).await?.ok_or(Refusal::NotFound)?;
        match (whose, what) {
            // Nobody locks themselves out: who would restore them?
            (_, Suspended::Account(account)) if account == actor.account => {
                return Err(Refusal::Invalid("account").into());
            }
            (Whose::Own, Suspended::Device(device)) if !device::is_own(&mut tx, device, actor.account).await? => {
                return Err(Refusal::NotFound.into());
            }
            (Whose::OfStaff(facility, account), Suspended::Device(device)) => {
                subject_at_home(&mut tx, &actor, facility, account, act).await?;
                if !device::is_personal_of(&mut tx, device, account, facility).await? {
                    return Err(Refusal::NotFound.into());
                }
            }
            _ => {}
        }
        if current != version {
            return Err(Refusal::Stale.into());
        }
        suspension::set_standing(&mut tx, what, decide(standing, decision)?).await?;
        let (revoked, suspended, restored) = match what {
            Suspended::Account(id) => (Subject::Account(id.0), Event::AccountSuspended, Event::AccountRestored),
            Suspended::Device(id) => (Subject::Device(id.0), Event::DeviceSuspended, Event::DeviceRestored),
        };
        let about = About { subject: account.or(device), ..About::default() };
        match decision {
            Decision::Suspend(grounds) => {
                suspension::begin(&mut tx, entropy::id(), what, grounds, actor.account).await?;
                sessions::end_all(&mut tx, what, EndReason::Suspended).await?;
                let about = About { detail: Some(grounds.as_str()), ..about };
                audit::record(&mut tx, suspended, &actor.origin(), about).await?;
                revocation::commit(&app, tx, &[revoked], Why::Suspended).await
            }
            Decision::Restore => {
                suspension::end(&mut tx, what, actor.account).await?;
                audit::record(&mut tx, restored, &actor.origin(), about).await?;
                Ok(renrakucho_store::commit(tx).await?)
            }
        }
    })
    .await
}
