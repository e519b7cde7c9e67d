//! From an HTTP request to a live session. The gate has checked origin and session.
//!
//! Our own answer to the handshake instead of axum's: the session must hold the connection itself, to reset it and to write
//! to it without a copy that stays, and no task of axum's should wait beside it.

use axum::{
    body::Body,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use hyper_util::rt::TokioIo;
use renrakucho_protocol::{MAX_CLIENT_FRAME, SUBPROTOCOL, problem::Code};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        handshake::derive_accept_key,
        protocol::{Role, WebSocketConfig},
    },
};

use super::session;
use crate::{
    action::Actor,
    app::Shared,
    http::{gate::own_origin, problem::Failed},
    listener::Secure,
};

/// Frames longer than this end the connection; between this and [`MAX_CLIENT_FRAME`] they are answered `too_large`.
const HARD_LIMIT: usize = 4 * MAX_CLIENT_FRAME;
/// Every idle socket keeps one; tungstenite's default is 128 KiB. Longer frames are read in steps, out of what TLS has
/// decrypted already.
const READ_BUFFER: usize = 256;
/// Answers to pings that may wait for a client which does not read.
const WRITE_BUFFER: usize = 1024;

/// The answer that begins a live session.
pub struct Upgraded(Response);

impl IntoResponse for Upgraded {
    fn into_response(self) -> Response {
        self.0
    }
}

/// Upgrades to the live protocol, if the client speaks our subprotocol.
pub async fn upgrade(State(app): State<Shared>, actor: Actor, mut request: Request) -> Result<Upgraded, Failed> {
    let accept = accept_key(request.headers()).ok_or(Failed::new(Code::BadFrame))?;
    let origin = own_origin(&app, request.headers()).ok_or(Failed::new(Code::ForeignOrigin))?.to_owned();
    let upgrading = hyper::upgrade::on(&mut request);
    let tasks = app.tasks.clone();
    // Counted among the tasks that a stop waits for.
    tasks.spawn(async move {
        let Ok(upgraded) = upgrading.await else { return };
        let Ok(parts) = upgraded.downcast::<TokioIo<Secure>>() else { return };
        let config = WebSocketConfig::default()
            .max_message_size(Some(HARD_LIMIT))
            .max_frame_size(Some(HARD_LIMIT))
            .read_buffer_size(READ_BUFFER)
            // Only answers to pings and the goodbye pass through it.
            .write_buffer_size(0)
            .max_write_buffer_size(WRITE_BUFFER);
        // A copy, mostly of nothing: hyper's buffer of 8 KiB would live on as that of the socket.
        let begun = parts.read_buf.to_vec();
        drop(parts.read_buf);
        let io = parts.io.into_inner();
        let socket = WebSocketStream::from_partially_read(io, begun, Role::Server, Some(config)).await;
        session::run(app, actor, origin, Box::new(socket)).await;
    });
    let mut response = (StatusCode::SWITCHING_PROTOCOLS, Body::empty()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    Ok(Upgraded(response))
}

/// The answer to a handshake's key, if the handshake is one and names our subprotocol.
fn accept_key(headers: &HeaderMap) -> Option<HeaderValue> {
    let has = |name, word: &str| {
        let values = headers.get_all(name).into_iter().filter_map(|value: &HeaderValue| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|value| value.trim().eq_ignore_ascii_case(word))
    };
    let fits = has(header::CONNECTION, "upgrade")
        && has(header::UPGRADE, "websocket")
        && has(header::SEC_WEBSOCKET_VERSION, "13")
        && has(header::SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL);
    let key = headers.get(header::SEC_WEBSOCKET_KEY).filter(|_| fits)?;
    HeaderValue::try_from(derive_accept_key(key.as_bytes())).ok()
}
