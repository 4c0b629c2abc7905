//! A report that is wrong: corrected, rejected as no fault, or closed without an incident, always with a reason.
//!
//! Guarantee: the verdict goes by what is so now, the audit log keeps what was told first, and whoever told it hears of it.
//! Non-goal: what the reporter wrote in her own words; that stays as she wrote it.

use chrono::{DateTime, Utc};
use majakka_domain::bounds::TimeOf;
use majakka_domain::catalogue::Texts;
use majakka_domain::id::ReportId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{Effect, ReportEnd};
use majakka_domain::text;
use majakka_domain::timeline::TimelineEvent;
use serde_json::json;

use super::progress;
use crate::app::Tx;
use crate::command::field::{LONGEST_NAME, LONGEST_NOTE, Problems, redacted, redacted_line};
use crate::command::incident::data_breach;
use crate::command::incident::merge;
use crate::command::report::{check_matter, link_explanations};
use majakka_messages::message::ProgressStep;
use majakka_store::error::Result;
use majakka_store::incident::Incident;
use majakka_store::report::{self, Corrected, Report};
use majakka_store::{counter, matter};

/// What a report should have said.
#[derive(Debug, Clone)]
pub struct Correction {
    /// Which.
    pub report: ReportId,
    /// Service, catalogue id.
    pub service: String,
    /// Function of the service.
    pub function: String,
    /// What it does to the work.
    pub effect: Effect,
    /// Unit; empty: none.
    pub unit: String,
    /// Workstation; empty: none.
    pub workstation: String,
    /// When it was seen.
    pub occurred_at: DateTime<Utc>,
    /// May a patient come to harm?
    pub safety_risk: bool,
    /// May privacy be compromised?
    pub privacy_risk: bool,
    /// Why, as the reporter reads it.
    pub reason: String,
}

/// Puts right what a report says. One that tells of a danger now leaves its break for an incident of its own (docs/TRIAGE.md 2).
///
/// # Errors
/// `forbidden`; `validation`, also when nothing would change; `stale` when the report or its incident is over.
pub fn correct(tx: &mut Tx<'_>, correction: &Correction) -> Result<()> {
    let (row, incident) = open_to_change(tx, correction.report)?;
    let some = |typed: &str| Some(redacted_line(typed)).filter(|text| !text.is_empty());
    let corrected = Corrected {
        service: correction.service.clone(),
        function: correction.function.clone(),
        effect: correction.effect,
        unit: some(&correction.unit),
        workstation: some(&correction.workstation),
        occurred_at: correction.occurred_at,
        safety_risk: correction.safety_risk,
        privacy_risk: correction.privacy_risk,
    };
    let before = Corrected::from_row(&row);
    let mut problems = Problems::default();
    check_matter(tx.app, &correction.service, &correction.function, &mut problems);
    problems.at_most("unit", &correction.unit, LONGEST_NAME);
    problems.at_most("workstation", &correction.workstation, LONGEST_NAME);
    if corrected.occurred_at != before.occurred_at {
        problems.time(TimeOf::Sight, "occurred_at", corrected.occurred_at, tx.now);
    }
    let reason = reason(&correction.reason, &mut problems);
    if corrected == before {
        problems.add("reason", "nothing_changed");
    }
    problems.refuse()?;
    report::correct(tx.conn, row.id, &corrected)?;
    match &incident {
        Some(incident) => {
            matter::recount(tx.conn, incident.id)?;
            let case = tx.case(incident.clone())?;
            let told = report::find(tx.conn, tx.viewer, row.id)?.as_evidence();
            link_explanations(tx, incident.id, &case.evidence, &told)?;
            if corrected.privacy_risk && !before.privacy_risk {
                data_breach::reported(tx, incident.id, row.received_at)?;
            }
            let event = TimelineEvent::ReportCorrected { report: row.reference.clone(), reason: reason.clone() };
            tx.note(incident, &event)?;
        }
        None if corrected.safety_risk || corrected.privacy_risk => {
            merge::move_report(tx, row.id, None)?;
        }
        None => {}
    }
    let detail = json!({ "was": before.facts(), "is": corrected.facts(), "reason": reason });
    tx.audit("report.corrected", &row.reference, &detail.to_string())?;
    tell(tx, row.id, &ProgressStep::Corrected, reason)?;
    counter::bump_page(tx.conn)
}

/// Rejects a report, so that it is evidence for nothing, or closes one that needs no incident, as in a break.
///
/// # Errors
/// `forbidden`; `validation` without a reason, or on `end` for closing what belongs to an incident; `stale` when the report or its
/// incident is over.
pub fn end(tx: &mut Tx<'_>, id: ReportId, how: ReportEnd, why: &str) -> Result<()> {
    let (row, incident) = open_to_change(tx, id)?;
    let mut problems = Problems::default();
    let reason = reason(why, &mut problems);
    if how == ReportEnd::Closed && incident.is_some() {
        problems.add("end", "in_incident");
    }
    problems.refuse()?;
    report::end(tx.conn, tx.now, row.id, how, &tx.viewer.actor(), &reason)?;
    if let Some(incident) = &incident {
        matter::recount(tx.conn, incident.id)?;
        let event = TimelineEvent::ReportRejected { report: row.reference.clone(), reason: reason.clone() };
        tx.note(incident, &event)?;
    }
    tx.audit(&format!("report.{how}"), &row.reference, &json!({ "reason": reason }).to_string())?;
    tell(tx, row.id, &ProgressStep::Ended { how }, reason)?;
    counter::bump_page(tx.conn)
}

/// A report of the viewer's own desk, with its incident, neither of which is over.
fn open_to_change(tx: &mut Tx<'_>, id: ReportId) -> Result<(Report, Option<Incident>)> {
    tx.viewer.require(Permission::Triage)?;
    let row = report::find(tx.conn, tx.viewer, id)?;
    if tx.viewer.desk().is_some_and(|desk| desk != row.desk_id) {
        return Err(Refusal::Forbidden.into());
    }
    if row.ended_at.is_some() {
        return Err(Refusal::Stale.into());
    }
    let incident = row.incident_id.map(|incident| tx.incident(incident, None)).transpose()?;
    if let Some(incident) = &incident {
        incident.standing().triage()?;
    }
    Ok((row, incident))
}

fn reason(typed: &str, problems: &mut Problems) -> String {
    problems.need("reason", &text::clean(typed));
    problems.at_most("reason", typed, LONGEST_NOTE);
    problems.no_hetu("reason", typed);
    redacted(typed)
}

/// The reason goes to the reporter as the desk wrote it, whatever her language.
fn tell(tx: &mut Tx<'_>, id: ReportId, step: &ProgressStep, reason: String) -> Result<()> {
    let row = report::find(tx.conn, tx.viewer, id)?;
    progress::tell(tx, std::slice::from_ref(&row), step, &Texts { fi: reason, ..Texts::default() }, None)
}
