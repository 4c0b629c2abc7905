//! Text messages through 46elks (its documentation, "Send SMS" and "SMS delivery reports").
//!
//! Guarantee: the address that a receipt comes to is signed, and 46elks is asked not to keep the words.

use majakka_app::config::ElksSettings;
use majakka_domain::delivery::{self, Refusal};
use reqwest::{Client, RequestBuilder};
use url::Url;

use super::exchange::GatewayConfigError;
use super::receipt::{Purpose, ReceiptSigner};
use super::secret::Secret;
use super::text_gateway::{Connections, Service, TextGateway};
use super::{OutboundMessage, http};

/// A gateway over one account of 46elks.
pub type ElksGateway = TextGateway<Elks>;

/// How 46elks is spoken to.
pub struct Elks {
    address: Url,
    receipts: Url,
    username: String,
    password: Secret,
    sender: String,
    signer: ReceiptSigner,
}

impl TextGateway<Elks> {
    /// Reads password and secret. Receipts come to `public_url`, unless the settings say otherwise.
    ///
    /// # Errors
    /// An address or one of the files is of no use.
    pub fn new(route: &str, settings: &ElksSettings, public_url: &str) -> Result<Self, GatewayConfigError> {
        let service = Elks {
            address: http::gateway(&settings.url)?,
            receipts: http::hook(&settings.receipts, public_url, "46elks")?,
            username: settings.username.clone(),
            password: Secret::text_from_file(&settings.password_file)?,
            sender: settings.sender.clone(),
            signer: ReceiptSigner::from_file(&settings.receipt_secret_file)?,
        };
        let connections = Connections {
            width: settings.connections,
            connect_seconds: settings.connect_seconds,
            send_seconds: settings.send_seconds,
            ca_file: settings.ca_file.as_deref(),
        };
        TextGateway::over(route, &connections, service)
    }
}

impl Service for Elks {
    fn address(&self) -> Url {
        self.address.clone()
    }

    fn request(&self, client: &Client, letter: &OutboundMessage) -> Result<RequestBuilder, String> {
        let mut receipt = self.receipts.clone();
        receipt
            .query_pairs_mut()
            .append_pair("delivery", &letter.delivery.to_string())
            .append_pair("sig", &self.signer.sign_for(Purpose::ElksReceipt, letter.delivery));
        let request = client.post(self.address.clone()).basic_auth(&self.username, Some(self.password.as_text()));
        Ok(request.form(&[
            ("from", self.sender.as_str()),
            ("to", &letter.to),
            ("message", &letter.words().sms),
            ("whendelivered", receipt.as_str()),
            // What it keeps of the message is its number and time, not its words.
            ("dontlog", "message"),
        ]))
    }

    fn reference(&self) -> Option<&str> {
        Some("/id")
    }

    fn refusal(&self, status: u16, body: &str) -> Refusal {
        delivery::elks(status, body)
    }
}
