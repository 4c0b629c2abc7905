//! The application: which address leads where, and what surrounds every answer.

use actix_web::HttpRequest;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::CONTENT_ENCODING;
use actix_web::middleware::Next;
use actix_web::web::{self, ServiceConfig};
use majakka_store::error::Error;

use crate::auth;
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
        .route("/healthz", web::get().to(health::alive))
        .route("/readyz", web::get().to(health::ready))
        .route(security_txt::PATH, web::get().to(security_txt::show))
        .route("/metrics", web::get().to(metrics::metrics))
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

/// A failure as whoever asked reads it: a page, or for programs JSON.
pub(crate) fn wrong(request: &HttpRequest, failure: Failure) -> actix_web::Error {
    if request.path().starts_with("/api") { ApiError(failure).into() } else { PageError(failure).into() }
}

/// Turns away packed bodies (RFC 9110, 15.5.16) before anything reads them: a few packed kilobytes unpack to gigabytes, and
/// no browser packs what it sends.
///
/// # Errors
/// What is inside.
pub async fn plain_bodies(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let codings = request.headers().get_all(CONTENT_ENCODING);
    let packed = codings.into_iter().any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"));
    if !packed {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    }
    let failure = wrong(request.request(), Failure::Packed);
    Ok(request.error_response(failure))
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
