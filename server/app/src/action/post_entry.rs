//! 投稿: adds a post to a room.

use renrakucho_domain::{Act, Body, EntryId, Priority, Refusal, RoomId, Seq};
use renrakucho_store::posting::{Posting, Verdict};
use time::OffsetDateTime;
use tokio::sync::oneshot;

use super::{Actor, Error, Result, refuse};
use crate::{app::Shared, seal::sha256};

/// A post as its author's client sent it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Made by the client.
    pub id: EntryId,
    /// Where.
    pub room: RoomId,
    /// What.
    pub body: Body,
    /// How soon it wants to be read.
    pub priority: Priority,
    /// What it answers.
    pub reply_to: Option<EntryId>,
}

/// The post is committed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Acknowledged {
    /// Where it stands.
    pub seq: Seq,
    /// When it was accepted.
    pub at: OffsetDateTime,
    /// It had been committed before.
    pub duplicate: bool,
}

/// A post that stands in its room's queue. Whoever hangs up now cannot stop it.
pub struct Submitted {
    room: RoomId,
    outcome: oneshot::Receiver<Result<Verdict>>,
}

/// Adds the post and, once it is committed, tells everyone who listens. Outlives a caller who hangs up.
pub async fn post_entry(app: &Shared, actor: &Actor, draft: Draft) -> Result<Acknowledged> {
    let (held, actor) = (app.clone(), actor.clone());
    app.finish(async move {
        match submit(&held, &actor, draft).await {
            Ok(submitted) => submitted.outcome(&held, &actor).await,
            Err(error) => Err(error),
        }
    })
    .await
}

/// Seals the post and puts it into its room's queue. An author's posts keep the order of these calls.
pub async fn submit(app: &Shared, actor: &Actor, draft: Draft) -> Result<Submitted> {
    let room = draft.room;
    match prepare(app, actor, &draft).await {
        Ok(posting) => Ok(Submitted { room, outcome: app.writers.submit(posting)? }),
        Err(Error::Refused(refusal)) => refuse(app, actor, Act::PostEntry, Some(room), refusal).await,
        Err(error) => Err(error),
    }
}

impl Submitted {
    /// Waits for the commit. A refusal is written down.
    pub async fn outcome(self, app: &Shared, actor: &Actor) -> Result<Acknowledged> {
        // The writer answers whatever it took, unless it panicked.
        match self.outcome.await.map_err(|_| Error::Panicked)?? {
            Verdict::Accepted { seq, at, .. } => Ok(Acknowledged { seq, at, duplicate: false }),
            Verdict::Duplicate { seq, at } => Ok(Acknowledged { seq, at, duplicate: true }),
            Verdict::Refused(refusal) => refuse(app, actor, Act::PostEntry, Some(self.room), refusal).await,
        }
    }
}

async fn prepare(app: &Shared, actor: &Actor, draft: &Draft) -> Result<Posting> {
    if draft.id.0.get_version_num() != 7 {
        return Err(Refusal::Invalid("id").into());
    }
    // The key comes from another database: asked for before the transaction, so that no room stays locked meanwhile.
    // Keys that do not exist tell a stranger nothing: the room's answer would be the same.
    let key = match app.keys.of(draft.room).await {
        Ok(key) => key,
        Err(crate::seal::Error::NoKey) => return Err(Refusal::NotFound.into()),
        Err(error) => return Err(error.into()),
    };
    let sealed = key.seal_body(&draft.body, draft.id, actor.account);
    Ok(Posting {
        room: draft.room,
        id: draft.id,
        account: actor.account,
        device: actor.device,
        session: actor.session,
        priority: draft.priority,
        reply_to: draft.reply_to,
        content_mac: key.content_mac(&draft.body, draft.priority, draft.reply_to),
        row_hash: sha256(&sealed).to_vec(),
        sealed,
        request: actor.request.clone(),
    })
}
