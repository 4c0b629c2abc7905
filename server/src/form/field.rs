//! A control as the partials read it.

use majakka_domain::terms::Language;
use serde::Serialize;

use super::Choice;

/// A control of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its name and id.
    pub name: String,
    /// What stands in it; never a password.
    pub value: String,
    /// What is wrong with it, in the reader's language.
    pub error: Option<String>,
    /// What can be chosen, for lists.
    pub options: Vec<Choice>,
}

/// A control for one of the three languages in which a text is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Translated {
    /// Which.
    pub language: Language,
    /// The control.
    #[serde(flatten)]
    pub control: Field,
}

impl Field {
    /// A line of text.
    pub fn text(name: impl Into<String>, value: impl Into<String>) -> Self {
        Field { name: name.into(), value: value.into(), ..Field::default() }
    }

    /// A list to choose from.
    pub fn list(name: impl Into<String>, options: Vec<Choice>) -> Self {
        Field { name: name.into(), options, ..Field::default() }
    }

    /// With what is wrong.
    #[must_use]
    pub fn wrong(self, error: impl Into<String>) -> Self {
        Field { error: Some(error.into()), ..self }
    }
}
