//! What a browser sent of a form.

use chrono::{DateTime, Utc};
use majakka_domain::catalogue::Texts;
use majakka_domain::format::time::{self, Side};
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::Language;
use serde::Deserialize;

/// Names with their values, in order; names may repeat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub struct FormValues(Vec<(String, String)>);

impl From<Vec<(String, String)>> for FormValues {
    fn from(sent: Vec<(String, String)>) -> Self {
        FormValues(sent)
    }
}

impl FormValues {
    /// The first value of a name, empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Every value of a name that is not empty.
    pub fn all<'t>(&'t self, name: &'t str) -> impl Iterator<Item = &'t str> {
        self.0.iter().filter(move |(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Was this box ticked, this button pressed?
    pub fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// Did the form have a field of this name, filled in or not?
    pub fn is_sent(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// One value more.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// The version that the writer looked at. A form without one was not made by us and is refused as stale.
    pub fn version(&self) -> Option<i64> {
        Some(self.get("version").parse().unwrap_or(-1))
    }

    /// One of a closed list; `missing` when nothing was chosen.
    ///
    /// # Errors
    /// [`Refusal::Validation`] on `field`.
    pub fn word<T: std::str::FromStr>(&self, prefix: &str, field: &'static str) -> Result<T, Refusal> {
        let value = self.get(&format!("{prefix}{field}"));
        value.parse().map_err(|_| Refusal::field(field, if value.is_empty() { "missing" } else { "unknown" }))
    }

    /// A time of a `datetime-local` field; none when empty.
    ///
    /// # Errors
    /// [`Refusal::Validation`] on `field`.
    pub fn time(&self, prefix: &str, field: &'static str, side: Side) -> Result<Option<DateTime<Utc>>, Refusal> {
        let value = self.get(&format!("{prefix}{field}")).trim();
        if value.is_empty() {
            return Ok(None);
        }
        time::parse_local_input(value, side).map(Some).map_err(|problem| Refusal::field(field, problem.key()))
    }

    /// A text in three languages: `NAME_fi`, `NAME_sv`, `NAME_en`.
    pub fn texts(&self, name: &str) -> Texts {
        let text = |language: Language| self.get(&format!("{name}_{language}")).trim().to_owned();
        Texts { fi: text(Language::Fi), sv: text(Language::Sv), en: text(Language::En) }
    }
}
