//! 月次の確認.

use axum::{
    Json,
    extract::{Path, State},
};
use renrakucho_domain::audit_review::Month;
use renrakucho_protocol::{
    audit_review::{AuditReview, AuditReviews, AuditSignatureBody},
    problem::Code,
};

use super::{extract::Body, problem::Failed};
use crate::{
    action::{Actor, review_audit},
    app::Shared,
};

/// What is no month is not there.
fn month(word: &str) -> Result<Month, Failed> {
    Month::parse(word).ok_or_else(|| Failed::new(Code::NotFound))
}

/// The months since the log begins, and who looked at each.
pub async fn list(State(app): State<Shared>, actor: Actor) -> Result<Json<AuditReviews>, Failed> {
    Ok(Json(review_audit::list(&app, &actor).await?))
}

/// What was done in a month (`2026-11`), counted, and whether the log is still what was looked at.
pub async fn read(
    State(app): State<Shared>,
    actor: Actor,
    Path(word): Path<String>,
) -> Result<Json<AuditReview>, Failed> {
    Ok(Json(review_audit::read(&app, &actor, month(&word)?).await?))
}

/// 確認の記録: signs a month that is over, once. `stale`: the log holds something that the page did not show, or it was signed already.
pub async fn sign(
    State(app): State<Shared>,
    actor: Actor,
    Path(word): Path<String>,
    Body(body): Body<AuditSignatureBody>,
) -> Result<Json<AuditReview>, Failed> {
    Ok(Json(review_audit::sign(&app, &actor, month(&word)?, body).await?))
}
