//! From settings to a listening server.

use std::sync::Arc;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{Data, ServiceConfig};
use majakka_app::App;
use majakka_app::config::TrustedProxies;
use majakka_store::error::Result;

use crate::auth::{LoginGuard, Providers};
use crate::connections::Connections;
use crate::desk::messages::Watchers;
use crate::doors::{self, Manner};
use crate::farewell::Farewell;
use crate::listen::Listener;
use crate::metrics::Watch;
use crate::request_id::{self, RequestIds};
use crate::status::{FastPath, SnapshotCache};
use crate::{app, body_deadline, done, error_page, farewell, headers, turned_away};

/// How long a connection without work is kept: longer than proxies keep theirs (nginx 60 s). Whoever hangs up first decides;
/// when it is the server, a request can be on its way already and is lost (RFC 9112, 9.5).
pub const IDLE: Duration = Duration::from_secs(75);

/// What the workers of a server share.
#[derive(Clone)]
pub struct Shared {
    app: Data<App>,
    guard: Data<LoginGuard>,
    providers: Data<Providers>,
    watch: Data<Watch>,
    board: Arc<SnapshotCache>,
    ids: Data<RequestIds>,
    farewell: Farewell,
    pub(crate) watchers: Data<Watchers>,
}

impl Shared {
    /// Makes the public page, and what counts attempts, watchers and figures.
    ///
    /// # Errors
    /// [`Error::Setting`](majakka_store::error::Error::Setting) when the password cost cannot be used; what the database says.
    pub fn new(app: App) -> Result<Self> {
        Ok(Shared {
            guard: Data::new(LoginGuard::new(&app)?),
            providers: Data::new(Providers::new(&app.settings)?),
            watch: Data::new(Watch::new(&app)?),
            board: SnapshotCache::open(&app)?,
            ids: Data::new(RequestIds::new(app.random.as_ref())),
            farewell: Farewell::default(),
            watchers: Data::new(Watchers::default()),
            app: Data::new(app),
        })
    }

    fn proxies(&self) -> TrustedProxies {
        self.app.settings.server.proxies()
    }

    /// The application of one worker: every address, and all that surrounds a request. `mount` adds addresses of others.
    pub fn application<M: FnOnce(&mut ServiceConfig)>(
        &self,
        mount: M,
    ) -> actix_web::App<
        impl ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<impl MessageBody + use<M>>,
            Error = actix_web::Error,
            InitError = (),
        > + use<M>,
    > {
        actix_web::App::new()
            .app_data(self.app.clone())
            .app_data(self.guard.clone())
            .app_data(self.providers.clone())
            .app_data(self.watchers.clone())
            .app_data(self.watch.clone())
            .app_data(self.ids.clone())
            .app_data(Data::new(self.farewell.clone()))
            .app_data(Data::from(Arc::clone(&self.board)))
            .configure(mount)
            .configure(app::routes)
            .wrap(from_fn(app::same_site))
            .wrap(from_fn(app::clean_address))
            .wrap(from_fn(app::readable_bodies))
            .wrap(from_fn(body_deadline::tell_late))
            .wrap(from_fn(turned_away::turned_away))
            .wrap(from_fn(error_page::render_errors))
            .wrap(from_fn(done::forget))
            .wrap(from_fn(headers::headers))
            .wrap(from_fn(request_id::named))
            .wrap(Compress::default())
            .wrap(from_fn(app::head_as_get))
            .wrap(from_fn(farewell::parting))
            // Outside of everything: behind another, the rest of a body may be let go before its answer has ended, and is waited for.
            .wrap(from_fn(body_deadline::timely))
    }
}

/// The server behind its doors, ready to be awaited, and how it takes its leave. `mount` adds addresses of others, for instance the receipts' hooks.
/// It does not listen to signals: whoever starts it also stops it, through its handle.
///
/// # Errors
/// As [`Shared::new`], and [`Error::Setting`](majakka_store::error::Error::Setting) when a listener cannot be used.
pub fn server(
    app: App,
    listeners: Vec<Listener>,
    mount: impl Fn(&mut ServiceConfig) + Clone + Send + 'static,
) -> Result<(Server, Farewell)> {
    let shared = Shared::new(app)?;
    let farewell = shared.farewell.clone();
    tokio::spawn(Arc::clone(&shared.board).keep());
    let connections = Connections::new(shared.proxies());
    let places = connections.places();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let before = move || {
        let application = shared.application(mount.clone());
        FastPath::new(Arc::clone(&shared.board), shared.farewell.clone(), application)
    };
    let manner = Manner { workers, connections: places.div_ceil(workers), idle: IDLE, counted: Some(connections) };
    Ok((doors::serve(listeners, &manner, before)?, farewell))
}

/// What a notifier that runs by itself tells whoever watches it: health, readiness, figures, and nothing else.
///
/// # Errors
/// As [`server`].
pub fn watched(app: App, listeners: Vec<Listener>) -> Result<(Server, Farewell)> {
    /// More than watchers are.
    const CONNECTIONS: usize = 64;
    let (watch, farewell) = (Data::new(Watch::new(&app)?), Farewell::default());
    let (app, told) = (Data::new(app), Data::new(farewell.clone()));
    let application = move || {
        let application = actix_web::App::new().app_data(app.clone()).app_data(watch.clone()).app_data(told.clone());
        application.configure(app::watched).wrap(from_fn(headers::headers)).wrap(from_fn(app::head_as_get))
    };
    let manner = Manner { workers: 1, connections: CONNECTIONS, idle: IDLE, counted: None };
    Ok((doors::serve(listeners, &manner, application)?, farewell))
}
