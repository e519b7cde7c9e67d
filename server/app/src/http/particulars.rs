//! 連絡先: where a supported person lives, and their family.

use axum::{
    Json,
    extract::{Path, State},
};
use renrakucho_protocol::particulars::{ParticularsBody, ParticularsView};

use super::{
    extract::{Body, room_id},
    problem::Failed,
};
use crate::{
    action::{Actor, change_particulars},
    app::Shared,
};

/// Where the person lives whom a room is about, and their family.
pub async fn view(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
) -> Result<Json<ParticularsView>, Failed> {
    Ok(Json(change_particulars::read_particulars(&app, &actor, room_id(&room)?).await?))
}

/// Changes it.
pub async fn change(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    Body(body): Body<ParticularsBody>,
) -> Result<Json<ParticularsView>, Failed> {
    let room = room_id(&room)?;
    let changed = body.particulars.into();
    Ok(Json(change_particulars::change_particulars(&app, &actor, room, body.version, changed).await?))
}
