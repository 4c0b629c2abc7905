//! What stands before every password and one-time link.

use actix_web::HttpRequest;
use actix_web::http::header::USER_AGENT;
use majakka_app::App;
use majakka_app::command::session::Whence;
use majakka_app::password::{PasswordCost, Passwords};
use majakka_store::error::{Error, Result};

use crate::failure::{Failure, PageError};
use crate::limits::Limits;
use crate::session::cookie;

/// What stands at the guard: the judge of passwords, and the limits of those who knock.
#[derive(Debug)]
pub struct LoginGuard {
    /// Hashes and verifies.
    pub passwords: Passwords,
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
        Ok(LoginGuard { passwords, limits: Limits::new(app.settings.server.proxies()) })
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
