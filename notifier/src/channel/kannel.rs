//! Text messages through Kannel's `sendsms` (docs/DOMAIN.md 11).
//!
//! Purpose: one GET per letter, with the address that its receipts come back to.
//! Guarantee: text outside GSM-7 goes as UCS-2, never as question marks.
//! Non-goal: splitting. Kannel cuts long texts (`max-messages`, `concatenation` of its sendsms-user).

use majakka_app::config::KannelSettings;
use majakka_domain::delivery::{self, Refusal};
use majakka_domain::format::{gsm7, sender_id::SenderId};
use majakka_domain::id::DeliveryId;
use reqwest::{Client, RequestBuilder};
use url::Url;

use super::exchange::GatewayConfigError;
use super::receipt::ReceiptSigner;
use super::secret::Secret;
use super::text_gateway::{Connections, Service, TextGateway};
use super::{OutboundMessage, http};

/// All receipts that Kannel knows: delivered, failed, buffered, accepted, refused (1 + 2 + 4 + 8 + 16).
const ALL_RECEIPTS: &str = "31";

/// A gateway over one Kannel.
pub type KannelGateway = TextGateway<Kannel>;

/// How Kannel is spoken to.
pub struct Kannel {
    address: Url,
    receipts: Url,
    username: String,
    password: Secret,
    sender: String,
    signer: ReceiptSigner,
}

impl TextGateway<Kannel> {
    /// Reads password and secret. Receipts come to `public_url`, unless the settings say otherwise.
    ///
    /// # Errors
    /// An address, the sender id or one of the files is of no use.
    pub fn new(route: &str, settings: &KannelSettings, public_url: &str) -> Result<Self, GatewayConfigError> {
        SenderId::parse(&settings.sender)
            .map_err(|problem| GatewayConfigError::Settings(format!("sender: {problem}")))?;
        let service = Kannel {
            address: http::gateway(&settings.url)?,
            receipts: http::hook(&settings.receipts, public_url, "kannel")?,
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

impl Kannel {
    /// `%d`, `%F` and `%A` are Kannel's to fill in: they must reach it as they are, so the query is put together by hand.
    fn receipt_address(&self, delivery: DeliveryId) -> String {
        let mut address = self.receipts.clone();
        address.set_query(None);
        format!("{address}?id={delivery}&type=%d&smsc=%F&answer=%A&sig={}", self.signer.sign(delivery))
    }
}

impl Service for Kannel {
    fn address(&self) -> Url {
        self.address.clone()
    }

    fn request(&self, client: &Client, letter: &OutboundMessage) -> Result<RequestBuilder, String> {
        let text = &letter.words().sms;
        let coding = if gsm7::septets(text).is_some() { "0" } else { "2" };
        Ok(client.get(self.address.clone()).query(&[
            ("username", self.username.as_str()),
            ("password", self.password.as_text()),
            ("from", &self.sender),
            ("to", &letter.to),
            ("text", text),
            ("charset", "UTF-8"),
            ("coding", coding),
            ("dlr-mask", ALL_RECEIPTS),
            ("dlr-url", &self.receipt_address(letter.delivery)),
        ]))
    }

    fn reference(&self) -> Option<&str> {
        None
    }

    fn refusal(&self, status: u16, body: &str) -> Refusal {
        delivery::kannel(status, body)
    }
}
