//! A new contact.

use majakka_domain::format::phone::SmsCapability;
use majakka_domain::id::ContactId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::ContactRole;
use serde_json::json;

use super::{check_roles, read_email, read_phone};
use crate::app::Tx;
use crate::command::field::{LONGEST_NAME, Problems};
use majakka_store::contact::{self, NewContact};
use majakka_store::error::Result;
use majakka_store::organisation;

/// Adds a contact; the phone is written as people write it, and whether it takes text messages follows from it.
///
/// # Errors
/// `forbidden`, `validation`, `not_sms_capable`, [`majakka_store::error::Error::NotFound`].
pub fn add(tx: &mut Tx<'_>, new: &NewContact) -> Result<ContactId> {
    tx.viewer.require(Permission::EditContacts)?;
    organisation::find(tx.conn, tx.viewer, new.organisation)?;
    let mut problems = Problems::default();
    let name = problems.name("name", &new.name, LONGEST_NAME);
    let email = read_email(&mut problems, &new.email);
    check_roles(&mut problems, &new.roles);
    let phone = read_phone(&mut problems, new.phone.as_deref().unwrap_or_default());
    problems.refuse()?;
    let takes_sms = phone.as_ref().is_some_and(|phone| phone.sms() != SmsCapability::Incapable);
    if new.roles.contains(&ContactRole::BulletinRecipient) && phone.is_some() && !takes_sms {
        return Err(Refusal::NotSmsCapable.into());
    }
    let stored =
        NewContact { name, email, phone: phone.map(|phone| phone.as_str().to_owned()), takes_sms, ..new.clone() };
    let id = contact::insert(tx.conn, &stored)?;
    tx.audit("contact.added", &format!("contact {id}"), &json!({ "roles": new.roles }).to_string())?;
    Ok(id)
}
