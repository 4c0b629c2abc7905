//! Statutory clocks: elapsed hours, over nights, weekends and changes of the clock; a month is one of Finland's calendar
//! (docs/DOMAIN.md 9).
//!
//! Guarantee: nothing here stops a clock but an answer or a person's word; closing an incident does not.

use chrono::{DateTime, TimeDelta, Utc};

use crate::format::time::months_later;
use crate::terms::{ClockKind, Question, YesNo};

/// When a clock that starts now falls due.
pub fn due(kind: ClockKind, started_at: DateTime<Utc>) -> DateTime<Utc> {
    match kind {
        // GDPR article 33(1); NIS2 follow-up: Cybersecurity Act 124/2025, section 11.
        ClockKind::Gdpr33 | ClockKind::Nis2Followup => started_at + TimeDelta::hours(72),
        ClockKind::Nis2First => started_at + TimeDelta::hours(24),
        // One month after the follow-up report (directive 2022/2555, article 23(4)(d)): a month of the calendar in Finland.
        ClockKind::Nis2Final => months_later(started_at, 1),
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
