//! `[screenshots]`: where the pictures of reports are kept.

use serde::Deserialize;

use crate::storage::S3Settings;

/// The pictures' section.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreenshotSettings {
    /// `file:///folder` or `s3://bucket/prefix`; empty: `screenshots` under `var/`.
    pub url: String,
    /// How S3-compatible storage is reached.
    #[serde(default)]
    pub s3: S3Settings,
}
