//! One way to write: a transaction that is a writer from its first statement.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::result::Error as DieselError;

use super::AnyConnection;

/// How a write stands to other writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// One after another: steps that read, judge and write (two reports must not open two incidents, and the audit
    /// chain has one end). SQLite has one writer anyhow.
    Serial,
    /// Beside others: claims and settlements, which the rows' own locks keep apart.
    Concurrent,
}

/// Held for the length of a serial write on PostgreSQL; any number will do as long as it is ours alone.
const SERIAL_LOCK: &str = "SELECT pg_advisory_xact_lock(7061746)";

type Manager = <AnyConnection as diesel::Connection>::TransactionManager;

/// Runs a write and commits it, or rolls it back when it fails.
///
/// A deferred SQLite transaction that turns into a writer late meets lock errors that no time-out cures, so it is
/// `BEGIN IMMEDIATE` there.
///
/// # Errors
/// The write's own error, or the database's.
pub fn write<T, E: From<DieselError>>(
    connection: &mut AnyConnection,
    mode: Mode,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    match connection {
        AnyConnection::Pg(pg) => {
            AnsiTransactionManager::begin_transaction(pg)?;
            if mode == Mode::Serial {
                pg.batch_execute(SERIAL_LOCK)
                    .map_err(E::from)
                    .inspect_err(|_| drop(AnsiTransactionManager::rollback_transaction(pg)))?;
            }
        }
        AnyConnection::Sqlite(sqlite) => AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")?,
    }
    match work(connection) {
        Ok(value) => {
            Manager::commit_transaction(connection)?;
            Ok(value)
        }
        Err(error) => {
            Manager::rollback_transaction(connection)?;
            Err(error)
        }
    }
}
