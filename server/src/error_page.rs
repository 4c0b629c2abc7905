//! Failures in words: for people as a page, for programs as JSON, in the reader's language.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::CONTENT_TYPE;
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};
use majakka_app::App;
use majakka_domain::refusal::{FieldProblem, Refusal};
use majakka_domain::terms::TokenScope;
use majakka_messages::Page;
use majakka_store::error::Error;
use serde::Serialize;

use crate::again::Again;
use crate::auth::ProofPage;
use crate::failure::{ApiError, ErrorBody, Failure, PROBLEM, PageError, message};
use crate::locale::Reader;
use crate::page_frame::Frame;
use crate::request_id::RequestId;
use crate::session::SignedIn;

/// The page of a failure.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorPage {
    /// Key of the heading.
    heading: String,
    /// Key of the text.
    text: String,
    /// What is wrong in detail.
    problems: Vec<String>,
    /// Where to go on.
    home: String,
    /// Key of what is there.
    home_text: &'static str,
    /// The way to ask for the same once more, where that may help.
    again: Option<Again>,
    /// Name of the request, where the log says more than the page.
    request: Option<String>,
}

/// The same for somebody signed in, who keeps her menu.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct DeskErrorPage(ErrorPage);

impl Page for DeskErrorPage {
    const TEMPLATE: &'static str = "error/desk";

    fn samples() -> Vec<Self> {
        ErrorPage::samples().into_iter().map(DeskErrorPage).collect()
    }
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "error/page";

    fn samples() -> Vec<Self> {
        let plain = [
            Refusal::Forbidden,
            Refusal::MissingScope(TokenScope::Evidence),
            Refusal::KelaFormIncomplete,
            Refusal::FinalBulletinMissing,
            Refusal::OpenQuestions,
            Refusal::OpenTasks,
            Refusal::LastMandatoryContact,
            Refusal::NotSmsCapable,
            Refusal::Stale,
        ];
        let others = [
            "validation",
            "not_found",
            "unavailable",
            "internal",
            "csrf",
            "too_many",
            "too_large",
            "slow",
            "malformed",
            "charset",
            "proof",
        ];
        let troubles = ["busy", "full", "read_only", "uncertain"];
        let codes = plain.iter().map(Refusal::code).chain(others).chain(troubles).chain(["no_token"]);
        let page = |code: &str| ErrorPage::new(code, vec!["Täytä tämä kohta.".to_owned()], "/");
        let again = Again::samples().into_iter().map(|again| ErrorPage {
            again: Some(again),
            request: Some("5f03ca91-42".to_owned()),
            ..ErrorPage::new("unavailable", Vec::new(), "/desk")
        });
        codes.map(page).chain([ErrorPage::new("stale", Vec::new(), "/desk")]).chain(again).collect()
    }
}

impl ErrorPage {
    fn new(code: &str, problems: Vec<String>, home: &str) -> Self {
        let key = code.replace('_', "-");
        ErrorPage {
            heading: format!("error-{key}-title"),
            text: format!("error-{key}-text"),
            problems,
            home: home.to_owned(),
            home_text: match home {
                "/desk" => "error-to-desk",
                "/admin" => "error-to-settings",
                "/report" => "error-to-report",
                "/account" => "error-to-account",
                _ => "error-to-public",
            },
            again: None,
            request: None,
        }
    }
}

/// Puts words to the failures of the handlers inside, in the reader's language.
///
/// # Errors
/// What is inside.
pub async fn render_errors(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let Some(body) = words(response.request(), response.response().error()) else { return Ok(response) };
    let (media_type, text) = body;
    let (request, bare) = response.into_parts();
    let mut written = bare.set_body(BoxBody::new(text));
    if let Ok(value) = media_type.parse() {
        written.headers_mut().insert(CONTENT_TYPE, value);
    }
    Ok(ServiceResponse::new(request, written))
}

fn words(request: &HttpRequest, error: Option<&actix_web::Error>) -> Option<(&'static str, String)> {
    let app = request.app_data::<web::Data<App>>()?;
    let signed_in = request.extensions().get::<Reader>().cloned();
    let reader = signed_in.unwrap_or_else(|| Reader::from_request(request));
    if let Some(PageError(failure)) = error?.as_error::<PageError>() {
        failure.log();
        if matches!(failure, Failure::SignIn(_) | Failure::Unfinished { .. }) {
            return None;
        }
        if let (Failure::Proof { wrong, ways }, Some(again)) = (failure, Again::from_request(request)) {
            let wrong =
                wrong.map(|problem| message(&app.renderer, reader.language, &FieldProblem::new("current", problem)));
            let page = ProofPage::new(again, wrong, ways.clone());
            let html = app.renderer.framed(reader.language, &Frame::for_reader(&reader), &page);
            return html.ok().map(|html| ("text/html; charset=utf-8", html));
        }
        let problems = failure.problems().iter().map(|p| message(&app.renderer, reader.language, p));
        let by = request.extensions().get::<SignedIn>().cloned();
        let home = by.as_ref().map_or("/", SignedIn::home);
        let mut page = ErrorPage::new(failure.code(), problems.collect(), home);
        page.again = failure.may_pass().then(|| Again::from_request(request)).flatten();
        if failure.status().is_server_error() {
            page.request = request.extensions().get::<RequestId>().map(RequestId::to_string);
        }
        let html = match by {
            Some(by) => {
                // What was done before this went wrong is not what this page is about.
                let frame = Frame { done: None, ..by.frame(app) };
                app.renderer.framed(reader.language, &frame, &DeskErrorPage(page))
            }
            None => app.renderer.framed(reader.language, &Frame::for_reader(&reader), &page),
        };
        return html.ok().map(|html| ("text/html; charset=utf-8", html));
    }
    let ApiError(failure) = error?.as_error::<ApiError>()?;
    failure.log();
    let told = ErrorBody::worded(failure, &app.renderer, reader.language);
    serde_json::to_string(&told).ok().map(|json| (PROBLEM, json))
}

/// The answer to an address that leads nowhere, in the language of whoever is signed in.
///
/// # Errors
/// Always.
pub async fn not_found(_: Option<SignedIn>) -> Result<HttpResponse, PageError> {
    Err(PageError(Failure::App(Error::NotFound("page"))))
}
