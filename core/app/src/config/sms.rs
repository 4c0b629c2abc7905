//! `[sms]`: through which gateways text messages go.

use std::path::PathBuf;

use chrono::NaiveDate;
use majakka_domain::delivery::limits::Limits;
use serde::Deserialize;

use super::gateway::GatewaySettings;

/// The text message section.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SmsSettings {
    /// How often a text message is repeated whose outcome is not known: the gateway took it and gave no answer. 0: never.
    pub repeats: u16,
    /// Kannel, the route `kannel`. Without any gateway text messages are written as files under `var/outbox/`.
    pub kannel: Option<KannelSettings>,
    /// Further gateways.
    pub gateways: Vec<GatewaySettings>,
}

impl SmsSettings {
    /// Does any gateway carry text messages?
    pub fn is_connected(&self) -> bool {
        self.kannel.is_some() || !self.gateways.is_empty()
    }
}

/// `[sms.kannel]`. It holds no secret, only the paths of the files that do: settings may be printed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KannelSettings {
    /// Address of the sendsms service: `http://127.0.0.1:13013/cgi-bin/sendsms`.
    pub url: String,
    /// `username` of Kannel's sendsms-user.
    pub username: String,
    /// File that holds its password.
    pub password_file: PathBuf,
    /// Sender id: a number, or a name of at most 11 characters that the operator has approved (Traficom 28 L/2025 M).
    /// There is no default, and it is never Kanta or Kela.
    pub sender: String,
    /// The day from which the name is registered. A number needs none.
    pub sender_approved: Option<NaiveDate>,
    /// Address under which Kannel reaches this program, if not `server.public_url`. Receipts come to `/hooks/kannel` below it.
    #[serde(default)]
    pub receipts: String,
    /// File with the secret that receipts are signed with, at least 16 bytes. Every machine of an installation has the same.
    pub receipt_secret_file: PathBuf,
    /// PEM file with further certificate authorities, beside those of the machine.
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

pub(super) const fn connections() -> usize {
    16
}

pub(super) const fn connect_seconds() -> u64 {
    5
}

pub(super) const fn send_seconds() -> u64 {
    20
}
