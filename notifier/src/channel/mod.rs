//! Lanes: how a letter leaves the house.
//!
//! Purpose: one seam, [`Gateway`], between the outbox and whatever carries mails and text messages.
//! Guarantee: every letter that is offered gets exactly one [`Outcome`], which says whose trouble the answer speaks of, and
//! tells "not taken" from "nobody knows". A gateway never asks a database and never decides when to try again.
//! Non-goal: retries, back-off, order and leases: those are the outbox's.

mod content;
pub mod elks;
mod exchange;
pub mod folder;
pub mod hooks;
pub mod http;
pub mod http_gateway;
pub mod kannel;
mod mail_template;
pub mod memory;
pub mod mime;
mod placeholder;
pub mod receipt;
#[cfg(test)]
mod samples;
pub mod secret;
pub mod smtp;
pub mod text_gateway;
pub mod twilio;

pub use exchange::GatewayConfigError;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use majakka_domain::delivery::{Refusal, Whose};
use majakka_domain::{id::DeliveryId, terms::Channel};

pub use content::{Attachment, Content, IdentityCode, Words};

/// One message to one recipient, ready to leave.
#[derive(Debug, Clone)]
pub struct OutboundMessage {
    /// The row of the outbox that it belongs to.
    pub delivery: DeliveryId,
    /// How it travels.
    pub channel: Channel,
    /// A mail address, or a phone number in E.164.
    pub to: String,
    /// `<…@…>`, the same at every attempt. Only mails have one.
    pub message_id: String,
    /// By which a mail that comes back names its delivery. Only mails have one.
    pub return_code: String,
    /// By which its recipient says that she has read it. Only mails have one.
    pub read_code: String,
    /// What it says, shared with everybody who is told the same in the same language.
    pub content: Arc<Content>,
}

impl OutboundMessage {
    /// What it says.
    pub fn words(&self) -> &Words {
        self.content.words()
    }
}

/// What became of one offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The gateway has taken responsibility for it.
    Accepted {
        /// What the gateway calls it, when it says.
        provider_ref: Option<String>,
    },
    /// It was not taken.
    Refused {
        /// What the answer speaks of.
        refusal: Refusal,
        /// In the gateway's words.
        detail: String,
    },
    /// It was handed over, and no answer came: it may have been taken or not.
    Unknown {
        /// How that came about.
        detail: String,
    },
    /// No message can be made of it, by no gateway.
    Unsendable {
        /// Why.
        detail: String,
    },
}

impl Outcome {
    /// The gateway cannot be reached, or serves nobody.
    pub fn unreachable(detail: impl Into<String>) -> Self {
        Outcome::Refused { refusal: Refusal::temporary(Whose::Gateway), detail: detail.into() }
    }

    /// No answer came, and nothing had been handed over that could have been taken.
    pub fn silent(detail: impl Into<String>) -> Self {
        Outcome::Refused { refusal: Refusal::temporary(Whose::Unclear), detail: detail.into() }
    }
}

/// Something that carries letters of one channel.
pub trait Gateway: Send + Sync {
    /// The route's name, as the settings give it.
    fn route(&self) -> &str;

    /// The channel that it serves.
    fn channel(&self) -> Channel;

    /// How many letters it takes at the same time.
    fn width(&self) -> usize;

    /// Offers one letter. The answer to what was handed over is waited for `patience` times as long as usual.
    ///
    /// Dropping the future gives up: the letter may or may not have been taken.
    fn offer<'a>(&'a self, letter: &'a OutboundMessage, patience: u32) -> BoxFuture<'a, Outcome>;

    /// Goes as far as one can without a letter: to the sign-in where there is one, else to an answer. A folder is always reached.
    ///
    /// # Errors
    /// In the server's own words what stands in the way.
    fn reach(&self) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async { Ok(()) })
    }
}

/// A bound on an answer.
pub(crate) fn patient(limit: Duration, patience: u32) -> Duration {
    limit.saturating_mul(patience.max(1))
}
