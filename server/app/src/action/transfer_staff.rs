//! 異動: someone moves from one facility to another, by the city, in one step. What they had through the old one ends, everywhere
//! and at once; ID, passkeys and what they wrote stay theirs. The new facility's admin hands over a device.

use renrakucho_domain::{AccountId, Act, AffiliationId, FacilityId, Refusal, audit::Event, session, session::Standing};
use renrakucho_protocol::facility::Transfer;
use renrakucho_store::{
    Tx, account,
    audit::{self, About},
    device, enrolment_code, facility, notice,
    revocation::{Subject, Why},
    room, session as sessions,
    session::EndReason,
    staff,
    suspension::Suspended,
};

use super::{
    Actor, Result, attempt,
    facility_staff::{facility_line, subject},
    retire_staff::{Left, leave_rooms, lock_rooms},
    revocation,
};
use crate::{app::Shared, entropy};

/// Moves on the version that the form showed. Answers when what ended has ended everywhere.
pub async fn transfer_staff(
    app: &Shared,
    actor: &Actor,
    (from, to): (FacilityId, FacilityId),
    account: AccountId,
    version: i64,
) -> Result<Transfer> {
    attempt(app, actor, Act::TransferStaff, None, async move |app, actor| {
        let (left, rooms, rev) = commit(&app, &actor, (from, to), account, version).await?;
        for (room, row) in left {
            app.live.committed(&app, room, vec![row]).await;
        }
        app.live.revoked(&app, rev).await;
        let name = facility_line(&app.database, to).await?.name;
        Ok(Transfer { rooms, facility: to.0, name })
    })
    .await
}

async fn commit(
    app: &Shared,
    actor: &Actor,
    (from, to): (FacilityId, FacilityId),
    account: AccountId,
    version: i64,
) -> Result<(Left, usize, i64)> {
    let mut tx = app.database.begin().await?;
    let rooms = staff::rooms_through(&mut tx, account, from).await?;
    let states = lock_rooms(&mut tx, &rooms).await?;
    let target = facility::lock(&mut tx, to).await?;
    account::lock(&mut tx, &[actor.account.0, account.0]).await?;
    let devices = device::personal_of(&mut tx, account, Some(from)).await?;
    let locked: Vec<_> = devices.iter().copied().chain([actor.device.0]).collect();
    device::lock(&mut tx, &locked).await?;
    sessions::lock_all(&mut tx, actor.session, Suspended::Account(account)).await?;
    session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
    let subject = subject(&mut tx, actor, from, account, Act::TransferStaff).await?;
    if subject.version != version || subject.standing == Standing::Ended {
        return Err(Refusal::Stale.into());
    }
    if from == to || target.is_none_or(|(standing, _)| standing != Standing::Active) {
        return Err(Refusal::Invalid("to").into());
    }

    let (affiliation, author) = room::main_affiliation(&mut tx, actor.account).await?.ok_or(Refusal::Suspended)?;
    let (author, origin) = ((AffiliationId(affiliation), author), actor.origin());
    let (left, rooms) = leave_rooms(&mut tx, states, account, &subject.affiliations, &author, &origin).await?;
    staff::end_affiliations(&mut tx, &subject.affiliations).await?;
    if !staff::move_to(&mut tx, entropy::id(), account, (from, to), subject.is_home).await? {
        return Err(Refusal::Invalid("to").into());
    }
    if subject.is_home {
        staff::is_only_staff(&mut tx, account).await?;
    }
    let revoked = end_access(&mut tx, from, account, devices).await?;
    let detail = to.0.to_string();
    let about = About { subject: Some(account.0), detail: Some(&detail), ..About::default() };
    audit::record(&mut tx, Event::StaffTransferred, &origin, about).await?;
    notice::insert_for_admins(&mut tx, to, &[], notice::Kind::StaffArrived).await?;
    let rev = revocation::only_commit(tx, &revoked, Why::Revoked).await?;
    Ok((left, rooms, rev))
}

/// Ends what the old facility gave out: personal devices, places on shared ones, the sessions on both, and codes.
async fn end_access(
    tx: &mut Tx,
    from: FacilityId,
    account: AccountId,
    devices: Vec<uuid::Uuid>,
) -> Result<Vec<Subject>> {
    staff::next_version(tx, account).await?;
    let ended = sessions::end_at(tx, account, from, EndReason::Revoked).await?;
    device::end(tx, &devices).await?;
    device::leave_shared(tx, account, from).await?;
    enrolment_code::void_all(tx, account).await?;
    let mut revoked = vec![Subject::Membership(account.0)];
    revoked.extend(devices.into_iter().map(Subject::Device));
    revoked.extend(ended.into_iter().map(Subject::Session));
    Ok(revoked)
}
