//! 職員の登録内容の変更.

use axum::{
    Json,
    extract::{Path, State},
};
use renrakucho_domain::{AccountId, FacilityId, staff::Form};
use renrakucho_protocol::{
    http::StaffLine,
    staff_change::{StaffChangeBody, StaffChanges},
};

use super::{accounts::id, extract::Body, problem::Failed};
use crate::{
    action::{Actor, change_staff},
    app::Shared,
};

/// Changes what is registered of a member of staff. Only the facility that looks after the ID changes the name, its reading and the
/// address (`invalid`, with the field's name); a profession is held at each facility.
pub async fn change(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, account)): Path<(String, String)>,
    Body(body): Body<StaffChangeBody>,
) -> Result<Json<StaffLine>, Failed> {
    let (facility, account) = (FacilityId(id(&facility)?), AccountId(id(&account)?));
    let form = Form {
        name: body.name,
        kana: body.kana,
        profession: body.profession,
        mail: body.mail,
        // The person's own setting, which stays.
        alert_mail: false,
    };
    Ok(Json(change_staff::change_staff(&app, &actor, facility, account, body.version, form).await?))
}

/// What was changed at a facility, from what to what, by whom.
pub async fn list(
    State(app): State<Shared>,
    actor: Actor,
    Path(facility): Path<String>,
) -> Result<Json<StaffChanges>, Failed> {
    Ok(Json(change_staff::read_changes(&app, &actor, FacilityId(id(&facility)?)).await?))
}
