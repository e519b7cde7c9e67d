//! お名前などの訂正.

use axum::{
    Json,
    extract::{Path, State},
};
use renrakucho_domain::{identity::Correction, proposal::Proposal};
use renrakucho_protocol::identity::{IdentityBody, IdentityView};

use super::{
    city::date,
    extract::{Body, room_id},
    problem::Failed,
};
use crate::{
    action::{Actor, correct_identity},
    app::Shared,
};

/// Whom a room is about, and what stood there before it was corrected.
pub async fn view(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
) -> Result<Json<IdentityView>, Failed> {
    Ok(Json(correct_identity::read_identity(&app, &actor, room_id(&room)?).await?))
}

/// お名前などの訂正: corrects whom a room is about; what it was before is kept.
pub async fn correct(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    Body(body): Body<IdentityBody>,
) -> Result<Json<IdentityView>, Failed> {
    let room = room_id(&room)?;
    let birth_date = date(&body.birth_date, "birth_date")?;
    let to = Proposal { name: body.name, kana: body.kana, birth_date, basis: body.basis.into() };
    let correction = Correction { to, reason: body.reason };
    let seen = (body.version, body.basis_before.into());
    Ok(Json(correct_identity::correct_identity(&app, &actor, room, seen, correction).await?))
}
