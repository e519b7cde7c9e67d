//! 一時停止 of a facility by the city, and its lifting (articles 6, 28 and 39). All its staff are out, everywhere and at once;
//! whoever also belongs to another facility keeps what rests on that.

use renrakucho_domain::{
    Act, FacilityId, Refusal,
    audit::Event,
    session,
    suspension::{Decision, decide},
};
use renrakucho_protocol::http::FacilityLine;
use renrakucho_store::{
    Tx, account,
    audit::{self, About},
    device, facility,
    revocation::{Subject, Why},
    session as sessions,
    session::EndReason,
};
use uuid::Uuid;

use super::{Actor, Result, attempt, facility_staff::facility_line, revocation};
use crate::{app::Shared, entropy};

/// Suspends or restores a facility on the version that the moderator saw. Once a suspension has answered, nothing more is
/// accepted from its staff through it and nothing more is shown to them; whoever is let in again signs in anew.
pub async fn suspend_facility(
    app: &Shared,
    actor: &Actor,
    facility: FacilityId,
    version: i64,
    decision: Decision,
) -> Result<FacilityLine> {
    attempt(app, actor, Act::SuspendFacility, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        let (standing, current) = facility::lock(&mut tx, facility).await?.ok_or(Refusal::NotFound)?;
        let (out, others, devices) = lock_all(&mut tx, &actor, facility).await?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        // Nobody locks themselves out: who would restore them?
        if out.iter().chain(&others).any(|account| *account == actor.account.0) {
            return Err(Refusal::Invalid("facility").into());
        }
        if current != version {
            return Err(Refusal::Stale.into());
        }
        facility::set_standing(&mut tx, facility, decide(standing, decision)?).await?;
        let about = About { subject: Some(facility.0), ..About::default() };
        match decision {
            Decision::Suspend(grounds) => {
                facility::begin_suspension(&mut tx, entropy::id(), facility, grounds, actor.account).await?;
                sessions::end_of_many(&mut tx, &out, &devices, EndReason::Suspended).await?;
                let about = About { detail: Some(grounds.as_str()), ..about };
                audit::record(&mut tx, Event::FacilitySuspended, &actor.origin(), about).await?;
                let revoked: Vec<_> = out
                    .into_iter()
                    .map(Subject::Account)
                    .chain(others.into_iter().map(Subject::Membership))
                    .chain(devices.into_iter().map(Subject::Device))
                    .collect();
                revocation::commit(&app, tx, &revoked, Why::Suspended).await?;
            }
            Decision::Restore => {
                facility::end_suspension(&mut tx, facility, actor.account).await?;
                audit::record(&mut tx, Event::FacilityRestored, &actor.origin(), about).await?;
                renrakucho_store::commit(tx).await?;
            }
        }
        facility_line(&app.database, facility).await
    })
    .await
}

/// Locks the accounts of everyone who is affiliated, the facility's devices, and the sessions that rest on either: a post
/// of theirs is wholly before the suspension, or judged after it. Answers those whom nothing keeps in, those whom another
/// facility does, and the devices. Someone who comes meanwhile has no session yet, and begins none (`may_sign_in`).
async fn lock_all(tx: &mut Tx, actor: &Actor, facility: FacilityId) -> Result<(Vec<Uuid>, Vec<Uuid>, Vec<Uuid>)> {
    let mut accounts: Vec<_> = facility::affiliated(tx, facility).await?.into_iter().map(|(id, _)| id).collect();
    accounts.push(actor.account.0);
    account::lock(tx, &accounts).await?;
    // Asked again: another facility of theirs may have been suspended while this one waited for their accounts.
    let (others, out): (Vec<_>, Vec<_>) =
        facility::affiliated(tx, facility).await?.into_iter().partition(|(_, stays)| *stays);
    let ids = |people: Vec<(Uuid, bool)>| people.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    let (out, others, devices) = (ids(out), ids(others), facility::devices(tx, facility).await?);
    let locked: Vec<_> = devices.iter().copied().chain([actor.device.0]).collect();
    device::lock(tx, &locked).await?;
    sessions::lock_of_many(tx, actor.session, &out, &devices).await?;
    Ok((out, others, devices))
}
