//! A contact changes, or leaves the register.

use std::collections::BTreeSet;

use majakka_domain::contact_role::is_mandatory;
use majakka_domain::format::phone::SmsCapability;
use majakka_domain::id::{ContactId, OrganisationId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{Channel, ContactKind, ContactRole, Language};
use serde::Serialize;
use serde_json::json;

use super::{check_roles, read_email, read_phone};
use crate::app::Tx;
use crate::command::changed::changed;
use crate::command::field::{LONGEST_NAME, Problems};
use majakka_store::contact::{self, Change, Contact, NewContact};
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
    /// New phone; an empty one takes the number away.
    pub phone: Option<String>,
    /// Person or mailbox.
    pub kind: Option<ContactKind>,
    /// New language.
    pub language: Option<Language>,
    /// New roles, all of them.
    pub roles: Option<BTreeSet<ContactRole>>,
}

/// Changes or removes a contact; what is saved as it was leaves no trace.
///
/// # Errors
/// `forbidden`, `validation`, `last_mandatory_contact`, `not_sms_capable`.
pub fn change(tx: &mut Tx<'_>, organisation: OrganisationId, id: ContactId, change: &ChangeContact) -> Result<()> {
    tx.viewer.require(Permission::EditContacts)?;
    let everybody = contact::of_organisation(tx.conn, tx.viewer, organisation)?;
    let Some((row, roles)) = everybody.iter().find(|(contact, _)| contact.id == id) else {
        return Err(Refusal::field("contact", "unknown").into());
    };
    let mut problems = Problems::default();
    let name = change.name.as_deref().map(|name| problems.name("name", name, LONGEST_NAME));
    let email = change.email.as_deref().map(|written| read_email(&mut problems, written));
    if let Some(roles) = change.roles.as_ref().filter(|_| !change.remove) {
        check_roles(&mut problems, roles);
    }
    let phone = change.phone.as_deref().map(|written| read_phone(&mut problems, written));
    problems.refuse()?;
    let kept = if change.remove { BTreeSet::new() } else { change.roles.clone().unwrap_or_else(|| roles.clone()) };
    let services = organisation::services_of(tx.conn, organisation)?;
    for lost in roles.difference(&kept) {
        let others = everybody.iter().any(|(other, theirs)| other.id != id && theirs.contains(lost));
        if is_mandatory(&tx.app.catalogue, *lost, &services) && !others {
            return Err(Refusal::LastMandatoryContact.into());
        }
    }
    let takes_sms = match &phone {
        Some(Some(phone)) => phone.sms() != SmsCapability::Incapable,
        Some(None) => false,
        None => row.takes_sms,
    };
    // Who has no number gets mails only; who has one must be able to read a text message on it.
    let has_number = phone.as_ref().map_or(row.phone.is_some(), Option::is_some);
    let became = kept.contains(&ContactRole::BulletinRecipient) && !roles.contains(&ContactRole::BulletinRecipient);
    if kept.contains(&ContactRole::BulletinRecipient) && has_number && !takes_sms && (phone.is_some() || became) {
        return Err(Refusal::NotSmsCapable.into());
    }
    if change.remove {
        contact::remove(tx.conn, tx.now, id)?;
        return tx.audit("contact.removed", &format!("contact {id}"), &json!({ "roles": roles }).to_string());
    }
    let stored = Change {
        email: email.filter(|email| *email != row.email),
        phone: phone.map(|phone| phone.map(|phone| phone.as_str().to_owned())).filter(|phone| *phone != row.phone),
        takes_sms,
        name: name.filter(|name| *name != row.name),
        kind: change.kind.filter(|kind| *kind != row.kind),
        language: change.language.filter(|language| *language != row.language),
    };
    if stored == (Change { takes_sms, ..Change::default() }) && kept == *roles {
        return Ok(());
    }
    let was = Facts::from_row(row, roles);
    let is = Facts {
        name: stored.name.as_deref().unwrap_or(was.name),
        email: stored.email.as_deref().unwrap_or(was.email),
        phone: stored.phone.as_ref().map_or(was.phone, Option::as_deref),
        kind: stored.kind.unwrap_or(was.kind),
        language: stored.language.unwrap_or(was.language),
        roles: &kept,
    };
    tx.audit("contact.changed", &format!("contact {id}"), &changed(&was, &is))?;
    // Saving the same address mends nothing.
    let actor = tx.viewer.actor();
    if stored.email.is_some() {
        task::end_contact_fix(tx.conn, tx.now, id, Channel::Email, &actor)?;
    }
    if stored.phone.is_some() {
        task::end_contact_fix(tx.conn, tx.now, id, Channel::Sms, &actor)?;
    }
    contact::change(tx.conn, tx.now, id, &stored)?;
    contact::set_roles(tx.conn, id, &kept)
}

/// What the log tells of a contact.
#[derive(Serialize)]
pub(in crate::command) struct Facts<'a> {
    name: &'a str,
    email: &'a str,
    phone: Option<&'a str>,
    kind: ContactKind,
    language: Language,
    roles: &'a BTreeSet<ContactRole>,
}

impl<'a> Facts<'a> {
    /// Of a stored contact.
    pub(in crate::command) fn from_row(row: &'a Contact, roles: &'a BTreeSet<ContactRole>) -> Self {
        Facts {
            name: &row.name,
            email: &row.email,
            phone: row.phone.as_deref(),
            kind: row.kind,
            language: row.language,
            roles,
        }
    }

    /// Of one that is to be written.
    pub(in crate::command) fn from_new(new: &'a NewContact) -> Self {
        Facts {
            name: &new.name,
            email: &new.email,
            phone: new.phone.as_deref(),
            kind: new.kind,
            language: new.language,
            roles: &new.roles,
        }
    }
}
