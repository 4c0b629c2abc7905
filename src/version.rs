//! Which Majakka this is.

use std::sync::LazyLock;

use majakka_store::db;

/// The commit that it was built from, if whoever built it said so (`MAJAKKA_COMMIT`).
pub(crate) const COMMIT: &str = match option_env!("MAJAKKA_COMMIT") {
    Some(commit) => commit,
    None => "unknown",
};

static WHOLE: LazyLock<String> =
    LazyLock::new(|| format!("{} (commit {COMMIT}, schema {})", env!("CARGO_PKG_VERSION"), db::newest_step()));

/// Version, commit and the newest step of the schema.
pub(crate) fn whole() -> &'static str {
    &WHOLE
}
