//! `[mail]`: who writes, and through which server.

use std::path::PathBuf;

use majakka_domain::delivery::limits::Limits;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::gateway::rest;

/// The mail section.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// Sender, with or without a name: `Häiriötiedotteet <hairiot@example.fi>`.
    pub from: String,
    /// Where answers go. Empty: to the sender.
    pub reply_to: String,
    /// Where bounces go: a bare address of a mailbox that takes `name+anything`. Each mail gets its own,
    /// `bounces+abcd@example.fi`. Empty: to the sender.
    pub bounces: String,
    /// The maildir into which the mail server delivers what comes to that address. Without it nobody reads it here.
    pub bounces_maildir: Option<PathBuf>,
    /// The server, the route `smtp`. Without any relay mails are written as files under `var/outbox/`.
    pub smtp: Option<SmtpSettings>,
    /// Further servers.
    #[serde(default)]
    pub relays: Vec<RelaySettings>,
}

impl MailSettings {
    /// The sender's bare address.
    pub fn sender(&self) -> &str {
        self.from.rsplit_once('<').map_or(self.from.as_str(), |(_, address)| address).trim_end_matches('>').trim()
    }

    /// Does any server carry mails?
    pub fn is_connected(&self) -> bool {
        self.smtp.is_some() || !self.relays.is_empty()
    }
}

/// `[[mail.relays]]`: a name, a priority, and the keys of `[mail.smtp]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Map<String, Value>")]
pub struct RelaySettings {
    /// Name of the route: small letters, digits and hyphens.
    pub name: String,
    /// The route with the lowest number that works is taken; `[mail.smtp]` has 1.
    pub priority: u32,
    /// The server.
    pub smtp: SmtpSettings,
}

impl TryFrom<Map<String, Value>> for RelaySettings {
    type Error = String;

    fn try_from(mut keys: Map<String, Value>) -> Result<Self, String> {
        let (name, priority) = super::route::taken(&mut keys)?;
        Ok(RelaySettings { name, priority, smtp: rest(keys)? })
    }
}

/// `[mail.smtp]`. It holds no secret, only the path of the file that does: settings may be printed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    /// Name of the server; its certificate must bear it.
    pub host: String,
    /// Port. Usual are 587 for `starttls` and 465 for `tls`; those are what is taken when none is given, and 25 for `plain`.
    pub port: Option<u16>,
    /// How the connection is protected.
    #[serde(default)]
    pub security: SmtpSecurity,
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
    /// How many mails may leave in a second, a minute and a day.
    #[serde(default)]
    pub limits: Limits,
}

/// How the connection to the server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(try_from = "String")]
pub enum SmtpSecurity {
    /// Begins in the clear and must turn to TLS before anything is said (RFC 3207).
    #[default]
    Starttls,
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// None at all. Only for a server on the same machine.
    Plain,
}

impl TryFrom<String> for SmtpSecurity {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        match word.as_str() {
            "starttls" => Ok(SmtpSecurity::Starttls),
            "tls" => Ok(SmtpSecurity::Tls),
            "plain" => Ok(SmtpSecurity::Plain),
            _ => Err(format!("security of a mail server is \"starttls\", \"tls\" or \"plain\", not {word:?}")),
        }
    }
}

impl SmtpSettings {
    /// The port that is meant.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.security {
            SmtpSecurity::Starttls => 587,
            SmtpSecurity::Tls => 465,
            SmtpSecurity::Plain => 25,
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

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::{
        super::{DEFAULTS, Overrides, Settings},
        *,
    };

    /// The example file with the tables filled in that it only shows.
    fn uncommented() -> String {
        let shown = |line: &str| {
            let key = |rest: &str| rest.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '));
            line.strip_prefix("# ").filter(|rest| rest.starts_with('[') || key(rest)).unwrap_or(line).to_owned()
        };
        DEFAULTS.lines().map(shown).collect::<Vec<_>>().join("\n")
    }

    fn load(text: &str) -> Result<Settings, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own.toml");
        fs::write(&path, text).unwrap();
        Settings::load(Some(&path), &Overrides::default()).map_err(|no| no.to_string())
    }

    #[test]
    fn the_gateways_that_the_example_shows_are_settings() {
        let settings = load(&uncommented()).unwrap();
        let smtp = settings.mail.smtp.unwrap();
        assert_eq!((smtp.port(), smtp.security, smtp.connections), (587, SmtpSecurity::Starttls, 8));
        let kannel = settings.sms.kannel.unwrap();
        assert_eq!((kannel.sender.as_str(), kannel.connections), ("15400", 16));
        assert_eq!(kannel.receipt_secret_file, Path::new("/etc/majakka/receipt-secret"));
    }

    #[test]
    fn without_a_file_there_is_no_gateway_and_a_server_needs_only_its_name() {
        let settings = Settings::load(None, &Overrides::default()).unwrap();
        assert_eq!((settings.mail.smtp, settings.sms.kannel), (None, None));
        for (security, port) in [("starttls", 587), ("tls", 465), ("plain", 25)] {
            let own = format!("[mail.smtp]\nhost = \"smtp.example.fi\"\nsecurity = \"{security}\"\n");
            assert_eq!(load(&own).unwrap().mail.smtp.unwrap().port(), port);
        }
    }

    #[test]
    fn a_misspelt_key_is_named() {
        let problem = load("[mail.smtp]\nhost = \"smtp.example.fi\"\npasword_file = \"x\"\n").unwrap_err();
        assert!(problem.contains("pasword_file"), "{problem}");
        assert!(load("[mail.smtp]\nhost = \"smtp.example.fi\"\nsecurity = \"ssl\"\n").is_err());
    }
}
