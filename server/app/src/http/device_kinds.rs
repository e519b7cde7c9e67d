//! 端末の種類: the city's setting.

use axum::{Json, extract::State};
use renrakucho_domain::device_kinds::{DeviceKinds, Form};
use renrakucho_protocol::device_kinds::{DeviceKindsBody, DeviceKindsView};

use super::{extract::Body, problem::Failed};
use crate::{
    action::{Actor, device_kinds},
    app::Shared,
};

/// Which kinds of device are possible, which are allowed, and how many there are.
pub async fn view(State(app): State<Shared>, actor: Actor) -> Result<Json<DeviceKindsView>, Failed> {
    Ok(Json(device_kinds::read(&app, &actor).await?))
}

/// Allows others, at once and everywhere.
pub async fn change(
    State(app): State<Shared>,
    actor: Actor,
    Body(body): Body<DeviceKindsBody>,
) -> Result<Json<DeviceKindsView>, Failed> {
    let kinds = body.kinds.into_iter().map(Into::into).collect();
    let form = Form { allowed: DeviceKinds { kinds, shared: body.shared }, reason: body.reason };
    Ok(Json(device_kinds::change(&app, &actor, body.version, form).await?))
}
