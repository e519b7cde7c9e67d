//! 保存した表示.

use axum::{
    Json,
    extract::{Path, State},
};
use renrakucho_protocol::saved_view::{SavedViewBody, SavedViews};

use super::{accounts::id, extract::Body, problem::Failed};
use crate::{
    action::{Actor, saved_views},
    app::Shared,
};

/// One's own views of the inbox, by name.
pub async fn list(State(app): State<Shared>, actor: Actor) -> Result<Json<SavedViews>, Failed> {
    Ok(Json(saved_views::list(&app, &actor).await?))
}

/// 表示を保存する: saves a view under an id that the client makes, or changes it. Up to 20, each with a name of its own.
pub async fn save(
    State(app): State<Shared>,
    actor: Actor,
    Path(view): Path<String>,
    Body(body): Body<SavedViewBody>,
) -> Result<Json<SavedViews>, Failed> {
    Ok(Json(saved_views::save(&app, &actor, id(&view)?, body).await?))
}

/// Forgets one of them.
pub async fn forget(
    State(app): State<Shared>,
    actor: Actor,
    Path(view): Path<String>,
) -> Result<Json<SavedViews>, Failed> {
    Ok(Json(saved_views::forget(&app, &actor, id(&view)?).await?))
}
