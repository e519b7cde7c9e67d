//! The device host: asks for the device's certificate and sends the browser back with a one-time code, or renews the
//! certificate. Cookies are ignored: this host knows attempts and devices, not people.

use axum::{
    Extension, Json,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use renrakucho_protocol::device::RenewalRequest;
use serde::Deserialize;

use super::{
    extract::{Body, RequestId, Whence},
    problem::Failed,
};
use crate::{
    action::{
        renew_certificate,
        sign_in::{self, Verdict},
    },
    app::Shared,
    limits::counted,
    listener::Peer,
    sign_in::certificate::Judge,
};

/// What the main host sends along.
#[derive(Deserialize)]
pub struct Presented {
    #[serde(default)]
    nonce: String,
}

/// Judges the certificate of this connection's handshake. The code travels in the fragment, which no server, proxy or
/// log sees. A refusal looks the same for every reason but two: whoever holds the key of a certificate of the city's hears
/// that its time is over, or its kind not allowed any more.
pub async fn attest(
    State(app): State<Shared>,
    Extension(peer): Extension<Peer>,
    Extension(judge): Extension<std::sync::Arc<Judge>>,
    request: RequestId,
    Whence(place): Whence,
    Query(presented): Query<Presented>,
) -> Result<Response, Failed> {
    let certificate = peer.certificates.and_then(|chain| judge.judge(chain.as_deref()));
    let answer = sign_in::present_device(&app, &presented.nonce, certificate, place, request.0).await?;
    let (origin, verdict) = answer.unwrap_or_else(|| (app.config.http.origins[0].clone(), Verdict::Refused));
    let told = match verdict {
        Verdict::Code(code) => format!("code={code}"),
        Verdict::Refused => "refused".to_owned(),
        Verdict::Expired => "expired".to_owned(),
        Verdict::NotAllowed => "not-allowed".to_owned(),
    };
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    if let Ok(location) = HeaderValue::from_str(&format!("{origin}/sign-in#{told}")) {
        headers.insert(header::LOCATION, location);
    }
    headers.insert(header::CONNECTION, CLOSE);
    Ok(response)
}

/// Each visit is a handshake of its own: a certificate installed meanwhile is seen, a removed one is not.
const CLOSE: HeaderValue = HeaderValue::from_static("close");

/// Renews the certificate of this connection's handshake. A page cannot ask for it: no other site's may send JSON here.
pub async fn renew(
    State(app): State<Shared>,
    Extension(peer): Extension<Peer>,
    Extension(judge): Extension<std::sync::Arc<Judge>>,
    request: RequestId,
    Whence(place): Whence,
    Body(asked): Body<RenewalRequest>,
) -> Result<Response, Failed> {
    app.limits.sign_ins.take(&counted(peer.address)).map_err(Failed::rate_limited)?;
    let certificate = peer.certificates.and_then(|chain| judge.judge(chain.as_deref()));
    let issued = renew_certificate::renew_presented(&app, place, request.0, certificate, asked).await?;
    Ok(([(header::CONNECTION, CLOSE)], Json(issued)).into_response())
}
