//! Calls of Kannel: receipts in the query that we gave it, and replies in the query of its `sms-service` (its manual, "SMS
//! Push" and "SMS-service").

use actix_web::{HttpResponse, web};
use majakka_app::command::delivery::inbound::Inbound;
use majakka_domain::{delivery::kannel_receipt, id::DeliveryId};
use serde::Deserialize;

use super::{HookState, Purpose, one_line};

/// A receipt: `%d`, `%F` and `%A` of its manual.
#[derive(Debug, Deserialize)]
pub(super) struct Receipt {
    id: DeliveryId,
    #[serde(rename = "type")]
    kind: u8,
    #[serde(default)]
    smsc: String,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    sig: String,
}

/// A reply: `%p`, `%P`, `%a` and `%I`.
#[derive(Debug, Deserialize)]
pub(super) struct Reply {
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    sig: String,
}

/// `GET /hooks/kannel`.
pub(super) async fn receipt(desk: web::Data<HookState>, receipt: web::Query<Receipt>) -> HttpResponse {
    let knows = |hook: &super::SignedHook| hook.signer.knows(Purpose::KannelReceipt, receipt.id, &receipt.sig);
    if !desk.signed.kannel.iter().any(knows) {
        return HttpResponse::Forbidden().finish();
    }
    let detail = one_line(&format!("{} (smsc {})", receipt.answer, receipt.smsc));
    desk.settle(receipt.id, kannel_receipt(receipt.kind, &receipt.answer), detail).await
}

/// `GET /hooks/kannel/reply`.
pub(super) async fn reply(desk: web::Data<HookState>, reply: web::Query<Reply>) -> HttpResponse {
    let knows = |hook: &&super::SignedHook| hook.signer.knows_replies(Purpose::KannelReply, &reply.sig);
    let Some(hook) = desk.signed.kannel.iter().find(knows) else { return HttpResponse::Forbidden().finish() };
    let Reply { from, to, text, id, .. } = reply.into_inner();
    let reference = Some(id).filter(|id| !id.is_empty());
    // Kannel takes 200 for done, and would send a text back to the telephone.
    desk.take(Inbound { route: hook.route.clone(), reference, from, to, text }, HttpResponse::Ok().finish()).await
}
