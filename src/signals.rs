//! What a process is asked by signals.
//!
//! Guarantee: being asked comes before being logged, so that a log that nobody reads stops nothing; a second request to stop ends the
//! process at once. A service manager's reload, and a terminal that was closed, end nothing.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// To end (SIGTERM, SIGINT); a person at the keyboard does not want to wait.
    Stop {
        /// Without the time that load balancers need.
        at_once: bool,
    },
    /// To read settings and secrets anew (SIGHUP).
    Renew,
}

/// Hears them from now on.
///
/// # Errors
/// The system gives no signals.
pub(crate) fn hear() -> std::io::Result<mpsc::Receiver<Asked>> {
    let (say, heard) = mpsc::channel(4);
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        let mut stopping = false;
        loop {
            let asked = tokio::select! {
                _ = terminate.recv() => Asked::Stop { at_once: false },
                _ = interrupt.recv() => Asked::Stop { at_once: true },
                _ = hang_up.recv() => Asked::Renew,
            };
            if matches!(asked, Asked::Stop { .. }) && stopping {
                tracing::warn!("asked again: ended at once");
                std::process::exit(1);
            }
            // Nobody listens any more: then there is nothing to stop.
            let _ = say.try_send(asked);
            if matches!(asked, Asked::Stop { .. }) {
                stopping = true;
                tracing::info!("asked to stop");
            }
        }
    });
    Ok(heard)
}

/// Becomes true when the process is asked to stop: for what has nothing to read anew.
///
/// # Errors
/// As [`hear`].
pub(crate) fn stopping() -> std::io::Result<watch::Receiver<bool>> {
    let (say, hear) = watch::channel(false);
    let mut asked = self::hear()?;
    tokio::spawn(async move {
        while let Some(asked) = asked.recv().await {
            if matches!(asked, Asked::Stop { .. }) {
                // As above.
                let _ = say.send(true);
            }
        }
    });
    Ok(hear)
}
