//! Stands before the application and answers what the snapshot knows.
//!
//! Guarantee: a request for a public page passes no layer of the application, asks no database and waits for no lock.
//! Non-goal: everything else; that goes on unchanged.

use std::cell::RefCell;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_http::body::{EitherBody, MessageBody};
use actix_http::{Request, Response};
use actix_service::IntoServiceFactory;
use actix_web::dev::{AppConfig, Service, ServiceFactory, ServiceResponse};
use futures_util::future::{Either, LocalBoxFuture, MapOk, TryFutureExt as _};

use actix_web::http::ConnectionType;

use super::document::Body;
use super::response_cache::ResponseCache;
use super::snapshot_cache::SnapshotCache;
use crate::farewell::Farewell;

/// The application with the public page before it: what `HttpServer` starts in each worker.
pub struct FastPath<A> {
    board: Arc<SnapshotCache>,
    farewell: Farewell,
    app: A,
}

/// The same within one worker.
pub struct FastPathService<S> {
    board: Arc<SnapshotCache>,
    farewell: Farewell,
    answers: RefCell<ResponseCache>,
    app: S,
}

impl<A: ServiceFactory<Request, Config = AppConfig>> FastPath<A> {
    /// Puts the page before an application.
    pub fn new(board: Arc<SnapshotCache>, farewell: Farewell, app: impl IntoServiceFactory<A, Request>) -> Self {
        FastPath { board, farewell, app: app.into_factory() }
    }
}

type Whole<B> = Response<EitherBody<Body, B>>;
type Onward<F, B> = MapOk<F, fn(ServiceResponse<B>) -> Whole<B>>;

impl<A, B> ServiceFactory<Request> for FastPath<A>
where
    A: ServiceFactory<Request, Response = ServiceResponse<B>, Config = AppConfig>,
    A::Future: 'static,
    B: MessageBody,
{
    type Response = Whole<B>;
    type Error = A::Error;
    type Config = AppConfig;
    type Service = FastPathService<A::Service>;
    type InitError = A::InitError;
    type Future = LocalBoxFuture<'static, Result<Self::Service, Self::InitError>>;

    fn new_service(&self, config: AppConfig) -> Self::Future {
        let (board, farewell, app) = (Arc::clone(&self.board), self.farewell.clone(), self.app.new_service(config));
        Box::pin(async move {
            let answers = RefCell::new(ResponseCache::new(&board.shown()));
            Ok(FastPathService { board, farewell, answers, app: app.await? })
        })
    }
}

impl<S, B> Service<Request> for FastPathService<S>
where
    S: Service<Request, Response = ServiceResponse<B>>,
    B: MessageBody,
{
    type Response = Whole<B>;
    type Error = S::Error;
    type Future = Either<Ready<Result<Whole<B>, S::Error>>, Onward<S::Future, B>>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.app.poll_ready(context)
    }

    fn call(&self, request: Request) -> Self::Future {
        match self.answers.borrow_mut().to(request.head(), &self.board.shown()) {
            Some(mut page) => {
                if !self.farewell.keeps_connections() {
                    page.head_mut().set_connection_type(ConnectionType::Close);
                }
                Either::Left(ready(Ok(page.map_body(|_, body| EitherBody::left(body)))))
            }
            None => Either::Right(
                self.app
                    .call(request)
                    .map_ok(|other| Response::from(other).map_body(|_, body| EitherBody::right(body))),
            ),
        }
    }
}
