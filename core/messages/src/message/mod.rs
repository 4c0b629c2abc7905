//! Messages: bulletins, alarms, progress, escalations, account links and notices.
//!
//! Purpose: typed facts in, finished texts out: [`Mail`], [`Sms`] and what the public page says.
//! Guarantee: what is not known is said to be not known; a text message is plain GSM-7; no message leaves with an identity
//! code in it ([`guard`]). Non-goal: choosing recipients, attaching files, sending.

mod account_link;
mod account_notice;
mod alarm;
mod bulletin;
mod compose;
mod escalation;
mod instructions;
mod line;
mod mail;
mod progress;
mod samples;
mod sms;
#[cfg(test)]
mod tests;
mod voice;

pub use account_link::{AccountLink, LinkPurpose};
pub use account_notice::{AccountEvent, AccountNotice};
pub use alarm::{DutyAlert, RefusalAlarm, RouteAlarm, StaffAlarm};
pub use bulletin::{AffectedService, Bulletin, Stands, Window};
pub use compose::{BulletinText, BulletinTexts, Lacking, PageText};
pub use escalation::{Escalation, KelaCover, Sender};
pub use instructions::Instructions;
pub use line::Line;
pub use mail::Mail;
pub use progress::{Progress, ProgressStep};
pub use sms::Sms;

use majakka_domain::format::hetu;

use super::RenderError;

/// The last look before a text goes out (docs/SECURITY.md, Patients): no identity code may be in it.
///
/// # Errors
/// [`RenderError::IdentityCode`] with the place that was named.
pub fn guard(place: &'static str, text: &str) -> Result<(), RenderError> {
    if hetu::contains(text) { Err(RenderError::IdentityCode { place }) } else { Ok(()) }
}
