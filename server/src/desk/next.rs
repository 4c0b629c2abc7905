//! The next step of an incident as its page says it: words, sign, and where it is done.

use majakka_domain::next_step::NextStep;
use majakka_domain::rights::Permission;
use majakka_domain::terms::AccountRole;

/// Key of its text, after `desk-next-`.
pub(super) const fn key(step: NextStep) -> &'static str {
    match step {
        NextStep::Triage => "triage",
        NextStep::KelaCall => "kela-call",
        NextStep::KelaForm => "kela-form",
        NextStep::Vendor => "vendor",
        NextStep::Operator => "operator",
        NextStep::First => "first",
        NextStep::Late => "late",
        NextStep::Update => "update",
        NextStep::Answer => "answer",
        NextStep::Tasks => "tasks",
        NextStep::Close => "close",
        NextStep::Rest => "rest",
    }
}

/// Its sign.
pub(super) const fn icon(step: NextStep) -> &'static str {
    match step {
        NextStep::Triage => "search",
        NextStep::KelaCall | NextStep::Vendor | NextStep::Operator => "phone",
        NextStep::KelaForm => "escalation",
        NextStep::First | NextStep::Late | NextStep::Update => "bulletin",
        NextStep::Answer | NextStep::Tasks => "edit",
        NextStep::Close | NextStep::Rest => "closed",
    }
}

/// Where it is done: the very form, also on the tab where one is already.
pub(super) fn href(step: NextStep, reference: &str) -> String {
    let base = format!("/desk/incidents/{reference}");
    let place = match step {
        NextStep::Rest => "",
        NextStep::Triage => "?tab=triage#decide",
        NextStep::KelaCall => "?tab=escalation#call",
        NextStep::KelaForm => "?tab=escalation#kela",
        NextStep::Vendor => "?tab=escalation#vendor",
        NextStep::Operator => "?tab=escalation#operator",
        NextStep::First => "/bulletin?kind=first",
        NextStep::Late | NextStep::Update => "/bulletin?kind=update",
        NextStep::Answer => "?tab=duties#questions",
        NextStep::Tasks => "?tab=duties#owed",
        NextStep::Close => "?tab=duties#closing",
    };
    base + place
}

/// Whoever may do any of these can do it; nobody needs anything to rest.
pub(super) const fn needs(step: NextStep) -> &'static [Permission] {
    use majakka_domain::terms::Question as Q;
    match step {
        NextStep::Triage => &[Permission::Triage],
        NextStep::KelaCall | NextStep::KelaForm | NextStep::Vendor | NextStep::Operator => &[Permission::Escalate],
        NextStep::First | NextStep::Late | NextStep::Update => &[Permission::Publish],
        NextStep::Answer => &[Permission::Answer(Q::DataBreach), Permission::Answer(Q::CustomerNotice)],
        NextStep::Tasks => &[Permission::EndTask],
        NextStep::Close => &[Permission::Close],
        NextStep::Rest => &[],
    }
}

/// Whose work it is, for whoever may not do it herself.
pub(super) const fn whose(step: NextStep) -> AccountRole {
    match step {
        NextStep::First | NextStep::Late | NextStep::Update => AccountRole::CommsOwner,
        NextStep::Answer => AccountRole::Dpo,
        _ => AccountRole::Helpdesk,
    }
}
