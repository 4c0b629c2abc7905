//! Which errors of the databases are trouble of theirs, and which are faults of ours.
//!
//! Guarantee: a constraint that was violated, or a statement that is wrong, is never trouble.
//!
//! diesel keeps no SQLSTATE and no SQLite code beside its few kinds, so the rest goes by words. SQLite's are fixed;
//! PostgreSQL's are English unless `lc_messages` says otherwise, so what must not be missed (locks of ours, broken
//! connections) does not lean on them.

use diesel::ConnectionError;
use diesel::r2d2;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::db::trouble::{Cause, Trouble};

type Kind = fn(Cause) -> Trouble;

fn busy(cause: Cause) -> Trouble {
    Trouble::Busy(Some(cause))
}

/// What stands in a message, with its code, and what it comes to.
const WORDS: [(&str, Kind); 22] = [
    ("database is locked", busy),                                // SQLITE_BUSY
    ("database or disk is full", Trouble::Full),                 // SQLITE_FULL
    ("attempt to write a readonly database", Trouble::ReadOnly), // SQLITE_READONLY
    ("disk I/O error", Trouble::Away),                           // SQLITE_IOERR
    ("unable to open database file", Trouble::Away),             // SQLITE_CANTOPEN
    ("due to lock timeout", busy),                               // 55P03
    ("could not obtain lock", busy),                             // 55P03
    ("due to statement timeout", busy),                          // 57014
    ("deadlock detected", busy),                                 // 40P01
    ("No space left on device", Trouble::Full),                  // 53100
    ("Disk quota exceeded", Trouble::Full),                      // 53100
    ("out of memory", busy),                                     // 53200
    ("out of shared memory", busy),                              // 53200
    ("too many clients", busy),                                  // 53300
    ("too many connections", busy),                              // 53300
    ("remaining connection slots", busy),                        // 53300
    ("terminating connection", Trouble::Away),                   // 57P01, 57P02, 25P03
    ("the database system is", Trouble::Away),                   // 57P03
    ("server closed the connection", Trouble::Away),             // 08006
    ("no connection to the server", Trouble::Away),              // 08003
    ("connection to server", Trouble::Away),                     // 08001
    ("read-only transaction", Trouble::ReadOnly),                // 25006
];

fn by_words(message: &str) -> Option<Kind> {
    WORDS.iter().find(|(words, _)| message.contains(words)).map(|(_, kind)| *kind)
}

/// The trouble behind an error, or the error itself when it is none.
///
/// # Errors
/// What is no trouble.
pub fn judge(error: DieselError) -> Result<Trouble, DieselError> {
    match kind_of(&error) {
        Some(kind) => Ok(kind(Box::new(error))),
        None => Err(error),
    }
}

fn kind_of(error: &DieselError) -> Option<Kind> {
    match error {
        DieselError::BrokenTransactionManager => Some(Trouble::Away),
        DieselError::RollbackErrorOnCommit { commit_error, .. } => kind_of(commit_error),
        DieselError::DatabaseError(kind, said) => match kind {
            DatabaseErrorKind::ClosedConnection => Some(Trouble::Away),
            DatabaseErrorKind::ReadOnlyTransaction => Some(Trouble::ReadOnly),
            DatabaseErrorKind::SerializationFailure => Some(busy),
            DatabaseErrorKind::Unknown | DatabaseErrorKind::UnableToSendCommand => by_words(said.message()),
            _ => None,
        },
        _ => None,
    }
}

/// Why a connection could not be made, or is none any more.
pub fn judge_connection(error: r2d2::Error) -> Trouble {
    let kind = match &error {
        r2d2::Error::ConnectionError(ConnectionError::BadConnection(said)) => by_words(said),
        r2d2::Error::QueryError(error) => kind_of(error),
        r2d2::Error::ConnectionError(_) => None,
    };
    kind.unwrap_or(Trouble::Away)(Box::new(error))
}

/// Was the connection lost? Asked of a commit: then nobody knows whether it was done.
pub(super) fn is_lost(error: &DieselError) -> bool {
    match error {
        DieselError::BrokenTransactionManager => true,
        DieselError::RollbackErrorOnCommit { commit_error, .. } => is_lost(commit_error),
        DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: DatabaseErrorKind, message: &str) -> Option<&'static str> {
        judge(DieselError::DatabaseError(kind, Box::new(message.to_owned()))).ok().map(|trouble| trouble.kind())
    }

    #[test]
    fn what_the_databases_say_is_trouble_of_theirs() {
        use DatabaseErrorKind::{ClosedConnection, ReadOnlyTransaction, SerializationFailure, Unknown};
        for (kind, message, expected) in [
            (Unknown, "database is locked", "busy"),
            (Unknown, "database or disk is full", "full"),
            (Unknown, "could not extend file \"base/5/1\": No space left on device", "full"),
            (Unknown, "canceling statement due to lock timeout", "busy"),
            (Unknown, "canceling statement due to statement timeout", "busy"),
            (Unknown, "terminating connection due to administrator command", "away"),
            (Unknown, "attempt to write a readonly database", "read_only"),
            (ReadOnlyTransaction, "cannot execute INSERT in a read-only transaction", "read_only"),
            (ClosedConnection, "", "away"),
            (SerializationFailure, "", "busy"),
        ] {
            assert_eq!(said(kind, message), Some(expected), "{message}");
        }
    }

    #[test]
    fn a_fault_of_ours_is_no_trouble_of_the_database() {
        use DatabaseErrorKind::{ForeignKeyViolation, UnableToSendCommand, UniqueViolation, Unknown};
        for (kind, message) in [
            (UniqueViolation, "duplicate key value violates unique constraint: database is locked"),
            (ForeignKeyViolation, "FOREIGN KEY constraint failed"),
            (Unknown, "relation \"reports\" does not exist"),
            (Unknown, "no such table: reports"),
            (UnableToSendCommand, "number of parameters must be between 0 and 65535"),
        ] {
            assert_eq!(said(kind, message), None, "{message}");
        }
        assert!(judge(DieselError::NotFound).is_err());
    }
}
