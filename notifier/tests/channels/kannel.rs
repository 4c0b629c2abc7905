//! Text messages through a real Kannel, and its receipts back to the hooks.

use std::sync::{Arc, atomic::Ordering};

use actix_web::{App, HttpServer, dev::ServerHandle};
use majakka_app::config::KannelSettings;
use majakka_domain::delivery::Whose;
use majakka_domain::{
    delivery::{Cause, Fate},
    id::DeliveryId,
};
use majakka_notifier::channel::{
    Outcome,
    hooks::{self, SignedHook, SignedHooks},
    kannel::KannelGateway,
    receipt::{Purpose, ReceiptSigner},
    secret::Secret,
};
use majakka_testing::{
    kannel::{Kannel, PASSWORD, USER},
    wait,
};
use tempfile::TempDir;

use super::book::Book;
use super::letters::{assert_accepted, assert_trouble, private, secret, send, sms};

struct Setup {
    kannel: Kannel,
    book: Arc<Book>,
    folder: TempDir,
    hooks: String,
    server: ServerHandle,
}

impl Setup {
    fn open() -> Self {
        let book = Arc::new(Book::default());
        let sink = book.clone();
        let hook = SignedHook { route: "kannel".to_owned(), signer: signer(), callers: Vec::new() };
        let signed = SignedHooks { kannel: vec![hook], ..SignedHooks::default() };
        let app = move || App::new().service(hooks::scope(signed.clone(), sink.clone()));
        let server = HttpServer::new(app).workers(1).bind(("127.0.0.1", 0)).unwrap();
        let hooks = format!("http://{}", server.addrs()[0]);
        let server = server.disable_signals().run();
        let handle = server.handle();
        tokio::spawn(server);
        let signature = signer().sign_replies(Purpose::KannelReply);
        let kannel = Kannel::start(&format!("{hooks}/hooks/kannel/reply?from=%p&to=%P&text=%a&id=%I&sig={signature}"));
        Setup { kannel, book, folder: tempfile::tempdir().unwrap(), hooks, server: handle }
    }

    fn gateway(&self, password: &str) -> KannelGateway {
        let receipt_secret = self.folder.path().join("receipt-secret");
        private(&receipt_secret, RECEIPT_SECRET);
        let settings = KannelSettings {
            url: self.kannel.sendsms_url(),
            username: USER.to_owned(),
            password_file: secret(&self.folder, password),
            sender: "Majakka".to_owned(),
            sender_approved: None,
            limits: Default::default(),
            receipts: String::new(),
            receipt_secret_file: receipt_secret,
            ca_file: None,
            connections: 4,
            connect_seconds: 5,
            send_seconds: 20,
        };
        KannelGateway::new("kannel", &settings, &self.hooks).unwrap()
    }

    fn wait_for_receipts(&self, count: usize) -> Vec<(DeliveryId, Fate)> {
        wait::until("the receipts", || {
            let mut settled: Vec<_> =
                self.book.settled.lock().unwrap().iter().map(|(id, fate, _)| (*id, *fate)).collect();
            settled.sort();
            (settled.len() >= count).then_some(settled)
        })
    }
}

const RECEIPT_SECRET: &str = "yötön yö ja päivätön päivä";

fn signer() -> ReceiptSigner {
    ReceiptSigner::new(&Secret::new(RECEIPT_SECRET))
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_arrive_as_written_and_their_receipts_come_back() {
    let setup = Setup::open();
    let finnish = "HÄIRIÖ Resepti: ei toimi. Åland, 5 € [x] & = % +";
    let russian = "Сбой рецептов 🚨";
    let letters = vec![sms(1, "+358400000001", finnish), sms(2, "+358400000002", russian)];
    assert_accepted(&send(&setup.gateway(PASSWORD), letters).await, 2);

    assert_eq!(setup.kannel.wait_for("GSM-7", |sms| sms.to == "+358400000001").text, finnish);
    assert_eq!(setup.kannel.wait_for("UCS-2", |sms| sms.to == "+358400000002").text, russian);
    let delivered = [1, 2].map(|number| (DeliveryId(number), Fate::Delivered));
    assert_eq!(setup.wait_for_receipts(2), delivered);
    setup.server.stop(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_could_not_be_written_down_comes_again() {
    let setup = Setup::open();
    setup.book.failures.store(1, Ordering::SeqCst);
    assert_accepted(&send(&setup.gateway(PASSWORD), vec![sms(1, "+358400000001", "Katko")]).await, 1);
    assert_eq!(setup.wait_for_receipts(1), [(DeliveryId(1), Fate::Delivered)]);
    assert_eq!(setup.book.failures.load(Ordering::SeqCst), 0);
    setup.server.stop(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hooks_take_repeats_and_turn_strangers_away() {
    let setup = Setup::open();
    let get = async |query: &str| {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        client.get(format!("{}/hooks/kannel?{query}", setup.hooks)).send().await.unwrap().status().as_u16()
    };
    let signature = signer().sign(DeliveryId(7));
    let failed = format!("id=7&type=2&smsc=sim&answer=NACK%2F11&sig={signature}");
    assert_eq!(get(&failed).await, 204);
    assert_eq!(get(&failed).await, 204);
    let row = (DeliveryId(7), Fate::Failed(Cause::Unsaid), "NACK/11 (smsc sim)".to_owned());
    assert_eq!(*setup.book.settled.lock().unwrap(), [row.clone(), row]);

    assert_eq!(get(&format!("id=7&type=8&smsc=&answer=&sig={signature}")).await, 204);
    assert_eq!(get("id=7&type=1&smsc=sim&answer=ACK&sig=").await, 403);
    assert_eq!(get("id=7&type=1").await, 403);
    assert_eq!(get(&format!("id=8&type=1&smsc=sim&answer=ACK&sig={signature}")).await, 403);
    assert_eq!(get("id=x&type=1").await, 400);
    setup.book.failures.store(1, Ordering::SeqCst);
    assert_eq!(get(&failed).await, 503);
    assert_eq!(setup.book.settled.lock().unwrap().len(), 2);
    setup.server.stop(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_concerns_the_account_or_the_server_is_not_the_recipients_fault() {
    let mut setup = Setup::open();
    let letters = || (1..=10).map(|number| sms(number, "+358400000001", "Katko")).collect::<Vec<_>>();
    assert_trouble(&send(&setup.gateway("väärä"), letters()).await, Whose::Us, "403 Authorization failed");

    let gateway = setup.gateway(PASSWORD);
    let nobody = send(&gateway, vec![sms(1, "", "Katko")]).await;
    assert!(matches!(&nobody[..], [Outcome::Refused { detail, .. }] if detail.starts_with("400")), "{nobody:?}");

    setup.kannel.stop();
    let away = send(&gateway, letters()).await;
    assert_trouble(&away, Whose::Gateway, "the gateway cannot be reached");
    assert!(!format!("{away:?}").contains(PASSWORD), "{away:?}");
    setup.kannel.start_again();
    assert_accepted(&send(&gateway, letters()).await, 10);
    setup.server.stop(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_telephones_send_back_comes_in_once_and_nothing_goes_back_to_them() {
    let mut setup = Setup::open();
    setup.book.failures.store(1, Ordering::SeqCst);
    setup.kannel.reply("+358500000001", "15400", "Kuittaus: ää & 100 %");
    let reply = wait::until("the reply", || setup.book.replies.lock().unwrap().first().cloned());
    assert_eq!((reply.route.as_str(), reply.from.as_str(), reply.to.as_str()), ("kannel", "+358500000001", "15400"));
    assert_eq!(reply.text, "Kuittaus: ää & 100 %");
    assert!(reply.reference.is_some_and(|id| !id.is_empty()));
    assert_eq!(setup.book.failures.load(Ordering::SeqCst), 0, "it came again after a failure");

    // Kannel hands texts over in their order: what would have gone back is seen before this one.
    assert_accepted(&send(&setup.gateway(PASSWORD), vec![sms(1, "+358400000001", "Katko")]).await, 1);
    let _ = setup.kannel.wait_for("the text", |sms| sms.to == "+358400000001");
    assert!(setup.kannel.messages().iter().all(|sms| sms.to != "+358500000001"), "{:?}", setup.kannel.messages());
    assert_eq!(setup.book.replies.lock().unwrap().len(), 1);
    setup.server.stop(false).await;
}
