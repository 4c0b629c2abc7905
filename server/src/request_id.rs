//! A name for every request: in the answer's header, on the page of a failure, and on each line of the log about it.
//!
//! Guarantee: the path stands in the log as its pattern (`/r/{token}`), never as it was asked for: one-time links and report
//! links are secrets. A line for each request only where the settings ask for it (`server.log_requests`).
//! Non-goal: believing the name that a caller brings; it would let her write into the log.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, web};
use majakka_app::App;
use majakka_store::random::Random;
use tracing::Instrument as _;

/// Where the answer says it.
const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Gives every request of this process its name.
#[derive(Debug)]
pub(crate) struct RequestIds {
    /// Of the process, by chance: two processes behind one address do not give the same names.
    process: u32,
    next: AtomicU64,
}

/// The name of one request: `5f03ca91-42`.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(Arc<str>);

impl RequestIds {
    /// Names that no other process gives.
    pub(crate) fn new(random: &dyn Random) -> Self {
        let mut bytes = [0; 4];
        random.fill(&mut bytes);
        RequestIds { process: u32::from_le_bytes(bytes), next: AtomicU64::new(1) }
    }

    fn next(&self) -> RequestId {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        RequestId(format!("{:08x}-{number}", self.process).into())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names the request, and surrounds what happens for it with a span of the log.
///
/// # Errors
/// What is inside.
pub(crate) async fn named(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let Some(id) = request.app_data::<web::Data<RequestIds>>().map(|ids| ids.next()) else {
        return next.call(request).await;
    };
    let path = request.match_pattern().unwrap_or_default();
    let span = tracing::info_span!("request", %id, method = %request.method(), path);
    let logged = request.app_data::<web::Data<App>>().filter(|app| app.settings.server.log_requests).cloned();
    let began = logged.as_ref().map(|app| app.clock.now());
    request.extensions_mut().insert(id.clone());
    let mut response = next.call(request).instrument(span.clone()).await?;
    if let (Some(app), Some(began)) = (logged, began) {
        let (status, ms) = (response.status().as_u16(), (app.clock.now() - began).num_milliseconds());
        span.in_scope(|| tracing::info!(target: "majakka::request", status, ms, "answered"));
    }
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(HEADER, value);
    }
    Ok(response)
}
