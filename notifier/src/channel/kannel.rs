//! Text messages through Kannel's `sendsms` (domain.md 11).
//!
//! Purpose: one GET per letter, with the address that its receipts come back to.
//! Guarantee: text outside GSM-7 goes as UCS-2, never as question marks. What concerns the account or the server is told
//! apart from what concerns the number.
//! Non-goal: splitting. Kannel cuts long texts (`max-messages`, `concatenation` of its sendsms-user).

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use majakka_core::config::KannelSettings;
use majakka_core::config::route::KANNEL;
use majakka_domain::format::{gsm7, sender_id::SenderId};
use majakka_domain::{delivery, id::DeliveryId, terms::Channel};
use url::Url;

use super::exchange::{NoGateway, ask};
use super::receipt::ReceiptSigner;
use super::secret::Secret;
use super::{Gateway, Letter, Outcome, http, patient};

/// All receipts that Kannel knows: delivered, failed, buffered, accepted, refused (1 + 2 + 4 + 8 + 16).
const ALL_RECEIPTS: &str = "31";

/// A gateway over one Kannel. Clones share their connections.
#[derive(Clone)]
pub struct KannelGateway {
    route: String,
    line: Arc<Line>,
    width: usize,
}

struct Line {
    client: reqwest::Client,
    limit: Duration,
    address: Url,
    receipts: Url,
    username: String,
    password: Secret,
    sender: String,
    signer: ReceiptSigner,
}

impl KannelGateway {
    /// Reads password and secret and prepares the client; says nothing to Kannel yet. Receipts come to `public_url`, unless
    /// the settings say otherwise.
    ///
    /// # Errors
    /// An address, the sender id or one of the files is of no use.
    pub fn new(settings: &KannelSettings, public_url: &str) -> Result<Self, NoGateway> {
        SenderId::parse(&settings.sender).map_err(|problem| NoGateway::Settings(format!("sender: {problem}")))?;
        let line = Line {
            client: http::client(
                Duration::from_secs(settings.connect_seconds),
                Duration::from_secs(settings.send_seconds),
                settings.ca_file.as_deref(),
            )?,
            limit: Duration::from_secs(settings.send_seconds),
            address: http::address("url", &settings.url)?,
            receipts: http::hook(&settings.receipts, public_url, "kannel")?,
            username: settings.username.clone(),
            password: Secret::text_from_file(&settings.password_file)?,
            sender: settings.sender.clone(),
            signer: ReceiptSigner::from_file(&settings.receipt_secret_file)?,
        };
        Ok(KannelGateway { route: KANNEL.to_owned(), line: Arc::new(line), width: settings.connections })
    }

    /// Under another name than the first one's.
    #[must_use]
    pub fn named(self, route: &str) -> Self {
        KannelGateway { route: route.to_owned(), ..self }
    }
}

impl Gateway for KannelGateway {
    fn route(&self) -> &str {
        &self.route
    }

    fn channel(&self) -> Channel {
        Channel::Sms
    }

    fn width(&self) -> usize {
        self.width
    }

    fn offer<'a>(&'a self, letter: &'a Letter, patience: u32) -> BoxFuture<'a, Outcome> {
        Box::pin(self.line.offer(letter, patience))
    }
}

impl Line {
    async fn offer(&self, letter: &Letter, patience: u32) -> Outcome {
        let text = &letter.words().sms;
        let coding = if gsm7::septets(text).is_some() { "0" } else { "2" };
        let request = self.client.get(self.address.clone()).query(&[
            ("username", self.username.as_str()),
            ("password", self.password.as_text()),
            ("from", &self.sender),
            ("to", &letter.to),
            ("text", text),
            ("charset", "UTF-8"),
            ("coding", coding),
            ("dlr-mask", ALL_RECEIPTS),
            ("dlr-url", &self.receipt_address(letter.delivery)),
        ]);
        match ask(request, patient(self.limit, patience)).await {
            // "Queued for later delivery" is a yes too.
            Ok(answer) if (200..300).contains(&answer.status) => Outcome::Accepted { provider_ref: None },
            Ok(answer) => {
                Outcome::Refused { refusal: delivery::kannel(answer.status, &answer.body), detail: answer.detail() }
            }
            Err(outcome) => outcome,
        }
    }

    /// `%d`, `%F` and `%A` are Kannel's to fill in: they must reach it as they are, so the query is put together by hand.
    fn receipt_address(&self, delivery: DeliveryId) -> String {
        let mut address = self.receipts.clone();
        address.set_query(None);
        format!("{address}?id={delivery}&type=%d&smsc=%F&answer=%A&sig={}", self.signer.sign(delivery))
    }
}
