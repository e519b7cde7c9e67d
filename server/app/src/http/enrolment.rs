//! First enrolment: the one-time code, then the passkey.

use axum::{
    Extension, Json,
    extract::State,
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use http::{HeaderMap, StatusCode};
use renrakucho_protocol::{
    http::{CeremonyAnswer, EnrolmentBegun, EnrolmentCode, EnrolmentRequest, Invitation},
    problem::Code,
};

use super::{
    extract::{Body, RequestId},
    gate::own_origin,
    problem::Failed,
    sign_in::entered,
};
use crate::{
    action::{enrol_passkey, sign_in::Attempt},
    app::Shared,
    listener::Peer,
};

/// Whom a code is for.
pub async fn invitation(
    State(app): State<Shared>,
    Extension(peer): Extension<Peer>,
    Body(code): Body<EnrolmentCode>,
) -> Result<Json<Invitation>, Failed> {
    Ok(Json(enrol_passkey::invitation(&app, peer.address, &code.code).await?))
}

/// Options for making the passkey.
pub async fn begin(
    State(app): State<Shared>,
    headers: HeaderMap,
    attempt: Attempt,
    Body(request): Body<EnrolmentRequest>,
) -> Result<Json<EnrolmentBegun>, Failed> {
    let origin = own_origin(&app, &headers).ok_or(Failed::new(Code::ForeignOrigin))?;
    let begun = enrol_passkey::begin(&app, &attempt, origin, request).await?;
    let certificate = begun.certificate.map(|der| B64.encode(der));
    Ok(Json(EnrolmentBegun { public_key: begun.options, certificate }))
}

/// Keeps the passkey; a browser that got its certificate with it is signed in.
pub async fn finish(
    State(app): State<Shared>,
    jar: CookieJar,
    request: RequestId,
    attempt: Attempt,
    Body(answer): Body<CeremonyAnswer>,
) -> Result<Response, Failed> {
    match enrol_passkey::finish(&app, &attempt, answer.credential).await? {
        Some(signed_in) => Ok(entered(&app, jar, &request, signed_in).await?.into_response()),
        None => Ok(StatusCode::NO_CONTENT.into_response()),
    }
}
