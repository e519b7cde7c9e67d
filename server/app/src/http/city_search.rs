//! 検索.

use axum::{Json, extract::State};
use renrakucho_protocol::city_search::{CityFound, CitySearchBody};

use super::{extract::Body, problem::Failed};
use crate::{
    action::{Actor, search_city},
    app::Shared,
};

/// 検索: rooms, members of staff and facilities by their names. In the body, because a URL is kept in places that nobody thinks of.
pub async fn search(
    State(app): State<Shared>,
    actor: Actor,
    Body(body): Body<CitySearchBody>,
) -> Result<Json<CityFound>, Failed> {
    Ok(Json(search_city::search_city(&app, &actor, &body).await?))
}
