//! A fresh, migrated database of each kind, for stories that need no more than a pool of connections.

use majakka_kit::Database;
use majakka_store::db::{self, DbUrl, Pool};

/// Enough for a story with a few writers at once.
const CONNECTIONS: u32 = 4;

/// Tells the story on a new SQLite file, then on a new PostgreSQL database.
pub(crate) fn on_both(story: impl Fn(&Pool)) {
    majakka_kit::on_both(|database| on(database, &story));
}

/// Tells the story on a new SQLite file only.
pub(crate) fn on_sqlite<T>(story: impl FnOnce(&Pool) -> T) -> T {
    on(Database::Sqlite, story)
}

/// Tells the story on a new PostgreSQL database only.
pub(crate) fn on_postgres<T>(story: impl FnOnce(&Pool) -> T) -> T {
    on(Database::Postgres, story)
}

fn on<T>(database: Database, story: impl FnOnce(&Pool) -> T) -> T {
    let folder = tempfile::tempdir().expect("a folder for the SQLite file");
    let url = DbUrl::parse(&database.fresh(folder.path())).expect("a database URL");
    story(&db::open_pool(url, CONNECTIONS).expect("a pool of connections"))
}
