//! Organisations' own views: made when somebody asks, and kept while they are asked for.
//!
//! Guarantee: a closed view is shown to nobody but the organisation's
//! own people, those of its desk and those of a host, and no cache between keeps it; while the database is away, a view that was
//! asked for before is made of what is known, and says its age.
//! Non-goal: a closed view without a database; who it is must be asked there.

use std::sync::Arc;

use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, HeaderValue};
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest as _, HttpRequest, HttpResponse};
use majakka_app::App;
use majakka_domain::refusal::Refusal;
use majakka_store::error::Error;
use majakka_store::status_page;

use super::own_pages::ViewKey;
use super::snapshot_cache::SnapshotCache;
use crate::blocking::blocking;
use crate::failure::PageError;
use crate::session::SignedIn;

pub(crate) fn routes(config: &mut ServiceConfig) {
    for path in ["/o/{view:.*}", "/{language:fi|sv|en}/o/{view:.*}"] {
        config.service(web::resource(path).route(web::get().to(show)).route(web::head().to(show)));
    }
}

/// Comes here only when the front did not answer: the page is not kept, it is closed, or there is none.
async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    board: Option<web::Data<SnapshotCache>>,
) -> Result<HttpResponse, PageError> {
    let not_found = || PageError::from(Error::NotFound("page"));
    let board = board.ok_or_else(not_found)?;
    let asked = ViewKey::from_request(request.head()).ok_or_else(not_found)?;
    let (of, slug) = (board.clone(), asked.slug.clone());
    let member = blocking(&app, move |_| of.member(&slug)).await?.ok_or_else(not_found)?;
    let snapshot = board.snapshot();
    let closed = snapshot.is_closed(&member);
    if closed {
        let by = SignedIn::extract(&request).await?;
        let whose = Arc::clone(&member);
        if !blocking(&app, move |app| app.read(|conn| status_page::opens_to(conn, &whose, &by.person))).await? {
            return Err(Error::from(Refusal::Forbidden).into());
        }
    }
    let page = blocking(&app, move |_| snapshot.own_page(&member, &asked)).await?.ok_or_else(not_found)?;
    let mut response = HttpResponse::from(page.page.answer(request.head())).map_into_boxed_body();
    if closed {
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        response.headers_mut().remove(ACCESS_CONTROL_ALLOW_ORIGIN);
    }
    Ok(response)
}
