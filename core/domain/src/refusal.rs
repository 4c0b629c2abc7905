//! Why a step was turned down: the codes of docs/SCENARIOS.md, strongest first.

use chrono::{DateTime, Utc};

use crate::terms::TokenScope;

/// One field that was missing or wrong. `problem` is a key of `templates/i18n/`, `problem-…`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldProblem {
    /// Name of the field as the form and the API know it.
    pub field: &'static str,
    /// What is wrong with it, as a message key without its prefix: `missing`, `hetu`, `too_long` …
    pub problem: &'static str,
    /// What the message names, by the name of its argument.
    #[serde(skip)]
    pub facts: Vec<(&'static str, Fact)>,
}

/// What a message about a problem names. It is put into words where the reader's language is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A count, a limit, a place.
    Number(usize),
    /// A point in time, as it was understood.
    Time(DateTime<Utc>),
    /// A word or character, as it was written.
    Word(String),
}

impl FieldProblem {
    /// A problem whose message names nothing.
    pub const fn new(field: &'static str, problem: &'static str) -> Self {
        FieldProblem { field, problem, facts: Vec::new() }
    }

    /// With something that its message names.
    #[must_use]
    pub fn naming(mut self, name: &'static str, fact: Fact) -> Self {
        self.facts.push((name, fact));
        self
    }
}

impl From<FieldProblem> for Refusal {
    fn from(problem: FieldProblem) -> Self {
        Refusal::Validation(vec![problem])
    }
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
        FieldProblem::new(field, problem).into()
    }

    /// What is wrong with which field.
    pub fn problems(&self) -> &[FieldProblem] {
        static REPORT: FieldProblem = FieldProblem::new("scope", "scope_report");
        static READ: FieldProblem = FieldProblem::new("scope", "scope_read");
        static EVIDENCE: FieldProblem = FieldProblem::new("scope", "scope_evidence");
        match self {
            Refusal::Validation(problems) => problems.as_slice(),
            Refusal::MissingScope(TokenScope::Report) => std::slice::from_ref(&REPORT),
            Refusal::MissingScope(TokenScope::Read) => std::slice::from_ref(&READ),
            Refusal::MissingScope(TokenScope::Evidence) => std::slice::from_ref(&EVIDENCE),
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
