//! What is wrong with a form: all of it at once.

use majakka_domain::refusal::{FieldProblem, Refusal};
use serde::Serialize;

/// Several refusals of fields as one, so that each field gets its message at once.
#[derive(Debug, Default)]
pub struct Problems(Vec<FieldProblem>);

/// What is wrong with a field, for the summary over the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Id of the field.
    pub name: String,
    /// In words.
    pub error: String,
}

impl Problems {
    /// Notes what is wrong with a field.
    pub fn add(&mut self, field: &'static str, problem: &'static str) {
        self.0.push(FieldProblem::new(field, problem));
    }

    /// Keeps the value, or what was wrong with it.
    pub fn take<T>(&mut self, value: Result<T, Refusal>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(Refusal::Validation(problems)) => {
                self.0.extend(problems);
                None
            }
            Err(_) => None,
        }
    }

    /// The refusal of everything that was noted.
    pub fn into_refusal(self) -> Refusal {
        Refusal::Validation(self.0)
    }

    /// Refuses if anything was wrong.
    ///
    /// # Errors
    /// [`Refusal::Validation`]
    pub fn refuse(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::Validation(self.0)) }
    }
}
