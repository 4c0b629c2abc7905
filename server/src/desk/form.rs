//! Forms of the desk: what was typed stays, what is wrong stands beside it.
//!
//! A page may hold several forms; each has a prefix, so that names and ids stay unique on the page.

use chrono::{DateTime, Utc};
use majakka_domain::catalogue::Texts;
use majakka_domain::format::time::{self, Side};
use majakka_domain::refusal::{FieldProblem, Refusal};
use majakka_domain::terms::Language;
use majakka_store::error::Result;
use serde::{Deserialize, Serialize};

use super::context::{DeskContext, RefusedForm};

/// What a form sent: names with their values, in order, names may repeat.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct FormValues(Vec<(String, String)>);

impl FormValues {
    /// The first value of a name, empty when there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Every value of a name that is not empty.
    pub(super) fn all<'t>(&'t self, name: &'t str) -> impl Iterator<Item = &'t str> {
        self.0.iter().filter(move |(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Was this box ticked, this button pressed?
    pub(super) fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// The version that the writer looked at. A form without one was not made by us and is refused as stale.
    pub(super) fn version(&self) -> Option<i64> {
        Some(self.get("version").parse().unwrap_or(-1))
    }

    /// One of a closed list; `missing` when nothing was chosen.
    pub(super) fn word<T: std::str::FromStr>(&self, prefix: &str, field: &'static str) -> Result<T, Refusal> {
        let value = self.get(&format!("{prefix}{field}"));
        value.parse().map_err(|_| Refusal::field(field, if value.is_empty() { "missing" } else { "unknown" }))
    }

    /// A time of a `datetime-local` field; none when empty.
    pub(super) fn time(&self, prefix: &str, field: &'static str, side: Side) -> Result<Option<DateTime<Utc>>, Refusal> {
        let value = self.get(&format!("{prefix}{field}")).trim();
        if value.is_empty() {
            return Ok(None);
        }
        time::parse_local_input(value, side).map(Some).map_err(|problem| Refusal::field(field, problem.key()))
    }

    /// A text in three languages: `NAME_fi`, `NAME_sv`, `NAME_en`.
    pub(super) fn texts(&self, name: &str) -> Texts {
        let of = |language: Language| self.get(&format!("{name}_{language}")).trim().to_owned();
        Texts { fi: of(Language::Fi), sv: of(Language::Sv), en: of(Language::En) }
    }
}

/// Several refusals of fields as one, so that each field gets its message at once.
#[derive(Debug, Default)]
pub(super) struct Gathered(Vec<FieldProblem>);

impl Gathered {
    /// Keeps the value, or what was wrong with it.
    pub(super) fn take<T>(&mut self, value: Result<T, Refusal>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(Refusal::Validation(problems)) => {
                self.0.extend(problems);
                None
            }
            Err(_) => None,
        }
    }

    /// Refuses if anything was wrong.
    pub(super) fn refuse(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::Validation(self.0)) }
    }
}

/// What is wrong with a field, for the summary.
#[derive(Debug, Clone, Serialize)]
pub struct FieldError {
    /// Id of the field.
    pub name: String,
    /// In words.
    pub error: String,
}

/// A control of a form as the partials read it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Field {
    /// Its name and id.
    pub name: String,
    /// What stands in it.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// What can be chosen.
    pub options: Vec<Choice>,
}

/// One thing to choose.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub text: String,
    /// A line of help.
    pub hint: Option<String>,
    /// Is it the one?
    pub chosen: bool,
}

impl Choice {
    /// Not chosen yet, without help.
    pub(super) fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Choice { value: value.into(), text: text.into(), hint: None, chosen: false }
    }
}

/// Makes the controls of one form on a page.
pub(super) struct Form<'a> {
    context: &'a DeskContext<'a>,
    prefix: &'a str,
    tried: Option<&'a RefusedForm>,
}

impl<'a> Form<'a> {
    /// The form with this prefix: refilled when it is the one that was sent.
    pub(super) fn of(context: &'a DeskContext<'a>, tried: &'a RefusedForm, prefix: &'a str) -> Self {
        let sent = tried.refusal.is_some() && tried.form == prefix;
        Form { context, prefix, tried: sent.then_some(tried) }
    }

    fn error(&self, field: &str) -> Option<String> {
        match &self.tried?.refusal {
            Some(Refusal::Validation(problems)) => {
                problems.iter().find(|p| p.field == field).map(|p| self.context.problem(p.problem))
            }
            _ => None,
        }
    }

    /// A line or several.
    pub(super) fn text(&self, field: &str, default: impl Into<String>) -> Field {
        let name = format!("{}{field}", self.prefix);
        let value = self.tried.map_or_else(|| default.into(), |tried| tried.typed.get(&name).to_owned());
        Field { error: self.error(field), name, value, options: Vec::new() }
    }

    /// A text in three languages; what is wrong with it stands beside the Finnish one.
    pub(super) fn texts(&self, field: &str, default: &Texts) -> Vec<Translated> {
        let one = |language: &Language| {
            let mut control = self.text(&format!("{field}_{language}"), default.get(*language));
            control.error = if *language == Language::Fi { self.error(field) } else { None };
            Translated { language: *language, control }
        };
        Language::ALL.iter().map(one).collect()
    }

    /// One of a list.
    pub(super) fn one(&self, field: &str, options: Vec<Choice>, default: &str) -> Field {
        let text = self.text(field, default);
        let options = options.into_iter().map(|o| Choice { chosen: o.value == text.value, ..o }).collect();
        Field { options, ..text }
    }

    /// Any of a list.
    pub(super) fn any(&self, field: &str, options: Vec<Choice>) -> Field {
        let name = format!("{}{field}", self.prefix);
        let chosen = |o: &Choice| match self.tried {
            Some(tried) => tried.typed.all(&name).any(|value| value == o.value),
            None => o.chosen,
        };
        let options = options.into_iter().map(|o| Choice { chosen: chosen(&o), ..o }).collect();
        Field { error: self.error(field), value: String::new(), options, name }
    }

    /// One word of a closed list of the domain.
    pub(super) fn words(&self, field: &str, list: &str, words: &[&'static str], default: &str) -> Result<Field> {
        let choice = |word: &&'static str| Ok(Choice::new(*word, self.context.word(list, word)?));
        Ok(self.one(field, words.iter().map(choice).collect::<Result<_>>()?, default))
    }
}

/// A control for one language.
#[derive(Debug, Clone, Serialize)]
pub struct Translated {
    /// Which.
    pub language: Language,
    /// The control.
    #[serde(flatten)]
    pub control: Field,
}
