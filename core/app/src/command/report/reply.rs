//! One answer to many: progress and an estimate for the people whose reports belong to an incident (source 003, 4.1).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use majakka_domain::bounds::TimeOf;
use majakka_domain::catalogue::Texts;
use majakka_domain::id::{IncidentId, ReportId};
use majakka_domain::rights::Permission;
use majakka_domain::terms::Language;
use majakka_domain::timeline::TimelineEvent;

use super::progress;
use crate::app::Tx;
use crate::command::field::Problems;
use majakka_messages::message::ProgressStep;
use majakka_store::error::Result;
use majakka_store::incident::change;
use majakka_store::report;

/// The answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// On which incident.
    pub incident: IncidentId,
    /// The version that the writer looked at.
    pub seen: Option<i64>,
    /// Who gets it: reports of this incident, others are left out.
    pub reports: BTreeSet<ReportId>,
    /// What is said, in the reporters' languages.
    pub note: Texts,
    /// When it is thought to be over.
    pub estimate: Option<DateTime<Utc>>,
}

/// Writes one mail to each chosen reporter who left an address. Says to how many.
///
/// # Errors
/// `forbidden`; `validation` on `note`, `reports`, `estimate`; `stale` when it is closed.
pub fn reply(tx: &mut Tx<'_>, reply: &Reply) -> Result<usize> {
    tx.viewer.require(Permission::Triage)?;
    let row = tx.incident(reply.incident, reply.seen)?;
    let mut problems = Problems::default();
    problems.need("note", &reply.note.fi);
    for language in Language::ALL {
        problems.at_most("note", reply.note.get(*language), 2_000);
        problems.no_hetu("note", reply.note.get(*language));
    }
    if let Some(estimate) = reply.estimate {
        problems.time(TimeOf::Estimate, "estimate", estimate, tx.now);
    }
    let mut chosen = report::with_address(tx.conn, row.id)?;
    let everybody = chosen.len();
    chosen.retain(|report| reply.reports.contains(&report.id));
    if chosen.is_empty() {
        problems.add("reports", "missing");
    }
    problems.refuse()?;
    row.standing().aftermath()?;
    let step = ProgressStep::Investigated { estimate: reply.estimate };
    if reply.estimate.is_some() {
        change::estimate(tx.conn, row.id, reply.estimate)?;
    }
    // Who was left out was promised her word as well.
    let next = if chosen.len() == everybody {
        let case = tx.case(row.clone())?;
        progress::promise_anew(tx, &row, (case.decided.criticality, case.decided.effect))?
    } else {
        row.reporters_due_at.or(row.next_update_at)
    };
    progress::tell(tx, &chosen, &step, &reply.note, next.filter(|_| row.is_unresolved()))?;
    tx.note(&row, &TimelineEvent::Replied { reporters: chosen.len(), note: reply.note.fi.clone() })?;
    Ok(chosen.len())
}
