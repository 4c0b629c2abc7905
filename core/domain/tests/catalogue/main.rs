//! Promise: the shipped `config/catalogue.toml` is whole: its contents, names, texts and authorities.

mod authorities;
mod contents;
mod flaws;
mod inflection;
mod names;
mod periods;
mod texts;

use std::sync::LazyLock;

use majakka_domain::catalogue::Catalogue;

/// The file as it is shipped.
const FILE: &str = include_str!("../../../../config/catalogue.toml");

/// The shipped catalogue, read once.
#[expect(clippy::expect_used, reason = "without the catalogue there is nothing to test")]
fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> =
        LazyLock::new(|| Catalogue::parse(FILE).expect("the shipped catalogue parses"));
    &CATALOGUE
}
