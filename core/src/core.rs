//! Everything that steps and queries need, in one value that is made once per process.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use majakka_domain::catalogue::Catalogue;

use crate::clock::Clock;
use crate::config::Settings;
use crate::db::dialect::{self, Mode};
use crate::db::{AnyConnection, Pool};
use crate::dice::Dice;
use crate::error::{Error, Result};
use crate::render::Renderer;
use crate::screenshot::ScreenshotStore;
use crate::vault::Vault;
use crate::viewer::Viewer;

/// The shared ground of server, notifier and replay.
#[derive(Clone)]
pub struct Core {
    /// Connections.
    pub pool: Pool,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub dice: Arc<dyn Dice>,
    /// Services and edges.
    pub catalogue: Arc<Catalogue>,
    /// Texts and pages.
    pub renderer: Arc<Renderer>,
    /// Sealed patient references.
    pub vault: Arc<Vault>,
    /// Kept screenshots.
    pub screenshots: ScreenshotStore,
    /// Settings.
    pub settings: Arc<Settings>,
    /// Hears when something new waits in the outbox of this process.
    pub wake: Arc<tokio::sync::Notify>,
    /// Hears when the public page may have changed in this process.
    pub page_changed: Arc<tokio::sync::Notify>,
}

/// One step in the making: a transaction, a moment and somebody who acts.
pub struct Act<'a> {
    /// The shared ground.
    pub core: &'a Core,
    /// Inside the transaction.
    pub conn: &'a mut AnyConnection,
    /// The moment, the same for everything in the step.
    pub now: DateTime<Utc>,
    /// Who acts.
    pub viewer: &'a Viewer,
}

impl Core {
    /// Runs one step in a serial write transaction. Whatever it refuses leaves no trace.
    ///
    /// # Errors
    /// The step's own, or the database's.
    pub fn act<T>(&self, viewer: &Viewer, step: impl FnOnce(&mut Act<'_>) -> Result<T>) -> Result<T> {
        let mut connection = self.pool.get()?;
        let now = self.clock.now();
        let done = dialect::write(&mut connection, Mode::Serial, |conn| {
            let value = step(&mut Act { core: self, conn, now, viewer })?;
            dialect::hint(conn)?;
            Ok(value)
        });
        if done.is_ok() {
            self.wake.notify_waiters();
            self.page_changed.notify_waiters();
        }
        done
    }

    /// Runs one step as [`Core::act`] would, and takes all of it back: what a preview shows leaves no trace.
    ///
    /// # Errors
    /// The step's own, or the database's.
    pub fn rehearse<T>(&self, viewer: &Viewer, step: impl FnOnce(&mut Act<'_>) -> Result<T>) -> Result<T> {
        let mut connection = self.pool.get()?;
        let now = self.clock.now();
        let mut seen = None;
        let taken_back: Result<()> = dialect::write(&mut connection, Mode::Serial, |conn| {
            seen = Some(step(&mut Act { core: self, conn, now, viewer })?);
            Err(diesel::result::Error::RollbackTransaction.into())
        });
        match (seen, taken_back) {
            (Some(value), _) => Ok(value),
            (None, Err(cause)) => Err(cause),
            (None, Ok(())) => Err(Error::Unavailable("a rehearsal was not taken back".to_owned())),
        }
    }

    /// Runs a write beside others: of the outbox's own rows, which their locks keep apart. Nobody is woken by it.
    ///
    /// # Errors
    /// The write's own, or the database's.
    pub fn write_beside<T>(&self, work: impl FnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
        let mut connection = self.pool.get()?;
        dialect::write(&mut connection, Mode::Concurrent, work)
    }

    /// Is it one process with one file, and no other machine?
    pub fn is_one_machine(&self) -> bool {
        self.settings.database_url().starts_with("sqlite://")
    }

    /// Runs a query.
    ///
    /// # Errors
    /// The query's own, or the pool's.
    pub fn read<T>(&self, query: impl FnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
        let mut connection = self.pool.get()?;
        query(&mut connection)
    }
}
