//! What a request wants of the database, with an end to its patience.
//!
//! Guarantee: a page is answered within three seconds when the database is away, silent or locked; while it is alive and
//! only busy, the page waits. A thread that hangs in the database's client is left to its fate: what it brings later is
//! never committed, unless it had begun to. Their number is bounded.
//! Non-goal: work of the clock and of the outbox, which may take its time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, oneshot};

use crate::app::App;
use majakka_store::db::Trouble;
use majakka_store::error::{Error, Result};

/// How long a page waits for a connection, and for the database's lock.
pub(crate) const PAGE: Duration = Duration::from_millis(1_800);
/// How long the outbox waits for the database's lock: it asks again soon, and a page may wait behind it.
pub(crate) const BESIDE: Duration = Duration::from_millis(500);
/// How long everything else does.
pub(crate) const BACKGROUND: Duration = Duration::from_secs(10);
/// How long a page waits for its turn among the writers of its process, as long as the line moves.
pub(crate) const LINE: Duration = Duration::from_secs(20);

/// After this a page waits on only if the database is alive.
const ANSWER: Duration = Duration::from_millis(2_200);
/// A database that has answered nobody for so long is silent: the keeper of the public page asks it twice a second.
pub(crate) const SILENT: Duration = Duration::from_millis(1_500);
/// Nobody waits longer, alive or not: proxies give up at about a minute.
const LONGEST: Duration = Duration::from_secs(25);
/// How often it is looked at whether it is alive.
const LOOK: Duration = Duration::from_millis(100);
/// Errands under way at once, those that hang included. More than clients ever are served at once; fewer than threads may be.
const MOST: usize = 256;

/// Room for the errands of one process.
#[derive(Debug)]
pub struct Errands {
    room: Arc<Semaphore>,
}

impl Default for Errands {
    fn default() -> Self {
        Errands { room: Arc::new(Semaphore::new(MOST)) }
    }
}

/// Nothing is committed.
const OPEN: u8 = 0;
const COMMITTING: u8 = 1;
const WRITTEN: u8 = 2;
/// Nobody waits any more.
const GIVEN_UP: u8 = 3;

/// How far an errand is, between whoever waits for it and the thread that does it.
#[derive(Debug, Default)]
pub struct Errand(AtomicU8);

impl Errand {
    /// Asked by the thread, as the last thing before a commit.
    pub(crate) fn may_commit(&self) -> Result<()> {
        let begin = |from| self.0.compare_exchange(from, COMMITTING, Ordering::AcqRel, Ordering::Acquire).is_ok();
        if begin(OPEN) || begin(WRITTEN) { Ok(()) } else { Err(Trouble::Silent.into()) }
    }

    /// Said by the thread, when the commit is over.
    pub(crate) fn committed(&self, done: bool) {
        let after = if done { WRITTEN } else { OPEN };
        let _ = self.0.compare_exchange(COMMITTING, after, Ordering::AcqRel, Ordering::Acquire);
    }

    /// Said by whoever waited: nothing is committed from now on. What may have been before is not known.
    fn give_up(&self) -> Trouble {
        match self.0.swap(GIVEN_UP, Ordering::AcqRel) {
            COMMITTING | WRITTEN => Trouble::Uncertain(None),
            _ => Trouble::Silent,
        }
    }
}

impl App {
    /// Runs `work` on a thread that may wait, so that no other request waits with it, and gives up in time.
    ///
    /// # Errors
    /// The work's own; [`Error::Trouble`] when the database does not answer; [`Error::Unavailable`] after a panic.
    pub async fn errand<T: Send + 'static>(&self, work: impl FnOnce(&App) -> Result<T> + Send + 'static) -> Result<T> {
        let errand = Arc::new(Errand::default());
        let own = App { errand: Some(errand.clone()), ..self.clone() };
        // What the thread says to the log belongs to whoever waits for it.
        let (errands, span) = (self.errands.clone(), tracing::Span::current());
        let done = async move {
            let room = Arc::clone(&errands.room).acquire_owned().await;
            let done = tokio::task::spawn_blocking(move || {
                let (_room, _span) = (room, span.entered());
                work(&own)
            });
            done.await.unwrap_or_else(|_| broken_off())
        };
        self.with_patience(done, || errand.give_up()).await
    }

    /// Waits for a step that is taken in a group.
    ///
    /// # Errors
    /// The step's own; [`Error::Trouble`] when the database does not answer: the step may still be taken.
    pub async fn group_answer<T>(&self, answer: oneshot::Receiver<Result<T>>) -> Result<T> {
        let done = async { answer.await.unwrap_or_else(|_| broken_off()) };
        self.with_patience(done, || Trouble::Uncertain(None)).await
    }

    /// Waits as long as the database is alive, and no longer than [`LONGEST`].
    async fn with_patience<T>(
        &self,
        done: impl Future<Output = Result<T>>,
        give_up: impl FnOnce() -> Trouble,
    ) -> Result<T> {
        let mut done = std::pin::pin!(done);
        let begun = Instant::now();
        loop {
            let wait = ANSWER.saturating_sub(begun.elapsed()).max(LOOK);
            if let Ok(done) = tokio::time::timeout(wait, &mut done).await {
                return done;
            }
            let waited = begun.elapsed();
            if waited >= LONGEST || (waited >= ANSWER && self.health.silent_for() >= SILENT) {
                let trouble = give_up();
                self.health.trouble(&trouble);
                return Err(trouble.into());
            }
        }
    }
}

fn broken_off<T>() -> Result<T> {
    Err(Error::Unavailable("the work was broken off".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_given_up_is_never_committed() {
        let errand = Errand::default();
        assert!(matches!(errand.give_up(), Trouble::Silent));
        assert!(matches!(errand.may_commit(), Err(Error::Trouble(Trouble::Silent))));
    }

    #[test]
    fn what_fell_silent_in_its_commit_may_be_there() {
        let errand = Errand::default();
        errand.may_commit().unwrap();
        assert!(matches!(errand.give_up(), Trouble::Uncertain(_)));
        errand.committed(true);
        assert!(errand.may_commit().is_err(), "a second step is not taken after it was given up");
    }

    #[test]
    fn several_steps_of_one_errand_are_all_committed() {
        let errand = Errand::default();
        for _ in 0..2 {
            errand.may_commit().unwrap();
            errand.committed(true);
        }
        assert!(matches!(errand.give_up(), Trouble::Uncertain(_)), "the first step is there");
    }
}
