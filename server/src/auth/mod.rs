//! Who is it? Sign-in with e-mail and password, one-time links, sessions, one's own account.
//!
//! Guarantee: cookies hold a random token and nothing else; a session ends by itself after a time of silence; no answer
//! tells whether an account exists.
//! Non-goal: what the signed-in may do; core's steps ask that.

mod account;
mod cookie;
pub mod csrf;
mod forgotten;
mod one_time_link;
mod sign_in;
mod signed_in;

use actix_web::HttpRequest;
use actix_web::web::{self, ServiceConfig};
use majakka_app::App;
use majakka_app::command::session::Whence;
use majakka_app::password::{PasswordCost, Passwords};
use majakka_store::error::{Error, Result};

pub use account::AccountPage;
pub(crate) use cookie::token as session_token;
pub use forgotten::ForgottenPage;
pub use one_time_link::{LinkPage, SpentPage};
pub use sign_in::SignInPage;
pub(crate) use sign_in::go_to;
pub(crate) use signed_in::Nothing;
pub use signed_in::SignedIn;

use crate::limits::Limits;

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
        Ok(LoginGuard { passwords, limits: Limits::new(app.settings.server.behind_tls) })
    }

    /// Where a try comes from.
    pub(crate) fn whence(&self, app: &App, request: &HttpRequest) -> Whence {
        Whence { address: self.limits.address(request), marks: cookie::marks(app, request) }
    }
}

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/sign-in").route(web::get().to(sign_in::show)).route(web::post().to(sign_in::submit)))
        .service(
            web::resource("/sign-in/forgotten")
                .route(web::get().to(forgotten::show))
                .route(web::post().to(forgotten::submit)),
        )
        .route("/sign-out", web::post().to(sign_in::leave))
        .route("/session/keep", web::post().to(signed_in::keep))
        .service(
            web::resource("/link/{token}")
                .route(web::get().to(one_time_link::show))
                .route(web::post().to(one_time_link::submit)),
        )
        .route("/account", web::get().to(account::show))
        .route("/account/password", web::post().to(account::change_password))
        .route("/account/details", web::post().to(account::change_details));
}
