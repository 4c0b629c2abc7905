//! Whether the database is alive, as this process knows it from its own work; and the one place that says so in the log.
//!
//! Guarantee: each kind of trouble is told at most once a minute, however many meet it; its end is told once.
//! Non-goal: asking. Whoever works with the database says how it went.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::trouble::{FULL, Trouble};

/// The same trouble is not told again before this.
const SELDOM: Duration = Duration::from_secs(60);

/// What is known of one database.
#[derive(Debug)]
pub struct Health {
    begun: Instant,
    /// The last answer, in milliseconds since `begun`.
    answered: AtomicU64,
    /// Was it told that there is no database?
    gone: AtomicBool,
    told: Mutex<HashMap<&'static str, LastLog>>,
}

#[derive(Debug, Clone, Copy)]
struct LastLog {
    at: Instant,
    /// When it was last met, told or not.
    met: Instant,
    /// How often since it was told.
    since: u64,
}

impl Default for Health {
    fn default() -> Self {
        Health {
            begun: Instant::now(),
            answered: AtomicU64::new(0),
            gone: AtomicBool::new(false),
            told: Mutex::default(),
        }
    }
}

impl Health {
    /// The database answered.
    pub fn answered(&self) {
        let now = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let before = self.answered.swap(now, Ordering::Relaxed);
        if self.gone.load(Ordering::Relaxed) && self.gone.swap(false, Ordering::Relaxed) {
            tracing::info!(silent_seconds = now.saturating_sub(before) / 1000, "the database answers again");
        }
    }

    /// How long it has not answered anybody. Of a process that asks often it says whether the database is alive.
    pub fn silent_for(&self) -> Duration {
        self.begun.elapsed().saturating_sub(Duration::from_millis(self.answered.load(Ordering::Relaxed)))
    }

    /// Has somebody found no room within this span? What is small may be written all the same.
    pub fn was_full_within(&self, span: Duration) -> bool {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.get(FULL).is_some_and(|last| last.met.elapsed() < span)
    }

    /// Somebody met trouble.
    pub fn trouble(&self, trouble: &Trouble) {
        let kind = trouble.kind();
        let Some(times) = self.to_tell(kind) else {
            tracing::debug!(kind, "{}", trouble.words());
            return;
        };
        if matches!(trouble, Trouble::Away(_) | Trouble::Silent) {
            self.gone.store(true, Ordering::Relaxed);
        }
        tracing::warn!(kind, times, "{}; it is tried again until it answers", trouble.words());
    }

    /// How often it was met since it was last told, if it is time to tell it again.
    fn to_tell(&self, kind: &'static str) -> Option<u64> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        match told.get_mut(kind) {
            Some(before) if now.duration_since(before.at) < SELDOM => {
                before.since += 1;
                before.met = now;
                None
            }
            known => {
                let times = known.map_or(1, |before| before.since + 1);
                told.insert(kind, LastLog { at: now, met: now, since: 0 });
                Some(times)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_is_told_once_a_minute_and_each_kind_by_itself() {
        let health = Health::default();
        assert_eq!(health.to_tell("away"), Some(1));
        assert!((0..389).all(|_| health.to_tell("away").is_none()));
        assert_eq!(health.to_tell("full"), Some(1));
        health.told.lock().unwrap().get_mut("away").unwrap().at -= SELDOM;
        assert_eq!(health.to_tell("away"), Some(390), "all that was not told is counted");
    }
}
