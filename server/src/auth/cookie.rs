//! The session's cookie.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use majakka_app::App;
use majakka_store::token::Token;

/// `__Host-` binds the cookie to this host and to TLS (RFC 6265bis, 4.1.3.2); without TLS browsers refuse the name.
fn name(app: &App) -> &'static str {
    if app.settings.server.behind_tls { "__Host-majakka" } else { "majakka" }
}

/// The cookie of a new session; it is gone with the browser.
pub(super) fn of(app: &App, token: &Token) -> Cookie<'static> {
    made(app, token.expose().to_owned()).finish()
}

/// Takes the cookie away.
pub(super) fn none(app: &App) -> Cookie<'static> {
    made(app, String::new()).max_age(Duration::ZERO).finish()
}

fn made(app: &App, value: String) -> actix_web::cookie::CookieBuilder<'static> {
    Cookie::build(name(app), value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.settings.server.behind_tls)
}

/// The token that a request presents.
pub(crate) fn token(app: &App, request: &HttpRequest) -> Option<String> {
    request.cookie(name(app)).map(|cookie| cookie.value().to_owned()).filter(|token| !token.is_empty())
}
