//! A facility's staff: the pages of its admin, and of the city's moderator for every facility.

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use renrakucho_domain::{AccountId, DeviceId, FacilityId, Role, staff::Form, suspension::Decision};
use renrakucho_protocol::facility::{FacilityChangeBody, FacilityProfile, Transfer, TransferBody};
use renrakucho_protocol::facility_end::{FacilityEnd, FacilityEndBody};
use renrakucho_protocol::http::{
    Facilities, FacilityLine, FacilityStaff, ImportReport, IssuedCode, NewCodeBody, NewStaffBody, Retirement,
    StaffDecision, StaffLine, SuspensionBody,
};
use renrakucho_protocol::{
    loss::ReplacementBody,
    problem::Code,
    review::{KeepBody, StaffReview},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    accounts::{Version, id, version},
    extract::{Body, File},
    problem::Failed,
};
use crate::{
    action::{
        Actor, add_staff, appoint_admin, change_facility, end_facility, import_staff, issue_code, list_staff,
        replace_device, retire_staff, review_staff, suspend_facility, transfer_staff,
    },
    app::Shared,
};

/// The facilities whose staff the caller looks after.
pub async fn list(State(app): State<Shared>, actor: Actor) -> Result<Json<Facilities>, Failed> {
    Ok(Json(Facilities { facilities: list_staff::list_facilities(&app, &actor).await? }))
}

/// What a facility stated about itself, and how that changed.
pub async fn profile(
    State(app): State<Shared>,
    actor: Actor,
    Path(facility): Path<String>,
) -> Result<Json<FacilityProfile>, Failed> {
    Ok(Json(change_facility::read_facility(&app, &actor, FacilityId(id(&facility)?)).await?))
}

/// 登録内容の変更: what the city examined before waits for its yes, all else holds at once.
pub async fn change(
    State(app): State<Shared>,
    actor: Actor,
    Path(facility): Path<String>,
    Body(body): Body<FacilityChangeBody>,
) -> Result<Json<FacilityProfile>, Failed> {
    Ok(Json(change_facility::change_facility(&app, &actor, FacilityId(id(&facility)?), body).await?))
}

/// 利用の廃止: what is still there, and whether it was said that the facility ends.
pub async fn end(
    State(app): State<Shared>,
    actor: Actor,
    Path(facility): Path<String>,
) -> Result<Json<FacilityEnd>, Failed> {
    Ok(Json(end_facility::read_end(&app, &actor, FacilityId(id(&facility)?)).await?))
}

/// Says that the facility ends on a day.
pub async fn say_end(
    State(app): State<Shared>,
    actor: Actor,
    Path(facility): Path<String>,
    Body(body): Body<FacilityEndBody>,
) -> Result<Json<FacilityEnd>, Failed> {
    Ok(Json(end_facility::say_end(&app, &actor, FacilityId(id(&facility)?), body).await?))
}

/// Takes it back, before its day.
pub async fn withdraw_end(
    State(app): State<Shared>,
    actor: Actor,
    Path(facility): Path<String>,
    query: Result<Query<Version>, QueryRejection>,
) -> Result<Json<FacilityEnd>, Failed> {
    let (facility, version) = (FacilityId(id(&facility)?), version(query)?);
    Ok(Json(end_facility::withdraw_end(&app, &actor, facility, version).await?))
}

/// 四半期の確認: the staff with their last sign-ins, and what was said about them this quarter.
pub async fn review(
    State(app): State<Shared>,
    actor: Actor,
    Path(facility): Path<String>,
) -> Result<Json<StaffReview>, Failed> {
    Ok(Json(review_staff::read_review(&app, &actor, FacilityId(id(&facility)?)).await?))
}

/// Says that an ID is still used.
pub async fn keep(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, account)): Path<(String, String)>,
    Body(body): Body<KeepBody>,
) -> Result<Json<StaffReview>, Failed> {
    let (facility, account) = (FacilityId(id(&facility)?), AccountId(id(&account)?));
    Ok(Json(review_staff::keep(&app, &actor, facility, account, body.case.into()).await?))
}

/// All of a facility's staff.
pub async fn staff(
    State(app): State<Shared>,
    actor: Actor,
    Path(facility): Path<String>,
) -> Result<Json<FacilityStaff>, Failed> {
    Ok(Json(list_staff::list_staff(&app, &actor, FacilityId(id(&facility)?)).await?))
}

/// 付与: adds a member of staff, and makes the code for their device.
pub async fn add(
    State(app): State<Shared>,
    actor: Actor,
    Path(facility): Path<String>,
    Body(body): Body<NewStaffBody>,
) -> Result<Json<IssuedCode>, Failed> {
    let facility = FacilityId(id(&facility)?);
    let (person, hand_over) = (body.id, body.hand_over);
    let form = Form {
        name: body.name,
        kana: body.kana,
        profession: body.profession,
        mail: body.mail,
        alert_mail: body.alert_mail,
    };
    Ok(Json(add_staff::add_staff(&app, &actor, facility, person, form, hand_over).await?))
}

/// Whether a file is only looked through.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct HowToImport {
    /// Look through it, and import nothing.
    pub(super) dry_run: bool,
}

/// Adds all whom a file names, or looks it through row by row.
pub async fn import(
    State(app): State<Shared>,
    actor: Actor,
    Path(facility): Path<String>,
    query: Result<Query<HowToImport>, QueryRejection>,
    File(bytes): File,
) -> Result<Json<ImportReport>, Failed> {
    let facility = FacilityId(id(&facility)?);
    let Query(how) = query.map_err(|_| Failed::new(Code::BadFrame))?;
    Ok(Json(import_staff::import_staff(&app, &actor, facility, bytes.into(), how.dry_run).await?))
}

/// A new code for someone.
pub async fn issue(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, account)): Path<(String, String)>,
    Body(body): Body<NewCodeBody>,
) -> Result<Json<IssuedCode>, Failed> {
    let (facility, account) = (FacilityId(id(&facility)?), AccountId(id(&account)?));
    Ok(Json(issue_code::issue_code(&app, &actor, facility, account, body.version, body.hand_over).await?))
}

/// 「手渡しました」: the printed code lives from now on.
pub async fn hand_over(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, account)): Path<(String, String)>,
    Body(body): Body<StaffDecision>,
) -> Result<Json<StaffLine>, Failed> {
    let (facility, account) = (FacilityId(id(&facility)?), AccountId(id(&account)?));
    Ok(Json(issue_code::hand_over(&app, &actor, facility, account, body.version).await?))
}

/// 「確認しました」, by a second person: the code counts from now on.
pub async fn confirm(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, account)): Path<(String, String)>,
    Body(body): Body<StaffDecision>,
) -> Result<Json<StaffLine>, Failed> {
    let (facility, account) = (FacilityId(id(&facility)?), AccountId(id(&account)?));
    Ok(Json(issue_code::confirm(&app, &actor, facility, account, body.version).await?))
}

/// 紛失: the lost device is out, and a code for another is made.
pub async fn replace_device(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, account, device)): Path<(String, String, String)>,
    Body(body): Body<ReplacementBody>,
) -> Result<Json<IssuedCode>, Failed> {
    let (facility, whose) = (FacilityId(id(&facility)?), (AccountId(id(&account)?), DeviceId(id(&device)?)));
    Ok(Json(replace_device::replace_device(&app, &actor, facility, whose, body).await?))
}

/// 退職: ends someone's affiliation with the facility, and all that rests on it.
pub async fn retire(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, account)): Path<(String, String)>,
    Body(body): Body<StaffDecision>,
) -> Result<Json<Retirement>, Failed> {
    let (facility, account) = (FacilityId(id(&facility)?), AccountId(id(&account)?));
    Ok(Json(retire_staff::retire_staff(&app, &actor, facility, account, body.version).await?))
}

/// 異動: moves someone to another facility; what this one gave out ends.
pub async fn transfer(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, account)): Path<(String, String)>,
    Body(body): Body<TransferBody>,
) -> Result<Json<Transfer>, Failed> {
    let (from, account) = (FacilityId(id(&facility)?), AccountId(id(&account)?));
    let done = transfer_staff::transfer_staff(&app, &actor, (from, body.to.into()), account, body.version).await?;
    Ok(Json(done))
}

/// 施設管理者の指定: someone looks after the staff of their facility from here on.
pub async fn appoint(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, account)): Path<(String, String)>,
    Body(body): Body<StaffDecision>,
) -> Result<Json<StaffLine>, Failed> {
    let (facility, account) = (FacilityId(id(&facility)?), AccountId(id(&account)?));
    let role = Role::FacilityAdmin;
    Ok(Json(appoint_admin::appoint_admin(&app, &actor, facility, account, body.version, role).await?))
}

/// They are a member of staff like the others again.
pub async fn dismiss(
    State(app): State<Shared>,
    actor: Actor,
    Path((facility, account)): Path<(String, String)>,
    query: Result<Query<Version>, QueryRejection>,
) -> Result<Json<StaffLine>, Failed> {
    let (facility, account) = (FacilityId(id(&facility)?), AccountId(id(&account)?));
    Ok(Json(appoint_admin::appoint_admin(&app, &actor, facility, account, version(query)?, Role::Staff).await?))
}

/// 一時停止 of a facility.
pub async fn suspend(
    State(app): State<Shared>,
    actor: Actor,
    Path(facility): Path<String>,
    Body(body): Body<SuspensionBody>,
) -> Result<Json<FacilityLine>, Failed> {
    let (facility, decision) = (FacilityId(id(&facility)?), Decision::Suspend(body.grounds.into()));
    Ok(Json(suspend_facility::suspend_facility(&app, &actor, facility, body.version, decision).await?))
}

/// Its lifting.
pub async fn restore(
    State(app): State<Shared>,
    actor: Actor,
    Path(facility): Path<String>,
    query: Result<Query<Version>, QueryRejection>,
) -> Result<Json<FacilityLine>, Failed> {
    let (facility, version) = (FacilityId(id(&facility)?), version(query)?);
    Ok(Json(suspend_facility::suspend_facility(&app, &actor, facility, version, Decision::Restore).await?))
}
