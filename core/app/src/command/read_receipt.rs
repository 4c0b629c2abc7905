//! "I have read this": one press on the link of a mail, without signing in.
//!
//! Guarantee: looking at the page says nothing; mail filters look at every link before the reader does. The first press
//! counts.
//! Non-goal: proving who pressed. The link went to one address, and whoever reads there may press.

use crate::app::Tx;
use crate::delivery_code::Purpose;
use crate::vault::Vault;
use majakka_store::db::AnyConnection;
use majakka_store::delivery::{self, Delivery};
use majakka_store::error::{Error, Result};
use majakka_store::message;

/// A mail as the page behind its link shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailed {
    /// The delivery.
    pub delivery: Delivery,
    /// Subject in its recipient's language.
    pub subject: String,
}

/// The mail that a link belongs to.
///
/// # Errors
/// [`Error::NotFound`] when it belongs to none.
pub fn behind(conn: &mut AnyConnection, vault: &Vault, code: &str) -> Result<Mailed> {
    let id = vault.delivery_codes().delivery(Purpose::Read, code).ok_or(Error::NotFound("delivery"))?;
    let delivery = delivery::find(conn, id)?.ok_or(Error::NotFound("delivery"))?;
    let subject = message::subject(conn, delivery.message_id, delivery.language)?;
    Ok(Mailed { delivery, subject })
}

/// Its recipient has read it.
///
/// # Errors
/// [`Error::NotFound`] when the link belongs to no mail.
pub fn acknowledge(tx: &mut Tx<'_>, code: &str) -> Result<()> {
    let mailed = behind(tx.conn, &tx.app.vault, code)?;
    delivery::read(tx.conn, tx.now, mailed.delivery.id)
}
