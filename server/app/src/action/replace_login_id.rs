//! 新しいユーザーID (article 10): someone's ID is unknown, or may be known to others. In one step it stops for good, with all that opens it,
//! and its person goes on under a new one: in the same rooms, with the same role, as the author of what they wrote.

use renrakucho_domain::{
    AccountId, Act, AffiliationId, FacilityId, Refusal, RoomId, audit::Event, new_login_id::may_replace, room as rules,
    session, staff::login_id as word,
};
use renrakucho_protocol::{http::IssuedCode, login_id::NewLoginIdBody};
use renrakucho_store::{
    Tx, account,
    audit::{self, About, Origin},
    device, enrolment_code,
    entry::{EntryRow, PersonRow},
    login_id, membership, notice,
    revocation::{Subject, Why},
    room, session as sessions,
    session::EndReason,
    staff,
    suspension::Suspended,
};

use super::{
    Actor, Error, Result,
    add_staff::MAX_TRIES,
    admit_member::join,
    attempt,
    facility_staff::subject_at_home,
    issue_code::{Made, ask_second_person, make, show},
    remove_member::leave,
    retire_staff::{States, lock_rooms},
    revocation,
};
use crate::{app::Shared, entropy};

/// The entries by which memberships went over, room by room.
type Moved = Vec<(RoomId, Vec<EntryRow>)>;

/// Replaces it on the version that the form showed. Answers, with the code for the new one, when the old one has ended everywhere.
pub async fn replace_login_id(
    app: &Shared,
    actor: &Actor,
    facility: FacilityId,
    account: AccountId,
    body: NewLoginIdBody,
) -> Result<IssuedCode> {
    attempt(app, actor, Act::ReplaceLoginId, None, async move |app, actor| {
        let (moved, made, rev) = commit(&app, &actor, facility, account, body).await?;
        for (room, rows) in moved {
            app.live.committed(&app, room, rows).await;
        }
        app.live.revoked(&app, rev).await;
        Ok(show(&app, &actor, facility, vec![made]).await?.remove(0))
    })
    .await
}

async fn commit(
    app: &Shared,
    actor: &Actor,
    facility: FacilityId,
    old: AccountId,
    body: NewLoginIdBody,
) -> Result<(Moved, Made, i64)> {
    let mut tx = app.database.begin().await?;
    let rooms = login_id::rooms_of(&mut tx, old).await?;
    let states = lock_rooms(&mut tx, &rooms).await?;
    account::lock(&mut tx, &[actor.account.0, old.0]).await?;
    let devices = device::personal_of(&mut tx, old, None).await?;
    let locked: Vec<_> = devices.iter().copied().chain([actor.device.0]).collect();
    device::lock(&mut tx, &locked).await?;
    sessions::lock_all(&mut tx, actor.session, Suspended::Account(old)).await?;
    session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
    let subject = subject_at_home(&mut tx, actor, facility, old, Act::ReplaceLoginId).await?;
    if subject.version != body.version {
        return Err(Refusal::Stale.into());
    }
    let ground = body.ground.into();
    may_replace(actor.role, subject.standing, subject.is_disqualified, ground)?;
    // Whoever was let into a room between the first look and the account's lock would be left behind there.
    if login_id::rooms_of(&mut tx, old).await? != rooms {
        return Err(Refusal::Stale.into());
    }

    let new = successor(&mut tx, old).await?;
    let (affiliation, author) = room::main_affiliation(&mut tx, actor.account).await?.ok_or(Refusal::Suspended)?;
    let (author, origin) = ((AffiliationId(affiliation), author), actor.origin());
    let moved = move_memberships(&mut tx, states, (old, new), &author, &origin).await?;
    login_id::take_over_shared_devices(&mut tx, old, new).await?;
    staff::end_account(&mut tx, old).await?;
    device::end(&mut tx, &devices).await?;
    sessions::end_all(&mut tx, Suspended::Account(old), EndReason::Revoked).await?;
    enrolment_code::void_all(&mut tx, old).await?;
    login_id::insert(&mut tx, old, new, ground, actor.account).await?;
    let detail = format!("{} {}", ground.as_str(), new.0);
    let about = About { subject: Some(old.0), detail: Some(&detail), ..About::default() };
    audit::record(&mut tx, Event::LoginIdReplaced, &origin, about).await?;
    let made = make(&mut tx, app, actor, facility, (new, &subject.name), body.hand_over).await?;
    notice::insert(&mut tx, entropy::id(), new, notice::Kind::LoginIdReplaced).await?;
    ask_second_person(&mut tx, actor, facility, &made).await?;
    let mut revoked = vec![Subject::Account(old.0), Subject::Membership(old.0)];
    revoked.extend(devices.into_iter().map(Subject::Device));
    let rev = revocation::only_commit(tx, &revoked, Why::Revoked).await?;
    Ok((moved, made, rev))
}

async fn successor(tx: &mut Tx, old: AccountId) -> Result<AccountId> {
    let new = AccountId(entropy::id());
    for _ in 0..MAX_TRIES {
        if login_id::insert_successor(tx, old, new, &word(entropy::bytes())).await? {
            return Ok(new);
        }
    }
    Err(Error::Internal)
}

/// Memberships go over as entries of the rooms' logs: the old account has left before the new one joins, so that nobody who still
/// listens as the old one receives what follows. Nobody permits anything anew, so the room's state does not matter, but nothing follows
/// a closing, and what is over already is not begun again.
async fn move_memberships(
    tx: &mut Tx,
    states: States,
    (old, new): (AccountId, AccountId),
    author: &(AffiliationId, PersonRow),
    origin: &Origin,
) -> Result<Moved> {
    let mut moved = Vec::with_capacity(states.len());
    for (room, row) in states {
        let Some(member) = membership::not_left(tx, room, old).await? else { continue };
        if rules::may_remove_member(row.state).is_err() {
            membership::end(tx, room, old, row.last_seq).await?;
            continue;
        }
        if membership::has_lapsed(tx, room, old).await? {
            let entry = leave(tx, room, member, author.clone(), Event::MembershipLapsed, origin).await?;
            moved.push((room, vec![entry]));
            continue;
        }
        let subject = (member.affiliation, PersonRow { account: new.0, ..member.person.clone() });
        login_id::take_over_alerts(tx, room, old, new).await?;
        let left = leave(tx, room, member, author.clone(), Event::MembershipTakenOver, origin).await?;
        let joined = join(tx, room, subject, author.clone(), Event::MembershipTakenOver, origin).await?;
        login_id::take_over_membership(tx, room, (old, left.seq), (new, joined.seq)).await?;
        moved.push((room, vec![left, joined]));
    }
    Ok(moved)
}
