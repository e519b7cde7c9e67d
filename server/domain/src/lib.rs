//! The rules of Renrakucho: what *may* be and what *must* be.
//!
//! Everything here is a pure function of its arguments. Time, randomness and facts are passed in; nothing waits,
//! nothing is looked up, nothing is written. Sentences of the terms of use are cited as `article n`.

pub mod access_report;
pub mod access_standing;
pub mod alert;
pub mod application;
pub mod appointment;
pub mod attachment;
pub mod audit;
pub mod audit_kind;
pub mod audit_review;
pub mod case;
pub mod certificate;
pub mod city_search;
pub mod consent;
pub mod desk;
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
pub mod facility_change;
pub mod facility_end;
pub mod identity;
pub mod ids;
pub mod inventory;
pub mod leak;
pub mod my_number;
pub mod new_login_id;
pub mod own_consent;
pub mod particulars;
pub mod passkey;
pub mod permission;
pub mod person;
pub mod proposal;
pub mod proxy;
pub mod refusal;
pub mod review;
pub mod room;
pub mod room_export;
pub mod room_search;
pub mod saved_view;
pub mod session;
pub mod shared_device;
pub mod staff;
pub mod staff_change;
pub mod support_end;
pub mod suspension;
pub mod tail;
pub mod two_places;

pub use entry::{Body, EntryKind, Priority};
pub use ids::{
    AccountId, AffiliationId, AttachmentId, CaseId, DeviceId, EntryId, FacilityId, RoomId, Seq, SessionId,
    StaffMemberId,
};
pub use permission::{Act, Relation, Role};
pub use refusal::Refusal;
pub use room::RoomState;
