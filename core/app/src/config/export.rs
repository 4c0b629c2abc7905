//! `[export]`: how the place is reached to which the public page is written as static files.

use serde::Deserialize;

use crate::storage::S3Settings;

/// The export's section.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExportSettings {
    /// How S3-compatible storage is reached.
    pub s3: S3Settings,
}
