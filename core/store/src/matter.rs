//! What was reported on an incident, counted: a row for all reports of one organisation that say the same.
//!
//! Guarantee: a verdict from these rows is the verdict from the reports, however many there are; the rows follow every
//! report that comes, is moved, or is explained, in the same transaction.
//! Non-goal: texts; those are the reports' own.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Timestamp};
use majakka_domain::evidence::{self, Span};
use majakka_domain::id::{AnnouncementId, IncidentId, MaintenanceId, OrganisationId, ReportId};
use majakka_domain::terms::Effect;

use crate::db::dialect::numbered;
use crate::db::schema::{incident_announcements, incident_maintenances, incident_matters, reports};
use crate::db::{AnyConnection, Plain, Statement, Value};
use crate::error::Result;

/// Reports of one organisation that say the same.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = incident_matters)]
struct Row {
    organisation_id: OrganisationId,
    service: String,
    function: String,
    effect: Effect,
    safety_risk: bool,
    privacy_risk: bool,
    reports: i64,
    report_id: ReportId,
    unit: Option<String>,
    workstation: Option<String>,
    first_occurred_at: DateTime<Utc>,
    last_occurred_at: DateTime<Utc>,
    first_received_at: DateTime<Utc>,
    last_received_at: DateTime<Utc>,
}

/// Reports that say the same, as evidence, with the spans in which they were seen and told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// All of them in one.
    pub told: evidence::Report,
    /// From the first that was seen to the last.
    pub seen_within: Span,
    /// From the first that was told to the last.
    pub told_within: Span,
}

impl Row {
    fn matter(self) -> Matter {
        let seen_within = (self.first_occurred_at, self.last_occurred_at);
        let told_within = (self.first_received_at, self.last_received_at);
        let told = evidence::Report {
            id: self.report_id,
            count: usize::try_from(self.reports).unwrap_or_default(),
            organisation: self.organisation_id,
            service: self.service,
            function: self.function,
            effect: self.effect,
            unit: self.unit,
            workstation: self.workstation,
            occurred_at: seen_within.0,
            received_at: told_within.0,
            safety_risk: self.safety_risk,
            privacy_risk: self.privacy_risk,
        };
        Matter { told, seen_within, told_within }
    }
}

/// What was reported on an incident, in the order in which each was told first.
///
/// # Errors
/// What the database says.
pub fn of_incident(conn: &mut AnyConnection, incident: IncidentId) -> Result<Vec<Matter>> {
    use incident_matters as m;
    let rows: Vec<Row> = m::table
        .filter(m::incident_id.eq(incident.0))
        .order((m::first_received_at, m::report_id))
        .select(Row::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Row::matter).collect())
}

/// The same, report by report: where a break tells apart what the rows hold together.
///
/// # Errors
/// What the database says.
pub fn one_by_one(conn: &mut AnyConnection, incident: IncidentId) -> Result<Vec<evidence::Report>> {
    use reports as r;
    let rows: Vec<Row> = r::table
        .filter(r::incident_id.eq(incident.0))
        .order((r::received_at, r::id))
        .select((
            r::organisation_id,
            r::service,
            r::function,
            r::effect,
            r::safety_risk,
            r::privacy_risk,
            1_i64.into_sql::<BigInt>(),
            r::id,
            r::unit,
            r::workstation,
            r::occurred_at,
            r::occurred_at,
            r::received_at,
            r::received_at,
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(|row| row.matter().told).collect())
}

/// What was reported on which incident: service, function and effect, each once.
///
/// # Errors
/// What the database says.
pub fn by_incident(
    conn: &mut AnyConnection,
    incidents: &[IncidentId],
) -> Result<Vec<(IncidentId, String, String, Effect)>> {
    use incident_matters as m;
    Ok(m::table
        .filter(m::incident_id.eq_any(incidents.iter().map(|id| id.0)))
        .select((m::incident_id, m::service, m::function, m::effect))
        .distinct()
        .load(conn)?)
}

/// Which of these incidents an organisation reported on a service, each with a function that it named.
///
/// # Errors
/// What the database says.
pub fn of_organisation(
    conn: &mut AnyConnection,
    incidents: &[IncidentId],
    organisation: OrganisationId,
    service: &str,
) -> Result<BTreeMap<IncidentId, String>> {
    use incident_matters as m;
    let rows: Vec<(IncidentId, String)> = m::table
        .filter(m::incident_id.eq_any(incidents.iter().map(|id| id.0)))
        .filter(m::organisation_id.eq(organisation.0))
        .filter(m::service.eq(service))
        .select((m::incident_id, m::function))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// What was reported of an incident, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Reports.
    pub reports: i64,
    /// How many organisations they came from.
    pub organisations: i64,
    /// When the first was seen.
    pub first: DateTime<Utc>,
}

/// How many reports these incidents have, from how many organisations, and when the first was seen.
///
/// # Errors
/// What the database says.
pub fn counts(conn: &mut AnyConnection, incidents: &[IncidentId]) -> Result<BTreeMap<IncidentId, Count>> {
    use diesel::dsl::{count, min, sql};
    use incident_matters as m;
    // PostgreSQL adds whole numbers up to a decimal.
    let reports = sql::<BigInt>("CAST(SUM(reports) AS BIGINT)");
    let rows: Vec<(IncidentId, i64, i64, Option<DateTime<Utc>>)> = m::table
        .filter(m::incident_id.eq_any(incidents.iter().map(|id| id.0)))
        .group_by(m::incident_id)
        .select((m::incident_id, reports, count(m::organisation_id).aggregate_distinct(), min(m::first_occurred_at)))
        .load(conn)?;
    let counted = |(incident, reports, organisations, first): (IncidentId, i64, i64, Option<DateTime<Utc>>)| {
        Some((incident, Count { reports, organisations, first: first? }))
    };
    Ok(rows.into_iter().filter_map(counted).collect())
}

/// Announcements that explained any report of these incidents at some time.
///
/// # Errors
/// What the database says.
pub fn announcements(
    conn: &mut AnyConnection,
    incidents: &[IncidentId],
) -> Result<BTreeMap<IncidentId, Vec<AnnouncementId>>> {
    use incident_announcements as a;
    let rows: Vec<(IncidentId, AnnouncementId)> = a::table
        .filter(a::incident_id.eq_any(incidents.iter().map(|id| id.0)))
        .order((a::incident_id, a::announcement_id))
        .select((a::incident_id, a::announcement_id))
        .load(conn)?;
    let mut found: BTreeMap<IncidentId, Vec<AnnouncementId>> = BTreeMap::new();
    for (incident, announcement) in rows {
        found.entry(incident).or_default().push(announcement);
    }
    Ok(found)
}

/// Own breaks whose overrun reports of these incidents showed.
///
/// # Errors
/// What the database says.
pub fn overrun_breaks(
    conn: &mut AnyConnection,
    incidents: &[IncidentId],
) -> Result<BTreeMap<IncidentId, BTreeSet<MaintenanceId>>> {
    use incident_maintenances as b;
    let rows: Vec<(IncidentId, MaintenanceId)> = b::table
        .filter(b::incident_id.eq_any(incidents.iter().map(|id| id.0)))
        .select((b::incident_id, b::maintenance_id))
        .load(conn)?;
    let mut found: BTreeMap<IncidentId, BTreeSet<MaintenanceId>> = BTreeMap::new();
    for (incident, own) in rows {
        found.entry(incident).or_default().insert(own);
    }
    Ok(found)
}

// Of two values that are not the same nothing is left, and of one that is missing neither: NULL equals nothing.
const ADD: &str = "INSERT INTO incident_matters AS m (incident_id, organisation_id, service, function, effect, \
     safety_risk, privacy_risk, reports, report_id, unit, workstation, first_occurred_at, last_occurred_at, \
     first_received_at, last_received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $10, $11, $11, $12, $12) \
     ON CONFLICT (incident_id, organisation_id, service, function, effect, safety_risk, privacy_risk) DO UPDATE SET \
     reports = m.reports + 1, \
     unit = CASE WHEN m.unit = excluded.unit THEN m.unit END, \
     workstation = CASE WHEN m.workstation = excluded.workstation THEN m.workstation END, \
     first_occurred_at = CASE WHEN excluded.first_occurred_at < m.first_occurred_at \
         THEN excluded.first_occurred_at ELSE m.first_occurred_at END, \
     last_occurred_at = CASE WHEN excluded.last_occurred_at > m.last_occurred_at \
         THEN excluded.last_occurred_at ELSE m.last_occurred_at END, \
     first_received_at = CASE WHEN excluded.first_received_at < m.first_received_at \
         THEN excluded.first_received_at ELSE m.first_received_at END, \
     last_received_at = CASE WHEN excluded.last_received_at > m.last_received_at \
         THEN excluded.last_received_at ELSE m.last_received_at END \
     RETURNING reports, first_occurred_at";

/// What a new report brought to its incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Added {
    /// How many say the same now.
    #[diesel(sql_type = BigInt)]
    pub reports: i64,
    /// When the first of them was seen, UTC.
    #[diesel(sql_type = Timestamp, deserialize_as = Plain<DateTime<Utc>>)]
    pub first_occurred_at: DateTime<Utc>,
}

/// Counts a new report of an incident.
///
/// # Errors
/// What the database says.
pub fn add(conn: &mut AnyConnection, incident: IncidentId, told: &evidence::Report) -> Result<Added> {
    let values = vec![
        Value::Number(incident.0),
        Value::Number(told.organisation.0),
        Value::Text(&told.service),
        Value::Text(&told.function),
        Value::Text(told.effect.as_str()),
        Value::Flag(told.safety_risk),
        Value::Flag(told.privacy_risk),
        Value::Number(told.id.0),
        Value::TextIfAny(told.unit.as_deref()),
        Value::TextIfAny(told.workstation.as_deref()),
        Value::Moment(told.occurred_at.naive_utc()),
        Value::Moment(told.received_at.naive_utc()),
    ];
    Ok(Statement::kept(ADD, values).get_result(conn)?)
}

/// Notes that an announcement explains a report of an incident. Says whether that is new.
///
/// # Errors
/// What the database says.
pub fn add_announcement(conn: &mut AnyConnection, incident: IncidentId, explaining: AnnouncementId) -> Result<bool> {
    let sql =
        "INSERT INTO incident_announcements (incident_id, announcement_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let sql = sql_query(numbered(conn, sql)).bind::<BigInt, _>(incident.0).bind::<BigInt, _>(explaining.0);
    Ok(sql.execute(conn)? > 0)
}

/// Notes that a report of an incident shows the overrun of an own break. Says whether that is new.
///
/// # Errors
/// What the database says.
pub fn add_break(conn: &mut AnyConnection, incident: IncidentId, own: MaintenanceId) -> Result<bool> {
    let sql = "INSERT INTO incident_maintenances (incident_id, maintenance_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let sql = sql_query(numbered(conn, sql)).bind::<BigInt, _>(incident.0).bind::<BigInt, _>(own.0);
    Ok(sql.execute(conn)? > 0)
}

const RECOUNT: [&str; 6] = [
    "DELETE FROM incident_matters WHERE incident_id = $1",
    "INSERT INTO incident_matters SELECT incident_id, organisation_id, service, function, effect, safety_risk, \
     privacy_risk, COUNT(*), MIN(id), \
     CASE WHEN COUNT(*) = COUNT(unit) AND MIN(unit) = MAX(unit) THEN MIN(unit) END, \
     CASE WHEN COUNT(*) = COUNT(workstation) AND MIN(workstation) = MAX(workstation) THEN MIN(workstation) END, \
     MIN(occurred_at), MAX(occurred_at), MIN(received_at), MAX(received_at) FROM reports WHERE incident_id = $1 \
     GROUP BY incident_id, organisation_id, service, function, effect, safety_risk, privacy_risk",
    "DELETE FROM incident_announcements WHERE incident_id = $1",
    "INSERT INTO incident_announcements SELECT DISTINCT r.incident_id, l.announcement_id \
     FROM reports r JOIN report_announcements l ON l.report_id = r.id WHERE r.incident_id = $1",
    "DELETE FROM incident_maintenances WHERE incident_id = $1",
    "INSERT INTO incident_maintenances SELECT DISTINCT incident_id, maintenance_id FROM reports \
     WHERE incident_id = $1 AND maintenance_id IS NOT NULL",
];

/// Counts an incident anew, after reports were moved: the only step that reads all of them.
///
/// # Errors
/// What the database says.
pub fn recount(conn: &mut AnyConnection, incident: IncidentId) -> Result<()> {
    for sql in RECOUNT {
        sql_query(numbered(conn, sql)).bind::<BigInt, _>(incident.0).execute(conn)?;
    }
    Ok(())
}
