//! A process that serves until it is asked to stop.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::Arc;

use actix_web::web::{self, ServiceConfig};
use majakka_app::App;
use majakka_app::config::Settings;
use majakka_messages::Renderer;
use majakka_server::admin::ReplyAddresses;
use majakka_store::clock::SystemClock;
use majakka_store::db::DbUrl;
use majakka_store::error::{Error, Result};
use majakka_store::random::SystemRandom;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::out;

/// The shared ground with the machine's own clock and chance. Templates of the installation's own are tried first.
///
/// # Errors
/// As [`App::build`]; [`Error::Setting`] for a page that cannot be written.
pub(crate) fn app(settings: Settings) -> Result<App> {
    let app = App::build(settings, Arc::new(SystemClock), Arc::new(SystemRandom))?;
    try_pages(&app.settings, &app.renderer)?;
    Ok(app)
}

/// As [`app`], for a command that works on what is there, and says on which database: nothing is made, and no right is needed but
/// to the rows.
///
/// # Errors
/// As [`App::open`] and [`App::require_migrated`].
pub(crate) fn opened(settings: Settings) -> Result<App> {
    let app = App::open(settings, Arc::new(SystemClock), Arc::new(SystemRandom))?;
    try_pages(&app.settings, &app.renderer)?;
    say_database(&app)?;
    app.require_migrated()?;
    Ok(app)
}

/// Says which database it is, beside what is printed.
///
/// # Errors
/// As [`Settings::database_url`].
pub(crate) fn say_database(app: &App) -> Result<()> {
    out::aside(format_args!("database {}", DbUrl::parse(&app.settings.database_url()?)?));
    Ok(())
}

/// Tries every page, where templates are the installation's own; those of the program are tried by its tests.
///
/// # Errors
/// [`Error::Setting`] with file and line.
pub(crate) fn try_pages(settings: &Settings, renderer: &Renderer) -> Result<()> {
    match settings.content.folder() {
        Some(_) => majakka_server::pages::check(renderer).map_err(|cause| Error::Setting(cause.to_string())),
        None => Ok(()),
    }
}

/// Becomes true when the process is asked to stop (SIGTERM, SIGINT).
pub(crate) fn stopping() -> anyhow::Result<watch::Receiver<bool>> {
    let (say, hear) = watch::channel(false);
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::spawn(async move {
        tokio::select! { _ = terminate.recv() => (), _ = interrupt.recv() => () }
        tracing::info!("asked to stop");
        // Nobody listens any more: then there is nothing to stop.
        let _ = say.send(true);
        tokio::select! { _ = terminate.recv() => (), _ = interrupt.recv() => () }
        tracing::warn!("asked again: ended at once");
        std::process::exit(1);
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

/// What everything runs on.
///
/// # Errors
/// The system gives no threads.
pub(crate) fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// Each reader is an open file, and service managers allow 1,024 (the soft limit) unless asked: takes what may be had.
fn allow_a_crowd() {
    let raised =
        getrlimit(Resource::RLIMIT_NOFILE).and_then(|(_, most)| setrlimit(Resource::RLIMIT_NOFILE, most, most));
    if let Err(refused) = raised {
        tracing::warn!(%refused, "the limit of open files stays as it is");
    }
}

/// Runs the parts until a signal comes; `ready` is called once when all of them are up.
///
/// # Errors
/// What ends a part before it was asked to.
pub(crate) fn run(app: App, parts: Parts, ready: impl FnOnce()) -> anyhow::Result<()> {
    allow_a_crowd();
    let runtime = runtime()?;
    let ended = runtime.block_on(serve_and_notify(app, parts, ready));
    // A thread that waits for a database that does not answer must not keep the process.
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    ended
}

async fn serve_and_notify(app: App, parts: Parts, ready: impl FnOnce()) -> anyhow::Result<()> {
    let mut stop = stopping()?;
    let hooks = majakka_notifier::hooks(&app)?;
    let ours = &app.settings.server.public_url;
    let paths = hooks.iter().flat_map(|hooks| hooks.reply_paths());
    let addresses: BTreeMap<_, _> = paths.map(|(route, path)| (route, format!("{ours}{path}"))).collect();
    let mount = move |config: &mut ServiceConfig| {
        if let Some(hooks) = &hooks {
            config.app_data(web::Data::new(ReplyAddresses(addresses.clone()))).service(hooks.scope());
        }
    };
    let server = parts.server.map(|listener| majakka_server::startup::server(app.clone(), listener, mount));
    let server = server.transpose()?;
    let notifier = match parts.notifier {
        true => Some(tokio::spawn(notify(app, stop.clone())?)),
        false => None,
    };
    ready();
    let Some(server) = server else {
        stop.wait_for(|stop| *stop).await?;
        if let Some(notifier) = notifier {
            notifier.await??;
        }
        return Ok(());
    };
    let handle = server.handle();
    let mut stopped = stop.clone();
    tokio::spawn(async move {
        if stopped.wait_for(|stop| *stop).await.is_ok() {
            handle.stop(true).await;
        }
    });
    server.await?;
    // What is under way is written down before the process ends.
    if let Some(notifier) = notifier {
        notifier.await??;
    }
    Ok(())
}

/// The notifier's work until the process is asked to stop.
fn notify(
    app: App,
    mut stop: watch::Receiver<bool>,
) -> anyhow::Result<impl Future<Output = majakka_store::error::Result<()>> + Send + 'static> {
    let gateways = majakka_notifier::gateways(&app.settings)?;
    Ok(async move {
        let asked = async move { drop(stop.wait_for(|stop| *stop).await) };
        majakka_notifier::run(app, gateways, asked).await
    })
}
