//! The rules of Majakka, and nothing else.
//!
//! Purpose: what evidence leads to, how an incident moves, what is due when, who must be told, how things are written.
//! Guarantee: pure functions over values; the same input gives the same answer on every machine and at every hour.
//! Non-goal: storing, sending, rendering. There is no database, no HTTP and no clock in here, and the manifest keeps it so.

pub mod availability;
pub mod bounds;
pub mod bulletin;
pub mod cadence;
pub mod catalogue;
pub mod checks;
pub mod contact_role;
pub mod delivery;
pub mod escalation;
pub mod evidence;
pub mod finding;
pub mod format;
pub mod guessing;
pub mod id;
pub mod incident;
pub mod next_step;
pub mod on_call;
pub mod planned_break;
pub mod recurrence;
pub mod refusal;
pub mod rights;
pub mod screenshot_key;
pub mod status;
pub mod statutory;
pub mod tasks;
pub mod terms;
pub mod text;
pub mod texts;
pub mod timeline;
pub mod triage;
