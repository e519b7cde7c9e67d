//! The server of Renrakucho: two doors (HTTP and the live protocol) to one house. `ARCHITECTURE.md` shows the way.

pub mod action;
pub mod app;
pub mod clock;
pub mod command;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod entropy;
pub mod fault;
pub mod http;
pub mod installation;
pub mod job;
pub mod lifecycle;
pub mod limits;
pub mod listener;
pub mod live;
pub mod mail;
pub mod seal;
pub mod sign_in;
pub mod socket;
pub mod staff_file;
pub mod strangers;
pub mod telemetry;
pub mod tls;
pub mod viewer;
pub mod writer;
