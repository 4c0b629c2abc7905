//! The organisations as their administrators keep them.
//!
//! Guarantee: an administrator of a host keeps the whole installation, also those that report to a vendor's desk;
//! another administrator keeps her own organisation and those that its desk serves.
//! Non-goal: who reads which report or incident. That stays with the desks, whoever keeps the installation.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::OrganisationKind;

use super::organisation::{NewOrganisation, Organisation, add_service};
use crate::db::AnyConnection;
use crate::db::schema::{former_report_links, organisation_services, organisations};
use crate::error::{Error, Result};
use crate::token::TokenHash;
use crate::viewer::{Program, Viewer};

/// What the viewer's keeping is bounded to: her organisation and those that its desk serves, or nothing at all.
///
/// # Errors
/// What the database says.
pub fn bounds(conn: &mut AnyConnection, viewer: &Viewer) -> Result<Option<OrganisationId>> {
    let own = match viewer {
        Viewer::System => return Ok(None),
        Viewer::Program(Program { organisation: id, .. }) | Viewer::Organisation(id) => return Ok(Some(*id)),
        Viewer::Person(person) => person.organisation,
    };
    let kind: Option<OrganisationKind> =
        organisations::table.find(own.0).select(organisations::kind).first(conn).optional()?;
    Ok(if kind == Some(OrganisationKind::Host) { None } else { Some(own) })
}

/// One organisation that the viewer keeps.
///
/// # Errors
/// [`Error::NotFound`] otherwise.
pub fn find(conn: &mut AnyConnection, viewer: &Viewer, id: OrganisationId) -> Result<Organisation> {
    let row: Organisation = organisations::table
        .find(id.0)
        .select(Organisation::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound("organisation"))?;
    match bounds(conn, viewer)? {
        Some(own) if own != id && row.desk_id != Some(own) => Err(Error::NotFound("organisation")),
        _ => Ok(row),
    }
}

/// Those that the viewer keeps, by name; at most `limit`.
///
/// # Errors
/// What the database says.
pub fn kept(conn: &mut AnyConnection, viewer: &Viewer, limit: i64) -> Result<Vec<Organisation>> {
    use organisations as o;
    let mut query = o::table.select(Organisation::as_select()).order((o::name, o::id)).limit(limit).into_boxed();
    if let Some(own) = bounds(conn, viewer)? {
        query = query.filter(o::id.eq(own.0).or(o::desk_id.eq(own.0)));
    }
    Ok(query.load(conn)?)
}

/// The host of the installation, if there is one yet.
///
/// # Errors
/// What the database says.
pub fn host(conn: &mut AnyConnection) -> Result<Option<OrganisationId>> {
    use organisations as o;
    Ok(o::table
        .filter(o::kind.eq(OrganisationKind::Host.as_str()))
        .order(o::id)
        .select(o::id)
        .first(conn)
        .optional()?)
}

/// Is this short name some other organisation's?
///
/// # Errors
/// What the database says.
pub fn is_taken(conn: &mut AnyConnection, slug: &str, by_other_than: Option<OrganisationId>) -> Result<bool> {
    use organisations as o;
    let id: Option<OrganisationId> = o::table.filter(o::slug.eq(slug)).select(o::id).first(conn).optional()?;
    Ok(id.is_some_and(|id| by_other_than.is_none_or(|own| own != id)))
}

/// Is some other organisation called so, in whatever letters?
///
/// # Errors
/// What the database says.
pub fn is_name_taken(conn: &mut AnyConnection, name: &str, by_other_than: Option<OrganisationId>) -> Result<bool> {
    use organisations as o;
    // SQLite folds the letters of ASCII only.
    let folded = name.to_lowercase();
    let all: Vec<(OrganisationId, String)> = o::table.select((o::id, o::name)).load(conn)?;
    Ok(all.iter().any(|(id, known)| Some(*id) != by_other_than && known.to_lowercase() == folded))
}

/// Has some other organisation this business id? None has the empty one.
///
/// # Errors
/// What the database says.
pub fn is_business_id_taken(
    conn: &mut AnyConnection,
    business_id: &str,
    by_other_than: Option<OrganisationId>,
) -> Result<bool> {
    use organisations as o;
    if business_id.is_empty() {
        return Ok(false);
    }
    let ids: Vec<OrganisationId> = o::table.filter(o::business_id.eq(business_id)).select(o::id).load(conn)?;
    Ok(ids.iter().any(|id| Some(*id) != by_other_than))
}

/// Writes an organisation anew, its services included.
///
/// # Errors
/// What the database says.
pub fn change(conn: &mut AnyConnection, id: OrganisationId, to: &NewOrganisation) -> Result<()> {
    use organisations as o;
    diesel::update(o::table.find(id.0))
        .set((
            o::slug.eq(&to.slug),
            o::name.eq(&to.name),
            o::kind.eq(to.kind.as_str()),
            o::business_id.eq(&to.business_id),
            o::region.eq(&to.region),
            o::operator.eq(&to.operator),
            o::vendor.eq(&to.vendor),
            o::connection_point.eq(&to.connection_point),
            o::broker_id.eq(to.broker.map(|id| id.0)),
            o::desk_id.eq(to.desk.map(|id| id.0)),
        ))
        .execute(conn)?;
    set_services(conn, id, &to.services)
}

fn set_services(conn: &mut AnyConnection, id: OrganisationId, services: &BTreeSet<String>) -> Result<()> {
    use organisation_services as s;
    diesel::delete(s::table.filter(s::organisation_id.eq(id.0))).execute(conn)?;
    services.iter().try_for_each(|service| add_service(conn, id, service))
}

/// How an organisation's desk works: whether its helpdesk publishes, where its people turn to, whom to wake.
///
/// # Errors
/// What the database says.
pub fn set_desk_rules(
    conn: &mut AnyConnection,
    id: OrganisationId,
    helpdesk_publishes: bool,
    contact_line: &str,
    duty_contacts: &str,
) -> Result<()> {
    use organisations as o;
    diesel::update(o::table.find(id.0))
        .set((
            o::helpdesk_publishes.eq(helpdesk_publishes),
            o::contact_line.eq(contact_line),
            o::duty_contacts.eq(duty_contacts),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whether the organisation's own view of the public page asks for a sign-in.
///
/// # Errors
/// What the database says.
pub fn set_page_closed(conn: &mut AnyConnection, id: OrganisationId, closed: bool) -> Result<()> {
    diesel::update(organisations::table.find(id.0)).set(organisations::page_closed.eq(closed)).execute(conn)?;
    Ok(())
}

/// Whether a host has said that the organisation is who it says.
///
/// # Errors
/// What the database says.
pub fn set_confirmed(conn: &mut AnyConnection, id: OrganisationId, confirmed: bool) -> Result<()> {
    diesel::update(organisations::table.find(id.0)).set(organisations::confirmed.eq(confirmed)).execute(conn)?;
    Ok(())
}

/// A new report link's token, or none to take it back, and those before it at once.
///
/// # Errors
/// What the database says.
pub fn set_report_token(conn: &mut AnyConnection, id: OrganisationId, token: Option<&TokenHash>) -> Result<()> {
    use former_report_links as f;
    diesel::update(organisations::table.find(id.0))
        .set(organisations::report_token_hash.eq(token.map(TokenHash::as_hex)))
        .execute(conn)?;
    if token.is_none() {
        diesel::delete(f::table.filter(f::organisation_id.eq(id.0))).execute(conn)?;
    }
    Ok(())
}

/// The present report link leads on until `ends_at`, also when another one is made meanwhile. What ended is forgotten.
///
/// # Errors
/// What the database says.
pub fn keep_report_token(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    id: OrganisationId,
    ends_at: DateTime<Utc>,
) -> Result<()> {
    use former_report_links as f;
    use organisations as o;
    diesel::delete(f::table.filter(f::ends_at.le(now.naive_utc()))).execute(conn)?;
    let present: Option<Option<String>> = o::table.find(id.0).select(o::report_token_hash).first(conn).optional()?;
    if let Some(present) = present.flatten() {
        let row = (f::token_hash.eq(present), f::organisation_id.eq(id.0), f::ends_at.eq(ends_at.naive_utc()));
        diesel::insert_into(f::table).values(row).execute(conn)?;
    }
    Ok(())
}

/// Has it a report link?
///
/// # Errors
/// What the database says.
pub fn has_report_token(conn: &mut AnyConnection, id: OrganisationId) -> Result<bool> {
    use organisations as o;
    let hash: Option<Option<String>> = o::table.find(id.0).select(o::report_token_hash).first(conn).optional()?;
    Ok(hash.flatten().is_some())
}

/// Whose report link has this token, or had it until lately.
///
/// # Errors
/// What the database says.
pub fn of_report_token(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    token: &TokenHash,
) -> Result<Option<Organisation>> {
    use former_report_links as f;
    let present = organisations::table.filter(organisations::report_token_hash.eq(token.as_hex()));
    let found = present.select(Organisation::as_select()).first(conn).optional()?;
    if found.is_some() {
        return Ok(found);
    }
    let former = f::table.find(token.as_hex()).filter(f::ends_at.gt(now.naive_utc()));
    let of: Option<i64> = former.select(f::organisation_id).first(conn).optional()?;
    let Some(of) = of else { return Ok(None) };
    Ok(organisations::table.find(of).select(Organisation::as_select()).first(conn).optional()?)
}
