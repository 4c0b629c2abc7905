//! Outbox, channels and schedule: what is due is sent, and what happened is written down.

pub mod channel;
mod ear;
mod gateways;
pub mod outbox;
mod returns;
mod route_test;
mod run;
mod schedule;
mod stop;

pub use gateways::{Hooks, gateways, hooks, try_route};
pub use run::run;
