//! A process that serves until it is asked to stop.
//!
//! Guarantee: on SIGTERM a server among others first says that it leaves, answers what still comes, and then closes its door; a second
//! signal ends it at once. On SIGHUP settings, secrets and templates are read anew, behind the same door; what cannot be used is said,
//! and everything goes on as before.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::web::{self, ServiceConfig};
use majakka_app::App;
use majakka_app::config::Settings;
use majakka_messages::Renderer;
use majakka_server::admin::ReplyAddresses;
use majakka_server::farewell::Farewell;
use majakka_server::listen::Listener;
use majakka_server::startup;
use majakka_store::clock::SystemClock;
use majakka_store::db::{DbUrl, Pooled};
use majakka_store::error::{Error, Result};
use majakka_store::random::SystemRandom;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::signals::{self, Asked};
use crate::supervisor::{self, Watchdog};
use crate::{heartbeat, out};

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

/// One of its connections, for what lasts longer than a step.
///
/// # Errors
/// [`Error::Unavailable`] when there is none.
pub(crate) fn connection(app: &App) -> Result<Pooled> {
    app.pool.get().map_err(|cause| Error::Unavailable(cause.to_string()))
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

/// What others can ask this process.
pub(crate) enum Doors {
    /// Every page.
    Pages(Vec<Listener>),
    /// How it is, for whoever watches it.
    Watched(Vec<Listener>),
}

/// Which parts of Majakka this process runs.
pub(crate) struct Parts {
    /// What stands open, if anything does.
    pub(crate) doors: Option<Doors>,
    /// Does it notify?
    pub(crate) notifier: bool,
    /// How long a server that was asked to stop still answers, for load balancers to see that it leaves.
    pub(crate) farewell: Duration,
    /// Makes the ground anew, from settings that are read anew.
    pub(crate) renew: Option<Box<dyn Fn() -> anyhow::Result<App> + Send>>,
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
    let ended = runtime.block_on(until_asked_to_stop(app, parts, ready));
    // A thread that waits for a database that does not answer must not keep the process.
    runtime.shutdown_timeout(Duration::from_secs(1));
    ended
}

async fn until_asked_to_stop(app: App, parts: Parts, ready: impl FnOnce()) -> anyhow::Result<()> {
    let (mut asked, mut app) = (signals::hear()?, app);
    let (say, mut ended) = mpsc::channel(2);
    let mut server = Serving::start(&app, &parts, &say)?;
    let mut notifier = Notifying::start(&app, &parts, &say)?;
    ready();
    supervisor::ready();
    let mut watchdog = Watchdog::asked_for();
    let mut heartbeat = Heartbeat::start(&app);
    loop {
        let asked = tokio::select! {
            asked = asked.recv() => asked,
            end = ended.recv() => return end.unwrap_or(Ok(())),
            () = watchdog.due() => {
                // One that shows pages goes on showing them while its notifier hangs.
                if matches!(parts.doors, Some(Doors::Pages(_))) || app.process.hung().is_empty() {
                    supervisor::goes_on();
                }
                continue;
            }
        };
        match (asked, &parts.renew) {
            (Some(Asked::Renew), Some(renew)) => {
                supervisor::renewing();
                match tokio::task::block_in_place(renew) {
                    Ok(renewed) => {
                        app = App { process: Arc::clone(&app.process), ..renewed };
                        heartbeat = Heartbeat::start(&app);
                        // One notifier after the other: two would take each other's claims for those of a dead one.
                        end(notifier.take()).await?;
                        notifier = Notifying::start(&app, &parts, &say)?;
                        let next = Serving::start(&app, &parts, &say)?;
                        if let Some(before) = std::mem::replace(&mut server, next) {
                            tokio::spawn(before.make_room());
                        }
                        tracing::info!("settings and secrets were read anew");
                    }
                    Err(cause) => {
                        tracing::error!("what was read anew cannot be used ({cause:#}): it goes on as before");
                    }
                }
                supervisor::ready();
            }
            (Some(Asked::Renew), None) => {}
            (Some(Asked::Stop { at_once }), _) => {
                supervisor::leaving();
                let patience = if at_once { Duration::ZERO } else { parts.farewell };
                let leave = async {
                    if let Some(server) = server {
                        server.leave(patience).await;
                    }
                };
                // What is under way is written down before the process ends.
                let ended = tokio::join!(leave, end(notifier)).1;
                heartbeat.end(app).await;
                return ended;
            }
            (None, _) => return Ok(()),
        }
    }
}

/// The process among those of the installation, until it is dropped.
struct Heartbeat(JoinHandle<()>);

impl Heartbeat {
    fn start(app: &App) -> Self {
        Heartbeat(tokio::spawn(heartbeat::beat(app.clone())))
    }

    /// Nobody is to miss the process; who cannot be told will.
    async fn end(self, app: App) {
        drop(self);
        let told = tokio::task::spawn_blocking(move || app.take_leave());
        let _ = tokio::time::timeout(Duration::from_secs(1), told).await;
    }
}

impl Drop for Heartbeat {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Says that a part has ended by itself.
type End = mpsc::Sender<anyhow::Result<()>>;

/// A server in its doors.
struct Serving {
    handle: ServerHandle,
    farewell: Farewell,
}

impl Serving {
    fn start(app: &App, parts: &Parts, end: &End) -> anyhow::Result<Option<Self>> {
        let again = |doors: &[Listener]| doors.iter().map(Listener::again).collect::<std::io::Result<Vec<_>>>();
        let (server, farewell) = match &parts.doors {
            None => return Ok(None),
            Some(Doors::Pages(doors)) => Serving::pages(app, again(doors)?)?,
            Some(Doors::Watched(doors)) => startup::watched(app.clone(), again(doors)?)?,
        };
        let (handle, end) = (server.handle(), end.clone());
        tokio::spawn(async move {
            if let Err(cause) = server.await {
                // Nobody listens any more: then the process ends anyway.
                let _ = end.send(Err(cause.into())).await;
            }
        });
        Ok(Some(Serving { handle, farewell }))
    }

    fn pages(app: &App, doors: Vec<Listener>) -> anyhow::Result<(Server, Farewell)> {
        let hooks = majakka_notifier::hooks(app)?;
        let ours = &app.settings.server.public_url;
        let paths = hooks.iter().flat_map(|hooks| hooks.reply_paths());
        let addresses: BTreeMap<_, _> = paths.map(|(route, path)| (route, format!("{ours}{path}"))).collect();
        let mount = move |config: &mut ServiceConfig| {
            if let Some(hooks) = &hooks {
                config.app_data(web::Data::new(ReplyAddresses(addresses.clone()))).service(hooks.scope());
            }
        };
        Ok(startup::server(app.clone(), doors, mount)?)
    }

    /// Answers for a while, says that it leaves, and ends when what is under way is answered.
    async fn leave(self, patience: Duration) {
        self.farewell.leave();
        tokio::time::sleep(patience).await;
        self.handle.stop(true).await;
    }

    /// Another one is behind the same doors: takes nobody new, and ends when those whom it knows have gone, by their next answer or in
    /// the time that a connection without work is kept.
    async fn make_room(self) {
        self.farewell.make_room();
        self.handle.pause().await;
        tokio::time::sleep(startup::IDLE).await;
        self.handle.stop(true).await;
    }
}

/// A notifier at its work.
struct Notifying {
    stop: watch::Sender<bool>,
    work: JoinHandle<Result<()>>,
}

impl Notifying {
    fn start(app: &App, parts: &Parts, end: &End) -> anyhow::Result<Option<Self>> {
        if !parts.notifier {
            return Ok(None);
        }
        let gateways = majakka_notifier::gateways(&app.settings)?;
        let (stop, mut hear) = watch::channel(false);
        let (app, end) = (app.clone(), end.clone());
        let work = tokio::spawn(async move {
            let asked = async move { drop(hear.wait_for(|stop| *stop).await) };
            let ended = majakka_notifier::run(app, gateways, asked).await;
            if let Err(cause) = &ended {
                // As above.
                let _ = end.send(Err(anyhow::anyhow!("{cause}"))).await;
            }
            ended
        });
        Ok(Some(Notifying { stop, work }))
    }
}

/// Asks the notifier to stop and waits until it has.
async fn end(notifier: Option<Notifying>) -> anyhow::Result<()> {
    if let Some(Notifying { stop, work }) = notifier {
        // Nobody hears it: it has ended already.
        let _ = stop.send(true);
        work.await??;
    }
    Ok(())
}
