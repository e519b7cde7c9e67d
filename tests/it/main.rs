//! Stories over HTTP and WebSocket with the real binary, real PostgreSQL, Redis and SMTP.

mod alert_mail;
mod architecture;
mod audit;
mod bound_session;
mod browser_key;
mod closing;
mod doctor;
mod door;
mod drain;
mod http2;
mod installation;
mod interrupted;
mod lapse;
mod lines;
mod matrix;
mod openapi;
mod posting;
mod race;
mod removal;
mod revocation;
mod rooms;
mod sign_in;
mod slow_readers;
mod staff;
mod strangers;
mod two_nodes;
