//! What people do and what happens outside, a file per step.
//!
//! Guarantee: every step asks who may, checks every field, asks the domain, and writes what follows in one transaction
//! with its line in the audit log; what is refused leaves no trace.
//! Non-goal: HTTP, and sending: a step ends where a delivery waits.

pub mod account;
pub mod account_letter;
mod account_notice;
mod announced_break;
pub mod answer;
pub mod api_token;
pub mod audit_log;
pub mod break_series;
pub mod bulletin;
pub mod case;
mod changed;
pub mod checks;
pub mod connection;
pub mod contact;
pub mod controller;
pub mod correction;
mod data_breach;
pub mod email_change;
pub mod escalate;
pub mod explain;
mod field;
mod form;
pub mod import;
pub mod inbound;
pub(crate) mod intake;
mod letter;
pub mod maintenance;
pub mod merge;
mod on_call;
pub mod organisation;
pub mod overrun;
pub mod partner;
pub mod passkey;
pub mod patient;
pub mod person;
pub mod picture;
mod progress;
pub mod provider;
pub mod read_receipt;
pub mod receipt;
pub mod refusal_log;
pub mod reply;
pub mod report;
pub mod retention;
pub mod returned;
pub mod review;
pub mod route_alarm;
pub mod route_test;
pub mod schedule;
pub mod second_factor;
pub mod send_again;
pub mod session;
pub mod standing;
pub mod transfer;
pub mod triage;
mod unheard;
pub mod upstream;
pub mod vault_key;

pub use field::{REDACTED, redaction};
