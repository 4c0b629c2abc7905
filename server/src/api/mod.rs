//! `/api/v1`: the interface for other programs: an organisation's service desk, a monitoring system.
//!
//! Guarantee: every answer is JSON, also the refusals; the keys are those of the scenarios; a token reaches its own
//! organisation's reports and no other's. `openapi.json` describes exactly what is here.
//! Non-goal: the public state of the services, which needs no token; that is the status page's.

mod caller;
mod evidence;
mod object;
mod report;

use std::future::ready;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Resource, Route, Scope};
use majakka_store::error::Error;

use crate::failure::{ApiError, Failure};

/// The description of this interface (OpenAPI 3.1).
pub const OPENAPI: &str = include_str!("openapi.json");

/// The addresses of this module.
pub fn routes(config: &mut ServiceConfig) {
    config.route("/openapi.json", web::get().to(openapi)).service(scope());
}

fn scope() -> Scope {
    web::scope("/api/v1")
        .service(only("POST", "/reports", web::post().to(report::create)))
        .service(only("GET, HEAD", "/reports/{reference}", web::get().to(report::show)))
        .service(only("POST", "/probes", web::post().to(evidence::probe)))
        .service(only("POST", "/upstream", web::post().to(evidence::upstream)))
        .default_service(web::route().to(not_found))
}

/// An address at which one thing is done, and every other method is told which.
fn only(method: &'static str, path: &str, route: Route) -> Resource {
    let other = move || ready(Err::<HttpResponse, ApiError>(Failure::Method(method).into()));
    web::resource(path).route(route).default_service(web::route().to(other))
}

async fn openapi() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .body(OPENAPI)
}

async fn not_found() -> Result<HttpResponse, ApiError> {
    Err(Failure::App(Error::NotFound("page")).into())
}
