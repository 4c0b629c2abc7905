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
            pass_on(&say, asked);
            if matches!(asked, Asked::Stop { .. }) {
                stopping = true;
                tracing::info!("asked to stop");
            }
        }
    });
    Ok(heard)
}

/// The last place is kept for a stop: what waits to be read anew is read once more anyway.
fn pass_on(say: &mpsc::Sender<Asked>, asked: Asked) {
    if asked != Asked::Renew || say.capacity() > 1 {
        // Nobody listens any more: then there is nothing to stop.
        let _ = say.try_send(asked);
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_finds_its_place_behind_any_number_of_renewals() {
        let (say, mut heard) = mpsc::channel(4);
        let stop = Asked::Stop { at_once: false };
        (0..20).for_each(|_| pass_on(&say, Asked::Renew));
        pass_on(&say, stop);
        let all: Vec<Asked> = std::iter::from_fn(|| heard.try_recv().ok()).collect();
        assert_eq!(all, [Asked::Renew, Asked::Renew, Asked::Renew, stop]);
    }
}
