//! Telephone calls about an incident. Only added to.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::IncidentId;
use majakka_domain::terms::{CallOutcome, EscalationTarget};

use crate::db::AnyConnection;
use crate::db::schema::calls;
use crate::error::Result;

/// A telephone call.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = calls)]
pub struct Call {
    /// Whom.
    pub target: EscalationTarget,
    /// How it ended.
    pub outcome: CallOutcome,
    /// Who called.
    pub called_by: String,
    /// What was said, the other side's reference.
    pub note: String,
    /// When, UTC.
    pub at: DateTime<Utc>,
}

/// Writes a call.
///
/// # Errors
/// What the database says.
pub fn add(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    incident: IncidentId,
    target: EscalationTarget,
    outcome: CallOutcome,
    called_by: &str,
    note: &str,
) -> Result<()> {
    diesel::insert_into(calls::table)
        .values((
            calls::incident_id.eq(incident.0),
            calls::target.eq(target.as_str()),
            calls::outcome.eq(outcome.as_str()),
            calls::called_by.eq(called_by),
            calls::note.eq(note),
            calls::at.eq(now.naive_utc()),
        ))
        .execute(conn)?;
    Ok(())
}

/// All calls, oldest first.
///
/// # Errors
/// What the database says.
pub fn of_incident(conn: &mut AnyConnection, incident: IncidentId) -> Result<Vec<Call>> {
    Ok(calls::table.filter(calls::incident_id.eq(incident.0)).order(calls::id).select(Call::as_select()).load(conn)?)
}
