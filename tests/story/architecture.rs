//! The walls of the house: what each package may know, and what keeps both databases one product.

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
    files(folder, "rs")
}

fn files(folder: PathBuf, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let files = paths.flat_map(|path| if path.is_dir() { files(path, extension) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|found| found == extension)).collect()
}

/// A browser's own bubble is in the browser's language, stands nowhere beside the field, and names one fault at a time (WCAG 3.3.1,
/// 3.3.3).
#[test]
fn every_form_that_posts_leaves_the_judging_to_the_server() {
    let mut bubbles = Vec::new();
    for path in files(root().join("templates"), "hbs") {
        let text = fs::read_to_string(&path).expect("a template");
        for form in text.split("<form").skip(1).filter_map(|rest| rest.split('>').next()) {
            if form.contains("method=\"post\"") && !form.contains("novalidate") {
                bubbles.push(format!("{}: <form{form}>", path.display()));
            }
        }
    }
    assert_eq!(bubbles, Vec::<String>::new());
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
fn no_two_migrations_are_of_the_same_moment() {
    // The database knows a migration by its moment alone: the second of two would never run.
    let moments = names("migrations/sqlite").into_iter().filter_map(|name| Some(name.split_once('_')?.0.to_owned()));
    let mut moments: Vec<String> = moments.collect();
    moments.sort();
    let twice: Vec<_> = moments.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

/// What is known by a word that is an id as well, and is no service there.
const WORDS: [&str; 2] = ["core/domain/src/format/sender_id.rs", "core/domain/src/catalogue/names.rs"];

/// A catalogue of one's own may call its services otherwise (docs/adr/0020-content-of-ones-own.md).
#[test]
fn no_rule_or_step_knows_a_service_by_its_id() {
    let catalogue = fs::read_to_string(root().join("config/catalogue.toml")).expect("the catalogue");
    let catalogue: toml::Table = catalogue.parse().expect("a catalogue");
    let systems = ["service", "dependency"].into_iter().flat_map(|kind| catalogue[kind].as_array().expect("systems"));
    let ids: Vec<String> = systems.map(|system| format!("\"{}\"", system["id"].as_str().expect("an id"))).collect();
    assert!(ids.len() > 20, "{ids:?}");
    let folders = ["core/domain/src", "core/store/src", "core/app/src/command"];
    let mut known = Vec::new();
    for path in folders.iter().flat_map(|folder| rust_files(root().join(folder))) {
        let name = path.strip_prefix(root()).expect("a file of ours").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a source file");
        let named = ids.iter().filter(|id| code(&text).contains(id.as_str()) && !WORDS.contains(&name.as_str()));
        known.extend(named.map(|id| format!("{name}: {id}")));
    }
    assert_eq!(known, Vec::<String>::new(), "a rule asks the catalogue for a flag");
}

/// From this day on a migration bears the name of a table that it changes.
const NAMED_FROM: &str = "2026-11-30";

#[test]
fn a_new_migration_is_named_after_a_table_that_it_changes() {
    let mut unnamed = Vec::new();
    for migration in names("migrations/sqlite").into_iter().filter(|name| name.as_str() >= NAMED_FROM) {
        let (_, name) = migration.split_once('_').expect("a date and a name");
        let up = root().join("migrations/sqlite").join(&migration).join("up.sql");
        let sql = fs::read_to_string(up).expect("what it does").to_lowercase();
        let words: Vec<&str> =
            sql.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
        let changed = words.windows(2).filter(|pair| ["table", "on", "into", "update"].contains(&pair[0]));
        let changed: Vec<&str> = changed.map(|pair| pair[1]).collect();
        if !changed.iter().any(|table| name == *table || name.starts_with(&format!("{table}_"))) {
            unnamed.push(format!("{migration} changes {changed:?}"));
        }
    }
    assert_eq!(unnamed, Vec::<String>::new(), "CONTRIBUTING.md, Rules of the house");
}

/// Folders whose files a comment may cite, and the endings of what it cites.
const CITED: [&str; 14] = [
    "docs/",
    "config/",
    "contrib/",
    "core/",
    "fuzz/",
    "migrations/",
    "notifier/",
    "scenario/",
    "server/",
    "src/",
    "templates/",
    "testing/",
    "tests/",
    "tools/",
];
const ENDINGS: [&str; 11] = [".md", ".rs", ".toml", ".py", ".hbs", ".ftl", ".sql", ".yml", ".css", ".js", ".conf"];

/// Paths that stand in a text, as far as they name a file.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "/._-".contains(c)));
    let words = words.map(|word| word.trim_end_matches(['.', '-']));
    words
        .filter(|word| CITED.iter().any(|folder| word.starts_with(folder)))
        .filter(|word| ENDINGS.iter().any(|ending| word.ends_with(ending)))
}

#[test]
fn whatever_a_comment_or_a_document_cites_is_there() {
    let sources = ["core", "server", "notifier", "scenario", "src", "testing", "tests"];
    let code = sources.iter().flat_map(|folder| rust_files(root().join(folder)));
    let of_migrations = files(root().join("migrations"), "sql").into_iter();
    let of_pages = ["hbs", "ftl"].into_iter().flat_map(|ending| files(root().join("templates"), ending));
    let documents = names("docs").into_iter().chain(names("docs/adr").into_iter().map(|name| format!("adr/{name}")));
    let documents = documents.filter(|name| name.ends_with(".md")).map(|name| root().join("docs").join(name));
    let mut missing = Vec::new();
    let roots = ["README.md", "CONTRIBUTING.md", "config/catalogue.toml", "config/default.toml"];
    let all = code.chain(of_migrations).chain(of_pages).chain(documents).chain(roots.map(|name| root().join(name)));
    for path in all {
        let text = fs::read_to_string(&path).expect("a text");
        let whole = path.extension().is_some_and(|extension| extension != "rs");
        let said = text.lines().filter(|line| whole || line.trim_start().starts_with("//"));
        let lost = said.flat_map(paths).filter(|cited| !root().join(cited).exists());
        missing.extend(lost.map(|cited| format!("{}: {cited}", path.display())));
    }
    assert_eq!(missing, Vec::<String>::new());
}

/// The packages, by the folder of their manifest.
const PACKAGES: [&str; 11] = [
    "core/domain",
    "core/messages",
    "core/store",
    "core/app",
    "server",
    "server/form",
    "notifier",
    "scenario",
    "testing",
    "testing/kit",
    ".",
];

/// What a package is built of, on whatever machine, tests left out.
fn dependencies(package: &str) -> Vec<String> {
    let manifest = fs::read_to_string(root().join(package).join("Cargo.toml")).expect("a manifest");
    let manifest: toml::Table = manifest.parse().expect("a manifest");
    let of_targets = manifest.get("target").and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::values);
    let tables = of_targets.filter_map(toml::Value::as_table).chain([&manifest]);
    let named = tables.flat_map(|table| ["dependencies", "build-dependencies"].map(|kind| table.get(kind)));
    let named = named.flatten().filter_map(toml::Value::as_table);
    // A dependency may be there under another name.
    let own = |(name, wanted): (&String, &toml::Value)| {
        wanted.get("package").and_then(toml::Value::as_str).unwrap_or(name).to_owned()
    };
    named.flat_map(|table| table.iter().map(own)).collect()
}

/// A source without the tests at its end.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default()
}

#[test]
fn only_the_store_is_built_with_diesel() {
    let built: Vec<&str> = PACKAGES
        .into_iter()
        .filter(|package| dependencies(package).iter().any(|name| name.starts_with("diesel")))
        .collect();
    assert_eq!(built, ["core/store"], "whoever needs a query writes it into the store");
}

#[test]
fn the_packages_of_the_core_look_down_only() {
    let own = |package: &str| -> Vec<String> {
        let names = dependencies(package).into_iter().filter(|name| name.starts_with("majakka-"));
        names.collect()
    };
    assert_eq!(own("core/domain"), Vec::<String>::new());
    assert_eq!(own("core/messages"), ["majakka-domain"]);
    assert_eq!(own("core/store"), ["majakka-domain", "majakka-messages"]);
    assert_eq!(own("core/app"), ["majakka-domain", "majakka-messages", "majakka-store"]);
    for package in ["server", "notifier"] {
        let other = if package == "server" { "majakka-notifier" } else { "majakka-server" };
        assert!(!own(package).iter().any(|name| name == other), "{package} and {other} never meet");
    }
}

#[test]
fn nobody_but_the_store_writes_sql() {
    let words = [
        "\"SELECT ",
        "\"INSERT INTO",
        "\"UPDATE ",
        "\"DELETE FROM",
        "\"WITH ",
        "\"PRAGMA ",
        "\"CREATE ",
        "\"DROP ",
        "sql_query(",
        "batch_execute(",
        "diesel::sql_types",
    ];
    let folders = ["core/domain/src", "core/messages/src", "core/app/src", "server/src", "notifier/src", "src"];
    let files = folders.iter().flat_map(|folder| rust_files(root().join(folder)));
    let mut strangers = Vec::new();
    for path in files.filter(|path| !path.to_string_lossy().ends_with("_test.rs")) {
        let text = fs::read_to_string(&path).expect("a source file");
        if words.iter().any(|word| code(&text).contains(word)) {
            strangers.push(path.strip_prefix(root()).expect("a file of ours").to_path_buf());
        }
    }
    assert_eq!(strangers, Vec::<PathBuf>::new());
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

#[test]
fn only_the_program_and_the_kit_build_an_app() {
    let allowed = ["core/app/src/start.rs", "src/", "testing/kit/src/app.rs", "tests/story/architecture.rs"];
    let folders = ["core", "server", "notifier", "scenario", "src", "testing", "tests"];
    let mut strangers = Vec::new();
    for path in folders.iter().flat_map(|folder| rust_files(root().join(folder))) {
        let name = path.strip_prefix(root()).expect("a file of ours").to_string_lossy().into_owned();
        let builds = fs::read_to_string(&path).expect("a source file").contains("App::build(");
        if builds && !allowed.iter().any(|place| name.starts_with(place)) {
            strangers.push(name);
        }
    }
    assert_eq!(strangers, Vec::<String>::new(), "a test takes a TestApp from testing/kit");
}
