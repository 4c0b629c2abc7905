//! Lanes that take a text message with one HTTP request: what they have in common.
//!
//! Guarantee: a message whose acceptance was not heard is never called refused; a refusal is judged by the domain's rules
//! for the service that said it.
//! Non-goal: parts and alphabets; the services choose them.

use std::path::Path;
use std::time::Duration;

use futures_util::future::BoxFuture;
use majakka_domain::delivery::Refusal;
use majakka_domain::terms::Channel;
use reqwest::{Client, RequestBuilder};
use url::Url;

use super::exchange::{Answer, GatewayConfigError, ask};
use super::{Gateway, OutboundMessage, Outcome, http, patient};

/// How a service is spoken to, and what its answers mean.
pub trait Service: Send + Sync {
    /// The request that hands a letter over.
    ///
    /// # Errors
    /// None can be made of it, and why.
    fn request(&self, client: &Client, letter: &OutboundMessage) -> Result<RequestBuilder, String>;

    /// Where it is.
    fn address(&self) -> Url;

    /// Did it take the letter?
    fn takes(&self, status: u16) -> bool {
        (200..300).contains(&status)
    }

    /// Where its own name of the letter stands in its answer: a JSON pointer (RFC 6901); none: it gives none.
    fn reference(&self) -> Option<&str>;

    /// What a refusal speaks of.
    fn refusal(&self, status: u16, body: &str) -> Refusal;
}

/// A gateway over one account of a service.
pub struct TextGateway<S> {
    route: String,
    client: Client,
    limit: Duration,
    width: usize,
    service: S,
}

/// What the settings of every service say of its connections.
pub(super) struct Connections<'a> {
    pub(super) width: usize,
    pub(super) connect_seconds: u64,
    pub(super) send_seconds: u64,
    pub(super) ca_file: Option<&'a Path>,
}

impl<S: Service> TextGateway<S> {
    /// Prepares the client; says nothing to the service yet.
    ///
    /// # Errors
    /// The file of certificate authorities is of no use.
    pub(super) fn over(route: &str, connections: &Connections<'_>, service: S) -> Result<Self, GatewayConfigError> {
        let limit = Duration::from_secs(connections.send_seconds);
        let client = http::client(Duration::from_secs(connections.connect_seconds), limit, connections.ca_file)?;
        Ok(TextGateway { route: route.to_owned(), client, limit, width: connections.width, service })
    }

    async fn hand_over(&self, letter: &OutboundMessage, patience: u32) -> Outcome {
        let request = match self.service.request(&self.client, letter) {
            Ok(request) => request,
            Err(detail) => return Outcome::Unsendable { detail },
        };
        match ask(request, patient(self.limit, patience)).await {
            Ok(answer) if self.service.takes(answer.status) => self.taken(&answer),
            Ok(answer) => {
                Outcome::Refused { refusal: self.service.refusal(answer.status, &answer.body), detail: answer.detail() }
            }
            Err(outcome) => outcome,
        }
    }

    fn taken(&self, answer: &Answer) -> Outcome {
        Outcome::Accepted { provider_ref: self.service.reference().and_then(|pointer| answer.at(pointer)) }
    }
}

impl<S: Service> Gateway for TextGateway<S> {
    fn route(&self) -> &str {
        &self.route
    }

    fn channel(&self) -> Channel {
        Channel::Sms
    }

    fn width(&self) -> usize {
        self.width
    }

    fn offer<'a>(&'a self, letter: &'a OutboundMessage, patience: u32) -> BoxFuture<'a, Outcome> {
        Box::pin(self.hand_over(letter, patience))
    }

    /// Any answer of the host will do: what a service thinks of our account it says of a message only.
    fn reach(&self) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async {
            let mut root = self.service.address();
            root.set_path("/");
            root.set_query(None);
            match ask(self.client.head(root), self.limit).await {
                Ok(_) => Ok(()),
                Err(Outcome::Refused { detail, .. } | Outcome::Unknown { detail } | Outcome::Unsendable { detail }) => {
                    Err(detail)
                }
                Err(Outcome::Accepted { .. }) => Ok(()),
            }
        })
    }
}
