//! Delivery: whose trouble a refusal is, what comes back, and how fast a route may be used.
//!
//! Guarantee: pure; what a gateway said goes in, what it means comes out.

mod elks;
mod http;
mod inbound;
pub mod limits;
mod receipt;
mod twilio;

pub use elks::elks;
pub use http::http;
pub use inbound::{Meaning, meaning};
pub use receipt::{Cause, Fate, asks_for_another_number, elks_receipt, kannel_receipt, twilio_receipt};
pub use twilio::twilio;

/// Whose trouble a refusal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The recipient's: her address, her mailbox, her phone.
    Recipient,
    /// Ours: who we are, what we may send, what we have used up. All others fare the same.
    Us,
    /// The gateway's: it does not work now.
    Gateway,
    /// The reply does not say.
    Unclear,
}

/// A no, judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Whose trouble it is.
    pub whose: Whose,
    /// Will it be the same no tomorrow?
    pub permanent: bool,
}
