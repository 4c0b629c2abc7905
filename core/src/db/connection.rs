//! One type for a connection to either database.
#![expect(missing_docs, reason = "the derive makes items that cannot be documented")]

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// PostgreSQL.
    Pg(diesel::PgConnection),
    /// SQLite.
    Sqlite(diesel::SqliteConnection),
}
