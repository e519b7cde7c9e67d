//! 一時停止 and its lifting are one act, whether an ID or a device is concerned: standing, history, sessions and audit event
//! in one transaction, under the locks of those who act and of what is acted on. What someone lost is stopped by its report
//! (`report_loss`).

use renrakucho_domain::{
    Act, Refusal,
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

use super::{Actor, Result, attempt, revocation};
use crate::{app::Shared, entropy};

/// Decides on the version that the form showed. Once a suspension has answered, nothing more is accepted from what is
/// suspended and nothing more is shown there; its sessions have ended, and whoever is restored signs in anew.
pub(super) async fn carry_out(
    app: &Shared,
    actor: &Actor,
    act: Act,
    what: Suspended,
    version: i64,
    decision: Decision,
) -> Result<()> {
    attempt(app, actor, act, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        // Every lock of its kind at once and in order: two moderators may decide about each other.
        let (account, device) = what.columns();
        let both = |own, other: Option<_>| [own].into_iter().chain(other).collect::<Vec<_>>();
        account::lock(&mut tx, &both(actor.account.0, account)).await?;
        device::lock(&mut tx, &both(actor.device.0, device)).await?;
        sessions::lock_all(&mut tx, actor.session, what).await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        let (standing, current) = suspension::standing(&mut tx, what).await?.ok_or(Refusal::NotFound)?;
        // Nobody locks themselves out: who would restore them?
        if what == Suspended::Account(actor.account) {
            return Err(Refusal::Invalid("account").into());
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
