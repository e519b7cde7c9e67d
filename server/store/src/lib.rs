//! The only crate that knows SQL: one function per query, named for what it does or proves.
//!
//! Lock order, everywhere: the allowed kinds of device, rooms by id (`FOR NO KEY UPDATE`), a case, a facility, accounts, devices, sessions (`FOR SHARE`),
//! enrolment codes, the count of certificates, the revocation head last. What is checked after a lock is checked in a statement of its own: under READ COMMITTED a
//! condition inside the locking statement would be judged by an older snapshot.
//!
//! Statements about many rooms or accounts at once look each membership up by key, in a subquery fenced by `OFFSET 0`.
//! Left the choice and without statistics (just restored, just filled), the planner joins all memberships of the city.

pub mod access_report;
pub mod access_standing;
pub mod account;
pub mod alert;
pub mod appointment;
pub mod attachment;
pub mod audit;
pub mod audit_page;
pub mod audit_review;
pub mod case;
pub mod certificate;
pub mod city_key;
pub mod city_search;
pub mod consent;
pub mod database;
pub mod deletion;
pub mod demo;
pub mod device;
pub mod device_kinds;
pub mod disaster_event;
pub mod disclosure;
pub mod discontinuation;
pub mod disqualification;
pub mod enrolment_code;
pub mod entry;
pub mod entry_erasure;
pub mod erasure;
pub mod error;
pub mod exceptional_use;
pub mod exceptional_use_application;
pub mod facility;
pub mod facility_end;
pub mod facility_profile;
pub mod health;
pub mod identity;
pub mod instance;
pub mod inventory;
pub mod key_epoch;
pub mod leak;
pub mod login_id;
pub mod loss;
pub mod membership;
pub mod node;
pub mod notice;
pub mod own_consent;
pub mod particulars;
pub mod passkey;
pub mod posting;
pub mod proposal;
pub mod proxy;
pub mod review;
pub mod revocation;
pub mod room;
pub mod room_export;
pub mod room_key;
pub mod saved_view;
pub mod session;
pub mod shared_device;
pub mod sign_in;
pub mod staff;
pub mod staff_change;
pub mod support_end;
pub mod suspension;
pub mod two_places;

pub use database::{Database, Tx, commit};
pub use error::Error;
pub use sqlx::PgConnection;

/// What every query answers.
pub type Result<T> = std::result::Result<T, Error>;
