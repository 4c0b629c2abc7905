//! The application: which address leads where, and what surrounds every answer.

use actix_web::HttpRequest;
use actix_web::Route;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use actix_web::http::{Method, Uri};
use actix_web::middleware::Next;
use actix_web::web::{self, ServiceConfig};
use majakka_domain::text;
use majakka_store::error::Error;
use percent_encoding::percent_decode_str;

use crate::auth;
use crate::extract;
use crate::failure::{ApiError, Failure, PageError};
use crate::session::csrf;
use crate::{admin, api, assets, desk, error_page, health, metrics, read, report, security_txt, status};

/// Largest body of an ordinary form: three languages of a long bulletin fit many times. Uploads have a limit of their own.
pub const FORM_BYTES: usize = 512 * 1024;

/// Every address of the server. What `src/` mounts beside it comes first.
pub fn routes(config: &mut ServiceConfig) {
    config
        .app_data(web::PayloadConfig::new(FORM_BYTES))
        .app_data(web::QueryConfig::default().error_handler(|_, request| wrong(request, Failure::Malformed)))
        .app_data(
            web::PathConfig::default()
                .error_handler(|_, request| wrong(request, Failure::App(Error::NotFound("page")))),
        )
        .service(web::resource("/healthz").route(web::get().to(health::alive)).route(options().to(health::alive)))
        .configure(asked_by_watchers)
        .route(security_txt::PATH, web::get().to(security_txt::show))
        .service(assets::scope())
        .service(
            web::resource("/read/{code}").route(web::get().to(read::show)).route(web::post().to(read::acknowledge)),
        )
        .configure(auth::routes)
        .configure(admin::routes)
        .configure(desk::routes)
        .configure(report::routes)
        .configure(api::routes)
        .configure(status::own::routes)
        .default_service(web::route().to(error_page::not_found));
}

/// Every address of a notifier by itself.
pub(crate) fn watched(config: &mut ServiceConfig) {
    config
        .service(web::resource("/healthz").route(web::get().to(health::at_work)).route(options().to(health::at_work)))
        .configure(asked_by_watchers);
}

/// What watchers ask of every process alike.
fn asked_by_watchers(config: &mut ServiceConfig) {
    config
        .service(web::resource("/readyz").route(web::get().to(health::ready)).route(options().to(health::ready)))
        .route("/metrics", web::get().to(metrics::metrics));
}

/// HAProxy asks so, unless it is told otherwise.
fn options() -> Route {
    web::method(Method::OPTIONS)
}

/// What can be read can be asked for without its body (RFC 9110, 9.3.2): the connection knows by itself not to send it.
///
/// # Errors
/// What is inside.
pub async fn head_as_get(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    next.call(request).await
}

/// A failure as whoever asked reads it: a page, or for programs JSON.
pub(crate) fn wrong(request: &HttpRequest, failure: Failure) -> actix_web::Error {
    if request.path().starts_with("/api") { ApiError(failure).into() } else { PageError(failure).into() }
}

/// An address is a text that comes in: one that no text has leads nowhere, and what is asked behind it passes the door of texts.
/// Gateways sign their addresses as they wrote them: what they bring is cleaned behind their signature.
///
/// # Errors
/// What is inside.
pub async fn clean_address(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let path = percent_decode_str(request.path()).decode_utf8();
    if !path.is_ok_and(|path| text::is_clean(&path)) {
        let nowhere = Failure::App(Error::NotFound("page"));
        return Ok(refused(request, nowhere));
    }
    if !request.path().starts_with("/hooks/")
        && let Some(query) = extract::cleaned(request.query_string().as_bytes())
    {
        let mut parts = request.uri().clone().into_parts();
        parts.path_and_query = format!("{}?{query}", request.uri().path()).parse().ok();
        if let Ok(address) = Uri::from_parts(parts) {
            request.match_info_mut().get_mut().update(&address);
            request.head_mut().uri = address;
        }
    }
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}

fn refused(request: ServiceRequest, failure: Failure) -> ServiceResponse<BoxBody> {
    let failure = wrong(request.request(), failure);
    request.error_response(failure)
}

/// Turns away bodies that nobody here reads (RFC 9110, 15.5.16), before anything does: packed ones, for a few packed kilobytes
/// unpack to gigabytes, and no browser packs what it sends; texts that say they are written in anything but UTF-8; and what says
/// that it is neither a form nor, at the interface for programs, JSON (OWASP ASVS 4.0.3, 13.1.5).
///
/// # Errors
/// What is inside.
pub async fn readable_bodies(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let codings = request.headers().get_all(CONTENT_ENCODING).flat_map(|line| line.as_bytes().split(|c| *c == b','));
    let packed =
        codings.map(<[u8]>::trim_ascii).any(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case(b"identity"));
    if packed {
        return Ok(refused(request, Failure::Packed));
    }
    if let Some(charset) = foreign_charset(request.request()) {
        return Ok(refused(request, Failure::Charset(charset)));
    }
    if has_body(request.request()) && !is_read(request.path(), &media_type(request.request())) {
        return Ok(refused(request, Failure::MediaType));
    }
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}

fn has_body(request: &HttpRequest) -> bool {
    let headers = request.headers();
    headers.contains_key(TRANSFER_ENCODING) || headers.get(CONTENT_LENGTH).is_some_and(|length| length != "0")
}

/// Does anybody at this address read bodies of that kind?
fn is_read(path: &str, media_type: &str) -> bool {
    match media_type {
        // What gateways send is theirs to choose, and bears a signature.
        _ if path.starts_with("/hooks/") => true,
        "application/json" => path.starts_with("/api/"),
        "application/x-www-form-urlencoded" | "multipart/form-data" => !path.starts_with("/api/"),
        // As in application/cloudevents+json (RFC 6838, 4.2.8).
        other => path.starts_with("/api/") && other.starts_with("application/") && other.ends_with("+json"),
    }
}

/// Without its parameters, in small letters; empty when the body says nothing.
fn media_type(request: &HttpRequest) -> String {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The character set that a body says it is written in, when it is another than UTF-8 (or ASCII, which is UTF-8 too).
fn foreign_charset(request: &HttpRequest) -> Option<String> {
    let kind = request.headers().get(CONTENT_TYPE)?.to_str().ok()?;
    let parameters = kind.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let mut charsets = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    let charset = charsets.next()?.1.trim().trim_matches('"');
    let known = ["utf-8", "utf8", "us-ascii", "ascii"];
    let foreign = !known.iter().any(|known| charset.eq_ignore_ascii_case(known));
    foreign.then(|| text::line(charset).chars().take(40).collect())
}

/// Turns away what another site sends in the reader's name, before anything is read.
///
/// # Errors
/// What is inside.
pub async fn same_site(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if csrf::is_foreign(request.request()) {
        return Ok(request.error_response(PageError(Failure::Csrf)));
    }
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}
