//! Measurements of the chain.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::evidence::Probe;
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::{Layer, ProbeResult};

use crate::db::AnyConnection;
use crate::db::schema::{organisation_services, probes};
use crate::error::{Error, Result};

/// Writes a measurement; `desk`: for whose incidents alone it counts.
///
/// # Errors
/// What the database says.
pub fn insert(
    conn: &mut AnyConnection,
    at: DateTime<Utc>,
    layer: Layer,
    result: ProbeResult,
    organisation: Option<OrganisationId>,
    service: Option<&str>,
    desk: Option<OrganisationId>,
) -> Result<()> {
    diesel::insert_into(probes::table)
        .values((
            probes::at.eq(at.naive_utc()),
            probes::layer.eq(layer.as_str()),
            probes::result.eq(result.as_str()),
            probes::organisation_id.eq(organisation.map(|id| id.0)),
            probes::service.eq(service),
            probes::desk_id.eq(desk.map(|desk| desk.0)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Organisations that use one of these services and had layer `service` probed since.
///
/// # Errors
/// What the database says.
pub fn neighbours(
    conn: &mut AnyConnection,
    since: DateTime<Utc>,
    desk: OrganisationId,
    services: &BTreeSet<String>,
) -> Result<BTreeSet<OrganisationId>> {
    use organisation_services as s;
    let ids: Vec<Option<OrganisationId>> = probes::table
        .inner_join(s::table.on(probes::organisation_id.eq(s::organisation_id.nullable())))
        .filter(probes::layer.eq(Layer::Service.as_str()))
        .filter(probes::at.ge(since.naive_utc()))
        .filter(s::service.eq_any(services))
        .filter(probes::desk_id.is_null().or(probes::desk_id.eq(desk.0)))
        .select(probes::organisation_id)
        .distinct()
        .load(conn)?;
    Ok(ids.into_iter().flatten().collect())
}

/// Probes of these organisations since, oldest first.
///
/// # Errors
/// What the database says.
pub fn of_organisations(
    conn: &mut AnyConnection,
    since: DateTime<Utc>,
    desk: OrganisationId,
    organisations: &BTreeSet<OrganisationId>,
) -> Result<Vec<Probe>> {
    type Row = (DateTime<Utc>, Layer, ProbeResult, Option<OrganisationId>);
    let ids: Vec<i64> = organisations.iter().map(|id| id.0).collect();
    let mut found = Vec::new();
    for ids in ids.chunks(10_000) {
        let rows: Vec<Row> = probes::table
            .filter(probes::organisation_id.eq_any(ids))
            .filter(probes::at.ge(since.naive_utc()))
            .filter(probes::desk_id.is_null().or(probes::desk_id.eq(desk.0)))
            .order((probes::at, probes::id))
            .select((probes::at, probes::layer, probes::result, probes::organisation_id))
            .load(conn)?;
        found.extend(rows.into_iter().map(|(at, layer, result, organisation)| Probe {
            at,
            layer,
            result,
            organisation,
        }));
    }
    Ok(found)
}

/// A stored measurement.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = probes)]
pub struct Measurement {
    /// Number.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Of what.
    pub layer: Layer,
    /// With what result.
    pub result: ProbeResult,
    /// From whose side.
    pub organisation_id: Option<OrganisationId>,
    /// Of which service as such.
    pub service: Option<String>,
    /// The desk for whose incidents alone it counts; none: for everybody's.
    pub desk_id: Option<OrganisationId>,
}

/// The newest measurements that a desk may mend: its own; a host's, those that count for everybody, and those of others that wait to
/// be confirmed.
///
/// # Errors
/// What the database says.
pub fn newest(conn: &mut AnyConnection, desk: Option<OrganisationId>, limit: i64) -> Result<Vec<Measurement>> {
    let mut query = probes::table.order(probes::id.desc()).limit(limit).select(Measurement::as_select()).into_boxed();
    if let Some(desk) = desk {
        query = query.filter(probes::desk_id.eq(desk.0));
    }
    Ok(query.load(conn)?)
}

/// One measurement.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(conn: &mut AnyConnection, id: i64) -> Result<Measurement> {
    let found = probes::table.find(id).select(Measurement::as_select()).first(conn).optional()?;
    found.ok_or(Error::NotFound("probe"))
}

/// It counts for everybody from now on.
///
/// # Errors
/// What the database says.
pub fn confirm(conn: &mut AnyConnection, id: i64) -> Result<()> {
    diesel::update(probes::table.find(id)).set(probes::desk_id.eq(None::<i64>)).execute(conn)?;
    Ok(())
}

/// It was never measured.
///
/// # Errors
/// What the database says.
pub fn remove(conn: &mut AnyConnection, id: i64) -> Result<()> {
    diesel::delete(probes::table.find(id)).execute(conn)?;
    Ok(())
}
