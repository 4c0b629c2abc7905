//! Builds the snapshot that a verdict is made from: a fixed number of queries, however many reports there are.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::catalogue::Catalogue;
use majakka_domain::evidence::{self, Evidence, IDENTIFICATION, WINDOW};
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::terms::{Effect, IncidentState};
use majakka_domain::triage::Candidate;

use super::{announcement, maintenance, organisation, probe, report};
use crate::db::AnyConnection;
use crate::db::schema::{incident_services, incidents};
use crate::error::Result;

/// The evidence on one incident.
///
/// # Errors
/// What the database says.
pub fn of_incident<'c>(
    conn: &mut AnyConnection,
    catalogue: &'c Catalogue,
    now: DateTime<Utc>,
    incident: IncidentId,
) -> Result<Evidence<'c>> {
    let reports =
        report::of_incident(conn, incident)?.iter().map(report::Report::as_evidence).collect::<Result<Vec<_>>>()?;
    let checks = super::checks::of(conn, incident)?;
    Ok(Evidence { checks, ..of_reports(conn, catalogue, now, reports)? })
}

/// The evidence on these reports.
///
/// # Errors
/// What the database says.
pub fn of_reports<'c>(
    conn: &mut AnyConnection,
    catalogue: &'c Catalogue,
    now: DateTime<Utc>,
    reports: Vec<evidence::Report>,
) -> Result<Evidence<'c>> {
    let first = reports.iter().map(|r| r.received_at).min().unwrap_or(now);
    let oldest_seen = reports.iter().map(|r| r.occurred_at).min().unwrap_or(now).min(first);
    let services: BTreeSet<String> = reports.iter().map(|r| r.service.clone()).collect();
    let mut involved: BTreeSet<OrganisationId> = reports.iter().map(|r| r.organisation).collect();
    involved.extend(probe::neighbours(conn, first - WINDOW, &services)?);
    let probes = probe::of_organisations(conn, first - WINDOW, &involved)?;
    let organisations = organisation::as_evidence(conn, &involved)?;
    let mut broker_points = BTreeMap::new();
    let mut broker_names = BTreeMap::new();
    for (id, name, point) in organisation::brokers(conn)? {
        broker_names.insert(id, name);
        broker_points.insert(point, id);
    }
    let announcements = announcement::relevant(conn, oldest_seen)?.into_iter().map(|a| a.announcement).collect();
    Ok(Evidence {
        catalogue,
        now,
        reports,
        organisations,
        broker_points,
        broker_names,
        announcements,
        own_breaks: maintenance::relevant(conn, oldest_seen)?,
        probes,
        unreachable: announcement::unreachable(conn)?,
        identification_published_out: identification_published_out(conn)?,
        checks: Default::default(),
    })
}

/// Does a running bulletin of ours say that identification is out as a whole?
fn identification_published_out(conn: &mut AnyConnection) -> Result<bool> {
    let saying: i64 = incidents::table
        .inner_join(incident_services::table.on(incident_services::incident_id.eq(incidents::id)))
        .filter(incidents::state.eq(IncidentState::Active.as_str()))
        .filter(incident_services::named.eq(true))
        .filter(incident_services::service.eq(IDENTIFICATION))
        .filter(incidents::decided_effect.is_null().or(incidents::decided_effect.eq(Effect::Prevents.as_str())))
        .count()
        .get_result(conn)?;
    Ok(saying > 0)
}

/// The unresolved incidents of a desk that a new report may join.
///
/// # Errors
/// What the database says.
pub fn candidates(conn: &mut AnyConnection, now: DateTime<Utc>, desk: OrganisationId) -> Result<Vec<Candidate>> {
    let rows = super::incident::unresolved(conn, Some(desk))?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut matters: BTreeMap<IncidentId, BTreeSet<(String, String)>> = BTreeMap::new();
    for (incident, service, function, _) in report::matters_by_incident(conn, &ids)? {
        matters.entry(incident).or_default().insert((service, function));
    }
    let live: BTreeSet<_> = announcement::relevant(conn, now)?
        .into_iter()
        .map(|a| a.announcement)
        .filter(|a| a.is_live(now) || a.overran(now))
        .map(|a| a.id)
        .collect();
    let mut explained = report::announcements_by_incident(conn, &ids)?;
    let mut own_breaks = overrun_breaks(conn, &ids)?;
    rows.into_iter()
        .map(|row| {
            let announcements = explained.remove(&row.key()).unwrap_or_default();
            Ok(Candidate {
                incident: row.key(),
                newest_report_at: row.newest_report_at.and_utc(),
                bulletins_run: row.state()? == IncidentState::Active,
                matters: matters.remove(&row.key()).unwrap_or_default(),
                announcements: announcements.into_iter().filter(|id| live.contains(id)).collect(),
                own_breaks: own_breaks.remove(&row.key()).unwrap_or_default(),
            })
        })
        .collect()
}

/// Own breaks whose overrun reports of these incidents showed.
///
/// # Errors
/// What the database says.
pub fn overrun_breaks(
    conn: &mut AnyConnection,
    incidents: &[i64],
) -> Result<BTreeMap<IncidentId, BTreeSet<majakka_domain::id::MaintenanceId>>> {
    use crate::db::schema::reports;
    let rows: Vec<(Option<i64>, Option<i64>)> = reports::table
        .filter(reports::incident_id.eq_any(incidents))
        .filter(reports::maintenance_id.is_not_null())
        .select((reports::incident_id, reports::maintenance_id))
        .distinct()
        .load(conn)?;
    let mut found: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (incident, own) in rows {
        if let (Some(incident), Some(own)) = (incident, own) {
            found.entry(IncidentId(incident)).or_default().insert(majakka_domain::id::MaintenanceId(own));
        }
    }
    Ok(found)
}
