//! What 46elks and Twilio call back, with the signatures that they and we make.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer};
use majakka_app::command::delivery::inbound::Inbound;
use majakka_domain::delivery::{Cause, Fate};
use majakka_domain::id::DeliveryId;
use majakka_notifier::channel::hooks::{self, SignedHook, SignedHooks, TwilioSigner};
use majakka_notifier::channel::receipt::{Purpose, ReceiptSigner};
use majakka_notifier::channel::secret::Secret;

use super::book::Book;

/// As Twilio knows us, whatever stands between.
const PUBLIC: &str = "https://hairiot.example.fi";

struct Setup {
    url: String,
    book: Arc<Book>,
    client: reqwest::Client,
    server: ServerHandle,
}

fn elks() -> ReceiptSigner {
    ReceiptSigner::new(&Secret::new("yötön yö ja päivätön päivä"))
}

fn twilio() -> TwilioSigner {
    TwilioSigner::new("twilio", Secret::new("12345"), PUBLIC)
}

impl Setup {
    /// `callers`: whom 46elks calls from.
    fn open(callers: &[&str]) -> Self {
        let book = Arc::new(Book::default());
        let callers = callers.iter().map(|caller| caller.parse().unwrap()).collect();
        let signed = SignedHooks {
            elks: vec![SignedHook { route: "46elks".to_owned(), signer: elks(), callers }],
            twilio: vec![TwilioSigner::new("other", Secret::new("54321"), PUBLIC), twilio()],
            ..SignedHooks::default()
        };
        let inbox = book.clone();
        let app = move || App::new().service(hooks::scope(signed.clone(), inbox.clone()));
        let server = HttpServer::new(app).workers(1).bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}", server.addrs()[0]);
        let server = server.disable_signals().run();
        let handle = server.handle();
        tokio::spawn(server);
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Setup { url, book, client, server: handle }
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> u16 {
        self.client.post(format!("{}{path}", self.url)).form(form).send().await.unwrap().status().as_u16()
    }

    /// As Twilio does it: it signs the address that it was given.
    async fn post_signed(&self, path: &str, form: &[(&str, &str)]) -> (u16, String) {
        let posted: Vec<_> = form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let signature = twilio().sign(path, &posted).unwrap();
        let call = self.client.post(format!("{}{path}", self.url)).header("X-Twilio-Signature", signature).form(form);
        let answer = call.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_of_46elks_count_with_our_signature_only() {
    let setup = Setup::open(&[]);
    let signature = elks().sign_for(Purpose::ElksReceipt, DeliveryId(7));
    let path = format!("/hooks/46elks?delivery=7&sig={signature}");
    let status = |status| [("id", "s70df"), ("status", status), ("delivered", "2026-11-29T10:00:00.1")];
    assert_eq!(setup.post(&path, &status("sent")).await, 204);
    assert_eq!(setup.post(&path, &status("failed")).await, 204);
    assert_eq!(setup.post(&path, &status("delivered")).await, 204);
    setup.book.failures.store(1, Ordering::SeqCst);
    assert_eq!(setup.post(&path, &status("delivered")).await, 503);
    assert_eq!(setup.post(&path.replace("delivery=7", "delivery=8"), &status("delivered")).await, 403);
    assert_eq!(setup.post("/hooks/46elks?delivery=7", &status("delivered")).await, 403);
    assert_eq!(setup.post(&path, &[("id", "s70df")]).await, 400);
    let told = [
        (DeliveryId(7), Fate::Failed(Cause::Unsaid), "failed (s70df)".to_owned()),
        (DeliveryId(7), Fate::Delivered, "delivered (s70df)".to_owned()),
    ];
    assert_eq!(*setup.book.settled.lock().unwrap(), told);
    setup.server.stop(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_through_46elks_come_to_a_signed_address_and_get_no_answer() {
    let setup = Setup::open(&["127.0.0.1", "2001:db8::1"]);
    let path = format!("/hooks/46elks/reply?sig={}", elks().sign_replies(Purpose::ElksReply));
    let form = [
        ("direction", "incoming"),
        ("id", "sf84"),
        ("from", "+358400000001"),
        ("to", "+358400000000"),
        ("message", "Kuittaus ää"),
    ];
    let answer = setup.client.post(format!("{}{path}", setup.url)).form(&form).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap()), (204, String::new()));
    let reply = Inbound {
        route: "46elks".to_owned(),
        reference: Some("sf84".to_owned()),
        from: "+358400000001".to_owned(),
        to: "+358400000000".to_owned(),
        text: "Kuittaus ää".to_owned(),
    };
    assert_eq!(*setup.book.replies.lock().unwrap(), [reply]);
    let receipt = elks().sign_for(Purpose::ElksReceipt, DeliveryId(0));
    assert_eq!(setup.post(&format!("/hooks/46elks/reply?sig={receipt}"), &form).await, 403);
    setup.server.stop(false).await;

    let elsewhere = Setup::open(&["192.0.2.1"]);
    assert_eq!(elsewhere.post(&path, &form).await, 403);
    elsewhere.server.stop(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn receipts_and_replies_of_twilio_count_with_its_signature_only() {
    let setup = Setup::open(&[]);
    let path = "/hooks/twilio?delivery=7";
    let unreachable =
        [("MessageSid", "SM07"), ("MessageStatus", "undelivered"), ("ErrorCode", "30003"), ("To", "+358400000001")];
    assert_eq!(setup.post_signed(path, &unreachable).await.0, 204);
    assert_eq!(setup.post_signed(path, &[("MessageSid", "SM07"), ("MessageStatus", "sent")]).await.0, 204);
    let told = (DeliveryId(7), Fate::Failed(Cause::Unreachable), "undelivered 30003".to_owned());
    assert_eq!(*setup.book.settled.lock().unwrap(), [told]);
    assert_eq!(setup.post(path, &unreachable).await, 403);
    let signature = twilio().sign(path, &[]).unwrap();
    let call = setup.client.post(format!("{}{path}", setup.url)).header("X-Twilio-Signature", signature);
    assert_eq!(call.form(&unreachable).send().await.unwrap().status().as_u16(), 403);

    let reply = [
        ("MessageSid", "SM08"),
        ("From", "+358400000001"),
        ("To", "+358400000000"),
        ("Body", "STOP"),
        ("NumMedia", "0"),
    ];
    let (status, body) = setup.post_signed("/hooks/twilio/reply", &reply).await;
    assert_eq!((status, body.as_str()), (200, "<Response/>"));
    let replies = setup.book.replies.lock().unwrap().clone();
    assert_eq!((replies[0].route.as_str(), replies[0].text.as_str()), ("twilio", "STOP"));
    assert_eq!(replies[0].reference.as_deref(), Some("SM08"));
    assert_eq!(setup.post("/hooks/twilio/reply", &reply).await, 403);
    setup.server.stop(false).await;
}
