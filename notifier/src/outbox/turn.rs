//! One turn at the database: what became of letters is written down, what waits in the hand is confirmed, and new ones are
//! claimed, all in one write.
//!
//! Guarantee: what has consequences (a task, a line in the timeline) is written with them in one step; when they cannot be
//! written, the outcome alone is: a message that is sent again and again is worse than a task that is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use majakka_app::command::delivery::receipt;
use majakka_app::{App, Tx};
use majakka_domain::id::DeliveryId;
use majakka_domain::terms::{Channel, MessageKind};
use majakka_store::db::AnyConnection;
use majakka_store::db::dialect;
use majakka_store::delivery::{self, Claim, Claimed, Taken, Verdict};
use majakka_store::error::{Error, Result};
use majakka_store::task;
use majakka_store::viewer::Viewer;

use super::hand::{Held, Load};
use super::judge::{Finished, unsendable};
use super::library::Library;

/// What one turn does.
pub(super) struct Turn {
    pub(super) worker: String,
    pub(super) channel: Channel,
    pub(super) load: Arc<Load>,
    /// Leases to be kept.
    pub(super) renewed: Vec<DeliveryId>,
    /// After a turn of which nobody knows whether it was written: everything that is in the hand, so that the rest goes back.
    pub(super) known: Option<BTreeSet<DeliveryId>>,
    /// How many letters are wanted.
    pub(super) wanted: usize,
    /// Only to try out a route that was closed.
    pub(super) trial: bool,
}

/// What came of it.
#[derive(Default)]
pub(super) struct Done {
    /// The outbox's moment.
    pub(super) now: DateTime<Utc>,
    /// Of what was to be confirmed.
    pub(super) kept: Vec<DeliveryId>,
    /// Ready to be offered.
    pub(super) claimed: Vec<Held>,
    /// Claimed, but no letter can be made of them.
    pub(super) unsendable: Vec<(Claimed, Finished)>,
}

/// It could not be written, or only what has consequences could.
pub(super) struct Failed {
    pub(super) weighty_written: bool,
    pub(super) error: Error,
}

impl Turn {
    /// Writes down what has consequences, then the rest; asks, and claims. `alone`: without the consequences.
    pub(super) fn write(&self, app: &App, library: &Mutex<Library>, alone: bool) -> Result<Done, Failed> {
        self.write_weighty(app, alone).map_err(|error| Failed { weighty_written: false, error })?;
        self.write_rest(app, library).map_err(|error| Failed { weighty_written: true, error })
    }

    fn write_weighty(&self, app: &App, alone: bool) -> Result<()> {
        let weighty: Vec<_> = self.load.finished.iter().filter(|(row, said)| has_consequences(row, said)).collect();
        if weighty.is_empty() {
            return Ok(());
        }
        app.write(&Viewer::System, |tx| {
            let now = dialect::moment(tx.conn, tx.app.clock.as_ref())?;
            weighty.iter().try_for_each(|(row, said)| self.with_consequences(tx, now, row, said, alone))
        })
    }

    fn with_consequences(
        &self,
        tx: &mut Tx<'_>,
        now: DateTime<Utc>,
        row: &Claimed,
        said: &Finished,
        alone: bool,
    ) -> Result<()> {
        let changed = match said {
            Finished::Taken { route, taken } => {
                delivery::taken(tx.conn, now, route, std::slice::from_ref(taken))?;
                true
            }
            Finished::NotTaken(attempt) => delivery::not_taken(tx.conn, now, &self.worker, attempt)?,
        };
        let stored = match alone || !changed {
            true => None,
            false => delivery::find(tx.conn, DeliveryId(row.id))?,
        };
        match (stored, said) {
            (Some(stored), Finished::Taken { .. }) => receipt::accepted(tx, &stored),
            (Some(stored), Finished::NotTaken(attempt)) if attempt.verdict == Verdict::Failed => {
                receipt::failed_for_good(tx, &stored)
            }
            (Some(stored), Finished::NotTaken(_)) => receipt::uncertain_for_good(tx, &stored),
            (None, _) => Ok(()),
        }
    }

    fn write_rest(&self, app: &App, library: &Mutex<Library>) -> Result<Done> {
        app.write_beside(|conn| {
            let now = dialect::moment(conn, app.clock.as_ref())?;
            self.settle(conn, now)?;
            delivery::release(conn, &self.worker, &self.load.released)?;
            if let Some(known) = &self.known {
                delivery::release_unknown(conn, &self.worker, self.channel, known)?;
            }
            delivery::renew(conn, &self.worker, &self.renewed, now)?;
            let kept = match self.load.unconfirmed.as_slice() {
                [] => Vec::new(),
                asked => delivery::still_held(conn, &self.worker, asked)?,
            };
            let mut done = Done { now, kept, ..Done::default() };
            if self.wanted > 0 {
                let limit = i64::try_from(self.wanted).unwrap_or(i64::MAX);
                let trial = self.trial.then(|| u32::try_from(app.random.below(65_521)).unwrap_or_default());
                let claim = Claim { worker: &self.worker, channel: self.channel, now, limit, trial };
                let rows = delivery::claim(conn, &claim)?;
                let mut library = library.lock().unwrap_or_else(PoisonError::into_inner);
                library.fetch(conn, &rows)?;
                for row in rows {
                    match library.letter(&row) {
                        Ok(letter) => done.claimed.push(Held { row, letter }),
                        Err(why) => {
                            let said = unsendable(&row, self.channel, why);
                            done.unsendable.push((row, said));
                        }
                    }
                }
            }
            Ok(done)
        })
    }

    fn settle(&self, conn: &mut AnyConnection, now: DateTime<Utc>) -> Result<()> {
        let mut taken: BTreeMap<&str, Vec<Taken>> = BTreeMap::new();
        for (_, said) in self.load.finished.iter().filter(|(row, said)| !has_consequences(row, said)) {
            match said {
                Finished::Taken { route, taken: letter } => taken.entry(route).or_default().push(letter.clone()),
                Finished::NotTaken(attempt) => {
                    delivery::not_taken(conn, now, &self.worker, attempt)?;
                }
            }
        }
        for (route, letters) in taken {
            delivery::taken(conn, now, route, &letters)?;
            let ids: Vec<DeliveryId> = letters.iter().map(|taken| taken.delivery).collect();
            task::end_contact_fix_of(conn, now, &ids)?;
        }
        Ok(())
    }
}

impl Load {
    /// What is left when that which has consequences was written.
    pub(super) fn without_consequences(&self) -> Load {
        let mut load = self.clone();
        load.finished.retain(|(row, said)| !has_consequences(row, said));
        load
    }
}

/// Does more follow from it than its own row says?
fn has_consequences(row: &Claimed, said: &Finished) -> bool {
    match said {
        Finished::Taken { .. } => {
            [MessageKind::AccountLink, MessageKind::Escalation].iter().any(|kind| kind.as_str() == row.kind)
        }
        Finished::NotTaken(attempt) => {
            matches!(attempt.verdict, Verdict::Failed | Verdict::Uncertain { repeat_at: None })
        }
    }
}

/// Shared with the threads that may block.
pub(super) type SharedLibrary = Arc<Mutex<Library>>;
