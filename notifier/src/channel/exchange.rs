//! One request to a gateway that speaks HTTP, and what its end means.
//!
//! Guarantee: a request that never reached the gateway and one that was not answered are told apart: the first was surely
//! not taken, the second perhaps. No address, header or body gets into a detail.
//! Non-goal: judging a refusal; that is the domain's.

use std::time::Duration;

use reqwest::{RequestBuilder, Response};

use super::Outcome;
use super::http::HttpClientError;
use super::secret::SecretError;

/// The longest detail that is kept.
const DETAIL_CHARS: usize = 200;
/// The most of an answer that is read.
const ANSWER_BYTES: usize = 64 * 1024;
/// The longest name of a message that is kept.
const REFERENCE_CHARS: usize = 100;

/// The settings do not make a gateway.
#[derive(Debug, thiserror::Error)]
pub enum GatewayConfigError {
    /// An address of the settings.
    #[error("{key} is not an address: {source}")]
    Address {
        /// The key.
        key: &'static str,
        /// What is wrong.
        source: url::ParseError,
    },
    /// It does not say how it is spoken to.
    #[error("{0} does not begin with https:// or http://")]
    NoScheme(&'static str),
    /// Addresses are shown; passwords have files of their own.
    #[error("url holds a name or a password: those go into settings and files of their own")]
    PasswordInAddress,
    /// Numbers and words would be readable on the wire.
    #[error("url is not https: numbers, words and the password would travel in the clear to {0}")]
    InTheClear(String),
    /// Something else in the settings.
    #[error("{0}")]
    Settings(String),
    /// A secret.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// HTTP.
    #[error(transparent)]
    Client(#[from] HttpClientError),
}

/// An answer of a gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    /// HTTP status.
    pub(super) status: u16,
    /// Body, as far as it could be read.
    pub(super) body: String,
}

impl Answer {
    /// The gateway's own words, short and on one line.
    pub(super) fn detail(&self) -> String {
        let told = format!("{} {}", self.status, self.body.trim());
        told.chars().map(|c| if c.is_control() { ' ' } else { c }).take(DETAIL_CHARS).collect()
    }

    /// The text at a JSON pointer, if the body has one there.
    pub(super) fn at(&self, pointer: &str) -> Option<String> {
        let body: serde_json::Value = serde_json::from_str(&self.body).ok()?;
        let told = match body.pointer(pointer)? {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Number(number) => number.to_string(),
            _ => return None,
        };
        Some(told.chars().filter(|c| !c.is_control()).take(REFERENCE_CHARS).collect())
    }
}

/// Sends the request and waits for the answer at most `limit`.
///
/// # Errors
/// What its missing means.
pub(super) async fn ask(request: RequestBuilder, limit: Duration) -> Result<Answer, Outcome> {
    match request.timeout(limit).send().await {
        // Somebody between us and the gateway has handed it over, and heard nothing (RFC 9110, 15.6.5).
        Ok(answer) if answer.status().as_u16() == 504 => Err(Outcome::Unknown { detail: read(answer).await.detail() }),
        Ok(answer) => Ok(read(answer).await),
        // The address may hold number and text: it must not get into the detail.
        Err(error) => Err(unanswered(&error.without_url())),
    }
}

async fn read(mut answer: Response) -> Answer {
    let status = answer.status().as_u16();
    let mut body = Vec::new();
    // What breaks off is judged as far as it came.
    while let Ok(Some(piece)) = answer.chunk().await {
        body.extend_from_slice(&piece);
        if body.len() >= ANSWER_BYTES {
            body.truncate(ANSWER_BYTES);
            break;
        }
    }
    Answer { status, body: String::from_utf8_lossy(&body).into_owned() }
}

fn unanswered(error: &reqwest::Error) -> Outcome {
    let cause = cause(error);
    if error.is_builder() {
        Outcome::Unsendable { detail: format!("no request can be made of it: {cause}") }
    } else if error.is_connect() {
        Outcome::unreachable(format!("the gateway cannot be reached: {cause}"))
    } else {
        Outcome::Unknown { detail: format!("the gateway did not answer: {cause}") }
    }
}

/// The innermost cause says most: `Connection refused` rather than `error sending request`.
fn cause(error: &dyn std::error::Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}
