//! Kela's disturbance form (häiriöilmoituslomake).
//!
//! Purpose: what must be told to Kela's technical support about a disturbance, as a PDF for people and JSON for machines.
//! Guarantee: only a checked form becomes either ([`KelaForm::check`]): with reporter and organisation (source 003, 4.2),
//! without any identity code, and with those screenshots only of which a person said that they show no personal data.
//! Non-goal: sending it, and knowing whether it must be sent.

mod check;
mod form;
mod labels;
mod lines;
mod pdf;

pub use check::{CheckedForm, FormProblem, FormProblemKind, Redacted, UnreadableForm};
pub use form::{
    Attachment, ConnectionPoint, KelaForm, LocalCheck, Named, Organisation, Reasoned, Reporter, ReporterRole, Risk,
    System,
};
pub(crate) use labels::verify;
pub use pdf::{PdfError, Picture};

#[cfg(test)]
mod tests;
