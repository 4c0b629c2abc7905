//! From a form and what was typed in it to the controls of a page.
//!
//! A page may hold several forms; each has a prefix, so that names and ids stay unique on the page.

use majakka_domain::catalogue::Texts;
use majakka_domain::terms::Language;
use majakka_store::error::Result;

use super::{Choice, Described, Field, Fields, Form, FormAttempt, FormValues, Translated};
use crate::localizer::Localizer;

/// Makes the controls of one form of a page.
pub struct FormView<'a> {
    localizer: Localizer<'a>,
    prefix: &'a str,
    attempt: Option<&'a FormAttempt>,
}

impl<'a> FormView<'a> {
    /// The form with this prefix: refilled when it is the one that was sent.
    pub fn new(localizer: Localizer<'a>, attempt: &'a FormAttempt, prefix: &'a str) -> Self {
        let sent = attempt.refusal.is_some() && attempt.prefix == prefix;
        FormView { localizer, prefix, attempt: sent.then_some(attempt) }
    }

    /// All fields of a typed form: as typed, else as `stored`.
    ///
    /// # Errors
    /// A word of a closed list without a text.
    pub fn fields<F: Form>(&self, stored: &F) -> Result<Fields> {
        self.fields_offering(stored, |_| Vec::new())
    }

    /// As [`FormView::fields`], with what the page offers for a field beside the closed lists.
    ///
    /// # Errors
    /// As [`FormView::fields`].
    pub fn fields_offering<F: Form>(&self, stored: &F, offer: impl Fn(&str) -> Vec<Choice>) -> Result<Fields> {
        self.controls::<F>(&stored.values(self.prefix), offer)
    }

    /// As [`FormView::fields`], with only some fields filled in, by name.
    ///
    /// # Errors
    /// As [`FormView::fields`].
    pub fn prefilled<F: Form>(&self, some: &[(&str, &str)]) -> Result<Fields> {
        let mut stored = FormValues::default();
        some.iter().for_each(|(field, value)| stored.push(self.name(field), *value));
        self.controls::<F>(&stored, |_| Vec::new())
    }

    fn controls<F: Form>(&self, stored: &FormValues, offer: impl Fn(&str) -> Vec<Choice>) -> Result<Fields> {
        let values = self.attempt.map_or(stored, |attempt| &attempt.values);
        let shown = |described: &Described| {
            let name = self.name(described.name);
            let mut options = offer(described.name);
            if let Some((list, words)) = (described.list)().filter(|_| options.is_empty()) {
                let choice = |word| Ok(Choice::new(word, self.localizer.word(list, word)?));
                options = words.into_iter().map(choice).collect::<Result<_>>()?;
            }
            for option in &mut options {
                option.chosen = values.all(&name).any(|value| value == option.value);
            }
            let value = if described.is_secret { String::new() } else { values.get(&name).to_owned() };
            Ok((described.name, Field { error: self.error(described.name), value, options, name }))
        };
        F::DESCRIPTION.iter().map(shown).collect()
    }

    /// A line or several.
    pub fn text(&self, field: &str, default: impl Into<String>) -> Field {
        let name = self.name(field);
        let value = self.attempt.map_or_else(|| default.into(), |attempt| attempt.values.get(&name).to_owned());
        Field { error: self.error(field), ..Field::text(name, value) }
    }

    /// A text in three languages; what is wrong with it stands beside the Finnish one.
    pub fn texts(&self, field: &str, default: &Texts) -> Vec<Translated> {
        let one = |language: &Language| {
            let mut control = self.text(&format!("{field}_{language}"), default.get(*language));
            control.error = if *language == Language::Fi { self.error(field) } else { None };
            Translated { language: *language, control }
        };
        Language::ALL.iter().map(one).collect()
    }

    /// One of a list.
    pub fn one(&self, field: &str, options: Vec<Choice>, default: &str) -> Field {
        let text = self.text(field, default);
        let options = options.into_iter().map(|o| Choice { chosen: o.value == text.value, ..o }).collect();
        Field { options, ..text }
    }

    /// Any of a list; until something was typed as the options are chosen.
    pub fn any(&self, field: &str, options: Vec<Choice>) -> Field {
        let name = self.name(field);
        let chosen = |o: &Choice| match self.attempt {
            Some(attempt) => attempt.values.all(&name).any(|value| value == o.value),
            None => o.chosen,
        };
        let options = options.into_iter().map(|o| Choice { chosen: chosen(&o), ..o }).collect();
        Field { error: self.error(field), ..Field::list(name, options) }
    }

    /// One word of a closed list.
    ///
    /// # Errors
    /// A word without a text.
    pub fn words(&self, field: &str, list: &str, words: &[&'static str], default: &str) -> Result<Field> {
        let choice = |word: &&'static str| Ok(Choice::new(*word, self.localizer.word(list, word)?));
        Ok(self.one(field, words.iter().map(choice).collect::<Result<_>>()?, default))
    }

    fn name(&self, field: &str) -> String {
        format!("{}{field}", self.prefix)
    }

    fn error(&self, field: &str) -> Option<String> {
        let problem = self.attempt?.problems().iter().find(|p| p.field == field)?;
        Some(self.localizer.problem(problem))
    }
}
