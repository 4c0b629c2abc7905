//! `[content]`: an installation's own catalogue and texts.

use std::path::Path;

use serde::Deserialize;

/// The content's section.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContentSettings {
    /// A folder with `catalogue.toml`, `templates/` or both; empty: everything as it comes with the program.
    pub folder: String,
}

impl ContentSettings {
    /// The folder, if one is named.
    pub fn folder(&self) -> Option<&Path> {
        Some(self.folder.as_str()).filter(|folder| !folder.is_empty()).map(Path::new)
    }
}
