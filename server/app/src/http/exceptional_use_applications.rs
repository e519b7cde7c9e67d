//! 例外利用の申請 by a facility: that somebody applies, how that stands, and that they take it back. Its decision is a case's.

use axum::{
    Json,
    extract::{Path, State},
};
use renrakucho_domain::CaseId;
use renrakucho_protocol::{
    exceptional_use_application::{
        ExceptionalUseApplicationBody, ExceptionalUseApplicationForm, ExceptionalUseApplied,
        OwnExceptionalUseApplications,
    },
    problem::Code,
};
use uuid::Uuid;

use super::{
    extract::{Body, room_id},
    problem::Failed,
};
use crate::{
    action::{Actor, exceptional_use_application},
    app::Shared,
};

/// What the form needs: whom it may name, and for how long.
pub async fn form(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
) -> Result<Json<ExceptionalUseApplicationForm>, Failed> {
    Ok(Json(exceptional_use_application::form(&app, &actor, room_id(&room)?).await?))
}

/// 例外利用の申請: opens the case in which a moderator recommends it, or does not.
pub async fn apply(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    Body(body): Body<ExceptionalUseApplicationBody>,
) -> Result<Json<ExceptionalUseApplied>, Failed> {
    Ok(Json(exceptional_use_application::apply(&app, &actor, room_id(&room)?, body).await?))
}

/// How the caller's own applications stand.
pub async fn own(State(app): State<Shared>, actor: Actor) -> Result<Json<OwnExceptionalUseApplications>, Failed> {
    Ok(Json(exceptional_use_application::own(&app, &actor).await?))
}

/// Takes an own application back that nobody has decided yet.
pub async fn withdraw(
    State(app): State<Shared>,
    actor: Actor,
    Path(case): Path<String>,
) -> Result<Json<OwnExceptionalUseApplications>, Failed> {
    let case = Uuid::parse_str(&case).map(CaseId).map_err(|_| Failed::new(Code::NotFound))?;
    Ok(Json(exceptional_use_application::withdraw(&app, &actor, case).await?))
}
