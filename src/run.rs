//! A process that serves until it is asked to stop.

use std::net::TcpListener;
use std::sync::Arc;

use majakka_core::Core;
use majakka_core::clock::SystemClock;
use majakka_core::config::Settings;
use majakka_core::dice::SystemDice;
use majakka_core::error::Result;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// The shared ground with the machine's own clock and chance.
///
/// # Errors
/// As [`Core::build`].
pub(crate) fn core(settings: Settings) -> Result<Core> {
    Core::build(settings, Arc::new(SystemClock), Arc::new(SystemDice))
}

/// Becomes true when the process is asked to stop (SIGTERM, SIGINT).
fn stopping() -> anyhow::Result<watch::Receiver<bool>> {
    let (say, hear) = watch::channel(false);
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::spawn(async move {
        tokio::select! { _ = terminate.recv() => (), _ = interrupt.recv() => () }
        tracing::info!("asked to stop");
        // Nobody listens any more: then there is nothing to stop.
        let _ = say.send(true);
    });
    Ok(hear)
}

/// Which parts of Majakka this process runs.
#[derive(Debug)]
pub(crate) struct Parts {
    /// The server, on this listener.
    pub(crate) server: Option<TcpListener>,
    /// The notifier.
    pub(crate) notifier: bool,
}

/// Runs the parts until a signal comes; `ready` is called once when all of them are up.
///
/// # Errors
/// What ends a part before it was asked to.
pub(crate) fn run(core: Core, parts: Parts, ready: impl FnOnce()) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let mut stop = stopping()?;
        let server = parts.server.map(|listener| majakka_server::startup::server(core.clone(), listener, |_| ()));
        let server = server.transpose()?;
        if parts.notifier {
            // notifier::run(core.clone(), stop.clone()) is spawned here.
        }
        ready();
        let Some(server) = server else {
            stop.wait_for(|stop| *stop).await?;
            return Ok(());
        };
        let handle = server.handle();
        let mut stopped = stop.clone();
        tokio::spawn(async move {
            if stopped.wait_for(|stop| *stop).await.is_ok() {
                handle.stop(true).await;
            }
        });
        Ok(server.await?)
    })
}
