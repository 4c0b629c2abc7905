//! What went wrong, for people as a page and for programs as JSON.
//!
//! Guarantee: the only place where core's errors become HTTP; nothing of the inside (statements, paths, values) is shown.
//! Non-goal: errors beside fields; a form that can show them does, see [`crate::field`].

use std::fmt;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, ResponseError, web};
use majakka_app::App;
use majakka_domain::refusal::{FieldProblem, Refusal};
use majakka_domain::terms::Language;
use majakka_messages::{Page, RenderError, Renderer};
use majakka_store::db::Trouble;
use majakka_store::error::Error;
use serde::Serialize;

use crate::again::Again;
use crate::auth::SignedIn;
use crate::locale::Reader;
use crate::page_frame::Frame;
use crate::request_id::RequestId;

/// Everything that a handler may answer instead of what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// App said so.
    #[error(transparent)]
    App(#[from] Error),
    /// Sign in first, then come back to this page.
    #[error("sign in first")]
    SignIn(String),
    /// The form did not carry the session's token, or came from another site.
    #[error("the form did not come from this session")]
    Csrf,
    /// An API token is missing, unknown or taken back.
    #[error("no valid token")]
    NoToken,
    /// Too often.
    #[error("too many requests")]
    TooMany,
    /// The body is too large.
    #[error("too large")]
    TooLarge,
    /// The body is not what the form sends.
    #[error("malformed")]
    Malformed,
    /// The body is packed: nobody unpacks what nobody has looked at.
    #[error("a packed body")]
    Packed,
}

/// A failure that is shown as a page.
#[derive(Debug)]
pub struct PageError(pub Failure);

/// A failure that is told as JSON: `{code, problems: [{field, problem, message}]}`.
#[derive(Debug)]
pub struct ApiError(pub Failure);

macro_rules! wrapped {
    ($($wrapper:ident)+) => {$(
        impl fmt::Display for $wrapper {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl From<Failure> for $wrapper {
            fn from(failure: Failure) -> Self {
                Self(failure)
            }
        }
        impl From<Error> for $wrapper {
            fn from(cause: Error) -> Self {
                Self(Failure::App(cause))
            }
        }
        impl From<Refusal> for $wrapper {
            fn from(cause: Refusal) -> Self {
                Self(Failure::App(Error::Refused(cause)))
            }
        }
        impl From<RenderError> for $wrapper {
            fn from(cause: RenderError) -> Self {
                Self(Failure::App(cause.into()))
            }
        }
    )+};
}

wrapped!(PageError ApiError);

impl Failure {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Failure::App(Error::Refused(Refusal::Forbidden)) | Failure::Csrf => StatusCode::FORBIDDEN,
            Failure::App(Error::Refused(Refusal::Validation(_))) => StatusCode::UNPROCESSABLE_ENTITY,
            Failure::App(Error::Refused(_)) => StatusCode::CONFLICT,
            Failure::App(Error::NotFound(_)) => StatusCode::NOT_FOUND,
            Failure::App(Error::Unavailable(_) | Error::Trouble(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Failure::App(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Failure::SignIn(_) => StatusCode::SEE_OTHER,
            Failure::NoToken => StatusCode::UNAUTHORIZED,
            Failure::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Failure::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Failure::Malformed => StatusCode::BAD_REQUEST,
            Failure::Packed => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        }
    }

    /// The stable code that programs go by; also the key of its texts, `error-<code>-title` and `error-<code>-text`.
    pub fn code(&self) -> &'static str {
        match self {
            Failure::App(Error::Refused(refusal)) => refusal.code(),
            Failure::App(Error::NotFound(_)) => "not_found",
            Failure::App(Error::Trouble(trouble)) => match trouble {
                Trouble::Away(_) | Trouble::Silent => "unavailable",
                Trouble::Busy(_) => "busy",
                Trouble::Full(_) => "full",
                Trouble::ReadOnly(_) => "read_only",
                Trouble::Uncertain(_) => "uncertain",
            },
            Failure::App(Error::Unavailable(_)) => "unavailable",
            Failure::App(_) => "internal",
            Failure::SignIn(_) => "sign_in",
            Failure::Csrf => "csrf",
            Failure::NoToken => "no_token",
            Failure::TooMany => "too_many",
            Failure::TooLarge => "too_large",
            Failure::Malformed => "malformed",
            Failure::Packed => "packed",
        }
    }

    /// What is wrong with which field.
    pub fn problems(&self) -> &[FieldProblem] {
        match self {
            Failure::App(Error::Refused(Refusal::Validation(problems))) => problems,
            _ => &[],
        }
    }

    /// After how many seconds to ask again, where that may help.
    fn retry_after(&self) -> Option<u32> {
        match self {
            Failure::App(Error::Trouble(Trouble::Busy(_))) => Some(5),
            Failure::App(Error::Trouble(_) | Error::Unavailable(_)) => Some(30),
            _ => None,
        }
    }

    /// Was the database in trouble, or something else that we lean on?
    pub(crate) fn may_pass(&self) -> bool {
        self.retry_after().is_some()
    }

    /// Faults of ours go to the log, with their cause. Trouble of the database is told there once for all.
    fn log(&self) {
        let told = matches!(self, Failure::App(Error::Trouble(_)));
        if self.status().is_server_error() && !told {
            tracing::error!(code = self.code(), cause = %self, "a request failed");
        }
    }
}

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        self.0.status()
    }

    /// The bare answer; [`dress`] makes the page.
    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::build(self.0.status());
        response.insert_header((CACHE_CONTROL, "no-store"));
        if let Some(seconds) = self.0.retry_after() {
            response.insert_header((RETRY_AFTER, seconds));
        }
        if let Failure::SignIn(to) = &self.0 {
            let query = serde_html_form::to_string([("to", to)]).unwrap_or_default();
            response.insert_header((LOCATION, format!("/sign-in?{query}")));
        }
        response.finish()
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.0.status()
    }

    /// The answer without messages; [`dress`] adds them.
    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::build(self.0.status());
        if let Some(seconds) = self.0.retry_after() {
            response.insert_header((RETRY_AFTER, seconds));
        }
        if matches!(self.0, Failure::NoToken) {
            // RFC 6750, chapter 3.
            response.insert_header((WWW_AUTHENTICATE, "Bearer"));
        }
        response.json(ErrorBody::of(&self.0, |_| None))
    }
}

/// A failure in JSON.
#[derive(Debug, Serialize)]
struct ErrorBody<'a> {
    code: &'static str,
    problems: Vec<ToldProblem<'a>>,
}

#[derive(Debug, Serialize)]
struct ToldProblem<'a> {
    field: &'a str,
    problem: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

impl<'a> ErrorBody<'a> {
    fn of(failure: &'a Failure, message: impl Fn(&str) -> Option<String>) -> Self {
        let told =
            |p: &'a FieldProblem| ToldProblem { field: p.field, problem: p.problem, message: message(p.problem) };
        ErrorBody { code: failure.code(), problems: failure.problems().iter().map(told).collect() }
    }
}

/// A problem in words: the text under `problem-…`, or the general one where it has none of its own.
pub fn message(renderer: &Renderer, language: Language, problem: &str) -> String {
    let i18n = renderer.i18n();
    let said = i18n.word(language, "problem", problem).or_else(|_| i18n.text(language, "problem-wrong", &[]));
    said.unwrap_or_else(|_| problem.to_owned())
}

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
    /// The way to ask for the same once more, where that may help.
    again: Option<Again>,
    /// Name of the request, where the log says more than the page.
    request: Option<String>,
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "error/page";

    fn samples() -> Vec<Self> {
        let plain = [
            Refusal::Forbidden,
            Refusal::KelaFormIncomplete,
            Refusal::FinalBulletinMissing,
            Refusal::OpenQuestions,
            Refusal::OpenTasks,
            Refusal::LastMandatoryContact,
            Refusal::NotSmsCapable,
            Refusal::Stale,
        ];
        let others =
            ["validation", "not_found", "unavailable", "internal", "csrf", "too_many", "too_large", "malformed"];
        let troubles = ["busy", "full", "read_only", "uncertain"];
        let codes = plain.iter().map(Refusal::code).chain(others).chain(troubles).chain(["no_token"]);
        let page = |code: &str| ErrorPage::of(code, vec!["Täytä tämä kohta.".to_owned()], "/");
        let again = Again::samples().into_iter().map(|again| ErrorPage {
            again: Some(again),
            request: Some("5f03ca91-42".to_owned()),
            ..ErrorPage::of("unavailable", Vec::new(), "/desk")
        });
        codes.map(page).chain([ErrorPage::of("stale", Vec::new(), "/desk")]).chain(again).collect()
    }
}

impl ErrorPage {
    fn of(code: &str, problems: Vec<String>, home: &str) -> Self {
        let key = code.replace('_', "-");
        ErrorPage {
            heading: format!("error-{key}-title"),
            text: format!("error-{key}-text"),
            problems,
            home: home.to_owned(),
            again: None,
            request: None,
        }
    }
}

/// Puts words to the failures of the handlers inside, in the reader's language.
///
/// # Errors
/// What is inside.
pub async fn dress(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let Some(body) = words(response.request(), response.response().error()) else { return Ok(response) };
    let (media_type, text) = body;
    let (request, bare) = response.into_parts();
    let mut dressed = bare.set_body(BoxBody::new(text));
    if let Ok(value) = media_type.parse() {
        dressed.headers_mut().insert(CONTENT_TYPE, value);
    }
    Ok(ServiceResponse::new(request, dressed))
}

fn words(request: &HttpRequest, error: Option<&actix_web::Error>) -> Option<(&'static str, String)> {
    let app = request.app_data::<web::Data<App>>()?;
    let signed_in = request.extensions().get::<Reader>().cloned();
    let reader = signed_in.unwrap_or_else(|| Reader::of(request));
    if let Some(PageError(failure)) = error?.as_error::<PageError>() {
        failure.log();
        if matches!(failure, Failure::SignIn(_)) {
            return None;
        }
        let problems = failure.problems().iter().map(|p| message(&app.renderer, reader.language, p.problem));
        let home = if request.path().starts_with("/desk") { "/desk" } else { "/" };
        let mut page = ErrorPage::of(failure.code(), problems.collect(), home);
        page.again = failure.may_pass().then(|| Again::of(request)).flatten();
        if failure.status().is_server_error() {
            page.request = request.extensions().get::<RequestId>().map(RequestId::to_string);
        }
        let html = app.renderer.framed(reader.language, &Frame::of(&reader), &page);
        return html.ok().map(|html| ("text/html; charset=utf-8", html));
    }
    let ApiError(failure) = error?.as_error::<ApiError>()?;
    failure.log();
    let told = ErrorBody::of(failure, |problem| Some(message(&app.renderer, reader.language, problem)));
    serde_json::to_string(&told).ok().map(|json| ("application/json", json))
}

/// The answer to an address that leads not_found, in the language of whoever is signed in.
///
/// # Errors
/// Always.
pub async fn not_found(_: Option<SignedIn>) -> Result<HttpResponse, PageError> {
    Err(PageError(Failure::App(Error::NotFound("page"))))
}
