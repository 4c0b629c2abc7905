//! Text messages through 46elks (its documentation, "Send SMS" and "SMS delivery reports").
//!
//! Guarantee: a message whose acceptance was not heard is never called refused; the address that its receipt comes to is
//! signed. Non-goal: parts and alphabets; 46elks chooses them.

use std::time::Duration;

use futures_util::future::BoxFuture;
use majakka_core::config::ElksSettings;
use majakka_domain::{delivery, terms::Channel};
use url::Url;

use super::exchange::{NoGateway, ask};
use super::receipt::{Purpose, ReceiptSigner};
use super::secret::Secret;
use super::{Gateway, Letter, Outcome, http, patient};

/// A gateway over one account of 46elks.
pub struct ElksGateway {
    route: String,
    client: reqwest::Client,
    limit: Duration,
    address: Url,
    receipts: Url,
    username: String,
    password: Secret,
    sender: String,
    signer: ReceiptSigner,
    width: usize,
}

impl ElksGateway {
    /// Reads password and secret and prepares the client; says nothing to 46elks yet. Receipts come to `public_url`, unless
    /// the settings say otherwise.
    ///
    /// # Errors
    /// An address or one of the files is of no use.
    pub fn new(route: &str, settings: &ElksSettings, public_url: &str) -> Result<Self, NoGateway> {
        Ok(ElksGateway {
            route: route.to_owned(),
            client: http::client(
                Duration::from_secs(settings.connect_seconds),
                Duration::from_secs(settings.send_seconds),
                settings.ca_file.as_deref(),
            )?,
            limit: Duration::from_secs(settings.send_seconds),
            address: http::address("url", &settings.url)?,
            receipts: http::hook(&settings.receipts, public_url, "46elks")?,
            username: settings.username.clone(),
            password: Secret::text_from_file(&settings.password_file)?,
            sender: settings.sender.clone(),
            signer: ReceiptSigner::from_file(&settings.receipt_secret_file)?,
            width: settings.connections,
        })
    }

    async fn hand_over(&self, letter: &Letter, patience: u32) -> Outcome {
        let mut receipt = self.receipts.clone();
        receipt
            .query_pairs_mut()
            .append_pair("delivery", &letter.delivery.to_string())
            .append_pair("sig", &self.signer.sign_for(Purpose::ElksReceipt, letter.delivery));
        let request =
            self.client.post(self.address.clone()).basic_auth(&self.username, Some(self.password.as_text())).form(&[
                ("from", self.sender.as_str()),
                ("to", &letter.to),
                ("message", &letter.words().sms),
                ("whendelivered", receipt.as_str()),
                // What it keeps of the message is its number and time, not its words.
                ("dontlog", "message"),
            ]);
        match ask(request, patient(self.limit, patience)).await {
            Ok(answer) if (200..300).contains(&answer.status) => Outcome::Accepted { provider_ref: answer.at("/id") },
            Ok(answer) => {
                Outcome::Refused { refusal: delivery::elks(answer.status, &answer.body), detail: answer.detail() }
            }
            Err(outcome) => outcome,
        }
    }
}

impl Gateway for ElksGateway {
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
        Box::pin(self.hand_over(letter, patience))
    }
}
