//! 支援中止: consent was withdrawn. From the commit on nobody reads the room (article 16, 2 and 3).

use renrakucho_domain::{
    Act, EntryId, Refusal, RoomId,
    audit::Event,
    room::{Consequence, Transition, decide},
    session,
};
use renrakucho_store::{
    alert,
    audit::{self, About},
    entry::{self, EntryRow, NewEntry},
    room, session as sessions,
};
use time::OffsetDateTime;

use super::{Actor, Error, Result, refuse, require};
use crate::{app::Shared, entropy};

/// What was done.
#[derive(Clone, Copy, Debug)]
pub struct Discontinued {
    /// From this moment on nobody reads.
    pub at: OffsetDateTime,
    /// Waiting alert mails that were cancelled.
    pub alerts_cancelled: i64,
}

/// Closes the room on the version that the moderator saw.
pub async fn discontinue_support(app: &Shared, actor: &Actor, room: RoomId, version: i64) -> Result<Discontinued> {
    require(app, actor, Act::DiscontinueSupport).await?;
    let (held, actor) = (app.clone(), actor.clone());
    app.finish(async move {
        match commit(&held, &actor, room, version).await {
            Ok((discontinued, row)) => {
                held.live.committed(&held, row).await;
                Ok(discontinued)
            }
            Err(Error::Refused(refusal)) => refuse(&held, &actor, Act::DiscontinueSupport, Some(room), refusal).await,
            Err(error) => Err(error),
        }
    })
    .await
}

async fn commit(app: &Shared, actor: &Actor, room: RoomId, version: i64) -> Result<(Discontinued, EntryRow)> {
    let mut tx = app.database.begin().await?;
    // Every post holds this lock from its check to its commit: each is wholly before the closing, or refused after it.
    let row = room::lock(&mut tx, room).await?.ok_or(Refusal::NotFound)?;
    session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
    if row.version != version {
        return Err(Refusal::Stale.into());
    }
    let outcome = decide(row.state, Transition::Discontinue)?;
    let (affiliation, person) = room::main_affiliation(&mut tx, actor.account).await?.ok_or(Refusal::Suspended)?;
    room::set_state(&mut tx, room, outcome.state, None).await?;
    let new = NewEntry {
        id: EntryId(entropy::id()),
        kind: outcome.entry,
        author: actor.account,
        affiliation: affiliation.into(),
        subject: None,
        post: None,
    };
    let appended = entry::append(&mut tx, room, &new, None).await?;
    let mut alerts_cancelled = 0;
    for consequence in outcome.consequences {
        match consequence {
            Consequence::CancelAlerts => alerts_cancelled = alert::cancel_for_room(&mut tx, room).await?,
            // Carried out by every node's tail when it reaches the closing entry.
            Consequence::PurgeClients => {}
        }
    }
    let about = About { room: Some(room), subject: Some(new.id.0), from_seq: Some(appended.seq), ..About::default() };
    audit::record(&mut tx, Event::SupportDiscontinued, &actor.origin(), about).await?;
    tx.commit().await.map_err(|error| Error::Store(error.into()))?;
    let row = EntryRow {
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
    Ok((Discontinued { at: appended.at, alerts_cancelled }, row))
}
