//! What surrounds the pure rules: database, store, rendering, settings, secrets, time and chance.
//!
//! Purpose: the shared ground of server and notifier.
//! Guarantee: time and randomness come in as arguments ([`clock::Clock`], [`random::Random`]).
//! Non-goal: HTTP in either direction.

mod app;
pub mod clock;
pub mod command;
pub mod config;
pub mod db;
pub mod delivery_code;
mod errand;
pub mod error;
pub mod group_commit;
pub mod kela_form;
pub mod password;
pub mod private_folder;
pub mod random;
pub mod render;
pub mod screenshot;
mod start;
pub mod storage;
pub mod store;
pub mod token;
pub mod vault;
pub mod viewer;

pub use app::{App, Tx};
pub use errand::{Errand, Errands};
