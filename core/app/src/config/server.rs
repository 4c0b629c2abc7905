//! `[server]`: where and how the pages are served.

use serde::Deserialize;

use super::TrustedProxies;

/// The server's section.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSettings {
    /// Addresses and ports, or `unix:PATH`, between commas; port 0 takes a free one.
    pub listen: String,
    /// How the outside world reaches this server, without a slash at the end; links in mails begin with it. Empty: from
    /// `listen`.
    pub public_url: String,
    /// Folder for the SQLite file, keys, pictures and the outbox of a first run.
    pub var: String,
    /// For so many seconds `serve` still answers after it was asked to stop, and says that it leaves.
    pub farewell_seconds: u16,
    /// Is a line written for every request but those for the public page?
    pub log_requests: bool,
    /// Is the server behind a proxy that speaks TLS? Then cookies are marked `Secure`.
    pub behind_tls: bool,
    /// Does every page say that all in it is invented?
    pub demonstration: bool,
    /// Whose word on who calls counts. Not said: behind TLS one proxy's, else nobody's.
    pub trusted_proxies: Option<TrustedProxies>,
}

impl ServerSettings {
    /// Whose word on who calls counts.
    pub fn proxies(&self) -> TrustedProxies {
        self.trusted_proxies.clone().unwrap_or(TrustedProxies::Count(usize::from(self.behind_tls)))
    }
}
