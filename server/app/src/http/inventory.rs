//! 端末台帳: the inventory of a facility's devices.

use axum::{
    Json,
    extract::{Path, State},
};
use renrakucho_domain::{DeviceId, FacilityId, inventory::Statement};
use renrakucho_protocol::inventory::{DeviceStatementBody, Inventory, InventoryCopy, InventoryCopyBody, InventoryLine};

use super::{accounts::id, extract::Body, problem::Failed};
use crate::{
    action::{Actor, inventory, shared_devices::Which},
    app::Shared,
};

/// All devices of a facility, personal and shared, with what is stated of each.
pub async fn list(
    State(app): State<Shared>,
    actor: Actor,
    Path(facility): Path<String>,
) -> Result<Json<Inventory>, Failed> {
    Ok(Json(inventory::list(&app, &actor, FacilityId(id(&facility)?)).await?))
}

/// States whose a personal device is, its number, and its security software.
pub async fn state(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, device)): Path<(String, String)>,
    Body(body): Body<DeviceStatementBody>,
) -> Result<Json<InventoryLine>, Failed> {
    let which = Which { facility: FacilityId(id(&facility)?), device: DeviceId(id(&device)?), version: body.version };
    let statement = Statement {
        owner: body.owner.into(),
        asset_number: body.asset_number,
        security_software: body.security_software,
    };
    Ok(Json(inventory::state(&app, &actor, which, statement).await?))
}

/// A copy of the inventory for outside, on paper or as a file.
pub async fn copy(
    State(app): State<Shared>,
    actor: Actor,
    Path(facility): Path<String>,
    Body(body): Body<InventoryCopyBody>,
) -> Result<Json<InventoryCopy>, Failed> {
    Ok(Json(inventory::copy(&app, &actor, FacilityId(id(&facility)?), body.is_printed).await?))
}
