//! Changes of the contact register that the rules bind (scenarios README, Refusal codes; domain.md 5).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use majakka_domain::format::email::Email;
use majakka_domain::format::phone::{Phone, SmsCapability};
use majakka_domain::id::{ContactId, OrganisationId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{Channel, ContactRole, Language};
use serde_json::json;

use super::field::Problems;
use crate::app::Tx;
use majakka_store::contact::{self, Change};
use majakka_store::error::Result;
use majakka_store::{organisation, task};

/// What to change; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct ChangeContact {
    /// Take it out.
    pub remove: bool,
    /// New name.
    pub name: Option<String>,
    /// New e-mail.
    pub email: Option<String>,
    /// New phone.
    pub phone: Option<String>,
    /// New language.
    pub language: Option<Language>,
    /// New roles, all of them.
    pub roles: Option<BTreeSet<ContactRole>>,
}

/// Roles that every organisation must have somebody in (seed 002).
const MANDATORY: [ContactRole; 4] =
    [ContactRole::Administrative, ContactRole::Dpo, ContactRole::Technical, ContactRole::BulletinRecipient];
/// Services whose users must have an archivist (seed 002).
const ARCHIVED: [&str; 2] = ["potilas", "sosiaali"];

/// Changes or removes a contact.
///
/// # Errors
/// `forbidden`, `validation`, `last_mandatory_contact`, `not_sms_capable`.
pub fn change_contact(
    tx: &mut Tx<'_>,
    organisation: OrganisationId,
    id: ContactId,
    change: &ChangeContact,
) -> Result<()> {
    tx.viewer.require(Permission::EditContacts)?;
    let everybody = contact::of_organisation(tx.conn, tx.viewer, organisation)?;
    let Some((row, roles)) = everybody.iter().find(|(contact, _)| contact.key() == id) else {
        return Err(Refusal::field("contact", "unknown").into());
    };
    let phone = checked(change)?;
    let kept = if change.remove { BTreeSet::new() } else { change.roles.clone().unwrap_or_else(|| roles.clone()) };
    let services = organisation::services_of(tx.conn, organisation)?;
    for lost in roles.difference(&kept) {
        let others = everybody.iter().any(|(other, theirs)| other.key() != id && theirs.contains(lost));
        if is_mandatory(*lost, &services) && !others {
            return Err(Refusal::LastMandatoryContact.into());
        }
    }
    let takes_sms = match &phone {
        Some(phone) => phone.sms() != SmsCapability::Incapable,
        None => row.takes_sms || row.phone.is_none(),
    };
    let became = kept.contains(&ContactRole::BulletinRecipient) && !roles.contains(&ContactRole::BulletinRecipient);
    if kept.contains(&ContactRole::BulletinRecipient) && !takes_sms && (phone.is_some() || became) {
        return Err(Refusal::NotSmsCapable.into());
    }
    if change.remove {
        contact::remove(tx.conn, tx.now, id)?;
        return tx.audit("contact.removed", &format!("contact {id}"), "");
    }
    let actor = tx.viewer.actor();
    if change.email.is_some() {
        task::end_contact_fix(tx.conn, tx.now, id, Channel::Email, &actor)?;
    }
    if phone.is_some() {
        task::end_contact_fix(tx.conn, tx.now, id, Channel::Sms, &actor)?;
    }
    let stored = Change {
        email: change.email.as_ref().map(|email| email.trim().to_owned()),
        phone: phone.map(|phone| (phone.as_str().to_owned(), takes_sms)),
        name: change.name.clone(),
        language: change.language,
    };
    contact::change(tx.conn, id, &stored)?;
    contact::set_roles(tx.conn, id, &kept)?;
    tx.audit("contact.changed", &format!("contact {id}"), &json!({ "roles": kept }).to_string())
}

fn is_mandatory(role: ContactRole, services: &[String]) -> bool {
    MANDATORY.contains(&role)
        || (role == ContactRole::Archivist && services.iter().any(|s| ARCHIVED.contains(&s.as_str())))
}

fn checked(change: &ChangeContact) -> Result<Option<Phone>, Refusal> {
    let mut problems = Problems::default();
    if change.email.as_deref().is_some_and(|email| Email::parse(email.trim()).is_err()) {
        problems.add("email", "email");
    }
    if change.name.as_deref().is_some_and(|name| name.trim().is_empty()) {
        problems.add("name", "missing");
    }
    if !change.remove && change.roles.as_ref().is_some_and(BTreeSet::is_empty) {
        problems.add("roles", "missing");
    }
    let phone = change.phone.as_deref().map(Phone::parse).transpose();
    if phone.is_err() {
        problems.add("phone", "phone");
    }
    problems.refuse()?;
    Ok(phone.unwrap_or_default())
}

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
    if to <= from {
        problems.add("to", "before_start");
    }
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
