//! What the desk looks at beside one noun's own queries: many incidents at once. `search` is its own file.
//!
//! Guarantee: a fixed number of queries however many rows there are; whoever asks found the incidents with a viewer first,
//! or hands the viewer over.
//! Non-goal: changing anything.

mod search;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use diesel::prelude::*;
use majakka_domain::id::IncidentId;

pub use search::{Found, search};

use super::ledger::{Escalation, StatutoryClock};
use super::report::{self, Report};
use super::task::Task;
use crate::db::AnyConnection;
use crate::db::schema::{
    announcement_services, announcements, clocks, escalations, incidents, organisations, reports, screenshots, sources,
    tasks,
};
use crate::error::{Error, Result};
use crate::viewer::Viewer;

/// Open tasks of these incidents, oldest first.
///
/// # Errors
/// What the database says.
pub fn open_tasks(conn: &mut AnyConnection, incidents: &[i64]) -> Result<Vec<Task>> {
    Ok(tasks::table
        .filter(tasks::incident_id.eq_any(incidents))
        .filter(tasks::ended_at.is_null())
        .order(tasks::id)
        .select(Task::as_select())
        .load(conn)?)
}

/// Running statutory clocks of these incidents, soonest first.
///
/// # Errors
/// What the database says.
pub fn running_clocks(conn: &mut AnyConnection, incidents: &[i64]) -> Result<Vec<StatutoryClock>> {
    Ok(clocks::table
        .filter(clocks::incident_id.eq_any(incidents))
        .filter(clocks::ended_at.is_null())
        .order((clocks::due_at, clocks::id))
        .select(StatutoryClock::as_select())
        .load(conn)?)
}

/// Escalations of these incidents to which an answer is expected, soonest first.
///
/// # Errors
/// What the database says.
pub fn awaited(conn: &mut AnyConnection, incidents: &[i64]) -> Result<Vec<Escalation>> {
    Ok(escalations::table
        .filter(escalations::incident_id.eq_any(incidents))
        .filter(escalations::expected_by.is_not_null())
        .order((escalations::expected_by, escalations::id))
        .select(Escalation::as_select())
        .load(conn)?)
}

/// How many reports these incidents have, and when the first was seen.
///
/// # Errors
/// What the database says.
pub fn report_counts(conn: &mut AnyConnection, incidents: &[i64]) -> Result<BTreeMap<i64, (i64, NaiveDateTime)>> {
    type Row = (Option<i64>, i64, Option<NaiveDateTime>);
    let rows: Vec<Row> = reports::table
        .filter(reports::incident_id.eq_any(incidents))
        .group_by(reports::incident_id)
        .select((reports::incident_id, diesel::dsl::count(reports::id), diesel::dsl::min(reports::occurred_at)))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(id, count, first)| Some((id?, (count, first?)))).collect())
}

/// References of incidents, by id.
///
/// # Errors
/// What the database says.
pub fn references(conn: &mut AnyConnection, ids: &[i64]) -> Result<BTreeMap<i64, String>> {
    let rows: Vec<(i64, String)> =
        incidents::table.filter(incidents::id.eq_any(ids)).select((incidents::id, incidents::reference)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Names of organisations, by id.
///
/// # Errors
/// What the database says.
pub fn organisation_names(conn: &mut AnyConnection, ids: &BTreeSet<i64>) -> Result<BTreeMap<i64, String>> {
    let mut found = BTreeMap::new();
    let ids: Vec<i64> = ids.iter().copied().collect();
    // SQLite takes at most 32,766 values in one statement.
    for ids in ids.chunks(10_000) {
        let rows: Vec<(i64, String)> = organisations::table
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

/// Reports of the viewer's desk, newest first: `limit` of them after the first `skip`. `unplaced`: only those that
/// belong to no incident and no break.
///
/// # Errors
/// What the database says.
pub fn reports_page(
    conn: &mut AnyConnection,
    viewer: &Viewer,
    unplaced: bool,
    skip: i64,
    limit: i64,
) -> Result<Vec<Report>> {
    use reports as r;
    let mut query = r::table
        .order((r::received_at.desc(), r::id.desc()))
        .offset(skip)
        .limit(limit)
        .select(Report::as_select())
        .into_boxed();
    if let Some(desk) = viewer.desk() {
        query = query.filter(r::desk_id.eq(desk.0));
    }
    if unplaced {
        query =
            query.filter(r::incident_id.is_null()).filter(r::maintenance_id.is_null()).filter(r::break_id.is_null());
    }
    Ok(query.load(conn)?)
}

/// Reports of an incident, newest first: `limit` of them after the first `skip`.
///
/// # Errors
/// What the database says.
pub fn incident_reports(conn: &mut AnyConnection, incident: IncidentId, skip: i64, limit: i64) -> Result<Vec<Report>> {
    Ok(reports::table
        .filter(reports::incident_id.eq(incident.0))
        .order((reports::received_at.desc(), reports::id.desc()))
        .offset(skip)
        .limit(limit)
        .select(Report::as_select())
        .load(conn)?)
}

/// A picture that belongs to a report.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = screenshots)]
pub struct Screenshot {
    /// Id.
    pub id: i64,
    /// Report.
    pub report_id: Option<i64>,
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
pub fn screenshots_of(conn: &mut AnyConnection, reports: &[i64]) -> Result<Vec<Screenshot>> {
    Ok(screenshots::table
        .filter(screenshots::report_id.eq_any(reports))
        .order(screenshots::id)
        .select(Screenshot::as_select())
        .load(conn)?)
}

/// An announcement of somebody else as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = announcements)]
pub struct Announced {
    /// Id.
    pub id: i64,
    /// As the source is called.
    pub source: String,
    /// The source's own id.
    pub external_id: String,
    /// `disturbance` or `maintenance`.
    pub kind: String,
    /// Headline.
    pub title: String,
    /// What it does.
    pub effect: String,
    /// Start of a break, UTC.
    pub starts_at: Option<NaiveDateTime>,
    /// Announced end of a break.
    pub ends_at: Option<NaiveDateTime>,
    /// When it was first known here.
    pub announced_at: NaiveDateTime,
    /// When its end was said.
    pub resolved_at: Option<NaiveDateTime>,
}

/// The newest announcements, ended ones after those that run; at most `limit`.
///
/// # Errors
/// What the database says.
pub fn announcements(conn: &mut AnyConnection, limit: i64) -> Result<Vec<Announced>> {
    let mut rows: Vec<Announced> =
        announcements::table.order(announcements::id.desc()).limit(limit).select(Announced::as_select()).load(conn)?;
    rows.sort_by_key(|row| row.resolved_at.is_some());
    Ok(rows)
}

/// Systems that announcements name, by announcement.
///
/// # Errors
/// What the database says.
pub fn services_of_announcements(conn: &mut AnyConnection, ids: &[i64]) -> Result<BTreeMap<i64, Vec<String>>> {
    use announcement_services as s;
    let rows: Vec<(i64, String)> = s::table
        .filter(s::announcement_id.eq_any(ids))
        .order((s::announcement_id, s::service))
        .select((s::announcement_id, s::service))
        .load(conn)?;
    let mut found: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for (id, service) in rows {
        found.entry(id).or_default().push(service);
    }
    Ok(found)
}

/// Every channel that was ever judged: name, readable, since when.
///
/// # Errors
/// What the database says.
pub fn sources(conn: &mut AnyConnection) -> Result<Vec<(String, bool, NaiveDateTime)>> {
    Ok(sources::table
        .order(sources::name)
        .select((sources::name, sources::reachable, sources::changed_at))
        .load(conn)?)
}
