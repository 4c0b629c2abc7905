//! Everything that steps and queries need, in one value that is made once per process.

use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use majakka_domain::catalogue::Catalogue;

use crate::command::report::intake::Intake;
use crate::config::Settings;
use crate::errand::{self, Errand, Errands};
use crate::group_commit::GroupCommit;
use crate::journal::Journal;
use crate::process::ThisProcess;
use crate::screenshot::ScreenshotStore;
use crate::vault::Vault;
use majakka_messages::Renderer;
use majakka_store::audit;
use majakka_store::clock::Clock;
use majakka_store::counter::ReportNumbers;
use majakka_store::db::dialect::{self, Mode};
use majakka_store::db::{AnyConnection, Cause, Health, Pool, Pooled, Trouble, Turn, WriterLine};
use majakka_store::error::{Error, Result};
use majakka_store::random::Random;
use majakka_store::viewer::Viewer;

/// The shared ground of server, notifier and replay.
#[derive(Clone)]
pub struct App {
    /// Connections.
    pub pool: Pool,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub random: Arc<dyn Random>,
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
    /// Whether the database is alive, as far as this process knows.
    pub health: Arc<Health>,
    /// Where the writers of this process wait.
    pub writers: Arc<WriterLine>,
    /// Is there one writer at a time, whatever he writes?
    pub one_writer: bool,
    /// Room for what requests want of the database.
    pub errands: Arc<Errands>,
    /// What this value is used for, if a request waits for it; `None` in the one that is made at the start.
    pub errand: Option<Arc<Errand>>,
    /// Reports that wait to be written together.
    pub group: Arc<GroupCommit>,
    /// Which process of the installation this is.
    pub process: Arc<ThisProcess>,
}

/// One step in the making: a transaction, a moment and somebody who acts.
pub struct Tx<'a> {
    /// The shared ground.
    pub app: &'a App,
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

impl Tx<'_> {
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
    /// How far report numbers were given.
    pub(crate) report_numbers: Option<ReportNumbers>,
    /// What is written at its end. There is one if the transaction takes in reports and does nothing else: then what they are laid
    /// beside stays as it is, and nobody in it reads what waits here.
    pub(crate) journal: Option<Journal>,
}

impl App {
    /// Runs one step in a serial write transaction. Whatever it refuses leaves no trace. The log knows it by its place in the code.
    ///
    /// # Errors
    /// The step's own, or the database's.
    #[track_caller]
    pub fn write<T>(&self, viewer: &Viewer, step: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let _span = tracing::info_span!("step", at = %Location::caller()).entered();
        let done = self.transaction(Mode::Serial, |conn| {
            let mut known = Known::default();
            let now = self.clock.now();
            let mut tx = Tx { app: self, conn, now, viewer, known: &mut known, quiet: false };
            let value = step(&mut tx)?;
            let quiet = tx.quiet;
            if !quiet {
                dialect::hint(conn)?;
            }
            self.may_commit()?;
            Ok((value, quiet))
        });
        self.committed(done.is_ok());
        done.map(|(value, quiet)| {
            if !quiet {
                self.wake.notify_waiters();
                self.page_changed.notify_waiters();
            }
            value
        })
    }

    /// Runs a step that does a part of something, again and again until nothing is left: so much in each write that nobody waits for
    /// all of it. Says how much it was.
    ///
    /// # Errors
    /// As [`App::write`]; what was done before stays done.
    pub fn write_all(&self, viewer: &Viewer, part: fn(&mut Tx<'_>) -> Result<usize>) -> Result<usize> {
        let mut all = 0;
        loop {
            match self.write(viewer, part)? {
                0 => return Ok(all),
                done => all += done,
            }
        }
    }

    /// Runs one step as [`App::write`] would, and takes all of it back: what a preview shows leaves no trace.
    ///
    /// # Errors
    /// The step's own, or the database's.
    pub fn dry_run<T>(&self, viewer: &Viewer, step: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let mut seen = None;
        let taken_back: Result<()> = self.transaction(Mode::Serial, |conn| {
            let (mut known, now) = (Known::default(), self.clock.now());
            seen = Some(step(&mut Tx { app: self, conn, now, viewer, known: &mut known, quiet: false })?);
            Err(dialect::taken_back())
        });
        match (seen, taken_back) {
            (Some(value), _) => Ok(value),
            (None, Err(cause)) => Err(cause),
            (None, Ok(())) => Err(Error::Unavailable("a rehearsal was not taken back".to_owned())),
        }
    }

    /// Runs a write whose rows are kept apart by their own locks, beside the steps: claims and settlements.
    ///
    /// # Errors
    /// The work's own, or the database's.
    pub fn write_beside<T>(&self, work: impl FnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
        // It comes again soon, and must not stand in the way of a page that waits behind it.
        let patience = self.patience().min(errand::BESIDE);
        let done = self.transaction_within(Mode::Concurrent, patience, |conn| {
            let value = work(conn)?;
            self.may_commit()?;
            Ok(value)
        });
        self.committed(done.is_ok());
        done
    }

    /// Is it one process with one file, and no other machine?
    pub fn is_one_machine(&self) -> bool {
        self.one_writer
    }

    /// Runs queries that see one moment and write nothing.
    ///
    /// # Errors
    /// The queries' own, or the database's.
    pub fn read<T>(&self, queries: impl FnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
        self.on_a_connection(|connection| dialect::read(connection, queries))
    }

    /// Runs the part of a step that only looks: what the step would do is prepared as it would do it, and nobody waits.
    ///
    /// # Errors
    /// The step's own, or the database's.
    pub fn look<T>(&self, viewer: &Viewer, step: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.read(|conn| {
            let (mut known, now) = (Known::default(), self.clock.now());
            step(&mut Tx { app: self, conn, now, viewer, known: &mut known, quiet: true })
        })
    }

    pub(crate) fn on_a_connection<T>(&self, work: impl FnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
        self.heard(self.connection().and_then(|mut connection| work(&mut connection)))
    }

    pub(crate) fn transaction<T>(&self, mode: Mode, work: impl FnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
        self.transaction_within(mode, self.patience(), work)
    }

    fn transaction_within<T>(
        &self,
        mode: Mode,
        patience: Duration,
        work: impl FnOnce(&mut AnyConnection) -> Result<T>,
    ) -> Result<T> {
        self.heard(self.turn(mode).map_err(Error::from).and_then(|turn| {
            let patience = turn.as_ref().map_or(patience, |turn| turn.patience(patience));
            if patience.is_zero() {
                // Those before waited for the same, in vain.
                return Err(self.busy_or_silent(None).into());
            }
            // Only now: who waits for a turn holds no connection.
            let mut connection = self.connection()?;
            let done = dialect::write_within(&mut connection, mode, patience, work);
            if let Some(turn) = &turn
                && !matches!(done, Err(Error::Trouble(_)))
            {
                turn.served();
            }
            done
        }))
    }

    /// A place in the line, where one is needed: SQLite has one writer whatever he writes.
    fn turn(&self, mode: Mode) -> Result<Option<Turn<'_>>, Trouble> {
        let alone = mode == Mode::Serial || self.one_writer;
        alone.then(|| self.writers.turn(errand::LINE)).transpose()
    }

    fn connection(&self) -> Result<Pooled> {
        self.pool.get_timeout(self.patience()).map_err(|cause| {
            let trouble = match self.pool.state() {
                // All are in use: by others, or by what hangs.
                known if known.connections == known.idle_connections => Trouble::Away(Box::new(cause)),
                _ => self.busy_or_silent(Some(Box::new(cause))),
            };
            trouble.into()
        })
    }

    /// Why nothing comes free: a database that answers is busy.
    fn busy_or_silent(&self, cause: Option<Cause>) -> Trouble {
        if self.health.silent_for() < errand::SILENT { Trouble::Busy(cause) } else { Trouble::Silent }
    }

    /// How long to wait for a connection, and for the database's lock.
    fn patience(&self) -> Duration {
        if self.errand.is_some() { errand::PAGE } else { errand::BACKGROUND }
    }

    fn may_commit(&self) -> Result<()> {
        self.errand.as_ref().map_or(Ok(()), |errand| errand.may_commit())
    }

    fn committed(&self, done: bool) {
        if let Some(errand) = &self.errand {
            errand.committed(done);
        }
    }

    /// Lets the health of the database be known from how a piece of work went.
    fn heard<T>(&self, done: Result<T>) -> Result<T> {
        match &done {
            Err(Error::Trouble(trouble)) => self.health.trouble(trouble),
            _ => self.health.answered(),
        }
        done
    }
}
