//! What the clock does: what is due, whom to wake, what is cleared away.

pub(super) mod on_call;
pub mod retention;
pub mod schedule;
