//! A new e-mail of one's own: asked for by who proves it is her, confirmed by the link that goes to it.
//!
//! Guarantee: the answer is the same whether or not somebody else has the address; until the link is used nothing changes; a
//! screen that was left open gives no account away.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use majakka_app::App;
use majakka_app::command::account::email_change;
use majakka_domain::refusal::Refusal;
use majakka_messages::Page;
use majakka_store::email_change as changes;
use majakka_store::error::Error;
use majakka_store::token::TokenHash;
use majakka_store::viewer::Viewer;
use serde::{Deserialize, Serialize};

use super::account::{AccountPage, answer};
use super::login_guard::LoginGuard;
use super::one_time_link::spent;
use super::proof::{JustNow, Proven};
use crate::blocking::blocking;
use crate::done::Done;
use crate::extract::Form;
use crate::failure::PageError;
use crate::locale::Reader;
use crate::page_frame::{Frame, html_as};

/// Is this the address?
#[derive(Debug, Clone, Serialize)]
pub struct EmailPage {
    action: String,
    address: String,
}

impl Page for EmailPage {
    const TEMPLATE: &'static str = "auth/email";

    fn samples() -> Vec<Self> {
        vec![EmailPage { action: "/email/x".to_owned(), address: "aino@example.fi".to_owned() }]
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    email: String,
}

/// A form without a token: the address itself is the secret.
#[derive(Debug, Deserialize)]
pub(super) struct Confirmed {}

pub(super) async fn ask(
    app: web::Data<App>,
    request: HttpRequest,
    Proven { by, form, .. }: Proven<Wanted, JustNow>,
) -> Result<HttpResponse, PageError> {
    let (viewer, person, email) = (by.viewer(), by.person.clone(), form.email.clone());
    let done = blocking(&app, move |app| app.write(&viewer, |tx| email_change::ask(tx, &person, &email)));
    match done.await {
        Ok(()) => Ok(Done::new("email-asked").with("address", &form.email).go(&app, "/account")),
        Err(Error::Refused(Refusal::Validation(problems))) => {
            let page = AccountPage::load(&app, &request, &by).await?;
            let page = page.with_email(&form.email).with_errors(&problems, &by, &app);
            answer(StatusCode::UNPROCESSABLE_ENTITY, &app, &by, &page)
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn show(
    app: web::Data<App>,
    guard: web::Data<LoginGuard>,
    reader: Reader,
    request: HttpRequest,
    token: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    guard.attempt(&request)?;
    let hash = TokenHash::new(&token);
    let wanted = blocking(&app, move |app| app.read(|conn| changes::good(conn, app.clock.now(), &hash))).await?;
    let Some(wanted) = wanted else { return spent(&app, &reader) };
    let page = EmailPage { action: reader.path.to_string(), address: wanted.email };
    html_as(StatusCode::OK, &app, reader.language, &Frame::for_reader(&reader), &page)
}

pub(super) async fn confirm(
    app: web::Data<App>,
    guard: web::Data<LoginGuard>,
    reader: Reader,
    request: HttpRequest,
    token: web::Path<String>,
    Form(Confirmed {}): Form<Confirmed>,
) -> Result<HttpResponse, PageError> {
    guard.attempt(&request)?;
    let hash = TokenHash::new(&token);
    let done = blocking(&app, move |app| app.write(&Viewer::System, |tx| email_change::confirm(tx, &hash)));
    match done.await {
        Ok(()) => Ok(Done::new("email-changed").go(&app, "/account")),
        Err(Error::NotFound(_)) => spent(&app, &reader),
        Err(other) => Err(other.into()),
    }
}
