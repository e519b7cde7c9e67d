//! One's own session.

use axum::{Json, extract::State};
use axum_extra::extract::CookieJar;
use http::{HeaderMap, HeaderValue, StatusCode};
use renrakucho_domain::Refusal;
use renrakucho_protocol::http::SessionView;
use renrakucho_store::account;
use serde_json::{Value, json};

use super::{
    extract::{SESSION, no_cookie},
    problem::Failed,
};
use crate::{
    action::{self, Actor, sign_out},
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
        name: profile.name,
        facility: profile.facility,
        profession: profile.profession,
        role: actor.role.into(),
        device: profile.device,
        expires_at: actor.expires_at,
    })
}

/// Who is signed in.
pub async fn view(State(app): State<Shared>, actor: Actor) -> Result<Json<SessionView>, Failed> {
    Ok(Json(shown(&app, &actor).await?))
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
