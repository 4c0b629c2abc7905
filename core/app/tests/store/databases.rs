//! A fresh, migrated database of each kind.

use majakka_store::db::{self, DbUrl, Pool};
use majakka_testing::postgres;

/// Enough for a story with a few writers at once.
const CONNECTIONS: u32 = 4;

/// Tells the story on a new SQLite file, then on a new PostgreSQL database. A failed test's output says where it was.
pub(crate) fn on_both(story: impl Fn(&Pool)) {
    println!("on SQLite");
    on_sqlite(&story);
    println!("on PostgreSQL");
    on_postgres(&story);
}

/// Tells the story on a new SQLite file only.
pub(crate) fn on_sqlite<T>(story: impl FnOnce(&Pool) -> T) -> T {
    on_sqlite_at(|url| story(&open(url)))
}

/// Tells the story on a new PostgreSQL database only.
pub(crate) fn on_postgres<T>(story: impl FnOnce(&Pool) -> T) -> T {
    on_postgres_at(|url| story(&open(url)))
}

/// Tells a story that opens the new SQLite file by itself, from its URL.
pub(crate) fn on_sqlite_at<T>(story: impl FnOnce(&str) -> T) -> T {
    let folder = tempfile::tempdir().expect("a folder for the SQLite file");
    let url = format!("sqlite://{}", folder.path().join("majakka.db").display());
    migrate(&url);
    story(&url)
}

/// Tells a story that opens the new PostgreSQL database by itself, from its URL. `make quick` does without: it tells it on
/// SQLite once more.
pub(crate) fn on_postgres_at<T>(story: impl FnOnce(&str) -> T) -> T {
    if std::env::var_os("MAJAKKA_SQLITE_ONLY").is_some() {
        return on_sqlite_at(story);
    }
    story(&postgres::prepared("majakka", migrate))
}

fn migrate(url: &str) {
    let mut connection = open(url).get().expect("a connection");
    assert!(db::migrate(&mut connection).expect("migrations") > 0);
    assert_eq!(db::migrate(&mut connection).expect("migrations once more"), 0);
}

fn open(url: &str) -> Pool {
    db::open_pool(DbUrl::parse(url).expect("a database URL"), CONNECTIONS).expect("a pool of connections")
}
