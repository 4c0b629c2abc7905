//! What is turned away is seen: a line in the log for each, a row in the audit log for some; and who presents secrets of nobody too
//! often is not looked at for a while.
//!
//! Guarantee: the line (target `majakka::security`) has the status, the code, who it was as far as that is known, the network address
//! and the path as its pattern, never a token. What could not be read or used (OWASP ASVS 4.0.3, 7.1.3) has a line as well, and no
//! row: most of it is a slip of somebody's fingers. Nobody outside writes a line above `info`.
//! Non-goal: decisions of the sign-in; `majakka_app::command::account::session` writes those.

use std::net::IpAddr;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, HttpRequest, web};
use majakka_app::App;
use majakka_app::command::audit::refusal_log;
use majakka_store::error::Error;
use majakka_store::viewer::Viewer;

use crate::asker::Asker;
use crate::auth::LoginGuard;
use crate::blocking::blocking;
use crate::failure::{ApiError, Failure, PageError};

/// A kind of secret that opens addresses.
struct SecretKind {
    /// How those addresses begin.
    place: &'static str,
    /// What it is answered when it is nobody's.
    nobodys: StatusCode,
    /// How often one address may miss in a minute before none of its is looked at. Each kind is counted by itself: a program whose
    /// token has ended shuts no people out.
    most: u32,
}

const fn kind(place: &'static str, nobodys: StatusCode, most: u32) -> SecretKind {
    SecretKind { place, nobodys, most }
}

const SECRETS: [SecretKind; 5] = [
    kind("/follow/", StatusCode::NOT_FOUND, 60),
    kind("/read/", StatusCode::NOT_FOUND, 60),
    // A county comes from one address, and its intranet may still show the link before.
    kind("/r/", StatusCode::NOT_FOUND, 180),
    kind("/api/", StatusCode::UNAUTHORIZED, 120),
    // After another secret the receipts of a whole bulletin come with the old signature, and those of the next must not get lost.
    kind("/hooks/", StatusCode::FORBIDDEN, 3_000),
];

/// Looks at every answer; before those that a secret opens, at who asks.
///
/// # Errors
/// What is inside.
pub(crate) async fn turned_away(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let ground = (request.app_data::<web::Data<App>>().cloned(), request.app_data::<web::Data<LoginGuard>>().cloned());
    let (Some(app), Some(guard)) = ground else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    let address = guard.limits.address(request.request());
    let (misses, now) = (&guard.limits.misses, app.clock.now());
    let secret = SECRETS.iter().find(|kind| request.path().starts_with(kind.place));
    let response = if secret.is_some_and(|kind| misses.so_far(now, kind.place, address) >= kind.most) {
        if request.path().starts_with("/api/") {
            request.error_response(ApiError(Failure::TooMany))
        } else {
            request.error_response(PageError(Failure::TooMany))
        }
    } else {
        next.call(request).await?.map_into_boxed_body()
    };
    let status = response.status();
    let missed = secret.filter(|kind| kind.nobodys == status);
    if let Some(kind) = missed {
        misses.count(now, kind.place, address);
    }
    if let Some(code) = code(response.response().error(), status, missed.is_some()) {
        tell(&app, &guard, response.request(), address, status, code).await;
    } else if matches!(status.as_u16(), 400 | 405 | 408 | 413 | 415 | 422) {
        let code = failure(response.response().error()).map_or("unusable", Failure::code);
        line(response.request(), address, status, code, "not used");
    }
    Ok(response)
}

/// Why somebody was turned away; nothing when she was not, or was only asked to prove herself once more, or mistyped an address.
fn code(error: Option<&actix_web::Error>, status: StatusCode, missed: bool) -> Option<&'static str> {
    let failure = failure(error);
    let said = failure.map_or("refused", Failure::code);
    match status {
        StatusCode::FORBIDDEN if matches!(failure, Some(Failure::Proof { .. })) => None,
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS => Some(said),
        StatusCode::NOT_FOUND if missed => Some("unknown_secret"),
        // Somebody else's, or nobody's: whoever asks is not told which.
        StatusCode::NOT_FOUND => match failure {
            Some(Failure::App(Error::NotFound(what))) if *what != "page" => Some(said),
            _ => None,
        },
        _ => None,
    }
}

fn failure(error: Option<&actix_web::Error>) -> Option<&Failure> {
    error.and_then(|error| match error.as_error::<PageError>() {
        Some(PageError(failure)) => Some(failure),
        None => error.as_error::<ApiError>().map(|ApiError(failure)| failure),
    })
}

/// Writes the line. Gives who asked, and the place.
fn line(
    request: &HttpRequest,
    address: IpAddr,
    status: StatusCode,
    code: &'static str,
    what: &'static str,
) -> (Option<Viewer>, String) {
    let asker = request.extensions().get::<Asker>().map(|Asker(viewer)| viewer.clone());
    let path = request.match_pattern().unwrap_or_default();
    let (method, status) = (request.method().as_str(), status.as_u16());
    let account = asker.as_ref().and_then(Viewer::account).map(|account| account.0);
    let organisation = asker.as_ref().and_then(Viewer::desk).map(|organisation| organisation.0);
    tracing::info!(target: "majakka::security", status, code, account, organisation, %address, method, path, "{what}");
    (asker, format!("{method} {path}"))
}

async fn tell(
    app: &web::Data<App>,
    guard: &LoginGuard,
    request: &HttpRequest,
    address: IpAddr,
    status: StatusCode,
    code: &'static str,
) {
    let (asker, place) = line(request, address, status, code, "turned away");
    let Some(left_out) = guard.limits.audited.take(app.clock.now()) else { return };
    let more = if left_out > 0 { format!("; {left_out} more were left out") } else { String::new() };
    let why = format!("{} {code}, from {address}{more}", status.as_u16());
    let viewer = asker.unwrap_or(Viewer::System);
    let written = blocking(app, move |app| app.write(&viewer, |tx| refusal_log::refused(tx, &place, &why)));
    if let Err(cause) = written.await
        && !cause.is_trouble()
    {
        tracing::warn!(%cause, "a refusal could not be written into the audit log");
    }
}
