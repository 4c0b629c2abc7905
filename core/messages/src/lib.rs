//! From facts to what a person reads: pages, mails, text messages.
//!
//! Purpose: texts in three languages ([`I18n`]), templates with typed contexts ([`Renderer`], [`Page`]), finished
//! messages ([`message`]).
//! Guarantee: everything is embedded in the binary; an unknown key, argument or variable is an error and never a placeholder;
//! HTML is escaped, plain text is not; the same facts give the same bytes.
//! Non-goal: finding the facts. There is no database and no clock in here.

mod arguments;
pub mod calendar;
mod error;
mod expression;
mod files;
mod i18n;
pub mod kela_form;
pub mod message;
pub mod read_link;
mod registry;
mod scan;

pub use error::RenderError;
pub use fluent_bundle::FluentValue;
pub use i18n::I18n;
pub use registry::{Frame, Page, Renderer};
