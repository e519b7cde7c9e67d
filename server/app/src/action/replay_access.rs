//! After a restore: whoever and whatever was stopped after the backup is stopped again before anybody is let in. The last state counts,
//! so whoever was let in again meanwhile stays. It is the smallest step that lets nobody in: IDs, devices, passkeys and facilities are
//! suspended, also where they had ended, and a moderator decides about them. Nothing is given back here.

use std::collections::BTreeMap;

use renrakucho_domain::{
    AccountId, RoomId,
    access_standing::{Name, State, What, forgotten, last},
    audit::Event,
    room as rules,
};
use renrakucho_store::{
    Tx,
    access_standing::{self, Stopped},
    audit::{self, About, Origin},
    membership, notice,
    revocation::{self, Subject, Why},
    room,
};
use uuid::Uuid;

use super::remove_member::leave;
use crate::{app::Shared, deletions::Line};

/// Replays what the journal says of it. Whether the database was older.
pub(super) async fn replay_access(app: &Shared, lines: &[Line]) -> anyhow::Result<bool> {
    let said = last(lines.iter().filter_map(Line::access));
    let known = access_standing::all(&app.database).await?;
    let news: Vec<_> = forgotten(&said, &known).copied().collect();
    if news.is_empty() {
        return Ok(false);
    }
    let (memberships, others): (Vec<_>, Vec<_>) =
        news.into_iter().partition(|state| state.name.what == What::Membership);
    // First whoever could come in at all. Were this to be cut off after it, the rooms are still to be done at the next start.
    let mut stopped = stop(app, &others, memberships.iter().any(|state| !state.stands)).await?;
    let mut of_rooms: BTreeMap<Uuid, Vec<State>> = BTreeMap::new();
    for state in memberships {
        of_rooms.entry(state.name.scope).or_default().push(state);
    }
    let mut left = Found::default();
    for (room, states) in of_rooms {
        let found = leave_again(app, RoomId(room), &states).await?;
        left.stopped += found.stopped;
        left.nothing += found.nothing;
    }
    stopped.nothing += left.nothing;
    tracing::warn!(
        stopped = stopped.stopped,
        memberships = left.stopped,
        nothing_to_do = stopped.nothing,
        "a database was older than the deletion journal: what was stopped since is stopped again, and every session has ended"
    );
    Ok(true)
}

/// How much of it stood, and of how much there was nothing to do: this database does not know it, or it did not stand.
#[derive(Default)]
struct Found {
    stopped: usize,
    nothing: usize,
}

fn origin() -> Origin {
    Origin { request: "restore".into(), ..Origin::default() }
}

/// All but memberships; and every session, since nobody knows which of them had ended.
async fn stop(app: &Shared, states: &[State], also_memberships: bool) -> anyhow::Result<Found> {
    let mut tx = app.database.begin().await?;
    // Before it is stopped, so that what stops it here is later than what the journal says.
    access_standing::learn(&mut tx, states).await?;
    let names: Vec<Name> = states.iter().filter(|state| !state.stands).map(|state| state.name).collect();
    let stopped = access_standing::stop(&mut tx, &names).await?;
    record(&mut tx, &stopped).await?;
    let sessions = access_standing::end_every_session(&mut tx).await?;
    if also_memberships || !names.is_empty() {
        notice::insert_for_moderators(&mut tx, notice::Kind::StoppedAgain).await?;
    }
    let count = stopped.facilities.len()
        + stopped.accounts.len()
        + stopped.roles.len()
        + stopped.devices.len()
        + stopped.passkeys.len()
        + stopped.shared_devices.len();
    // For a node that was not stopped before the restore.
    let subjects: Vec<_> = (stopped.accounts.into_iter().map(Subject::Account))
        .chain(stopped.devices.into_iter().map(Subject::Device))
        .chain(sessions.into_iter().map(Subject::Session))
        .collect();
    if !subjects.is_empty() {
        revocation::append(&mut tx, &subjects, Why::Suspended).await?;
    }
    renrakucho_store::commit(tx).await?;
    Ok(Found { stopped: count, nothing: names.len() - count.min(names.len()) })
}

async fn record(tx: &mut Tx, stopped: &Stopped) -> anyhow::Result<()> {
    let of = |ids: &[Uuid], what: What| ids.iter().map(|id| (*id, what.as_str().to_owned())).collect::<Vec<_>>();
    let all = [of(&stopped.facilities, What::Facility), of(&stopped.accounts, What::Account)]
        .concat()
        .into_iter()
        .chain(stopped.roles.iter().cloned())
        .chain(of(&stopped.devices, What::Device))
        .chain(stopped.passkeys.iter().map(|(_, account)| (*account, What::Passkey.as_str().to_owned())))
        .chain(stopped.shared_devices.iter().map(|(device, _)| (*device, What::SharedDevice.as_str().to_owned())));
    for (subject, detail) in all {
        let about = About { subject: Some(subject), detail: Some(detail.as_str()), ..About::default() };
        audit::record(tx, Event::AccessStoppedAgain, &origin(), about).await?;
    }
    Ok(())
}

/// The memberships of a room. The entry's author is the member, as when a membership's time is over: nobody decided it now.
async fn leave_again(app: &Shared, room: RoomId, states: &[State]) -> anyhow::Result<Found> {
    let mut tx = app.database.begin().await?;
    let row = room::lock(&mut tx, room).await?;
    access_standing::learn(&mut tx, states).await?;
    let mut found = Found::default();
    let mut subjects = Vec::new();
    for state in states.iter().filter(|state| !state.stands) {
        let account = AccountId(state.name.subject);
        // The database may be older than the room itself, or than that the person came into it.
        let member = match &row {
            Some(_) => membership::not_left(&mut tx, room, account).await?,
            None => None,
        };
        let (Some(row), Some(member)) = (&row, member) else {
            found.nothing += 1;
            continue;
        };
        if rules::may_remove_member(row.state).is_ok() {
            let author = (member.affiliation, member.person.clone());
            leave(&mut tx, room, member, author, Event::MembershipStoppedAgain, &origin()).await?;
        } else {
            // Nothing follows a closing: the membership ended with it.
            membership::end(&mut tx, room, account, row.last_seq).await?;
            let about = About { room: Some(room), subject: Some(account.0), ..About::default() };
            audit::record(&mut tx, Event::MembershipStoppedAgain, &origin(), about).await?;
        }
        found.stopped += 1;
        subjects.push(Subject::Membership(account.0));
    }
    if !subjects.is_empty() {
        revocation::append(&mut tx, &subjects, Why::Removed).await?;
    }
    renrakucho_store::commit(tx).await?;
    Ok(found)
}

/// Every session of a restored database ends: which of them had ended before the restore nobody knows.
pub(super) async fn end_every_session(app: &Shared) -> anyhow::Result<()> {
    let mut tx = app.database.begin().await?;
    let sessions = access_standing::end_every_session(&mut tx).await?;
    let subjects: Vec<_> = sessions.into_iter().map(Subject::Session).collect();
    if !subjects.is_empty() {
        revocation::append(&mut tx, &subjects, Why::Revoked).await?;
    }
    Ok(renrakucho_store::commit(tx).await?)
}
