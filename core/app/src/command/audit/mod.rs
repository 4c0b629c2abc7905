//! What the audit log says by itself: that it was read, what was turned away, what was carried off.

pub mod reading;
pub mod refusal_log;
pub mod transfer;
