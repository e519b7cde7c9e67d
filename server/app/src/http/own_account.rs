//! One's own account: passkeys, the step-up, the other sessions, and the history of sign-ins.

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use http::StatusCode;
use renrakucho_protocol::{
    account::{EndedSessions, NewPasskey, PasskeyLine, PasskeyName, Passkeys, SignIns},
    http::{Ceremony, CeremonyAnswer},
    problem::Code,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{accounts::id, extract::Body, problem::Failed};
use crate::{
    action::{Actor, end_session, own_passkeys, own_sign_ins, step_up},
    app::Shared,
};

/// Options for the passkey, before a grave act.
pub async fn step_up_begin(State(app): State<Shared>, actor: Actor) -> Result<Json<Ceremony>, Failed> {
    Ok(Json(Ceremony { public_key: step_up::begin(&app, &actor).await? }))
}

/// The passkey was used.
pub async fn step_up_finish(
    State(app): State<Shared>,
    actor: Actor,
    Body(answer): Body<CeremonyAnswer>,
) -> Result<StatusCode, Failed> {
    step_up::finish(&app, &actor, answer.credential).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One's own passkeys.
pub async fn passkeys(State(app): State<Shared>, actor: Actor) -> Result<Json<Passkeys>, Failed> {
    Ok(Json(Passkeys { passkeys: own_passkeys::own_passkeys(&app, &actor).await? }))
}

/// Options for making another one.
pub async fn passkey_begin(State(app): State<Shared>, actor: Actor) -> Result<Json<Ceremony>, Failed> {
    Ok(Json(Ceremony { public_key: own_passkeys::begin_adding(&app, &actor).await? }))
}

/// It was made.
pub async fn passkey_finish(
    State(app): State<Shared>,
    actor: Actor,
    Body(made): Body<NewPasskey>,
) -> Result<Json<PasskeyLine>, Failed> {
    Ok(Json(own_passkeys::finish_adding(&app, &actor, made.credential, made.name).await?))
}

/// Another name for one.
pub async fn rename_passkey(
    State(app): State<Shared>,
    actor: Actor,
    Path(passkey): Path<String>,
    Body(body): Body<PasskeyName>,
) -> Result<Json<PasskeyLine>, Failed> {
    Ok(Json(own_passkeys::rename(&app, &actor, id(&passkey)?, body.name).await?))
}

/// One of them goes.
pub async fn remove_passkey(
    State(app): State<Shared>,
    actor: Actor,
    Path(passkey): Path<String>,
) -> Result<Json<EndedSessions>, Failed> {
    Ok(Json(EndedSessions { ended: own_passkeys::remove(&app, &actor, id(&passkey)?).await? }))
}

/// Ends all sessions but this one.
pub async fn end_other_sessions(State(app): State<Shared>, actor: Actor) -> Result<Json<EndedSessions>, Failed> {
    Ok(Json(EndedSessions { ended: end_session::end_others(&app, &actor).await? }))
}

/// Where a page of the history begins.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Before {
    before: Option<i64>,
}

/// A page of the history.
pub async fn sign_ins(
    State(app): State<Shared>,
    actor: Actor,
    query: Result<Query<Before>, QueryRejection>,
) -> Result<Json<SignIns>, Failed> {
    let Query(page) = query.map_err(|_| Failed::new(Code::BadFrame))?;
    Ok(Json(own_sign_ins::own_sign_ins(&app, &actor, page.before).await?))
}
