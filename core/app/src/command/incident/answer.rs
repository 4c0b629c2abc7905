//! Questions that a person must answer, tasks that she ticks off, and the end of it all.

use chrono::{DateTime, Utc};
use majakka_domain::catalogue::Texts;
use majakka_domain::id::IncidentId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::statutory;
use majakka_domain::tasks::{ended_by_answer, ends_by_hand, opened_by_answer, questions_before_closing};
use majakka_domain::terms::{ClockKind, ClockOutcome, Question, TaskName, YesNo};
use majakka_domain::timeline::TimelineEvent;

use crate::app::Tx;
use crate::command::field::{LONGEST_NAME, LONGEST_NOTE, Problems, redacted, redacted_line};
use majakka_messages::message::ProgressStep;
use majakka_store::answer::Answer;
use majakka_store::error::Result;
use majakka_store::incident::change;
use majakka_store::statutory_clock::{Ending, Whose};
use majakka_store::{answer, matter, report, statutory_clock, task};

/// Answers a question.
///
/// # Errors
/// `forbidden`, `validation` without a reason, `stale` when it is closed.
pub fn answer(tx: &mut Tx<'_>, incident: IncidentId, question: Question, value: YesNo, reason: &str) -> Result<()> {
    tx.viewer.require(Permission::Answer(question))?;
    let reason = reasoned(reason)?;
    let row = tx.incident(incident, None)?;
    row.standing().aftermath()?;
    let actor = tx.viewer.actor();
    for name in opened_by_answer(question, value) {
        task::owe(tx.conn, tx.now, incident, *name)?;
    }
    for name in ended_by_answer(question, value) {
        task::end(tx.conn, tx.now, incident, *name, &actor)?;
    }
    let running: Vec<ClockKind> = statutory_clock::of_incident(tx.conn, incident)?
        .into_iter()
        .filter(|clock| clock.ended_at.is_none())
        .map(|clock| clock.kind)
        .collect();
    for kind in statutory::started_by_answer(question, value) {
        // A later "yes" does not move a clock that runs.
        if !running.contains(kind) {
            start_clock(tx, tx.now, incident, *kind)?;
        }
    }
    for kind in statutory::ended_by_answer(question, value) {
        let ending = Ending { outcome: ClockOutcome::NotRequired, reason: &reason, by: &actor };
        statutory_clock::end(tx.conn, tx.now, incident, Whose::Desk, *kind, ending)?;
    }
    let written = Answer { question, value, reason: reason.clone(), actor, at: tx.now };
    answer::add(tx.conn, incident, Whose::Desk, &written)?;
    tx.note(&row, &TimelineEvent::Answered { question, value, reason })
}

/// The reason of an answer as it is kept: it is there, of bounded length, and without identity codes.
pub(super) fn reasoned(reason: &str) -> Result<String, Refusal> {
    let mut problems = Problems::default();
    problems.need("reason", reason);
    problems.at_most("reason", reason, LONGEST_NOTE);
    problems.refuse()?;
    Ok(redacted(reason))
}

/// How a clock ends, with the reason as it is kept: what was sent needs none.
pub(super) fn outcome(sent: bool, reason: &str) -> Result<(ClockOutcome, String), Refusal> {
    if !sent {
        return Ok((ClockOutcome::NotRequired, reasoned(reason)?));
    }
    let mut problems = Problems::default();
    problems.at_most("reason", reason, LONGEST_NOTE);
    problems.refuse()?;
    Ok((ClockOutcome::Sent, redacted(reason)))
}

/// Starts a statutory clock with the period of that day.
pub(super) fn start_clock(tx: &mut Tx<'_>, at: DateTime<Utc>, incident: IncidentId, kind: ClockKind) -> Result<()> {
    let due = statutory::due(&tx.app.catalogue, kind, at);
    statutory_clock::start(tx.conn, at, due, incident, Whose::Desk, kind)
}

/// Ticks a task off.
///
/// # Errors
/// `forbidden`; `validation` for a task that is not open, ends by its own deed, or without a name; `stale`.
pub fn end_task(tx: &mut Tx<'_>, incident: IncidentId, name: TaskName, by: &str) -> Result<()> {
    tx.viewer.require(Permission::EndTask)?;
    let row = tx.incident(incident, None)?;
    let mut problems = Problems::default();
    problems.need("by", by);
    problems.at_most("by", by, LONGEST_NAME);
    if !ends_by_hand(name) || !task::open_names(tx.conn, incident)?.contains(&name) {
        problems.add("task", "not_open");
    }
    problems.refuse()?;
    row.standing().aftermath()?;
    let by = redacted_line(by);
    task::end(tx.conn, tx.now, incident, name, &by)?;
    tx.note(&row, &TimelineEvent::TaskDone { task: name, by })
}

/// Says that a statutory report was sent, or why none was required.
///
/// # Errors
/// `forbidden`; `validation` without a reason where nothing was sent, or when no such clock runs.
pub fn end_clock(tx: &mut Tx<'_>, incident: IncidentId, kind: ClockKind, sent: bool, reason: &str) -> Result<()> {
    tx.viewer.require(Permission::Answer(Question::DataBreach))?;
    let row = tx.incident(incident, None)?;
    let (outcome, reason) = outcome(sent, reason)?;
    let ending = Ending { outcome, reason: &reason, by: &tx.viewer.actor() };
    if statutory_clock::end(tx.conn, tx.now, incident, Whose::Desk, kind, ending)? == 0 {
        return Err(Refusal::field("clock", "not_open").into());
    }
    if sent && kind == ClockKind::Nis2Followup {
        start_clock(tx, tx.now, incident, ClockKind::Nis2Final)?;
    }
    tx.note(&row, &TimelineEvent::ClockEnded { clock: kind, outcome, reason })
}

/// Questions that still wait for an answer before the incident may be closed.
///
/// # Errors
/// What the database says.
pub fn unanswered(tx: &mut Tx<'_>, row: &majakka_store::incident::Incident) -> Result<Vec<Question>> {
    let matters = matter::of_incident(tx.conn, row.id)?;
    let reports: Vec<_> = matters.into_iter().map(|matter| matter.told).collect();
    let answered: Vec<Question> = answer::of_incident(tx.conn, row.id)?.iter().map(|a| a.question).collect();
    let asked = questions_before_closing(row.first_bulletin_at.is_some(), &reports);
    Ok(asked.into_iter().filter(|question| !answered.contains(question)).collect())
}

/// Closes an incident. Clocks go on.
///
/// # Errors
/// `forbidden`, `final_bulletin_missing`, `open_questions`, `open_tasks`, `stale`.
pub fn close(tx: &mut Tx<'_>, incident: IncidentId, seen: Option<i64>) -> Result<()> {
    tx.viewer.require(Permission::Close)?;
    let row = tx.incident(incident, seen)?;
    let unanswered = unanswered(tx, &row)?.len();
    let open = task::open(tx.conn, incident)?.len();
    let state = row.standing().close(unanswered, open)?;
    change::close(tx.conn, tx.now, incident, state)?;
    // Who reported hears the end also when there was no bulletin and no ending before this one (source 003, 4.1).
    if row.resolved_at.is_none() {
        let reports = report::with_address(tx.conn, incident)?;
        let step = ProgressStep::Resolved { ended: tx.now, cause: Texts::default() };
        crate::command::report::progress::tell(tx, &reports, &step, &Texts::default(), None)?;
    }
    tx.note(&row, &TimelineEvent::Closed {})
}
