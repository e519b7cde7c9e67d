//! The second door: the live protocol.

pub mod dispatch;
pub mod opened;
pub mod posts;
mod proof;
pub mod rate;
pub mod reading;
pub mod session;
mod text_frames;
pub mod upgrade;
