//! A fresh, migrated database of either kind.
//!
//! Guarantee: the migrations run once per process and kind, on a template; each test gets a copy of it.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use majakka_store::db::{self, DbUrl};
use majakka_testing::postgres;

use Database::{Postgres, Sqlite};

/// The file of an empty SQLite database that is migrated.
static MIGRATED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder for the template");
    let file = folder.path().join("template.sqlite");
    migrate(&url_of(&file));
    fs::read(file).expect("the template")
});

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// A file in the test's own folder.
    Sqlite,
    /// A database of its own on the process's throw-away cluster.
    Postgres,
}

impl Database {
    /// The URL of a fresh one; a file lies in `folder`. `make quick` does without a server: what would be told on
    /// PostgreSQL is told on SQLite.
    #[must_use]
    pub fn fresh(self, folder: &Path) -> String {
        if self == Postgres && !quick() {
            return postgres::prepared("majakka", migrate);
        }
        let file = folder.join("majakka.sqlite");
        fs::write(&file, &*MIGRATED).expect("a copy of the template");
        url_of(&file)
    }
}

/// Tells the story on SQLite, then on PostgreSQL. A failed test's output says where it was.
pub fn on_both(story: impl Fn(Database)) {
    let databases: &[Database] = if quick() { &[Sqlite] } else { &[Sqlite, Postgres] };
    for database in databases {
        println!("on {database:?}");
        story(*database);
    }
}

fn quick() -> bool {
    std::env::var_os("MAJAKKA_SQLITE_ONLY").is_some()
}

fn url_of(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

/// Leaves no connection behind: the last one to a SQLite file puts its log into it, and a template of PostgreSQL must
/// have none.
fn migrate(url: &str) {
    let pool = db::open_pool(DbUrl::parse(url).expect("a database URL"), 1).expect("a pool of connections");
    let mut connection = pool.get().expect("a connection");
    assert!(db::migrate(&mut connection).expect("migrations") > 0);
    assert_eq!(db::migrate(&mut connection).expect("migrations once more"), 0);
}
