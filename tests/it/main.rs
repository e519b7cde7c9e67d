//! Stories over HTTP and WebSocket with the real binary, real PostgreSQL, Redis and SMTP.

mod alert_mail;
mod architecture;
mod audit;
mod closing;
mod interrupted;
mod matrix;
mod posting;
mod revocation;
mod rooms;
mod sign_in;
mod two_nodes;
