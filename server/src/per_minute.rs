//! What is counted in the running minute of the application's clock: secrets that were nobody's, and rows of the audit log.
//!
//! Guarantee: memory is bounded by those who missed within one minute.
//! Non-goal: fairness between processes; each counts by itself.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use majakka_app::command::audit::refusal_log::AUDITED;

/// How often an address presented a secret of a kind that was nobody's, in the running minute of the application's clock. A limiter
/// that counts when it is asked would count those that open something too.
#[derive(Debug, Default)]
pub(crate) struct Misses(Mutex<Minute>);

/// The running minute, or the last one in which anybody missed.
#[derive(Debug, Default)]
struct Minute {
    number: i64,
    misses: HashMap<(&'static str, IpAddr), u32>,
}

impl Misses {
    /// How often this address has missed in this minute.
    pub(crate) fn so_far(&self, now: DateTime<Utc>, kind: &'static str, address: IpAddr) -> u32 {
        let minute = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if minute.number == number(now) { minute.misses.get(&(kind, address)).copied().unwrap_or_default() } else { 0 }
    }

    /// It missed once more.
    pub(crate) fn count(&self, now: DateTime<Utc>, kind: &'static str, address: IpAddr) {
        let mut minute = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = number(now);
        if minute.number != number {
            // Memory is bounded by those who missed within one minute.
            *minute = Minute { number, misses: HashMap::new() };
        }
        let misses = minute.misses.entry((kind, address)).or_default();
        *misses = misses.saturating_add(1);
    }
}

/// Which minute it is.
fn number(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(60)
}

/// Rows of the running minute, and what was left out of the one before.
#[derive(Debug, Default)]
pub(crate) struct AuditBudget(Mutex<Budget>);

#[derive(Debug, Default)]
struct Budget {
    minute: i64,
    written: u32,
    left_out: u32,
}

impl AuditBudget {
    /// May one more row be written now? Then so many were left out since the last one.
    pub(crate) fn take(&self, now: DateTime<Utc>) -> Option<u32> {
        let mut budget = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let minute = number(now);
        if budget.minute != minute {
            budget.minute = minute;
            budget.written = 0;
        }
        if budget.written >= AUDITED {
            budget.left_out = budget.left_out.saturating_add(1);
            return None;
        }
        budget.written += 1;
        Some(std::mem::take(&mut budget.left_out))
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn misses_are_counted_for_each_kind_and_address_and_forgotten_with_the_minute() {
        let (misses, now) = (Misses::default(), DateTime::UNIX_EPOCH);
        let of = |last| IpAddr::V4(Ipv4Addr::new(192, 0, 2, last));
        (0..3).for_each(|_| misses.count(now, "/r/", of(1)));
        assert_eq!(
            [misses.so_far(now, "/r/", of(1)), misses.so_far(now, "/r/", of(2)), misses.so_far(now, "/api/", of(1))],
            [3, 0, 0]
        );
        let later = now + TimeDelta::minutes(1);
        assert_eq!(misses.so_far(later, "/r/", of(1)), 0);
        misses.count(later, "/r/", of(1));
        assert_eq!(misses.so_far(later, "/r/", of(1)), 1, "a new minute begins anew");
    }

    #[test]
    fn the_audit_log_gets_a_few_rows_a_minute_and_the_next_one_says_how_many_were_left_out() {
        let (budget, now) = (AuditBudget::default(), DateTime::UNIX_EPOCH);
        assert!((0..AUDITED).all(|_| budget.take(now) == Some(0)));
        assert!((0..7).all(|_| budget.take(now).is_none()));
        assert_eq!(budget.take(now + TimeDelta::minutes(1)), Some(7));
        assert_eq!(budget.take(now + TimeDelta::minutes(1)), Some(0));
    }
}
