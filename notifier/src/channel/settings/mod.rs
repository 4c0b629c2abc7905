//! What the gateways need to know.
//!
//! Guarantee: no secret stands in here, only the path of the file that holds it: settings may be printed.
//! Non-goal: reading TOML or the environment.

pub mod mail;
pub mod secret;
pub mod sms;
