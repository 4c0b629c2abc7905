//! Gateways: how a letter leaves the house.
//!
//! Purpose: one seam, [`Gateway`], between the outbox and whatever carries mails and text messages.
//! Guarantee: every letter that is handed over gets exactly one [`Outcome`], which says whether the trouble was the
//! recipient's or the gateway's. A gateway never asks a database and never decides when to try again.
//! Non-goal: retries, back-off, order and leases: those are the outbox's.

mod carry;
pub mod coming;
pub mod elks;
mod exchange;
pub mod folder;
pub mod guard;
pub mod hooks;
pub mod http;
pub mod http_gateway;
pub mod kannel;
pub mod letterhead;
pub mod memory;
mod placeholder;
pub mod receipt;
#[cfg(test)]
mod samples;
pub mod secret;
pub mod smtp;
pub mod twilio;

pub use exchange::NoGateway;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use majakka_domain::{id::DeliveryId, terms::Channel};

/// One message to one recipient, ready to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The row of the outbox that it belongs to.
    pub delivery: DeliveryId,
    /// How it travels.
    pub channel: Channel,
    /// A mail address, or a phone number in E.164.
    pub to: String,
    /// Subject of the mail. Empty for a text message.
    pub subject: String,
    /// Plain text of the mail. Empty for a text message.
    pub text: String,
    /// HTML of the mail, as the alternative to `text`.
    pub html: Option<String>,
    /// Files that go with the mail.
    pub attachments: Vec<Attachment>,
    /// Message-ID with its angle brackets, the same at every attempt (RFC 5322, 3.6.4), so that a repetition is known as one.
    pub message_id: String,
    /// Message-ID of the thread, with its angle brackets, the same for every message of an incident.
    pub references: Option<String>,
    /// When the text was written; the Date of the mail, the same at every attempt.
    pub written_at: DateTime<Utc>,
    /// The text message. Empty for a mail.
    pub sms: String,
}

/// A file that goes with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// File name as the recipient sees it.
    pub name: String,
    /// Media type, such as `application/pdf`.
    pub media_type: String,
    /// Shared, because one file goes to many.
    pub content: Arc<[u8]>,
}

/// What became of one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The gateway has taken responsibility for it.
    Accepted {
        /// What the gateway calls it, when it says.
        provider_ref: Option<String>,
    },
    /// It will never be taken: trying again is of no use.
    Refused {
        /// In the gateway's words.
        detail: String,
    },
    /// Not now.
    Later {
        /// In the gateway's words.
        detail: String,
        /// True when the trouble has nothing to do with this recipient: all other letters would fare the same.
        gateway_down: bool,
    },
}

impl Outcome {
    /// The gateway cannot work now, whoever the recipient is.
    pub fn gateway_down(detail: impl Into<String>) -> Self {
        Outcome::Later { detail: detail.into(), gateway_down: true }
    }

    /// This recipient cannot be served now.
    pub fn later(detail: impl Into<String>) -> Self {
        Outcome::Later { detail: detail.into(), gateway_down: false }
    }

    /// This letter will never be taken.
    pub fn refused(detail: impl Into<String>) -> Self {
        Outcome::Refused { detail: detail.into() }
    }
}

/// Something that carries letters of one channel.
pub trait Gateway: Send + Sync {
    /// The channel that it serves.
    fn channel(&self) -> Channel;

    /// Offers the letters. The answer holds exactly one outcome for each, in any order.
    ///
    /// Dropping the future gives up: a letter under way may or may not have been taken.
    fn send(&self, letters: Vec<Letter>) -> BoxFuture<'_, Vec<(DeliveryId, Outcome)>>;
}
