//! `[metrics]`: who may read the figures of `/metrics`.

use std::net::IpAddr;
use std::path::PathBuf;

use serde::Deserialize;

/// The section of the figures.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricsSettings {
    /// Addresses from which they are read, beside the machine itself.
    pub addresses: Vec<IpAddr>,
    /// File with a token; who sends it as `Authorization: Bearer …` may read them from anywhere.
    pub token_file: Option<PathBuf>,
}
