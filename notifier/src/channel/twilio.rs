//! Text messages through Twilio (its documentation, "Message resource").

use majakka_app::config::TwilioSettings;
use majakka_domain::delivery::{self, Refusal};
use reqwest::{Client, RequestBuilder};
use url::Url;

use super::exchange::GatewayConfigError;
use super::secret::Secret;
use super::text_gateway::{Connections, Service, TextGateway};
use super::{OutboundMessage, http};

/// A gateway over one account of Twilio.
pub type TwilioGateway = TextGateway<Twilio>;

/// How Twilio is spoken to.
pub struct Twilio {
    address: Url,
    receipts: Url,
    account: String,
    token: Secret,
    sender: String,
}

impl TextGateway<Twilio> {
    /// Reads the token. Receipts come to `public_url`, unless the settings say otherwise.
    ///
    /// # Errors
    /// An address, the account or a file is of no use.
    pub fn new(route: &str, settings: &TwilioSettings, public_url: &str) -> Result<Self, GatewayConfigError> {
        let account = settings.account.as_str();
        if account.is_empty() || !account.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(GatewayConfigError::Settings("account has only letters and digits: AC…".to_owned()));
        }
        let messages = format!("{}/2010-04-01/Accounts/{account}/Messages.json", settings.url.trim_end_matches('/'));
        let service = Twilio {
            address: http::gateway(&messages)?,
            receipts: http::hook(&settings.receipts, public_url, "twilio")?,
            account: account.to_owned(),
            token: Secret::text_from_file(&settings.token_file)?,
            sender: settings.sender.clone(),
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

impl Service for Twilio {
    fn address(&self) -> Url {
        self.address.clone()
    }

    fn request(&self, client: &Client, letter: &OutboundMessage) -> Result<RequestBuilder, String> {
        let mut receipt = self.receipts.clone();
        // Twilio signs the whole address with what it posts there.
        receipt.query_pairs_mut().append_pair("delivery", &letter.delivery.to_string());
        let by_service = self.sender.starts_with("MG") && self.sender.len() == 34;
        let request = client.post(self.address.clone()).basic_auth(&self.account, Some(self.token.as_text()));
        Ok(request.form(&[
            (if by_service { "MessagingServiceSid" } else { "From" }, self.sender.as_str()),
            ("To", &letter.to),
            ("Body", &letter.words().sms),
            ("StatusCallback", receipt.as_str()),
        ]))
    }

    fn reference(&self) -> Option<&str> {
        Some("/sid")
    }

    fn refusal(&self, status: u16, body: &str) -> Refusal {
        delivery::twilio(status, body)
    }
}
