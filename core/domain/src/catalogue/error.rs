//! What is wrong with a catalogue file.

/// What is wrong with a catalogue file.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// Not TOML, or not of this shape.
    #[error("the catalogue cannot be read: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A reference leads nowhere, or a text is missing.
    #[error("the catalogue is inconsistent: {0}")]
    Inconsistent(String),
}
