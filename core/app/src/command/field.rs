//! Checks of typed-in fields, all of them before anything is written.
//!
//! Guarantee: what a step keeps passed the door of texts, whichever way it came: by a form, a program, a letter or a story.

use chrono::{DateTime, Utc};
use majakka_domain::bounds::{self, TimeOf};
use majakka_domain::format::hetu;
use majakka_domain::refusal::{Fact, FieldProblem, Refusal};
use majakka_domain::terms::Language;
use majakka_domain::text;

/// Longest reason, note or purpose that a step keeps.
pub(crate) const LONGEST_NOTE: usize = 2_000;
/// Longest name of a person or a thing.
pub(crate) const LONGEST_NAME: usize = 200;

/// Stands where an identity code stood in a text; the code itself is sealed with the report.
pub const REDACTED: &str = redaction(Language::Fi);

/// The same in the language of who wrote the text.
pub const fn redaction(language: Language) -> &'static str {
    match language {
        Language::Fi => "[henkilötunnus]",
        Language::Sv => "[personbeteckning]",
        Language::En => "[identity code]",
    }
}

/// Collects what is wrong, so that every field gets its message at once.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<FieldProblem>);

impl Problems {
    /// Notes a problem; the same one of a field only once.
    pub(crate) fn add(&mut self, field: &'static str, problem: &'static str) {
        self.note(FieldProblem::new(field, problem));
    }

    /// Notes a problem that names something; the same one of a field only once.
    pub(crate) fn note(&mut self, noted: FieldProblem) {
        if !self.0.iter().any(|known| (known.field, known.problem) == (noted.field, noted.problem)) {
            self.0.push(noted);
        }
    }

    /// Notes a problem if the field is empty.
    pub(crate) fn need(&mut self, field: &'static str, value: &str) {
        if value.trim().is_empty() {
            self.add(field, "missing");
        }
    }

    /// A name that others read, in one line: it is there, of bounded length, and no identity code stands in it.
    pub(crate) fn name(&mut self, field: &'static str, value: &str, most: usize) -> String {
        let name = text::line(value);
        self.need(field, &name);
        self.at_most(field, &name, most);
        self.no_hetu(field, &name);
        name
    }

    /// Notes a problem if the text is longer than `most` characters.
    pub(crate) fn at_most(&mut self, field: &'static str, value: &str, most: usize) {
        if value.chars().count() > most {
            self.note(FieldProblem::new(field, "too_long").naming("most", Fact::Number(most)));
        }
    }

    /// Notes a problem if the time cannot be meant.
    pub(crate) fn time(&mut self, what: TimeOf, field: &'static str, at: DateTime<Utc>, now: DateTime<Utc>) {
        if let Err(problem) = bounds::judge(what, field, at, now) {
            self.note(problem);
        }
    }

    /// Notes a problem if an identity code stands in a text that others will read.
    pub(crate) fn no_hetu(&mut self, field: &'static str, value: &str) {
        if hetu::contains(value) {
            self.add(field, "hetu");
        }
    }

    /// Was anything wrong with this field?
    pub(crate) fn has(&self, field: &str) -> bool {
        self.0.iter().any(|problem| problem.field == field)
    }

    /// Refuses if anything was wrong.
    pub(crate) fn refuse(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::Validation(self.0)) }
    }
}

/// A text for the desk's eyes without the identity codes in it.
pub(crate) fn redacted(text: &str) -> String {
    hetu::redact(text::clean(text).trim(), REDACTED).text
}

/// The same in one line.
pub(crate) fn redacted_line(text: &str) -> String {
    hetu::redact(&text::line(text), REDACTED).text
}
