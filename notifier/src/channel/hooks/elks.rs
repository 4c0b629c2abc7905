//! Calls of 46elks: it signs nothing, so our addresses are signed (its documentation, "SMS delivery reports", "Receive SMS").

use actix_web::{HttpRequest, HttpResponse, web};
use majakka_app::command::delivery::inbound::Inbound;
use majakka_domain::{delivery::elks_receipt, id::DeliveryId};
use serde::Deserialize;

use super::{HookState, Purpose, one_line};

/// What stands in the address of a receipt.
#[derive(Debug, Deserialize)]
pub(super) struct About {
    delivery: DeliveryId,
    #[serde(default)]
    sig: String,
}

/// What is posted there.
#[derive(Debug, Deserialize)]
pub(super) struct Receipt {
    id: String,
    status: String,
}

/// What stands in the address of replies.
#[derive(Debug, Deserialize)]
pub(super) struct Signed {
    #[serde(default)]
    sig: String,
}

/// What is posted there.
#[derive(Debug, Deserialize)]
pub(super) struct Reply {
    id: String,
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    message: String,
}

/// `POST /hooks/46elks`.
pub(super) async fn receipt(
    desk: web::Data<HookState>,
    request: HttpRequest,
    about: web::Query<About>,
    receipt: web::Form<Receipt>,
) -> HttpResponse {
    let caller = desk.caller(&request);
    let knows = |hook: &super::SignedHook| {
        hook.lets_in(caller) && hook.signer.knows(Purpose::ElksReceipt, about.delivery, &about.sig)
    };
    if !desk.signed.elks.iter().any(knows) {
        return HttpResponse::Forbidden().finish();
    }
    let detail = one_line(&format!("{} ({})", receipt.status, receipt.id));
    desk.settle(about.delivery, elks_receipt(&receipt.status), detail).await
}

/// `POST /hooks/46elks/reply`. What the answer's body held would go to the telephone: it is empty.
pub(super) async fn reply(
    desk: web::Data<HookState>,
    request: HttpRequest,
    signed: web::Query<Signed>,
    reply: web::Form<Reply>,
) -> HttpResponse {
    let caller = desk.caller(&request);
    let knows =
        |hook: &&super::SignedHook| hook.lets_in(caller) && hook.signer.knows_replies(Purpose::ElksReply, &signed.sig);
    let Some(hook) = desk.signed.elks.iter().find(knows) else { return HttpResponse::Forbidden().finish() };
    let Reply { id, from, to, message } = reply.into_inner();
    let inbound = Inbound { route: hook.route.clone(), reference: Some(id), from, to, text: message };
    desk.take(inbound, HttpResponse::NoContent().finish()).await
}
