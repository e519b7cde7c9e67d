//! The steps of signing in; see `docs/api.md`.

use axum::{Json, extract::State};
use axum_extra::extract::CookieJar;
use http::{HeaderMap, StatusCode};
use renrakucho_protocol::{
    http::{Ceremony, DeviceProof, KeyProof, PasskeyAnswer, SessionView, SignInBegun},
    problem::Code,
};

use super::{
    extract::{Body, RequestId, SESSION, SIGN_IN, Strictness, cookie, no_cookie},
    gate::own_origin,
    problem::Failed,
    session,
};
use crate::{
    action::sign_in::{self, Attempt, SignedIn},
    app::Shared,
    sign_in::browser_key::BrowserKey,
};

/// Begins an attempt and says where to present the certificate.
pub async fn begin(
    State(app): State<Shared>,
    jar: CookieJar,
    headers: HeaderMap,
) -> Result<(CookieJar, Json<SignInBegun>), Failed> {
    let origin = own_origin(&app, &headers).ok_or(Failed::new(Code::ForeignOrigin))?;
    let begun = sign_in::begin(&app, origin).await?;
    let device_url = format!("{}/attest?nonce={}", app.config.http.device_origin, begun.nonce);
    let seconds = i64::from(app.config.sign_in.attempt_seconds);
    Ok((jar.add(cookie(SIGN_IN, begun.secret, seconds)), Json(SignInBegun { device_url, nonce: begun.nonce })))
}

/// Takes the proof of a browser that holds its device's key.
pub async fn key(
    State(app): State<Shared>,
    headers: HeaderMap,
    attempt: Attempt,
    Body(proof): Body<KeyProof>,
) -> Result<StatusCode, Failed> {
    let origin = own_origin(&app, &headers).ok_or(Failed::new(Code::ForeignOrigin))?;
    sign_in::prove_key(&app, &attempt, origin, proof).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the device host's code.
pub async fn device(
    State(app): State<Shared>,
    attempt: Attempt,
    Body(proof): Body<DeviceProof>,
) -> Result<StatusCode, Failed> {
    sign_in::prove_device(&app, &attempt, &proof.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Options for the passkey.
pub async fn passkey_begin(State(app): State<Shared>, attempt: Attempt) -> Result<Json<Ceremony>, Failed> {
    Ok(Json(Ceremony { public_key: sign_in::begin_passkey(&app, &attempt).await? }))
}

/// Verifies the passkey and begins the session.
pub async fn passkey_finish(
    State(app): State<Shared>,
    jar: CookieJar,
    request: RequestId,
    attempt: Attempt,
    Body(answer): Body<PasskeyAnswer>,
) -> Result<(CookieJar, Json<SessionView>), Failed> {
    let key = answer.key.map(|key| BrowserKey::read(&key).ok_or(Failed::field("key"))).transpose()?;
    let signed_in = sign_in::finish_passkey(&app, &attempt, answer.credential, key).await?;
    entered(&app, jar, &request, signed_in).await
}

/// The answer to whoever is inside now: the session's cookie, and who they are.
pub async fn entered(
    app: &Shared,
    jar: CookieJar,
    request: &RequestId,
    signed_in: SignedIn,
) -> Result<(CookieJar, Json<SessionView>), Failed> {
    let seconds = i64::from(app.config.sign_in.session_seconds);
    let jar = jar.remove(SIGN_IN).add(no_cookie(SIGN_IN)).add(cookie(SESSION, signed_in.token, seconds));
    let actor = super::extract::authenticate(app, &jar, request, Strictness::Used).await?;
    Ok((jar, Json(session::shown(app, &actor).await?)))
}
