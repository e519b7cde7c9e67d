//! A proposal whose consent form did not come in time is deleted (article 16): its key is destroyed and who it was about is removed. So
//! is one that was discontinued before the form came, as many days later; the certificate of that stays, and names nobody. Nobody
//! decides it.
//!
//! Three steps, since keys stand in a database of their own. First the room lapses: from that commit on nobody reads it, and no
//! receipt can come any more. Then the key is destroyed, then the sealed profile removed. Whoever dies in between leaves a room
//! that has lapsed and still has a profile: that is what the next run looks for.

use renrakucho_domain::{
    EntryId, RoomId,
    audit::Event,
    case::State,
    room::{Transition, decide},
};
use renrakucho_store::{
    Tx,
    audit::{self, About, Origin},
    case,
    entry::{self, EntryRow, NewEntry},
    exceptional_use_application, proposal,
    revocation::{Subject, Why},
    room,
};

use super::{Result, revocation};
use crate::{app::Shared, entropy, seal::CasePart};

/// Why a case is over that went with its proposal, as its decision says.
const GONE: &str = "同意書が期限までに届かず、提案が削除されました。";

/// Closes a proposal whose time is over, if it still is one.
pub async fn lapse(app: &Shared, room: RoomId) -> Result<()> {
    let held = app.clone();
    app.finish(async move {
        let Some((row, rev)) = commit(&held, room).await? else { return Ok(()) };
        held.live.committed(&held, room, vec![row]).await;
        held.live.revoked(&held, rev).await;
        Ok(())
    })
    .await
}

async fn commit(app: &Shared, room: RoomId) -> Result<Option<(EntryRow, i64)>> {
    let mut tx = app.database.begin().await?;
    let Some(row) = room::lock(&mut tx, room).await? else { return Ok(None) };
    // A receipt may have come while the room was waited for, or another node was quicker.
    if !proposal::is_due(&mut tx, room, app.config.people.proposal_days.into()).await? {
        return Ok(None);
    }
    let outcome = decide(row.state, Transition::Lapse)?;
    let Some((affiliation, proposer)) = proposal::proposer(&mut tx, room).await? else { return Ok(None) };
    room::set_state(&mut tx, room, outcome.state, None).await?;
    let new = NewEntry {
        id: EntryId(entropy::id()),
        kind: outcome.entry,
        author: proposer.account.into(),
        affiliation,
        subject: None,
        post: None,
    };
    let appended = entry::append(&mut tx, room, &new, None).await?;
    let about = About { room: Some(room), from_seq: Some(appended.seq), ..About::default() };
    audit::record(&mut tx, Event::ProposalLapsed, &origin(), about).await?;
    take_applications_along(app, &mut tx, room).await?;
    let row = EntryRow {
        room: room.0,
        seq: appended.seq,
        id: new.id.0,
        kind: new.kind.as_str().into(),
        at: appended.at,
        author: proposer,
        subject: None,
        priority: None,
        reply_to: None,
        sealed: None,
    };
    let rev = revocation::only_commit(tx, &[Subject::Room(room.0)], Why::Lapsed).await?;
    Ok(Some((row, rev)))
}

/// What was applied for about it and nobody has decided goes with it: there is nothing left that could be used without consent.
async fn take_applications_along(app: &Shared, tx: &mut Tx, room: RoomId) -> Result<()> {
    for (application, by) in exceptional_use_application::open_of_room(tx, room).await? {
        case::lock(tx, application).await?;
        let sealed = app.keys.seal_case(GONE.as_bytes(), application, CasePart::Reason);
        case::decide(tx, application, State::Refused, by, &sealed, None).await?;
        exceptional_use_application::withdraw(tx, application, None).await?;
        let about = About { room: Some(room), subject: Some(application.0), ..About::default() };
        audit::record(tx, Event::ExceptionalUseApplicationWithdrawn, &origin(), about).await?;
    }
    Ok(())
}

/// Destroys the key of a proposal that has lapsed, and removes who it was about. As often as one likes.
pub async fn forget(app: &Shared, room: RoomId) -> Result<()> {
    let held = app.clone();
    app.finish(async move {
        held.keys.destroy(room).await?;
        let mut tx = held.database.begin().await?;
        if !proposal::forget(&mut tx, room).await? {
            return Ok(());
        }
        let about = About { room: Some(room), ..About::default() };
        audit::record(&mut tx, Event::ProposalDeleted, &origin(), about).await?;
        // Once more, now that the key is nowhere to be read: a node that had it in memory lets go of it.
        let rev = revocation::only_commit(tx, &[Subject::Room(room.0)], Why::Lapsed).await?;
        held.live.revoked(&held, rev).await;
        Ok(())
    })
    .await
}

/// Nobody's act.
fn origin() -> Origin {
    Origin { request: "lapse".into(), ..Origin::default() }
}
