//! `[audit]`: what keeps the audit log from being rewritten.

use serde::Deserialize;

/// The section.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditSettings {
    /// File with the log's anchors; empty: `audit.anchors` in the folder `var`.
    pub anchors: String,
}
