//! Who may do what (scenarios README, Rights; domain.md 2).

use crate::terms::{AccountRole, Question};

/// Something a person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Tell what was seen.
    Report,
    /// Decide where the cause lies; link, merge, split.
    Triage,
    /// Send the facts to a vendor, operator or Kela.
    Escalate,
    /// Log a telephone call.
    Call,
    /// Write a bulletin: first, update, final, correction.
    Publish,
    /// Answer one of the mandatory questions.
    Answer(Question),
    /// Say that a task was done.
    EndTask,
    /// Close the incident.
    Close,
    /// Plan, move or cancel an own break.
    PlanMaintenance,
    /// Change the contact register, absences included.
    EditContacts,
    /// Read the audit log.
    ReadAudit,
    /// Open a sealed patient reference, with a purpose.
    OpenPatientReference,
    /// Keep organisations, accounts and tokens.
    Administer,
    /// Look at the desk: incidents and reports.
    ReadDesk,
}

/// May someone with these roles do it? `helpdesk_publishes` is the organisation's own rule for its helpdesk.
pub fn may(roles: &[AccountRole], deed: Deed, helpdesk_publishes: bool) -> bool {
    use AccountRole as R;
    let any = |allowed: &[R]| roles.iter().any(|role| allowed.contains(role));
    match deed {
        Deed::Report => roles.iter().any(|role| *role != R::Auditor),
        Deed::Triage => any(&[R::Helpdesk]),
        Deed::Escalate | Deed::Call => any(&[R::Helpdesk, R::Vendor]),
        Deed::Publish => any(&[R::CommsOwner]) || (helpdesk_publishes && any(&[R::Helpdesk])),
        Deed::Answer(Question::DataBreach | Question::SignificantIncident) => any(&[R::Dpo]),
        Deed::Answer(Question::CustomerNotice | Question::SafetyReport) | Deed::EndTask | Deed::Close => {
            any(&[R::Helpdesk, R::CommsOwner, R::Dpo])
        }
        Deed::PlanMaintenance => any(&[R::CommsOwner, R::Helpdesk]),
        Deed::EditContacts => any(&[R::AdminContact]),
        Deed::ReadAudit => any(&[R::Auditor, R::SystemAdmin]),
        Deed::OpenPatientReference => any(&[R::Helpdesk, R::Dpo]),
        Deed::Administer => any(&[R::SystemAdmin]),
        Deed::ReadDesk => any(&[R::Helpdesk, R::CommsOwner, R::Vendor, R::Dpo, R::AdminContact, R::Auditor]),
    }
}
