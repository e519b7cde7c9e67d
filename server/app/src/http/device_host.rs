//! The device host: asks for the device's certificate and sends the browser back with a one-time code. Cookies are
//! ignored: this host knows attempts, not people.

use axum::{
    Extension,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;

use super::{extract::RequestId, problem::Failed};
use crate::{action::sign_in, app::Shared, listener::Peer, sign_in::certificate::Judge};

/// What the main host sends along.
#[derive(Deserialize)]
pub struct Presented {
    #[serde(default)]
    nonce: String,
}

/// Judges the certificate of this connection's handshake. The code travels in the fragment, which no server, proxy or
/// log sees; a refusal looks the same for every reason.
pub async fn attest(
    State(app): State<Shared>,
    Extension(peer): Extension<Peer>,
    Extension(judge): Extension<std::sync::Arc<Judge>>,
    request: RequestId,
    Query(presented): Query<Presented>,
) -> Result<Response, Failed> {
    let certificate = peer.certificates.and_then(|chain| judge.fingerprint(chain.as_deref()));
    let answer = sign_in::present_device(&app, &presented.nonce, certificate, peer.address, request.0).await?;
    let location = match answer {
        Some((origin, Some(code))) => format!("{origin}/sign-in#code={code}"),
        Some((origin, None)) => format!("{origin}/sign-in#refused"),
        None => format!("{}/sign-in#refused", app.config.http.origins[0]),
    };
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    if let Ok(location) = HeaderValue::from_str(&location) {
        headers.insert(header::LOCATION, location);
    }
    // Each visit is a handshake of its own: a certificate installed meanwhile is seen, a removed one is not.
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    Ok(response)
}
