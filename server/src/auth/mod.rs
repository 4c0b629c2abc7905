//! Who is it? Sign-in with e-mail and password, one-time links, sessions, one's own account.
//!
//! Guarantee: cookies hold a random token and nothing else; a session ends by itself after a time of silence; no answer
//! tells whether an account exists.
//! Non-goal: what the signed-in may do; core's steps ask that.

mod account;
mod forgotten;
mod login_guard;
mod one_time_link;
mod sign_in;

use actix_web::web::{self, ServiceConfig};

pub use account::AccountPage;
pub use forgotten::ForgottenPage;
pub use login_guard::LoginGuard;
pub use one_time_link::{LinkPage, SpentPage};
pub use sign_in::SignInPage;
pub(crate) use sign_in::go_to;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/sign-in").route(web::get().to(sign_in::show)).route(web::post().to(sign_in::submit)))
        .service(
            web::resource("/sign-in/forgotten")
                .route(web::get().to(forgotten::show))
                .route(web::post().to(forgotten::submit)),
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
        .route("/account/details", web::post().to(account::change_details));
}
