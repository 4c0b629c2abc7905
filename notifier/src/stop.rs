//! One word to all loops: finish what you hold, and end.

use std::time::Duration;

use chrono::{DateTime, Utc};
use majakka_app::App;
use tokio::sync::watch;

/// Where the word is given.
pub(crate) struct Stop(watch::Sender<bool>);

/// Where it is heard.
#[derive(Clone)]
pub(crate) struct Stopped(watch::Receiver<bool>);

/// A word not yet given.
pub(crate) fn stop() -> (Stop, Stopped) {
    let (sender, receiver) = watch::channel(false);
    (Stop(sender), Stopped(receiver))
}

impl Stop {
    /// Gives the word.
    pub(crate) fn set(&self) {
        self.0.send_replace(true);
    }
}

impl Stopped {
    /// Has it been given?
    pub(crate) fn is_set(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is given; who gave up giving it meant it.
    pub(crate) async fn wait(&mut self) {
        let _ = self.0.wait_for(|set| *set).await;
    }

    /// Waits for a while, or until the word is given.
    pub(crate) async fn or_after(&mut self, pause: Duration) {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = self.wait() => {}
        }
    }

    /// Waits until the clock shows `at`, or the word is given. Without a moment it looks again after a minute.
    pub(crate) async fn or_until(&mut self, app: &App, at: Option<DateTime<Utc>>) {
        let pause = at.and_then(|at| (at - app.clock.now()).to_std().ok());
        // A clock that was set back must not make us sleep for hours.
        let pause = pause.unwrap_or(Duration::from_millis(10)).min(Duration::from_secs(60));
        self.or_after(pause).await;
    }
}
