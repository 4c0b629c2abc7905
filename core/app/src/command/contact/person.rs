//! What is kept of one person, for herself: handed out, or forgotten (GDPR, articles 15 and 17).
//!
//! Guarantee: it stands in the audit log that it was done, and not of whom; what the installation must have (its last administrator,
//! the last holder of a mandatory role) stays until there is another.
//! Non-goal: judging the request. Whoever sits at the machine has done that.

use majakka_domain::id::ContactId;
use majakka_store::error::{Error, Result};
use majakka_store::person::{self, Known, Stored};
use majakka_store::retention;
use majakka_store::token::TokenHash;

use crate::app::Tx;
use crate::command::account;
use crate::command::contact;

/// Everything that is stored about somebody.
///
/// # Errors
/// [`Error::NotFound`] when it is nothing; what the database says.
pub fn export(tx: &mut Tx<'_>, known: &Known) -> Result<Stored> {
    tx.viewer.require_installation()?;
    let found = found(tx, known)?;
    tx.wakes_nobody();
    tx.audit("person.exported", &pseudonym(known), &in_figures(&found))?;
    Ok(found)
}

/// Forgets somebody. Says what was found; what is marked as held, and her place on duty lists, is still there.
///
/// # Errors
/// [`Error::NotFound`] when there is nothing; `validation` on `account` for a last administrator; `last_mandatory_contact`.
pub fn forget(tx: &mut Tx<'_>, known: &Known) -> Result<Stored> {
    tx.viewer.require_installation()?;
    let found = found(tx, known)?;
    for row in &found.accounts {
        if row.closed_at.is_none() {
            account::deactivate(tx, row.id)?;
        }
        retention::forget_account(tx.conn, row.id)?;
    }
    for row in &found.contacts {
        if row.removed_at.is_none() {
            let remove = contact::ChangeContact { remove: true, ..contact::ChangeContact::default() };
            contact::change(tx, row.organisation_id, row.id, &remove)?;
        }
    }
    let ids: Vec<ContactId> = found.contacts.iter().filter(|row| !row.held).map(|row| row.id).collect();
    retention::forget_contacts(tx.conn, &ids)?;
    person::forget_traces(tx.conn, tx.now, &found)?;
    tx.audit("person.forgotten", &pseudonym(known), &in_figures(&found))?;
    Ok(found)
}

fn found(tx: &mut Tx<'_>, known: &Known) -> Result<Stored> {
    let found = person::find(tx.conn, known)?;
    if found == Stored::default() { Err(Error::NotFound("person")) } else { Ok(found) }
}

/// The log is to tell one request from another, and nobody's address.
fn pseudonym(known: &Known) -> String {
    let written = match known {
        Known::Email(email) => email.as_str(),
        Known::Phone(phone) => phone.as_str(),
    };
    TokenHash::new(written).as_hex().chars().take(16).collect()
}

fn in_figures(found: &Stored) -> String {
    let held = found.contacts.iter().filter(|contact| contact.held).count()
        + found.reports.iter().filter(|report| report.held).count()
        + found.deliveries.iter().filter(|delivery| delivery.held).count()
        + found.replies.iter().filter(|reply| reply.held).count();
    format!(
        "accounts {}, contacts {}, reports {}, deliveries {}, replies {}, tests {}, held {held}",
        found.accounts.len(),
        found.contacts.len(),
        found.reports.len(),
        found.deliveries.len(),
        found.replies.len(),
        found.tests.len(),
    )
}
