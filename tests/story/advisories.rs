//! Promise: nothing is built along that an advisory warns of, wherever a copy of the database of advisories is at hand.
//!
//! The copy is the folder that `MAJAKKA_ADVISORY_DB` names, or else where cargo-audit keeps its own. Without one the judgement itself
//! is still tried, on an advisory of this test. Those that we know of and live with stand in `deny.toml` with the reason.
//! Non-goal: fetching it, for the tests reach no network.

use std::env;
use std::path::{Path, PathBuf};

use majakka_testing::scratch::Scratch;
use rustsec::advisory::Informational;
use rustsec::report::{Report, Settings};
use rustsec::{Database, Lockfile};

/// A part that is certainly built along.
const PART: &str = "serde";

/// What the advisories of a folder say of what is built along: one line each.
fn warnings(folder: &Path) -> Vec<String> {
    let database = Database::open(folder).expect("a database of advisories");
    let lock = Lockfile::load(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).expect("Cargo.lock");
    let rules = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml")).expect("deny.toml");
    let rules: toml::Table = rules.parse().expect("deny.toml");
    let known = rules["advisories"]["ignore"].as_array().expect("a list").iter();
    let known = known.map(|one| one["id"].as_str().expect("an id").parse().expect("an id"));
    let settings = Settings {
        ignore: known.collect(),
        informational_warnings: vec![Informational::Unmaintained, Informational::Unsound],
        ..Settings::default()
    };
    let report = Report::generate(&database, &lock, &settings);
    let dangers = report.vulnerabilities.list.into_iter().map(|found| (found.advisory, found.package));
    let doubts = report.warnings.into_values().flatten();
    let doubts = doubts.filter_map(|found| found.advisory.map(|advisory| (advisory, found.package)));
    let line = |(advisory, package): (rustsec::advisory::Metadata, rustsec::package::Package)| {
        format!("{} {}: {} {}", package.name, package.version, advisory.id, advisory.title)
    };
    dangers.chain(doubts).map(line).collect()
}

/// The copy that is at hand.
fn at_hand() -> Option<PathBuf> {
    let named = env::var_os("MAJAKKA_ADVISORY_DB").map(PathBuf::from);
    let home = || env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    named.or_else(|| home().map(|home| home.join("advisory-db")).filter(|folder| folder.is_dir()))
}

#[test]
fn no_advisory_warns_of_what_is_built_along() {
    let Some(folder) = at_hand() else {
        println!("no database of advisories is at hand: MAJAKKA_ADVISORY_DB names a folder");
        return;
    };
    assert_eq!(warnings(&folder), Vec::<String>::new(), "cargo update, or deny.toml, [advisories] with the reason");
}

#[test]
fn a_part_with_an_advisory_is_found_and_one_that_is_mended_is_not() {
    let scratch = Scratch::new("mjadv");
    let advise = |name: &str, further: &str, patched: &str| {
        let text = format!(
            "```toml\n[advisory]\nid = \"{name}\"\npackage = \"{PART}\"\ndate = \"2026-01-01\"\n{further}\n\
             [versions]\npatched = [{patched}]\n```\n\n# A fault of {name}\n\nAnd what it does.\n"
        );
        scratch.write(format!("crates/{PART}/{name}.md"), text);
    };
    advise("RUSTSEC-2026-0001", "", "\">= 1.0.0\"");
    assert_eq!(warnings(scratch.path()), Vec::<String>::new(), "ours is newer");
    advise("RUSTSEC-2026-0002", "", "\">= 999.0.0\"");
    advise("RUSTSEC-2026-0003", "informational = \"unmaintained\"", "");
    let found = warnings(scratch.path());
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("RUSTSEC-2026-0002 A fault of"), "{found:?}");
    assert!(found[1].contains("RUSTSEC-2026-0003"), "{found:?}");
}
