//! The next step of an incident: one thing, the most urgent first.
//!
//! Guarantee: pure; the order is the guide's own: decide, tell Kela, tell people, keep the promise, clear up (source 003, 4.2).
//! Non-goal: what the step is called, and where it is done.

use crate::incident::Standing;
use crate::terms::{IncidentState, TaskName};

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
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

/// The step that comes next. `open`: tasks that are owed; `unanswered`: questions that closing waits for.
pub fn next_step(standing: Standing, decided: bool, open: &[TaskName], unanswered: usize) -> NextStep {
    let owed = |name: TaskName| open.contains(&name);
    match standing.state {
        IncidentState::Closed => NextStep::Rest,
        IncidentState::Resolved if unanswered > 0 => NextStep::Answer,
        IncidentState::Resolved if !open.is_empty() => NextStep::Tasks,
        IncidentState::Resolved => NextStep::Close,
        _ if !decided && !standing.had_bulletin => NextStep::Triage,
        _ if owed(TaskName::UpdateDue) => NextStep::Late,
        _ if owed(TaskName::KelaCall) => NextStep::KelaCall,
        _ if owed(TaskName::KelaForm) => NextStep::KelaForm,
        _ if !standing.had_bulletin => NextStep::First,
        _ if owed(TaskName::VendorContact) => NextStep::Vendor,
        _ if owed(TaskName::OperatorContact) => NextStep::Operator,
        _ => NextStep::Update,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(state: IncidentState, had_bulletin: bool) -> Standing {
        Standing { state, had_bulletin }
    }

    #[test]
    fn kela_is_told_before_people_and_a_late_word_comes_before_kela() {
        use TaskName as T;
        let (open, active) = (standing(IncidentState::Open, false), standing(IncidentState::Active, true));
        let owed = [T::VendorContact, T::KelaForm, T::KelaCall];
        assert_eq!(next_step(open, false, &owed, 0), NextStep::Triage);
        assert_eq!(next_step(open, true, &owed, 0), NextStep::KelaCall);
        assert_eq!(next_step(open, true, &owed[..2], 0), NextStep::KelaForm);
        assert_eq!(next_step(open, true, &owed[..1], 0), NextStep::First);
        assert_eq!(next_step(active, true, &owed[..1], 0), NextStep::Vendor);
        assert_eq!(next_step(active, true, &[T::KelaCall, T::UpdateDue], 0), NextStep::Late);
        assert_eq!(next_step(active, true, &[], 3), NextStep::Update);
    }

    #[test]
    fn what_is_over_is_answered_then_cleared_up_then_closed() {
        let over = standing(IncidentState::Resolved, true);
        assert_eq!(next_step(over, true, &[TaskName::Reconcile], 1), NextStep::Answer);
        assert_eq!(next_step(over, true, &[TaskName::Reconcile], 0), NextStep::Tasks);
        assert_eq!(next_step(over, false, &[], 0), NextStep::Close);
        let closed = standing(IncidentState::Closed, true);
        assert_eq!(next_step(closed, true, &[TaskName::Reconcile], 1), NextStep::Rest);
    }
}
