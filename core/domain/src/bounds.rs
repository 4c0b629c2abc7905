//! Times that can be meant: how far from now each kind of time may lie.
//!
//! Guarantee: what is refused is refused with the time as it was understood, so that a slip of the year is seen at once.
//! Non-goal: how a time is written; [`crate::format::time`] reads it.

use chrono::{DateTime, DurationRound as _, TimeDelta, Utc};

use crate::refusal::{Fact, FieldProblem};

/// What a form's times are typed to.
const MINUTE: TimeDelta = TimeDelta::minutes(1);
/// How far the clock of a machine that reports may be ahead of ours.
const CLOCK_SLACK: TimeDelta = TimeDelta::minutes(5);
/// What was seen longer ago is no report of a disturbance any more, and more likely a slip.
const OLDEST_SIGHT: i64 = 30;
/// The next word is promised in hours; over a weekend and a feast in days.
const FARTHEST_PROMISE: i64 = 7;
/// Nobody can say of a repair that takes longer when it will be done.
const FARTHEST_ESTIMATE: i64 = 90;
/// A break that has begun may still be told on the same day.
const LATEST_PLAN: i64 = 1;
/// Breaks and absences are planned for the next year, and the one after it.
const FARTHEST_PLAN: i64 = 2 * 366;

/// What a time is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeOf {
    /// When somebody saw what she reports.
    Sight,
    /// When an incident was over that began then.
    End(DateTime<Utc>),
    /// When the next word is promised.
    Promise,
    /// When it is thought to be over.
    Estimate,
    /// When a break begins.
    BreakStart,
    /// When a break ends that begins then.
    BreakEnd(DateTime<Utc>),
    /// What others say of their own times: plausible is enough.
    Theirs,
}

/// Can the time be meant?
///
/// # Errors
/// A problem of `field` that names the time as it was understood, and the bound.
pub fn judge(what: TimeOf, field: &'static str, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), FieldProblem> {
    let days = TimeDelta::days;
    let (problem, bound) = match what {
        TimeOf::Sight if at > now + CLOCK_SLACK => ("future", None),
        TimeOf::Sight if at < now - days(OLDEST_SIGHT) => ("too_old", Some(OLDEST_SIGHT)),
        TimeOf::End(_) if at > now => ("future", None),
        // Typed to the minute: an end in the minute of the beginning is after it.
        TimeOf::End(began) if at < began.duration_trunc(MINUTE).unwrap_or(began) => ("before_start", None),
        TimeOf::Promise | TimeOf::Estimate if at <= now => ("past", None),
        TimeOf::Promise if at > now + days(FARTHEST_PROMISE) => ("too_far", Some(FARTHEST_PROMISE)),
        TimeOf::Estimate if at > now + days(FARTHEST_ESTIMATE) => ("too_far", Some(FARTHEST_ESTIMATE)),
        TimeOf::BreakStart if at < now - days(LATEST_PLAN) => ("past", None),
        TimeOf::BreakEnd(starts) if at <= starts => ("before_start", None),
        TimeOf::BreakEnd(_) if at <= now => ("past", None),
        TimeOf::BreakStart | TimeOf::BreakEnd(_) if at > now + days(FARTHEST_PLAN) => ("too_far", Some(FARTHEST_PLAN)),
        TimeOf::Theirs if (at - now).num_days().abs() > 5 * 366 => ("implausible", None),
        _ => return Ok(()),
    };
    let problem = FieldProblem::new(field, problem).naming("at", Fact::Time(at));
    Err(match (bound, what) {
        (Some(days), _) => problem.naming("days", Fact::Number(usize::try_from(days).unwrap_or_default())),
        (None, TimeOf::End(start) | TimeOf::BreakEnd(start)) => problem.naming("start", Fact::Time(start)),
        (None, _) => problem,
    })
}

/// A time that lies ahead and may not.
pub fn future(field: &'static str, at: DateTime<Utc>) -> FieldProblem {
    FieldProblem::new(field, "future").naming("at", Fact::Time(at))
}

/// An end that is not after its start.
pub fn before_start(field: &'static str, at: DateTime<Utc>, start: DateTime<Utc>) -> FieldProblem {
    FieldProblem::new(field, "before_start").naming("at", Fact::Time(at)).naming("start", Fact::Time(start))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::time::parse_rfc3339;

    fn at(text: &str) -> DateTime<Utc> {
        parse_rfc3339(text).unwrap()
    }

    /// Sunday evening.
    const NOW: &str = "2026-11-29T20:00:00Z";

    fn judged(what: TimeOf, time: &str) -> Option<&'static str> {
        judge(what, "field", at(time), at(NOW)).err().map(|problem| problem.problem)
    }

    #[test]
    fn each_kind_of_time_has_its_bounds() {
        let began = at("2026-11-29T08:00:00Z");
        for (what, time, problem) in [
            (TimeOf::Sight, "2026-11-29T20:04:00Z", None),
            (TimeOf::Sight, "2026-11-29T20:06:00Z", Some("future")),
            (TimeOf::Sight, "2027-11-29T19:00:00Z", Some("future")),
            (TimeOf::Sight, "2026-10-31T20:00:00Z", None),
            (TimeOf::Sight, "2026-10-30T19:00:00Z", Some("too_old")),
            (TimeOf::Sight, "2025-11-29T19:00:00Z", Some("too_old")),
            (TimeOf::Sight, "0001-01-01T00:00:00Z", Some("too_old")),
            (TimeOf::Sight, "0026-11-29T19:00:00Z", Some("too_old")),
            (TimeOf::Sight, "9999-12-31T23:59:59Z", Some("future")),
            (TimeOf::End(began), "2026-11-29T08:00:00Z", None),
            (TimeOf::End(began), "2026-11-29T07:59:59Z", Some("before_start")),
            (TimeOf::End(at("2026-11-29T08:00:42Z")), "2026-11-29T08:00:00Z", None),
            (TimeOf::End(at("2026-11-29T08:00:42Z")), "2026-11-29T07:59:00Z", Some("before_start")),
            (TimeOf::End(began), "2025-11-29T12:00:00Z", Some("before_start")),
            (TimeOf::End(began), "2026-11-29T20:01:00Z", Some("future")),
            (TimeOf::Promise, "2026-11-29T20:00:00Z", Some("past")),
            (TimeOf::Promise, "2026-11-29T20:30:00Z", None),
            (TimeOf::Promise, "2026-12-06T20:00:00Z", None),
            (TimeOf::Promise, "2026-12-06T20:01:00Z", Some("too_far")),
            (TimeOf::Promise, "2027-11-29T20:30:00Z", Some("too_far")),
            (TimeOf::Promise, "0026-11-29T20:30:00Z", Some("past")),
            (TimeOf::Estimate, "2026-11-29T19:59:00Z", Some("past")),
            (TimeOf::Estimate, "2026-12-24T12:00:00Z", None),
            (TimeOf::Estimate, "2027-11-29T20:30:00Z", Some("too_far")),
            (TimeOf::BreakStart, "2020-12-03T06:00:00Z", Some("past")),
            (TimeOf::BreakStart, "0026-12-03T06:00:00Z", Some("past")),
            (TimeOf::BreakStart, "2026-11-29T06:00:00Z", None),
            (TimeOf::BreakStart, "2027-12-03T06:00:00Z", None),
            (TimeOf::BreakStart, "2036-12-03T06:00:00Z", Some("too_far")),
            (TimeOf::BreakEnd(began), "2026-11-29T08:00:00Z", Some("before_start")),
            (TimeOf::BreakEnd(began), "2026-11-29T19:00:00Z", Some("past")),
            (TimeOf::BreakEnd(began), "2026-11-29T21:00:00Z", None),
            (TimeOf::BreakEnd(began), "9999-12-31T23:59:00Z", Some("too_far")),
            (TimeOf::Theirs, "0001-01-01T00:00:00Z", Some("implausible")),
            (TimeOf::Theirs, "0026-11-29T00:00:00Z", Some("implausible")),
            (TimeOf::Theirs, "9999-12-31T23:59:59Z", Some("implausible")),
            (TimeOf::Theirs, "2026-11-24T00:00:00Z", None),
            (TimeOf::Theirs, "2028-01-01T00:00:00Z", None),
        ] {
            assert_eq!(judged(what, time), problem, "{what:?} {time}");
        }
    }

    #[test]
    fn a_refusal_says_what_was_understood() {
        let told = judge(TimeOf::Promise, "next_update", at("2027-11-29T20:30:00Z"), at(NOW)).unwrap_err();
        let understood = Fact::Time(at("2027-11-29T20:30:00Z"));
        assert_eq!(told.facts, [("at", understood), ("days", Fact::Number(7))]);
    }

    proptest! {
        #[test]
        fn any_time_is_judged_without_harm(seconds in any::<i64>(), now in 0i64..4_000_000_000) {
            let now = DateTime::from_timestamp(now, 0).unwrap();
            let ends = [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC];
            for at in DateTime::from_timestamp(seconds, 0).into_iter().chain(ends) {
                for what in [TimeOf::Sight, TimeOf::End(now), TimeOf::Promise, TimeOf::Estimate, TimeOf::BreakStart, TimeOf::BreakEnd(now), TimeOf::Theirs] {
                    let ok = judge(what, "field", at, now).is_ok();
                    prop_assert!(!ok || (at - now).num_days().abs() <= 5 * 366, "{:?} {}", what, at);
                }
            }
        }
    }
}
