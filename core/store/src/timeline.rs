//! The append-only story of an incident. Triggers refuse to change it on both databases.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use majakka_domain::id::IncidentId;
use majakka_domain::timeline::TimelineEvent;

use crate::db::schema::timeline;
use crate::db::{AnyConnection, Statement, Value};
use crate::error::{Error, Result};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the story of all incidents.
    pub number: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// What.
    pub happened: Happened,
}

/// What an entry tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// Something that this version knows.
    Known(TimelineEvent),
    /// Something of a kind that only a later version knows, which shares the database.
    Later(String),
}

impl Happened {
    /// Its stable name.
    pub fn kind(&self) -> &str {
        match self {
            Happened::Known(event) => event.kind(),
            Happened::Later(kind) => kind,
        }
    }
}

/// Writes an entry.
///
/// # Errors
/// What the database says.
pub fn append(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    incident: IncidentId,
    actor: &str,
    event: &TimelineEvent,
) -> Result<()> {
    diesel::insert_into(timeline::table)
        .values((
            timeline::incident_id.eq(incident.0),
            timeline::at.eq(now.naive_utc()),
            timeline::actor.eq(actor),
            timeline::kind.eq(event.kind()),
            timeline::detail.eq(event.detail()?.to_string()),
        ))
        .execute(conn)?;
    Ok(())
}

/// An entry that is still to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// Of which incident.
    pub incident: IncidentId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// What.
    pub event: TimelineEvent,
}

/// Writes entries in their order, in one statement.
///
/// # Errors
/// What the database says.
pub fn append_all(conn: &mut AnyConnection, entries: &[NewEntry]) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let details = entries.iter().map(|entry| Ok(entry.event.detail()?.to_string())).collect::<Result<Vec<_>>>()?;
    let values = entries.iter().zip(&details).flat_map(|(entry, detail)| {
        [
            Value::Number(entry.incident.0),
            Value::Moment(entry.at.naive_utc()),
            Value::Text(&entry.actor),
            Value::Text(entry.event.kind()),
            Value::Text(detail),
        ]
    });
    let head = "INSERT INTO timeline (incident_id, at, actor, kind, detail) VALUES";
    Statement::rows(head, 5, values.collect()).execute(conn)?;
    Ok(())
}

/// Part of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntriesWanted {
    /// With the arrivals of reports, of which there may be thousands?
    pub reports: bool,
    /// Those before this number; none: the newest.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: i64,
}

/// The newest entries of an incident, newest first. The incident was found with a viewer.
///
/// # Errors
/// As [`entries`].
pub fn newest(conn: &mut AnyConnection, incident: IncidentId, limit: i64) -> Result<Vec<Entry>> {
    entries(conn, incident, EntriesWanted { reports: true, before: None, limit })
}

/// Entries of an incident, newest first. The incident was found with a viewer.
///
/// # Errors
/// [`Error::Unreadable`] for an entry whose facts are not those of its kind, or what the database says.
pub fn entries(conn: &mut AnyConnection, incident: IncidentId, wanted: EntriesWanted) -> Result<Vec<Entry>> {
    let mut query = timeline::table
        .filter(timeline::incident_id.eq(incident.0))
        .order(timeline::id.desc())
        .limit(wanted.limit)
        .select((timeline::id, timeline::at, timeline::actor, timeline::kind, timeline::detail))
        .into_boxed();
    if !wanted.reports {
        query = query.filter(but_reports());
    }
    if let Some(number) = wanted.before {
        query = query.filter(timeline::id.lt(number));
    }
    let rows: Vec<(i64, DateTime<Utc>, String, String, String)> = query.load(conn)?;
    rows.into_iter()
        .map(|(number, at, actor, kind, detail)| {
            let event = TimelineEvent::read(&kind, &detail).map_err(|cause| Error::Unreadable {
                column: format!("detail of timeline entry {number}"),
                problem: Box::new(cause),
            })?;
            Ok(Entry { number, at, actor, happened: event.map_or(Happened::Later(kind), Happened::Known) })
        })
        .collect()
}

/// In the words of the index, or neither database takes it.
fn but_reports() -> SqlLiteral<Bool> {
    sql::<Bool>("timeline.kind <> 'report'")
}

/// Of these incidents those whose last alarm had nobody to go to, and since when.
///
/// # Errors
/// What the database says.
pub fn unheard_alarms(
    conn: &mut AnyConnection,
    incidents: &[IncidentId],
) -> Result<BTreeMap<IncidentId, DateTime<Utc>>> {
    let (unheard, alerted) = (TimelineEvent::DutyUnheard {}, "duty_alerted");
    let rows: Vec<(IncidentId, DateTime<Utc>, String)> = timeline::table
        .filter(timeline::incident_id.eq_any(incidents.iter().map(|id| id.0)))
        .filter(but_reports())
        .filter(timeline::kind.eq_any([unheard.kind(), alerted]))
        .order(timeline::id)
        .select((timeline::incident_id, timeline::at, timeline::kind))
        .load(conn)?;
    let mut last = BTreeMap::new();
    for (incident, at, kind) in rows {
        if kind == alerted {
            last.remove(&incident);
        } else {
            last.insert(incident, at);
        }
    }
    Ok(last)
}
