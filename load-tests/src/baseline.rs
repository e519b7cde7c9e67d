//! What the parts can do by themselves, on the same machine in the same run.

pub(crate) mod broadcast;
pub(crate) mod commits;
pub(crate) mod peer;
