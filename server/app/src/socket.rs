//! The second door: the live protocol.

pub mod dispatch;
pub mod opened;
pub mod posts;
pub mod rate;
pub mod reading;
pub mod session;
pub mod upgrade;
