//! Letters in the hands of workers that are gone.
//!
//! Purpose: what a dead worker held is offered again within seconds, and what a worker holds that only stands still (a
//! machine that is moved) is not, until its lease is over.
//! Guarantee: on PostgreSQL a worker is gone when the session that it keeps open has not been there for [`GONE`]; a restart
//! of the database, which ends everybody's session, makes nobody gone. On SQLite there is one process: at its start whatever
//! is held is held by nobody.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use majakka_app::App;
use majakka_store::db::dialect;
use majakka_store::delivery;
use majakka_store::error::Result;

use super::blocking;

/// So long a worker's session must be missing: longer than a worker takes to open a new one.
const GONE: Duration = Duration::from_secs(8);

/// Which workers are missing, and since when.
#[derive(Default)]
pub(super) struct Takeover {
    missing: HashMap<String, Instant>,
}

impl Takeover {
    /// Takes back what is over, and puts into the queue what is to be repeated.
    pub(super) async fn look(&mut self, app: &App, worker: &str) -> Result<()> {
        let worker = worker.to_owned();
        let missing = self.missing.clone();
        self.missing = blocking(app, move |app| look(app, &worker, missing)).await?;
        Ok(())
    }
}

fn look(app: &App, worker: &str, mut missing: HashMap<String, Instant>) -> Result<HashMap<String, Instant>> {
    app.write_beside(|conn| {
        let now = dialect::moment(conn, app.clock.as_ref())?;
        delivery::repeat_due(conn, now)?;
        let held = delivery::held_by_others(conn, worker)?;
        let holders: Vec<String> = held.iter().map(|held| held.holder.clone()).collect();
        let absent = dialect::absent_workers(conn, worker, &holders)?;
        missing.retain(|holder, _| absent.contains(holder));
        for holder in absent {
            missing.entry(holder).or_insert_with(Instant::now);
        }
        for held in held {
            let gone = missing.get(&held.holder).is_some_and(|since| since.elapsed() >= GONE);
            if gone || held.is_over(now) {
                let letters = delivery::take_back(conn, &held)?;
                tracing::warn!(letters, worker = held.holder, "taken over from a worker that is gone");
            }
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
            for held in delivery::held_by_others(conn, &worker)? {
                delivery::take_back(conn, &held)?;
            }
            Ok(())
        })
    })
    .await
}
