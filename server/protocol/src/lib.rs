//! Every byte a client may see: frames of the live protocol, close codes, problems and the bodies of the HTTP API.
//!
//! The written form of this is `docs/protocol.md` and `docs/api.md`. TypeScript types are generated from these types
//! (see [`typescript`]); snapshot tests hold the wire format still.

pub mod access_report;
pub mod account;
pub mod appointment;
pub mod attachment;
pub mod audit;
pub mod audit_review;
pub mod case;
pub mod city_search;
pub mod close;
pub mod consent;
pub mod device;
pub mod device_kinds;
pub mod disaster_event;
pub mod disclosure;
pub mod discontinuation;
pub mod disqualification;
pub mod entry;
pub mod entry_erasure;
pub mod erasure;
pub mod exceptional_use;
pub mod exceptional_use_application;
pub mod facility;
pub mod facility_end;
pub mod frame;
pub mod http;
pub mod identity;
pub mod inventory;
pub mod leak;
pub mod login_id;
pub mod loss;
pub mod own_consent;
pub mod particulars;
pub mod person_import;
pub mod problem;
pub mod proposal;
pub mod proxy;
pub mod residence;
pub mod review;
pub mod room_export;
pub mod room_search;
pub mod saved_view;
pub mod shared_device;
pub mod staff_change;
pub mod support_end;
pub mod team;
pub mod two_places;
pub mod typescript;
pub mod vocabulary;

/// The WebSocket subprotocol that this version speaks.
pub const SUBPROTOCOL: &str = "renrakucho.v1.json";

/// The longest frame a client may send, in bytes. Longer ones are answered `too_large`.
pub const MAX_CLIENT_FRAME: usize = 64 * 1024;

/// The longest frame the server sends, in bytes.
pub const MAX_SERVER_FRAME: usize = 256 * 1024;

/// The most entries in one page or `entries` frame.
pub const MAX_PAGE: i64 = 100;

/// When more entries than this are missing, the client starts anew from the newest page.
pub const MAX_CATCH_UP: i64 = 500;
