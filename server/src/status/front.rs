//! Stands before everything else and answers what the snapshot knows.
//!
//! Guarantee: a request for a public page passes no other layer, asks no database, waits for no lock and copies no page.
//! Non-goal: everything else; that goes on unchanged.

use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::Error;
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use futures_util::future::{Either, MapOk, TryFutureExt as _};

use super::keeper::Board;

/// The layer: wrap it around the application last, so that it is the first to see a request.
#[derive(Clone)]
pub struct Front(pub Arc<Board>);

/// The layer around the application of one worker.
pub struct Fronted<S> {
    board: Arc<Board>,
    inner: S,
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
        ready(Ok(Fronted { board: Arc::clone(&self.0), inner }))
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
        let answer = self.board.snapshot().answer(request.request());
        match answer {
            Some(response) => Either::Left(ready(Ok(request.into_response(response).map_into_left_body()))),
            None => Either::Right(self.inner.call(request).map_ok(ServiceResponse::map_into_right_body)),
        }
    }
}
