//! What is wrong with a catalogue.

/// What is wrong, and on which line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// Not TOML, or not of this shape.
    #[error("line {line}: this cannot be read: {what}")]
    Syntax {
        /// From 1 on.
        line: usize,
        /// In the words of the parser.
        what: String,
    },
    /// A reference leads nowhere, or a text is missing.
    #[error("line {line}: {what}")]
    Inconsistent {
        /// The first of the part that is wrong.
        line: usize,
        /// In a sentence.
        what: String,
    },
}
