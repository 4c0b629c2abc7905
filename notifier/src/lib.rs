//! Outbox, channels and schedule: what is due is sent, and what happened is written down.

pub mod channel;
pub mod outbox;
mod returns;
mod route_test;
mod run;
mod schedule;
mod setup;
mod stop;
mod wakeup;

pub use route_test::send_one;
pub use run::run;
pub use setup::{Hooks, gateways, hooks, try_mail, try_route};
