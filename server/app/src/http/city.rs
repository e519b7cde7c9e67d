//! The city's pages: what anyone may know, and the moderator's decisions.

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
};
use renrakucho_domain::{RoomId, support_end::SupportEnd};
use renrakucho_protocol::{
    attachment::AttachmentLimits,
    discontinuation::DiscontinuationCertificate,
    http::{CityRoom, CityRooms, CityView, ConsentForm, ConsentReceiptBody, Discontinuation, DiscontinuationBody},
    problem::Code,
    support_end::SupportEndBody,
};
use serde::Deserialize;
use time::{Date, format_description::well_known::Iso8601};
use utoipa::IntoParams;
use uuid::Uuid;

use super::{
    consents,
    extract::{Body, room_id},
    problem::Failed,
};
use crate::{
    action::{
        Actor, device_kinds, discontinue_support, end_support, list_city_rooms, read_discontinuation,
        record_consent_receipt::{self, First},
    },
    app::Shared,
};

/// What the pages show before anyone has signed in.
pub async fn view(State(app): State<Shared>) -> Result<Json<CityView>, Failed> {
    let city = &app.config.city;
    let allowed = device_kinds::allowed(&app).await?;
    Ok(Json(CityView {
        city: city.name.clone(),
        service: city.service_name.clone(),
        purpose: city.purpose.clone(),
        demo: app.instance.demo,
        device_kinds: allowed.kinds.into_iter().map(Into::into).collect(),
        shared_devices: allowed.shared,
        attachments: AttachmentLimits {
            file_bytes: app.config.attachments.file_bytes as u64,
            files: u32::try_from(app.config.attachments.files_per_case).unwrap_or(u32::MAX),
        },
        consent_form: ConsentForm {
            version: app.config.consent.form_version.clone(),
            title: app.config.consent.form_title.clone(),
            statements: app.config.consent.form_statements.clone(),
        },
    }))
}

/// Which rooms.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// This one alone.
    room: Option<Uuid>,
}

/// All rooms, or one, by label and state.
pub async fn rooms(
    State(app): State<Shared>,
    actor: Actor,
    query: Result<Query<Which>, QueryRejection>,
) -> Result<Json<CityRooms>, Failed> {
    let Query(which) = query.map_err(|_| Failed::new(Code::BadFrame))?;
    let (rooms, has_more) = list_city_rooms::list_city_rooms(&app, &actor, which.room.map(RoomId)).await?;
    Ok(Json(CityRooms { rooms, has_more, ended_room_days: app.config.people.ended_room_days }))
}

pub(super) fn date(text: &str, field: &'static str) -> Result<Date, Failed> {
    Date::parse(text, &Iso8601::DATE).map_err(|_| Failed::field(field))
}

/// Records the receipt of the consent form.
pub async fn consent_receipt(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    Body(body): Body<ConsentReceiptBody>,
) -> Result<Json<CityRoom>, Failed> {
    let room = room_id(&room)?;
    let (version, scans, others) = (body.version, body.scans.clone(), body.others.clone());
    let first = First { version, receipt: consents::receipt(body)?, scans, others };
    Ok(Json(record_consent_receipt::record_consent_receipt(&app, &actor, room, first).await?))
}

/// 支援中止: closes a room; from this moment on nobody reads it.
pub async fn discontinuation(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    Body(body): Body<DiscontinuationBody>,
) -> Result<Json<Discontinuation>, Failed> {
    let room = room_id(&room)?;
    let ground = body.ground.map(Into::into);
    let done = discontinue_support::discontinue_support(&app, &actor, room, body.version, ground).await?;
    Ok(Json(Discontinuation { room: room.0, at: done.at, alerts_cancelled: done.alerts_cancelled }))
}

/// 支援終了: support came to its end; members read on, and nobody writes.
pub async fn support_end(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
    Body(body): Body<SupportEndBody>,
) -> Result<Json<CityRoom>, Failed> {
    let end = SupportEnd { reason: body.reason.into(), ended_on: date(&body.ended_on, "ended_on")? };
    Ok(Json(end_support::end_support(&app, &actor, room_id(&room)?, body.version, end).await?))
}

/// 支援中止の証明書: what was done when, and what apps reported.
pub async fn certificate(
    State(app): State<Shared>,
    actor: Actor,
    Path(room): Path<String>,
) -> Result<Json<DiscontinuationCertificate>, Failed> {
    Ok(Json(read_discontinuation::read_discontinuation(&app, &actor, room_id(&room)?).await?))
}
