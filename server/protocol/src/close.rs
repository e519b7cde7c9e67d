//! WebSocket close codes. The range says what to do: below 4500 come back with your cursors, from 4500 on do not come
//! back by yourself. The reason is always empty: text in a close reason ends up in logs.

/// The server restarts (RFC 6455 registry, 1012): come back.
pub const RESTART: u16 = 1012;
/// The client was silent for too long: come back.
pub const HEARTBEAT_MISSED: u16 = 4000;
/// The client did not read fast enough: come back and catch up.
pub const FELL_BEHIND: u16 = 4001;
/// Too many connections: come back later.
pub const TOO_MANY: u16 = 4002;
/// The client does not speak the protocol: do not come back.
pub const PROTOCOL_ERROR: u16 = 4500;
/// No session: sign in.
pub const AUTHENTICATE: u16 = 4501;
/// The session was ended: sign in.
pub const SESSION_ENDED: u16 = 4502;
/// The device was suspended or revoked: wipe.
pub const DEVICE_REVOKED: u16 = 4503;
/// The account was suspended: wipe.
pub const ACCOUNT_SUSPENDED: u16 = 4504;

/// Whether a client may come back by itself.
pub const fn may_return(code: u16) -> bool {
    code < 4500
}
