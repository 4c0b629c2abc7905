//! A new contact in the register. Changing and removing one is [`super::register`]'s.

use majakka_domain::format::email::Email;
use majakka_domain::format::phone::{Phone, SmsCapability};
use majakka_domain::id::ContactId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::ContactRole;
use serde_json::json;

use super::field::Problems;
use crate::app::Tx;
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
    let phone = check(new)?;
    let takes_sms = phone.as_ref().is_some_and(|phone| phone.sms() != SmsCapability::Incapable);
    if new.roles.contains(&ContactRole::BulletinRecipient) && phone.is_some() && !takes_sms {
        return Err(Refusal::NotSmsCapable.into());
    }
    let stored = NewContact {
        name: new.name.trim().to_owned(),
        email: new.email.trim().to_owned(),
        phone: phone.map(|phone| phone.as_str().to_owned()),
        takes_sms,
        ..new.clone()
    };
    let id = contact::insert(tx.conn, &stored)?;
    tx.audit("contact.added", &format!("contact {id}"), &json!({ "roles": new.roles }).to_string())?;
    Ok(id)
}

fn check(new: &NewContact) -> Result<Option<Phone>, Refusal> {
    let mut problems = Problems::default();
    problems.need("name", &new.name);
    problems.at_most("name", &new.name, 200);
    if let Err(problem) = Email::parse(new.email.trim()) {
        problems.add("email", if new.email.trim().is_empty() { "missing" } else { problem.key() });
    }
    if new.roles.is_empty() {
        problems.add("roles", "missing");
    }
    let written = new.phone.as_deref().map(str::trim).filter(|phone| !phone.is_empty());
    let phone = written.map(Phone::parse).transpose();
    if let Err(problem) = &phone {
        problems.add("phone", problem.key());
    }
    problems.refuse()?;
    Ok(phone.unwrap_or_default())
}
