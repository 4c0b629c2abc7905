//! The worker: one loop a channel, the schedule, and an ear at the database, until it is told to stop.
//!
//! Guarantee: nothing that fails ends a loop; a worker that is stopped finishes the batch in its hands. A loop registers
//! for the next hint before it looks, so that nothing is missed in between.
//! Non-goal: being told. A hint only saves the wait until the next look.

use std::pin::pin;

use majakka_core::Core;
use majakka_core::db::DbUrl;
use majakka_core::error::Result;
use majakka_domain::terms::Channel;

use crate::ear;
use crate::outbox::{self, Gateways, Line};
use crate::route_test;
use crate::schedule::{self, Job, Timetable};
use crate::stop::{Stopped, stop};

/// Sends what is due and does what is due until `shutdown` is ready, and then ends as soon as what is under way is
/// written down.
///
/// # Errors
/// Only at the start: the list of the schedule or the database's URL cannot be read.
pub async fn run(core: Core, gateways: Gateways, shutdown: impl Future<Output = ()>) -> Result<()> {
    let worker = format!("{}-{}", std::process::id(), core.dice.token());
    let url = DbUrl::parse(&core.settings.database_url())?;
    let (stop, stopped) = stop();
    let _ear = ear::open(url.clone(), core.wake.clone());
    let poll = if url.is_sqlite() { Job::PollOneMachine } else { Job::Poll };
    let routes = crate::gateways::each(&core.settings)?;
    let mut work = pin!(async {
        tokio::try_join!(
            post(&core, gateways.line(Channel::Sms), &worker, poll, stopped.clone()),
            post(&core, gateways.line(Channel::Email), &worker, poll, stopped.clone()),
            schedule::run(&core, &worker, stopped.clone()),
            route_test::run(&core, &routes, poll, stopped.clone()),
        )
    });
    tokio::select! {
        ended = &mut work => return ended.map(drop),
        () = shutdown => stop.set(),
    }
    work.await.map(drop)
}

/// Sends over one channel. Each has a loop of its own, so that a slow mail server holds up no text message.
async fn post(core: &Core, line: Option<&Line>, worker: &str, poll: Job, mut stopped: Stopped) -> Result<()> {
    let Some(line) = line else { return Ok(()) };
    let timetable = Timetable::of(|job| job == poll)?;
    while !stopped.is_set() {
        let mut hint = pin!(core.wake.notified());
        hint.as_mut().enable();
        let looked = empty(core, line, worker, &stopped).await;
        let next = timetable.next(core.clock.now());
        if let Err(error) = looked {
            tracing::error!(%error, channel = %line.channel(), "the outbox could not be worked off, it is tried again");
            stopped.or_until(core, next).await;
            continue;
        }
        tokio::select! {
            () = hint => {}
            () = stopped.or_until(core, next) => {}
        }
    }
    Ok(())
}

/// Batch after batch until nothing can be claimed.
async fn empty(core: &Core, line: &Line, worker: &str, stopped: &Stopped) -> Result<()> {
    while outbox::batch(core, line, worker).await? > 0 && !stopped.is_set() {}
    Ok(())
}
