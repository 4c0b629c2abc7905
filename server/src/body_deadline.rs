//! How long a body may take to come, and how much may come at all.
//!
//! Guarantee: whoever sends slower than a bad telephone line, or more than any form of ours holds, is answered and hung up on,
//! whatever reads the body.
//! Non-goal: the head of a request, which actix ends after five seconds; the limit of each kind of form.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpMessage as _;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use futures_util::{StreamExt as _, stream};
use majakka_app::screenshot::MAX_BYTES;
use tokio::time::{Instant, timeout_at};

use crate::app::wrong;
use crate::failure::Failure;

/// What a body may take before its first byte, and beside what its length takes.
const GRACE: Duration = Duration::from_secs(20);
/// Bytes a second of the slowest line that a picture is sent over.
const SLOWEST: usize = 8 * 1024;
/// More than the largest form may hold, its frame included.
const MOST: usize = 9 * MAX_BYTES;

/// Did the body of this request not come in time?
struct Late(Rc<Cell<bool>>);

/// Bounds the body of a request, and hangs up after an answer that came before its end.
///
/// # Errors
/// What is inside.
pub async fn timely(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let payload = request.take_payload();
    if matches!(payload, Payload::None) {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    }
    let (late, payload) = (Rc::new(Cell::new(false)), Rc::new(RefCell::new(payload)));
    request.extensions_mut().insert(Late(Rc::clone(&late)));
    request.set_payload(bounded(Rc::clone(&payload), late));
    let response = next.call(request).await?;
    Ok(response.map_body(|_, body| BoxBody::new(Holding { body: body.boxed(), _payload: payload })))
}

/// Answers 408 to a body that was too slow (RFC 9110, 15.5.9), whatever was made of what came.
///
/// # Errors
/// What is inside.
pub async fn tell_late(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let late = response.request().extensions().get::<Late>().is_some_and(|Late(late)| late.get());
    if !late {
        return Ok(response);
    }
    let (request, _) = response.into_parts();
    let failure = wrong(&request, Failure::Slow);
    Ok(ServiceResponse::from_err(failure, request))
}

/// An answer that holds what is left of the body that it answers. The rest of a body in chunks that nobody holds any more is read by
/// actix, which waits for it for ever; one that is held when the answer ends ends with it, as one with a length does.
struct Holding {
    body: BoxBody,
    _payload: Rc<RefCell<Payload>>,
}

impl MessageBody for Holding {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}

/// How long a body may have taken of which so many bytes are there.
fn time_for(read: usize) -> Duration {
    GRACE + Duration::from_secs((read / SLOWEST) as u64)
}

struct Bounded {
    payload: Rc<RefCell<Payload>>,
    began: Instant,
    read: usize,
    late: Rc<Cell<bool>>,
}

fn bounded(payload: Rc<RefCell<Payload>>, late: Rc<Cell<bool>>) -> Payload {
    let body = Bounded { payload, began: Instant::now(), read: 0, late };
    let payload = stream::unfold(Some(body), |body| async {
        let mut body = body?;
        match body.next().await {
            Some(Ok(chunk)) => Some((Ok(chunk), Some(body))),
            Some(Err(cause)) => Some((Err(cause), None)),
            None => None,
        }
    });
    // Readers of forms ask once more after the end.
    Payload::Stream { payload: Box::pin(payload.fuse()) }
}

impl Bounded {
    /// The next bytes. Each that came gives time for more, so that a long body from a slow line arrives, and a promise of one that
    /// never comes holds nothing.
    async fn next(&mut self) -> Option<Result<Bytes, PayloadError>> {
        let next = poll_fn(|context| self.payload.borrow_mut().poll_next_unpin(context));
        let Ok(chunk) = timeout_at(self.began + time_for(self.read), next).await else {
            self.late.set(true);
            return Some(Err(PayloadError::Io(Error::from(ErrorKind::TimedOut))));
        };
        if let Some(Ok(chunk)) = &chunk {
            self.read += chunk.len();
            if self.read > MOST {
                return Some(Err(PayloadError::Overflow));
            }
        }
        chunk
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_earned_by_what_came_and_not_by_what_is_promised() {
        assert_eq!(time_for(0), GRACE);
        assert_eq!(time_for(1), GRACE, "a byte now and then");
        assert_eq!(time_for(64 * 1024), GRACE + Duration::from_secs(8));
        assert_eq!(time_for(10 * MAX_BYTES), GRACE + Duration::from_secs(12_800));
    }

    #[actix_web::test]
    async fn more_than_any_form_holds_is_not_read() {
        let flood = stream::repeat_with(|| Ok(Bytes::from_static(&[0; 1024 * 1024])));
        let late = Rc::new(Cell::new(false));
        let payload: Payload = Payload::Stream { payload: Box::pin(flood) };
        let mut body = bounded(Rc::new(RefCell::new(payload)), Rc::clone(&late));
        let mut read = 0;
        while let Some(Ok(chunk)) = body.next().await {
            read += chunk.len();
        }
        assert_eq!((read, late.get()), (MOST, false));
    }
}
