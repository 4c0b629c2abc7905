//! One language's way of saying things.

use chrono::{DateTime, Utc};
use majakka_domain::catalogue::Texts;
use majakka_domain::format::time;
use majakka_domain::terms::Language;

use super::super::{FluentValue, I18n, RenderError};

/// A text, and the language that it is in: not always the one that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) text: String,
    pub(super) language: Language,
}

/// A language and the moment of speaking.
#[derive(Clone, Copy)]
pub(super) struct Voice<'a> {
    pub(super) i18n: &'a I18n,
    pub(super) language: Language,
    pub(super) now: DateTime<Utc>,
}

impl Voice<'_> {
    pub(super) fn say(self, key: &str, arguments: &[(&str, &str)]) -> Result<String, RenderError> {
        let arguments: Vec<(&str, FluentValue<'_>)> =
            arguments.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
        self.i18n.text(self.language, key, &arguments)
    }

    pub(super) fn phrase(self, text: String) -> Phrase {
        Phrase { text, language: self.language }
    }

    /// "Not known", in so many words: nothing is left out silently.
    pub(super) fn not_known(self) -> Result<Phrase, RenderError> {
        Ok(self.phrase(self.say("not-known", &[])?))
    }

    /// The text in this language; else in the first that has one, marked as such. `None` when nobody wrote any.
    pub(super) fn pick(self, texts: &Texts) -> Option<Phrase> {
        let languages = [self.language].into_iter().chain(Language::ALL.iter().copied());
        let written = |language: Language| Phrase { text: texts.get(language).trim().replace("\r\n", "\n"), language };
        languages.map(written).find(|phrase| !phrase.text.is_empty())
    }

    pub(super) fn pick_or_not_known(self, texts: &Texts) -> Result<Phrase, RenderError> {
        self.pick(texts).map_or_else(|| self.not_known(), Ok)
    }

    /// `to 19.11.2026 klo 7.40`, or not known.
    pub(super) fn long(self, at: Option<DateTime<Utc>>) -> Result<Phrase, RenderError> {
        at.map_or_else(|| self.not_known(), |at| Ok(self.phrase(time::long(at, self.language))))
    }

    pub(super) fn short(self, at: DateTime<Utc>) -> String {
        time::short(at, self.now, self.language)
    }

    /// From when to when, shortly: `19.11. klo 6.00-7.00`; with both dates when the end is on another day.
    pub(super) fn span(self, starts: DateTime<Utc>, ends: DateTime<Utc>) -> String {
        let same_day = time::helsinki_day(starts) == time::helsinki_day(ends);
        let end = if same_day { bare(&time::clock(ends, self.language)) } else { self.short(ends) };
        let dash = if same_day { "-" } else { " - " };
        format!("{}{dash}{end}", self.short(starts))
    }

    /// `a, b ja c`.
    pub(super) fn list(self, items: &[String]) -> Result<String, RenderError> {
        match items {
            [] => Ok(String::new()),
            [only] => Ok(only.clone()),
            [first @ .., last] => self.say("list-last", &[("first", &first.join(", ")), ("last", last)]),
        }
    }
}

/// The digits of a time of day, without `klo`.
fn bare(clock: &str) -> String {
    clock.rsplit(' ').next().unwrap_or(clock).to_owned()
}

/// White space of any kind as single spaces: a line break must not reach a subject or a text message.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
