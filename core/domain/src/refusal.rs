//! Why a step was turned down: the codes of docs/SCENARIOS.md, strongest first.

use crate::terms::TokenScope;

/// One field that was missing or wrong. `problem` is a key of `templates/i18n/`, `problem-…`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldProblem {
    /// Name of the field as the form and the API know it.
    pub field: &'static str,
    /// What is wrong with it, as a message key without its prefix: `missing`, `hetu`, `too_long` …
    pub problem: &'static str,
}

/// A typed "no". The order of the variants is the order in which they are looked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The one who asked may not.
    #[error("forbidden")]
    Forbidden,
    /// The token of the program that asked was made for something else (RFC 6750, 3.1).
    #[error("insufficient_scope: {0}")]
    MissingScope(TokenScope),
    /// Fields are missing or wrong.
    #[error("validation: {}", .0.iter().map(|p| format!("{} {}", p.field, p.problem)).collect::<Vec<_>>().join(", "))]
    Validation(Vec<FieldProblem>),
    /// The Kela form has no sender.
    #[error("kela_form_incomplete")]
    KelaFormIncomplete,
    /// Told the first, not told the last.
    #[error("final_bulletin_missing")]
    FinalBulletinMissing,
    /// Questions wait for an answer.
    #[error("open_questions")]
    OpenQuestions,
    /// Tasks are owed.
    #[error("open_tasks")]
    OpenTasks,
    /// The last holder of a mandatory role.
    #[error("last_mandatory_contact")]
    LastMandatoryContact,
    /// The number cannot take a text message.
    #[error("not_sms_capable")]
    NotSmsCapable,
    /// The incident has moved on since.
    #[error("stale")]
    Stale,
}

impl Refusal {
    /// One wrong field.
    pub fn field(field: &'static str, problem: &'static str) -> Self {
        Refusal::Validation(vec![FieldProblem { field, problem }])
    }

    /// What is wrong with which field.
    pub const fn problems(&self) -> &[FieldProblem] {
        match self {
            Refusal::Validation(problems) => problems.as_slice(),
            Refusal::MissingScope(TokenScope::Report) => &[FieldProblem { field: "scope", problem: "scope_report" }],
            Refusal::MissingScope(TokenScope::Read) => &[FieldProblem { field: "scope", problem: "scope_read" }],
            Refusal::MissingScope(TokenScope::Evidence) => {
                &[FieldProblem { field: "scope", problem: "scope_evidence" }]
            }
            _ => &[],
        }
    }

    /// The stable code that the API and the scenarios use.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::Forbidden => "forbidden",
            Refusal::MissingScope(_) => "insufficient_scope",
            Refusal::Validation(_) => "validation",
            Refusal::KelaFormIncomplete => "kela_form_incomplete",
            Refusal::FinalBulletinMissing => "final_bulletin_missing",
            Refusal::OpenQuestions => "open_questions",
            Refusal::OpenTasks => "open_tasks",
            Refusal::LastMandatoryContact => "last_mandatory_contact",
            Refusal::NotSmsCapable => "not_sms_capable",
            Refusal::Stale => "stale",
        }
    }
}
