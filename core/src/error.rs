//! What can go wrong in core. Typed here, mapped to HTTP in one place of the server.

use majakka_domain::refusal::Refusal;

/// Result of everything in core.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that core may answer instead of a value.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// No such thing, or none that this viewer may know of.
    #[error("not found: {0}")]
    NotFound(&'static str),
    /// The database or a file cannot be reached.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// The database refused a statement.
    #[error("database: {0}")]
    Database(#[from] diesel::result::Error),
    /// What is stored is not what may be stored.
    #[error("inconsistent: {table}.{column} holds \"{value}\"")]
    Inconsistent {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// What stands there.
        value: String,
    },
    /// A setting is missing or wrong.
    #[error("{0}")]
    Setting(String),
    /// A text could not be made.
    #[error("render: {0}")]
    Render(String),
    /// A secret could not be sealed or opened.
    #[error("vault: {0}")]
    Vault(String),
}

impl From<diesel::r2d2::PoolError> for Error {
    fn from(cause: diesel::r2d2::PoolError) -> Self {
        Error::Unavailable(cause.to_string())
    }
}

impl From<crate::render::RenderError> for Error {
    fn from(cause: crate::render::RenderError) -> Self {
        Error::Render(cause.to_string())
    }
}
