//! Mails that a relay had taken, and of which a report came.
//!
//! Guarantee: only a report that bears the delivery's own signed code counts; a report that comes again changes nothing; no
//! identity code is kept.
//! Non-goal: reading the report; that is the notifier's.

use majakka_domain::delivery::{Fate, Returned};
use majakka_domain::id::DeliveryId;

use super::field::redacted;
use super::inbound::{ask_a_person, cleaned};
use super::receipt;
use crate::app::Tx;
use crate::delivery_code::Purpose;
use majakka_store::delivery;
use majakka_store::error::Result;

/// The longest words of a mail server that are kept.
const WORDS_CHARS: usize = 1_000;

/// A report about a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedMail {
    /// What stands in the report and may be the code of a delivery.
    pub codes: Vec<String>,
    /// What it says.
    pub fate: Returned,
    /// In the words of the mail server.
    pub words: String,
}

/// Takes a report in; says whether it was about a delivery of ours.
///
/// # Errors
/// `forbidden` for a person, a program and a link.
pub fn take(tx: &mut Tx<'_>, report: &ReturnedMail) -> Result<bool> {
    tx.viewer.require_installation()?;
    let codes = tx.app.vault.delivery_codes();
    let Some(id) = report.codes.iter().find_map(|code| codes.delivery(Purpose::Return, code)) else {
        return Ok(false);
    };
    let words = cleaned(&redacted(&report.words), WORDS_CHARS);
    match report.fate {
        Returned::Delivered => receipt::came(tx, id, Fate::Delivered, &words)?,
        Returned::Failed(cause) => receipt::came(tx, id, Fate::Failed(cause), &words)?,
        Returned::Late => drop(delivery::remark(tx.conn, tx.now, id, "delayed", &words)?),
        Returned::Complaint => complaint(tx, id, &words)?,
    }
    Ok(true)
}

/// Nobody is silenced by a machine: a person asks her what she wants.
fn complaint(tx: &mut Tx<'_>, id: DeliveryId, words: &str) -> Result<()> {
    if !delivery::remark(tx.conn, tx.now, id, "complaint", words)? {
        return Ok(());
    }
    match delivery::find(tx.conn, id)? {
        Some(row) => ask_a_person(tx, &row),
        None => Ok(()),
    }
}
