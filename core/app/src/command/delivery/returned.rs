//! Mails that a relay had taken, and of which a report came.
//!
//! Guarantee: only a report that bears the delivery's own signed code counts; a report that comes again changes nothing; no
//! identity code is kept.
//! Non-goal: reading the report; that is the notifier's.

use majakka_domain::delivery::{Fate, Returned};
use majakka_domain::id::{DeliveryId, RouteTestId};

use super::inbound::{ask_a_person, cleaned};
use super::receipt;
use super::route_test;
use crate::app::Tx;
use crate::command::field::redacted;
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
    let of = |purpose| report.codes.iter().find_map(|code| codes.delivery(purpose, code));
    let words = cleaned(&redacted(&report.words), WORDS_CHARS);
    let Some(id) = of(Purpose::Return) else {
        let (Some(number), Some(fate)) = (of(Purpose::Test), last_word(report.fate)) else { return Ok(false) };
        route_test::came(tx, RouteTestId(number.0), fate, &words)?;
        return Ok(true);
    };
    match report.fate {
        Returned::Delivered => receipt::came(tx, id, Fate::Delivered, &words)?,
        Returned::Failed(cause) => receipt::came(tx, id, Fate::Failed(cause), &words)?,
        Returned::Late => drop(delivery::remark(tx.conn, tx.now, id, "delayed", &words)?),
        Returned::Complaint => complaint(tx, id, &words)?,
    }
    Ok(true)
}

/// A mail of ours came to the mailbox for returns itself: a test message that was sent there. Says whether it is one.
///
/// # Errors
/// `forbidden` for a person, a program and a link.
pub fn arrived(tx: &mut Tx<'_>, code: &str) -> Result<bool> {
    tx.viewer.require_installation()?;
    let Some(number) = tx.app.vault.delivery_codes().delivery(Purpose::Test, code) else { return Ok(false) };
    route_test::came(tx, RouteTestId(number.0), Fate::Delivered, "")?;
    Ok(true)
}

/// What ends the wait, if it does.
fn last_word(said: Returned) -> Option<Fate> {
    match said {
        Returned::Delivered => Some(Fate::Delivered),
        Returned::Failed(cause) => Some(Fate::Failed(cause)),
        Returned::Late | Returned::Complaint => None,
    }
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
