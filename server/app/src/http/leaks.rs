//! 漏えい等: the city enters one, sees who had access, and writes down what it told.

use axum::{
    Json,
    extract::{Path, State},
};
use renrakucho_domain::CaseId;
use renrakucho_protocol::{
    case::CaseDetail,
    leak::{LeakBody, LeakReportBody, LeakView},
};

use super::{accounts::id, city::date, extract::Body, problem::Failed};
use crate::{
    action::{
        Actor,
        leak::{self, Told},
    },
    app::Shared,
};

/// Enters a leak as a case, and fixes who had access then.
pub async fn open(
    State(app): State<Shared>,
    actor: Actor,
    Body(body): Body<LeakBody>,
) -> Result<Json<CaseDetail>, Failed> {
    let known_on = date(&body.known_on, "known_on")?;
    Ok(Json(leak::open_leak(&app, &actor, body, known_on).await?))
}

/// Who had access, until when it is told, and what was told. That it was looked at is in the audit log.
pub async fn view(State(app): State<Shared>, actor: Actor, Path(case): Path<String>) -> Result<Json<LeakView>, Failed> {
    Ok(Json(leak::read_leak(&app, &actor, CaseId(id(&case)?)).await?))
}

/// Writes down what was told to the supervisory authority.
pub async fn report(
    State(app): State<Shared>,
    actor: Actor,
    Path(case): Path<String>,
    Body(body): Body<LeakReportBody>,
) -> Result<Json<CaseDetail>, Failed> {
    let LeakReportBody { version, stage, reported_on, words, may_be_wrongful } = body;
    let on = date(&reported_on, "reported_on")?;
    let told = Told { stage: stage.into(), on, words, may_be_wrongful };
    Ok(Json(leak::report_leak(&app, &actor, CaseId(id(&case)?), version, told).await?))
}
