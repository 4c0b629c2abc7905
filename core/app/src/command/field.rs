//! Checks of typed-in fields, all of them before anything is written.

use majakka_domain::format::hetu;
use majakka_domain::refusal::{FieldProblem, Refusal};

/// Stands where an identity code stood in a text; the code itself is sealed with the report.
pub const REDACTED: &str = "[henkilötunnus]";

/// Collects what is wrong, so that every field gets its message at once.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<FieldProblem>);

impl Problems {
    /// Notes a problem; the same one of a field only once.
    pub(crate) fn add(&mut self, field: &'static str, problem: &'static str) {
        let noted = FieldProblem { field, problem };
        if !self.0.contains(&noted) {
            self.0.push(noted);
        }
    }

    /// Notes a problem if the field is empty.
    pub(crate) fn need(&mut self, field: &'static str, value: &str) {
        if value.trim().is_empty() {
            self.add(field, "missing");
        }
    }

    /// Notes a problem if the text is longer than `most` characters.
    pub(crate) fn at_most(&mut self, field: &'static str, value: &str, most: usize) {
        if value.chars().count() > most {
            self.add(field, "too_long");
        }
    }

    /// Notes a problem if an identity code stands in a text that others will read.
    pub(crate) fn no_hetu(&mut self, field: &'static str, value: &str) {
        if hetu::contains(value) {
            self.add(field, "hetu");
        }
    }

    /// Refuses if anything was wrong.
    pub(crate) fn refuse(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::Validation(self.0)) }
    }
}

/// A text for the desk's eyes without the identity codes in it.
pub(crate) fn redacted(text: &str) -> String {
    hetu::redact(text, REDACTED).text
}
