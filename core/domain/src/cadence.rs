//! Never silent: how often a word is promised, and what is due when the promise passes (docs/ARCHITECTURE.md, The clock's part; docs/SCENARIOS.md).

use chrono::{DateTime, TimeDelta, Utc};

use crate::terms::{Criticality, Effect};

/// Minutes between bulletins, by what the incident does. No source gives figures (docs/DOMAIN.md 7), so they are settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cadence {
    /// For a critical incident.
    pub critical_minutes: u16,
    /// When work is prevented.
    pub prevents_minutes: u16,
    /// Otherwise.
    pub degrades_minutes: u16,
    /// From the promised time to the bulletin that goes out by itself.
    pub grace_minutes: u16,
}

impl Default for Cadence {
    fn default() -> Self {
        Cadence { critical_minutes: 30, prevents_minutes: 60, degrades_minutes: 120, grace_minutes: 10 }
    }
}

/// What is due for an incident whose bulletins run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Wake the comms owner.
    Alarm,
    /// Say that nothing is new.
    Nochange,
}

impl Cadence {
    /// Elapsed time until the next word; a change of clocks does not stretch it.
    pub fn interval(&self, criticality: Criticality, effect: Effect) -> TimeDelta {
        let minutes = match (criticality, effect) {
            (Criticality::Critical, _) => self.critical_minutes,
            (_, Effect::Prevents) => self.prevents_minutes,
            (_, Effect::Degrades | Effect::None) => self.degrades_minutes,
        };
        TimeDelta::minutes(minutes.into())
    }

    fn grace(&self) -> TimeDelta {
        TimeDelta::minutes(self.grace_minutes.into())
    }

    /// What is due now, if anything. The alarm always comes before the bulletin that goes out by itself.
    pub fn due(&self, promised: DateTime<Utc>, alarmed: bool, now: DateTime<Utc>) -> Option<Due> {
        match alarmed {
            false if promised <= now => Some(Due::Alarm),
            true if self.nochange_at(promised) <= now => Some(Due::Nochange),
            _ => None,
        }
    }

    /// When the next of the two falls due.
    pub fn next_due(&self, promised: DateTime<Utc>, alarmed: bool) -> DateTime<Utc> {
        if alarmed { self.nochange_at(promised) } else { promised }
    }

    /// When a bulletin goes out by itself.
    pub fn nochange_at(&self, promised: DateTime<Utc>) -> DateTime<Utc> {
        promised + self.grace()
    }
}
