//! The session's cookie.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use majakka_core::Core;
use majakka_core::token::Token;

/// `__Host-` binds the cookie to this host and to TLS (RFC 6265bis, 4.1.3.2); without TLS browsers refuse the name.
fn name(core: &Core) -> &'static str {
    if core.settings.server.behind_tls { "__Host-majakka" } else { "majakka" }
}

/// The cookie of a new session; it is gone with the browser.
pub(super) fn of(core: &Core, token: &Token) -> Cookie<'static> {
    made(core, token.expose().to_owned()).finish()
}

/// Takes the cookie away.
pub(super) fn none(core: &Core) -> Cookie<'static> {
    made(core, String::new()).max_age(Duration::ZERO).finish()
}

fn made(core: &Core, value: String) -> actix_web::cookie::CookieBuilder<'static> {
    Cookie::build(name(core), value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(core.settings.server.behind_tls)
}

/// The token that a request presents.
pub(crate) fn token(core: &Core, request: &HttpRequest) -> Option<String> {
    request.cookie(name(core)).map(|cookie| cookie.value().to_owned()).filter(|token| !token.is_empty())
}
