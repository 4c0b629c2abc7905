//! Organisations as owners of a view of their own.
//!
//! Guarantee: only one that a host has confirmed has a view, for its name stands on it, under the host's address.

use diesel::prelude::*;
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::OrganisationKind;

use crate::db::AnyConnection;
use crate::db::schema::organisations as o;
use crate::error::Result;
use crate::viewer::Person;

/// An organisation with its view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub id: OrganisationId,
    /// Its short name, in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its telecom operator, whose announcements concern it.
    pub operator: String,
    /// Its broker, likewise.
    pub broker: Option<OrganisationId>,
    /// Who works for it, beside its own people: the desk that takes its reports.
    pub desk: OrganisationId,
}

type Row = (OrganisationId, String, String, String, Option<OrganisationId>, Option<OrganisationId>);

const COLUMNS: (o::id, o::slug, o::name, o::operator, o::broker_id, o::desk_id) =
    (o::id, o::slug, o::name, o::operator, o::broker_id, o::desk_id);

impl Member {
    fn new((id, slug, name, operator, broker, desk): Row) -> Self {
        Member { id, slug, name, operator, broker, desk: desk.unwrap_or(id) }
    }
}

/// The owner of a view, by the short name in its address.
///
/// # Errors
/// What the database says.
pub fn member(conn: &mut AnyConnection, slug: &str) -> Result<Option<Member>> {
    let row: Option<Row> =
        o::table.filter(o::slug.eq(slug)).filter(o::confirmed).select(COLUMNS).first(conn).optional()?;
    Ok(row.map(Member::new))
}

/// The owners of views in the order of their ids, `count` of them that come after one; for who goes through all.
///
/// # Errors
/// What the database says.
pub fn members_after(conn: &mut AnyConnection, after: OrganisationId, count: i64) -> Result<Vec<Member>> {
    let those = o::table.filter(o::id.gt(after.0)).filter(o::confirmed).order(o::id).limit(count);
    let rows: Vec<Row> = those.select(COLUMNS).load(conn)?;
    Ok(rows.into_iter().map(Member::new).collect())
}

/// May this person look at a view that asks for a sign-in? Its own people, those of the desk that takes its reports, and a
/// host's.
///
/// # Errors
/// What the database says.
pub fn opens_to(conn: &mut AnyConnection, member: &Member, person: &Person) -> Result<bool> {
    let own = person.organisation;
    if own == member.id || own == member.desk {
        return Ok(true);
    }
    let kind: Option<OrganisationKind> = o::table.find(own.0).select(o::kind).first(conn).optional()?;
    Ok(kind.is_some_and(|kind| kind == OrganisationKind::Host))
}
