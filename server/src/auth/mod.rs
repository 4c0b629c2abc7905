//! Who is it? Sign-in with e-mail and password, one-time links, sessions, one's own account.
//!
//! Guarantee: cookies hold a random token and nothing else; a session ends by itself after a time of silence; no answer
//! tells whether an account exists.
//! Non-goal: what the signed-in may do; core's steps ask that.

mod account;
mod asking;
mod email;
mod forgotten;
mod login_guard;
mod one_time_link;
mod own_factors;
mod passkey;
mod proof;
mod provider;
mod second_factor;
mod sign_in;

use actix_web::web::{self, ServiceConfig};
use majakka_app::config::Settings;
use majakka_store::error::Result;

pub use account::AccountPage;
pub use email::EmailPage;
pub use forgotten::ForgottenPage;
pub use login_guard::LoginGuard;
pub use one_time_link::{LinkPage, SpentPage};
pub use own_factors::FactorPage;
pub use proof::ProofPage;
pub(crate) use proof::Proven;
pub use provider::ProviderPage;
pub(crate) use provider::client::Providers;
pub use second_factor::{CodePage, EnrolPage, RecoveryPage};
pub use sign_in::SignInPage;

/// Can the providers of the settings be used, as far as that is known without asking them?
///
/// # Errors
/// [`Setting`](majakka_store::error::Error::Setting) for a secret or a certificate that cannot be read.
pub fn try_providers(settings: &Settings) -> Result<()> {
    Providers::new(settings).map(drop)
}

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/sign-in").route(web::get().to(sign_in::show)).route(web::post().to(sign_in::submit)))
        .service(
            web::resource("/sign-in/forgotten")
                .route(web::get().to(forgotten::show))
                .route(web::post().to(forgotten::submit)),
        )
        .service(
            web::resource("/sign-in/code")
                .route(web::get().to(second_factor::ask))
                .route(web::post().to(second_factor::answer)),
        )
        .service(
            web::resource("/sign-in/enrol")
                .route(web::get().to(second_factor::begin))
                .route(web::post().to(second_factor::finish)),
        )
        .route("/sign-in/with/{provider}", web::get().to(provider::begin))
        .route("/sign-in/with/{provider}/back", web::get().to(provider::back))
        .route(asking::SIGN_IN, web::post().to(passkey::sign_in))
        .route(asking::ENTERING, web::post().to(passkey::enrol))
        .service(
            web::resource("/email/{token}").route(web::get().to(email::show)).route(web::post().to(email::confirm)),
        )
        .route("/sign-out", web::post().to(sign_in::leave))
        .route("/session/keep", web::post().to(sign_in::keep))
        .service(
            web::resource("/link/{token}")
                .route(web::get().to(one_time_link::show))
                .route(web::post().to(one_time_link::submit)),
        )
        .route("/account", web::get().to(account::show))
        .route("/account/password", web::post().to(account::change_password))
        .route("/account/details", web::post().to(account::change_details))
        .route("/account/email", web::post().to(email::ask))
        .route("/account/sessions/end", web::post().to(account::end_sessions))
        .route("/account/factor", web::get().to(own_factors::show))
        .service(
            web::resource("/account/factor/new")
                .route(web::get().to(own_factors::offer_new))
                .route(web::post().to(own_factors::enrol_new)),
        )
        .route(asking::OWN, web::post().to(passkey::add))
        .route("/account/passkeys/{id}/remove", web::post().to(passkey::remove))
        .route("/account/providers/{provider}", web::post().to(provider::link))
        .route("/account/providers/{provider}/remove", web::post().to(provider::unlink))
        .route("/account/factor/codes", web::post().to(own_factors::renew_codes))
        .route("/account/factor/remove", web::post().to(own_factors::remove));
}
