//! Deliveries: what a gateway's answer means, whose trouble it is, and what follows for the letter and for the route.
//!
//! Purpose: `smtp`, `kannel`, `elks`, `twilio` and `http` read a single reply, `receipt`, `returned` and `inbound` what comes back later,
//! `limits` says how fast a route may be used, `health` judges it by what the same route did for others, and `next`
//! says when the letter is offered again.
//! Guarantee: one recipient's trouble never closes a route for the others, and no recipient pays for trouble that is ours or
//! the gateway's.
//! Non-goal: sending, and remembering over a restart: what has been refused is judged afresh then.

mod elks;
mod health;
mod http;
mod inbound;
mod kannel;
pub mod limits;
mod next;
mod receipt;
mod returned;
mod smtp;
mod twilio;

pub use elks::elks;
pub use health::{Blame, Closed, Judgement, Refused, RouteHealth};
pub use http::http;
pub use inbound::{Meaning, meaning};
pub use kannel::kannel;
pub use next::{MAIL_REPEATS, Next, after_refusal, after_silence, patience};
pub use receipt::{Cause, Fate, asks_for_another_address, elks_receipt, kannel_receipt, twilio_receipt};
pub use returned::{Returned, feedback, notification};
pub use smtp::{SmtpStep, smtp};
pub use twilio::twilio;

/// Whose trouble a single reply speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// This address or number.
    Recipient,
    /// Our address, reputation, quota, account, or right to send as.
    Us,
    /// The gateway cannot work at all.
    Gateway,
    /// It does not say. What happens to others tells.
    Unclear,
}

/// A gateway's no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// Whose trouble it speaks of.
    pub whose: Whose,
    /// Does it ask not to be tried again (SMTP 5xx, HTTP 4xx)?
    pub permanent: bool,
}

impl Refusal {
    /// A refusal that means it for good.
    pub const fn permanent(whose: Whose) -> Self {
        Refusal { whose, permanent: true }
    }

    /// A refusal for now.
    pub const fn temporary(whose: Whose) -> Self {
        Refusal { whose, permanent: false }
    }
}
