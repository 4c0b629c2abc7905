//! How a server takes its leave, so that no request is lost.
//!
//! Guarantee: from the first word on every answer ends its connection, and whoever asks whether the server is ready is sent to another
//! one; only then the door is closed (RFC 9112, 9.6).
//! Non-goal: how long that takes; whoever stops the server knows how often it is asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::middleware::Next;
use actix_web::web::Data;

const STAYS: u8 = 0;
const MAKES_ROOM: u8 = 1;
const LEAVES: u8 = 2;

/// What a server says of itself; all its workers share it.
#[derive(Debug, Clone, Default)]
pub struct Farewell(Arc<AtomicU8>);

impl Farewell {
    /// Another server takes over behind the same door: connections end with their next answer.
    pub fn make_room(&self) {
        self.0.fetch_max(MAKES_ROOM, Ordering::Relaxed);
    }

    /// Nobody takes over here: load balancers are to choose another machine.
    pub fn leave(&self) {
        self.0.store(LEAVES, Ordering::Relaxed);
    }

    pub(crate) fn is_leaving(&self) -> bool {
        self.0.load(Ordering::Relaxed) == LEAVES
    }

    pub(crate) fn keeps_connections(&self) -> bool {
        self.0.load(Ordering::Relaxed) == STAYS
    }
}

/// Ends the connection with the answer, once the server takes its leave.
///
/// # Errors
/// What is inside.
pub(crate) async fn parting(
    farewell: Data<Farewell>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let mut answer = next.call(request).await?;
    if !farewell.keeps_connections() {
        answer.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(answer)
}
