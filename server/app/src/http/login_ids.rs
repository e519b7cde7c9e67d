//! 新しいユーザーID of a member of staff.

use axum::{
    Json,
    extract::{Path, State},
};
use renrakucho_domain::{AccountId, FacilityId};
use renrakucho_protocol::{http::IssuedCode, login_id::NewLoginIdBody};

use super::{accounts::id, extract::Body, problem::Failed};
use crate::{
    action::{Actor, replace_login_id},
    app::Shared,
};

/// 新しいユーザーID: the old ID stops for good, and its person goes on under a new one, for which a code is made.
pub async fn replace(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, account)): Path<(String, String)>,
    Body(body): Body<NewLoginIdBody>,
) -> Result<Json<IssuedCode>, Failed> {
    let (facility, account) = (FacilityId(id(&facility)?), AccountId(id(&account)?));
    Ok(Json(replace_login_id::replace_login_id(&app, &actor, facility, account, body).await?))
}
