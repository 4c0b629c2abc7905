//! What systemd is told of this process (sd_notify(3)): that it is ready, that it reads its settings anew, that it leaves, and, where a
//! watchdog is set (`WatchdogSec=`), that it goes on.
//!
//! Guarantee: without systemd nothing happens, and a systemd that does not listen stops nothing.
//! Non-goal: whether the installation is well; `/readyz` says that.

use std::time::Duration;

use sd_notify::NotifyState;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// How often it is said that the process goes on.
pub(crate) struct Watchdog(Option<Interval>);

impl Watchdog {
    /// As systemd asks for it: twice as often as it must (sd_watchdog_enabled(3)).
    pub(crate) fn asked_for() -> Self {
        let every = sd_notify::watchdog_enabled().map(|within| within / 2).filter(|every| *every > Duration::ZERO);
        Watchdog(every.map(|every| {
            let mut interval = interval(every);
            interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
            interval
        }))
    }

    /// When it is time to say so again; never, where nobody asks.
    pub(crate) async fn due(&mut self) {
        match &mut self.0 {
            Some(interval) => drop(interval.tick().await),
            None => std::future::pending().await,
        }
    }
}

/// It answers, or sends.
pub(crate) fn ready() {
    tell(&[NotifyState::Ready]);
}

/// It goes on.
pub(crate) fn goes_on() {
    tell(&[NotifyState::Watchdog]);
}

/// It reads its settings anew; [`ready`] says that it has.
pub(crate) fn renewing() {
    tell(&[NotifyState::Reloading]);
}

/// It has been asked to stop.
pub(crate) fn leaving() {
    tell(&[NotifyState::Stopping]);
}

fn tell(state: &[NotifyState<'_>]) {
    if let Err(cause) = sd_notify::notify(state) {
        tracing::debug!(%cause, "the service manager does not listen");
    }
}
