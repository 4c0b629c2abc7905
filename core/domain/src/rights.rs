//! Who may do what (docs/SCENARIOS.md; docs/DOMAIN.md 2).

use crate::terms::{AccountRole, Question};

/// Something a person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
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

/// Roles that are asked for more than a password: those that reach patients, accounts or the public.
pub fn demands_second_factor(roles: &[AccountRole]) -> bool {
    use AccountRole as R;
    roles.iter().any(|role| matches!(role, R::SystemAdmin | R::Dpo | R::Helpdesk | R::CommsOwner))
}

/// The roles that may do it by themselves, where the organisation's helpdesk does not publish.
pub fn roles_that_may(permission: Permission) -> Vec<AccountRole> {
    AccountRole::ALL.iter().copied().filter(|role| may(&[*role], permission, false)).collect()
}

/// May someone with these roles do it? `helpdesk_publishes` is the organisation's own rule for its helpdesk.
pub fn may(roles: &[AccountRole], permission: Permission, helpdesk_publishes: bool) -> bool {
    use AccountRole as R;
    let any = |allowed: &[R]| roles.iter().any(|role| allowed.contains(role));
    match permission {
        Permission::Report => roles.iter().any(|role| *role != R::Auditor),
        Permission::Triage => any(&[R::Helpdesk]),
        Permission::Escalate | Permission::Call => any(&[R::Helpdesk, R::Vendor]),
        Permission::Publish => any(&[R::CommsOwner]) || (helpdesk_publishes && any(&[R::Helpdesk])),
        Permission::Answer(Question::DataBreach | Question::KelaRegister | Question::SignificantIncident) => {
            any(&[R::Dpo])
        }
        Permission::Answer(Question::CustomerNotice | Question::SafetyReport)
        | Permission::EndTask
        | Permission::Close => any(&[R::Helpdesk, R::CommsOwner, R::Dpo]),
        Permission::PlanMaintenance => any(&[R::CommsOwner, R::Helpdesk]),
        Permission::EditContacts => any(&[R::AdminContact]),
        Permission::ReadAudit => any(&[R::Auditor, R::SystemAdmin]),
        Permission::OpenPatientReference => any(&[R::Helpdesk, R::Dpo]),
        Permission::Administer => any(&[R::SystemAdmin]),
        Permission::ReadDesk => any(&[R::Helpdesk, R::CommsOwner, R::Vendor, R::Dpo, R::AdminContact, R::Auditor]),
    }
}
