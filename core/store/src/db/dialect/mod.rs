//! Where the two databases differ. Only this folder looks at which one it is; a test holds it to that.

mod finding;
mod judge;
mod lease;
mod listen;
mod outbox;
mod read;
pub(super) mod session;
mod steps;
mod transfer;
mod write;

pub use finding::{Condition, found, index, is_behind};
pub use judge::{judge, judge_connection};
pub use lease::{end_lease_of_absent, steal_lease};
pub use listen::Listener;
pub use outbox::{Claim, Claimed, LEASE, absent_workers, claim, due_at_once, lock_claims, moment, taken};
pub use read::read;
pub(super) use steps::{alone, applied};
pub(super) use transfer::{go_on_after, last_id, take_in};
pub use write::{Mode, savepoint, taken_back, write, write_within};

use diesel::connection::SimpleConnection;
use diesel::{PgConnection, QueryResult, SqliteConnection};

use super::AnyConnection;

/// Runs the one that fits: migrations are kept per database.
pub(super) fn migrating<T>(
    connection: &mut AnyConnection,
    pg: impl FnOnce(&mut PgConnection) -> T,
    sqlite: impl FnOnce(&mut SqliteConnection) -> T,
) -> T {
    match connection {
        AnyConnection::Pg(connection) => pg(connection),
        AnyConnection::Sqlite(connection) => sqlite(connection),
    }
}

/// Tells whoever listens that there is something new to send. A hint: polling is the truth (docs/ARCHITECTURE.md, The outbox).
///
/// # Errors
/// What the database says.
pub fn hint(connection: &mut AnyConnection) -> QueryResult<()> {
    match connection {
        AnyConnection::Pg(connection) => connection.batch_execute("NOTIFY majakka"),
        AnyConnection::Sqlite(_) => Ok(()),
    }
}

/// Is it SQLite, where there is one machine and one writer?
pub fn is_sqlite(connection: &AnyConnection) -> bool {
    matches!(connection, AnyConnection::Sqlite(_))
}

/// A statement with `$1`, `$2` … as this database numbers its values. SQLite takes `$1` for a name and counts names in the
/// order in which they turn up; `?1` it takes for the number that it is.
pub fn numbered(connection: &AnyConnection, sql: &str) -> String {
    match connection {
        AnyConnection::Pg(_) => sql.to_owned(),
        AnyConnection::Sqlite(_) => sql.replace('$', "?"),
    }
}
