//! What can go wrong in a step or query. Typed here, mapped to HTTP in one place of the server.

use majakka_domain::refusal::Refusal;

use crate::db::Trouble;
use crate::db::dialect;

/// Result of every step and query.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that a step or query may answer instead of a value.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// No such thing, or none that this viewer may know of.
    #[error("not found: {0}")]
    NotFound(&'static str),
    /// A file or a service beside the database cannot be reached.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// The database cannot do it now.
    #[error(transparent)]
    Trouble(#[from] Trouble),
    /// The database refused a statement.
    #[error("database: {0}")]
    Database(#[source] diesel::result::Error),
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

impl Error {
    /// Is it trouble of the database? Then [`crate::db::Health`] has said so in the log already.
    pub fn is_trouble(&self) -> bool {
        matches!(self, Error::Trouble(_))
    }
}

impl From<diesel::result::Error> for Error {
    fn from(cause: diesel::result::Error) -> Self {
        dialect::judge(cause).map_or_else(Error::Database, Error::Trouble)
    }
}

impl From<majakka_messages::RenderError> for Error {
    fn from(cause: majakka_messages::RenderError) -> Self {
        Error::Render(cause.to_string())
    }
}
