//! 同意書の写し: the scan of a signed consent form.

use axum::{
    Json,
    extract::{Path, State},
};
use renrakucho_domain::{AttachmentId, RoomId};
use renrakucho_protocol::{
    attachment::{AttachmentLine, TakingBackBody},
    consent::ConsentFormFiles,
};

use super::{
    accounts::id,
    attachments::{Download, Upload},
    extract::{Body, room_id},
    problem::Failed,
};
use crate::{
    action::{Actor, consent_form},
    app::Shared,
};

fn of(room: &str, attachment: &str) -> Result<(RoomId, AttachmentId), Failed> {
    Ok((room_id(room)?, AttachmentId(id(attachment)?)))
}

/// What there is of the scan of a signed consent form.
pub async fn list(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
) -> Result<Json<ConsentFormFiles>, Failed> {
    let attachments = consent_form::list(&app, &actor, room_id(&room)?).await?;
    Ok(Json(ConsentFormFiles { attachments }))
}

/// Adds a file (JPEG, PNG or PDF, as its content says) to the consent form of a room.
pub async fn add(
    State(app): State<Shared>,
    actor: Actor,
    Path((room, attachment)): Path<(String, String)>,
    upload: Upload,
) -> Result<Json<AttachmentLine>, Failed> {
    let (room, attachment) = of(&room, &attachment)?;
    Ok(Json(consent_form::attach(&app, &actor, room, attachment, upload.content).await?))
}

/// A file of a signed consent form.
pub async fn read(
    State(app): State<Shared>,
    actor: Actor,
    Path((room, attachment)): Path<(String, String)>,
) -> Result<Download, Failed> {
    let (room, attachment) = of(&room, &attachment)?;
    Ok(consent_form::read(&app, &actor, room, attachment).await?.into())
}

/// Erases a file of a consent form that was added by mistake.
pub async fn take_back(
    State(app): State<Shared>,
    actor: Actor,
    Path((room, attachment)): Path<(String, String)>,
    Body(body): Body<TakingBackBody>,
) -> Result<Json<AttachmentLine>, Failed> {
    let (room, attachment) = of(&room, &attachment)?;
    Ok(Json(consent_form::take_back(&app, &actor, room, attachment, body.reason).await?))
}
