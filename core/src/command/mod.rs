//! What people do and what happens outside, a file per step.
//!
//! Guarantee: every step asks who may, checks every field, asks the domain, and writes what follows in one transaction
//! with its line in the audit log; what is refused leaves no trace.
//! Non-goal: HTTP, and sending: a step ends where a delivery waits.
