//! Controls of forms as the partials read them: what was typed stays, and what is wrong stands beside it.

use majakka_domain::refusal::FieldProblem;
use majakka_domain::terms::Language;
use majakka_messages::Renderer;
use serde::Serialize;

use crate::failure;

/// One control of a form.
#[derive(Debug, Clone, Serialize)]
pub struct Control {
    /// Its name and id.
    pub name: &'static str,
    /// What was typed; never a password.
    pub value: String,
    /// What is wrong with it, in the reader's language.
    pub error: Option<String>,
    /// What can be chosen, for lists.
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
    /// Is it chosen?
    pub chosen: bool,
}

impl Choice {
    /// A choice without help.
    pub fn new(value: impl Into<String>, text: impl Into<String>, chosen: bool) -> Self {
        Choice { value: value.into(), text: text.into(), hint: None, chosen }
    }
}

impl Control {
    /// A line of text.
    pub fn text(name: &'static str, value: impl Into<String>) -> Self {
        Control { name, value: value.into(), error: None, options: Vec::new() }
    }

    /// A list to choose from.
    pub fn list(name: &'static str, options: Vec<Choice>) -> Self {
        Control { name, value: String::new(), error: None, options }
    }

    /// With what is wrong.
    pub fn wrong(self, error: impl Into<String>) -> Self {
        Control { error: Some(error.into()), ..self }
    }
}

/// Says beside each control what is wrong with it; what belongs to no control is said of the first.
pub fn tell(controls: &mut [&mut Control], problems: &[FieldProblem], renderer: &Renderer, language: Language) {
    for problem in problems {
        let at = controls.iter().position(|control| control.name == problem.field).unwrap_or(0);
        if let Some(control) = controls.get_mut(at) {
            control.error.get_or_insert_with(|| failure::message(renderer, language, problem));
        }
    }
}
