//! What is decided and done about an incident: where its cause lies, which reports belong to it, what must be answered.

pub mod answer;
pub mod case;
pub mod checks;
pub mod controller;
pub(super) mod data_breach;
pub mod explain;
pub mod merge;
pub mod review;
pub mod triage;
