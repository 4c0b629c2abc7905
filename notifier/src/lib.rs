//! Outbox, channels and schedule: what is due is sent, and what happened is written down.

pub mod channel;
