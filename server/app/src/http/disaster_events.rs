//! 災害の宣言: that a batch of rooms is asked for, what was declared, and its end before its time. Its decision is a case's.

use axum::{
    Json,
    extract::{Path, State},
};
use renrakucho_domain::CaseId;
use renrakucho_protocol::disaster_event::{DisasterEventAsked, DisasterEventBody, DisasterEventView, DisasterEvents};

use super::{accounts::id, extract::Body, problem::Failed};
use crate::{
    action::{Actor, disaster_event, permit_disaster},
    app::Shared,
};

/// The disaster events of the city, the newest first.
pub async fn list(State(app): State<Shared>, actor: Actor) -> Result<Json<DisasterEvents>, Failed> {
    Ok(Json(DisasterEvents { events: disaster_event::list(&app, &actor).await? }))
}

/// 災害の宣言の申請: opens the case that the approver decides, for all the rooms at once.
pub async fn ask(
    State(app): State<Shared>,
    actor: Actor,
    Body(body): Body<DisasterEventBody>,
) -> Result<Json<DisasterEventAsked>, Failed> {
    Ok(Json(disaster_event::ask(&app, &actor, body).await?))
}

/// One of them, with its rooms and people.
pub async fn view(
    State(app): State<Shared>,
    actor: Actor,
    Path(case): Path<String>,
) -> Result<Json<DisasterEventView>, Failed> {
    Ok(Json(disaster_event::read(&app, &actor, CaseId(id(&case)?)).await?))
}

/// Ends it at once, with all that it permits.
pub async fn end(
    State(app): State<Shared>,
    actor: Actor,
    Path(case): Path<String>,
) -> Result<Json<DisasterEventView>, Failed> {
    Ok(Json(permit_disaster::end(&app, &actor, CaseId(id(&case)?)).await?))
}
