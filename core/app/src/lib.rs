//! What people and the clock do: steps in one transaction each, and the ground that they stand on.
//!
//! Purpose: the shared ground of server, notifier and replay ([`App`], [`Tx`]); settings, secrets, screenshots.
//! Guarantee: a step asks who may, checks every field, asks the domain, and writes what follows in one transaction.
//! Non-goal: HTTP in either direction, and SQL.

mod app;
pub mod audit_anchor;
pub mod break_event;
pub mod command;
pub mod config;
pub mod content;
pub mod delivery_code;
pub mod disk;
pub mod draft;
mod errand;
pub mod follow_link;
pub mod group_commit;
mod journal;
pub mod known_browser;
pub mod password;
pub mod private_folder;
pub mod process;
pub mod register_export;
pub mod screenshot;
pub mod secret_file;
pub mod sheet;
mod start;
pub mod storage;
pub mod vault;

pub use app::{App, Tx};
pub use errand::{Errand, Errands};
