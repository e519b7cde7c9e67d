//! 申請・届出: the public pages of whoever applies, and the city's queue.

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use renrakucho_domain::{CaseId, FacilityId, case::Kind};
use renrakucho_protocol::{
    case::{
        ApplicationQuestion, ApplicationReceipt, ApplicationStatus, CaseByReceipt, CaseClaim, CaseDecision, CaseDetail,
        Cases, DeskView, FacilityApplicationBody,
    },
    problem::Code,
};
use serde::Deserialize;
use time::macros::format_description;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    accounts::{Version, id, version},
    extract::{Body, RequestId},
    problem::Failed,
};
use crate::{
    action::{Actor, claim_case, decide_case, open_case, read_cases},
    app::Shared,
    clock, desk as hours,
};

/// When the city's desk is open.
pub async fn desk(State(app): State<Shared>) -> Json<DeskView> {
    let (opens, closes) = app.desk.hours();
    let now = hours::now();
    let format = format_description!("[hour]:[minute]");
    let shown = |time: time::Time| time.format(format).unwrap_or_default();
    Json(DeskView {
        days: app.desk.days().iter().map(|day| day.number_from_monday()).collect(),
        opens: shown(opens),
        closes: shown(closes),
        is_open: app.desk.is_open(now),
        opens_next: app.desk.opens_next(now).assume_offset(clock::TOKYO),
    })
}

/// 施設の利用申請
pub async fn apply(
    State(app): State<Shared>,
    request: RequestId,
    Body(body): Body<FacilityApplicationBody>,
) -> Result<Json<ApplicationReceipt>, Failed> {
    Ok(Json(open_case::apply(&app, request.0, body).await?))
}

/// How an application stands.
pub async fn status(
    State(app): State<Shared>,
    Body(body): Body<ApplicationQuestion>,
) -> Result<Json<ApplicationStatus>, Failed> {
    Ok(Json(read_cases::application_status(&app, &body.receipt).await?))
}

/// Which cases.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// Open ones, or those that were decided.
    #[param(inline)]
    state: WhichState,
    /// Of those that were decided: the ones before this case, the last of an earlier answer.
    before: Option<Uuid>,
    /// Of those that were decided: of these kinds alone, with dots between.
    kind: Option<String>,
    /// Of those that were decided: the ones about this facility alone.
    facility: Option<Uuid>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WhichState {
    Open,
    Decided,
}

/// The city's queue.
pub async fn list(
    State(app): State<Shared>,
    actor: Actor,
    query: Result<Query<Which>, QueryRejection>,
) -> Result<Json<Cases>, Failed> {
    let Query(which) = query.map_err(|_| Failed::new(Code::BadFrame))?;
    let which = match which {
        Which { state: WhichState::Open, before: None, kind: None, facility: None } => read_cases::Which::Open,
        Which { state: WhichState::Decided, before, kind, facility } => {
            let words = kind.map(|words| words.split('.').map(Kind::parse).collect::<Option<Vec<_>>>());
            let kinds = words.map(|kinds| kinds.ok_or(Failed::new(Code::BadFrame))).transpose()?;
            let (before, facility) = (before.map(CaseId), facility.map(FacilityId));
            read_cases::Which::Decided(read_cases::Decided { before, kinds, facility })
        }
        Which { state: WhichState::Open, .. } => return Err(Failed::new(Code::BadFrame)),
    };
    Ok(Json(read_cases::list_cases(&app, &actor, which).await?))
}

/// The case of a receipt number, however long ago it was decided.
pub async fn find(
    State(app): State<Shared>,
    actor: Actor,
    Body(body): Body<CaseByReceipt>,
) -> Result<Json<CaseDetail>, Failed> {
    Ok(Json(read_cases::find_case(&app, &actor, &body.receipt).await?))
}

/// An application that came on paper.
pub async fn key_in(
    State(app): State<Shared>,
    actor: Actor,
    Body(body): Body<FacilityApplicationBody>,
) -> Result<Json<ApplicationReceipt>, Failed> {
    Ok(Json(open_case::key_in(&app, &actor, body).await?))
}

/// One case.
pub async fn detail(
    State(app): State<Shared>,
    actor: Actor,
    Path(case): Path<String>,
) -> Result<Json<CaseDetail>, Failed> {
    Ok(Json(read_cases::read_case(&app, &actor, CaseId(id(&case)?)).await?))
}

/// 担当する
pub async fn claim(
    State(app): State<Shared>,
    actor: Actor,
    Path(case): Path<String>,
    Body(body): Body<CaseClaim>,
) -> Result<Json<CaseDetail>, Failed> {
    Ok(Json(claim_case::claim_case(&app, &actor, CaseId(id(&case)?), body.version).await?))
}

/// 担当を外れる
pub async fn release(
    State(app): State<Shared>,
    actor: Actor,
    Path(case): Path<String>,
    query: Result<Query<Version>, QueryRejection>,
) -> Result<Json<CaseDetail>, Failed> {
    Ok(Json(claim_case::release_case(&app, &actor, CaseId(id(&case)?), version(query)?).await?))
}

/// 決定
pub async fn decide(
    State(app): State<Shared>,
    actor: Actor,
    Path(case): Path<String>,
    Body(body): Body<CaseDecision>,
) -> Result<Json<CaseDetail>, Failed> {
    Ok(Json(decide_case::decide_case(&app, &actor, CaseId(id(&case)?), body).await?))
}
