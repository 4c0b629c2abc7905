//! Stands before everything else and answers what the snapshot knows.
//!
//! Guarantee: a request for a public page passes no other layer, asks no database, waits for no lock, and copies a page at
//! most once for each worker.
//! Non-goal: everything else; that goes on unchanged.

use std::cell::RefCell;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::{Error, HttpRequest, HttpResponse};
use futures_util::future::{Either, MapOk, TryFutureExt as _};

use super::document::Copies;
use super::keeper::Board;
use super::snapshot::Snapshot;

/// The layer: wrap it around the application last, so that it is the first to see a request.
#[derive(Clone)]
pub struct Front(pub Arc<Board>);

/// The layer around the application of one worker.
pub struct Fronted<S> {
    board: Arc<Board>,
    /// The snapshot that this worker sends, and its own copies of what it sent of it.
    shown: RefCell<(Arc<Snapshot>, Copies)>,
    inner: S,
}

impl<S> Fronted<S> {
    fn answer(&self, request: &HttpRequest) -> Option<HttpResponse> {
        let mut shown = self.shown.borrow_mut();
        let newest = self.board.snapshot();
        if !Arc::ptr_eq(&shown.0, &newest) {
            *shown = (Arc::clone(&newest), Copies::default());
        }
        shown.0.answer(request, Some(&shown.1))
    }
}

type Whole<B> = ServiceResponse<EitherBody<BoxBody, B>>;
type Onward<F, B> = MapOk<F, fn(ServiceResponse<B>) -> Whole<B>>;

impl<S, B> Transform<S, ServiceRequest> for Front
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = Whole<B>;
    type Error = Error;
    type Transform = Fronted<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        let shown = RefCell::new((Arc::clone(&self.0.snapshot()), Copies::default()));
        ready(Ok(Fronted { board: Arc::clone(&self.0), shown, inner }))
    }
}

impl<S, B> Service<ServiceRequest> for Fronted<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Response = Whole<B>;
    type Error = Error;
    type Future = Either<Ready<Result<Whole<B>, Error>>, Onward<S::Future, B>>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&self, request: ServiceRequest) -> Self::Future {
        match self.answer(request.request()) {
            Some(response) => Either::Left(ready(Ok(request.into_response(response).map_into_left_body()))),
            None => Either::Right(self.inner.call(request).map_ok(ServiceResponse::map_into_right_body)),
        }
    }
}
