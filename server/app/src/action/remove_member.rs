//! Someone leaves a room: removed by the city, or because a membership's time or affiliation is over. Either way it is
//! an entry of the room's log, and nothing after it reaches them.

use renrakucho_domain::{
    AccountId, Act, AffiliationId, EntryId, EntryKind, Refusal, RoomId, audit::Event, room as rules, session,
};
use renrakucho_store::{
    Tx, alert,
    audit::{self, About, Origin},
    entry::{self, EntryRow, NewEntry, PersonRow},
    exceptional_use,
    membership::{self, Current},
    revocation::{Subject, Why},
    room, session as sessions,
};

use super::{Actor, Result, attempt, revocation};
use crate::{app::Shared, entropy};

/// Removes a member on the version of the room that the moderator saw.
pub async fn remove_member(app: &Shared, actor: &Actor, room: RoomId, account: AccountId, version: i64) -> Result<()> {
    attempt(app, actor, Act::RemoveMember, Some(room), async move |app, actor| {
        let (row, rev) = commit(&app, &actor, room, account, version).await?;
        app.live.committed(&app, room, vec![row]).await;
        app.live.revoked(&app, rev).await;
        Ok(())
    })
    .await
}

async fn commit(
    app: &Shared,
    actor: &Actor,
    room: RoomId,
    account: AccountId,
    version: i64,
) -> Result<(EntryRow, i64)> {
    let mut tx = app.database.begin().await?;
    let row = room::lock(&mut tx, room).await?.ok_or(Refusal::NotFound)?;
    session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
    if row.version != version {
        return Err(Refusal::Stale.into());
    }
    rules::may_remove_member(row.state)?;
    let member = membership::not_left(&mut tx, room, account).await?.ok_or(Refusal::NotFound)?;
    let (affiliation, author) = room::main_affiliation(&mut tx, actor.account).await?.ok_or(Refusal::Suspended)?;
    let origin = actor.origin();
    let row = leave(&mut tx, room, member, (affiliation.into(), author), Event::MemberRemoved, &origin).await?;
    let rev = revocation::only_commit(tx, &[Subject::Membership(account.0)], Why::Removed).await?;
    Ok((row, rev))
}

/// Ends memberships of a room that are over by themselves, if no one has done so before. Each entry's author is the member:
/// nobody decided anything at that moment, and no one else had a part in it.
pub async fn end_lapsed(app: &Shared, room: RoomId, accounts: Vec<AccountId>) -> Result<()> {
    let held = app.clone();
    app.finish(async move {
        let mut tx = held.database.begin().await?;
        let Some(row) = room::lock(&mut tx, room).await? else { return Ok(()) };
        // Whom another permit names, which stands, stays by that.
        let over = exceptional_use::run_out(&mut tx, room).await?;
        let stay = if over.is_empty() { Vec::new() } else { exceptional_use::stay(&mut tx, &over).await? };
        let (mut entries, mut untold) = (Vec::new(), Vec::new());
        for account in accounts {
            if !membership::has_lapsed(&mut tx, room, account).await? {
                continue;
            }
            let Some(member) = membership::not_left(&mut tx, room, account).await? else { continue };
            if rules::may_remove_member(row.state).is_ok() {
                let author = (member.affiliation, member.person.clone());
                let origin = Origin { account: Some(account), request: "lapse".into(), ..Origin::default() };
                entries.push(leave(&mut tx, room, member, author, Event::MembershipLapsed, &origin).await?);
            } else {
                // Nothing follows a closing: the membership ended with it.
                membership::end(&mut tx, room, account, row.last_seq).await?;
                untold.push(Subject::Membership(account.0));
            }
        }
        // A node that has not looked since it was over does not find it by its time any more, and without an entry hears of it here alone.
        let mut subjects = untold;
        let why = if stay.is_empty() { Why::Lapsed } else { Why::Admitted };
        if !stay.is_empty() {
            subjects.extend(stay.iter().map(|(_, account)| Subject::Membership(account.0)));
            subjects.push(Subject::Detail(room.0));
        }
        if subjects.is_empty() {
            renrakucho_store::commit(tx).await?;
        } else {
            let rev = revocation::only_commit(tx, &subjects, why).await?;
            held.live.admitted(&held, rev);
        }
        if !entries.is_empty() {
            held.live.committed(&held, room, entries).await;
        }
        Ok(())
    })
    .await
}

/// Entry, membership, waiting alerts and audit event, in the room that this transaction holds locked.
pub(super) async fn leave(
    tx: &mut Tx,
    room: RoomId,
    member: Current,
    (affiliation, author): (AffiliationId, PersonRow),
    event: Event,
    origin: &Origin,
) -> Result<EntryRow> {
    let account = AccountId(member.person.account);
    let new = NewEntry {
        id: EntryId(entropy::id()),
        kind: EntryKind::MemberLeft,
        author: author.account.into(),
        affiliation,
        subject: Some((account, member.affiliation)),
        post: None,
    };
    let appended = entry::append(tx, room, &new, None).await?;
    membership::end(tx, room, account, appended.seq).await?;
    room::next_version(tx, room).await?;
    alert::cancel_for_member(tx, room, account).await?;
    let about = About {
        room: Some(room),
        subject: Some(account.0),
        from_seq: Some(appended.seq),
        upto_seq: Some(appended.seq),
        ..About::default()
    };
    audit::record(tx, event, origin, about).await?;
    Ok(EntryRow {
        room: room.0,
        seq: appended.seq,
        id: new.id.0,
        kind: new.kind.as_str().into(),
        at: appended.at,
        author,
        subject: Some(member.person),
        priority: None,
        reply_to: None,
        sealed: None,
    })
}
