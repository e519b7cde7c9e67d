//! 記録の確認: the audit log, for the city.

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use renrakucho_domain::{AccountId, DeviceId, FacilityId, RoomId, audit_kind::Kind};
use renrakucho_protocol::{audit::AuditPage, problem::Code};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{city::date, problem::Failed};
use crate::{
    action::{
        Actor,
        read_audit::{self, Filter},
    },
    app::Shared,
};

/// What is looked for; all of it must be so.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// About this room.
    room: Option<Uuid>,
    /// Done by this account.
    account: Option<Uuid>,
    /// From this device.
    device: Option<Uuid>,
    /// About this account or device: what was done to it, by whomever.
    about: Option<Uuid>,
    /// Done by someone who was then of this facility.
    facility: Option<Uuid>,
    /// Of this kind (`AuditKind`).
    kind: Option<String>,
    /// The first day in Tokyo, `YYYY-MM-DD`.
    from: Option<String>,
    /// The last day in Tokyo.
    upto: Option<String>,
    /// What came before this line.
    before: Option<i64>,
}

/// A page of the audit log, the newest first. That it was looked at is in it.
pub async fn page(
    State(app): State<Shared>,
    actor: Actor,
    query: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<AuditPage>, Failed> {
    let Query(wanted) = query.map_err(|_| Failed::new(Code::BadFrame))?;
    let filter = Filter {
        room: wanted.room.map(RoomId),
        account: wanted.account.map(AccountId),
        device: wanted.device.map(DeviceId),
        about: wanted.about,
        facility: wanted.facility.map(FacilityId),
        kind: wanted.kind.map(|word| Kind::parse(&word).ok_or(Failed::field("kind"))).transpose()?,
        from: wanted.from.map(|day| date(&day, "from")).transpose()?,
        upto: wanted.upto.map(|day| date(&day, "upto")).transpose()?,
        before: wanted.before,
    };
    Ok(Json(read_audit::read_audit(&app, &actor, filter).await?))
}
