//! Views that ask for a sign-in: organisations whose local matters are not for everybody.
//!
//! Guarantee: nobody but its own people, those of its desk and those of a host; no cache between keeps the answer.
//! Non-goal: standing when the database is gone; who it is must be asked there.

use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, HeaderValue};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use majakka_core::error::Error;
use majakka_domain::refusal::Refusal;

use super::keeper::Board;
use crate::auth::SignedIn;
use crate::error::PageError;

pub(crate) fn routes(config: &mut ServiceConfig) {
    for path in ["/o/{view:.*}", "/{language:fi|sv|en}/o/{view:.*}"] {
        config.service(web::resource(path).route(web::get().to(show)).route(web::head().to(show)));
    }
}

/// Comes here only when the snapshot did not answer: the view is closed, or there is none.
async fn show(
    request: HttpRequest,
    board: Option<web::Data<Board>>,
    by: Result<SignedIn, PageError>,
) -> Result<HttpResponse, PageError> {
    let nowhere = || PageError::from(Error::NotFound("page"));
    let snapshot = board.as_ref().ok_or_else(nowhere)?.snapshot();
    let member = snapshot.closed_to_strangers(request.head()).ok_or_else(nowhere)?;
    let by = by?;
    if !snapshot.data.opens_to(member, &by.person) {
        return Err(Error::from(Refusal::Forbidden).into());
    }
    let response = snapshot.answer_to_member(request.head()).ok_or_else(nowhere)?;
    let mut response = HttpResponse::from(response).map_into_boxed_body();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response.headers_mut().remove(ACCESS_CONTROL_ALLOW_ORIGIN);
    Ok(response)
}
