//! The state machine of an incident: `open` → `active` → `resolved` → `closed` (docs/SCENARIOS.md).
//!
//! Guarantee: a step either names the next state or a typed refusal, and the refusals come in the order that the README gives.
//! Non-goal: who may do it (`rights`) and what it says (`render`).

use crate::refusal::Refusal;
use crate::terms::{IncidentState, KelaState};

/// As much of an incident as decides which steps are open to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub state: IncidentState,
    /// Has a bulletin gone out?
    pub had_bulletin: bool,
}

impl Standing {
    fn is_over(self) -> bool {
        matches!(self.state, IncidentState::Resolved | IncidentState::Closed)
    }

    /// The first bulletin.
    ///
    /// # Errors
    /// `validation` when it has had one, `stale` when it is over.
    pub fn publish(self) -> Result<IncidentState, Refusal> {
        if self.had_bulletin {
            return Err(Refusal::field("incident", "has_first_bulletin"));
        }
        if self.is_over() { Err(Refusal::Stale) } else { Ok(IncidentState::Active) }
    }

    /// A further bulletin.
    ///
    /// # Errors
    /// `validation` before the first one, `stale` when it is over.
    pub fn update(self) -> Result<IncidentState, Refusal> {
        if !self.had_bulletin {
            return Err(Refusal::field("incident", "no_first_bulletin"));
        }
        if self.is_over() { Err(Refusal::Stale) } else { Ok(IncidentState::Active) }
    }

    /// The end: with a bulletin if there was one.
    ///
    /// # Errors
    /// `stale` when it is over already.
    pub fn resolve(self) -> Result<IncidentState, Refusal> {
        if self.is_over() { Err(Refusal::Stale) } else { Ok(IncidentState::Resolved) }
    }

    /// A decision about the cause.
    ///
    /// # Errors
    /// `stale` when it is over.
    pub fn triage(self) -> Result<(), Refusal> {
        if self.is_over() { Err(Refusal::Stale) } else { Ok(()) }
    }

    /// Anything that is still possible after the end, but not once it is closed: answers, tasks, calls, forms.
    ///
    /// # Errors
    /// `stale` when it is closed.
    pub fn aftermath(self) -> Result<(), Refusal> {
        if self.state == IncidentState::Closed { Err(Refusal::Stale) } else { Ok(()) }
    }

    /// Writing down what was learnt, for the incident's public page. Closing does not end it.
    ///
    /// # Errors
    /// `validation` when no bulletin ever went out, `stale` while it runs.
    pub fn review(self) -> Result<(), Refusal> {
        if !self.had_bulletin {
            return Err(Refusal::field("incident", "no_first_bulletin"));
        }
        if self.is_over() { Ok(()) } else { Err(Refusal::Stale) }
    }

    /// Clearing up is done.
    ///
    /// # Errors
    /// `final_bulletin_missing`, `open_questions`, `open_tasks`, `stale`, in this order.
    pub fn close(self, unanswered: usize, open_tasks: usize) -> Result<IncidentState, Refusal> {
        if self.state == IncidentState::Active {
            return Err(Refusal::FinalBulletinMissing);
        }
        if unanswered > 0 {
            return Err(Refusal::OpenQuestions);
        }
        if open_tasks > 0 {
            return Err(Refusal::OpenTasks);
        }
        if self.state == IncidentState::Closed { Err(Refusal::Stale) } else { Ok(IncidentState::Closed) }
    }
}

/// Form **and** call, never one of them (docs/TRIAGE.md, `kela_call`).
pub const fn kela_state(form_accepted: bool, call_owed: bool, call_reached: bool) -> KelaState {
    match (form_accepted, call_owed && !call_reached) {
        (false, _) => KelaState::None,
        (true, true) => KelaState::FormSent,
        (true, false) => KelaState::Complete,
    }
}
