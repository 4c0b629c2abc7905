//! The contact register as far as messages need it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::{ContactId, OrganisationId};
use majakka_domain::terms::{Channel, ContactKind, ContactRole, DeliveryState, Language, OrganisationKind};

use crate::db::AnyConnection;
use crate::db::schema::{absences, contact_roles, contacts, deliveries};
use crate::error::{Error, Result};
use crate::viewer::Viewer;

/// A stored contact.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = contacts)]
pub struct Contact {
    /// Id.
    pub id: ContactId,
    /// Whose.
    pub organisation_id: OrganisationId,
    /// Person or desk.
    pub kind: ContactKind,
    /// Name.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// Phone, E.164.
    pub phone: Option<String>,
    /// Can the phone take a text message?
    pub takes_sms: bool,
    /// Language.
    pub language: Language,
    /// When it was taken out.
    pub removed_at: Option<DateTime<Utc>>,
}

/// A contact to be written.
#[derive(Debug, Clone)]
pub struct NewContact {
    /// Whose.
    pub organisation: OrganisationId,
    /// Person or desk.
    pub kind: ContactKind,
    /// Name.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// Phone, E.164.
    pub phone: Option<String>,
    /// Can the phone take a text message?
    pub takes_sms: bool,
    /// Language.
    pub language: Language,
    /// Roles.
    pub roles: BTreeSet<ContactRole>,
}

/// Writes a new contact.
///
/// # Errors
/// What the database says.
pub fn insert(conn: &mut AnyConnection, new: &NewContact) -> Result<ContactId> {
    use contacts as c;
    let id: ContactId = diesel::insert_into(c::table)
        .values((
            c::organisation_id.eq(new.organisation.0),
            c::kind.eq(new.kind.as_str()),
            c::name.eq(&new.name),
            c::email.eq(&new.email),
            c::phone.eq(&new.phone),
            c::takes_sms.eq(new.takes_sms),
            c::language.eq(new.language.as_str()),
        ))
        .returning(c::id)
        .get_result(conn)?;
    set_roles(conn, id, &new.roles)?;
    Ok(id)
}

/// Replaces the roles of a contact.
///
/// # Errors
/// What the database says.
pub fn set_roles(conn: &mut AnyConnection, id: ContactId, roles: &BTreeSet<ContactRole>) -> Result<()> {
    use contact_roles as r;
    diesel::delete(r::table.filter(r::contact_id.eq(id.0))).execute(conn)?;
    for role in roles {
        diesel::insert_into(r::table).values((r::contact_id.eq(id.0), r::role.eq(role.as_str()))).execute(conn)?;
    }
    Ok(())
}

/// One contact that is not removed, of an organisation that the viewer may know of.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(conn: &mut AnyConnection, viewer: &Viewer, id: ContactId) -> Result<Contact> {
    let row: Contact = contacts::table
        .find(id.0)
        .filter(contacts::removed_at.is_null())
        .select(Contact::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound("contact"))?;
    super::organisation::find(conn, viewer, row.organisation_id)?;
    Ok(row)
}

/// The name of a contact, also of one that was taken out.
///
/// # Errors
/// What the database says.
pub fn name(conn: &mut AnyConnection, id: ContactId) -> Result<Option<String>> {
    Ok(contacts::table.find(id.0).select(contacts::name).first(conn).optional()?)
}

/// Whose contact it is, also one that was taken out.
///
/// # Errors
/// What the database says.
pub fn organisation(conn: &mut AnyConnection, id: ContactId) -> Result<Option<OrganisationId>> {
    Ok(contacts::table.find(id.0).select(contacts::organisation_id).first(conn).optional()?)
}

/// Contacts of one organisation with their roles, by name.
///
/// # Errors
/// What the database says.
pub fn of_organisation(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    organisation: OrganisationId,
) -> Result<Vec<(Contact, BTreeSet<ContactRole>)>> {
    super::organisation::find(conn, viewer, organisation)?;
    let rows: Vec<Contact> = contacts::table
        .filter(contacts::organisation_id.eq(organisation.0))
        .filter(contacts::removed_at.is_null())
        .order((contacts::name, contacts::id))
        .select(Contact::as_select())
        .load(conn)?;
    let ids: Vec<ContactId> = rows.iter().map(|row| row.id).collect();
    let mut roles = roles_of(conn, &ids)?;
    Ok(rows.into_iter().map(|row| (roles.remove(&row.id).unwrap_or_default(), row)).map(|(r, c)| (c, r)).collect())
}

/// What these contacts answer for; one without a role is not in it.
///
/// # Errors
/// What the database says.
pub fn roles_of(conn: &mut AnyConnection, ids: &[ContactId]) -> Result<BTreeMap<ContactId, BTreeSet<ContactRole>>> {
    let rows: Vec<(ContactId, ContactRole)> = contact_roles::table
        .filter(contact_roles::contact_id.eq_any(ids.iter().map(|id| id.0)))
        .select((contact_roles::contact_id, contact_roles::role))
        .load(conn)?;
    let mut found: BTreeMap<ContactId, BTreeSet<ContactRole>> = BTreeMap::new();
    for (id, role) in rows {
        found.entry(id).or_default().insert(role);
    }
    Ok(found)
}

/// The first technical contact, with phone and e-mail, of one of these organisations: the sender of Kela's form.
///
/// # Errors
/// What the database says.
pub fn form_sender(conn: &mut AnyConnection, organisations: &[OrganisationId]) -> Result<Option<Contact>> {
    Ok(contacts::table
        .inner_join(contact_roles::table.on(contact_roles::contact_id.eq(contacts::id)))
        .filter(contacts::organisation_id.eq_any(organisations.iter().map(|id| id.0)))
        .filter(contacts::removed_at.is_null())
        .filter(contact_roles::role.eq(ContactRole::Technical.as_str()))
        .filter(contacts::phone.is_not_null().and(contacts::phone.ne("")))
        .filter(contacts::email.ne("").and(contacts::name.ne("")))
        .order(contacts::id)
        .select(Contact::as_select())
        .first(conn)
        .optional()?)
}

/// How to change a contact; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// New e-mail.
    pub email: Option<String>,
    /// New phone, or that there is none any more.
    pub phone: Option<Option<String>>,
    /// Does it take text messages? Counts with a new phone.
    pub takes_sms: bool,
    /// Person or mailbox.
    pub kind: Option<ContactKind>,
    /// New name.
    pub name: Option<String>,
    /// New language.
    pub language: Option<Language>,
}

/// Changes a contact. What waits for it goes to the new address.
///
/// # Errors
/// What the database says.
pub fn change(conn: &mut AnyConnection, now: DateTime<Utc>, id: ContactId, change: &Change) -> Result<()> {
    let row = || contacts::table.find(id.0);
    if let Some(email) = &change.email {
        diesel::update(row()).set(contacts::email.eq(email)).execute(conn)?;
        readdress(conn, id, Channel::Email, email)?;
    }
    if let Some(phone) = &change.phone {
        diesel::update(row())
            .set((contacts::phone.eq(phone), contacts::takes_sms.eq(change.takes_sms)))
            .execute(conn)?;
        match phone {
            Some(phone) => readdress(conn, id, Channel::Sms, phone)?,
            None => forget(conn, now, id, &[Channel::Sms])?,
        }
    }
    if let Some(kind) = change.kind {
        diesel::update(row()).set(contacts::kind.eq(kind.as_str())).execute(conn)?;
    }
    if let Some(name) = &change.name {
        diesel::update(row()).set(contacts::name.eq(name)).execute(conn)?;
    }
    if let Some(language) = change.language {
        diesel::update(row()).set(contacts::language.eq(language.as_str())).execute(conn)?;
    }
    Ok(())
}

fn readdress(conn: &mut AnyConnection, id: ContactId, channel: Channel, address: &str) -> Result<()> {
    diesel::update(
        deliveries::table
            .filter(deliveries::contact_id.eq(id.0))
            .filter(deliveries::channel.eq(channel.as_str()))
            .filter(deliveries::state.eq(DeliveryState::Queued.as_str())),
    )
    .set(deliveries::address.eq(address))
    .execute(conn)?;
    Ok(())
}

/// What waits for it on these channels leaves no more.
fn forget(conn: &mut AnyConnection, now: DateTime<Utc>, id: ContactId, channels: &[Channel]) -> Result<()> {
    let channels = channels.iter().map(|channel| channel.as_str());
    let waiting = deliveries::table
        .filter(deliveries::contact_id.eq(id.0))
        .filter(deliveries::channel.eq_any(channels))
        .filter(deliveries::state.eq(DeliveryState::Queued.as_str()));
    diesel::update(waiting)
        .set((deliveries::state.eq(DeliveryState::Superseded.as_str()), deliveries::settled_at.eq(now.naive_utc())))
        .execute(conn)?;
    Ok(())
}

/// Takes a contact out: it is told nothing more, what waits included.
///
/// # Errors
/// What the database says.
pub fn remove(conn: &mut AnyConnection, now: DateTime<Utc>, id: ContactId) -> Result<()> {
    diesel::update(contacts::table.find(id.0)).set(contacts::removed_at.eq(now.naive_utc())).execute(conn)?;
    forget(conn, now, id, Channel::ALL)
}

/// Notes an absence.
///
/// # Errors
/// What the database says.
pub fn add_absence(
    conn: &mut AnyConnection,
    contact: ContactId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    substitute: Option<ContactId>,
) -> Result<()> {
    diesel::insert_into(absences::table)
        .values((
            absences::contact_id.eq(contact.0),
            absences::starts_at.eq(from.naive_utc()),
            absences::ends_at.eq(to.naive_utc()),
            absences::substitute_id.eq(substitute.map(|id| id.0)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Mail address and language of the technical contact of the broker with this name, if there is one. Of a broker only: hosts
/// alone make those, and whoever merely takes a vendor's name gets nobody's letters.
///
/// # Errors
/// What the database says.
pub fn technical_of(conn: &mut AnyConnection, broker: &str) -> Result<Option<(String, Language)>> {
    use crate::db::schema::{contact_roles, organisations};
    Ok(contacts::table
        .inner_join(organisations::table.on(organisations::id.eq(contacts::organisation_id)))
        .inner_join(contact_roles::table.on(contact_roles::contact_id.eq(contacts::id)))
        .filter(organisations::name.eq(broker))
        .filter(organisations::kind.eq(OrganisationKind::Broker.as_str()))
        .filter(contacts::removed_at.is_null())
        .filter(contact_roles::role.eq(ContactRole::Technical.as_str()))
        .order(contacts::id)
        .select((contacts::email, contacts::language))
        .first(conn)
        .optional()?)
}
