//! Stories over HTTP and WebSocket with the real binary, real PostgreSQL, Redis and SMTP.

mod closing;
mod matrix;
mod rooms;
mod sign_in;
