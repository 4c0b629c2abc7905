//! The way in for receipts: the actix scope `/hooks`.
//!
//! Guarantee: only a signed receipt reaches the sink; repeats are answered like the first time; a sink that fails is
//! answered with 503, upon which Kannel calls again.
//! Non-goal: what a state means for a delivery. The sink decides, and it must take the same receipt twice.

use std::sync::Arc;

use actix_web::{HttpResponse, Scope, web};
use futures_util::future::BoxFuture;
use majakka_domain::{id::DeliveryId, terms::DeliveryState};

use super::receipt::{KannelReceipt, ReceiptSigner};

/// Where settled receipts go.
pub trait ReceiptSink: Send + Sync {
    /// Writes down what became of a delivery. Called again with the same values it changes nothing; a delivery that nobody
    /// knows is not an error.
    fn settle(
        &self,
        delivery: DeliveryId,
        state: DeliveryState,
        detail: String,
    ) -> BoxFuture<'_, Result<(), SinkError>>;
}

/// It could not be written down now.
pub type SinkError = Box<dyn std::error::Error + Send + Sync>;

struct Desk {
    signer: ReceiptSigner,
    sink: Arc<dyn ReceiptSink>,
}

/// `/hooks`, to be mounted into the server: `GET /hooks/kannel`.
///
/// Answers: 204 settled or nothing to settle, 400 not a receipt, 403 wrong signature, 503 try again.
pub fn scope(signer: ReceiptSigner, sink: Arc<dyn ReceiptSink>) -> Scope {
    web::scope("/hooks").app_data(web::Data::new(Desk { signer, sink })).route("/kannel", web::get().to(kannel))
}

async fn kannel(desk: web::Data<Desk>, receipt: web::Query<KannelReceipt>) -> HttpResponse {
    let settlement = match receipt.settlement(&desk.signer) {
        Ok(Some(settlement)) => settlement,
        Ok(None) => return HttpResponse::NoContent().finish(),
        Err(_) => return HttpResponse::Forbidden().finish(),
    };
    let delivery = settlement.delivery;
    match desk.sink.settle(delivery, settlement.state, settlement.detail).await {
        Ok(()) => HttpResponse::NoContent().finish(),
        Err(error) => {
            tracing::error!(%delivery, %error, "a receipt could not be written down");
            HttpResponse::ServiceUnavailable().finish()
        }
    }
}
