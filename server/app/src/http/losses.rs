//! 紛失の届出: by its person, by whoever looks after them, and by the city for anyone.

use axum::{
    Json,
    extract::{Path, State},
};
use renrakucho_domain::{AccountId, FacilityId};
use renrakucho_protocol::loss::{CityAccountDetail, LossBody, LossLine, Losses};

use super::{accounts::id, extract::Body, problem::Failed};
use crate::{
    action::{Actor, read_losses, report_loss},
    app::Shared,
};

/// One's own reports, and how they stand.
pub async fn own(State(app): State<Shared>, actor: Actor) -> Result<Json<Losses>, Failed> {
    Ok(Json(Losses { losses: read_losses::own_losses(&app, &actor).await? }))
}

/// 紛失の届出 of something of one's own: it is out, at once and everywhere.
pub async fn report_own(
    State(app): State<Shared>,
    actor: Actor,
    Body(body): Body<LossBody>,
) -> Result<Json<LossLine>, Failed> {
    Ok(Json(report_loss::report_own(&app, &actor, body).await?))
}

/// The reports of a facility's staff.
pub async fn of_facility(
    State(app): State<Shared>,
    actor: Actor,
    Path(facility): Path<String>,
) -> Result<Json<Losses>, Failed> {
    let facility = FacilityId(id(&facility)?);
    Ok(Json(Losses { losses: read_losses::losses_of_facility(&app, &actor, facility).await? }))
}

/// 紛失の届出 for a member of staff.
pub async fn report_of_staff(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, account)): Path<(String, String)>,
    Body(body): Body<LossBody>,
) -> Result<Json<LossLine>, Failed> {
    let (facility, account) = (FacilityId(id(&facility)?), AccountId(id(&account)?));
    Ok(Json(report_loss::report_of_staff(&app, &actor, facility, account, body).await?))
}

/// One account of the city with what opens it.
pub async fn city_account(
    State(app): State<Shared>,
    actor: Actor,
    Path(account): Path<String>,
) -> Result<Json<CityAccountDetail>, Failed> {
    Ok(Json(read_losses::read_city_account(&app, &actor, AccountId(id(&account)?)).await?))
}

/// 紛失の届出 for anyone.
pub async fn report_anyones(
    State(app): State<Shared>,
    actor: Actor,
    Path(account): Path<String>,
    Body(body): Body<LossBody>,
) -> Result<Json<LossLine>, Failed> {
    Ok(Json(report_loss::report_anyones(&app, &actor, AccountId(id(&account)?), body).await?))
}
