//! `[metrics]`: who may read the figures of `/metrics`, and where a notifier tells its own.

use std::net::IpAddr;
use std::path::PathBuf;

use serde::Deserialize;

/// The section of the figures.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricsSettings {
    /// Addresses from which they are read, beside the machine itself.
    pub addresses: Vec<IpAddr>,
    /// Where a notifier that runs by itself answers `/healthz`, `/readyz` and `/metrics`; empty: nowhere. A server does so at its own
    /// address.
    pub listen: String,
    /// File with a token; who sends it as `Authorization: Bearer …` may read them from anywhere.
    pub token_file: Option<PathBuf>,
}
