//! Promise: whom a report goes to is data with dates; a change of authority needs a line in the catalogue and no new build.

use chrono::NaiveDate;
use majakka_domain::catalogue::{Catalogue, CatalogueError};
use majakka_domain::terms::Language;

use crate::{catalogue, periods_but};

#[expect(clippy::expect_used, reason = "the dates of a test are written right")]
fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

#[test]
fn every_authority_is_there_today_with_a_name_in_each_language_and_a_source() {
    let catalogue = catalogue();
    let today = day("2026-11-20");
    for id in ["kela_support", "dvv", "lvv", "valvira", "fimea", "traficom_ncsc", "ombudsman", "thl"] {
        let body = catalogue.authority(id, today).unwrap_or_else(|| panic!("{id} is missing"));
        assert!(Language::ALL.iter().all(|l| !body.name.get(*l).is_empty()) && !body.source.is_empty(), "{id}");
    }
    assert_eq!(catalogue.authority("post_office", today), None);
}

#[test]
fn kelas_support_has_the_address_and_number_of_the_guide_of_2025() {
    let catalogue = catalogue();
    let support = catalogue.authority("kela_support", day("2026-11-20")).expect("Kela's support");
    assert_eq!((support.email.as_str(), support.phone.as_str()), ("tekninentuki@kanta.fi", "020 634 7787"));
}

#[test]
fn the_supervisor_changes_at_new_year_2026_under_either_name() {
    let catalogue = catalogue();
    for asked in ["valvira", "lvv"] {
        let on = |text| catalogue.authority(asked, day(text)).map(|body| body.id.as_str());
        assert_eq!(on("2025-12-31"), Some("valvira"), "{asked}");
        assert_eq!(on("2026-01-01"), Some("lvv"), "{asked}");
    }
}

#[test]
fn the_certificate_authority_of_2018_is_found_through_the_one_of_today() {
    let catalogue = catalogue();
    assert_eq!(catalogue.authority("dvv", day("2018-10-15")).map(|body| body.id.as_str()), Some("vrk"));
    assert_eq!(catalogue.authority("vrk", day("2020-01-01")).map(|body| body.id.as_str()), Some("dvv"));
}

/// A catalogue with nothing but these authorities.
fn with_authorities(rows: &str) -> Result<Catalogue, CatalogueError> {
    Catalogue::parse(&format!("service = []\ndependency = []\nedge = []\n{rows}{}", periods_but(&[])))
}

fn row(rest: &str) -> String {
    format!("[[authority]]\nname = {{ fi = \"A\", sv = \"B\", en = \"C\" }}\nsource = \"test\"\n{rest}\n")
}

#[test]
fn times_that_make_no_sense_are_refused_in_words() {
    let cases = [
        (row("id = \"a\"\nvalid_from = \"2026-01-02\"\nvalid_to = \"2026-01-01\""), "ends before it begins"),
        (row("id = \"a\"\nsuccessor = \"b\""), "succeeded by nobody known"),
        (row("id = \"a\"\nvalid_to = \"2026-01-01\"") + &row("id = \"a\"\nvalid_from = \"2026-01-01\""), "twice"),
        (row("id = \"a\"") + &row("id = \"a\"\nvalid_from = \"2026-01-01\""), "twice"),
        (row("id = \"a\"\nvalid_from = \"2026-02-30\""), "cannot be read"),
    ];
    for (rows, words) in cases {
        let refusal = with_authorities(&rows).expect_err(words).to_string();
        assert!(refusal.contains(words), "{refusal} should say \"{words}\"");
    }
}

#[test]
fn an_authority_may_change_its_address_from_one_day_to_the_next() {
    let rows = row("id = \"a\"\nemail = \"vanha@example.fi\"\nvalid_to = \"2026-06-30\"")
        + &row("id = \"a\"\nemail = \"uusi@example.fi\"\nvalid_from = \"2026-07-01\"");
    let catalogue = with_authorities(&rows).expect("sound times");
    let email = |text| catalogue.authority("a", day(text)).map(|body| body.email.as_str());
    assert_eq!(email("2026-06-30"), Some("vanha@example.fi"));
    assert_eq!(email("2026-07-01"), Some("uusi@example.fi"));
}
