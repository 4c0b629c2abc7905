//! Keeps the snapshot true: makes a new one when something changed, and says the age of the last one when nothing can be known.
//!
//! Guarantee: reading never waits for the database; a change is seen at once in this process and within [`POLL`] in others;
//! if the database is gone the last snapshot stays and tells its age.
//! Non-goal: serving; see [`super::front`].

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use arc_swap::ArcSwap;
use chrono::{DateTime, TimeDelta, Utc};
use majakka_core::Core;
use majakka_core::error::Result;
use majakka_core::store::{board, counter};
use tokio::task::JoinHandle;

use super::snapshot::Snapshot;

/// How often the database is asked whether the page has changed. A bulletin has to be visible within a second.
pub const POLL: Duration = Duration::from_millis(400);
/// Even when nothing changed the page is made anew this often, so that the time that it names is not old.
const RENEW: TimeDelta = TimeDelta::minutes(5);

/// The public page of this process.
pub struct Board {
    core: Core,
    snapshot: ArcSwap<Snapshot>,
    /// The last moment at which the database answered, in microseconds since 1970.
    known: AtomicI64,
    /// One look at a time.
    looking: Mutex<()>,
}

impl Board {
    /// Makes the first snapshot. Waits for the database.
    ///
    /// # Errors
    /// What the database says.
    pub fn open(core: &Core) -> Result<Arc<Self>> {
        let now = core.clock.now();
        let snapshot = fresh(core, now)?;
        Ok(Arc::new(Board {
            core: core.clone(),
            snapshot: ArcSwap::from_pointee(snapshot),
            known: AtomicI64::new(now.timestamp_micros()),
            looking: Mutex::new(()),
        }))
    }

    /// The pages as they are now.
    pub(super) fn snapshot(&self) -> arc_swap::Guard<Arc<Snapshot>> {
        self.snapshot.load()
    }

    /// Asks the database whether anything changed, and makes a new snapshot if so. Waits for the database.
    ///
    /// # Errors
    /// What the database says; the last snapshot stays.
    pub fn look(&self) -> Result<()> {
        let _one_at_a_time = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        let revision = self.core.read(counter::page_revision)?;
        let now = self.core.clock.now();
        self.known.store(now.timestamp_micros(), Ordering::Relaxed);
        let shown = self.snapshot.load();
        let due = shown.data.next_change().is_some_and(|at| at <= now);
        let old = now - shown.made >= RENEW || shown.age() > 0 || now < shown.made;
        if revision != shown.data.revision || due || old {
            self.snapshot.store(Arc::new(fresh(&self.core, now)?));
        }
        Ok(())
    }

    /// Lets the page say its age, once a minute, while nothing can be known. Needs no database.
    ///
    /// # Errors
    /// A page that cannot be made.
    pub fn grow_old(&self) -> Result<()> {
        let now = self.core.clock.now();
        let known = DateTime::from_timestamp_micros(self.known.load(Ordering::Relaxed)).unwrap_or(now);
        let shown = self.snapshot.load();
        if (now - known).num_minutes() > shown.age() {
            let data = Arc::clone(&shown.data);
            self.snapshot.store(Arc::new(Snapshot::new(&self.core, data, known, now)?));
        }
        Ok(())
    }

    /// Keeps the snapshot true for as long as anybody else holds the board.
    pub async fn keep(self: Arc<Self>) {
        let changed = Arc::clone(&self.core.page_changed);
        let board = Arc::downgrade(&self);
        drop(self);
        let mut look: Option<JoinHandle<()>> = None;
        loop {
            // Whether it was a change or only time that passed makes no difference to what has to be done.
            let _ = tokio::time::timeout(POLL, changed.notified()).await;
            // A database that does not answer must not hold up the page's age.
            if look.as_ref().is_none_or(JoinHandle::is_finished) {
                let Some(board) = Weak::upgrade(&board) else { return };
                look = Some(tokio::task::spawn_blocking(move || {
                    if let Err(cause) = board.look() {
                        tracing::warn!(%cause, "the public page shows what was known last");
                    }
                }));
                // What comes in a storm is gathered.
                tokio::time::sleep(Duration::from_millis(40)).await;
            }
            let Some(board) = Weak::upgrade(&board) else { return };
            if let Err(cause) = board.grow_old() {
                tracing::error!(%cause, "the public page cannot say its age");
            }
        }
    }
}

fn fresh(core: &Core, now: DateTime<Utc>) -> Result<Snapshot> {
    let data = core.read(|conn| board::known(conn, &core.catalogue, now))?;
    Snapshot::new(core, Arc::new(data), now, now)
}
