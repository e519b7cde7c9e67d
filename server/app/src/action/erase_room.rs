//! 消去 (article 18): a room that is over is erased, and what it held can be read by nobody any more, backups of the data included.
//!
//! Keys stand in a database of their own, so there are steps, in an order in which each can be taken again. First the decision: the
//! room is `erased`, and from that commit on nobody reads it. Then it stands in the deletion journal; then its key is destroyed, also
//! in older copies of the keys (`seal::epoch`); then what was sealed with it is removed; and last it is kept that the erasure is done. Whoever dies in between leaves an erasure that is
//! not done: that is what `job::erasure` looks for. A decision that is not committed has destroyed nothing.

use renrakucho_domain::{
    RoomId,
    audit::Event,
    discontinuation::fiscal_year,
    erasure::may_decide,
    room::{Consequence, Transition},
};
use renrakucho_store::{
    Tx,
    audit::{self, About, Origin},
    case,
    entry::EntryRow,
    erasure::{self, Kept, Proposed},
    revocation::{Subject, Why},
    room,
};

use super::{
    Actor, Error, Result,
    decision::{self, Decided},
    discontinue_support::cancel_alerts,
    revocation,
};
use crate::{app::Shared, clock, fault, telemetry::chain};

/// Decides it, with the room locked before the case. What is to be told once it is committed.
pub(super) async fn decide(tx: &mut Tx, actor: &Actor, proposed: &Proposed) -> Result<EntryRow> {
    let room = proposed.room;
    may_decide(proposed.proposed_by, actor.staff_member)?;
    let version = room::lock(tx, room).await?.ok_or(renrakucho_domain::Refusal::NotFound)?.version;
    let counts = erasure::counts(tx, room).await?;
    let Decided { before, outcome, entry } = decision::carry_out(tx, actor, room, version, Transition::Erase).await?;
    for consequence in outcome.consequences {
        match consequence {
            Consequence::CancelAlerts => {
                cancel_alerts(tx, room).await?;
            }
            // Carried out by every node's tail when it reaches the closing entry.
            Consequence::PurgeClients => {}
        }
    }
    let about = About { room: Some(room), from_seq: Some(entry.seq), ..About::default() };
    audit::record(tx, Event::RoomErased, &actor.origin(), about).await?;
    let fiscal_year = fiscal_year(entry.at.to_offset(clock::TOKYO).date());
    let kept = Kept {
        room: room.0,
        fiscal_year,
        number: erasure::next_number(tx, fiscal_year).await?,
        at: entry.at,
        before,
        ground: proposed.ground,
        proposed_name: proposed.name.clone(),
        proposed_facility: proposed.facility.clone(),
        decided_name: entry.author.name.clone(),
        decided_facility: entry.author.facility.clone(),
        posts: counts.posts,
        read_marks: counts.read_marks,
        memberships: counts.memberships,
        others: counts.others,
    };
    erasure::insert(tx, &kept).await?;
    Ok(entry)
}

/// Commits the decision and tells everyone; then erases. What does not succeed at once the job finishes.
pub(super) async fn commit(app: &Shared, tx: Tx, room: RoomId, entry: EntryRow) -> Result<()> {
    fault::point("erasure::before_decision");
    let rev = revocation::only_commit(tx, &[Subject::Room(room.0)], Why::Erased).await?;
    fault::point("erasure::after_decision");
    app.live.committed(app, room, vec![entry]).await;
    app.live.revoked(app, rev).await;
    if let Err(error) = finish(app, room).await {
        tracing::warn!(cause = %chain(&error), %room, "an erasure goes on later");
    }
    Ok(())
}

/// Destroys the key of a room that is erased, and removes what it had sealed. As often as one likes.
pub async fn finish(app: &Shared, room: RoomId) -> Result<()> {
    let held = app.clone();
    app.finish(async move {
        // On the disk before the key goes: a backup that is restored must not bring back what was erased.
        if let Err(error) = held.deletions.catch_up(&held.database, &held.keys).await {
            tracing::error!(cause = %chain(&error), "the deletion journal cannot be written, so no key is destroyed");
            return Err(Error::Internal);
        }
        fault::point("erasure::after_journal");
        let is_gone_everywhere = fault::planted("erasure::key_kept") || held.keys.destroy(room).await?;
        fault::point("erasure::after_key");
        let mut tx = held.database.begin().await?;
        let key_destroyed_at = case::now(&mut tx).await?;
        renrakucho_store::commit(tx).await?;
        if !fault::planted("erasure::bodies_kept") {
            erasure::erase_bodies(&held.database, room).await?;
        }
        fault::point("erasure::after_bodies");
        if !is_gone_everywhere {
            // A backup of the others' keys comes first (`job::epoch`); then this is asked again.
            return Ok(());
        }
        let mut tx = held.database.begin().await?;
        if !erasure::complete(&mut tx, room, key_destroyed_at).await? {
            return Ok(());
        }
        let about = About { room: Some(room), ..About::default() };
        let origin = Origin { request: "erasure".into(), ..Origin::default() };
        audit::record(&mut tx, Event::ErasureCompleted, &origin, about).await?;
        renrakucho_store::commit(tx).await?;
        Ok(())
    })
    .await
}
