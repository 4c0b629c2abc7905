//! What people do and what happens outside, a folder per noun, a file per step.
//!
//! Guarantee: every step asks who may, checks every field, asks the domain, and writes what follows in one transaction
//! with its line in the audit log; what is refused leaves no trace.
//! Non-goal: HTTP, and sending: a step ends where a delivery waits.

pub mod account;
pub mod audit;
pub mod bulletin;
mod changed;
pub mod contact;
pub mod delivery;
pub mod due;
pub mod escalation;
mod field;
pub mod incident;
mod letter;
pub mod maintenance;
pub mod organisation;
pub mod report;
pub mod upstream;
pub mod vault_key;

pub use field::{REDACTED, redaction};
