//! The application: which address leads where, and what surrounds every answer.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CONTENT_ENCODING, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::web::{self, ServiceConfig};
use majakka_app::App;

use crate::auth::{self, csrf};
use crate::error::{ApiError, Failure, PageError};
use crate::{admin, api, assets, desk, error, health, locale, metrics, read, report, status};

/// Largest body of an ordinary form: three languages of a long bulletin fit many times. Uploads have a limit of their own.
pub const FORM_BYTES: usize = 512 * 1024;

/// Nothing from elsewhere, nothing inline, no frames.
pub(crate) const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'";
/// As above, for what others may show inside their own pages.
pub(crate) const EMBEDDED_POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors *";

/// Every address of the server. What `src/` mounts beside it comes first.
pub fn routes(config: &mut ServiceConfig) {
    config
        .app_data(web::PayloadConfig::new(FORM_BYTES))
        .route("/healthz", web::get().to(health::alive))
        .route("/readyz", web::get().to(health::ready))
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
        .default_service(web::route().to(error::not_found));
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
    if request.path().starts_with("/api") {
        return Ok(request.error_response(ApiError(Failure::Packed)));
    }
    Ok(request.error_response(PageError(Failure::Packed)))
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

/// Adds the security headers, and remembers a language that was chosen in the address.
///
/// # Errors
/// What is inside.
pub async fn headers(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let embedded = request.path().starts_with("/embed");
    let chosen = locale::asked_for(request.request());
    let tls = request.app_data::<web::Data<App>>().is_some_and(|app| app.settings.server.behind_tls);
    let mut response = next.call(request).await?;
    if let Some(language) = chosen {
        // It can only fail on a name or value that is no cookie's.
        let _ = response.response_mut().add_cookie(&locale::language_cookie(language));
    }
    let head = response.headers_mut();
    // An organisation's own banner brings the policy along.
    let policy = head.get(CONTENT_SECURITY_POLICY).map(HeaderValue::as_bytes);
    let embedded = embedded || policy == Some(EMBEDDED_POLICY.as_bytes());
    let mut say = |name: HeaderName, value: &'static str| {
        if !head.contains_key(&name) {
            head.insert(name, HeaderValue::from_static(value));
        }
    };
    say(CONTENT_SECURITY_POLICY, if embedded { EMBEDDED_POLICY } else { POLICY });
    say(X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Not `no-referrer`: with it browsers send `Origin: null` with our own forms, and the check of the origin is lost.
    say(REFERRER_POLICY, "same-origin");
    say(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    say(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    if !embedded {
        say(X_FRAME_OPTIONS, "DENY");
    }
    if tls {
        say(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    Ok(response)
}
