//! `[database]`: which database.

use serde::Deserialize;

/// The database's section.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseSettings {
    /// `sqlite://PATH` or `postgres://…`; empty: a file under `var/`.
    pub url: String,
    /// The way to a database on another machine is safe without its certificate: a tunnel, a network of its own.
    pub unverified: bool,
    /// Connections kept open.
    pub connections: u32,
    /// For so many seconds a start waits for it, after a loss of power for instance; 0: not at all.
    pub wait_seconds: u16,
    /// Who asks, as PostgreSQL shows it beside each connection (`application_name`): set by the program, not by the settings.
    #[serde(skip)]
    pub application: String,
}

impl std::fmt::Debug for DatabaseSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A password may stand in the URL.
        f.debug_struct("DatabaseSettings").field("connections", &self.connections).finish_non_exhaustive()
    }
}
