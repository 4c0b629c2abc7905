//! Organisations and the services that they use.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::evidence;
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::OrganisationKind;

use crate::db::AnyConnection;
use crate::db::schema::{organisation_services, organisations};
use crate::error::{Error, Result};
use crate::viewer::{Program, Viewer};

/// A stored organisation.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = organisations)]
pub struct Organisation {
    /// Id.
    pub id: OrganisationId,
    /// Stable short name, in links.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: OrganisationKind,
    /// Y-tunnus.
    pub business_id: String,
    /// Region.
    pub region: String,
    /// Telecom operator.
    pub operator: String,
    /// Vendor.
    pub vendor: String,
    /// OID of the connection point.
    pub connection_point: String,
    /// Kanta broker.
    pub broker_id: Option<OrganisationId>,
    /// Whose desk takes its reports; none: its own.
    pub desk_id: Option<OrganisationId>,
    /// May its helpdesk publish?
    pub helpdesk_publishes: bool,
    /// Where its people turn to; stands in bulletins.
    pub contact_line: String,
    /// The duty list: one address or number a line.
    pub duty_contacts: String,
    /// Does its own view of the public page ask for a sign-in?
    pub page_closed: bool,
    /// Has a host said that it is who it says? Until then it has no view of the public page.
    pub confirmed: bool,
}

impl Organisation {
    /// The desk that takes its reports.
    pub fn desk(&self) -> OrganisationId {
        self.desk_id.unwrap_or(self.id)
    }
}

/// What a new organisation consists of.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NewOrganisation {
    /// Stable short name.
    pub slug: String,
    /// Name.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// Y-tunnus.
    pub business_id: String,
    /// Region.
    pub region: String,
    /// Operator.
    pub operator: String,
    /// Vendor.
    pub vendor: String,
    /// Connection point.
    pub connection_point: String,
    /// Broker.
    pub broker: Option<OrganisationId>,
    /// Whose desk takes its reports.
    pub desk: Option<OrganisationId>,
    /// Services it uses, catalogue ids.
    pub services: BTreeSet<String>,
}

impl NewOrganisation {
    /// One of which nothing is known but its names and what it is; its desk is its own.
    pub fn named(slug: impl Into<String>, name: impl Into<String>, kind: OrganisationKind) -> Self {
        NewOrganisation {
            slug: slug.into(),
            name: name.into(),
            kind,
            business_id: String::new(),
            region: String::new(),
            operator: String::new(),
            vendor: String::new(),
            connection_point: String::new(),
            broker: None,
            desk: None,
            services: BTreeSet::new(),
        }
    }
}

/// Writes a new organisation.
///
/// # Errors
/// What the database says, a taken slug for instance.
pub fn insert(conn: &mut AnyConnection, now: DateTime<Utc>, new: &NewOrganisation) -> Result<OrganisationId> {
    use organisations as o;
    let id: OrganisationId = diesel::insert_into(o::table)
        .values((
            o::slug.eq(&new.slug),
            o::name.eq(&new.name),
            o::kind.eq(new.kind.as_str()),
            o::business_id.eq(&new.business_id),
            o::region.eq(&new.region),
            o::operator.eq(&new.operator),
            o::vendor.eq(&new.vendor),
            o::connection_point.eq(&new.connection_point),
            o::broker_id.eq(new.broker.map(|id| id.0)),
            o::desk_id.eq(new.desk.map(|id| id.0)),
            o::helpdesk_publishes.eq(true),
            o::contact_line.eq(""),
            o::duty_contacts.eq(""),
            o::created_at.eq(now.naive_utc()),
        ))
        .returning(o::id)
        .get_result(conn)?;
    for service in &new.services {
        add_service(conn, id, service)?;
    }
    Ok(id)
}

/// Notes that an organisation uses a service.
///
/// # Errors
/// What the database says.
pub fn add_service(conn: &mut AnyConnection, organisation: OrganisationId, service: &str) -> Result<()> {
    use organisation_services as s;
    diesel::insert_into(s::table)
        .values((s::organisation_id.eq(organisation.0), s::service.eq(service)))
        .execute(conn)?;
    Ok(())
}

/// Sets the broker of an organisation that was written before its broker.
///
/// # Errors
/// What the database says.
pub fn set_broker(conn: &mut AnyConnection, organisation: OrganisationId, broker: OrganisationId) -> Result<()> {
    diesel::update(organisations::table.find(organisation.0))
        .set(organisations::broker_id.eq(broker.0))
        .execute(conn)?;
    Ok(())
}

/// One organisation, if this viewer may know of it: its own, or one that its desk serves.
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
    if seen_by(viewer, &row) { Ok(row) } else { Err(Error::NotFound("organisation")) }
}

/// May this viewer know of it?
pub fn seen_by(viewer: &Viewer, row: &Organisation) -> bool {
    match viewer {
        Viewer::System => true,
        Viewer::Program(Program { organisation: own, .. }) | Viewer::Organisation(own) => *own == row.id,
        Viewer::Person(person) => person.organisation == row.id || row.desk() == person.desk,
    }
}

/// One organisation by its short name, for links that everybody may follow.
///
/// # Errors
/// [`Error::NotFound`].
pub fn by_slug(conn: &mut AnyConnection, slug: &str) -> Result<Organisation> {
    organisations::table
        .filter(organisations::slug.eq(slug))
        .select(Organisation::as_select())
        .first(conn)
        .optional()?
        .ok_or(Error::NotFound("organisation"))
}

/// Those that the viewer's desk serves, by name; at most `limit`.
///
/// # Errors
/// What the database says.
pub fn served(conn: &mut AnyConnection, viewer: &Viewer, limit: i64) -> Result<Vec<Organisation>> {
    use organisations as o;
    let mut query = o::table.select(Organisation::as_select()).order((o::name, o::id)).limit(limit).into_boxed();
    if let Some(desk) = viewer.desk() {
        query = query.filter(o::desk_id.eq(desk.0).or(o::id.eq(desk.0)));
    }
    Ok(query.load(conn)?)
}

/// How many there are.
///
/// # Errors
/// What the database says.
pub fn count(conn: &mut AnyConnection) -> Result<i64> {
    Ok(organisations::table.count().get_result(conn)?)
}

/// Services of one organisation.
///
/// # Errors
/// What the database says.
pub fn services_of(conn: &mut AnyConnection, id: OrganisationId) -> Result<Vec<String>> {
    use organisation_services as s;
    Ok(s::table.filter(s::organisation_id.eq(id.0)).order(s::service).select(s::service).load(conn)?)
}

/// Organisations as evidence, by id: two queries however many they are.
///
/// # Errors
/// What the database says.
pub fn as_evidence(
    conn: &mut AnyConnection,
    ids: &BTreeSet<OrganisationId>,
) -> Result<BTreeMap<OrganisationId, evidence::Organisation>> {
    use organisation_services as s;
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let mut found = BTreeMap::new();
    // SQLite takes at most 32,766 values in one statement.
    for ids in ids.chunks(10_000) {
        let rows: Vec<Organisation> =
            organisations::table.filter(organisations::id.eq_any(ids)).select(Organisation::as_select()).load(conn)?;
        for row in rows {
            found.insert(row.id, evidence_of(row));
        }
        let used: Vec<(OrganisationId, String)> = s::table
            .filter(s::organisation_id.eq_any(ids))
            .order((s::organisation_id, s::service))
            .select((s::organisation_id, s::service))
            .load(conn)?;
        for (id, service) in used {
            if let Some(organisation) = found.get_mut(&id) {
                organisation.services.push(service);
            }
        }
    }
    Ok(found)
}

/// As evidence, without its services.
pub fn evidence_of(row: Organisation) -> evidence::Organisation {
    evidence::Organisation {
        id: row.id,
        kind: row.kind,
        name: row.name,
        region: row.region,
        operator: row.operator,
        vendor: row.vendor,
        connection_point: row.connection_point,
        broker: row.broker_id,
        services: Vec::new(),
    }
}

/// A broker: who it is, its name, its connection point.
pub type Broker = (OrganisationId, String, String);

/// Brokers: id, name, connection point.
///
/// # Errors
/// What the database says.
pub fn brokers(conn: &mut AnyConnection) -> Result<Vec<Broker>> {
    use organisations as o;
    Ok(o::table
        .filter(o::kind.eq(OrganisationKind::Broker.as_str()))
        .order(o::id)
        .select((o::id, o::name, o::connection_point))
        .load(conn)?)
}

/// Who uses any of these services; where an operator or a broker speaks, its own clients alone.
///
/// # Errors
/// What the database says.
pub fn using(
    conn: &mut AnyConnection,
    services: &[String],
    publisher: &evidence::Publisher,
    source: &str,
) -> Result<BTreeSet<OrganisationId>> {
    use {organisation_services as s, organisations as o};
    let users = s::table.filter(s::service.eq_any(services)).select(s::organisation_id);
    let mut query = o::table.filter(o::id.eq_any(users)).select(o::id).into_boxed();
    query = match publisher {
        evidence::Publisher::Kela | evidence::Publisher::Owner => query,
        evidence::Publisher::Operator => query.filter(o::operator.eq(source.to_owned())),
        evidence::Publisher::Broker(id) => query.filter(o::broker_id.eq(id.0)),
    };
    let ids: Vec<OrganisationId> = query.load(conn)?;
    Ok(ids.into_iter().collect())
}

/// Every telecom operator that an organisation names, each spelling once.
///
/// # Errors
/// What the database says.
pub fn operators(conn: &mut AnyConnection) -> Result<Vec<String>> {
    use organisations as o;
    Ok(o::table.filter(o::operator.ne("")).select(o::operator).distinct().order(o::operator).load(conn)?)
}

/// Which of these names are telecom operators of somebody.
///
/// # Errors
/// What the database says.
pub fn operators_among(conn: &mut AnyConnection, names: &[String]) -> Result<BTreeSet<String>> {
    use organisations as o;
    let rows: Vec<String> = o::table.filter(o::operator.eq_any(names)).select(o::operator).distinct().load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Kind and duty list of every desk that has one.
///
/// # Errors
/// What the database says.
pub fn duty_lists(conn: &mut AnyConnection) -> Result<Vec<(OrganisationKind, String)>> {
    use organisations as o;
    Ok(o::table
        .filter(o::desk_id.is_null())
        .filter(o::duty_contacts.ne(""))
        .order(o::id)
        .select((o::kind, o::duty_contacts))
        .load(conn)?)
}

/// Is it a host: does it run an installation and its desk for others?
///
/// # Errors
/// What the database says.
pub fn is_host(conn: &mut AnyConnection, id: OrganisationId) -> Result<bool> {
    use organisations as o;
    let host = o::table.find(id.0).filter(o::kind.eq(OrganisationKind::Host.as_str()));
    Ok(diesel::select(diesel::dsl::exists(host)).get_result(conn)?)
}
