//! "I have read this": one press on the link of a mail, without signing in.
//!
//! Guarantee: looking at the page says nothing; mail filters look at every link before the reader does. The first press
//! counts.
//! Non-goal: proving who pressed. The link went to one address, and whoever reads there may press.

use crate::app::Tx;
use crate::delivery_code::Purpose;
use crate::vault::Vault;
use majakka_domain::terms::Language;
use majakka_messages::message::PageText;
use majakka_store::db::AnyConnection;
use majakka_store::delivery::{self, Delivery};
use majakka_store::error::{Error, Result};
use majakka_store::message;

/// A mail as the page behind its link shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailed {
    /// The delivery.
    pub delivery: Delivery,
    /// The language in which it is shown.
    pub language: Language,
    /// Subject in that language.
    pub subject: String,
    /// What it says there, where it is a bulletin.
    pub page: Option<PageText>,
    /// Was it taken back since?
    pub withdrawn: bool,
}

/// The mail that a link belongs to, in the language that somebody chose, or in its own.
///
/// # Errors
/// [`Error::NotFound`] when it belongs to none.
pub fn behind(conn: &mut AnyConnection, vault: &Vault, code: &str, chosen: Option<Language>) -> Result<Mailed> {
    let id = vault.delivery_codes().delivery(Purpose::Read, code).ok_or(Error::NotFound("delivery"))?;
    let delivery = delivery::find(conn, id)?.ok_or(Error::NotFound("delivery"))?;
    let language = chosen.unwrap_or(delivery.language);
    let subject = message::subject(conn, delivery.message_id, language)?;
    let page = message::page(conn, delivery.message_id, language)?;
    let page = page.and_then(|page| serde_json::from_str(&page).ok());
    let written = message::bulletins(conn, delivery.incident_id.as_slice())?;
    let withdrawn = message::withdrawn(&written)?;
    let own = written.iter().find(|row| row.id == delivery.message_id);
    let withdrawn = own.is_some_and(|own| withdrawn.contains(&own.sequence));
    Ok(Mailed { delivery, language, subject, page, withdrawn })
}

/// Its recipient has read it.
///
/// # Errors
/// [`Error::NotFound`] when the link belongs to no mail.
pub fn acknowledge(tx: &mut Tx<'_>, code: &str) -> Result<()> {
    let mailed = behind(tx.conn, &tx.app.vault, code, None)?;
    delivery::read(tx.conn, tx.now, mailed.delivery.id)
}
