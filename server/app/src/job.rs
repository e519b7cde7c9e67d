//! What is done later or again, by whichever node gets to it first.

pub mod chain;
pub mod deletions;
pub mod disaster;
pub mod epoch;
pub mod erasure;
pub mod facility_end;
pub mod lapse;
pub mod mail;
pub mod marks;
pub mod own_consent;
pub mod proposal_lapse;
pub mod review;
pub mod strangers;
