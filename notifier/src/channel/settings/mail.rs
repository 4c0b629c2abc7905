//! Section `[mail]`: who writes, and through which server.

use std::path::PathBuf;

use serde::Deserialize;

/// `[mail]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailSettings {
    /// Sender, with or without a name: `Häiriötiedotteet <hairiot@example.fi>`.
    pub from: String,
    /// Where answers shall go, if not to the sender.
    pub reply_to: Option<String>,
    /// Where bounces go: a bare address of a mailbox that takes `name+anything`. Each mail gets its own,
    /// `bounces+42@example.fi`. Without it bounces go to the sender.
    pub bounces: Option<String>,
    /// The server. Without it mails are written as files under `var/outbox/`.
    pub smtp: Option<SmtpSettings>,
}

impl Default for MailSettings {
    fn default() -> Self {
        MailSettings { from: "Majakka <majakka@localhost>".to_owned(), reply_to: None, bounces: None, smtp: None }
    }
}

/// `[mail.smtp]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    /// Name of the server; its certificate must bear it.
    pub host: String,
    /// Port. Usual are 587 for `starttls` and 465 for `tls`; those are what is taken when none is given, and 25 for `plain`.
    pub port: Option<u16>,
    /// How the connection is protected.
    #[serde(default)]
    pub security: Security,
    /// Account, if the server wants one.
    pub username: Option<String>,
    /// File that holds the account's password.
    pub password_file: Option<PathBuf>,
    /// PEM file with further certificate authorities, beside those of the machine.
    pub ca_file: Option<PathBuf>,
    /// Name that we greet the server with (RFC 5321, 4.1.1.1). Without it the address literal `[127.0.0.1]`.
    pub hello: Option<String>,
    /// Connections at the same time.
    #[serde(default = "connections")]
    pub connections: usize,
    /// Seconds for opening a connection up to the sign-in.
    #[serde(default = "connect_seconds")]
    pub connect_seconds: u64,
    /// Seconds for one mail from the first command to the last answer.
    #[serde(default = "send_seconds")]
    pub send_seconds: u64,
    /// Seconds after which an unused connection is closed.
    #[serde(default = "idle_seconds")]
    pub idle_seconds: u64,
}

/// How the connection to the server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Begins in the clear and must turn to TLS before anything is said (RFC 3207).
    #[default]
    Starttls,
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// None at all. Only for a server on the same machine.
    Plain,
}

impl SmtpSettings {
    /// The port that is meant.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.security {
            Security::Starttls => 587,
            Security::Tls => 465,
            Security::Plain => 25,
        })
    }
}

/// Relays commonly allow ten to twenty connections of one client.
const fn connections() -> usize {
    8
}

const fn connect_seconds() -> u64 {
    15
}

/// Shorter than RFC 5321, 4.5.3.2 asks of a relay: the letter is not lost, it is tried again.
const fn send_seconds() -> u64 {
    60
}

/// Well below the 300 seconds after which servers hang up.
const fn idle_seconds() -> u64 {
    60
}
