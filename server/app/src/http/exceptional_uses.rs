//! 例外利用: that a permit is asked for, and that it ends before its time. Its decision is a case's.

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use renrakucho_protocol::{
    exceptional_use::{ExceptionalUseAsked, ExceptionalUseBody},
    http::CityRoom,
};

use super::{
    accounts::{Version, version},
    extract::{Body, room_id},
    problem::Failed,
};
use crate::{
    action::{Actor, exceptional_use, permit_use},
    app::Shared,
};

/// 例外利用の申請: opens the case that the approver decides.
pub async fn ask(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    Body(body): Body<ExceptionalUseBody>,
) -> Result<Json<ExceptionalUseAsked>, Failed> {
    Ok(Json(exceptional_use::ask(&app, &actor, room_id(&room)?, body).await?))
}

/// Ends the permits of the room at once.
pub async fn end(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    query: Result<Query<Version>, QueryRejection>,
) -> Result<Json<CityRoom>, Failed> {
    Ok(Json(permit_use::end(&app, &actor, room_id(&room)?, version(query)?).await?))
}
