//! What stands before every password and one-time link.

use std::sync::Arc;

use actix_web::http::header::USER_AGENT;
use actix_web::{HttpRequest, web};
use majakka_app::App;
use majakka_app::command::account::session::Whence;
use majakka_app::password::{PasswordCost, Passwords};
use majakka_store::db::Trouble;
use majakka_store::error::{Error, Result};
use tokio::sync::Semaphore;

use crate::blocking::blocking;
use crate::failure::{Failure, PageError};
use crate::limits::Limits;
use crate::session::cookie;

/// So many wait for their turn: some seconds on one core.
const WAITING: usize = 64;

/// What stands at the guard: the judge of passwords, and the limits of those who knock.
#[derive(Debug)]
pub struct LoginGuard {
    passwords: Passwords,
    /// Those who hash or verify: each takes megabytes and a core (docs/SECURITY.md).
    hashing: Arc<Semaphore>,
    /// Those who do, and those who wait for it.
    line: Arc<Semaphore>,
    /// How often one address may knock.
    pub limits: Limits,
}

impl LoginGuard {
    /// The guard of one process.
    ///
    /// # Errors
    /// [`Error::Setting`] when argon2 refuses its cost.
    pub fn new(app: &App) -> Result<Self> {
        let passwords = Passwords::new(PasswordCost::default(), app.random.as_ref())
            .map_err(|cause| Error::Setting(cause.to_string()))?;
        let places = std::thread::available_parallelism().map_or(1, usize::from);
        let (hashing, line) = (Arc::new(Semaphore::new(places)), Arc::new(Semaphore::new(places + WAITING)));
        Ok(LoginGuard { passwords, hashing, line, limits: Limits::new(app.settings.server.proxies()) })
    }

    /// Runs work that hashes or verifies a password, as many at once as there are cores, however many ask.
    ///
    /// # Errors
    /// The work's own; [`Trouble::Busy`] when the line is long.
    pub(crate) async fn with_passwords<T: Send + 'static>(
        guard: web::Data<Self>,
        app: &web::Data<App>,
        work: impl FnOnce(&App, &Passwords) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let busy = || Error::Trouble(Trouble::Busy(None));
        let in_line = Arc::clone(&guard.line).try_acquire_owned().map_err(|_| busy())?;
        let place = Arc::clone(&guard.hashing).acquire_owned().await.map_err(|_| busy())?;
        blocking(app, move |app| {
            // Theirs until the work is done, also when nobody waits for it any more.
            let _held = (in_line, place);
            work(app, &guard.passwords)
        })
        .await
    }

    /// Counts a knock of this address.
    ///
    /// # Errors
    /// [`Failure::TooMany`]
    pub(crate) fn attempt(&self, request: &HttpRequest) -> std::result::Result<(), PageError> {
        if self.limits.allow_attempt(request) { Ok(()) } else { Err(PageError(Failure::TooMany)) }
    }

    /// Where a try comes from.
    pub(crate) fn whence(&self, app: &App, request: &HttpRequest) -> Whence {
        let agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        let browser = agent.to_owned();
        Whence { address: self.limits.address(request), marks: cookie::marks(app, request), browser }
    }
}
