//! Where the writers of this process wait for their turn, in the order in which they came.
//!
//! Guarantee: first come, first served; whoever waits holds no connection. When another process holds a lock that the
//! writers need, everybody who waits here is told so in the time that one of them would wait.
//! Non-goal: other processes; those are kept apart by the database.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::{FairMutex, FairMutexGuard};

use super::trouble::Trouble;

/// One line; one at a time writes.
#[derive(Debug)]
pub struct WriterLine {
    one: FairMutex<()>,
    begun: Instant,
    /// When a writer was last served by the database, in milliseconds since `begun`.
    moved: AtomicU64,
}

/// A writer's turn, until it is dropped.
#[must_use]
#[derive(Debug)]
pub struct Turn<'a> {
    line: &'a WriterLine,
    joined: u64,
    _one: FairMutexGuard<'a, ()>,
}

impl Default for WriterLine {
    fn default() -> Self {
        WriterLine { one: FairMutex::new(()), begun: Instant::now(), moved: AtomicU64::new(0) }
    }
}

impl WriterLine {
    /// Waits for a turn, at most `longest`.
    ///
    /// # Errors
    /// [`Trouble::Busy`] when it did not come.
    pub fn turn(&self, longest: Duration) -> Result<Turn<'_>, Trouble> {
        let joined = self.now();
        let one = self.one.try_lock_for(longest).ok_or(Trouble::Busy(None))?;
        Ok(Turn { line: self, joined, _one: one })
    }

    fn now(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl Turn<'_> {
    /// How long to wait for a lock of others: what is left of `whole`, once the time is taken off in which the
    /// line did not move.
    pub fn patience(&self, whole: Duration) -> Duration {
        let stood = self.line.now().saturating_sub(self.joined.max(self.line.moved.load(Ordering::Relaxed)));
        whole.saturating_sub(Duration::from_millis(stood))
    }

    /// The database did what this writer wanted, or refused it for a reason of its own: it is in no trouble.
    pub fn served(&self) {
        self.line.moved.store(self.line.now(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};
    use std::thread;

    use super::*;

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn writers_are_served_in_the_order_in_which_they_came() {
        let line = Arc::new(WriterLine::default());
        let served = Arc::new(Mutex::new(Vec::new()));
        let first = line.turn(LONG).unwrap();
        let waiting: Vec<_> = (0..8)
            .map(|n| {
                let (line, served) = (line.clone(), served.clone());
                let writer = thread::spawn(move || {
                    let _turn = line.turn(LONG).unwrap();
                    served.lock().unwrap().push(n);
                });
                // It has no sign of having joined but its sleep: long enough for a thread to get to its place.
                thread::sleep(Duration::from_millis(50));
                writer
            })
            .collect();
        drop(first);
        for writer in waiting {
            writer.join().unwrap();
        }
        assert_eq!(*served.lock().unwrap(), (0..8).collect::<Vec<_>>());
    }

    #[test]
    fn a_wait_has_an_end() {
        let line = WriterLine::default();
        let _held = line.turn(LONG).unwrap();
        assert!(matches!(line.turn(Duration::from_millis(20)), Err(Trouble::Busy(None))));
    }

    #[test]
    fn patience_is_used_up_while_nobody_is_served_and_whole_again_when_somebody_is() {
        let line = WriterLine::default();
        let turn = line.turn(LONG).unwrap();
        thread::sleep(Duration::from_millis(30));
        assert!(turn.patience(Duration::from_millis(20)).is_zero());
        turn.served();
        assert!(turn.patience(LONG) > LONG - Duration::from_secs(1));
    }
}
