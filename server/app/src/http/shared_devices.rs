//! 共用の端末: what a facility does about its shared devices, and how one gets its certificate.

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use http::{HeaderMap, StatusCode};
use renrakucho_domain::{
    AccountId, DeviceId, FacilityId,
    shared_device::{Change, Form},
};
use renrakucho_protocol::{
    account::EndedSessions,
    loss::{LossLine, LostDevice},
    problem::Code,
    shared_device::{
        DeviceEnrolment, DeviceEnrolmentBegun, IssuedDeviceCode, SharedDevice, SharedDeviceBody, SharedDeviceChange,
        SharedDeviceDecision, SharedDevices,
    },
};

use super::{
    accounts::{Version, id, version},
    extract::Body,
    gate::own_origin,
    problem::Failed,
};
use crate::{
    action::{
        Actor, allow_on_device, change_device, enrol_device, register_device, report_loss,
        shared_devices::{Which, list_shared_devices},
        sign_in::Attempt,
        stop_device,
    },
    app::Shared,
};

fn which(facility: &str, device: &str, version: i64) -> Result<Which, Failed> {
    Ok(Which { facility: FacilityId(id(facility)?), device: DeviceId(id(device)?), version })
}

/// The shared devices of a facility.
pub async fn list(
    State(app): State<Shared>,
    actor: Actor,
    Path(facility): Path<String>,
) -> Result<Json<SharedDevices>, Failed> {
    let devices = list_shared_devices(&app, &actor, FacilityId(id(&facility)?)).await?;
    Ok(Json(SharedDevices { devices }))
}

/// Registers a shared device.
pub async fn register(
    State(app): State<Shared>,
    actor: Actor,
    Path(facility): Path<String>,
    Body(body): Body<SharedDeviceBody>,
) -> Result<Json<SharedDevice>, Failed> {
    let (facility, device) = (FacilityId(id(&facility)?), DeviceId(body.id));
    let form = Form { label: body.label, place: body.place, security_software: body.security_software };
    Ok(Json(register_device::register_device(&app, &actor, facility, device, form).await?))
}

/// States anew where it stands, and its security software.
pub async fn change(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, device)): Path<(String, String)>,
    Body(body): Body<SharedDeviceChange>,
) -> Result<Json<SharedDevice>, Failed> {
    let which = which(&facility, &device, body.version)?;
    let change = Change { place: body.place, security_software: body.security_software };
    Ok(Json(change_device::change_device(&app, &actor, which, change).await?))
}

/// A code for the device itself, shown once.
pub async fn issue(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, device)): Path<(String, String)>,
    Body(body): Body<SharedDeviceDecision>,
) -> Result<Json<IssuedDeviceCode>, Failed> {
    let which = which(&facility, &device, body.version)?;
    Ok(Json(enrol_device::issue_device_code(&app, &actor, which).await?))
}

/// Someone may sign in on the device.
pub async fn allow(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, device, account)): Path<(String, String, String)>,
    Body(body): Body<SharedDeviceDecision>,
) -> Result<Json<SharedDevice>, Failed> {
    let which = which(&facility, &device, body.version)?;
    Ok(Json(allow_on_device::allow(&app, &actor, which, AccountId(id(&account)?)).await?))
}

/// Someone may not any more, and is out at once and everywhere.
pub async fn disallow(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, device, account)): Path<(String, String, String)>,
    query: Result<Query<Version>, QueryRejection>,
) -> Result<Json<SharedDevice>, Failed> {
    let (which, account) = (which(&facility, &device, version(query)?)?, AccountId(id(&account)?));
    Ok(Json(allow_on_device::disallow(&app, &actor, which, account).await?))
}

/// Ends all sessions on the device, at once and everywhere.
pub async fn end_sessions(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, device)): Path<(String, String)>,
    query: Result<Query<Version>, QueryRejection>,
) -> Result<Json<EndedSessions>, Failed> {
    let which = which(&facility, &device, version(query)?)?;
    Ok(Json(EndedSessions { ended: stop_device::end_sessions(&app, &actor, which).await? }))
}

/// 紛失の届出 of a shared device: it is out, at once and everywhere.
pub async fn report_lost(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, device)): Path<(String, String)>,
    Body(body): Body<SharedDeviceDecision>,
) -> Result<Json<LossLine>, Failed> {
    let lost = LostDevice { device: id(&device)?, version: body.version };
    Ok(Json(report_loss::report_shared(&app, &actor, FacilityId(id(&facility)?), lost).await?))
}

/// 使用終了: it never works again.
pub async fn retire(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, device)): Path<(String, String)>,
    Body(body): Body<SharedDeviceDecision>,
) -> Result<StatusCode, Failed> {
    stop_device::retire(&app, &actor, which(&facility, &device, body.version)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// At the device: a certificate for the key that its browser made.
pub async fn enrol_begin(
    State(app): State<Shared>,
    headers: HeaderMap,
    attempt: Attempt,
    Body(asked): Body<DeviceEnrolment>,
) -> Result<Json<DeviceEnrolmentBegun>, Failed> {
    let origin = own_origin(&app, &headers).ok_or(Failed::new(Code::ForeignOrigin))?;
    let certificate = B64.encode(enrol_device::begin(&app, &attempt, origin, asked).await?);
    Ok(Json(DeviceEnrolmentBegun { certificate }))
}

/// The browser has kept both: they count from now on.
pub async fn enrol_finish(State(app): State<Shared>, attempt: Attempt) -> Result<StatusCode, Failed> {
    enrol_device::finish(&app, &attempt).await?;
    Ok(StatusCode::NO_CONTENT)
}
