//! Statutory clocks: elapsed hours, over nights, weekends and changes of the clock; a month is one of Finland's calendar
//! (docs/DOMAIN.md 9).
//!
//! Guarantee: nothing here stops a clock but an answer or a person's word; closing an incident does not.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::catalogue::{Authority, Catalogue};
use crate::format::time::{helsinki_day, months_later};
use crate::terms::{ClockKind, Question, TaskName, YesNo};

/// When a clock that starts now falls due: by the period that is in force on that day in Finland.
pub fn due(catalogue: &Catalogue, kind: ClockKind, started_at: DateTime<Utc>) -> DateTime<Utc> {
    let Some(period) = catalogue.period(kind, helsinki_day(started_at)) else { return started_at };
    match period.months {
        0 => started_at + TimeDelta::hours(period.hours.into()),
        months => months_later(started_at, months.into()),
    }
}

/// Whom the report of a clock goes to.
pub fn addressee(catalogue: &Catalogue, kind: ClockKind, on: NaiveDate) -> Option<&Authority> {
    catalogue.authority(&catalogue.period(kind, on)?.authority, on)
}

/// Whom a task's report goes to, where it is an authority's (719/2021, section 33; 703/2023, section 90; GDPR, article 33).
pub fn addressee_of_task(catalogue: &Catalogue, task: TaskName, on: NaiveDate) -> Option<&Authority> {
    if let Some(duty) = catalogue.report_duty(task, on) {
        return catalogue.authority(&duty.authority, on);
    }
    match task {
        // In a catalogue of one's own that names no rules.
        TaskName::SafetyReportFimea => catalogue.authority("fimea", on),
        TaskName::SafetyReportLvv => catalogue.authority("lvv", on),
        TaskName::DpoAssessment => addressee(catalogue, ClockKind::Gdpr33, on),
        TaskName::KelaForm | TaskName::KelaCall | TaskName::KelaBreachNotice => catalogue.authority("kela_support", on),
        _ => None,
    }
}

/// Clocks that an answer starts.
pub fn started_by_answer(question: Question, value: YesNo) -> &'static [ClockKind] {
    match (question, value) {
        (Question::DataBreach, YesNo::Yes) => &[ClockKind::Gdpr33],
        (Question::SignificantIncident, YesNo::Yes) => &[ClockKind::Nis2First, ClockKind::Nis2Followup],
        _ => &[],
    }
}

/// Clocks that an answer ends: "not required, because".
pub fn ended_by_answer(question: Question, value: YesNo) -> &'static [ClockKind] {
    match (question, value) {
        (Question::DataBreach, YesNo::No) => &[ClockKind::Gdpr33],
        (Question::SignificantIncident, YesNo::No) => {
            &[ClockKind::Nis2First, ClockKind::Nis2Followup, ClockKind::Nis2Final]
        }
        _ => &[],
    }
}

/// A clock that was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Started {
    /// Which.
    pub kind: ClockKind,
    /// When.
    pub at: DateTime<Utc>,
    /// Has it ended?
    pub ended: bool,
}

/// Does a privacy risk that was told at this moment start 72 hours of its own (docs/SCENARIOS.md)?
///
/// It does unless a clock that started before covers it. One that runs covers what was told before the question was next answered
/// (`answers`: whenever it was); one that has ended covers nothing that the answer did not know of.
pub fn starts_breach_clock(clocks: &[Started], answers: &[DateTime<Utc>], told_at: DateTime<Utc>) -> bool {
    let covers = |clock: &Started| {
        let answered = |at: &DateTime<Utc>| *at >= clock.at && (clock.ended || *at <= told_at);
        clock.kind == ClockKind::Gdpr33 && clock.at <= told_at && !answers.iter().any(answered)
    };
    !clocks.iter().any(covers)
}

/// How long before the deadline people are warned: a quarter of the time, at most a day.
pub fn warn_at(started_at: DateTime<Utc>, due_at: DateTime<Utc>) -> DateTime<Utc> {
    due_at - ((due_at - started_at) / 4).min(TimeDelta::days(1))
}
