//! What gateways call back, with a good signature and any content: written down or refused, and nothing else.
#![no_main]

use std::sync::Arc;

use actix_web::App;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::test::{TestRequest, call_service, init_service};
use futures_util::future::{BoxFuture, ready};
use libfuzzer_sys::fuzz_target;
use majakka_app::command::delivery::inbound::Inbound;
use majakka_domain::delivery::Fate;
use majakka_domain::id::DeliveryId;
use majakka_notifier::channel::hooks::{Inbox, InboxError, SignedHook, SignedHooks, TwilioSigner, scope};
use majakka_notifier::channel::receipt::{Purpose, ReceiptSigner};
use majakka_notifier::channel::secret::Secret;

struct Anything;

impl Inbox for Anything {
    fn receipt(&self, delivery: DeliveryId, _: Fate, _: String) -> BoxFuture<'_, Result<(), InboxError>> {
        assert_eq!(delivery, DeliveryId(7), "only what was signed for");
        Box::pin(ready(Ok(())))
    }

    fn reply(&self, _: Inbound) -> BoxFuture<'_, Result<(), InboxError>> {
        Box::pin(ready(Ok(())))
    }
}

fuzz_target!(|input: &[u8]| {
    let Some((which, rest)) = input.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let signer = ReceiptSigner::new(&Secret::new("yötön yö ja päivätön päivä"));
    let twilio = TwilioSigner::new("twilio", Secret::new("12345"), "https://hairiot.example.fi");
    let hook = |route: &str| SignedHook { route: route.to_owned(), signer: signer.clone(), callers: Vec::new() };
    let signed = SignedHooks {
        kannel: vec![hook("kannel")],
        elks: vec![hook("46elks")],
        twilio: vec![twilio.clone()],
        ..SignedHooks::default()
    };
    let good = |purpose| signer.sign_for(purpose, DeliveryId(7));
    let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let (path, form) = match which % 6 {
        0 => (
            format!("/hooks/kannel?id=7&type={}&answer={encoded}&smsc={encoded}&sig={}", which / 6, good(Purpose::KannelReceipt)),
            None,
        ),
        1 => (
            format!("/hooks/kannel/reply?from={encoded}&to=1&text={encoded}&id=1&sig={}", signer.sign_replies(Purpose::KannelReply)),
            None,
        ),
        2 => (format!("/hooks/46elks?delivery=7&sig={}", good(Purpose::ElksReceipt)), Some(text.to_owned())),
        3 => (format!("/hooks/46elks/reply?sig={}", signer.sign_replies(Purpose::ElksReply)), Some(text.to_owned())),
        4 => ("/hooks/twilio?delivery=7".to_owned(), Some(text.to_owned())),
        _ => ("/hooks/twilio/reply".to_owned(), Some(text.to_owned())),
    };
    let posted: Vec<(String, String)> = url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
    let signature = twilio.sign(&path, &posted).unwrap_or_default();
    let status = actix_web::rt::System::new().block_on(async {
        let served = init_service(App::new().service(scope(signed, Arc::new(Anything)))).await;
        let request = TestRequest::with_uri(&path).peer_addr(([192, 0, 2, 10], 4000).into());
        let request = request.insert_header(("x-twilio-signature", signature));
        let request = match form {
            Some(form) => request
                .method(actix_web::http::Method::POST)
                .insert_header((CONTENT_TYPE, "application/x-www-form-urlencoded"))
                .set_payload(form),
            None => request,
        };
        call_service(&served, request.to_request()).await.status()
    });
    assert!(!status.is_server_error(), "{path}: {status}");
});
