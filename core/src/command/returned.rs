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
use crate::core::Act;
use crate::delivery_code::Purpose;
use crate::error::Result;
use crate::store::delivery;

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
/// What the database says.
pub fn take(act: &mut Act<'_>, report: &ReturnedMail) -> Result<bool> {
    let codes = act.core.vault.delivery_codes();
    let Some(id) = report.codes.iter().find_map(|code| codes.delivery(Purpose::Return, code)) else {
        return Ok(false);
    };
    let words = cleaned(&redacted(&report.words), WORDS_CHARS);
    match report.fate {
        Returned::Delivered => receipt::came(act, id, Fate::Delivered, &words)?,
        Returned::Failed(cause) => receipt::came(act, id, Fate::Failed(cause), &words)?,
        Returned::Late => drop(delivery::remark(act.conn, act.now, id, "delayed", &words)?),
        Returned::Complaint => complaint(act, id, &words)?,
    }
    Ok(true)
}

/// Nobody is silenced by a machine: a person asks her what she wants.
fn complaint(act: &mut Act<'_>, id: DeliveryId, words: &str) -> Result<()> {
    if !delivery::remark(act.conn, act.now, id, "complaint", words)? {
        return Ok(());
    }
    match delivery::find(act.conn, id)? {
        Some(row) => ask_a_person(act, &row),
        None => Ok(()),
    }
}
