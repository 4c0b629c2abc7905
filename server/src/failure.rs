//! What went wrong: its HTTP status, its code, and what is wrong with which field.
//!
//! Guarantee: the only place where core's errors become HTTP; nothing of the inside (statements, paths, values) is shown.
//! Non-goal: errors beside fields; a form that can show them does, see [`crate::field`].

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use majakka_domain::refusal::{FieldProblem, Refusal};
use majakka_domain::terms::Language;
use majakka_messages::{RenderError, Renderer};
use majakka_store::db::Trouble;
use majakka_store::error::Error;
use serde::Serialize;

use crate::own_path::OwnPath;
use crate::ways::Ways;

/// Everything that a handler may answer instead of what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// App said so.
    #[error(transparent)]
    App(#[from] Error),
    /// Sign in first, then come back to this page.
    #[error("sign in first")]
    SignIn(OwnPath),
    /// The password was right, and there is more to prove on this page, before she comes to that one.
    #[error("the sign-in is not complete")]
    Unfinished {
        /// The page where she goes on.
        page: &'static str,
        /// Where she wanted to go.
        to: OwnPath,
    },
    /// Proof is wanted once more of who she is.
    #[error("proof is wanted")]
    Proof {
        /// What was wrong with the one that was given.
        wrong: Option<&'static str>,
        /// What she can prove herself by, beside password and code.
        ways: Ways,
    },
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
    /// The body did not come in time.
    #[error("too slow")]
    Slow,
    /// The body is not what the form sends.
    #[error("malformed")]
    Malformed,
    /// The body is no JSON object.
    #[error("no JSON: {0}")]
    NoJson(NoJson),
    /// The body is written in another character set than UTF-8: this one.
    #[error("written in {0}")]
    Charset(String),
    /// The body is packed: nobody unpacks what nobody has looked at.
    #[error("a packed body")]
    Packed,
    /// Nobody does that at this address, but these methods.
    #[error("another method")]
    Method(&'static str),
    /// The body is of another kind than this address reads, or of none.
    #[error("a body of another kind")]
    MediaType,
}

/// Why a body is no JSON object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoJson {
    /// Not UTF-8 from this octet on, counted from 1.
    #[error("no UTF-8 at octet {0}")]
    Utf8(usize),
    /// The reader stopped here.
    #[error("line {line}, column {column}")]
    Syntax {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// JSON, and something else than an object.
    #[error("no object")]
    NoObject,
}

/// A failure that is shown as a page.
#[derive(Debug)]
pub struct PageError(pub Failure);

/// A failure that is told as problem details (RFC 9457): `{type, title, status, detail, code, problems: [{field, problem,
/// message}]}`.
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
            // Whoever is to prove herself once more is turned away until then, and not for good.
            Failure::App(Error::Refused(Refusal::Forbidden | Refusal::MissingScope(_)))
            | Failure::Csrf
            | Failure::Proof { .. } => StatusCode::FORBIDDEN,
            Failure::App(Error::Refused(Refusal::Validation(_))) => StatusCode::UNPROCESSABLE_ENTITY,
            Failure::App(Error::Refused(_)) => StatusCode::CONFLICT,
            Failure::App(Error::NotFound(_)) => StatusCode::NOT_FOUND,
            Failure::App(Error::Unavailable(_) | Error::Trouble(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Failure::App(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Failure::SignIn(_) | Failure::Unfinished { .. } => StatusCode::SEE_OTHER,
            Failure::NoToken => StatusCode::UNAUTHORIZED,
            Failure::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Failure::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Failure::Slow => StatusCode::REQUEST_TIMEOUT,
            Failure::Malformed | Failure::NoJson(_) => StatusCode::BAD_REQUEST,
            Failure::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
            Failure::Packed | Failure::Charset(_) | Failure::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
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
            Failure::SignIn(_) | Failure::Unfinished { .. } => "sign_in",
            Failure::Proof { .. } => "proof",
            Failure::Csrf => "csrf",
            Failure::NoToken => "no_token",
            Failure::TooMany => "too_many",
            Failure::TooLarge => "too_large",
            Failure::Slow => "slow",
            Failure::Malformed | Failure::NoJson(_) => "malformed",
            Failure::Charset(_) => "charset",
            Failure::Packed => "packed",
            Failure::MediaType => "media_type",
            Failure::Method(_) => "method",
        }
    }

    /// What is wrong with which field.
    pub fn problems(&self) -> &[FieldProblem] {
        match self {
            Failure::App(Error::Refused(refusal)) => refusal.problems(),
            _ => &[],
        }
    }

    /// After how many seconds to ask again, where that may help.
    fn retry_after(&self) -> Option<u32> {
        match self {
            Failure::App(Error::Trouble(Trouble::Busy(_))) => Some(5),
            Failure::App(Error::Trouble(_) | Error::Unavailable(_)) => Some(30),
            Failure::TooMany => Some(60),
            _ => None,
        }
    }

    /// Was the database in trouble, or something else that we lean on, or was it only too soon?
    pub(crate) fn may_pass(&self) -> bool {
        self.retry_after().is_some()
    }

    /// Faults of ours go to the log, with their cause. Trouble of the database is told there once for all.
    pub(crate) fn log(&self) {
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

    /// The bare answer; [`crate::error_page::render_errors`] makes the page.
    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::build(self.0.status());
        response.insert_header((CACHE_CONTROL, "no-store"));
        if let Some(seconds) = self.0.retry_after() {
            response.insert_header((RETRY_AFTER, seconds));
        }
        let on = match &self.0 {
            Failure::SignIn(to) => Some(("/sign-in", to)),
            Failure::Unfinished { page, to } => Some((*page, to)),
            _ => None,
        };
        if let Some((page, to)) = on {
            let query = serde_html_form::to_string([("to", to)]).unwrap_or_default();
            response.insert_header((LOCATION, format!("{page}?{query}")));
        }
        response.finish()
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.0.status()
    }

    /// The answer without messages; [`crate::error_page::render_errors`] adds them.
    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::build(self.0.status());
        if let Some(seconds) = self.0.retry_after() {
            response.insert_header((RETRY_AFTER, seconds));
        }
        if let Failure::Method(allowed) = self.0 {
            // RFC 9110, 15.5.6.
            response.insert_header((ALLOW, allowed));
        }
        if matches!(self.0, Failure::NoToken) {
            // RFC 6750, chapter 3.
            response.insert_header((WWW_AUTHENTICATE, "Bearer"));
        }
        if let Failure::App(Error::Refused(Refusal::MissingScope(scope))) = &self.0 {
            let lacking = format!(r#"Bearer error="insufficient_scope", scope="{scope}""#);
            response.insert_header((WWW_AUTHENTICATE, lacking));
        }
        response.insert_header((CONTENT_TYPE, PROBLEM));
        response.json(ErrorBody::bare(&self.0))
    }
}

/// The media type of problem details.
pub(crate) const PROBLEM: &str = "application/problem+json";

/// A failure as problem details. `code` and `problems` are extensions; who reads neither finds a sentence in `detail`.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorBody<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    code: &'static str,
    problems: Vec<ProblemBody<'a>>,
}

#[derive(Debug, Serialize)]
struct ProblemBody<'a> {
    field: &'a str,
    problem: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

impl<'a> ErrorBody<'a> {
    /// Without words.
    fn bare(failure: &'a Failure) -> Self {
        let told = |p: &'a FieldProblem| ProblemBody { field: p.field, problem: p.problem, message: None };
        ErrorBody {
            kind: format!("urn:majakka:problem:{}", failure.code()),
            title: None,
            status: failure.status().as_u16(),
            detail: None,
            code: failure.code(),
            problems: failure.problems().iter().map(told).collect(),
        }
    }

    /// In the caller's language.
    pub(crate) fn worded(failure: &'a Failure, renderer: &Renderer, language: Language) -> Self {
        let mut body = ErrorBody::bare(failure);
        for (told, problem) in body.problems.iter_mut().zip(failure.problems()) {
            told.message = Some(message(renderer, language, problem));
        }
        let key = failure.code().replace('_', "-");
        let title = if matches!(failure, Failure::NoJson(_)) {
            "error-body-title".to_owned()
        } else {
            format!("error-{key}-title")
        };
        body.title = renderer.i18n().text(language, &title, &[]).ok();
        body.detail = failure.detail(renderer, language);
        body
    }
}

impl Failure {
    /// What is to be done, in a sentence for whoever reads a program's log.
    fn detail(&self, renderer: &Renderer, language: Language) -> Option<String> {
        let i18n = renderer.i18n();
        let said = |key: &str, facts: &[(&str, usize)]| {
            let facts: Vec<_> = facts.iter().map(|(name, value)| (*name, value.to_string().into())).collect();
            i18n.text(language, key, &facts).ok()
        };
        match self {
            Failure::NoJson(NoJson::Utf8(octet)) => said("error-no-utf8", &[("octet", *octet)]),
            Failure::NoJson(NoJson::Syntax { line, column }) => {
                said("error-no-json", &[("line", *line), ("column", *column)])
            }
            Failure::NoJson(NoJson::NoObject) => said("error-no-object", &[]),
            Failure::App(Error::Refused(Refusal::Validation(_))) => said("error-fields", &[]),
            other => said(&format!("error-{}-text", other.code().replace('_', "-")), &[]),
        }
    }
}

/// A problem in words: what to enter into a field that is empty, else the text under `problem-…`, or the general one where it has none
/// of its own.
pub fn message(renderer: &Renderer, language: Language, problem: &FieldProblem) -> String {
    let named = format!("missing-{}", problem.field.replace('_', "-"));
    if problem.problem == "missing" && renderer.i18n().has(language, &named) {
        return renderer.i18n().problem(language, &named, problem);
    }
    let key = format!("problem-{}", problem.problem.replace('_', "-"));
    renderer.i18n().problem(language, &key, problem)
}
