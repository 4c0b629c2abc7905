//! Time as an argument.
//!
//! Purpose: everything that needs to know the time asks a [`Clock`].
//! Guarantee: [`SystemClock`] is the one home of the machine's clock, and every time is cut to microseconds, so that
//! what SQLite and PostgreSQL give back equals what was stored.
//! Non-goal: time zones and calendars; those are rules of the domain.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// A source of the present moment in UTC, cut to microseconds.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> DateTime<Utc>;

    /// Is it a machine's clock, which goes wrong and differs from other machines', and not one that a story moves?
    fn is_wall_clock(&self) -> bool {
        false
    }
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one home of the machine's clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }

    fn is_wall_clock(&self) -> bool {
        true
    }
}

/// A clock that stands still until it is told to move: for tests and replay.
#[derive(Debug)]
pub struct ManualClock(Mutex<DateTime<Utc>>);

impl ManualClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn new(now: DateTime<Utc>) -> Self {
        Self(Mutex::new(now.trunc_subsecs(6)))
    }

    /// Moves the hands to `now`, backwards too.
    pub fn set(&self, now: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now.trunc_subsecs(6);
    }

    /// Moves the hands by `span`; a span past the end of the calendar is ignored.
    pub fn advance(&self, span: TimeDelta) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(later) = now.checked_add_signed(span) {
            *now = later.trunc_subsecs(6);
        }
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clock_is_cut_to_microseconds() {
        assert_eq!(SystemClock.now().timestamp_subsec_nanos() % 1_000, 0);
        let moment = DateTime::from_timestamp(1_700_000_000, 123_456_789).unwrap();
        let clock = ManualClock::new(moment);
        assert_eq!(clock.now().timestamp_subsec_nanos(), 123_456_000);
        clock.set(moment + TimeDelta::nanoseconds(1_500));
        assert_eq!(clock.now().timestamp_subsec_nanos(), 123_458_000);
    }

    #[test]
    fn a_manual_clock_stands_until_it_is_moved() {
        let start = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let clock = ManualClock::new(start);
        assert_eq!(clock.now(), clock.now());
        clock.advance(TimeDelta::minutes(15));
        assert_eq!(clock.now(), start + TimeDelta::minutes(15));
        clock.advance(TimeDelta::MAX);
        assert_eq!(clock.now(), start + TimeDelta::minutes(15));
    }
}
