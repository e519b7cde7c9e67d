//! 退職: someone's affiliation with a facility ends, and with it all that rests on it, everywhere and at once. What they wrote
//! stays.

use renrakucho_domain::{
    AccountId, Act, AffiliationId, FacilityId, Refusal, RoomId, audit::Event, room as rules, session,
};
use renrakucho_protocol::http::Retirement;
use renrakucho_store::{
    Tx, account,
    audit::{self, About, Origin},
    device, enrolment_code,
    entry::{EntryRow, PersonRow},
    membership,
    revocation::{Subject, Why},
    room, session as sessions,
    session::EndReason,
    staff,
    suspension::Suspended,
};

use uuid::Uuid;

use super::{Actor, Result, attempt, facility_staff::subject, remove_member::leave, revocation};
use crate::app::Shared;

/// Ends it on the version that the form showed. The ID ends too, unless the person has another facility. Answers when it has
/// ended everywhere.
pub async fn retire_staff(
    app: &Shared,
    actor: &Actor,
    facility: FacilityId,
    account: AccountId,
    version: i64,
) -> Result<Retirement> {
    attempt(app, actor, Act::RetireStaff, None, async move |app, actor| {
        let (left, done, rev) = commit(&app, &actor, facility, account, version).await?;
        for (room, row) in left {
            app.live.committed(&app, room, vec![row]).await;
        }
        app.live.revoked(&app, rev).await;
        Ok(done)
    })
    .await
}

/// The entries that say who has left which room.
pub(super) type Left = Vec<(RoomId, EntryRow)>;
/// Rooms that are locked, as they stand.
pub(super) type States = Vec<(RoomId, room::RoomRow)>;

/// The rooms first, by id; then accounts, devices, sessions. Someone who comes into a room between this look and the account's
/// lock rests on an affiliation that has ended: such a membership does not stand, and `job::lapse` ends it.
pub(super) async fn lock_rooms(tx: &mut Tx, rooms: &[RoomId]) -> Result<States> {
    let mut states = Vec::with_capacity(rooms.len());
    for room in rooms {
        let row = room::lock(tx, *room).await?.ok_or(Refusal::NotFound)?;
        states.push((*room, row));
    }
    Ok(states)
}

/// Ends what rests on affiliations in rooms that this transaction holds locked; how many memberships that was.
pub(super) async fn leave_rooms(
    tx: &mut Tx,
    states: States,
    account: AccountId,
    affiliations: &[Uuid],
    author: &(AffiliationId, PersonRow),
    origin: &Origin,
) -> Result<(Left, usize)> {
    let mut left = Vec::with_capacity(states.len());
    let mut ended = 0;
    for (room, row) in states {
        let Some(member) = membership::not_left(tx, room, account).await? else { continue };
        if !affiliations.contains(&member.affiliation.0) {
            continue;
        }
        ended += 1;
        if rules::may_remove_member(row.state).is_ok() {
            let entry = leave(tx, room, member, author.clone(), Event::MembershipLapsed, origin).await?;
            left.push((room, entry));
        } else {
            // Nothing follows a closing: the membership ended with it.
            membership::end(tx, room, account, row.last_seq).await?;
        }
    }
    Ok((left, ended))
}

async fn commit(
    app: &Shared,
    actor: &Actor,
    facility: FacilityId,
    account: AccountId,
    version: i64,
) -> Result<(Left, Retirement, i64)> {
    let mut tx = app.database.begin().await?;
    let rooms = staff::rooms_through(&mut tx, account, facility).await?;
    let states = lock_rooms(&mut tx, &rooms).await?;
    account::lock(&mut tx, &[actor.account.0, account.0]).await?;
    let all_devices = device::personal_of(&mut tx, account, None).await?;
    let locked: Vec<_> = all_devices.iter().copied().chain([actor.device.0]).collect();
    device::lock(&mut tx, &locked).await?;
    sessions::lock_all(&mut tx, actor.session, Suspended::Account(account)).await?;
    session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
    let subject = subject(&mut tx, actor, facility, account, Act::RetireStaff).await?;
    if subject.version != version {
        return Err(Refusal::Stale.into());
    }

    let (affiliation, author) = room::main_affiliation(&mut tx, actor.account).await?.ok_or(Refusal::Suspended)?;
    let (author, origin) = ((AffiliationId(affiliation), author), actor.origin());
    let (left, ended) = leave_rooms(&mut tx, states, account, &subject.affiliations, &author, &origin).await?;
    staff::end_affiliations(&mut tx, &subject.affiliations).await?;
    let id_ended = staff::another_affiliation(&mut tx, account).await?.is_none();
    if subject.is_home && !id_ended {
        staff::is_only_staff(&mut tx, account).await?;
    }
    let revoked = end_access(&mut tx, facility, account, id_ended, all_devices).await?;
    let detail = if id_ended { "id ended" } else { "affiliation ended" };
    let about = About { subject: Some(account.0), detail: Some(detail), ..About::default() };
    audit::record(&mut tx, Event::StaffRetired, &origin, about).await?;
    let rev = revocation::only_commit(tx, &revoked, Why::Revoked).await?;
    Ok((left, Retirement { rooms: ended, id_ended }, rev))
}

/// Ends the ID with all that opens it; or only what this facility gave out.
async fn end_access(
    tx: &mut Tx,
    facility: FacilityId,
    account: AccountId,
    id_ended: bool,
    all_devices: Vec<Uuid>,
) -> Result<Vec<Subject>> {
    let mut revoked = vec![Subject::Membership(account.0)];
    device::leave_shared(tx, account, facility).await?;
    if id_ended {
        staff::end_account(tx, account).await?;
        device::end(tx, &all_devices).await?;
        sessions::end_all(tx, Suspended::Account(account), EndReason::Revoked).await?;
        enrolment_code::void_all(tx, account).await?;
        revoked.push(Subject::Account(account.0));
        revoked.extend(all_devices.into_iter().map(Subject::Device));
    } else {
        let devices = device::personal_of(tx, account, Some(facility)).await?;
        staff::next_version(tx, account).await?;
        device::end(tx, &devices).await?;
        let ended = sessions::end_at(tx, account, facility, EndReason::Revoked).await?;
        enrolment_code::void_all(tx, account).await?;
        revoked.extend(ended.into_iter().map(Subject::Session));
        revoked.extend(devices.into_iter().map(Subject::Device));
    }
    Ok(revoked)
}
