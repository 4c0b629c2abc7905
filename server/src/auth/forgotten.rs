//! A forgotten password: whoever has an account gets a one-time link by mail.
//!
//! Guarantee: the answer, and the time it takes, are the same for every address.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use majakka_app::App;
use majakka_app::command::account::letter;
use majakka_domain::refusal::FieldProblem;
use majakka_messages::Page;
use majakka_store::viewer::Viewer;
use serde::{Deserialize, Serialize};

use super::login_guard::LoginGuard;
use crate::blocking::blocking;
use crate::extract::Form;
use crate::failure::{self, PageError};
use crate::field::Control;
use crate::locale::Reader;
use crate::page_frame::{Frame, html_as};

/// Whose password was forgotten?
#[derive(Debug, Clone, Serialize)]
pub struct ForgottenPage {
    /// Was it asked? Then the page says what happens next.
    asked: bool,
    email: Control,
    errors: Vec<Control>,
}

impl Page for ForgottenPage {
    const TEMPLATE: &'static str = "auth/forgotten";

    fn samples() -> Vec<Self> {
        let blank = ForgottenPage::new("", false);
        let missing = ForgottenPage::missing("Täytä tämä kohta.".to_owned());
        vec![blank, missing, ForgottenPage::new("aino@example.fi", true)]
    }
}

impl ForgottenPage {
    fn new(email: &str, asked: bool) -> Self {
        ForgottenPage { asked, email: Control::text("email", email), errors: Vec::new() }
    }

    fn missing(said: String) -> Self {
        let mut page = ForgottenPage::new("", false);
        page.email.error = Some(said);
        page.errors = vec![page.email.clone()];
        page
    }
}

/// What is typed.
#[derive(Debug, Deserialize)]
pub(super) struct ForgottenForm {
    #[serde(default)]
    email: String,
}

pub(super) async fn show(app: web::Data<App>, reader: Reader) -> Result<HttpResponse, PageError> {
    page(StatusCode::OK, &app, &reader, &ForgottenPage::new("", false))
}

pub(super) async fn submit(
    app: web::Data<App>,
    guard: web::Data<LoginGuard>,
    reader: Reader,
    request: HttpRequest,
    Form(typed): Form<ForgottenForm>,
) -> Result<HttpResponse, PageError> {
    guard.attempt(&request)?;
    let email = typed.email.trim().to_owned();
    if email.is_empty() {
        let said = failure::message(&app.renderer, reader.language, &FieldProblem::new("email", "missing"));
        return page(StatusCode::UNPROCESSABLE_ENTITY, &app, &reader, &ForgottenPage::missing(said));
    }
    let answer = page(StatusCode::OK, &app, &reader, &ForgottenPage::new(&email, true));
    // Not waited for: how long the letter takes would tell whether there is an account.
    actix_web::rt::spawn(async move {
        let posted = blocking(&app, move |app| app.write(&Viewer::System, |tx| letter::forgotten(tx, &email)));
        if let Err(cause) = posted.await {
            tracing::error!(%cause, "a link for a forgotten password could not be posted");
        }
    });
    answer
}

fn page(status: StatusCode, app: &App, reader: &Reader, page: &ForgottenPage) -> Result<HttpResponse, PageError> {
    html_as(status, app, reader.language, &Frame::for_reader(reader), page)
}
