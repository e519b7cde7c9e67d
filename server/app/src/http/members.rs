//! 支援チーム: who takes part in a room, decided by the city.

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use http::StatusCode;
use renrakucho_domain::AccountId;
use renrakucho_protocol::team::{AdmissionBody, Team};

use super::{
    accounts::{Version, id, version},
    extract::{Body, room_id},
    problem::Failed,
};
use crate::{
    action::{Actor, admit_member, remove_member},
    app::Shared,
};

/// Who takes part in a room.
pub async fn members(State(app): State<Shared>, actor: Actor, Path(room): Path<String>) -> Result<Json<Team>, Failed> {
    Ok(Json(admit_member::list_members(&app, &actor, room_id(&room)?).await?))
}

/// 参加の許可: lets someone into a room.
pub async fn admit_member(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    Body(body): Body<AdmissionBody>,
) -> Result<Json<Team>, Failed> {
    let (room, account) = (room_id(&room)?, AccountId(body.account));
    Ok(Json(admit_member::admit_member(&app, &actor, room, account, body.version).await?))
}

/// Removes a member from a room.
pub async fn remove_member(
    State(app): State<Shared>,
    actor: Actor,
    Path((room, account)): Path<(String, String)>,
    query: Result<Query<Version>, QueryRejection>,
) -> Result<StatusCode, Failed> {
    let (room, account) = (room_id(&room)?, AccountId(id(&account)?));
    remove_member::remove_member(&app, &actor, room, account, version(query)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
