//! First enrolment: the one-time code, then the passkey.

use axum::{Extension, Json, extract::State};
use axum_extra::extract::CookieJar;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use http::HeaderMap;
use renrakucho_protocol::{
    device::{CertificateFile, CertificateRequest, IssuedCertificate},
    http::{CeremonyAnswer, EnrolmentBegun, EnrolmentCode, EnrolmentRequest, Invitation, SessionView},
    problem::Code,
};

use super::{
    answer::IfAny,
    extract::{Body, RequestId},
    gate::own_origin,
    problem::Failed,
    sign_in::entered,
};
use crate::{
    action::{
        certify_device::{certify_device, certify_in_file},
        enrol_passkey,
        sign_in::Attempt,
    },
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

/// Options for making the passkey, and a certificate for the browser's key.
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
) -> Result<IfAny<(CookieJar, Json<SessionView>)>, Failed> {
    Ok(IfAny(match enrol_passkey::finish(&app, &attempt, answer.credential).await? {
        Some(signed_in) => Some(entered(&app, jar, &request, signed_in).await?),
        None => None,
    }))
}

/// The certificate of a device that a program manages, for the key of its request.
pub async fn certificate(
    State(app): State<Shared>,
    Extension(peer): Extension<Peer>,
    request: RequestId,
    Body(asked): Body<CertificateRequest>,
) -> Result<Json<IssuedCertificate>, Failed> {
    Ok(Json(certify_device(&app, peer.address, request.0, asked).await?))
}

/// Key and certificate of a device in a file, and what opens it: answered once.
pub async fn certificate_file(
    State(app): State<Shared>,
    Extension(peer): Extension<Peer>,
    request: RequestId,
    Body(code): Body<EnrolmentCode>,
) -> Result<Json<CertificateFile>, Failed> {
    Ok(Json(certify_in_file(&app, peer.address, request.0, code.code).await?))
}
