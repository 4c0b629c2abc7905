//! Everything that steps and queries need, in one value that is made once per process.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use majakka_domain::catalogue::Catalogue;

use crate::clock::Clock;
use crate::command::intake::Intake;
use crate::config::Settings;
use crate::db::dialect::{self, Mode};
use crate::db::{AnyConnection, Pool};
use crate::dice::Dice;
use crate::error::{Error, Result};
use crate::group_commit::GroupCommit;
use crate::render::Renderer;
use crate::screenshot::ScreenshotStore;
use crate::store::audit;
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
    /// Reports that wait to be written together.
    pub group: Arc<GroupCommit>,
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
    /// What the transaction knows already.
    pub(crate) known: &'a mut Known,
    pub(crate) quiet: bool,
}

impl Act<'_> {
    /// Nothing waits in the outbox and no page has changed: nobody needs to be woken.
    pub fn wakes_nobody(&mut self) {
        self.quiet = true;
    }
}

/// What one transaction has read or written and need not read again.
#[derive(Default)]
pub(crate) struct Known {
    /// The end of the audit chain.
    pub(crate) audit_end: Option<audit::End>,
    /// What reports are laid beside.
    pub(crate) intake: Option<Intake>,
    /// Does the transaction take in reports and do nothing else? Then what they are laid beside stays as it is.
    pub(crate) only_reports: bool,
}

impl Known {
    /// At the beginning of a transaction that takes in reports only.
    pub(crate) fn of_reports() -> Self {
        Known { only_reports: true, ..Known::default() }
    }
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
            let mut known = Known::default();
            let mut act = Act { core: self, conn, now, viewer, known: &mut known, quiet: false };
            let value = step(&mut act)?;
            let quiet = act.quiet;
            if !quiet {
                dialect::hint(conn)?;
            }
            Ok((value, quiet))
        });
        done.map(|(value, quiet)| {
            if !quiet {
                self.wake.notify_waiters();
                self.page_changed.notify_waiters();
            }
            value
        })
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
            let mut known = Known::default();
            seen = Some(step(&mut Act { core: self, conn, now, viewer, known: &mut known, quiet: false })?);
            Err(diesel::result::Error::RollbackTransaction.into())
        });
        match (seen, taken_back) {
            (Some(value), _) => Ok(value),
            (None, Err(cause)) => Err(cause),
            (None, Ok(())) => Err(Error::Unavailable("a rehearsal was not taken back".to_owned())),
        }
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
