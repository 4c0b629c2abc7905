//! The headers of every answer: what a page may load, who may frame it, and a language that was chosen in the address.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::web;
use majakka_app::App;

use crate::locale;

/// Nothing from elsewhere, nothing inline, no frames.
pub(crate) const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'";
/// The same within a page, where nothing can be said of frames (CSP 3, 3.3).
pub(crate) const WITHIN: &str =
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'";
/// As above, for what others may show inside their own pages.
pub(crate) const EMBEDDED_POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors *";

/// Adds the security headers, and remembers a language that was chosen in the address.
///
/// # Errors
/// What is inside.
pub async fn headers(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let for_frames = request.path().starts_with("/embed");
    let chosen = locale::asked_for(request.request());
    let tls = request.app_data::<web::Data<App>>().is_some_and(|app| app.settings.server.behind_tls);
    let mut response = next.call(request).await?;
    if let Some(language) = chosen {
        // It can only fail on a name or value that is no cookie's.
        let _ = response.response_mut().add_cookie(&locale::language_cookie(language));
    }
    let served = !response.status().is_client_error() && !response.status().is_server_error();
    let head = response.headers_mut();
    // An organisation's own banner brings the policy along.
    let policy = head.get(CONTENT_SECURITY_POLICY).map(HeaderValue::as_bytes);
    let embedded = (for_frames && served) || policy == Some(EMBEDDED_POLICY.as_bytes());
    let mut say = |name: HeaderName, value: &'static str| {
        if !head.contains_key(&name) {
            head.insert(name, HeaderValue::from_static(value));
        }
    };
    say(CONTENT_SECURITY_POLICY, if embedded { EMBEDDED_POLICY } else { POLICY });
    say(X_CONTENT_TYPE_OPTIONS, "nosniff");
    // What says nothing of it may hold what is for one reader only.
    say(CACHE_CONTROL, "no-store");
    say(HeaderName::from_static("cross-origin-resource-policy"), if embedded { "cross-origin" } else { "same-origin" });
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
