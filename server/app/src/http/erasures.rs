//! 消去: what it would take, its proposal, and its certificate. Its decision is a case's.

use axum::{
    Json,
    extract::{Path, State},
};
use renrakucho_protocol::erasure::{ErasureBody, ErasureCertificate, ErasurePreview, ErasureProposed};

use super::{
    extract::{Body, room_id},
    problem::Failed,
};
use crate::{
    action::{Actor, propose_erasure, read_erasure},
    app::Shared,
};

/// What an erasure of the room would take, and what would stay.
pub async fn preview(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
) -> Result<Json<ErasurePreview>, Failed> {
    Ok(Json(read_erasure::preview(&app, &actor, room_id(&room)?).await?))
}

/// 消去の提案: opens the case that the approver decides.
pub async fn propose(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    Body(body): Body<ErasureBody>,
) -> Result<Json<ErasureProposed>, Failed> {
    let (room, ground) = (room_id(&room)?, body.ground.into());
    Ok(Json(propose_erasure::propose_erasure(&app, &actor, room, body.version, ground).await?))
}

/// 消去の証明書: what was erased, when, and by whom.
pub async fn certificate(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
) -> Result<Json<ErasureCertificate>, Failed> {
    Ok(Json(read_erasure::certificate(&app, &actor, room_id(&room)?).await?))
}
