//! The first door: HTTP.

pub mod accounts;
pub mod answer;
pub mod assets;
pub mod attachments;
pub mod audit;
pub mod cases;
pub mod city;
pub mod device_host;
pub mod enrolment;
pub mod extract;
pub mod facilities;
pub mod gate;
pub mod losses;
pub mod members;
pub mod openapi;
pub mod own_account;
pub mod problem;
pub mod proposals;
pub mod proxy;
pub mod response_headers;
pub mod rooms;
pub mod router;
pub mod session;
pub mod settings;
pub mod shared_devices;
pub mod sign_in;
