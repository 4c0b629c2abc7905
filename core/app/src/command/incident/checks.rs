//! The helpdesk notes which guided checks it has made (source 001, chapter 7; source 003, 4.2).

use std::collections::BTreeSet;

use majakka_domain::checks::asked;
use majakka_domain::id::IncidentId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::GuidedCheck;
use majakka_domain::timeline::TimelineEvent;

use crate::app::Tx;
use majakka_store::checks as store;
use majakka_store::error::Result;

/// Notes that exactly these checks are made; who made one and when stays as it was. What the reports do not ask for is
/// refused.
///
/// # Errors
/// `forbidden`; `validation` on `made`; `stale` when the incident is over.
pub fn note(tx: &mut Tx<'_>, incident: IncidentId, made: &BTreeSet<GuidedCheck>) -> Result<()> {
    tx.viewer.require(Permission::Triage)?;
    let row = tx.incident(incident, None)?;
    let case = tx.case(row)?;
    let asked: BTreeSet<GuidedCheck> = asked(&case.evidence).into_iter().collect();
    if !made.is_subset(&asked) {
        return Err(Refusal::field("made", "unknown").into());
    }
    case.row.standing().triage()?;
    // A check that a report no longer asks for stays written; only what was on the form is taken back.
    let before: BTreeSet<GuidedCheck> = case.evidence.checks.keys().copied().filter(|c| asked.contains(c)).collect();
    let new: BTreeSet<GuidedCheck> = made.difference(&before).copied().collect();
    let undone: BTreeSet<GuidedCheck> = before.difference(made).copied().collect();
    if new.is_empty() && undone.is_empty() {
        return Ok(());
    }
    let actor = tx.viewer.actor();
    store::tick(tx.conn, tx.now, incident, &new, &actor)?;
    store::untick(tx.conn, incident, &undone)?;
    let (made, undone) = (new.into_iter().collect(), undone.into_iter().collect());
    tx.note(&case.row, &TimelineEvent::Checked { made, undone })
}
