//! The append-only story of an incident. Triggers refuse to change it on both databases.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::IncidentId;

use crate::db::schema::timeline;
use crate::db::{AnyConnection, Statement, Value};
use crate::error::Result;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = timeline)]
pub struct Entry {
    /// Id; the order.
    pub id: i64,
    /// When, UTC.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// What: `timeline-KIND` in `templates/i18n/`.
    pub kind: String,
    /// The facts, JSON.
    pub detail: String,
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
    kind: &str,
    detail: &serde_json::Value,
) -> Result<()> {
    diesel::insert_into(timeline::table)
        .values((
            timeline::incident_id.eq(incident.0),
            timeline::at.eq(now.naive_utc()),
            timeline::actor.eq(actor),
            timeline::kind.eq(kind),
            timeline::detail.eq(detail.to_string()),
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
    pub kind: &'static str,
    /// The facts, JSON.
    pub detail: String,
}

/// Writes entries in their order, in one statement.
///
/// # Errors
/// What the database says.
pub fn append_all(conn: &mut AnyConnection, entries: &[NewEntry]) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let values = entries.iter().flat_map(|entry| {
        [
            Value::Number(entry.incident.0),
            Value::Moment(entry.at.naive_utc()),
            Value::Text(&entry.actor),
            Value::Text(entry.kind),
            Value::Text(&entry.detail),
        ]
    });
    let head = "INSERT INTO timeline (incident_id, at, actor, kind, detail) VALUES";
    Statement::rows(head, 5, values.collect()).execute(conn)?;
    Ok(())
}

/// The newest entries of an incident, newest first. The incident was found with a viewer.
///
/// # Errors
/// What the database says.
pub fn newest(conn: &mut AnyConnection, incident: IncidentId, limit: i64) -> Result<Vec<Entry>> {
    Ok(timeline::table
        .filter(timeline::incident_id.eq(incident.0))
        .order(timeline::id.desc())
        .limit(limit)
        .select(Entry::as_select())
        .load(conn)?)
}
