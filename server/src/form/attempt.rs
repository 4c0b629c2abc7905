//! A form that was sent and not taken.

use actix_web::http::StatusCode;
use majakka_domain::refusal::{FieldProblem, Refusal};
use majakka_store::error::{Error, Result};

use super::{FieldError, FormValues};
use crate::localizer::Localizer;

/// What was typed, and why it was not taken. The empty one is a page that is looked at.
#[derive(Debug, Clone, Default)]
pub struct FormAttempt {
    /// Which form of the page it was: the prefix of its fields.
    pub prefix: String,
    /// What stood in it.
    pub values: FormValues,
    /// Why not.
    pub refusal: Option<Refusal>,
}

impl FormAttempt {
    /// A refused form; faults that are no refusals stay faults.
    ///
    /// # Errors
    /// The fault.
    pub fn refused(prefix: &str, values: FormValues, cause: Error) -> Result<Self> {
        match cause {
            Error::Refused(refusal) => Ok(FormAttempt { prefix: prefix.to_owned(), values, refusal: Some(refusal) }),
            other => Err(other),
        }
    }

    /// A form with wrong fields, for pages that have no other place for a refusal than beside a field.
    ///
    /// # Errors
    /// Any other refusal, and every fault.
    pub fn wrong(prefix: &str, values: FormValues, cause: Error) -> Result<Self> {
        match cause {
            Error::Refused(Refusal::Validation(_)) => FormAttempt::refused(prefix, values, cause),
            other => Err(other),
        }
    }

    /// A form that is shown again as it was typed, though nothing is wrong with it.
    pub fn kept(prefix: &str, values: FormValues) -> Self {
        FormAttempt { prefix: prefix.to_owned(), values, refusal: Some(Refusal::Validation(Vec::new())) }
    }

    /// What is wrong with which field.
    pub fn problems(&self) -> &[FieldProblem] {
        match &self.refusal {
            Some(Refusal::Validation(problems)) => problems,
            _ => &[],
        }
    }

    /// The summary over the form. What is wrong with a text in three languages stands beside the first of them.
    pub fn errors(&self, localizer: Localizer<'_>) -> Vec<FieldError> {
        let told = |p: &FieldProblem| {
            let name = format!("{}{}", self.prefix, p.field);
            let finnish = format!("{name}_fi");
            let name = if self.values.is_sent(&finnish) { finnish } else { name };
            FieldError { name, error: localizer.problem(p) }
        };
        self.problems().iter().map(told).collect()
    }

    /// The HTTP status of the page that shows it.
    pub fn status(&self) -> StatusCode {
        match &self.refusal {
            None => StatusCode::OK,
            Some(Refusal::Forbidden) => StatusCode::FORBIDDEN,
            Some(Refusal::Validation(_)) => StatusCode::UNPROCESSABLE_ENTITY,
            Some(_) => StatusCode::CONFLICT,
        }
    }
}
