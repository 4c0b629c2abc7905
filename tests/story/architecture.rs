//! What keeps both databases one product: their migrations are twins, and one folder alone tells them apart.

use std::fs;
use std::path::{Path, PathBuf};

/// The two variants of the connection, and the types behind them.
const VARIANTS: [&str; 4] = ["AnyConnection::Pg", "AnyConnection::Sqlite", "PgConnection", "SqliteConnection"];
/// Where they may be named: the definition, the opening by URL scheme, and the seam itself.
const SEAM: [&str; 3] =
    ["core/store/src/db/connection.rs", "core/store/src/db/manager.rs", "core/store/src/db/dialect/"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn names(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap_or_else(|e| panic!("{folder}: {e}"));
    let mut names: Vec<_> = entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn rust_files(folder: PathBuf) -> Vec<PathBuf> {
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let files = paths.flat_map(|path| if path.is_dir() { rust_files(path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

#[test]
fn every_migration_has_a_twin_of_the_same_date_and_name() {
    let twins = names("migrations/postgres");
    assert!(!twins.is_empty());
    assert_eq!(twins, names("migrations/sqlite"));
    for (database, migration) in ["postgres", "sqlite"].into_iter().flat_map(|d| twins.iter().map(move |t| (d, t))) {
        let folder = format!("migrations/{database}/{migration}");
        assert!(names(&folder).contains(&"up.sql".to_owned()), "{folder} has no up.sql");
    }
}

#[test]
fn only_the_dialect_folder_tells_the_databases_apart() {
    let folders = ["core/app/src", "core/messages/src", "core/store/src", "server/src", "notifier/src", "src"];
    let files = folders.iter().flat_map(|folder| rust_files(root().join(folder)));
    let mut strangers = Vec::new();
    for path in files {
        let name = path.strip_prefix(root()).expect("a file of ours").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a source file");
        let names_a_variant = VARIANTS.iter().any(|variant| text.contains(variant));
        if names_a_variant && !SEAM.iter().any(|place| name.starts_with(place)) {
            strangers.push(name);
        }
    }
    assert_eq!(strangers, Vec::<String>::new(), "these files name a variant; what differs belongs into {}", SEAM[2]);
}
