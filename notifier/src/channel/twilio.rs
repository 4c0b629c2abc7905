//! Text messages through Twilio (its documentation, "Message resource").
//!
//! Guarantee: a message whose acceptance was not heard is never called refused.
//! Non-goal: parts and alphabets; Twilio chooses them.

use std::time::Duration;

use futures_util::future::BoxFuture;
use majakka_core::config::TwilioSettings;
use majakka_domain::{delivery, terms::Channel};
use url::Url;

use super::exchange::{NoGateway, ask};
use super::secret::Secret;
use super::{Gateway, Letter, Outcome, http, patient};

/// A gateway over one account of Twilio.
pub struct TwilioGateway {
    route: String,
    client: reqwest::Client,
    limit: Duration,
    address: Url,
    receipts: Url,
    account: String,
    token: Secret,
    sender: String,
    width: usize,
}

impl TwilioGateway {
    /// Reads the token and prepares the client; says nothing to Twilio yet. Receipts come to `public_url`, unless the
    /// settings say otherwise.
    ///
    /// # Errors
    /// An address, the account or a file is of no use.
    pub fn new(route: &str, settings: &TwilioSettings, public_url: &str) -> Result<Self, NoGateway> {
        let account = settings.account.as_str();
        if account.is_empty() || !account.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(NoGateway::Settings("account has only letters and digits: AC…".to_owned()));
        }
        let messages = format!("{}/2010-04-01/Accounts/{account}/Messages.json", settings.url.trim_end_matches('/'));
        Ok(TwilioGateway {
            route: route.to_owned(),
            client: http::client(
                Duration::from_secs(settings.connect_seconds),
                Duration::from_secs(settings.send_seconds),
                settings.ca_file.as_deref(),
            )?,
            limit: Duration::from_secs(settings.send_seconds),
            address: http::address("url", &messages)?,
            receipts: http::hook(&settings.receipts, public_url, "twilio")?,
            account: account.to_owned(),
            token: Secret::text_from_file(&settings.token_file)?,
            sender: settings.sender.clone(),
            width: settings.connections,
        })
    }

    async fn hand_over(&self, letter: &Letter, patience: u32) -> Outcome {
        let mut receipt = self.receipts.clone();
        // Twilio signs the whole address with what it posts there.
        receipt.query_pairs_mut().append_pair("delivery", &letter.delivery.to_string());
        let by_service = self.sender.starts_with("MG") && self.sender.len() == 34;
        let request =
            self.client.post(self.address.clone()).basic_auth(&self.account, Some(self.token.as_text())).form(&[
                (if by_service { "MessagingServiceSid" } else { "From" }, self.sender.as_str()),
                ("To", &letter.to),
                ("Body", &letter.words().sms),
                ("StatusCallback", receipt.as_str()),
            ]);
        match ask(request, patient(self.limit, patience)).await {
            Ok(answer) if (200..300).contains(&answer.status) => Outcome::Accepted { provider_ref: answer.at("/sid") },
            Ok(answer) => {
                Outcome::Refused { refusal: delivery::twilio(answer.status, &answer.body), detail: answer.detail() }
            }
            Err(outcome) => outcome,
        }
    }
}

impl Gateway for TwilioGateway {
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
