//! Pages of organisations' own views that were made already.
//!
//! Guarantee: memory is bounded however many organisations there are.

use std::sync::Arc;

use actix_http::RequestHead;
use majakka_domain::terms::Language;
use majakka_store::error::Result;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::document::Packed;
use super::negotiate::{self, Coding};

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
    pub(super) fn from_request(request: &RequestHead) -> Option<Self> {
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
