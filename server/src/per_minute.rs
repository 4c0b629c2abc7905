//! How often something may be done in a minute, by whoever does it.
//!
//! Guarantee: memory is bounded by those who came in the last minutes.
//! Non-goal: fairness between processes; each counts by itself.

use std::hash::Hash;
use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Keys after which those that have been quiet are forgotten.
const MANY: usize = 10_000;

/// So many times a minute for each key.
#[derive(Debug)]
pub(crate) struct PerMinute<K: Hash + Eq + Clone>(DefaultKeyedRateLimiter<K>);

impl<K: Hash + Eq + Clone> PerMinute<K> {
    /// Nobody has come yet.
    pub(crate) fn new(times: u32) -> Self {
        PerMinute(RateLimiter::dashmap(Quota::per_minute(NonZeroU32::new(times).unwrap_or(NonZeroU32::MIN))))
    }

    /// Once more now?
    pub(crate) fn allows(&self, key: &K) -> bool {
        if self.0.len() > MANY {
            self.0.retain_recent();
        }
        self.0.check_key(key).is_ok()
    }
}
