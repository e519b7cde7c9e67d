//! One's own session.

use axum::{Json, extract::State};
use axum_extra::extract::CookieJar;
use http::{HeaderMap, HeaderValue, StatusCode};
use renrakucho_domain::Refusal;
use renrakucho_protocol::{
    device::RenewedCertificate,
    http::{SessionChallenge, SessionRenewal, SessionView},
    problem::Code,
};
use renrakucho_store::account;
use serde_json::{Value, json};

use super::{
    extract::{Body, SESSION, Whence, no_cookie},
    gate::own_origin,
    problem::Failed,
};
use crate::{
    action::{self, Actor, prove_session, renew_certificate, sign_out},
    app::{App, Shared},
};

/// Says that the process answers. Whether it can do its work the operator's metrics say.
pub async fn health() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// The session as pages see it.
pub async fn shown(app: &App, actor: &Actor) -> action::Result<SessionView> {
    let profile = account::profile(&app.database, actor.account, actor.device).await?.ok_or(Refusal::Suspended)?;
    Ok(SessionView {
        account: actor.account.0,
        earlier_accounts: profile.earlier,
        name: profile.name,
        facility: profile.facility,
        profession: profile.profession,
        role: actor.role.into(),
        device: profile.device,
        expires_at: actor.expires_at,
        proof_seconds: app.config.sign_in.proof_seconds,
        idle_seconds: app.config.sign_in.idle_seconds_on(actor.on_shared_device),
        on_shared_device: actor.on_shared_device,
        is_locked: actor.is_locked,
        certificate: renew_certificate::own_certificate(app, actor.device).await?,
    })
}

/// Who is signed in.
pub async fn view(State(app): State<Shared>, actor: Actor) -> Result<Json<SessionView>, Failed> {
    Ok(Json(shown(&app, &actor).await?))
}

/// What the session's key is to sign.
pub async fn challenge(State(app): State<Shared>, actor: Actor) -> Result<Json<SessionChallenge>, Failed> {
    Ok(Json(SessionChallenge { nonce: prove_session::challenge(&app, &actor).await? }))
}

/// The session's key has signed: the session goes on.
pub async fn renewal(
    State(app): State<Shared>,
    headers: HeaderMap,
    actor: Actor,
    Whence(place): Whence,
    Body(answer): Body<SessionRenewal>,
) -> Result<StatusCode, Failed> {
    let origin = own_origin(&app, &headers).ok_or(Failed::new(Code::ForeignOrigin))?;
    prove_session::renew(&app, &actor, origin, place, answer).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A new certificate for the browser's key, before the time of the old one is over.
pub async fn renew_certificate(State(app): State<Shared>, actor: Actor) -> Result<Json<RenewedCertificate>, Failed> {
    Ok(Json(renew_certificate::renew_own(&app, &actor).await?))
}

/// The device's key is from now on the session's, which the browser holds, and no longer one in a file.
pub async fn move_device_key(State(app): State<Shared>, actor: Actor) -> Result<Json<RenewedCertificate>, Failed> {
    Ok(Json(renew_certificate::move_own(&app, &actor).await?))
}

/// Logout. The browser is told to forget what it fetched from us. Not its storage: that holds the device's key, with which
/// the person signs in again; the page itself wipes all else.
pub async fn end(
    State(app): State<Shared>,
    jar: CookieJar,
    actor: Actor,
) -> Result<(StatusCode, CookieJar, HeaderMap), Failed> {
    sign_out::sign_out(&app, &actor).await?;
    let mut headers = HeaderMap::new();
    headers.insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok((StatusCode::NO_CONTENT, jar.remove(SESSION).add(no_cookie(SESSION)), headers))
}
