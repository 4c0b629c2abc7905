//! One type for a connection to either database.
#![expect(
    clippy::disallowed_methods,
    reason = "the derive calls establish; we never call what it makes, see `manager`"
)]

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// PostgreSQL.
    Pg(diesel::PgConnection),
    /// SQLite.
    Sqlite(diesel::SqliteConnection),
}

/// What statements for it are built for.
pub(crate) type Backend = <AnyConnection as diesel::Connection>::Backend;
