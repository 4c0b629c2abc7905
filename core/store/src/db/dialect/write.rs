//! One way to write: a transaction that is a writer from its first statement.

use std::time::Duration;

use diesel::QueryResult;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::result::Error as DieselError;

use super::AnyConnection;
use super::judge::{is_lost, judge};
use crate::db::Trouble;
use crate::error::Error;

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

/// How long a write waits for the database's own lock, when nobody says.
const PATIENCE: Duration = Duration::from_secs(10);

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
    begin(connection, mode, PATIENCE)?;
    finish(connection, work)?.map_err(E::from)
}

/// The same, with a limit to how long it waits for locks of others.
///
/// # Errors
/// As above. [`Trouble::Busy`] when the lock did not come; [`Trouble::Uncertain`] when the connection was lost in the commit.
pub fn write_within<T>(
    connection: &mut AnyConnection,
    mode: Mode,
    patience: Duration,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, Error>,
) -> Result<T, Error> {
    begin(connection, mode, patience).map_err(|cause| match judge(cause) {
        Ok(trouble) => Error::Trouble(trouble),
        // In whichever language it says so: a transaction begins with nothing but a wait for its lock.
        Err(cause @ DieselError::DatabaseError(..)) => Trouble::Busy(Some(Box::new(cause))).into(),
        Err(cause) => Error::Database(cause),
    })?;
    finish(connection, work)?
        .map_err(|cause| if is_lost(&cause) { Trouble::Uncertain(Some(Box::new(cause))).into() } else { cause.into() })
}

/// Runs a part of a write that may fail by itself: what it wrote is taken back then, and the write goes on.
///
/// # Errors
/// The part's own, or the database's.
pub fn savepoint<T>(
    connection: &mut AnyConnection,
    part: impl FnOnce(&mut AnyConnection) -> Result<T, Error>,
) -> Result<T, Error> {
    /// So that the part's own error comes out as it went in.
    struct Failed(Error);
    impl From<DieselError> for Failed {
        fn from(cause: DieselError) -> Self {
            Failed(cause.into())
        }
    }
    diesel::Connection::transaction(connection, |conn| part(conn).map_err(Failed)).map_err(|Failed(cause)| cause)
}

/// What a write says that wants to be taken back and has not failed.
pub fn taken_back() -> Error {
    Error::Database(DieselError::RollbackTransaction)
}

fn begin(connection: &mut AnyConnection, mode: Mode, patience: Duration) -> QueryResult<()> {
    let patience = patience.as_millis().max(1);
    match connection {
        AnyConnection::Pg(pg) => {
            AnsiTransactionManager::begin_transaction(pg)?;
            let lock = if mode == Mode::Serial { SERIAL_LOCK } else { "" };
            pg.batch_execute(&format!("SET LOCAL lock_timeout = {patience}; {lock}"))
                .inspect_err(|_| drop(AnsiTransactionManager::rollback_transaction(pg)))?;
        }
        AnyConnection::Sqlite(sqlite) => {
            sqlite.batch_execute(&format!("PRAGMA busy_timeout = {patience}"))?;
            AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")?;
        }
    }
    Ok(())
}

/// Does the work and commits it. What the commit said stands inside, apart from what the work said.
fn finish<T, E>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<QueryResult<T>, E> {
    match work(connection) {
        Ok(value) => Ok(Manager::commit_transaction(connection).map(|()| value)),
        Err(error) => {
            // After a lost connection or a full disk there is nothing left to roll back. What went wrong first is what
            // matters, and the pool throws a connection away that is still in a transaction.
            drop(Manager::rollback_transaction(connection));
            Err(error)
        }
    }
}
