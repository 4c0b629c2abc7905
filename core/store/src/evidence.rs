//! Builds the snapshot that a verdict is made from: a fixed number of queries, however many reports there are.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::catalogue::{Catalogue, SystemFlag};
use majakka_domain::evidence::{self, Evidence, WINDOW};
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::terms::{Effect, IncidentState};
use majakka_domain::triage::Candidate;

use super::incident::Incident;
use super::{announcement, maintenance, matter, organisation, probe, source};
use crate::db::AnyConnection;
use crate::db::schema::{incident_services, incidents};
use crate::error::Result;

/// The evidence on one incident: what was reported is read counted, unless a break tells apart what was counted together.
/// On one that is resolved or closed, only what was announced by then (docs/TRIAGE.md 1).
///
/// # Errors
/// What the database says.
pub fn of_incident<'c>(
    conn: &mut AnyConnection,
    catalogue: &'c Catalogue,
    now: DateTime<Utc>,
    incident: &Incident,
) -> Result<Evidence<'c>> {
    let matters = matter::of_incident(conn, incident.id)?;
    let counted = matters.iter().map(|matter| matter.told.clone()).collect();
    let checks = super::checks::of_incident(conn, incident.id)?;
    let mut evidence = Evidence { checks, ..of_reports(conn, catalogue, now, incident.desk_id, counted)? };
    if let Some(over) = incident.resolved_at.or(incident.closed_at) {
        evidence.forget_announced_after(over);
        announcement::as_of(conn, over, &mut evidence.announcements)?;
    }
    if matters.iter().any(|matter| evidence.tells_apart(matter.seen_within, matter.told_within)) {
        evidence.reports = matter::one_by_one(conn, incident.id)?;
    }
    Ok(evidence)
}

/// What every report is laid beside, whoever told it.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// As far back as announcements and breaks reach.
    pub since: DateTime<Utc>,
    /// For whose incidents; of what is said for one desk alone, this one's.
    pub desk: OrganisationId,
    announcements: Vec<evidence::Announcement>,
    own_breaks: Vec<evidence::OwnBreak>,
    broker_points: BTreeMap<String, OrganisationId>,
    broker_names: BTreeMap<OrganisationId, String>,
    unreachable: BTreeSet<String>,
    identification_published_out: bool,
}

impl Surroundings {
    /// What can matter to a report that was seen at `since` or later.
    ///
    /// # Errors
    /// What the database says.
    pub fn read(
        conn: &mut AnyConnection,
        catalogue: &Catalogue,
        since: DateTime<Utc>,
        desk: OrganisationId,
    ) -> Result<Self> {
        let mut broker_points = BTreeMap::new();
        let mut broker_names = BTreeMap::new();
        let brokers = organisation::brokers(conn)?;
        for (id, name, point) in &brokers {
            broker_names.insert(*id, name.clone());
            broker_points.insert(point.clone(), *id);
        }
        Ok(Surroundings {
            since,
            desk,
            announcements: announcement::relevant_beside(conn, since, Some(desk), &brokers)?
                .into_iter()
                .map(|a| a.announcement)
                .collect(),
            own_breaks: maintenance::relevant(conn, since)?,
            broker_points,
            broker_names,
            unreachable: source::unreachable(conn)?,
            identification_published_out: identification_published_out(conn, catalogue)?,
        })
    }

    /// Out of evidence again.
    pub fn out_of(evidence: Evidence<'_>, since: DateTime<Utc>, desk: OrganisationId) -> Self {
        Surroundings {
            since,
            desk,
            announcements: evidence.announcements,
            own_breaks: evidence.own_breaks,
            broker_points: evidence.broker_points,
            broker_names: evidence.broker_names,
            unreachable: evidence.unreachable,
            identification_published_out: evidence.identification_published_out,
        }
    }

    /// As evidence beside these reports.
    pub fn evidence(
        self,
        catalogue: &Catalogue,
        now: DateTime<Utc>,
        reports: Vec<evidence::Report>,
        organisations: BTreeMap<OrganisationId, evidence::Organisation>,
        probes: Vec<evidence::Probe>,
    ) -> Evidence<'_> {
        Evidence {
            catalogue,
            now,
            reports,
            organisations,
            broker_points: self.broker_points,
            broker_names: self.broker_names,
            announcements: self.announcements,
            own_breaks: self.own_breaks,
            probes,
            unreachable: self.unreachable,
            identification_published_out: self.identification_published_out,
            checks: Default::default(),
        }
    }
}

/// The evidence on these reports, as this desk has it.
///
/// # Errors
/// What the database says.
pub fn of_reports<'c>(
    conn: &mut AnyConnection,
    catalogue: &'c Catalogue,
    now: DateTime<Utc>,
    desk: OrganisationId,
    reports: Vec<evidence::Report>,
) -> Result<Evidence<'c>> {
    let first = reports.iter().map(|r| r.received_at).min().unwrap_or(now);
    let oldest_seen = reports.iter().map(|r| r.occurred_at).min().unwrap_or(now).min(first);
    let services: BTreeSet<String> = reports.iter().map(|r| r.service.clone()).collect();
    let mut involved: BTreeSet<OrganisationId> = reports.iter().map(|r| r.organisation).collect();
    involved.extend(probe::neighbours(conn, first - WINDOW, desk, &services)?);
    let probes = probe::of_organisations(conn, first - WINDOW, desk, &involved)?;
    let organisations = organisation::as_evidence(conn, &involved)?;
    Ok(Surroundings::read(conn, catalogue, oldest_seen, desk)?.evidence(catalogue, now, reports, organisations, probes))
}

/// Does a running bulletin of ours say that identification is out as a whole?
fn identification_published_out(conn: &mut AnyConnection, catalogue: &Catalogue) -> Result<bool> {
    let identification = catalogue.flagged(SystemFlag::Identification).map(|system| system.id.as_str());
    let saying: i64 = incidents::table
        .inner_join(incident_services::table.on(incident_services::incident_id.eq(incidents::id)))
        .filter(incidents::state.eq(IncidentState::Active.as_str()))
        .filter(incident_services::named.eq(true))
        .filter(incident_services::service.eq_any(identification.collect::<Vec<_>>()))
        .filter(incidents::decided_effect.is_null().or(incidents::decided_effect.eq(Effect::Prevents.as_str())))
        .count()
        .get_result(conn)?;
    Ok(saying > 0)
}

/// An unresolved incident that a new report may join, with its row.
#[derive(Debug, Clone)]
pub struct Joinable {
    /// The row.
    pub row: Incident,
    /// As the rules look at it. Its announcements are all that ever explained it: those that still press are the caller's
    /// to choose.
    pub candidate: Candidate,
}

/// The unresolved incidents of a desk that a new report may join.
///
/// # Errors
/// What the database says.
pub fn joinable(conn: &mut AnyConnection, desk: OrganisationId) -> Result<Vec<Joinable>> {
    let rows = super::incident::unresolved(conn, Some(desk))?;
    let ids: Vec<IncidentId> = rows.iter().map(|row| row.id).collect();
    let mut matters: BTreeMap<IncidentId, BTreeSet<(String, String)>> = BTreeMap::new();
    for (incident, service, function, _) in matter::by_incident(conn, &ids)? {
        matters.entry(incident).or_default().insert((service, function));
    }
    let mut explained = matter::announcements(conn, &ids)?;
    let mut own_breaks = matter::overrun_breaks(conn, &ids)?;
    rows.into_iter()
        .map(|row| {
            let candidate = Candidate {
                incident: row.id,
                newest_report_at: row.newest_report_at,
                bulletins_run: row.state == IncidentState::Active,
                matters: matters.remove(&row.id).unwrap_or_default(),
                announcements: explained.remove(&row.id).unwrap_or_default().into_iter().collect(),
                own_breaks: own_breaks.remove(&row.id).unwrap_or_default(),
            };
            Ok(Joinable { row, candidate })
        })
        .collect()
}

/// The same as the rules look at them: with those announcements that still press.
///
/// # Errors
/// What the database says.
pub fn candidates(conn: &mut AnyConnection, evidence: &Evidence<'_>, desk: OrganisationId) -> Result<Vec<Candidate>> {
    let pressing = evidence.pressing();
    let of = |joinable: Joinable| {
        let mut candidate = joinable.candidate;
        candidate.announcements.retain(|id| pressing.contains(id));
        candidate
    };
    Ok(joinable(conn, desk)?.into_iter().map(of).collect())
}
