//! What stands between a node and what it talks to.

pub(crate) mod bus;
pub(crate) mod postgres;
