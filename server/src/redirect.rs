//! The way on after a form.
//!
//! Guarantee: the browser fetches the next page anew (303, RFC 9110, 15.4.4), so that reloading it sends nothing again.
//! Non-goal: judging the address; what came from outside passes [`OwnPath`](crate::own_path::OwnPath) first.

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;

/// To the page at that address.
pub(crate) fn go_to(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, address)).finish()
}
