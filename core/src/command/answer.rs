//! Questions that a person must answer, tasks that she ticks off, and the end of it all.

use diesel::prelude::*;
use majakka_domain::catalogue::Texts;
use majakka_domain::duties::{ended_by_answer, ends_by_hand, opened_by_answer, questions_before_closing};
use majakka_domain::id::IncidentId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Deed;
use majakka_domain::statutory;
use majakka_domain::terms::{ClockKind, Question, TaskName, YesNo};
use serde_json::json;

use super::field::{Problems, redacted};
use crate::core::Act;
use crate::db::schema::incidents;
use crate::error::Result;
use crate::render::message::ProgressStep;
use crate::store::ledger::{self, Answer};
use crate::store::{matter, report, task};

/// Answers a question.
///
/// # Errors
/// `forbidden`, `validation` without a reason, `stale` when it is closed.
pub fn answer(act: &mut Act<'_>, incident: IncidentId, question: Question, value: YesNo, reason: &str) -> Result<()> {
    act.viewer.require(Deed::Answer(question))?;
    let mut problems = Problems::default();
    problems.need("reason", reason);
    problems.at_most("reason", reason, 2_000);
    problems.refuse()?;
    let row = act.incident(incident, None)?;
    row.standing()?.aftermath()?;
    let reason = redacted(reason.trim());
    let actor = act.viewer.actor();
    for name in opened_by_answer(question, value) {
        task::owe(act.conn, act.now, incident, *name)?;
    }
    for name in ended_by_answer(question, value) {
        task::end(act.conn, act.now, incident, *name, &actor)?;
    }
    let running: Vec<String> = ledger::clocks(act.conn, incident)?
        .into_iter()
        .filter(|clock| clock.ended_at.is_none())
        .map(|clock| clock.kind)
        .collect();
    for kind in statutory::started_by_answer(question, value) {
        // A later "yes" does not move a clock that runs.
        if !running.iter().any(|running| running == kind.as_str()) {
            ledger::start_clock(act.conn, act.now, incident, *kind)?;
        }
    }
    for kind in statutory::ended_by_answer(question, value) {
        ledger::end_clocks(act.conn, act.now, incident, *kind, "not_required", &reason, &actor)?;
    }
    let written = Answer { question, value, reason: reason.clone(), actor, at: act.now };
    ledger::add_answer(act.conn, incident, &written)?;
    act.note(&row, "answered", &json!({ "question": question, "value": value, "reason": reason }))
}

/// Ticks a task off.
///
/// # Errors
/// `forbidden`; `validation` for a task that is not open, ends by its own deed, or without a name; `stale`.
pub fn end_task(act: &mut Act<'_>, incident: IncidentId, name: TaskName, by: &str) -> Result<()> {
    act.viewer.require(Deed::EndTask)?;
    let row = act.incident(incident, None)?;
    let mut problems = Problems::default();
    problems.need("by", by);
    if !ends_by_hand(name) || !task::open_names(act.conn, incident)?.contains(&name) {
        problems.add("task", "not_open");
    }
    problems.refuse()?;
    row.standing()?.aftermath()?;
    let by = redacted(by.trim());
    task::end(act.conn, act.now, incident, name, &by)?;
    act.note(&row, "task_done", &json!({ "task": name, "by": by }))
}

/// Says that a statutory report was sent, or why none was required.
///
/// # Errors
/// `forbidden`; `validation` without a reason where nothing was sent, or when no such clock runs.
pub fn end_clock(act: &mut Act<'_>, incident: IncidentId, kind: ClockKind, sent: bool, reason: &str) -> Result<()> {
    act.viewer.require(Deed::Answer(Question::DataBreach))?;
    let row = act.incident(incident, None)?;
    if !sent {
        let mut problems = Problems::default();
        problems.need("reason", reason);
        problems.refuse()?;
    }
    let outcome = if sent { "sent" } else { "not_required" };
    let reason = redacted(reason.trim());
    let actor = act.viewer.actor();
    if ledger::end_clocks(act.conn, act.now, incident, kind, outcome, &reason, &actor)? == 0 {
        return Err(Refusal::field("clock", "not_open").into());
    }
    if sent && kind == ClockKind::Nis2Followup {
        ledger::start_clock(act.conn, act.now, incident, ClockKind::Nis2Final)?;
    }
    act.note(&row, "clock_ended", &json!({ "clock": kind, "outcome": outcome, "reason": reason }))
}

/// Questions that still wait for an answer before the incident may be closed.
///
/// # Errors
/// What the database says.
pub fn unanswered(act: &mut Act<'_>, row: &crate::store::incident::Incident) -> Result<Vec<Question>> {
    let matters = matter::of_incident(act.conn, row.key())?;
    let reports: Vec<_> = matters.into_iter().map(|matter| matter.told).collect();
    let answered: Vec<Question> = ledger::answers(act.conn, row.key())?.iter().map(|a| a.question).collect();
    let asked = questions_before_closing(row.first_bulletin_at.is_some(), &reports);
    Ok(asked.into_iter().filter(|question| !answered.contains(question)).collect())
}

/// Closes an incident. Clocks go on.
///
/// # Errors
/// `forbidden`, `final_bulletin_missing`, `open_questions`, `open_tasks`, `stale`.
pub fn close(act: &mut Act<'_>, incident: IncidentId, seen: Option<i64>) -> Result<()> {
    act.viewer.require(Deed::Close)?;
    let row = act.incident(incident, seen)?;
    let unanswered = unanswered(act, &row)?.len();
    let open = task::open(act.conn, incident)?.len();
    let state = row.standing()?.close(unanswered, open)?;
    diesel::update(incidents::table.find(incident.0))
        .set((
            incidents::state.eq(state.as_str()),
            incidents::closed_at.eq(act.now.naive_utc()),
            incidents::next_update_at.eq(None::<chrono::NaiveDateTime>),
        ))
        .execute(act.conn)?;
    // Who reported hears the end also when there was no bulletin and no ending before this one (seed 003, 4.1).
    if row.resolved_at.is_none() {
        let reports = report::with_address(act.conn, incident)?;
        let step = ProgressStep::Resolved { ended: act.now, cause: Texts::default() };
        super::progress::tell(act, &reports, &step, &Texts::default())?;
    }
    act.note(&row, "closed", &json!({}))
}
