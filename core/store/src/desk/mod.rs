//! What the desk looks at beside one noun's own queries: many incidents at once. `search` and `page` are files of their own.
//!
//! Guarantee: a fixed number of queries however many rows there are; whoever asks found the incidents with a viewer first,
//! or hands the viewer over.
//! Non-goal: changing anything.

mod page;
mod search;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use majakka_domain::id::{AnnouncementId, IncidentId, OrganisationId, ReportId, ScreenshotId};
use majakka_domain::terms::{AnnouncementKind, Effect};

pub use page::{Place, ReportPage, incident_reports, reports_page};
pub use search::{Found, search};

use super::announcement::plain_id;
use super::escalation::Escalation;
use super::report::{self, Report};
use super::statutory_clock::StatutoryClock;
use super::task::Task;
use crate::db::AnyConnection;
use crate::db::schema::{
    announcement_services, announcements, clocks, escalations, incident_matters, incidents, organisations, reports,
    screenshots, sources, tasks,
};
use crate::error::{Error, Result};
use crate::viewer::Viewer;

/// An incident at a glance: its first report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    /// The service that it names.
    pub service: String,
    /// The function that it names.
    pub function: String,
    /// Who sent it.
    pub organisation: String,
    /// How many organisations reported beside that one.
    pub others: i64,
    /// What it says.
    pub description: String,
}

/// The first report of each of these incidents, in two queries.
///
/// # Errors
/// What the database says.
pub fn glances(conn: &mut AnyConnection, incidents: &[IncidentId]) -> Result<BTreeMap<IncidentId, Glance>> {
    use diesel::dsl::{count, min};
    use incident_matters as m;
    let firsts: Vec<(IncidentId, Option<ReportId>, i64)> = m::table
        .filter(m::incident_id.eq_any(incidents.iter().map(|id| id.0)))
        .group_by(m::incident_id)
        .select((m::incident_id, min(m::report_id), count(m::organisation_id).aggregate_distinct()))
        .load(conn)?;
    let ids = firsts.iter().filter_map(|(_, report, _)| report.map(|id| id.0));
    let rows: Vec<(ReportId, String, String, String, String)> = reports::table
        .inner_join(organisations::table.on(organisations::id.eq(reports::organisation_id)))
        .filter(reports::id.eq_any(ids))
        .select((reports::id, reports::service, reports::function, organisations::name, reports::description))
        .load(conn)?;
    let glance = |(incident, first, houses): (IncidentId, Option<ReportId>, i64)| {
        let (_, service, function, organisation, description) =
            rows.iter().find(|(id, ..)| Some(*id) == first)?.clone();
        Some((incident, Glance { service, function, organisation, others: houses - 1, description }))
    };
    Ok(firsts.into_iter().filter_map(glance).collect())
}

/// Open tasks of these incidents, oldest first.
///
/// # Errors
/// What the database says.
pub fn open_tasks(conn: &mut AnyConnection, incidents: &[IncidentId]) -> Result<Vec<Task>> {
    Ok(tasks::table
        .filter(tasks::incident_id.eq_any(incidents.iter().map(|id| id.0)))
        .filter(tasks::ended_at.is_null())
        .order(tasks::id)
        .select(Task::as_select())
        .load(conn)?)
}

/// Running statutory clocks of these incidents, soonest first.
///
/// # Errors
/// What the database says.
pub fn running_clocks(conn: &mut AnyConnection, incidents: &[IncidentId]) -> Result<Vec<StatutoryClock>> {
    Ok(clocks::table
        .filter(clocks::incident_id.eq_any(incidents.iter().map(|id| id.0)))
        .filter(clocks::organisation_id.is_null())
        .filter(clocks::ended_at.is_null())
        .order((clocks::due_at, clocks::id))
        .select(StatutoryClock::as_select())
        .load(conn)?)
}

/// Escalations of these incidents to which an answer is expected, soonest first.
///
/// # Errors
/// What the database says.
pub fn awaited(conn: &mut AnyConnection, incidents: &[IncidentId]) -> Result<Vec<Escalation>> {
    Ok(escalations::table
        .filter(escalations::incident_id.eq_any(incidents.iter().map(|id| id.0)))
        .filter(escalations::expected_by.is_not_null())
        .order((escalations::expected_by, escalations::id))
        .select(Escalation::as_select())
        .load(conn)?)
}

/// References of incidents, by id.
///
/// # Errors
/// What the database says.
pub fn references(conn: &mut AnyConnection, ids: &[IncidentId]) -> Result<BTreeMap<IncidentId, String>> {
    let rows: Vec<(IncidentId, String)> = incidents::table
        .filter(incidents::id.eq_any(ids.iter().map(|id| id.0)))
        .select((incidents::id, incidents::reference))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Names of organisations, by id.
///
/// # Errors
/// What the database says.
pub fn organisation_names(
    conn: &mut AnyConnection,
    ids: &BTreeSet<OrganisationId>,
) -> Result<BTreeMap<OrganisationId, String>> {
    let mut found = BTreeMap::new();
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    // SQLite takes at most 32,766 values in one statement.
    for ids in ids.chunks(10_000) {
        let rows: Vec<(OrganisationId, String)> = organisations::table
            .filter(organisations::id.eq_any(ids))
            .select((organisations::id, organisations::name))
            .load(conn)?;
        found.extend(rows);
    }
    Ok(found)
}

/// One report by its reference, if this viewer may see its text.
///
/// # Errors
/// [`Error::NotFound`] otherwise.
pub fn report_by_reference(conn: &mut AnyConnection, viewer: &Viewer, reference: &str) -> Result<Report> {
    let row: Option<Report> =
        reports::table.filter(reports::reference.eq(reference)).select(Report::as_select()).first(conn).optional()?;
    row.filter(|row| report::seen_by(viewer, row)).ok_or(Error::NotFound("report"))
}

/// A picture that belongs to a report.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = screenshots)]
pub struct Screenshot {
    /// Id.
    pub id: ScreenshotId,
    /// Report.
    pub report_id: Option<ReportId>,
    /// Where it is stored.
    pub content_key: String,
    /// `image/png` or `image/jpeg`.
    pub media_type: String,
    /// Size in bytes.
    pub bytes: i64,
    /// Pixels across.
    pub width: i32,
    /// Pixels down.
    pub height: i32,
}

/// Pictures of these reports, oldest first.
///
/// # Errors
/// What the database says.
pub fn screenshots_of(conn: &mut AnyConnection, reports: &[ReportId]) -> Result<Vec<Screenshot>> {
    Ok(screenshots::table
        .filter(screenshots::report_id.eq_any(reports.iter().map(|id| id.0)))
        .order(screenshots::id)
        .select(Screenshot::as_select())
        .load(conn)?)
}

/// Pictures of all reports of an incident, oldest first.
///
/// # Errors
/// What the database says.
pub fn screenshots_of_incident(conn: &mut AnyConnection, incident: IncidentId) -> Result<Vec<Screenshot>> {
    // Pictures are few beside reports, so they are asked for their report, and not each report for its pictures.
    Ok(screenshots::table
        .filter(screenshots::report_id.is_not_null())
        .filter(exists(
            reports::table
                .filter(reports::id.nullable().eq(screenshots::report_id))
                .filter(reports::incident_id.eq(incident.0)),
        ))
        .order(screenshots::id)
        .select(Screenshot::as_select())
        .load(conn)?)
}

/// An announcement of somebody else as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = announcements)]
pub struct Announced {
    /// Id.
    pub id: AnnouncementId,
    /// As the source is called.
    pub source: String,
    /// The source's own id.
    pub external_id: String,
    /// A disturbance or a break.
    pub kind: AnnouncementKind,
    /// Headline.
    pub title: String,
    /// What it does.
    pub effect: Effect,
    /// Start of a break, UTC.
    pub starts_at: Option<DateTime<Utc>>,
    /// Announced end of a break.
    pub ends_at: Option<DateTime<Utc>>,
    /// When it was first known here.
    pub announced_at: DateTime<Utc>,
    /// When its end was said.
    pub resolved_at: Option<DateTime<Utc>>,
    /// The desk for whose incidents alone it counts; none: for everybody's.
    pub desk_id: Option<OrganisationId>,
}

impl Announced {
    /// The source's own id.
    pub fn plain_id(&self) -> &str {
        plain_id(&self.external_id)
    }
}

/// The newest announcements, ended ones after those that run; at most `limit`. `desk`: those that count for it; none: all, those that
/// wait to be confirmed before the others.
///
/// # Errors
/// What the database says.
pub fn announcements(conn: &mut AnyConnection, desk: Option<OrganisationId>, limit: i64) -> Result<Vec<Announced>> {
    use announcements as a;
    let newest = a::table.filter(a::retracted_at.is_null()).order(a::id.desc()).limit(limit);
    let mut query = newest.select(Announced::as_select()).into_boxed();
    if let Some(desk) = desk {
        query = query.filter(a::desk_id.is_null().or(a::desk_id.eq(desk.0)));
    }
    let mut rows: Vec<Announced> = query.load(conn)?;
    rows.sort_by_key(|row| (row.resolved_at.is_some(), row.desk_id.is_none()));
    Ok(rows)
}

/// Systems that announcements name, by announcement.
///
/// # Errors
/// What the database says.
pub fn services_of_announcements(
    conn: &mut AnyConnection,
    ids: &[AnnouncementId],
) -> Result<BTreeMap<AnnouncementId, Vec<String>>> {
    use announcement_services as s;
    let rows: Vec<(AnnouncementId, String)> = s::table
        .filter(s::announcement_id.eq_any(ids.iter().map(|id| id.0)))
        .order((s::announcement_id, s::service))
        .select((s::announcement_id, s::service))
        .load(conn)?;
    let mut found: BTreeMap<AnnouncementId, Vec<String>> = BTreeMap::new();
    for (id, service) in rows {
        found.entry(id).or_default().push(service);
    }
    Ok(found)
}

/// Every channel that was ever judged: name, readable, since when.
///
/// # Errors
/// What the database says.
pub fn sources(conn: &mut AnyConnection) -> Result<Vec<(String, bool, DateTime<Utc>)>> {
    Ok(sources::table
        .order(sources::name)
        .select((sources::name, sources::reachable, sources::changed_at))
        .load(conn)?)
}
