//! Many rows of the register at once, for a file that comes in or goes out.
//!
//! Guarantee: a statement for hundreds of rows where a step of the forms takes one for each.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use majakka_domain::id::{ContactId, OrganisationId};
use majakka_domain::terms::ContactRole;

use super::Scope;
use crate::contact::{Contact, NewContact, roles_of};
use crate::db::schema::{contacts, organisation_services, organisations};
use crate::db::{AnyConnection, Statement, Value};
use crate::error::Result;
use crate::organisation::Organisation;
use crate::viewer::Viewer;

/// Values that SQLite reads in one statement without taking long.
const VALUES: usize = 4_000;

/// Whom the viewer's desk serves, all of them.
///
/// # Errors
/// `forbidden` for whoever does not keep contacts.
pub fn all_served(conn: &mut AnyConnection, viewer: &Viewer) -> Result<Vec<Organisation>> {
    within(conn, Scope::served(viewer)?)
}

/// Whom the viewer keeps, all of them.
///
/// # Errors
/// `forbidden` for whoever does not keep organisations.
pub fn all_kept(conn: &mut AnyConnection, viewer: &Viewer) -> Result<Vec<Organisation>> {
    let scope = Scope::kept(conn, viewer)?;
    within(conn, scope)
}

fn within(conn: &mut AnyConnection, scope: Scope) -> Result<Vec<Organisation>> {
    use organisations as o;
    let mut query = o::table.select(Organisation::as_select()).order(o::id).into_boxed();
    if let Scope::Of(own) = scope {
        query = query.filter(o::id.eq(own.0).or(o::desk_id.eq(own.0)));
    }
    Ok(query.load(conn)?)
}

/// What nobody else may have: id, short name, name, Y-tunnus of every organisation there is.
pub type Taken = (OrganisationId, String, String, String);

/// What nobody else may have.
///
/// # Errors
/// What the database says.
pub fn taken(conn: &mut AnyConnection) -> Result<Vec<Taken>> {
    use organisations as o;
    Ok(o::table.select((o::id, o::slug, o::name, o::business_id)).load(conn)?)
}

/// Contacts of these organisations, with their roles. Whoever asks has found the organisations with her viewer before.
///
/// # Errors
/// What the database says.
pub fn contacts_of(
    conn: &mut AnyConnection,
    organisations: &[OrganisationId],
) -> Result<Vec<(Contact, BTreeSet<ContactRole>)>> {
    let rows: Vec<Contact> = contacts::table
        .filter(contacts::organisation_id.eq_any(organisations.iter().map(|id| id.0)))
        .filter(contacts::removed_at.is_null())
        .order((contacts::organisation_id, contacts::id))
        .select(Contact::as_select())
        .load(conn)?;
    let ids: Vec<ContactId> = rows.iter().map(|row| row.id).collect();
    let mut roles = BTreeMap::new();
    // SQLite takes at most 32,766 values in one statement.
    for some in ids.chunks(10_000) {
        roles.append(&mut roles_of(conn, some)?);
    }
    Ok(rows.into_iter().map(|row| (roles.remove(&row.id).unwrap_or_default(), row)).map(|(r, c)| (c, r)).collect())
}

/// Services that each of these organisations uses.
///
/// # Errors
/// What the database says.
pub fn services_of(
    conn: &mut AnyConnection,
    organisations: &[OrganisationId],
) -> Result<BTreeMap<OrganisationId, BTreeSet<String>>> {
    use organisation_services as s;
    let mut found: BTreeMap<OrganisationId, BTreeSet<String>> = BTreeMap::new();
    for some in organisations.chunks(10_000) {
        let rows: Vec<(OrganisationId, String)> = s::table
            .filter(s::organisation_id.eq_any(some.iter().map(|id| id.0)))
            .select((s::organisation_id, s::service))
            .load(conn)?;
        for (id, service) in rows {
            found.entry(id).or_default().insert(service);
        }
    }
    Ok(found)
}

/// Writes new contacts. Their ids, in the order given.
///
/// # Errors
/// What the database says.
pub fn insert_contacts(conn: &mut AnyConnection, new: &[NewContact]) -> Result<Vec<ContactId>> {
    let highest: Option<i64> = contacts::table.select(diesel::dsl::max(contacts::id)).first(conn)?;
    let head = "INSERT INTO contacts (organisation_id, kind, name, email, phone, takes_sms, language) VALUES";
    for some in new.chunks(VALUES / 7) {
        let values = some.iter().flat_map(|contact| {
            [
                Value::Number(contact.organisation.0),
                Value::Text(contact.kind.as_str()),
                Value::Text(&contact.name),
                Value::Text(&contact.email),
                Value::TextIfAny(contact.phone.as_deref()),
                Value::Flag(contact.takes_sms),
                Value::Text(contact.language.as_str()),
            ]
        });
        Statement::rows(head, 7, values.collect()).execute(conn)?;
    }
    // Both databases number the rows of a statement in their order, and nobody writes beside a step.
    let ids: Vec<ContactId> = contacts::table
        .filter(contacts::id.gt(highest.unwrap_or_default()))
        .order(contacts::id)
        .select(contacts::id)
        .load(conn)?;
    let roles: Vec<(ContactId, ContactRole)> =
        ids.iter().zip(new).flat_map(|(id, contact)| contact.roles.iter().map(|role| (*id, *role))).collect();
    for some in roles.chunks(VALUES / 2) {
        let values = some.iter().flat_map(|(id, role)| [Value::Number(id.0), Value::Text(role.as_str())]);
        Statement::rows("INSERT INTO contact_roles (contact_id, role) VALUES", 2, values.collect()).execute(conn)?;
    }
    Ok(ids)
}
