//! What can go wrong in a step or query. Typed here, mapped to HTTP in one place of the server.

use majakka_domain::refusal::Refusal;
use majakka_domain::terms::UnknownWord;

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
    /// A column holds what its type does not know: a word of a newer version, or one written by hand.
    #[error("a row cannot be read: {column} holds what it may not: {problem}")]
    Unreadable {
        /// Column, as the query names it.
        column: String,
        /// What is wrong with what stands there.
        #[source]
        problem: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A value cannot be written as JSON.
    #[error("a value cannot be written: {0}")]
    Unwritable(#[from] serde_json::Error),
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

    /// A fault of ours that diesel noticed.
    fn of_fault(cause: diesel::result::Error) -> Self {
        use diesel::result::{DeserializeFieldError, Error as DieselError};
        match cause {
            DieselError::DeserializationError(cause) => match cause.downcast::<DeserializeFieldError>() {
                Ok(field) => {
                    let DeserializeFieldError { field_name, error, .. } = *field;
                    let column = field_name.unwrap_or_else(|| "a column without a name".to_owned());
                    Error::Unreadable { column, problem: error }
                }
                // Diesel does not say which column it was where the query is a text.
                Err(cause) if cause.is::<UnknownWord>() => {
                    Error::Unreadable { column: "a column of a query's text".to_owned(), problem: cause }
                }
                Err(cause) => Error::Database(DieselError::DeserializationError(cause)),
            },
            cause => Error::Database(cause),
        }
    }
}

impl From<diesel::result::Error> for Error {
    fn from(cause: diesel::result::Error) -> Self {
        dialect::judge(cause).map_or_else(Error::of_fault, Error::Trouble)
    }
}

impl From<majakka_messages::RenderError> for Error {
    fn from(cause: majakka_messages::RenderError) -> Self {
        Error::Render(cause.to_string())
    }
}
