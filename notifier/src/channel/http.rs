//! The one home of outgoing HTTP.
//!
//! Guarantee: every request has time-outs, follows no redirect, asks no proxy and trusts the machine's authorities and the ones named.

use std::{fs, path::Path, time::Duration};

use majakka_app::config::is_this_machine;
use url::Url;

use super::exchange::GatewayConfigError;

/// How long a connection without work is kept: less than servers wait before they hang up (five seconds and more). A request
/// that meets the hanging up may have been taken or not, and nobody can tell which (RFC 9112, 9.5).
const IDLE: Duration = Duration::from_secs(4);

/// No client could be made.
#[derive(Debug, thiserror::Error)]
pub enum HttpClientError {
    /// The file of certificate authorities.
    #[error("the certificate file {path} cannot be read: {source}")]
    Unreadable {
        /// As it was given.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// It was given to no end.
    #[error("the certificate file {path} holds no certificate: it is to be PEM")]
    NoCertificate {
        /// As it was given.
        path: String,
    },
    /// TLS could not be set up.
    #[error("no HTTP client: {0}")]
    Build(#[from] reqwest::Error),
}

/// A client with its limits. `ca_file` holds further certificate authorities as PEM.
///
/// # Errors
/// The file is of no use, or the machine has no certificate store.
pub fn client(connect: Duration, whole: Duration, ca_file: Option<&Path>) -> Result<reqwest::Client, HttpClientError> {
    let mut builder = reqwest::Client::builder()
        .connect_timeout(connect)
        .timeout(whole)
        .pool_idle_timeout(IDLE)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .tcp_nodelay(true)
        .user_agent(concat!("Majakka/", env!("CARGO_PKG_VERSION")));
    if let Some(path) = ca_file {
        let unreadable = |source| HttpClientError::Unreadable { path: path.display().to_string(), source };
        let pem = fs::read(path).map_err(unreadable)?;
        let certificates = reqwest::Certificate::from_pem_bundle(&pem)?;
        if certificates.is_empty() {
            return Err(HttpClientError::NoCertificate { path: path.display().to_string() });
        }
        builder = builder.tls_certs_merge(certificates);
    }
    Ok(builder.build()?)
}

/// A gateway's address.
///
/// # Errors
/// It is none, does not say how it is spoken to, holds a password, or leads in the clear to another machine.
pub(super) fn gateway(text: &str) -> Result<Url, GatewayConfigError> {
    let address = address("url", text)?;
    if !address.username().is_empty() || address.password().is_some() {
        return Err(GatewayConfigError::PasswordInAddress);
    }
    let host = address.host_str().unwrap_or_default();
    if address.scheme() == "https" || is_this_machine(host.trim_matches(['[', ']'])) {
        return Ok(address);
    }
    Err(GatewayConfigError::InTheClear(host.to_owned()))
}

/// An address of the settings.
///
/// # Errors
/// It is none that HTTP leads to.
pub(super) fn address(key: &'static str, text: &str) -> Result<Url, GatewayConfigError> {
    let address = Url::parse(text).map_err(|source| GatewayConfigError::Address { key, source })?;
    // `sms.example.fi:13013/x` is an address, of the scheme "sms.example.fi".
    if matches!(address.scheme(), "http" | "https") { Ok(address) } else { Err(GatewayConfigError::NoScheme(key)) }
}

/// The address of a hook of ours, below `receipts`, or below `public_url` when that is empty.
///
/// # Errors
/// It is none.
pub(super) fn hook(receipts: &str, public_url: &str, name: &str) -> Result<Url, GatewayConfigError> {
    let base = if receipts.is_empty() { public_url } else { receipts };
    address("receipts", &format!("{}/hooks/{name}", base.trim_end_matches('/')))
}
