//! The worker: one loop a channel, the schedule, what comes back, and a listener at the database, until it is told to stop.
//!
//! Guarantee: nothing that fails ends a loop; a worker that is told to stop is done within [`FAREWELL`], whatever its
//! gateways and its database do.
//! Non-goal: being told. A hint only saves the wait until the next look.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use majakka_app::App;
use majakka_domain::terms::Channel;
use majakka_store::db::DbUrl;
use majakka_store::error::Result;
use tokio::time::timeout;

use crate::outbox::{self, Lane, Lanes};
use crate::returns;
use crate::route_test;
use crate::schedule::{self, Job};
use crate::stop::{Stopped, stop};
use crate::wakeup;

/// Dialogues get ten seconds, their last words two more.
const FAREWELL: Duration = Duration::from_secs(13);

/// Sends what is due and does what is due until `shutdown` is ready, and then ends as soon as what is under way is
/// written down.
///
/// # Errors
/// Only at the start: the list of the schedule or the database's URL cannot be read.
pub async fn run(app: App, gateways: Lanes, shutdown: impl Future<Output = ()>) -> Result<()> {
    let worker = format!("{}-{}", std::process::id(), app.random.token());
    let url = DbUrl::parse(&app.settings.database_url()?)?;
    let (stop, stopped) = stop();
    let _wakeup = wakeup::open(url.clone(), worker.clone(), app.wake.clone());
    if let Err(error) = outbox::begin(&app, &worker).await {
        tracing::warn!(%error, "what an earlier process had claimed could not be taken back; it is free when its leases run out");
    }
    let poll = if url.is_sqlite() { Job::PollOneMachine } else { Job::Poll };
    let routes = gateways.each();
    let mut work = pin!(async {
        tokio::try_join!(
            post(&app, gateways.lane(Channel::Sms), &worker, stopped.clone()),
            post(&app, gateways.lane(Channel::Email), &worker, stopped.clone()),
            schedule::run(&app, &worker, stopped.clone()),
            route_test::run(&app, &routes, poll, stopped.clone()),
            returns::run(&app, stopped.clone()),
        )
    });
    tokio::select! {
        ended = &mut work => return ended.map(drop),
        () = shutdown => stop.set(),
    }
    match timeout(FAREWELL, work).await {
        Ok(ended) => ended.map(drop),
        Err(_) => {
            tracing::error!("the database does not answer: what was under way is offered again later");
            Ok(())
        }
    }
}

/// Sends over one channel. Each has a loop of its own, so that a slow mail server holds up no text message.
async fn post(app: &App, lane: Option<&Arc<Lane>>, worker: &str, stopped: Stopped) -> Result<()> {
    let Some(lane) = lane else { return Ok(()) };
    outbox::dispatch(app, lane, worker, Some(stopped)).await.map(drop)
}
