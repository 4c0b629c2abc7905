//! Signing in with e-mail and password, and signing out.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse, web};
use majakka_core::Core;
use majakka_core::command::session;
use majakka_core::render::Page;
use serde::{Deserialize, Serialize};

use super::signed_in::{Nothing, SignedIn};
use super::{Door, cookie};
use crate::body::{Form, Posted};
use crate::control::Control;
use crate::error::{Failure, PageError};
use crate::frame::{Frame, html_as};
use crate::ground::blocking;
use crate::reader::Reader;

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
    core: web::Data<Core>,
    reader: Reader,
    wanted: web::Query<Wanted>,
    already: Option<SignedIn>,
) -> Result<HttpResponse, PageError> {
    if let Some(by) = already {
        return Ok(go_to(own_path(&wanted.to).unwrap_or(by.home())));
    }
    page(StatusCode::OK, &core, &reader, SignInPage::new(wanted.into_inner().to, "", false))
}

pub(super) async fn submit(
    core: web::Data<Core>,
    door: web::Data<Door>,
    reader: Reader,
    request: HttpRequest,
    Form(typed): Form<Credentials>,
) -> Result<HttpResponse, PageError> {
    if !door.limits.may_knock(&request) {
        return Err(PageError(Failure::TooMany));
    }
    let Credentials { email, password, to } = typed;
    let asked = email.clone();
    let token = blocking(&core, move |core| session::sign_in(core, &door.passwords, &asked, &password)).await?;
    let Some(token) = token else {
        return page(StatusCode::UNPROCESSABLE_ENTITY, &core, &reader, SignInPage::new(to, &email, true));
    };
    let mut response = go_to(own_path(&to).unwrap_or("/sign-in"));
    // It can only fail on a name or value that is no cookie's.
    let _ = response.add_cookie(&cookie::of(&core, &token));
    Ok(response)
}

pub(super) async fn leave(
    core: web::Data<Core>,
    request: HttpRequest,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    if let Some(token) = cookie::token(&core, &request) {
        blocking(&core, move |core| core.act(&by.viewer(), |act| session::sign_out(act, &token))).await?;
    }
    let mut response = go_to("/");
    let _ = response.add_cookie(&cookie::none(&core));
    Ok(response)
}

fn page(status: StatusCode, core: &Core, reader: &Reader, page: SignInPage) -> Result<HttpResponse, PageError> {
    html_as(status, core, reader.language, &Frame::of(reader), &page)
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
