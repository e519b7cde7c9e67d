//! 投稿: adds a post to a room.

use renrakucho_domain::{
    Act, Body, EntryId, EntryKind, Priority, Refusal, Relation, RoomId, Seq, alert, audit::Event, permission, session,
};
use renrakucho_store::{
    Tx, alert as alerts,
    audit::{self, About},
    entry::{self, Appended, EntryRow, NewEntry, NewPost},
    membership, room, session as sessions,
};
use time::OffsetDateTime;

use super::{Actor, Error, Result, refuse};
use crate::{app::Shared, fault, seal::sha256};

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

/// Adds the post and, once it is committed, tells everyone who listens. Outlives a caller who hangs up.
pub async fn post_entry(app: &Shared, actor: &Actor, draft: Draft) -> Result<Acknowledged> {
    let (held, actor) = (app.clone(), actor.clone());
    app.finish(async move {
        match commit(&held, &actor, &draft).await {
            Ok((acknowledged, row)) => {
                if let Some(row) = row {
                    held.live.committed(&held, row).await;
                }
                fault::point("post::before_ack");
                Ok(acknowledged)
            }
            Err(Error::Refused(refusal)) => refuse(&held, &actor, Act::PostEntry, Some(draft.room), refusal).await,
            Err(error) => match find_after_doubt(&held, &actor, &draft, &error).await {
                Some(acknowledged) => Ok(acknowledged),
                None => Err(error),
            },
        }
    })
    .await
}

async fn commit(app: &Shared, actor: &Actor, draft: &Draft) -> Result<(Acknowledged, Option<EntryRow>)> {
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
    let content_mac = key.content_mac(&draft.body, draft.priority, draft.reply_to);

    let mut tx = app.database.begin().await?;
    let member = admit(&mut tx, actor, draft).await?;
    if let Some(earlier) = entry::earlier(&mut tx, draft.room, draft.id).await? {
        let same = earlier.author == actor.account && earlier.content_mac.as_deref() == Some(&content_mac);
        return if same {
            Ok((Acknowledged { seq: earlier.appended.seq, at: earlier.appended.at, duplicate: true }, None))
        } else {
            Err(Refusal::IdReused.into())
        };
    }
    if let Some(reply_to) = draft.reply_to
        && !entry::is_post(&mut tx, draft.room, reply_to).await?
    {
        return Err(Refusal::Invalid("reply_to").into());
    }

    let new = NewEntry {
        id: draft.id,
        kind: EntryKind::Post,
        author: actor.account,
        affiliation: member.affiliation,
        subject: None,
        post: Some(NewPost { priority: draft.priority, reply_to: draft.reply_to, sealed: sealed.clone(), content_mac }),
    };
    let Appended { seq, at } = entry::append(&mut tx, draft.room, &new, None).await?;
    let alerted: Vec<_> = membership::listeners(&mut tx, draft.room)
        .await?
        .iter()
        .filter(|listener| alert::is_due(actor.account, listener))
        .map(|listener| listener.account.0)
        .collect();
    if !alerted.is_empty() {
        alerts::insert(&mut tx, draft.room, seq, &alerted, app.config.mail.hold_seconds).await?;
    }
    let about = About {
        room: Some(draft.room),
        subject: Some(draft.id.0),
        from_seq: Some(seq),
        upto_seq: Some(seq),
        row_hash: Some(&sha256(&sealed)),
        ..About::default()
    };
    audit::record(&mut tx, Event::EntryAdded, &actor.origin(), about).await?;
    fault::point("post::before_commit");
    let ended = if fault::planted("post::ack_without_commit") { tx.rollback().await } else { tx.commit().await };
    ended.map_err(renrakucho_store::Error::from)?;
    fault::point("post::after_commit");

    let row = EntryRow {
        room: draft.room.0,
        seq,
        id: draft.id.0,
        kind: EntryKind::Post.as_str().into(),
        at,
        author: member.person,
        subject: None,
        priority: Some(draft.priority.as_str().into()),
        reply_to: draft.reply_to.map(|id| id.0),
        sealed: Some(sealed),
    };
    Ok((Acknowledged { seq, at, duplicate: false }, Some(row)))
}

/// Locks first and checks second. Once this has answered, nothing that would forbid the post can commit before it.
async fn admit(tx: &mut Tx, actor: &Actor, draft: &Draft) -> Result<membership::Current> {
    let room = room::lock(tx, draft.room).await?.ok_or(Refusal::NotFound)?;
    session::check(&sessions::hold(tx, actor.account, actor.device, actor.session).await?)?;
    let member = membership::current(tx, draft.room, actor.account).await?;
    let relation = if member.is_some() { Relation::Member } else { Relation::Stranger };
    permission::may_in_room(actor.role, relation, room.state, Act::PostEntry)?;
    member.ok_or_else(|| Refusal::NotFound.into())
}

/// The connection broke and nobody knows whether the post was committed: a new connection does. If even that fails the
/// client hears nothing certain and sends the same id again.
async fn find_after_doubt(app: &Shared, actor: &Actor, draft: &Draft, error: &Error) -> Option<Acknowledged> {
    if !matches!(error, Error::Store(error) if error.is_passing()) {
        return None;
    }
    let mut tx = app.database.begin().await.ok()?;
    let earlier = entry::earlier(&mut tx, draft.room, draft.id).await.ok()??;
    let key = app.keys.of(draft.room).await.ok()?;
    let mac = key.content_mac(&draft.body, draft.priority, draft.reply_to);
    let same = earlier.author == actor.account && earlier.content_mac.as_deref() == Some(&mac);
    // Whoever listens is told by the next look at the heads.
    same.then_some(Acknowledged { seq: earlier.appended.seq, at: earlier.appended.at, duplicate: true })
}
