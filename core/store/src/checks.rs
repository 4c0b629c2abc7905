//! Guided checks that were made on incidents.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::evidence::{Checked, Ticked};
use majakka_domain::id::IncidentId;
use majakka_domain::terms::GuidedCheck;

use crate::db::AnyConnection;
use crate::db::schema::guided_checks::{self, dsl};
use crate::error::Result;

/// The checks of an incident with who made them and when.
///
/// # Errors
/// What the database says.
pub fn of_incident(conn: &mut AnyConnection, incident: IncidentId) -> Result<Ticked> {
    let rows: Vec<(GuidedCheck, DateTime<Utc>, String)> = guided_checks::table
        .filter(dsl::incident_id.eq(incident.0))
        .select((dsl::name, dsl::at, dsl::actor))
        .load(conn)?;
    Ok(rows.into_iter().map(|(name, at, by)| (name, Checked { by, at })).collect())
}

/// Writes checks that were not there yet.
///
/// # Errors
/// What the database says.
pub fn tick(
    conn: &mut AnyConnection,
    at: DateTime<Utc>,
    incident: IncidentId,
    checks: &BTreeSet<GuidedCheck>,
    actor: &str,
) -> Result<()> {
    let row = |check: &GuidedCheck| {
        (
            dsl::incident_id.eq(incident.0),
            dsl::name.eq(check.as_str()),
            dsl::at.eq(at.naive_utc()),
            dsl::actor.eq(actor.to_owned()),
        )
    };
    for check in checks {
        diesel::insert_into(guided_checks::table).values(row(check)).execute(conn)?;
    }
    Ok(())
}

/// Takes checks back.
///
/// # Errors
/// What the database says.
pub fn untick(conn: &mut AnyConnection, incident: IncidentId, checks: &BTreeSet<GuidedCheck>) -> Result<()> {
    let names: Vec<&str> = checks.iter().map(|check| check.as_str()).collect();
    diesel::delete(guided_checks::table.filter(dsl::incident_id.eq(incident.0)).filter(dsl::name.eq_any(names)))
        .execute(conn)?;
    Ok(())
}
