//! Letters in the hands of workers that are gone.
//!
//! Purpose: what a dead worker held is offered again within seconds, and what a worker holds that only stands still (a
//! machine that is moved) is not, until its lease is over.
//! Guarantee: on PostgreSQL a worker is gone when the session that it keeps open has not been there for [`GONE`]; a restart
//! of the database, which ends everybody's session, makes nobody gone. On SQLite there is one process: at its start whatever
//! is held is held by nobody. What no hand names is free when its lease is over.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use majakka_app::App;
use majakka_store::db::dialect;
use majakka_store::delivery;
use majakka_store::error::Result;

use super::blocking;

/// So long a worker's session must be missing: longer than a worker takes to open a new one.
const GONE: Duration = Duration::from_secs(8);

/// So often the whole queue is looked through for leases that stand in no hand.
const SWEEP: Duration = Duration::from_secs(60);

/// Which workers are missing, and since when.
#[derive(Default)]
pub(super) struct Takeover {
    missing: HashMap<String, Instant>,
    swept: Option<Instant>,
}

impl Takeover {
    /// Takes back what is over, and puts into the queue what is to be repeated.
    pub(super) async fn look(&mut self, app: &App, worker: &str) -> Result<()> {
        let worker = worker.to_owned();
        let missing = self.missing.clone();
        let sweep = self.swept.is_none_or(|at| at.elapsed() >= SWEEP);
        self.missing = blocking(app, move |app| look(app, &worker, missing, sweep)).await?;
        if sweep {
            self.swept = Some(Instant::now());
        }
        Ok(())
    }
}

fn look(
    app: &App,
    worker: &str,
    mut missing: HashMap<String, Instant>,
    sweep: bool,
) -> Result<HashMap<String, Instant>> {
    app.write_beside(|conn| {
        let now = dialect::moment(conn, app.clock.as_ref())?;
        delivery::repeat_due(conn, now)?;
        let hands = delivery::hands_of_others(conn, worker)?;
        let holders: Vec<String> = hands.iter().map(|hand| hand.worker.clone()).collect();
        let absent = dialect::absent_workers(conn, worker, &holders)?;
        missing.retain(|holder, _| absent.contains(holder));
        for holder in absent {
            missing.entry(holder).or_insert_with(Instant::now);
        }
        let gone = |holder: &str| missing.get(holder).is_some_and(|since| since.elapsed() >= GONE);
        for held in delivery::held_of(conn, &hands)? {
            if gone(&held.holder) || held.is_over(now) {
                let letters = delivery::take_back(conn, &held)?;
                tracing::warn!(letters, worker = held.holder, "taken over from a worker that is gone");
            }
        }
        for holder in holders.iter().filter(|holder| gone(holder)) {
            delivery::forget_hands(conn, holder)?;
        }
        if sweep {
            delivery::free_unnamed(conn, now)?;
        }
        Ok(missing)
    })
}

/// At the start of a process: on SQLite nobody else can be there.
pub(crate) async fn begin(app: &App, worker: &str) -> Result<()> {
    let worker = worker.to_owned();
    blocking(app, move |app| {
        app.write_beside(|conn| {
            if !dialect::is_sqlite(conn) {
                return Ok(());
            }
            let hands = delivery::hands_of_others(conn, &worker)?;
            for held in delivery::held_of(conn, &hands)? {
                delivery::take_back(conn, &held)?;
            }
            hands.iter().try_for_each(|hand| delivery::forget_hands(conn, &hand.worker))
        })
    })
    .await
}
