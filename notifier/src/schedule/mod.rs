//! The clock's part: wakes the steps that are due, on one worker at a time.
//!
//! Guarantee: the jobs of the list run on the worker that holds the scheduler's lease; when it is gone, another takes
//! over within half a minute. A step that fails is logged and tried again at its next time.
//! Non-goal: deciding what is due; that is `majakka_app::command::due::schedule` and the rules under it.

mod bulletins;
mod list;
mod timetable;

use std::time::Duration;

use chrono::TimeDelta;
use majakka_app::command::audit::refusal_log;
use majakka_app::command::due::retention;
use majakka_app::command::due::schedule;
use majakka_app::command::vault_key;
use majakka_app::process::Loop;
use majakka_app::{App, audit_anchor, follow_link};
use majakka_domain::screenshot_key::ScreenshotKey;
use majakka_store::db::dialect;
use majakka_store::error::Result;
use majakka_store::register;
use majakka_store::viewer::Viewer;
use tracing::Instrument as _;

pub(crate) use list::Job;
pub(crate) use timetable::Timetable;

use crate::outbox::blocking;
use crate::stop::Stopped;

/// Name of the lease.
const SCHEDULER: &str = "scheduler";
/// How often one that does not hold it looks whether it may.
const STANDBY: Duration = Duration::from_secs(2);
/// How long nobody else runs the list after its holder fell silent; one that is gone is followed at once.
const LEASE: TimeDelta = TimeDelta::seconds(30);

/// Runs the list until it is stopped, and then gives the lease back.
pub(crate) async fn run(app: &App, worker: &str, mut stopped: Stopped) -> Result<()> {
    let round = app.process.begin("schedule");
    let timetable = Timetable::new(|job| !matches!(job, Job::Poll | Job::PollOneMachine | Job::ReadReturns))?;
    // Whatever was missed while nobody ran comes first.
    let mut on_the_way = bulletins::OnTheWay::default();
    let mut since = app.clock.now() - TimeDelta::days(1);
    while !stopped.is_set() {
        round.turns();
        let now = app.clock.now();
        // A clock that was set back must not stop the schedule until it has caught up.
        since = since.min(now);
        match hold(app, worker, LEASE).await {
            Ok(true) => {
                for job in timetable.fired(since, now) {
                    let span = tracing::info_span!("job", ?job);
                    match job {
                        Job::TellBulletins => on_the_way.tell(app).instrument(span).await,
                        _ => wake(app, job, &round).instrument(span).await,
                    }
                    round.turns();
                }
                since = now;
            }
            Ok(false) => {
                on_the_way = bulletins::OnTheWay::default();
                since = now;
                stopped.or_after(STANDBY).await;
                continue;
            }
            Err(error) if error.is_trouble() => {}
            Err(error) => tracing::warn!(%error, "cannot ask the database who runs the schedule; asking again"),
        }
        stopped.or_until(app, timetable.next(now)).await;
    }
    if let Err(error) = hold(app, worker, TimeDelta::zero()).await {
        tracing::warn!(%error, "the scheduler's lease could not be given back; another worker takes over when it runs out");
    }
    Ok(())
}

async fn hold(app: &App, worker: &str, span: TimeDelta) -> Result<bool> {
    let worker = worker.to_owned();
    blocking(app, move |app| {
        app.write_beside(|conn| {
            let now = dialect::moment(conn, app.clock.as_ref())?;
            dialect::end_lease_of_absent(conn, SCHEDULER, &worker)?;
            Ok(dialect::steal_lease(conn, SCHEDULER, &worker, now, now + span)?)
        })
    })
    .await
}

async fn wake(app: &App, job: Job, round: &Loop) {
    let done = match job {
        Job::Due => blocking(app, schedule::run_due).await,
        Job::WatchRefusals => blocking(app, |app| app.write(&Viewer::System, refusal_log::watch)).await,
        Job::Anchor => blocking(app, audit_anchor::set).await,
        Job::IndexRegister => blocking(app, index_register).await,
        Job::SweepKeys => blocking(app, |app| app.write(&Viewer::System, retention::sweep_keys)).await,
        Job::SweepDrafts => sweep_drafts(app).await,
        Job::SealAnew => blocking(app, seal_anew).await,
        Job::Forget => forget(app, round).await,
        Job::Poll | Job::PollOneMachine | Job::ReadReturns | Job::TellBulletins => Ok(0),
    };
    match done {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "what was due is done"),
        Err(error) if error.is_trouble() => {}
        Err(error) => tracing::error!(%error, "what is due could not be done; it is tried again"),
    }
}

/// Part by part, so that others can write in between; whoever looks meanwhile finds everything all the same.
fn index_register(app: &App) -> Result<usize> {
    if !app.read(register::is_behind)? {
        return Ok(0);
    }
    while app.write_beside(register::index)? > 0 {}
    Ok(0)
}

fn seal_anew(app: &App) -> Result<usize> {
    Ok(vault_key::seal_anew(app)? + app.write_all(&Viewer::System, follow_link::hide_earlier)?)
}

/// Rows first, pictures after: a picture without a row is only a waste of space.
async fn sweep_drafts(app: &App) -> Result<usize> {
    let unused = blocking(app, |app| app.write(&Viewer::System, retention::sweep_drafts)).await?;
    delete(app, &unused).await;
    Ok(unused.len())
}

/// Step by step, so that others can write in between.
async fn forget(app: &App, round: &Loop) -> Result<usize> {
    let mut rows = 0;
    loop {
        round.turns();
        let gone = blocking(app, |app| app.write(&Viewer::System, retention::forget)).await?;
        delete(app, &gone.pictures).await;
        if gone.rows == 0 {
            return Ok(rows);
        }
        rows += gone.rows;
    }
}

async fn delete(app: &App, pictures: &[ScreenshotKey]) {
    for key in pictures {
        if let Err(error) = app.screenshots.delete(key).await {
            tracing::warn!(%error, "a picture that nothing uses could not be deleted");
        }
    }
}
