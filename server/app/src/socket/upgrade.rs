//! From an HTTP request to a live session. The gate has checked origin and session.

use axum::{
    extract::{State, WebSocketUpgrade},
    response::{IntoResponse, Response},
};
use renrakucho_protocol::{MAX_CLIENT_FRAME, SUBPROTOCOL, problem::Code};

use super::session;
use crate::{action::Actor, app::Shared, http::problem::Failed};

/// Frames longer than this end the connection; between this and [`MAX_CLIENT_FRAME`] they are answered `too_large`.
const HARD_LIMIT: usize = 4 * MAX_CLIENT_FRAME;
/// tungstenite's default of 128 KiB costs every idle socket as much, and halves the fan-out.
const READ_BUFFER: usize = 4 * 1024;
/// Frames are written when handed over; what waits, waits in the outbox, where it is counted.
const WRITE_BUFFER: usize = 0;

/// Upgrades, if the client speaks our subprotocol.
pub async fn upgrade(
    State(app): State<Shared>,
    actor: Actor,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else { return Failed::new(Code::BadFrame).into_response() };
    let upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .max_message_size(HARD_LIMIT)
        .max_frame_size(HARD_LIMIT)
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(renrakucho_protocol::MAX_SERVER_FRAME * 2);
    if upgrade.selected_protocol().is_none() {
        return Failed::new(Code::BadFrame).into_response();
    }
    let tasks = app.tasks.clone();
    upgrade.on_upgrade(move |socket| async move {
        // Counted among the tasks that a stop waits for.
        let _ = tasks.spawn(session::run(app, actor, socket)).await;
    })
}
