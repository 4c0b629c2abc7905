//! Stored words back into the domain's closed lists.

use std::str::FromStr;

use crate::error::{Error, Result};

/// A word that must be one of its list.
pub fn word<T: FromStr>(table: &'static str, column: &'static str, value: &str) -> Result<T> {
    value.parse().map_err(|_| Error::Inconsistent { table, column, value: value.to_owned() })
}

/// A word that may be missing.
pub fn word_or_none<T: FromStr>(table: &'static str, column: &'static str, value: Option<&str>) -> Result<Option<T>> {
    value.map(|value| word(table, column, value)).transpose()
}
