//! 投稿の消去: that it is asked for, and its certificate. Its decisions are cases'.

use axum::{
    Json,
    extract::{Path, State},
};
use renrakucho_domain::EntryId;
use renrakucho_protocol::{
    entry_erasure::{EntryErasureAsked, EntryErasureBody, EntryErasureCertificate},
    problem::Code,
};
use uuid::Uuid;

use super::{
    extract::{Body, room_id},
    problem::Failed,
};
use crate::{
    action::{Actor, entry_erasure},
    app::Shared,
};

fn entry_id(path: &str) -> Result<EntryId, Failed> {
    Uuid::parse_str(path).map(EntryId).map_err(|_| Failed::new(Code::NotFound))
}

/// 投稿の消去の申出: opens the case that the city looks at.
pub async fn ask(
    State(app): State<Shared>,
    actor: Actor,
    Path((room, entry)): Path<(String, String)>,
    Body(body): Body<EntryErasureBody>,
) -> Result<Json<EntryErasureAsked>, Failed> {
    let (room, entry) = (room_id(&room)?, entry_id(&entry)?);
    Ok(Json(entry_erasure::ask(&app, &actor, room, entry, body.ground.into(), body.words).await?))
}

/// 投稿の消去の証明書: what was erased, when, by whom, and when the last backup expires that holds it.
pub async fn certificate(
    State(app): State<Shared>,
    actor: Actor,
    Path((room, entry)): Path<(String, String)>,
) -> Result<Json<EntryErasureCertificate>, Failed> {
    Ok(Json(entry_erasure::certificate(&app, &actor, room_id(&room)?, entry_id(&entry)?).await?))
}
