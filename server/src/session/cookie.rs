//! The session's cookie, and the marks by which accounts know a browser again.

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::{HttpRequest, HttpResponse};
use majakka_app::command::account::session::Entered;
use majakka_app::{App, known_browser};
use majakka_domain::id::AccountId;
use majakka_store::token::Token;

/// `__Host-` binds the cookie to this host and to TLS (RFC 6265bis, 4.1.3.2); without TLS browsers refuse the name.
fn name(app: &App) -> &'static str {
    if app.settings.server.behind_tls { "__Host-majakka" } else { "majakka" }
}

/// The cookie of a new session; it is gone with the browser.
pub(crate) fn of_session(app: &App, token: &Token) -> Cookie<'static> {
    made(app, token.expose().to_owned()).finish()
}

/// What was asked of a provider lies in it, sealed, until the answer comes.
fn question_name(app: &App) -> &'static str {
    if app.settings.server.behind_tls { "__Host-majakka-question" } else { "majakka-question" }
}

pub(crate) fn question(app: &App, sealed: String) -> Cookie<'static> {
    named(app, question_name(app).to_owned(), sealed).max_age(Duration::minutes(10)).finish()
}

/// It is answered.
pub(crate) fn no_question(app: &App) -> Cookie<'static> {
    named(app, question_name(app).to_owned(), String::new()).max_age(Duration::ZERO).finish()
}

pub(crate) fn question_of(app: &App, request: &HttpRequest) -> Option<String> {
    request.cookie(question_name(app)).map(|cookie| cookie.value().to_owned())
}

/// Takes the cookie away.
pub(crate) fn none(app: &App) -> Cookie<'static> {
    made(app, String::new()).max_age(Duration::ZERO).finish()
}

/// More marks than one browser has of people who share it.
const MARKS: usize = 20;

/// `__Host-` as above; the account's number follows, for a workstation has several people.
fn mark_prefix(app: &App) -> &'static str {
    if app.settings.server.behind_tls { "__Host-majakka-browser-" } else { "majakka-browser-" }
}

/// Brings somebody in. The account knows the browser from now on, once there was nothing more to prove: whoever knows no more
/// than a password would make herself a new browser for every few codes that she guesses.
pub(crate) fn bring_in(app: &App, response: &mut HttpResponse, entered: &Entered) {
    // It can only fail on a name or value that is no cookie's.
    let _ = response.add_cookie(&of_session(app, &entered.token));
    if entered.complete {
        let _ = response.add_cookie(&browser(app, entered.account));
    }
}

/// The mark by which an account knows this browser from now on.
fn browser(app: &App, account: AccountId) -> Cookie<'static> {
    let name = format!("{}{account}", mark_prefix(app));
    let lasts = Duration::seconds(known_browser::KNOWN_FOR.num_seconds());
    named(app, name, known_browser::mark(app, account)).max_age(lasts).finish()
}

/// The marks that a request brings, whoever's.
pub(crate) fn marks(app: &App, request: &HttpRequest) -> Vec<String> {
    let Ok(cookies) = request.cookies() else { return Vec::new() };
    let marks = cookies.iter().filter(|cookie| cookie.name().starts_with(mark_prefix(app)));
    marks.take(MARKS).map(|cookie| cookie.value().to_owned()).collect()
}

fn made(app: &App, value: String) -> actix_web::cookie::CookieBuilder<'static> {
    named(app, name(app).to_owned(), value)
}

fn named(app: &App, name: String, value: String) -> actix_web::cookie::CookieBuilder<'static> {
    Cookie::build(name, value).path("/").http_only(true).same_site(SameSite::Lax).secure(app.settings.server.behind_tls)
}

/// The token that a request presents.
pub(crate) fn token(app: &App, request: &HttpRequest) -> Option<String> {
    request.cookie(name(app)).map(|cookie| cookie.value().to_owned()).filter(|token| !token.is_empty())
}
