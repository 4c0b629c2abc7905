//! Organisations' own views: made when somebody asks, and kept while they are asked for.
//!
//! Guarantee: memory is bounded however many organisations there are; a closed view is shown to nobody but the organisation's
//! own people, those of its desk and those of a host, and no cache between keeps it; while the database is away, a view that was
//! asked for before is made of what is known, and says its age.
//! Non-goal: a closed view without a database; who it is must be asked there.

use std::sync::Arc;

use actix_http::RequestHead;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, HeaderValue};
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest as _, HttpRequest, HttpResponse};
use majakka_app::App;
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::Language;
use majakka_store::error::{Error, Result};
use majakka_store::status_page;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::document::Packed;
use super::negotiate::{self, Coding};
use super::snapshot_cache::SnapshotCache;
use crate::auth::SignedIn;
use crate::blocking::blocking;
use crate::error::PageError;

/// So many bytes of pages are kept: packed, that is some seven hundred.
const KEPT_BYTES: u64 = 4 * 1024 * 1024;
/// About so many pages that is, if some of them are not packed.
const KEPT_PAGES: usize = 256;

/// A page of an organisation's view, as a request asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct ViewKey {
    pub(super) slug: String,
    /// After `/o/<slug>`.
    pub(super) path: String,
    pub(super) language: Language,
    pub(super) coding: Coding,
}

/// One that was made.
#[derive(Debug)]
pub(super) struct Kept {
    /// May everybody see it?
    pub(super) open: bool,
    pub(super) page: Packed,
}

/// Those of one snapshot that were asked for; who is asked for often stays longest.
pub(super) struct OwnPages(Cache<ViewKey, Arc<Kept>, Bytes>);

/// Weighs what is kept.
#[derive(Clone)]
struct Bytes;

impl Weighter<ViewKey, Arc<Kept>> for Bytes {
    fn weight(&self, asked: &ViewKey, kept: &Arc<Kept>) -> u64 {
        let bytes = kept.page.weight() + asked.slug.len() + asked.path.len();
        u64::try_from(bytes).unwrap_or(u64::MAX)
    }
}

impl OwnPages {
    pub(super) fn new() -> Self {
        OwnPages(Cache::with_weighter(KEPT_PAGES, KEPT_BYTES, Bytes))
    }

    pub(super) fn get(&self, asked: &ViewKey) -> Option<Arc<Kept>> {
        self.0.get(asked)
    }

    /// Who asks for the same meanwhile waits for it instead of making it, too.
    pub(super) fn get_or_make(&self, asked: &ViewKey, make: impl FnOnce() -> Result<Arc<Kept>>) -> Result<Arc<Kept>> {
        self.0.get_or_insert_with(asked, make)
    }
}

impl ViewKey {
    /// None: it asks for something else.
    pub(super) fn of(request: &RequestHead) -> Option<Self> {
        let (language, path) = negotiate::split(request.uri.path());
        let own = path.strip_prefix("/o/")?;
        let (slug, path) = own.split_at(own.find('/').unwrap_or(own.len()));
        Some(ViewKey {
            slug: slug.to_owned(),
            path: path.to_owned(),
            language: language.unwrap_or_else(|| negotiate::language_for(request)),
            coding: negotiate::coding_for(request),
        })
    }
}

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
    let asked = ViewKey::of(request.head()).ok_or_else(not_found)?;
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
