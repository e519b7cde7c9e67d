//! First enrolment: the one-time code, then the passkey.

use axum::{Json, extract::State};
use http::StatusCode;
use renrakucho_protocol::http::{Ceremony, CeremonyAnswer, EnrolmentCode};

use super::{extract::Body, problem::Failed};
use crate::{
    action::{enrol_passkey, sign_in::Attempt},
    app::Shared,
};

/// Options for making the passkey.
pub async fn begin(
    State(app): State<Shared>,
    attempt: Attempt,
    Body(code): Body<EnrolmentCode>,
) -> Result<Json<Ceremony>, Failed> {
    Ok(Json(Ceremony { public_key: enrol_passkey::begin(&app, &attempt, &code.code).await? }))
}

/// Keeps the passkey.
pub async fn finish(
    State(app): State<Shared>,
    attempt: Attempt,
    Body(answer): Body<CeremonyAnswer>,
) -> Result<StatusCode, Failed> {
    enrol_passkey::finish(&app, &attempt, answer.credential).await?;
    Ok(StatusCode::NO_CONTENT)
}
