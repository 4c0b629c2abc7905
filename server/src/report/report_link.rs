//! `/r/{token}`: an organisation's report link, for everybody in the house, without an account.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use majakka_app::App;
use majakka_messages::Page;
use majakka_store::installation;
use majakka_store::token::TokenHash;
use majakka_store::viewer::Viewer;
use serde::Serialize;

use super::entry::Entry;
use super::multipart::{Posted, Sender, with_typed};
use super::quota::Source;
use super::{intake, limit};
use crate::auth::LoginGuard;
use crate::blocking::blocking;
use crate::failure::{Failure, PageError};
use crate::locale::Reader;
use crate::page_frame::{Frame, html_as};

/// Said of a link that is not, or not any more.
#[derive(Debug, Clone, Serialize)]
pub struct GonePage {
    /// Where else to turn to.
    contact: String,
}

impl Page for GonePage {
    const TEMPLATE: &'static str = "report/gone";

    fn samples() -> Vec<Self> {
        vec![GonePage { contact: "oman organisaation käyttötuki".to_owned() }]
    }
}

pub(super) async fn show(
    app: web::Data<App>,
    guard: web::Data<LoginGuard>,
    reader: Reader,
    request: HttpRequest,
    token: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    match open(&app, &guard, &reader, &request, &token).await? {
        Some(entry) => intake::fresh(&app, &entry),
        None => gone(&app, &reader),
    }
}

pub(super) async fn submit(
    app: web::Data<App>,
    guard: web::Data<LoginGuard>,
    reader: Reader,
    request: HttpRequest,
    token: web::Path<String>,
    form: Multipart,
) -> Result<HttpResponse, PageError> {
    let opened = match open(&app, &guard, &reader, &request, &token).await {
        Ok(opened) => opened,
        Err(failure) => return Err(with_typed(failure, &request, form).await),
    };
    match opened {
        Some(entry) => {
            let from = entry.source.as_ref().map_or(Sender::Person(&token), Sender::Link);
            let posted = Posted::read(&app, form, &from).await?;
            posted.keep(&request);
            intake::receive(&app, entry, posted).await
        }
        None => gone(&app, &reader),
    }
}

/// Whose link it is; nobody's when it was taken back.
async fn open(
    app: &web::Data<App>,
    guard: &LoginGuard,
    reader: &Reader,
    request: &HttpRequest,
    token: &str,
) -> Result<Option<Entry>, PageError> {
    let hash = TokenHash::new(token);
    let asked = hash.clone();
    let find = move |app: &App| app.read(|conn| installation::of_report_token(conn, app.clock.now(), &asked));
    let found = blocking(app, find).await?;
    let Some(organisation) = found else { return Ok(None) };
    let address = guard.limits.address(request);
    if !limit::allows(&hash, address) {
        return Err(Failure::TooMany.into());
    }
    let owner = organisation.id;
    let frame = Frame { organisation: Some(organisation.name), ..Frame::for_reader(reader) };
    Ok(Some(Entry {
        viewer: Viewer::Organisation(owner),
        source: Some(Source::new(&hash, address)),
        owner,
        action: format!("/r/{token}"),
        frame,
        language: reader.language,
        organisations: Vec::new(),
    }))
}

fn gone(app: &App, reader: &Reader) -> Result<HttpResponse, PageError> {
    let page = GonePage { contact: app.settings.desk.contact.get(reader.language).to_owned() };
    let mut response = html_as(StatusCode::NOT_FOUND, app, reader.language, &Frame::for_reader(reader), &page)?;
    intake::hide(&mut response);
    Ok(response)
}
