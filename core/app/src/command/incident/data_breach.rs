//! A report says that somebody may have seen what is not theirs: the data protection officer assesses it, and 72 hours run
//! (GDPR article 33).

use chrono::{DateTime, Utc};
use majakka_domain::id::IncidentId;
use majakka_domain::statutory::{Started, starts_breach_clock};
use majakka_domain::terms::{ClockKind, Question, TaskName};

use super::answer::start_clock;
use crate::app::Tx;
use majakka_store::error::Result;
use majakka_store::{answer, statutory_clock, task};

/// What follows from such a report, told at this moment, wherever it was before.
pub(in crate::command) fn reported(tx: &mut Tx<'_>, incident: IncidentId, told_at: DateTime<Utc>) -> Result<()> {
    task::owe(tx.conn, tx.now, incident, TaskName::DpoAssessment)?;
    let clocks = statutory_clock::of_incident(tx.conn, incident)?.into_iter();
    let clocks: Vec<Started> = clocks
        .map(|clock| Started { kind: clock.kind, at: clock.started_at, ended: clock.ended_at.is_some() })
        .collect();
    let answers = answer::of_incident(tx.conn, incident)?.into_iter();
    let answers: Vec<DateTime<Utc>> =
        answers.filter(|answer| answer.question == Question::DataBreach).map(|answer| answer.at).collect();
    if starts_breach_clock(&clocks, &answers, told_at) {
        start_clock(tx, told_at, incident, ClockKind::Gdpr33)?;
    }
    Ok(())
}
