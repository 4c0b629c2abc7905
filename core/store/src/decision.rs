//! What was decided beside what was proposed, so that agreement can be counted. Only added to.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::id::IncidentId;
use majakka_domain::terms::{Confidence, KelaReport, Origin};

use crate::db::AnyConnection;
use crate::db::schema::decisions;
use crate::error::Result;

/// A decision beside what was proposed at that moment.
#[derive(Debug, Clone, Copy)]
pub struct Decision<'a> {
    /// Proposed origin.
    pub proposed: Origin,
    /// How sure the proposal was.
    pub confidence: Confidence,
    /// Proposed duty to Kela.
    pub proposed_report: KelaReport,
    /// Decided origin.
    pub decided: Origin,
    /// The duty that the decided values lead to.
    pub decided_report: KelaReport,
    /// Why.
    pub reason: &'a str,
}

/// Writes a decision, so that agreement can be counted.
///
/// # Errors
/// What the database says.
pub fn add(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    incident: IncidentId,
    decision: &Decision<'_>,
    actor: &str,
) -> Result<()> {
    diesel::insert_into(decisions::table)
        .values((
            decisions::incident_id.eq(incident.0),
            decisions::at.eq(now.naive_utc()),
            decisions::actor.eq(actor),
            decisions::proposed_origin.eq(decision.proposed.as_str()),
            decisions::proposed_confidence.eq(decision.confidence.as_str()),
            decisions::decided_origin.eq(decision.decided.as_str()),
            decisions::reason.eq(decision.reason),
            decisions::proposed_report.eq(decision.proposed_report.as_str()),
            decisions::decided_report.eq(decision.decided_report.as_str()),
        ))
        .execute(conn)?;
    Ok(())
}
