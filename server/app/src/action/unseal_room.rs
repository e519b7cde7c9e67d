//! 開封: what follows when the approver decides whether a room is unsealed for a disclosure request. A yes lets two accounts read it for
//! some hours by the database's clock, and nobody else; nothing of it is told to sockets, for whom a closed room stays closed.

use renrakucho_domain::{
    AccountId, Refusal, RoomId,
    audit::Event,
    disclosure::{may_be_asked_for, may_decide},
};
use renrakucho_protocol::case::Verdict;
use renrakucho_store::{
    Tx,
    disclosure::{self, Asked},
    notice, room,
};

use super::{Actor, Result, disclosure::record};
use crate::{app::App, entropy};

/// Decides it, with the room locked before the case.
pub(super) async fn decide(app: &App, tx: &mut Tx, actor: &Actor, asked: &Asked, verdict: Verdict) -> Result<()> {
    may_decide(asked.asker(), actor.staff_member)?;
    // The hours run from this moment on: whoever blackens is told.
    notice::insert(tx, entropy::id(), AccountId(asked.asked_by), notice::Kind::UnsealingDecided).await?;
    if verdict == Verdict::Refused {
        return Ok(());
    }
    let room = RoomId(asked.room);
    may_be_asked_for(room::lock(tx, room).await?.ok_or(Refusal::NotFound)?.state)?;
    let stored = disclosure::lock(tx, asked.request).await?.ok_or(Refusal::NotFound)?;
    if stored.withdrawn_at.is_some() || stored.released_at.is_some() {
        return Err(Refusal::Stale.into());
    }
    let (_, by) = room::main_affiliation(tx, actor.account).await?.ok_or(Refusal::Suspended)?;
    disclosure::unseal(tx, asked.case.into(), app.config.disclosure.unsealed_hours, &by).await?;
    disclosure::next_version(tx, asked.request).await?;
    record(tx, actor, room, asked.request, Event::DisclosureUnsealed).await
}
