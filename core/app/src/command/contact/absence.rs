//! A contact is away, and somebody stands in.

use chrono::{DateTime, Utc};
use majakka_domain::bounds::TimeOf;
use majakka_domain::id::ContactId;
use majakka_domain::rights::Permission;
use majakka_store::contact;
use majakka_store::error::Result;
use serde_json::json;

use crate::app::Tx;
use crate::command::field::Problems;

/// Notes that a contact is away, and who stands in.
///
/// # Errors
/// `forbidden`, `validation`.
pub fn note_absence(
    tx: &mut Tx<'_>,
    contact: ContactId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    substitute: Option<ContactId>,
) -> Result<()> {
    tx.viewer.require(Permission::EditContacts)?;
    contact::find(tx.conn, tx.viewer, contact)?;
    let mut problems = Problems::default();
    problems.time(TimeOf::BreakEnd(from), "to", to, tx.now);
    if substitute == Some(contact) {
        problems.add("substitute", "unknown");
    }
    problems.refuse()?;
    if let Some(substitute) = substitute {
        contact::find(tx.conn, tx.viewer, substitute)?;
    }
    contact::add_absence(tx.conn, contact, from, to, substitute)?;
    tx.audit("contact.absent", &format!("contact {contact}"), &json!({ "from": from, "to": to }).to_string())
}
