//! What one worker has answered already, by what was asked.
//!
//! Guarantee: who asks like somebody before is answered without choosing anew; workers share no counter, so that twice as
//! many of them answer twice as many readers; what is kept is bounded, and never outlives its snapshot.
//! Non-goal: choosing; that is [`Snapshot::packed`].

use std::sync::Arc;

use actix_http::{RequestHead, Response};
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT_ENCODING, ACCEPT_LANGUAGE, HeaderName};
use hashbrown::{Equivalent, HashMap};

use super::document::{Body, Packed};
use super::snapshot::Snapshot;

/// So many ways of asking are remembered. Browsers have a few dozen; somebody who makes up more is answered all the same.
const KEPT: usize = 256;

/// The snapshot that a worker sends, and its own copies of what it sent of it: bodies and ETags count who holds them, and
/// cores that count on the same spot wait for each other.
pub(super) struct ResponseCache {
    snapshot: Arc<Snapshot>,
    kept: HashMap<RequestKey, Packed>,
}

/// Everything of a request that the choice goes by.
#[derive(Debug, Hash, PartialEq, Eq)]
struct RequestKey {
    target: Box<str>,
    coding: Box<[u8]>,
    language: Box<[u8]>,
}

/// The same, still within the request.
#[derive(Debug, Hash)]
struct Asking<'r> {
    target: &'r str,
    coding: &'r [u8],
    language: &'r [u8],
}

impl ResponseCache {
    pub(super) fn new(snapshot: &Arc<Snapshot>) -> Self {
        ResponseCache { snapshot: Arc::clone(snapshot), kept: HashMap::new() }
    }

    /// The answer out of the newest snapshot, if it knows the address: to a GET or HEAD the page; of data for programs to any
    /// other method too.
    pub(super) fn to(&mut self, request: &RequestHead, newest: &Arc<Snapshot>) -> Option<Response<Body>> {
        if !Arc::ptr_eq(&self.snapshot, newest) {
            *self = ResponseCache::new(newest);
        }
        if request.method != Method::GET && request.method != Method::HEAD {
            return self.snapshot.packed(request).and_then(|packed| packed.refuse(request));
        }
        let asking = Asking::from_request(request);
        if let Some(packed) = self.kept.get(&asking) {
            return Some(packed.answer(request));
        }
        let Some(packed) = self.snapshot.packed(request) else {
            return self.snapshot.own_kept(request).map(|kept| kept.page.answer(request));
        };
        if self.kept.len() < KEPT {
            self.kept.insert(asking.owned(), packed.copied());
        }
        Some(packed.answer(request))
    }
}

impl<'r> Asking<'r> {
    fn from_request(request: &'r RequestHead) -> Self {
        let said = |name: HeaderName| request.headers.get(name).map_or(&[][..], |value| value.as_bytes());
        let target = request.uri.path_and_query().map_or("/", |target| target.as_str());
        Asking { target, coding: said(ACCEPT_ENCODING), language: said(ACCEPT_LANGUAGE) }
    }

    fn owned(&self) -> RequestKey {
        RequestKey { target: self.target.into(), coding: self.coding.into(), language: self.language.into() }
    }
}

impl Equivalent<RequestKey> for Asking<'_> {
    fn equivalent(&self, asked: &RequestKey) -> bool {
        self.target == &*asked.target && self.coding == &*asked.coding && self.language == &*asked.language
    }
}
