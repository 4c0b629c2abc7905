//! The next step of an incident: one thing, the most urgent first.
//!
//! Pure; the order is the guide's own: decide, tell Kela, tell people, keep the promise, clear up (source 003, 4.2).

use majakka_domain::terms::{IncidentState, TaskName};
use majakka_store::incident::Incident;

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Decide where the cause lies.
    Triage,
    /// Call Kela.
    KelaCall,
    /// Send the form to Kela.
    KelaForm,
    /// Contact the vendor.
    Vendor,
    /// Contact the operator or broker.
    Operator,
    /// Write the first bulletin.
    First,
    /// Write the bulletin that is late.
    Late,
    /// Write the next one by the promised time, or the last one.
    Update,
    /// Answer what must be answered.
    Answer,
    /// Do what is left to do.
    Tasks,
    /// Close it.
    Close,
    /// Nothing.
    Rest,
}

impl Step {
    /// Key of its text, after `desk-next-`.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Step::Triage => "triage",
            Step::KelaCall => "kela-call",
            Step::KelaForm => "kela-form",
            Step::Vendor => "vendor",
            Step::Operator => "operator",
            Step::First => "first",
            Step::Late => "late",
            Step::Update => "update",
            Step::Answer => "answer",
            Step::Tasks => "tasks",
            Step::Close => "close",
            Step::Rest => "rest",
        }
    }

    /// Its sign.
    pub(super) const fn icon(self) -> &'static str {
        match self {
            Step::Triage => "search",
            Step::KelaCall | Step::Vendor | Step::Operator => "phone",
            Step::KelaForm => "escalation",
            Step::First | Step::Late | Step::Update => "bulletin",
            Step::Answer | Step::Tasks => "edit",
            Step::Close | Step::Rest => "closed",
        }
    }

    /// Where it is done.
    pub(super) fn href(self, reference: &str) -> String {
        let base = format!("/desk/incidents/{reference}");
        match self {
            Step::Triage | Step::Rest => base,
            Step::KelaCall | Step::KelaForm | Step::Vendor | Step::Operator => format!("{base}?tab=escalation"),
            Step::First => format!("{base}/bulletin?kind=first"),
            Step::Late | Step::Update => format!("{base}/bulletin?kind=update"),
            Step::Answer | Step::Tasks | Step::Close => format!("{base}?tab=duties"),
        }
    }
}

/// The step that comes next. `unanswered`: questions that closing waits for.
pub(super) fn next(row: &Incident, open: &[TaskName], unanswered: usize) -> Step {
    let owed = |name: TaskName| open.contains(&name);
    let told = row.first_bulletin_at.is_some();
    match row.state {
        IncidentState::Closed => Step::Rest,
        IncidentState::Resolved if unanswered > 0 => Step::Answer,
        IncidentState::Resolved if !open.is_empty() => Step::Tasks,
        IncidentState::Resolved => Step::Close,
        _ if row.decided_origin.is_none() && !told => Step::Triage,
        _ if owed(TaskName::UpdateDue) => Step::Late,
        _ if owed(TaskName::KelaCall) => Step::KelaCall,
        _ if owed(TaskName::KelaForm) => Step::KelaForm,
        _ if !told => Step::First,
        _ if owed(TaskName::VendorContact) => Step::Vendor,
        _ if owed(TaskName::OperatorContact) => Step::Operator,
        _ => Step::Update,
    }
}
