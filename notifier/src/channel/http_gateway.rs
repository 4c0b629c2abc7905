//! Text messages through any gateway that takes one with a single HTTP request, as the settings describe it.
//!
//! Guarantee: every value is encoded for the place it goes to; no value reaches the host's name; a message whose acceptance
//! was not heard is never called refused. Non-goal: receipts and replies; they have no common form.

use std::path::Path;

use majakka_app::config::HttpSettings;
use majakka_domain::delivery::{self, Refusal};
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use url::Url;

use super::exchange::GatewayConfigError;
use super::placeholder::{self, Values};
use super::secret::{Secret, SecretError};
use super::text_gateway::{Connections, Service, TextGateway};
use super::{OutboundMessage, http};

/// A gateway that the settings describe.
pub type HttpGateway = TextGateway<Described>;

/// How the settings describe it.
pub struct Described {
    method: Method,
    url: String,
    /// Host and all, for whoever only asks whether somebody is there.
    root: Url,
    headers: Vec<(HeaderName, String)>,
    query: Vec<(String, String)>,
    body: Body,
    account: Account,
    success: Vec<u16>,
    reference: String,
    sender: String,
}

enum Body {
    None,
    Form(Vec<(String, String)>),
    Json(Value),
}

enum Account {
    None,
    Basic(String, Secret),
    Bearer(Secret),
}

impl TextGateway<Described> {
    /// Reads the description and the secrets and prepares the client; says nothing to the gateway yet.
    ///
    /// # Errors
    /// What of the description is of no use.
    pub fn new(route: &str, settings: &HttpSettings) -> Result<Self, GatewayConfigError> {
        let wrong = |problem: String| GatewayConfigError::Settings(problem);
        let root = check_url(&settings.url)?;
        for text in texts(settings) {
            if let Some(name) = placeholder::unknown(text) {
                let words =
                    format!("there is no placeholder {{{name}}}, only {{to}}, {{text}}, {{sender}}, {{reference}}");
                return Err(wrong(words));
            }
        }
        let method = match settings.method.as_str() {
            "GET" => Method::GET,
            "POST" => Method::POST,
            "PUT" => Method::PUT,
            other => return Err(wrong(format!("method \"{other}\" is none of GET, POST, PUT"))),
        };
        let header = |(name, value): (&String, &String)| {
            let known = HeaderName::from_bytes(name.as_bytes());
            known.map(|name| (name, value.clone())).map_err(|_| wrong(format!("\"{name}\" is not a header's name")))
        };
        let body = match (&settings.json, settings.form.is_empty()) {
            (Some(_), false) => return Err(wrong("form and json cannot both be the body".to_owned())),
            (Some(json), true) => Body::Json(json.clone()),
            (None, false) => Body::Form(pairs(&settings.form)),
            (None, true) => Body::None,
        };
        if method == Method::GET && !matches!(body, Body::None) {
            return Err(wrong("a GET has no body: use query".to_owned()));
        }
        if !texts(settings).iter().any(|text| text.contains("{to}"))
            || !texts(settings).iter().any(|text| text.contains("{text}"))
        {
            return Err(wrong("{to} and {text} must stand somewhere in url, headers, query, form or json".to_owned()));
        }
        if !settings.reference.is_empty() && !settings.reference.starts_with('/') {
            return Err(wrong("reference is a JSON pointer, such as /messages/0/id".to_owned()));
        }
        let service = Described {
            method,
            url: settings.url.clone(),
            root,
            headers: settings.headers.iter().map(header).collect::<Result<_, _>>()?,
            query: pairs(&settings.query),
            body,
            account: account(settings)?,
            success: settings.success.clone(),
            reference: settings.reference.clone(),
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

impl Service for Described {
    fn address(&self) -> Url {
        self.root.clone()
    }

    fn request(&self, client: &Client, letter: &OutboundMessage) -> Result<RequestBuilder, String> {
        let reference = letter.delivery.to_string();
        let values = Values { to: &letter.to, text: &letter.words().sms, sender: &self.sender, reference: &reference };
        // The parser of addresses takes an encoded pair of dots for a step upwards too (WHATWG URL, 4.1).
        if [values.to, values.text].iter().any(|value| matches!(*value, "." | "..")) {
            return Err("neither number nor text may be dots alone".to_owned());
        }
        let url = Url::parse(&values.in_address(&self.url)).map_err(|_| "no address can be made of it")?;
        let mut request = client.request(self.method.clone(), url);
        for (name, template) in &self.headers {
            let value =
                HeaderValue::from_str(&values.in_header(template)).map_err(|_| "no header can be made of it")?;
            request = request.header(name, value);
        }
        let filled = |pairs: &[(String, String)]| -> Vec<(String, String)> {
            pairs.iter().map(|(name, template)| (name.clone(), values.plain(template))).collect()
        };
        if !self.query.is_empty() {
            request = request.query(&filled(&self.query));
        }
        request = match &self.body {
            Body::None => request,
            Body::Form(pairs) => request.form(&filled(pairs)),
            Body::Json(template) => request.json(&values.in_json(template)),
        };
        Ok(match &self.account {
            Account::None => request,
            Account::Basic(username, password) => request.basic_auth(username, Some(password.as_text())),
            Account::Bearer(token) => request.bearer_auth(token.as_text()),
        })
    }

    fn takes(&self, status: u16) -> bool {
        if self.success.is_empty() { (200..300).contains(&status) } else { self.success.contains(&status) }
    }

    fn reference(&self) -> Option<&str> {
        Some(self.reference.as_str()).filter(|pointer| !pointer.is_empty())
    }

    fn refusal(&self, status: u16, body: &str) -> Refusal {
        delivery::http(status, body)
    }
}

/// Placeholders stand behind the host: nobody's number or text chooses where a message goes.
fn check_url(url: &str) -> Result<Url, GatewayConfigError> {
    let parsed = http::address("url", url)?;
    let host = url.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
    if host.contains('{') || !matches!(parsed.scheme(), "http" | "https") {
        return Err(GatewayConfigError::Settings(
            "url begins with https:// or http:// and a host without placeholders".to_owned(),
        ));
    }
    http::gateway(url)
}

fn account(settings: &HttpSettings) -> Result<Account, GatewayConfigError> {
    let secret = |path: &Path| -> Result<Secret, SecretError> { Secret::text_from_file(path) };
    Ok(match (&settings.username, &settings.password_file, &settings.bearer_file) {
        (None, None, None) => Account::None,
        (Some(username), Some(password), None) => Account::Basic(username.clone(), secret(password)?),
        (None, None, Some(token)) => Account::Bearer(secret(token)?),
        _ => {
            let words = "username goes with password_file, and bearer_file goes alone".to_owned();
            return Err(GatewayConfigError::Settings(words));
        }
    })
}

fn pairs(table: &std::collections::BTreeMap<String, String>) -> Vec<(String, String)> {
    table.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Every text in which a placeholder counts.
fn texts(settings: &HttpSettings) -> Vec<&str> {
    fn within<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::String(text) => found.push(text),
            Value::Array(items) => items.iter().for_each(|item| within(item, found)),
            Value::Object(keys) => keys.values().for_each(|value| within(value, found)),
            _ => {}
        }
    }
    let mut found = vec![settings.url.as_str()];
    let tables = [&settings.headers, &settings.query, &settings.form];
    found.extend(tables.into_iter().flat_map(|table| table.values().map(String::as_str)));
    settings.json.iter().for_each(|json| within(json, &mut found));
    found
}
