//! 同意書の写し (article 16): the scan of the signed consent form. Whoever proposed a person brings it, or the city, which sees it when it
//! records the receipt. It is sealed with the room's key: an erasure, or a proposal that lapses, takes it along.

use bytes::Bytes;
use renrakucho_domain::{
    Act, AttachmentId, Refusal, Relation, RoomId, RoomState,
    attachment::{Owner, may_add_to_consent_form},
    audit::Event,
    case::check_reason,
    permission, session,
};
use renrakucho_protocol::attachment::AttachmentLine;
use renrakucho_store::{
    attachment,
    audit::{self, About},
    consent, membership, room as rooms, session as sessions,
};

use super::{
    Actor, Error, Result, attempt, decision,
    read_attachment::{Opened, shown},
    refuse, require, still_in_session,
};
use crate::{
    app::{App, Shared},
    attachment::Checked,
    seal::RoomKey,
};

/// Checks a file and keeps it with the consent form of a room. The same again under the same id is the same file.
pub async fn attach(
    app: &Shared,
    actor: &Actor,
    room: RoomId,
    attachment: AttachmentId,
    content: Bytes,
) -> Result<AttachmentLine> {
    attempt(app, actor, Act::AttachConsentForm, Some(room), async move |app, actor| {
        // Nothing of a stranger's is decoded.
        gate(&app, &actor, room, Act::AttachConsentForm).await?;
        let key = decision::key_of(&app, room).await?;
        let owner = Owner::ConsentForm(room);
        let content_mac = key.attachment_mac(&content);
        // Before the transaction: it takes a while, and no lock is held over it.
        let Checked { kind, content } = app.attachments.check(&app.config.attachments, content).await?;
        let parts = key.seal_attachment(&content, owner, attachment);
        let new = attachment::New {
            attachment,
            owner,
            kind,
            bytes: i64::try_from(content.len()).map_err(|_| Error::Internal)?,
            content_mac: &content_mac,
            by: actor.account,
            parts: &parts,
        };

        let mut tx = app.database.begin().await?;
        let held = rooms::lock(&mut tx, room).await?.ok_or(Refusal::NotFound)?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        let is_member = membership::has_joined(&mut tx, room, actor.account).await?;
        let relation = if is_member { Relation::Member } else { Relation::Stranger };
        may(&actor, relation, held.state, Act::AttachConsentForm)?;
        // Those that a receipt names are of that form.
        let there = consent::loose_scans(&mut tx, room).await?.len();
        if attachment::insert(&mut tx, &new).await? {
            may_add_to_consent_form(held.state, there, app.config.attachments.files_per_case)?;
            let about = About { room: Some(room), detail: Some(kind.as_str()), ..About::default() };
            audit::record(&mut tx, Event::ConsentFormAttached, &actor.origin(), about).await?;
            renrakucho_store::commit(tx).await?;
        } else if !attachment::is_repeat(&mut tx, attachment, owner, &content_mac).await? {
            return Err(Refusal::IdReused.into());
        }
        line(&app, &key, room, attachment).await
    })
    .await
}

/// What there is of it.
pub async fn list(app: &App, actor: &Actor, room: RoomId) -> Result<Vec<AttachmentLine>> {
    require(app, actor, Act::AttachConsentForm).await?;
    let gated = gate(app, actor, room, Act::AttachConsentForm).await;
    viewed(app, actor, room, Act::AttachConsentForm, gated, None).await?;
    let listed = async {
        let key = decision::key_of(app, room).await?;
        lines(app, &key, room).await
    }
    .await;
    still(app, actor, room, Act::AttachConsentForm).await?;
    listed
}

/// Opens a file of it.
pub async fn read(app: &App, actor: &Actor, room: RoomId, attachment: AttachmentId) -> Result<Opened> {
    require(app, actor, Act::ReadConsentForm).await?;
    let owner = Owner::ConsentForm(room);
    let found = async {
        gate(app, actor, room, Act::ReadConsentForm).await?;
        let there = attachment::of(&app.database, owner).await?;
        let place = there.iter().position(|line| line.attachment == attachment.0 && line.taken_back.is_none());
        let place = place.ok_or(Refusal::NotFound)?;
        Ok((place, there[place].kind))
    }
    .await;
    let (place, kind) = viewed(app, actor, room, Act::ReadConsentForm, found, Some(attachment)).await?;
    let content = async {
        let key = decision::key_of(app, room).await?;
        let parts = attachment::parts(&app.database, attachment, owner).await?;
        Ok::<_, Error>(key.open_attachment(&parts, owner, attachment)?)
    }
    .await;
    still(app, actor, room, Act::ReadConsentForm).await?;
    // Of nobody: what is saved on a device tells by its name whose it is.
    let name = format!("consent-form-{}.{}", place + 1, kind.as_str());
    Ok(Opened { kind, name, content: content? })
}

/// Erases a file that was added by mistake: another person's, for instance.
pub async fn take_back(
    app: &Shared,
    actor: &Actor,
    room: RoomId,
    attachment: AttachmentId,
    reason: String,
) -> Result<AttachmentLine> {
    attempt(app, actor, Act::TakeFileBack, Some(room), async move |app, actor| {
        let (owner, reason) = (Owner::ConsentForm(room), reason.trim());
        check_reason(reason)?;
        let key = decision::key_of(&app, room).await?;
        let mut tx = app.database.begin().await?;
        let held = rooms::lock(&mut tx, room).await?.ok_or(Refusal::NotFound)?;
        session::check(&sessions::hold(&mut tx, actor.account, actor.device, actor.session).await?)?;
        may(&actor, Relation::Stranger, held.state, Act::TakeFileBack)?;
        let sealed = key.seal_taking_back(reason.as_bytes(), attachment);
        match attachment::take_back(&mut tx, attachment, owner, actor.account, &sealed).await? {
            None => return Err(Refusal::NotFound.into()),
            Some(false) => return Err(Refusal::Stale.into()),
            Some(true) => {}
        }
        let detail = attachment.to_string();
        let about = About { room: Some(room), detail: Some(&detail), ..About::default() };
        audit::record(&mut tx, Event::ConsentFormTakenBack, &actor.origin(), about).await?;
        renrakucho_store::commit(tx).await?;
        line(&app, &key, room, attachment).await
    })
    .await
}

pub(super) async fn gate(app: &App, actor: &Actor, room: RoomId, act: Act) -> Result<()> {
    let view = rooms::for_reader(&app.database, room, actor.account).await?.ok_or(Refusal::NotFound)?;
    may(actor, view.relation, view.room.state, act)
}

/// The last question before an answer, when all that it holds has been read: of a room that was closed while it was being read nobody
/// sees anything.
pub(super) async fn still(app: &App, actor: &Actor, room: RoomId, act: Act) -> Result<()> {
    let asked = async {
        still_in_session(app, actor).await?;
        gate(app, actor, room, act).await
    };
    match asked.await {
        Err(Error::Refused(refusal)) => refuse(app, actor, act, Some(room), refusal).await,
        asked => asked,
    }
}

/// Whether they may do it with the form of such a room. Of one that is closed nobody sees anything, the city included.
fn may(actor: &Actor, relation: Relation, state: RoomState, act: Act) -> Result<()> {
    permission::may_in_room(actor.role, relation, state, act)?;
    if state.stored().is_readable() { Ok(()) } else { Err(Refusal::RoomClosed.into()) }
}

/// Writes down that somebody looks, or was refused, before the first byte.
pub(super) async fn viewed<T>(
    app: &App,
    actor: &Actor,
    room: RoomId,
    act: Act,
    found: Result<T>,
    attachment: Option<AttachmentId>,
) -> Result<T> {
    let found = match found {
        Err(Error::Refused(refusal)) => return refuse(app, actor, act, Some(room), refusal).await,
        found => found?,
    };
    let detail = attachment.map(|attachment| attachment.to_string());
    let mut tx = app.database.begin().await?;
    let about = About { room: Some(room), detail: detail.as_deref(), ..About::default() };
    audit::record(&mut tx, Event::ConsentFormViewed, &actor.origin(), about).await?;
    renrakucho_store::commit(tx).await?;
    Ok(found)
}

pub(super) async fn lines(app: &App, key: &RoomKey, room: RoomId) -> Result<Vec<AttachmentLine>> {
    let there = attachment::of(&app.database, Owner::ConsentForm(room)).await?;
    shown(there, |sealed, id| key.open_taking_back(sealed, id))
}

async fn line(app: &App, key: &RoomKey, room: RoomId, attachment: AttachmentId) -> Result<AttachmentLine> {
    let line = lines(app, key, room).await?.into_iter().find(|line| line.attachment == attachment.0);
    Ok(line.ok_or(Refusal::NotFound)?)
}
