//! How often something may be done, by whoever does it: so often at once, and then at a pace.
//!
//! Guarantee: memory is bounded by those who came lately.
//! Non-goal: fairness between processes; each counts by itself.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Keys after which those that have been quiet are forgotten.
const MANY: usize = 10_000;
/// What is more than there ever is at once may be tried again then, in smaller parts.
const LONG: Duration = Duration::from_secs(60 * 60);

/// So many at once for each key, and then one every so often.
#[derive(Debug)]
pub(crate) struct Allowance<K: Hash + Eq + Clone> {
    at_once: u32,
    limiter: DefaultKeyedRateLimiter<K>,
}

impl<K: Hash + Eq + Clone> Allowance<K> {
    /// Nobody has come yet.
    pub(crate) fn new(at_once: u32, every: Duration) -> Self {
        let burst = NonZeroU32::new(at_once).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(every).unwrap_or(Quota::per_hour(burst));
        Allowance { at_once, limiter: RateLimiter::dashmap(quota.allow_burst(burst)) }
    }

    /// So many times a minute.
    pub(crate) fn per_minute(times: u32) -> Self {
        Allowance::new(times, Duration::from_secs(60) / times.max(1))
    }

    /// Once more now?
    pub(crate) fn allows(&self, key: &K) -> bool {
        self.take(key, 1).is_ok()
    }

    /// So many more now?
    ///
    /// # Errors
    /// After how long there may be.
    pub(crate) fn take(&self, key: &K, count: u32) -> Result<(), Duration> {
        if self.limiter.len() > MANY {
            self.limiter.retain_recent();
        }
        if count > self.at_once {
            return Err(LONG);
        }
        let count = NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        match self.limiter.check_key_n(key, count) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(not_until)) => Err(not_until.wait_time_from(DefaultClock::default().now())),
            Err(_) => Err(LONG),
        }
    }
}
