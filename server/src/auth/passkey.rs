//! What devices answer: at the sign-in, on the way in, and on one's own account.
//!
//! Guarantee: an answer that is not accepted shows the page once more, where there is another way.
//! Non-goal: asking; see [`super::asking`].

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use majakka_app::App;
use majakka_app::command::account::passkey;
use majakka_app::command::account::second_factor::{self, Factor};
use majakka_app::command::account::session::{self, Stage};
use majakka_domain::id::PasskeyId;
use majakka_domain::refusal::Refusal;
use majakka_store::error::Error;
use serde::Deserialize;

use super::LoginGuard;
use super::own_factors;
use super::proof::Proven;
use super::provider::client::Providers;
use super::second_factor::{RecoveryPage, entering_page};
use super::sign_in;
use crate::blocking::blocking;
use crate::extract::{Form, Nothing};
use crate::failure::PageError;
use crate::locale::Reader;
use crate::own_path::OwnPath;
use crate::page_frame::{Frame, html_as};
use crate::redirect::go_to;
use crate::session::{Entering, SignedIn, cookie};

/// What the page's script sends.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    sealed: String,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    to: OwnPath,
}

pub(super) async fn sign_in(
    app: web::Data<App>,
    (guard, providers): (web::Data<LoginGuard>, web::Data<Providers>),
    reader: Reader,
    request: HttpRequest,
    Form(form): Form<Answer>,
) -> Result<HttpResponse, PageError> {
    guard.attempt(&request)?;
    let Answer { sealed, answer, to, .. } = form;
    let (whence, waiting) = (guard.whence(&app, &request), cookie::token(&app, &request).unwrap_or_default());
    let entered = blocking(&app, move |app| passkey::sign_in(app, &sealed, &answer, &waiting, &whence));
    let Some(entered) = entered.await? else { return sign_in::refused((&app, &providers), &reader, to).await };
    let mut response = go_to(to.or("/sign-in"));
    cookie::bring_in(&app, &mut response, &entered);
    Ok(response)
}

/// Somebody whose roles demand a factor and who has none takes a passkey instead of an authenticator.
pub(super) async fn enrol(
    app: web::Data<App>,
    guard: web::Data<LoginGuard>,
    request: HttpRequest,
    entering: Entering,
    Form(form): Form<Answer>,
) -> Result<HttpResponse, PageError> {
    entering.by.check_csrf(&form.csrf)?;
    if entering.stage != Stage::Enrol {
        return Ok(go_to(entering.place()));
    }
    let to = form.to.or(entering.by.home()).to_owned();
    match added(&app, &guard, &request, &entering.by, form, to.clone()).await? {
        Some(response) => Ok(response),
        None => entering_page(StatusCode::UNPROCESSABLE_ENTITY, &app, &entering, &to).await,
    }
}

pub(super) async fn add(
    app: web::Data<App>,
    (guard, providers): (web::Data<LoginGuard>, web::Data<Providers>),
    request: HttpRequest,
    Proven { by, form, .. }: Proven<Answer>,
) -> Result<HttpResponse, PageError> {
    match added(&app, &guard, &request, &by, form, "/account/factor".to_owned()).await? {
        Some(response) => Ok(response),
        None => own_factors::page(StatusCode::UNPROCESSABLE_ENTITY, (&app, &providers), &by).await,
    }
}

/// None: the answer is none to the question.
async fn added(
    app: &web::Data<App>,
    guard: &web::Data<LoginGuard>,
    request: &HttpRequest,
    by: &SignedIn,
    form: Answer,
    on: String,
) -> Result<Option<HttpResponse>, PageError> {
    guard.attempt(request)?;
    let (person, whence) = (by.person.clone(), guard.whence(app, request));
    let done = blocking(app, move |app| {
        let codes = passkey::add(app, &person, &whence, &form.sealed, &form.answer)?;
        // Every session has ended with it, this one too.
        let entered = session::complete(app, None, person.account, &whence)?;
        Ok((codes, entered))
    });
    let (codes, entered) = match done.await {
        Ok(done) => done,
        Err(Error::Refused(Refusal::Validation(_))) => return Ok(None),
        Err(other) => return Err(other.into()),
    };
    let mut response = match codes {
        Some(codes) => {
            let page = RecoveryPage { codes, on };
            html_as(StatusCode::OK, app, by.reader.language, &Frame::for_reader(&by.reader), &page)?
        }
        None => go_to(&on),
    };
    cookie::bring_in(app, &mut response, &entered);
    Ok(Some(response))
}

pub(super) async fn remove(
    app: web::Data<App>,
    id: web::Path<PasskeyId>,
    Proven { by, .. }: Proven<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (viewer, person) = (by.viewer(), by.person.clone());
    let remove = move |app: &App| app.write(&viewer, |tx| second_factor::remove(tx, &person, Factor::Passkey(*id)));
    blocking(&app, remove).await?;
    // Every session has ended with it.
    Ok(go_to("/sign-in"))
}
