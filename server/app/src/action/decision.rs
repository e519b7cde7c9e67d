//! A decision of the city about a room: its state, and the entry that carries it through the room's log, in one step
//! under the room's lock.

use std::sync::Arc;

use renrakucho_domain::{
    EntryId, Refusal, RoomId, RoomState,
    room::{Outcome, Transition, decide},
    session,
};
use renrakucho_store::{
    Tx,
    entry::{self, EntryRow, NewEntry},
    proposal, room, session as sessions,
};

use super::{Actor, Result};
use crate::{
    app::App,
    entropy,
    seal::{self, RoomKey},
    telemetry::chain,
};

/// The key of a room that is to be decided about. A proposal that lapsed has none any more: whatever form was open is out of date.
pub(super) async fn key_of(app: &App, room: RoomId) -> Result<Arc<RoomKey>> {
    match app.keys.of(room).await {
        Err(seal::Error::NoKey) if proposal::is_taken(&app.database, room).await? => Err(Refusal::Stale.into()),
        Err(seal::Error::NoKey) => Err(Refusal::NotFound.into()),
        key => Ok(key?),
    }
}

/// How a room stands: asked before and after something of it is read for the city, since it may be closed meanwhile.
pub(super) async fn state_of(app: &App, room: RoomId) -> Result<RoomState> {
    let (_, state) = room::head(&app.database, room).await?.ok_or(Refusal::NotFound)?;
    Ok(state)
}

/// A decision that was carried out.
pub(super) struct Decided {
    /// What the room was before.
    pub(super) before: RoomState,
    /// What follows.
    pub(super) outcome: Outcome,
    /// The entry that carries it.
    pub(super) entry: EntryRow,
}

/// Decides on the version that the moderator saw. Every post holds the room's lock from its check to its commit: each is
/// wholly before the decision, or judged after it.
pub(super) async fn carry_out(
    tx: &mut Tx,
    actor: &Actor,
    room: RoomId,
    version: i64,
    transition: Transition,
) -> Result<Decided> {
    let row = room::lock(tx, room).await?.ok_or(Refusal::NotFound)?;
    session::check(&sessions::hold(tx, actor.account, actor.device, actor.session).await?)?;
    if row.version != version {
        return Err(Refusal::Stale.into());
    }
    let outcome = decide(row.state, transition)?;
    let (affiliation, person) = room::main_affiliation(tx, actor.account).await?.ok_or(Refusal::Suspended)?;
    room::set_state(tx, room, outcome.state, None).await?;
    let new = NewEntry {
        id: EntryId(entropy::id()),
        kind: outcome.entry,
        author: actor.account,
        affiliation: affiliation.into(),
        subject: None,
        post: None,
    };
    let appended = entry::append(tx, room, &new, None).await?;
    let entry = EntryRow {
        room: room.0,
        seq: appended.seq,
        id: new.id.0,
        kind: new.kind.as_str().into(),
        at: appended.at,
        author: person,
        subject: None,
        priority: None,
        reply_to: None,
        sealed: None,
    };
    Ok(Decided { before: row.state, outcome, entry })
}

/// Writes what was decided into the deletion journal too, before it is answered. It holds all the same if that fails: then the job
/// writes it.
pub(super) async fn write_down(app: &App) {
    if let Err(error) = app.deletions.catch_up(&app.database, &app.keys).await {
        tracing::error!(cause = %chain(&error), "the deletion journal is not up to date");
    }
}
