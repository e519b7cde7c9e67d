//! 市の担当者・承認者: who acts for the city, and what is proposed about it.

use axum::{
    Json,
    extract::{Path, State},
};
use renrakucho_domain::AccountId;
use renrakucho_protocol::{
    appointment::{AppointmentBody, AppointmentDecision, CityPeople},
    http::{IssuedCode, StaffDecision},
};

use super::{accounts::id, extract::Body, problem::Failed};
use crate::{
    action::{Actor, appoint_for_city, city_code, list_city_people},
    app::Shared,
};

/// The city's own staff, and what is proposed about them.
pub async fn list(State(app): State<Shared>, actor: Actor) -> Result<Json<CityPeople>, Failed> {
    Ok(Json(list_city_people::list_city_people(&app, &actor).await?))
}

/// 指名: proposes what someone is to be for.
pub async fn propose(
    State(app): State<Shared>,
    actor: Actor,
    Path(account): Path<String>,
    Body(body): Body<AppointmentBody>,
) -> Result<Json<CityPeople>, Failed> {
    Ok(Json(appoint_for_city::propose(&app, &actor, AccountId(id(&account)?), body).await?))
}

/// The second person confirms or refuses it.
pub async fn decide(
    State(app): State<Shared>,
    actor: Actor,
    Path(appointment): Path<String>,
    Body(body): Body<AppointmentDecision>,
) -> Result<Json<CityPeople>, Failed> {
    Ok(Json(appoint_for_city::decide(&app, &actor, id(&appointment)?, body.confirmed).await?))
}

/// Whoever proposed it takes it back.
pub async fn withdraw(
    State(app): State<Shared>,
    actor: Actor,
    Path(appointment): Path<String>,
) -> Result<Json<CityPeople>, Failed> {
    Ok(Json(appoint_for_city::withdraw(&app, &actor, id(&appointment)?).await?))
}

/// Makes an enrolment code for someone who acts for the city.
pub async fn issue_code(
    State(app): State<Shared>,
    actor: Actor,
    Path(account): Path<String>,
    Body(body): Body<StaffDecision>,
) -> Result<Json<IssuedCode>, Failed> {
    Ok(Json(city_code::issue(&app, &actor, AccountId(id(&account)?), body.version).await?))
}

/// The second person confirms it.
pub async fn confirm_code(
    State(app): State<Shared>,
    actor: Actor,
    Path(account): Path<String>,
    Body(body): Body<StaffDecision>,
) -> Result<Json<CityPeople>, Failed> {
    Ok(Json(city_code::confirm(&app, &actor, AccountId(id(&account)?), body.version).await?))
}
