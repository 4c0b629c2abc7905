//! Opens connections and pools them.

use std::path::Path;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::r2d2::{self, ManageConnection};
use diesel::{PgConnection, SqliteConnection};

use super::dialect::{self, session};
use super::{AnyConnection, DbUrl, Trouble};
use crate::error::Error;

/// A pool of connections to one database.
pub type Pool = r2d2::Pool<Manager>;
/// A connection that goes back to its pool when it is dropped.
pub type Pooled = r2d2::PooledConnection<Manager>;

/// Makes and checks connections for the pool.
#[derive(Debug, Clone)]
pub struct Manager {
    url: DbUrl,
}

impl Manager {
    /// A manager for one database.
    pub fn new(url: DbUrl) -> Self {
        Manager { url }
    }
}

impl ManageConnection for Manager {
    type Connection = AnyConnection;
    type Error = r2d2::Error;

    #[expect(clippy::disallowed_methods, reason = "this is the home of connections")]
    fn connect(&self) -> Result<AnyConnection, r2d2::Error> {
        use diesel::Connection as _;
        match &self.url {
            DbUrl::Postgres(url) => {
                let address = session::with_time_outs(url);
                let mut connection = PgConnection::establish(&address).map_err(r2d2::Error::ConnectionError)?;
                connection.batch_execute(session::POSTGRES_SET_UP).map_err(r2d2::Error::QueryError)?;
                Ok(AnyConnection::Pg(connection))
            }
            DbUrl::Sqlite(path) => {
                let mut connection = SqliteConnection::establish(path).map_err(r2d2::Error::ConnectionError)?;
                connection.batch_execute(session::SQLITE_SET_UP).map_err(r2d2::Error::QueryError)?;
                Ok(AnyConnection::Sqlite(connection))
            }
        }
    }

    fn is_valid(&self, connection: &mut AnyConnection) -> Result<(), r2d2::Error> {
        connection.batch_execute("SELECT 1").map_err(r2d2::Error::QueryError)
    }

    fn has_broken(&self, connection: &mut AnyConnection) -> bool {
        use diesel::connection::TransactionManager as _;
        std::thread::panicking()
            || <AnyConnection as diesel::Connection>::TransactionManager::is_broken_transaction_manager(connection)
    }
}

/// Makes the file, and those that SQLite writes beside it, readable by our own account alone: password hashes, names and
/// numbers stand in it, and the folder may be open to all. What cannot be closed is said, and opened all the same.
fn keep_private(file: &Path) {
    #[cfg(unix)]
    {
        use std::fs::{OpenOptions, Permissions, metadata, set_permissions};
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        // SQLite gives its other files the rights of this one. It may be there, or its folder missing: SQLite says so.
        drop(OpenOptions::new().write(true).create_new(true).mode(0o600).open(file));
        for beside in ["", "-wal", "-shm"] {
            let mut path = file.as_os_str().to_owned();
            path.push(beside);
            let open = metadata(&path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0);
            if open && let Err(error) = set_permissions(&path, Permissions::from_mode(0o600)) {
                tracing::warn!(file = %Path::new(&path).display(), %error, "others may read the database's file");
            }
        }
    }
}

/// Opens a pool and proves that one connection works.
///
/// # Errors
/// [`Error::Trouble`] with the database's own words.
pub fn open_pool(url: DbUrl, size: u32) -> Result<Pool, Error> {
    if let Some(file) = url.file() {
        keep_private(file);
    }
    let manager = Manager { url };
    // One attempt of our own first: the pool would retry in silence until its time-out.
    manager.connect().map_err(dialect::judge_connection)?;
    Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .connection_timeout(Duration::from_secs(10))
        // Whoever waits in vain for a connection hears why, and says it: see `Health`.
        .error_handler(Box::new(r2d2::NopErrorHandler))
        .build(manager)
        .map_err(|cause| Trouble::Away(Box::new(cause)).into())
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn the_database_is_for_our_own_account_only_also_in_a_folder_that_is_open() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        let rights = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
        let open = |name: &str| {
            let url = DbUrl::parse(&format!("sqlite://{}", folder.path().join(name).display())).unwrap();
            let pool = open_pool(url, 1).unwrap();
            pool.get().unwrap().batch_execute("CREATE TABLE IF NOT EXISTS t (a); INSERT INTO t VALUES (1)").unwrap();
            pool
        };
        let _new = open("new.sqlite");
        assert_eq!((rights("new.sqlite"), rights("new.sqlite-wal")), (0o600, 0o600));
        fs::write(folder.path().join("old.sqlite"), "").unwrap();
        fs::set_permissions(folder.path().join("old.sqlite"), Permissions::from_mode(0o644)).unwrap();
        let _old = open("old.sqlite");
        assert_eq!(rights("old.sqlite"), 0o600);
    }
}
