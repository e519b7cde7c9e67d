//! 黒塗り: whoever asked that a room is unsealed says what of it is not disclosed, and on which ground. Kept sealed with the room's key, and
//! while the room is unsealed.

use renrakucho_domain::{Act, EntryId, Refusal, RoomId, audit::Event, disclosure::check_marks};
use renrakucho_protocol::{
    disclosure::{DisclosureVersion, RedactionMark},
    entry::Content,
};
use renrakucho_store::{
    Tx,
    audit::{self, About},
    disclosure::{self, Stored},
    entry, notice,
};
use uuid::Uuid;

use super::{
    Actor, Result, attempt,
    case_content::plain,
    disclosure::{key_of, locked},
    read_room::open_rows,
    read_unsealed::typed,
};
use crate::{app::Shared, entropy, seal::DisclosurePart};

/// Says what of an entry is not disclosed, in place of what was said before.
pub async fn redact(
    app: &Shared,
    actor: &Actor,
    request: Uuid,
    id: EntryId,
    version: i64,
    marks: Vec<RedactionMark>,
) -> Result<DisclosureVersion> {
    attempt(app, actor, Act::RedactDisclosure, None, async move |app, actor| {
        let stored = disclosure::find(app.database.pool(), request).await?.ok_or(Refusal::NotFound)?;
        let checked = typed(&marks);
        // Asked before it is looked at, so that nobody else learns anything; and again under the locks.
        may_redact(&mut app.database.begin().await?, &actor, &stored).await?;
        let key = key_of(&app, &stored).await?;
        let mut tx = app.database.begin().await?;
        let (stored, room) = locked(&mut tx, &actor, request, version).await?;
        may_redact(&mut tx, &actor, &stored).await?;
        let row = entry::unsealed_one(&mut *tx, request, actor.account, id).await?.ok_or(Refusal::NotFound)?;
        let entry = open_rows(&key, vec![row])?.pop().ok_or(Refusal::NotFound)?;
        let text = match &entry.content {
            Content::Post { body, erased_at: None, .. } => Some(body.as_str()),
            _ => None,
        };
        check_marks(&checked?, text)?;
        let sealed = key.seal_disclosure(&plain(&marks), request, DisclosurePart::Marks(id));
        disclosure::redact(&mut tx, request, id, &sealed, actor.account).await?;
        let version = disclosure::next_version(&mut tx, request).await?;
        noted(&mut tx, &actor, room, request, Some(entry.seq)).await?;
        renrakucho_store::commit(tx).await?;
        Ok(DisclosureVersion { version })
    })
    .await
}

/// Says whether staff are named in what is disclosed, or shown by facility and profession.
pub async fn name_staff(
    app: &Shared,
    actor: &Actor,
    request: Uuid,
    version: i64,
    names_staff: bool,
) -> Result<DisclosureVersion> {
    attempt(app, actor, Act::RedactDisclosure, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        let (stored, room) = locked(&mut tx, &actor, request, version).await?;
        may_redact(&mut tx, &actor, &stored).await?;
        disclosure::name_staff(&mut tx, request, names_staff).await?;
        let version = disclosure::next_version(&mut tx, request).await?;
        noted(&mut tx, &actor, room, request, None).await?;
        renrakucho_store::commit(tx).await?;
        Ok(DisclosureVersion { version })
    })
    .await
}

/// Says that it is done: whoever unsealed the room is told by mail, and sees it in the inbox.
pub async fn finish(app: &Shared, actor: &Actor, request: Uuid, version: i64) -> Result<DisclosureVersion> {
    attempt(app, actor, Act::RedactDisclosure, None, async move |app, actor| {
        let mut tx = app.database.begin().await?;
        let (stored, room) = locked(&mut tx, &actor, request, version).await?;
        may_redact(&mut tx, &actor, &stored).await?;
        let (unsealed, _) = disclosure::standing(&mut *tx, request).await?.ok_or(Refusal::NotFound)?;
        if stored.ready_at.is_some() {
            return Err(Refusal::Stale.into());
        }
        let version = disclosure::set_ready(&mut tx, request).await?;
        notice::insert(&mut tx, entropy::id(), unsealed.unsealed_by, notice::Kind::DecisionAwaits).await?;
        let about = About { room: Some(room), subject: Some(request), detail: Some("ready"), ..About::default() };
        audit::record(&mut tx, Event::DisclosureRedacted, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        Ok(DisclosureVersion { version })
    })
    .await
}

async fn may_redact(tx: &mut Tx, actor: &Actor, stored: &Stored) -> Result<()> {
    let standing = disclosure::standing(&mut **tx, stored.id).await?;
    let (unsealed, _) = standing.ok_or(Refusal::NotFound)?;
    Ok(unsealed.may_redact(actor.account)?)
}

async fn noted(tx: &mut Tx, actor: &Actor, room: RoomId, request: Uuid, seq: Option<i64>) -> Result<()> {
    let about = About { room: Some(room), subject: Some(request), from_seq: seq, upto_seq: seq, ..About::default() };
    Ok(audit::record(tx, Event::DisclosureRedacted, &actor.origin(), about).await?)
}
