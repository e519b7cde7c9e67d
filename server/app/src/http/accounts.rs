//! Accounts, devices and sessions: one's own, and the city's decisions about them.

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use http::StatusCode;
use renrakucho_domain::{AccountId, DeviceId, SessionId, suspension::Decision};
use renrakucho_protocol::{
    disqualification::DisqualificationBody,
    http::{CityAccount, CityAccounts, DeviceLine, Devices, Sessions, SuspensionBody},
    problem::Code,
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{extract::Body, problem::Failed};
use crate::{
    action::{Actor, disqualify_account, end_session, list_city_accounts, suspend_account, suspend_device},
    app::Shared,
};

/// The version that a form showed, of a request that has no body.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// The version of the line that the decision was made on.
    version: i64,
}

pub(super) fn version(query: Result<Query<Version>, QueryRejection>) -> Result<i64, Failed> {
    query.map(|Query(query)| query.version).map_err(|_| Failed::new(Code::BadFrame))
}

/// An id from a path; what is none names nothing.
pub(super) fn id(path: &str) -> Result<Uuid, Failed> {
    Uuid::parse_str(path).map_err(|_| Failed::new(Code::NotFound))
}

/// One's own sessions.
pub async fn sessions(State(app): State<Shared>, actor: Actor) -> Result<Json<Sessions>, Failed> {
    Ok(Json(Sessions { sessions: end_session::own_sessions(&app, &actor).await? }))
}

/// Ends one of one's own sessions.
pub async fn end(State(app): State<Shared>, actor: Actor, Path(session): Path<String>) -> Result<StatusCode, Failed> {
    end_session::end_session(&app, &actor, SessionId(id(&session)?)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One's own devices.
pub async fn own_devices(State(app): State<Shared>, actor: Actor) -> Result<Json<Devices>, Failed> {
    Ok(Json(Devices { devices: suspend_device::own_devices(&app, &actor).await? }))
}

/// All accounts of the city.
pub async fn city_accounts(State(app): State<Shared>, actor: Actor) -> Result<Json<CityAccounts>, Failed> {
    Ok(Json(CityAccounts { accounts: list_city_accounts::list_city_accounts(&app, &actor).await? }))
}

/// All devices of the city.
pub async fn city_devices(State(app): State<Shared>, actor: Actor) -> Result<Json<Devices>, Failed> {
    Ok(Json(Devices { devices: list_city_accounts::list_city_devices(&app, &actor).await? }))
}

/// 一時停止 of an ID: it is out, at once and everywhere.
pub async fn suspend_account(
    State(app): State<Shared>,
    actor: Actor,
    Path(account): Path<String>,
    Body(body): Body<SuspensionBody>,
) -> Result<Json<CityAccount>, Failed> {
    let (account, decision) = (AccountId(id(&account)?), Decision::Suspend(body.grounds.into()));
    Ok(Json(suspend_account::suspend_account(&app, &actor, account, body.version, decision).await?))
}

/// The restoration of an ID.
pub async fn restore_account(
    State(app): State<Shared>,
    actor: Actor,
    Path(account): Path<String>,
    query: Result<Query<Version>, QueryRejection>,
) -> Result<Json<CityAccount>, Failed> {
    let (account, version) = (AccountId(id(&account)?), version(query)?);
    Ok(Json(suspend_account::suspend_account(&app, &actor, account, version, Decision::Restore).await?))
}

/// 資格停止 of an ID: it ends, at once, everywhere and for good.
pub async fn disqualify_account(
    State(app): State<Shared>,
    actor: Actor,
    Path(account): Path<String>,
    Body(body): Body<DisqualificationBody>,
) -> Result<Json<CityAccount>, Failed> {
    let account = AccountId(id(&account)?);
    Ok(Json(disqualify_account::disqualify_account(&app, &actor, account, body).await?))
}

/// 一時停止 of any device: it is out, at once and everywhere.
pub async fn suspend_device(
    State(app): State<Shared>,
    actor: Actor,
    Path(device): Path<String>,
    Body(body): Body<SuspensionBody>,
) -> Result<Json<DeviceLine>, Failed> {
    let (device, decision) = (DeviceId(id(&device)?), Decision::Suspend(body.grounds.into()));
    Ok(Json(suspend_device::suspend_device(&app, &actor, device, body.version, decision).await?))
}

/// The restoration of a device.
pub async fn restore_device(
    State(app): State<Shared>,
    actor: Actor,
    Path(device): Path<String>,
    query: Result<Query<Version>, QueryRejection>,
) -> Result<Json<DeviceLine>, Failed> {
    let (device, version) = (DeviceId(id(&device)?), version(query)?);
    Ok(Json(suspend_device::suspend_device(&app, &actor, device, version, Decision::Restore).await?))
}
