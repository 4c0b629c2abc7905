//! Measurements of the chain.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::evidence::Probe;
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::{Layer, ProbeResult};

use crate::db::AnyConnection;
use crate::db::schema::{organisation_services, probes};
use crate::error::Result;

/// Writes a measurement.
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
) -> Result<()> {
    diesel::insert_into(probes::table)
        .values((
            probes::at.eq(at.naive_utc()),
            probes::layer.eq(layer.as_str()),
            probes::result.eq(result.as_str()),
            probes::organisation_id.eq(organisation.map(|id| id.0)),
            probes::service.eq(service),
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
    services: &BTreeSet<String>,
) -> Result<BTreeSet<OrganisationId>> {
    use organisation_services as s;
    let ids: Vec<Option<OrganisationId>> = probes::table
        .inner_join(s::table.on(probes::organisation_id.eq(s::organisation_id.nullable())))
        .filter(probes::layer.eq(Layer::Service.as_str()))
        .filter(probes::at.ge(since.naive_utc()))
        .filter(s::service.eq_any(services))
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
    organisations: &BTreeSet<OrganisationId>,
) -> Result<Vec<Probe>> {
    type Row = (DateTime<Utc>, Layer, ProbeResult, Option<OrganisationId>);
    let ids: Vec<i64> = organisations.iter().map(|id| id.0).collect();
    let mut found = Vec::new();
    for ids in ids.chunks(10_000) {
        let rows: Vec<Row> = probes::table
            .filter(probes::organisation_id.eq_any(ids))
            .filter(probes::at.ge(since.naive_utc()))
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
