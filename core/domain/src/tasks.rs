//! What people owe: tasks that a decision, an answer or the end of an incident opens (docs/SCENARIOS.md).
//!
//! Guarantee: pure; what is already owed or done is for the caller to leave out.
//! Non-goal: statutory clocks; those are in `statutory`.

use crate::catalogue::FunctionFlag;
use crate::evidence::{Evidence, Report};
use crate::terms::{Effect, Extent, KelaReport, Origin, Question, TaskName, YesNo};
use crate::triage::{Decided, Duty};

/// What was done already, so that no form or call is asked for twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Done {
    /// Kela's mail server took the form.
    pub form_accepted: bool,
    /// A person at Kela was reached.
    pub call_reached: bool,
    /// The vendor was contacted.
    pub vendor_contacted: bool,
    /// The operator or broker was contacted.
    pub operator_contacted: bool,
}

/// Tasks that a triage opens.
pub fn opened_by_triage(decided: Decided, duty: &Duty, done: Done) -> Vec<TaskName> {
    let must = duty.report == KelaReport::Must;
    [
        (TaskName::KelaForm, must && !done.form_accepted),
        (TaskName::KelaCall, must && duty.call && !done.call_reached),
        (
            TaskName::VendorContact,
            decided.origin == Origin::Local && decided.extent > Extent::Workstation && !done.vendor_contacted,
        ),
        (TaskName::OperatorContact, decided.origin == Origin::Network && !done.operator_contacted),
    ]
    .into_iter()
    .filter_map(|(task, owed)| owed.then_some(task))
    .collect()
}

/// Tasks that an answer opens.
pub fn opened_by_answer(question: Question, value: YesNo) -> &'static [TaskName] {
    match (question, value) {
        (Question::CustomerNotice, YesNo::Yes) => &[TaskName::CustomerNotice],
        (Question::SafetyReport, YesNo::Yes) => &[TaskName::SafetyReportFimea, TaskName::SafetyReportLvv],
        (Question::DataBreach, YesNo::Yes) => &[TaskName::DpoAssessment],
        // A breach in what Kela controls is told to Kela without delay (kanta.fi, what to do in suspected data breaches).
        (Question::KelaRegister, YesNo::Yes) => &[TaskName::KelaBreachNotice],
        _ => &[],
    }
}

/// Tasks that an answer ends.
pub fn ended_by_answer(question: Question, value: YesNo) -> &'static [TaskName] {
    match (question, value) {
        (Question::DataBreach, YesNo::No) => &[TaskName::DpoAssessment, TaskName::KelaBreachNotice],
        (Question::KelaRegister, YesNo::No) => &[TaskName::KelaBreachNotice],
        _ => &[],
    }
}

/// Tasks that the end of an incident opens (source 003, 5 and 6.2; docs/DOMAIN.md 3d).
pub fn opened_by_resolve(evidence: &Evidence<'_>) -> Vec<TaskName> {
    let hit = |flag: FunctionFlag, at_least: Effect| {
        let is = |r: &&Report| evidence.catalogue.function_is(&r.service, &r.function, flag);
        evidence.reports.iter().filter(is).any(|r| r.effect >= at_least)
    };
    [
        (TaskName::VerifySaved, hit(FunctionFlag::Saves, Effect::Degrades)),
        (TaskName::Reconcile, hit(FunctionFlag::Prescription, Effect::Prevents)),
    ]
    .into_iter()
    .filter_map(|(task, owed)| owed.then_some(task))
    .collect()
}

/// Tasks that a person may tick off; the others end by the deed itself (the form, the call, the bulletin).
pub const fn ends_by_hand(task: TaskName) -> bool {
    !matches!(
        task,
        TaskName::KelaForm
            | TaskName::KelaCall
            | TaskName::VendorContact
            | TaskName::OperatorContact
            | TaskName::UpdateDue
            | TaskName::ConnectionReopening
    )
}

/// Questions that must be answered before an incident is closed.
pub fn questions_before_closing(had_bulletin: bool, reports: &[Report]) -> Vec<Question> {
    let all = [
        (Question::CustomerNotice, had_bulletin),
        (Question::SafetyReport, had_bulletin || reports.iter().any(|r| r.safety_risk)),
        (Question::DataBreach, had_bulletin || reports.iter().any(|r| r.privacy_risk)),
    ];
    all.into_iter().filter_map(|(question, asked)| asked.then_some(question)).collect()
}
