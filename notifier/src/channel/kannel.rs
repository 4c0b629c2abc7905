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
use majakka_domain::{delivery, format::gsm7, id::DeliveryId, terms::Channel};
use reqwest::StatusCode;
use url::Url;

use super::{
    Gateway, Letter, Outcome,
    http::{self, NoClient},
    patient,
    receipt::ReceiptSigner,
    secret::{NoSecret, Secret},
};

/// All receipts that Kannel knows: delivered, failed, buffered, accepted, refused (1 + 2 + 4 + 8 + 16).
const ALL_RECEIPTS: &str = "31";

/// The longest answer that is kept.
const DETAIL_CHARS: usize = 200;

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
    password: String,
    sender: String,
    signer: ReceiptSigner,
}

/// The settings do not make a gateway.
#[derive(Debug, thiserror::Error)]
pub enum NoKannel {
    /// An address of the settings.
    #[error("sms.kannel.{key} is not an address: {source}")]
    Address {
        /// The key.
        key: &'static str,
        /// What is wrong.
        source: url::ParseError,
    },
    /// The sender id is empty, too long or somebody else's (domain.md 11).
    #[error("sms.kannel.sender must be a number or an own name of at most 11 characters")]
    Sender,
    /// The password.
    #[error(transparent)]
    Secret(#[from] NoSecret),
    /// HTTP.
    #[error(transparent)]
    Client(#[from] NoClient),
}

impl KannelGateway {
    /// Reads password and secret and prepares the client; says nothing to Kannel yet. Receipts come to `public_url`, unless
    /// the settings say otherwise.
    ///
    /// # Errors
    /// An address, the sender id or one of the files is of no use.
    pub fn new(settings: &KannelSettings, public_url: &str) -> Result<Self, NoKannel> {
        let address = |key, text: &str| Url::parse(text).map_err(|source| NoKannel::Address { key, source });
        let base = if settings.receipts.is_empty() { public_url } else { &settings.receipts };
        let receipts = format!("{}/hooks/kannel", base.trim_end_matches('/'));
        if !is_sender(&settings.sender) {
            return Err(NoKannel::Sender);
        }
        let line = Line {
            client: http::client(
                Duration::from_secs(settings.connect_seconds),
                Duration::from_secs(settings.send_seconds),
                settings.ca_file.as_deref(),
            )?,
            limit: Duration::from_secs(settings.send_seconds),
            address: address("url", &settings.url)?,
            receipts: address("receipts", &receipts)?,
            username: settings.username.clone(),
            password: Secret::from_file(&settings.password_file)?.reveal_text()?.to_owned(),
            sender: settings.sender.clone(),
            signer: ReceiptSigner::from_settings(settings)?,
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
        let request = self.client.get(self.address.clone()).timeout(patient(self.limit, patience)).query(&[
            ("username", self.username.as_str()),
            ("password", &self.password),
            ("from", &self.sender),
            ("to", &letter.to),
            ("text", text),
            ("charset", "UTF-8"),
            ("coding", coding),
            ("dlr-mask", ALL_RECEIPTS),
            ("dlr-url", &self.receipt_address(letter.delivery)),
        ]);
        match request.send().await {
            Ok(answer) => {
                let status = answer.status();
                outcome(status, &answer.text().await.unwrap_or_default())
            }
            // Without a connection nothing was handed over. The address holds password, number and text: it must not get
            // into the detail.
            Err(error) if error.is_connect() || error.is_builder() => Outcome::unreachable(cause(&error.without_url())),
            Err(error) => Outcome::Unknown { detail: cause(&error.without_url()) },
        }
    }

    /// `%d`, `%F` and `%A` are Kannel's to fill in: they must reach it as they are, so the query is put together by hand.
    fn receipt_address(&self, delivery: DeliveryId) -> String {
        let mut address = self.receipts.clone();
        address.set_query(None);
        format!("{address}?id={delivery}&type=%d&smsc=%F&answer=%A&sig={}", self.signer.sign(delivery))
    }
}

/// What Kannel's answer means (domain.md 11; its manual, "sendsms").
fn outcome(status: StatusCode, body: &str) -> Outcome {
    let detail: String = format!("{} {}", status.as_u16(), body.trim()).chars().take(DETAIL_CHARS).collect();
    match status {
        _ if status.is_success() => Outcome::Accepted { provider_ref: None },
        _ => Outcome::Refused { refusal: delivery::kannel(status.as_u16(), body), detail },
    }
}

/// The innermost cause says most: `Connection refused` rather than `error sending request`.
fn cause(error: &dyn std::error::Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    format!("Kannel: {deepest}")
}

/// A number of at most 15 digits, or a name of 1 to 11 characters that does not pretend to be Kanta or Kela.
fn is_sender(sender: &str) -> bool {
    let number = sender.strip_prefix('+').unwrap_or(sender);
    if !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()) {
        return number.len() <= 15;
    }
    let borrowed = ["kanta", "kela", "fpa", "omakanta"];
    (1..=11).contains(&sender.chars().count())
        && sender.trim() == sender
        && !sender.contains("  ")
        && gsm7::septets(sender).is_some()
        && !borrowed.contains(&sender.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_kannel_takes_now_or_later_is_taken() {
        for body in ["0: Accepted for delivery", "3: Queued for later delivery"] {
            assert_eq!(outcome(StatusCode::ACCEPTED, body), Outcome::Accepted { provider_ref: None });
        }
    }

    #[test]
    fn a_sender_is_a_number_or_an_own_name() {
        for good in ["+358400000001", "15400", "Majakka", "HVA Tuki", "Ålands vård"] {
            assert!(is_sender(good), "{good}");
        }
        for bad in ["", "Kanta", "KELA", "fpa", " Majakka", "HVA  Tuki", "Terveyspalvelut", "+3584000000011111", "Сбой"]
        {
            assert!(!is_sender(bad), "{bad}");
        }
    }
}
