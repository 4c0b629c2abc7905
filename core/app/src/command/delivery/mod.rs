//! What becomes of messages after they were written: receipts, replies, what comes back, whom they did not reach.

pub mod inbound;
pub mod read_receipt;
pub mod receipt;
pub mod returned;
pub mod route_alarm;
pub mod route_test;
pub mod send_again;
pub(super) mod unheard;
