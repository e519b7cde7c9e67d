//! 緊急時の代行: what the operator suspends for the city.

use axum::{Json, extract::State};
use renrakucho_protocol::proxy::{ProxyReceipt, ProxySuspensionBody};

use super::{extract::Body, problem::Failed};
use crate::{
    action::{Actor, suspend_by_proxy},
    app::Shared,
};

/// Suspends an ID or a device for the city, and tells it.
pub async fn suspend(
    State(app): State<Shared>,
    actor: Actor,
    Body(body): Body<ProxySuspensionBody>,
) -> Result<Json<ProxyReceipt>, Failed> {
    Ok(Json(suspend_by_proxy::suspend_by_proxy(&app, &actor, body).await?))
}
