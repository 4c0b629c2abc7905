//! Signing in with e-mail and password, and signing out.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use majakka_app::App;
use majakka_app::command::session;
use majakka_messages::Page;
use serde::{Deserialize, Serialize};

use super::login_guard::LoginGuard;
use crate::blocking::blocking;
use crate::extract::{Form, Nothing, Posted};
use crate::failure::{Failure, PageError};
use crate::field::Control;
use crate::locale::Reader;
use crate::page_frame::{Frame, html_as};
use crate::session::{SignedIn, cookie};

/// The sign-in page.
#[derive(Debug, Clone, Serialize)]
pub struct SignInPage {
    /// Where to go afterwards: a path of ours, or empty.
    to: String,
    /// Was the last try wrong?
    wrong: bool,
    email: Control,
    password: Control,
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "auth/sign_in";

    fn samples() -> Vec<Self> {
        vec![SignInPage::new(String::new(), "", false), SignInPage::new("/desk".to_owned(), "aino@example.fi", true)]
    }
}

impl SignInPage {
    fn new(to: String, email: &str, wrong: bool) -> Self {
        SignInPage { to, wrong, email: Control::text("email", email), password: Control::text("password", "") }
    }
}

/// Where she wanted to go.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    to: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Credentials {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    to: String,
}

pub(super) async fn show(
    app: web::Data<App>,
    reader: Reader,
    wanted: web::Query<Wanted>,
    already: Option<SignedIn>,
) -> Result<HttpResponse, PageError> {
    if let Some(by) = already {
        return Ok(go_to(own_path(&wanted.to).unwrap_or(by.home())));
    }
    page(StatusCode::OK, &app, &reader, SignInPage::new(wanted.into_inner().to, "", false))
}

pub(super) async fn submit(
    app: web::Data<App>,
    guard: web::Data<LoginGuard>,
    reader: Reader,
    request: HttpRequest,
    Form(typed): Form<Credentials>,
) -> Result<HttpResponse, PageError> {
    if !guard.limits.allow_attempt(&request) {
        return Err(PageError(Failure::TooMany));
    }
    let Credentials { email, password, to } = typed;
    let (asked, whence) = (email.clone(), guard.whence(&app, &request));
    let entered = blocking(&app, move |app| session::sign_in(app, &guard.passwords, &asked, &password, &whence));
    let Some((id, token)) = entered.await? else {
        return page(StatusCode::UNPROCESSABLE_ENTITY, &app, &reader, SignInPage::new(to, &email, true));
    };
    let mut response = go_to(own_path(&to).unwrap_or("/sign-in"));
    // It can only fail on a name or value that is no cookie's.
    let _ = response.add_cookie(&cookie::of(&app, &token));
    let _ = response.add_cookie(&cookie::browser(&app, id));
    Ok(response)
}

pub(super) async fn leave(
    app: web::Data<App>,
    request: HttpRequest,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    if let Some(token) = cookie::token(&app, &request) {
        blocking(&app, move |app| app.write(&by.viewer(), |tx| session::sign_out(tx, &token))).await?;
    }
    let mut response = go_to("/");
    let _ = response.add_cookie(&cookie::none(&app));
    Ok(response)
}

fn page(status: StatusCode, app: &App, reader: &Reader, page: SignInPage) -> Result<HttpResponse, PageError> {
    html_as(status, app, reader.language, &Frame::of(reader), &page)
}

/// After a form: the next page, fetched anew.
pub(crate) fn go_to(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, path)).finish()
}

/// A path on this server: never another site, however it is written.
fn own_path(to: &str) -> Option<&str> {
    let rest = to.strip_prefix('/')?;
    let harmless = !rest.starts_with(['/', '\\']) && to.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    harmless.then_some(to)
}

/// `POST /session/keep`: she is still there.
pub(super) async fn keep(_: Posted<Nothing>) -> HttpResponse {
    HttpResponse::NoContent().finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_never_leads_away() {
        assert_eq!(own_path("/desk?state=open"), Some("/desk?state=open"));
        for elsewhere in
            ["", "desk", "//example.com", "/\\example.com", "https://example.com", "/a\r\nb", "/\t/example.com"]
        {
            assert_eq!(own_path(elsewhere), None, "{elsewhere}");
        }
    }
}
