//! Kela has closed a connection, and what lets it be opened again (general terms 004, chapter 5).
//!
//! Guarantee: the incident cannot be closed before the account is written that Kela opened the connection upon.
//! Non-goal: sending it; it goes to Kela by the way that Kela asked for.

use majakka_domain::id::IncidentId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::TaskName;
use majakka_domain::timeline::TimelineEvent;

use crate::app::Tx;
use crate::command::field::{Problems, redacted};
use majakka_store::error::Result;
use majakka_store::task;

/// Longest text, in characters.
const LONGEST: usize = 2_000;

/// Notes that Kela has closed a connection: whose, since when, what Kela asks for.
///
/// # Errors
/// `forbidden`; `validation` without a reason, or when that is owed already; `stale` when the incident is closed.
pub fn closed(tx: &mut Tx<'_>, incident: IncidentId, reason: &str) -> Result<()> {
    tx.viewer.require(Permission::Escalate)?;
    let row = tx.incident(incident, None)?;
    let mut problems = Problems::default();
    problems.need("reason", reason);
    problems.at_most("reason", reason, LONGEST);
    if task::open_names(tx.conn, incident)?.contains(&TaskName::ConnectionReopening) {
        problems.add("reason", "noted");
    }
    problems.refuse()?;
    row.standing().aftermath()?;
    let reason = redacted(reason);
    task::owe_with(tx.conn, tx.now, incident, TaskName::ConnectionReopening, &reason)?;
    tx.note(&row, &TimelineEvent::ConnectionClosed { reason })
}

/// Notes that Kela has opened it again, and upon which account.
///
/// # Errors
/// `forbidden`; `validation` without a proof, or when nothing is closed; `stale` when the incident is closed.
pub fn reopened(tx: &mut Tx<'_>, incident: IncidentId, proof: &str) -> Result<()> {
    tx.viewer.require(Permission::EndTask)?;
    let row = tx.incident(incident, None)?;
    let mut problems = Problems::default();
    problems.need("proof", proof);
    problems.at_most("proof", proof, LONGEST);
    problems.refuse()?;
    if !task::open_names(tx.conn, incident)?.contains(&TaskName::ConnectionReopening) {
        return Err(Refusal::field("proof", "not_open").into());
    }
    row.standing().aftermath()?;
    let (proof, actor) = (redacted(proof), tx.viewer.actor());
    task::end_with(tx.conn, tx.now, incident, TaskName::ConnectionReopening, &actor, &proof)?;
    tx.note(&row, &TimelineEvent::ConnectionReopened { proof })
}
