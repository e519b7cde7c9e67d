//! 閲覧記録の報告書: the city answers who looked at a person's record.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use renrakucho_domain::access_report::Scope;
use renrakucho_protocol::access_report::{
    AccessReport, AccessReportBody, AccessReportChange, AccessReportHandingOut, AccessReportRelease, AccessReports,
};

use super::{
    accounts::id,
    city::date,
    extract::{Body, room_id},
    problem::Failed,
};
use crate::{
    action::{Actor, access_report},
    app::Shared,
};

/// The reports about a room.
pub async fn list(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
) -> Result<Json<AccessReports>, Failed> {
    Ok(Json(access_report::list(&app, &actor, room_id(&room)?).await?))
}

/// Opens a report about a room, as a draft.
pub async fn open(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    Body(body): Body<AccessReportBody>,
) -> Result<Json<AccessReport>, Failed> {
    let scope = Scope {
        asked_by: body.asked_by.into(),
        asked_on: date(&body.asked_on, "asked_on")?,
        from: date(&body.from, "from")?,
        upto: date(&body.upto, "upto")?,
    };
    Ok(Json(access_report::open(&app, &actor, room_id(&room)?, body.id, scope).await?))
}

/// A report: what it says, or would say now.
pub async fn view(
    State(app): State<Shared>,
    actor: Actor,
    Path(report): Path<String>,
) -> Result<Json<AccessReport>, Failed> {
    Ok(Json(access_report::view(&app, &actor, id(&report)?).await?))
}

/// Changes a draft: its days, and of whom nothing is told.
pub async fn change(
    State(app): State<Shared>,
    actor: Actor,
    Path(report): Path<String>,
    Body(body): Body<AccessReportChange>,
) -> Result<Json<AccessReport>, Failed> {
    let change = access_report::Change {
        from: date(&body.from, "from")?,
        upto: date(&body.upto, "upto")?,
        withheld: body.withheld,
    };
    Ok(Json(access_report::change(&app, &actor, id(&report)?, body.version, change).await?))
}

/// Releases what was reviewed; it is never changed again.
pub async fn release(
    State(app): State<Shared>,
    actor: Actor,
    Path(report): Path<String>,
    Body(body): Body<AccessReportRelease>,
) -> Result<Json<AccessReport>, Failed> {
    Ok(Json(access_report::release(&app, &actor, id(&report)?, body.version, body.digest).await?))
}

/// Writes down that a released report is handed out.
pub async fn hand_out(
    State(app): State<Shared>,
    actor: Actor,
    Path(report): Path<String>,
    Body(body): Body<AccessReportHandingOut>,
) -> Result<StatusCode, Failed> {
    access_report::hand_out(&app, &actor, id(&report)?, body.version).await?;
    Ok(StatusCode::NO_CONTENT)
}
