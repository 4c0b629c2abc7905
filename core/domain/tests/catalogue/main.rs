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
use majakka_domain::terms::ClockKind;

/// The file as it is shipped.
const FILE: &str = include_str!("../../../../config/catalogue.toml");

/// The shipped catalogue, read once.
#[expect(clippy::expect_used, reason = "without the catalogue there is nothing to test")]
fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> =
        LazyLock::new(|| Catalogue::parse(FILE).expect("the shipped catalogue parses"));
    &CATALOGUE
}

/// What no catalogue does without, to be written at its end: a period for every clock, here but for some.
fn periods_but(left_out: &[ClockKind]) -> String {
    let authority =
        "[[authority]]\nid = \"of_clocks\"\nname = { fi = \"P\", sv = \"P\", en = \"P\" }\nsource = \"test\"\n";
    let period = |clock: &ClockKind| {
        format!("[[period]]\nclock = \"{clock}\"\nhours = 24\nauthority = \"of_clocks\"\nsource = \"test\"\n")
    };
    let clocks = ClockKind::ALL.iter().filter(|clock| !left_out.contains(clock));
    authority.to_owned() + &clocks.map(period).collect::<String>()
}
