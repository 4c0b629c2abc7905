//! `[[sms.gateways]]`: further ways for text messages, each of a kind.
//!
//! Guarantee: an unknown key of a kind is an error that names it; no secret stands here, only the files that hold one.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;

use chrono::NaiveDate;
use majakka_domain::delivery::limits::Limits;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::sms::{KannelSettings, connect_seconds, connections, send_seconds};

/// One gateway.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Map<String, Value>")]
pub struct GatewaySettings {
    /// Name of the route: small letters, digits and hyphens.
    pub name: String,
    /// The route with the lowest number that works is taken; `[sms.kannel]` has 1.
    pub priority: u32,
    /// What it speaks.
    pub kind: GatewayKind,
}

/// What a gateway speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GatewayKind {
    /// `kind = "kannel"`, with the keys of `[sms.kannel]`.
    Kannel(KannelSettings),
    /// `kind = "46elks"`.
    Elks(ElksSettings),
    /// `kind = "twilio"`.
    Twilio(TwilioSettings),
    /// `kind = "http"`.
    Http(Box<HttpSettings>),
}

/// 46elks (its documentation, "Send SMS").
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElksSettings {
    /// Address of its service.
    #[serde(default = "elks_url")]
    pub url: String,
    /// API username.
    pub username: String,
    /// File that holds the API password.
    pub password_file: PathBuf,
    /// Sender id.
    pub sender: String,
    /// The day from which the name is registered. A number needs none.
    pub sender_approved: Option<NaiveDate>,
    /// Address under which it reaches this program, if not `server.public_url`.
    #[serde(default)]
    pub receipts: String,
    /// File with the secret that the addresses of ours are signed with.
    pub receipt_secret_file: PathBuf,
    /// Addresses that receipts and replies may come from. Empty: any, the signature decides.
    #[serde(default)]
    pub callers: Vec<IpAddr>,
    /// PEM file with further certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// Requests at the same time.
    #[serde(default = "connections")]
    pub connections: usize,
    /// Seconds for opening a connection.
    #[serde(default = "connect_seconds")]
    pub connect_seconds: u64,
    /// Seconds for one request.
    #[serde(default = "send_seconds")]
    pub send_seconds: u64,
    /// How many may leave in a second, a minute and a day.
    #[serde(default)]
    pub limits: Limits,
}

/// Twilio (its documentation, "Message resource").
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwilioSettings {
    /// Address of its service.
    #[serde(default = "twilio_url")]
    pub url: String,
    /// The account, `AC…`.
    pub account: String,
    /// File that holds the account's auth token: it signs in, and it is what Twilio signs its calls with.
    pub token_file: PathBuf,
    /// Sender id, or a messaging service, `MG…`.
    pub sender: String,
    /// The day from which the name is registered. A number needs none.
    pub sender_approved: Option<NaiveDate>,
    /// Address under which it reaches this program, if not `server.public_url`. It is part of what Twilio signs.
    #[serde(default)]
    pub receipts: String,
    /// PEM file with further certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// Requests at the same time.
    #[serde(default = "connections")]
    pub connections: usize,
    /// Seconds for opening a connection.
    #[serde(default = "connect_seconds")]
    pub connect_seconds: u64,
    /// Seconds for one request.
    #[serde(default = "send_seconds")]
    pub send_seconds: u64,
    /// How many may leave in a second, a minute and a day.
    #[serde(default)]
    pub limits: Limits,
}

/// Any gateway that takes a text message with one HTTP request. `{to}`, `{text}`, `{sender}` and `{reference}` stand in
/// `url` (behind the host), `headers`, `query`, `form` and `json` for what is sent, encoded as the place asks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpSettings {
    /// `GET`, `POST`, `PUT`.
    #[serde(default = "post")]
    pub method: String,
    /// Address.
    pub url: String,
    /// Headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Query of the address.
    #[serde(default)]
    pub query: BTreeMap<String, String>,
    /// Body as a form.
    #[serde(default)]
    pub form: BTreeMap<String, String>,
    /// Body as JSON.
    #[serde(default)]
    pub json: Option<Value>,
    /// Statuses that mean that it took the message. Empty: every 2xx.
    #[serde(default)]
    pub success: Vec<u16>,
    /// Where its own name of the message stands in its answer: a JSON pointer (RFC 6901), such as `/messages/0/id`.
    #[serde(default)]
    pub reference: String,
    /// Account for HTTP Basic.
    pub username: Option<String>,
    /// File that holds its password.
    pub password_file: Option<PathBuf>,
    /// File that holds a bearer token, instead.
    pub bearer_file: Option<PathBuf>,
    /// Sender id.
    pub sender: String,
    /// The day from which the name is registered. A number needs none.
    pub sender_approved: Option<NaiveDate>,
    /// PEM file with further certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// Requests at the same time.
    #[serde(default = "connections")]
    pub connections: usize,
    /// Seconds for opening a connection.
    #[serde(default = "connect_seconds")]
    pub connect_seconds: u64,
    /// Seconds for one request.
    #[serde(default = "send_seconds")]
    pub send_seconds: u64,
    /// How many may leave in a second, a minute and a day.
    #[serde(default)]
    pub limits: Limits,
}

impl TryFrom<Map<String, Value>> for GatewaySettings {
    type Error = String;

    fn try_from(mut keys: Map<String, Value>) -> Result<Self, String> {
        let (name, priority) = super::route::taken(&mut keys)?;
        let kind = keys.remove("kind").and_then(|kind| kind.as_str().map(str::to_owned)).unwrap_or_default();
        let kind = match kind.as_str() {
            "kannel" => GatewayKind::Kannel(rest(keys)?),
            "46elks" => GatewayKind::Elks(rest(keys)?),
            "twilio" => GatewayKind::Twilio(rest(keys)?),
            "http" => GatewayKind::Http(Box::new(rest(keys)?)),
            _ => return Err(format!("route {name}: kind is one of kannel, 46elks, twilio, http")),
        };
        Ok(GatewaySettings { name, priority, kind })
    }
}

/// What is left of a table belongs to its kind.
pub(super) fn rest<T: DeserializeOwned>(keys: Map<String, Value>) -> Result<T, String> {
    serde_json::from_value(Value::Object(keys)).map_err(|problem| problem.to_string())
}

fn elks_url() -> String {
    "https://api.46elks.com/a1/sms".to_owned()
}

fn twilio_url() -> String {
    "https://api.twilio.com".to_owned()
}

fn post() -> String {
    "POST".to_owned()
}
