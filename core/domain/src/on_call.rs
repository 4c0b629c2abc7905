//! When the people on duty are woken.
//!
//! Guarantee: pure; an incident gives one reason at a time.
//! Non-goal: who is on duty, and how they are told.

use chrono::{DateTime, TimeDelta, Utc};

use crate::terms::{ClockKind, Criticality, Effect};

/// Why they are woken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DutyReason {
    /// A report was judged critical.
    CriticalReport,
    /// Work is hampered, and nobody has been told for too long.
    NoFirstBulletin,
    /// A statutory clock is near its end.
    ClockRunsOut(ClockKind),
    /// A bulletin or notice whose letters all failed.
    NobodyReached,
    /// Somebody may have seen what is not theirs: to the data protection officers.
    BreachSuspected,
    /// Kela must be telephoned, and nobody has reached it yet.
    CallOwed,
}

/// When the next of the people on duty is called to telephone to Kela: one after the other, until somebody there is reached
/// (source 003, 4.2).
pub fn next_call_reminder(
    owed_since: DateTime<Utc>,
    reminded_at: Option<DateTime<Utc>>,
    waits: TimeDelta,
) -> DateTime<Utc> {
    reminded_at.unwrap_or(owed_since).max(owed_since) + waits
}

/// As much of an incident as can be a reason to wake somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// By the values that count.
    pub criticality: Criticality,
    /// Likewise.
    pub effect: Effect,
    /// When its newest report came.
    pub newest_report_at: DateTime<Utc>,
    /// When a person decided, if one has.
    pub decided_at: Option<DateTime<Utc>>,
    /// Has a bulletin gone out?
    pub had_bulletin: bool,
}

/// Is it critical, or has it been decided and told to nobody for as long as `waits`? And since when.
pub fn reason_to_wake(quiet: Quiet, waits: TimeDelta, now: DateTime<Utc>) -> Option<(DutyReason, DateTime<Utc>)> {
    if quiet.criticality == Criticality::Critical {
        return Some((DutyReason::CriticalReport, quiet.newest_report_at));
    }
    let decided_at = quiet.decided_at.filter(|_| quiet.effect != Effect::None && !quiet.had_bulletin)?;
    (decided_at + waits <= now).then_some((DutyReason::NoFirstBulletin, decided_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(count: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(count)
    }

    #[test]
    fn a_critical_report_wakes_at_once_and_silence_after_the_time_that_the_desk_has() {
        let quiet = Quiet {
            criticality: Criticality::Major,
            effect: Effect::Prevents,
            newest_report_at: minute(1),
            decided_at: Some(minute(5)),
            had_bulletin: false,
        };
        let wakes = |quiet, now| reason_to_wake(quiet, TimeDelta::minutes(30), minute(now));
        assert_eq!(wakes(quiet, 34), None);
        assert_eq!(wakes(quiet, 35), Some((DutyReason::NoFirstBulletin, minute(5))));
        assert_eq!(wakes(Quiet { had_bulletin: true, ..quiet }, 99), None);
        assert_eq!(wakes(Quiet { decided_at: None, ..quiet }, 99), None);
        assert_eq!(wakes(Quiet { effect: Effect::None, ..quiet }, 99), None);
        let critical = Quiet { criticality: Criticality::Critical, had_bulletin: true, ..quiet };
        assert_eq!(wakes(critical, 1), Some((DutyReason::CriticalReport, minute(1))));
    }
}
