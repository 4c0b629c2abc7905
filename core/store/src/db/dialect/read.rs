//! One way to read: a transaction that sees one moment and can write nothing.

use diesel::QueryResult;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::result::Error as DieselError;

use super::AnyConnection;
use crate::db::Trouble;
use crate::error::Error;

type Manager = <AnyConnection as diesel::Connection>::TransactionManager;

/// Runs queries that see the database as it was at the first of them, whatever others commit meanwhile. A statement that would
/// write is refused by the database.
///
/// It takes no lock that a writer waits for, on either database: SQLite reads beside its writer (WAL).
///
/// # Errors
/// The queries' own, or the database's.
pub fn read<T>(
    connection: &mut AnyConnection,
    queries: impl FnOnce(&mut AnyConnection) -> Result<T, Error>,
) -> Result<T, Error> {
    begin(connection)?;
    let read = queries(connection);
    // What was read is read, also where the connection is lost now: the pool throws away one that is still in a transaction.
    drop(end(connection));
    read.map_err(|error| match error {
        // That it was to read only is known: who writes here is a fault of ours, and the database is well.
        Error::Trouble(Trouble::ReadOnly(cause)) => Error::Database(DieselError::QueryBuilderError(cause)),
        other => other,
    })
}

fn begin(connection: &mut AnyConnection) -> QueryResult<()> {
    match connection {
        AnyConnection::Pg(pg) => {
            AnsiTransactionManager::begin_transaction_sql(pg, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        }
        AnyConnection::Sqlite(sqlite) => {
            AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN")?;
            sqlite.batch_execute("PRAGMA query_only = 1")
        }
    }
}

fn end(connection: &mut AnyConnection) -> QueryResult<()> {
    if let AnyConnection::Sqlite(sqlite) = connection {
        sqlite.batch_execute("PRAGMA query_only = 0")?;
    }
    Manager::rollback_transaction(connection)
}
